"""Putting the report together: verdict, reading, problems, columns, personal data, change, quality."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from odms.definitions import messages, national
from odms.engine.quality import Circumstances, assess
from odms.engine.steward.problems import counts, problems

# verdicts of personal data that must be decided upon before anything is published
_PRESSING = frozenset({"certain", "likely"})
_LANGUAGES = messages.LANGUAGES


@dataclass(frozen=True)
class Decided:
    """What the steward decided of a column: to `keep` it, or a protective measure."""

    table: int
    column: str
    deed: str


def compose(
    report: Mapping[str, Any],
    profiles: Sequence[Mapping[str, Any]],
    *,
    around: Circumstances | None = None,
    changes: Sequence[Mapping[str, Any]] = (),
    decided: Collection[Decided] = (),
) -> dict[str, Any]:
    """The steward's report of a file that was read.

    `report` is its inspection as published, `profiles` those of its tables in order. `changes` are
    what `odms.lake.drift.changes` tells of tables that renew one, each with its `table`.
    """
    around = around or Circumstances()
    found, personal = problems(report), _personal(report, decided)
    quality = assess(report, profiles, around).to_json()
    return {
        "verdict": _verdict(report, found, personal),
        "file": _file(report),
        "at": around.at.isoformat() if around.at else None,
        "tables": [_table(table) for table in report["tables"]],
        "problems": {"counts": counts(found), "list": found},
        "columns": list(_columns(profiles)),
        "keys": [profile.get("keys", []) for profile in profiles],
        "personal": personal,
        "personal_words": [
            dict(one) | {"label": _label(one["kind"])} for one in report.get("personal_words", ())
        ],
        "change": [dict(change) for change in changes],
        "quality": quality,
    }


def unreadable(refusal: Mapping[str, Any]) -> dict[str, Any]:
    """The report of a file that could not be read: the verdict, the reason and how to mend it."""
    error = refusal["error"]
    reason = {"code": error["code"], "words": error["message"]}
    fix = messages.catalogue().get(error["code"], {}).get("fix")
    return {
        "verdict": {
            "code": "unreadable",
            "words": messages.sentences("report.verdict_unreadable"),
            "reasons": [reason | {"fix": fix}],
        },
        "file": {
            "name": refusal["file"],
            "size_bytes": refusal.get("size_bytes"),
            "sha256": refusal.get("sha256"),
            "format": None,
            "encoding": refusal.get("encoding"),
        },
    }


def _verdict(
    report: Mapping[str, Any], found: list[dict[str, Any]], personal: list[dict[str, Any]]
) -> dict[str, Any]:
    """Whether it may be published, and what has to be done before.

    Errors and undecided personal data stand in the way; warnings do not.
    """
    reasons = [
        {"code": one["code"], "words": one["sentences"][0], "fix": one["fix"]}
        for one in found
        if one["severity"] == "error"
    ]
    reasons += [_to_decide(one) for one in personal if one["must_decide"]]
    n_warnings = sum(one["severity"] == "warning" for one in found)
    code = "after" if reasons else ("publishable_noted" if n_warnings else "publishable")
    facts = {
        "n": len(reasons),
        "n_warnings": n_warnings,
        "n_rows": f"{sum(table['n_rows'] for table in report['tables']):,}",
        "n_tables": len(report["tables"]),
    }
    return {
        "code": code,
        "words": messages.sentences(f"report.verdict_{code}", facts),
        "reasons": reasons,
    }


def _to_decide(one: Mapping[str, Any]) -> dict[str, Any]:
    facts = {"column": one["column"]} | {f"kind_{lang}": one["label"][lang] for lang in _LANGUAGES}
    return {
        "code": "report.decide_personal",
        "words": messages.sentences("report.decide_personal", facts),
        "fix": messages.sentences("report.decide_personal_fix"),
    }


def _file(report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": report["file"],
        "size_bytes": report["size_bytes"],
        "sha256": report["sha256"],
        "format": report["format"],
        "encoding": report["encoding"],
    }


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    """How a table was read, and its rows kind by kind: they add up to `source`."""
    rows = {
        "preamble": len(table["preamble_rows"]),
        "header": len(table["header_rows"]),
        "data": table["n_rows"],
        "rejected": table["n_rejected"],
        "footer": table["n_footer_rows"],
        "blank": table["n_blank"],
    }
    return {
        "name": table["name"],
        "dialect": table["dialect"],
        "header_rows": list(table["header_rows"]),
        "preamble_rows": list(table["preamble_rows"]),
        "rows": rows | {"source": table["n_source_rows"]},
        "adds_up": sum(rows.values()) == table["n_source_rows"],
        "n_totals": table["n_total_rows"],
        "n_columns": len(table["columns"]),
    }


def _columns(profiles: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every column's profile with its table; of one that may point at a person no value is told."""
    for place, profile in enumerate(profiles):
        for column in profile["columns"]:
            hidden = _VALUES if column["personal"] else frozenset()
            yield {"table": place} | {k: None if k in hidden else v for k, v in column.items()}


_VALUES = frozenset({"min", "max", "mean", "quantiles", "histogram", "top"})


def _personal(report: Mapping[str, Any], decided: Collection[Decided]) -> list[dict[str, Any]]:
    """The columns that hold personal data, and whether somebody must still decide upon them."""
    deeds = {(one.table, one.column): one.deed for one in decided}
    told = []
    for found in report["personal_data"]:
        deed = deeds.get((found["table"], found["column"]))
        told.append(
            dict(found)
            | {
                "label": _label(found["kind"]),
                "deed": deed,
                "must_decide": deed is None and found["verdict"] in _PRESSING,
            }
        )
    return told


def _label(kind: str) -> dict[str, str]:
    """What a kind of personal data is called."""
    for told in national("meanings.yaml").values():
        if told.get("personal") == kind:
            return {language: str(told["label"][language]) for language in _LANGUAGES}
    return dict.fromkeys(_LANGUAGES, kind)
