"""What each definition must look like, so that a mistake is told with its file and its key.

A shape is a type, `[shape]` for a list of such things, `(shape, shape)` for a list of so many,
`{str: shape}` for a mapping of names, or the keys of an entry; one that ends in `?` may be missing.
"""

from collections.abc import Iterator
from typing import Any

WORDS = {"th": str, "en": str}

# codes of other validators that mean the same, and repairs that mend it, see `messages`
EQUALS = {"frictionless?": [str], "csvlint?": [str], "repairs?": [str]}

SENTENCE = WORDS | {"one?": str, "severity?": str, "fix?": WORDS} | EQUALS

CODE = WORDS | {
    "code": str,
    "ckan?": str,
    "number?": str,
    "is_unknown?": bool,
    "is_other?": bool,
    "eu?": str,
}

RANGE = (float, float)

BAND = WORDS | {"code": str, "from": float}

MONTH = {"full": str, "abbr": str, "short": str, "en": str}

MEANING = {
    "label": WORDS,
    "header?": str,
    "as_text?": bool,
    "personal?": str,
    "is_sensitive?": bool,
}

MEASURE = {
    "dimension": str,
    "weight": float,
    "from": str,
    "th": str,
    "en": str,
    "formula_th": str,
    "formula_en": str,
    "math": str,
    "inputs": [str],
    "findings?": [str],
    "minutes": {"fixed": float, "each": float},
    "mend_th": str,
    "mend_en": str,
}

# a column of a form: our field, its heading, and other headings of the same
HEADING = {"field": str, "th": str, "also?": [str]}

LISTED = {"kinds": [str], "meanings": [str], "headers": str}

# a strand, a policy, an item or a body of the programme
PART = CODE | {"about_th?": str, "about_en?": str}

STEP = CODE | {
    "term": str,
    "year": int,
    "year_until?": int,
    "is_uncertain?": bool,
    "note_th?": str,
    "note_en?": str,
    "parts": [str],
    "indicators": [str],
    "leads?": [WORDS | {"body": str}],
}

# shapes by the name of the file, of every country alike
NATIONAL: dict[str, Any] = {
    "agencies_file.yaml": {"columns": [HEADING]},
    "agency_names.yaml": {"written_out": {str: str}, "left_out": [str]},
    "approval.yaml": {
        "kinds": {"first": WORDS, "update": WORDS, "words": WORDS},
        "passing": [str],
        "flags": {str: {"codes": [str], "verdicts": [str]}},
        "rules": [
            CODE | {"kinds": [str], "flags": [str], "parts": [str], "n_approvers": int},
        ],
        "standing_orders": {"most_days": int},
        "order_pattern": str,
    },
    "balance.yaml": {
        "days": int,
        "parts": [CODE | {"side": str, "weight": float}],
        "bands": {"under": float, "over": float},
        "kept_days": int,
        "wishes": {
            "alike": float,
            "serves": float,
            "most": int,
            "entries": int,
            "least": int,
        },
    },
    "calendar.yaml": {"weekend": [int], "yearly": [str], "announced": [str]},
    "categories.yaml": [CODE],
    "classifications.yaml": [CODE | {"is_open?": bool}],
    "code_lists.yaml": {
        str: {
            "label": WORDS,
            "table?": str,
            "digits?": int,
            "regions?": str,
            "meanings": {str: str},
        }
    },
    "country.yaml": WORDS | {"eu": str},
    "dashboard.yaml": {"province_words": [str], "named_alone": [str]},
    "data_formats.yaml": [CODE],
    "data_types.yaml": [CODE],
    "extent.yaml": {"latitude": RANGE, "longitude": RANGE},
    "frequencies.yaml": [CODE | {"days?": float, "iso?": str, "has_interval?": bool}],
    "geo_coverages.yaml": [CODE | {"is_in_country?": bool}],
    "glossary.yaml": [WORDS | {"code": str, "about_th": str, "about_en": str}],
    "guideline.yaml": {
        "title": WORDS,
        "subtitle": WORDS,
        "preface": [WORDS],
        "status": WORDS,
        "guidelines": WORDS,
        "strands": [
            CODE | {"items": [CODE | {"short_th": str, "short_en": str}]},
        ],
        "balance": WORDS,
        "proposals": WORDS,
        "policies": [WORDS | {"items": [WORDS]}],
        "topics": [WORDS | {"paragraphs": [WORDS], "items": [WORDS]}],
        "roadmap": {
            "title": WORDS,
            "note": WORDS,
            "terms": {str: WORDS},
            "years": [{"year": int, "term": str, "th": [str], "en": [str]}],
        },
    },
    "harvest.yaml": {"list": [{"field": str, "also": [str]}]},
    "header_words.yaml": {str: str},
    "inventory.yaml": {
        "sheet": str,
        "columns": [HEADING],
        "dictionary": {"sheet": str, "columns": [HEADING]},
        "marks": {"yes": [str], "no": [str]},
    },
    "languages.yaml": [CODE],
    "latin_names.yaml": {"given": [str], "family": [str]},
    "layout.yaml": {
        "notes": {"beginning": [str]},
        "units": {"beginning": [str]},
        "pages": str,
        "legends": str,
        "headers": [str],
        "closing": [str],
        "placeholders": str,
        "made": {"sheet": str, "year": str, "value": str, "code": str},
    },
    "legal_grounds.yaml": [CODE],
    "licence_chains.yaml": {str: [str]},
    "licences.yaml": [
        CODE | {"short?": str, "allows_th?": str, "allows_en?": str, "url?": str, "is_open?": bool}
    ],
    "masks.yaml": {"kinds": {str: str}, "digit": str, "letter": str, "title": str},
    "meanings.yaml": {str: MEANING},
    "mirroring.yaml": {
        "sizes_mb": {str: float},
        "other_mb": int,
        "versions": int,
        "not_files": [str],
    },
    "months.yaml": {"months": (MONTH,) * 12, "misspelt": {str: int}},
    "name_prefixes.yaml": {"sure": [str], "short": [str], "within": [str]},
    "objectives.yaml": [CODE],
    "openness.yaml": {"formats": {str: int}},
    "personal_data.yaml": {str: {str: object}},
    "place_words.yaml": {"before": [str], "after": [str], "capital": [str]},
    "prefill.yaml": {
        "defaults": {str: object},
        "not_titles": str,
        "empty_names": str,
        "table_number": str,
        "keyword": str,
        "year": str,
        "era_from": int,
        "era_years": int,
        "formats": {str: str},
        "coverages": {str: [str]},
    },
    "priority.yaml": {
        "questions": [
            WORDS
            | {
                "code": str,
                "asks_th": str,
                "asks_en": str,
                "weight": float,
                "levels": (WORDS,) * 5,
            }
        ],
        "high_value": {"least": int, "criteria": [CODE]},
        "demand": {"points": {str: float}, "steps": [float]},
        "readiness": {"lost": {str: int}, "complete": float},
        "never": [str],
    },
    "programme.yaml": {
        "source": WORDS,
        "goal": WORDS,
        "first_year": int,
        "last_year": int,
        "parts": [PART | {"kind": str, "items?": [PART]}],
        "captions": [CODE],
        "captions_note": WORDS,
        "bodies": [PART | {"listed_as?": str, "is_uncertain?": bool}],
        "bodies_note": WORDS,
        "steps": [STEP],
        "indicators": [
            CODE | {"unit": str, "source": str, "baseline?": str, "parts": [str]},
        ],
        "oecd": [
            {
                "framework": str,
                "indicator": str,
                "year": int,
                "mean": float,
                "source": WORDS,
                "best": WORDS,
                "groups": [{"code": str, "mean?": float}],
            }
        ],
    },
    "protection.yaml": {
        "kinds": {str: [str]},
        "persons": LISTED,
        "quasi_identifiers": LISTED,
        "sensitive": LISTED,
        "province_words": str,
    },
    "quality.yaml": {
        "bands": [CODE | {"least": float}],
        "least_measured": float,
        "dimensions": {str: WORDS | {"weight": float, "about_th": str, "about_en": str}},
        "formats": {str: float},
        "promise": {"full": float, "none": float},
        "usual_pattern": float,
        "measures": {str: MEASURE},
    },
    "questionnaire.yaml": {
        "code": str,
        "title": WORDS,
        "about": WORDS,
        "groups": [CODE],
        "channels": [CODE],
        "purposes": [CODE],
        "dimensions": [CODE],
        "questions": [CODE | {"kind": str, "dimension?": str}],
        "marks": [CODE],
        "bands": [BAND],
        "headings": {str: [str]},
    },
    "recommendations.yaml": {
        "most": int,
        "rules": [CODE | {"figure": str, "below": float}],
    },
    "reference_systems.yaml": {
        "utm": {"easting": RANGE, "northing": RANGE},
        "names": {str: str},
        "zones": {
            "default": str,
            "east": {"zone": str, "provinces": [str]},
            "crossed": [str],
        },
    },
    "regions.yaml": {"aliases": {str: str}, str: {"label": WORDS, "names": {str: str}}},
    "rights_origins.yaml": [CODE],
    "sdgs.yaml": [CODE],
    "search.yaml": {"synonyms": [[str]], "spellings": {str: [str]}, "little_words": [str]},
    "sectors.yaml": {str: WORDS | {"binds": [str]}},
    "survey.yaml": {
        "source": WORDS,
        "code": str,
        "title": WORDS,
        "processes": [{"number": int, "share": float, "n": int}],
        "enablers": [{"code": str, "share": float, "n": int}],
        "dimensions": [{"code": str, "mean": float}],
        "channels": [WORDS | {"code": str, "share": float}],
        "agencies": [str],
        str: object,
    },
    "themes.yaml": [CODE | {"eu": str}],
    "time_zone.yaml": {"name": str, "offset_minutes": int},
    "tokens.yaml": {
        "missing": [str],
        "missing_as_spelt": [object],
        "missing_in_numbers": [str],
        "unless": {str: str},
        "suppressed": [str],
        "booleans": [{"true": str, "false": str}],
    },
    "totals.yaml": {"whole": [str], "beginning": [str]},
    "unit_names.yaml": {str: {str: str}},
    "units.yaml": {str: str},
    "voice.yaml": {
        "answer_working_days": int,
        "appeal_days": int,
        "review_working_days": int,
        "refusals": [CODE | {"law_th?": str, "law_en?": str}],
        "showcase_kinds": [CODE],
    },
}


PROCESS = CODE | {
    "number": int,
    "level": str,
    "short": WORDS,
    "needs": [str],
    "gate?": str,
    "sees": WORDS,
    "asks": WORDS,
    "declares": [str],
    "verifies": [str],
    "review_months": int,
}

# shapes of what is no country's own
_COMMON: dict[str, Any] = {
    "figures.yaml": [
        {
            "code": str,
            "unit": str,
            "have": str,
            "of?": str,
            "rows": str,
            "baseline?": str,
            "is_inside?": bool,
            "th": str,
            "en": str,
            "about_th": str,
            "about_en": str,
        }
    ],
    "often.yaml": [{"eu": str, "iso?": str, "words": [str]}],
    "sql.yaml": {"functions": {str: [str]}, "table_functions": [str]},
}

METRIC = CODE | {
    "dimension": str,
    "asked": str,
    "points": int,
    "minutes": int,
    "mend_th": str,
    "mend_en": str,
}

QUESTION = {
    "code": str,
    "th?": str,
    "en?": str,
    "kind": str,
    "points?": float,
    "computed?": str,
    "process?": str,
    "choices?": [WORDS | {"code": str, "worth": float}],
    "span?": RANGE,
    "unit?": WORDS,
    "is_unverified?": bool,
}

GROUP: dict[str, Any] = WORDS | {
    "code": str,
    "weight?": float,
    "is_unverified?": bool,
    "questions?": [QUESTION],
}
GROUP["groups?"] = [GROUP]  # groups of groups, as deep as a framework has them

# one head for all frameworks, then groups of questions; those that mark datasets have keys of their own
FRAMEWORK = {
    "code": str,
    "edition": str,
    "title": WORDS,
    "source": WORDS | {"url?": str},
    "licence": str,
    "subjects": [str],
    "scoring?": str,
    "of": float,
    "bands": [BAND],
    "note?": WORDS,
    "unverified?": WORDS,
    "groups?": [GROUP],
    "dimensions?": {str: WORDS},
    "metrics?": [METRIC],
    "weights?": {str: float},
    "completeness?": {str: int},
    "timeliness?": {"points": {str: int}, "days": {str: RANGE}, "other": RANGE},
    "validity?": {str: float},
    "mends?": {str: WORDS},
}

_OF_FOLDER = {
    "frameworks": FRAMEWORK,
    "messages": {str: SENTENCE},
    "checks": {str: {"why?": str}},
    "processes": {"source": WORDS, "processes": [PROCESS]},
}


def check(name: str, found: Any) -> None:
    """Raise ValueError where a document has not the shape of its name (`th/licences.yaml`)."""
    folder, _, file = name.rpartition("/")
    shape = _OF_FOLDER.get(folder) or (NATIONAL if folder else _COMMON).get(file, object)
    if told := next(_faults(found, shape, ""), None):
        raise ValueError(f"{name}: {told}")


def _faults(found: Any, shape: Any, at: str) -> Iterator[str]:
    """What is wrong with a value, a sentence each, with the key where it stands."""
    match shape:
        case dict():
            yield from _faults_of_mapping(found, shape, at)
        case list() | tuple() if not isinstance(found, list):
            yield f"{at or 'the document'} must be a list"
        case tuple() if len(found) != len(shape):
            yield f"{at or 'the document'} must have {len(shape)} parts, not {len(found)}"
        case list() | tuple():
            for i, one in enumerate(found):
                yield from _faults(one, shape[0], f"{at}[{i}]")
            yield from _repeated_codes(found, at)
        case _ if shape is float and isinstance(found, int) and not isinstance(found, bool):
            return
        case _ if not isinstance(found, shape) or (shape is int and isinstance(found, bool)):
            yield f"{at or 'the document'} must be {_NAMES[shape]}, not {found!r}"


_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _faults_of_mapping(found: Any, shape: dict[Any, Any], at: str) -> Iterator[str]:
    if not isinstance(found, dict):
        yield f"{at or 'the document'} must be names and values"
        return
    known = {key.removesuffix("?"): of for key, of in shape.items() if isinstance(key, str)}
    for key in shape:
        if isinstance(key, str) and not key.endswith("?") and key not in found:
            yield f"{at or 'the document'} lacks {key}"
    for key, value in found.items():
        place = f"{at}.{key}".removeprefix(".")
        if not isinstance(key, str):
            yield f"{place} must be a text; put it in quotation marks"
        elif key not in known and str not in shape:
            yield f"{place} is not known here"
        else:
            yield from _faults(value, known.get(key, shape.get(str)), place)


def _repeated_codes(found: list[Any], at: str) -> Iterator[str]:
    codes = [one["code"] for one in found if isinstance(one, dict) and "code" in one]
    for i, code in enumerate(codes):
        if code in codes[:i]:
            yield f"{at}[{i}].code repeats {code}"
