"""What an entry of the inventory is made of, what a survey changes in it, and which rules hold.

An entry says what the standard's record says (`standards.record`) as far as it is known, and some
things more (OWN). Values are plain; codes of the code lists stand as codes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from odms.definitions import national
from odms.errors import Invalid
from odms.standards import codes
from odms.standards.record import FIELDS, read_value
from odms.standards.thai import Lack, has_national_id

ENTRY_STATES = ("present", "gone")

# how an entry came in, and how a survey was made
ORIGINS = ("hand", "workbook", "database", "ckan")

SURVEY_STATES = ("waiting", "running", "done", "failed")

DATABASES = ("postgresql", "mariadb", "sqlite", "sqlserver")

# what an entry says beyond the record: its kind
OWN: dict[str, str] = {
    "held_in": "line",
    "has_personal_data": "mark",
    "n_rows": "count",
    "is_candidate": "mark",
    "candidate_reason": "text",
    "owner_email": "line",
}

# what entries can be asked for beside their values
MARKS = ("candidate", "unowned", "wrong", "personal", "published")

# fields of the standard's record that an entry has
RECORD = (
    "title_th",
    "title_en",
    "description_th",
    "description_en",
    "tags",
    "data_type",
    "data_type_other",
    "objective",
    "objective_other",
    "maintainer",
    "maintainer_email",
    "frequency_unit",
    "frequency_interval",
    "frequency_unit_other",
    "geo_coverage",
    "geo_coverage_other",
    "data_source",
    "data_format",
    "data_format_other",
    "data_category",
    "classification",
    "licence",
    "licence_other",
    "theme",
    "period_start",
    "period_end",
    "language",
    "accessible_condition",
    "url",
)

# what a survey of a database knows better than the people who wrote the entry
MEASURED = ("n_rows", "columns")

# what a survey can tell of an entry beside its fields
CHANGED_PARTS = ("columns_added", "columns_lost", "retyped", "personal", "state", "key")

_SECRET = ("restricted", "secret", "top-secret")
_INTERNAL_LICENCES = ("odc", "cc-by-nc")
_MAX_LINE, _MAX_TEXT, _MAX_COUNT = 300, 20_000, 10**15
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@dataclass(frozen=True)
class Trouble:
    """What was not understood: where it stood, the text that is kept, and why, by code."""

    row: int | None
    item: str
    value: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The trouble as a survey keeps it."""
        facts = {name: str(value) for name, value in self.facts.items()}
        told = {"row": self.row, "item": self.item, "value": self.value, "code": self.code}
        return told | {"facts": facts}


@dataclass(frozen=True)
class Found:
    """One thing that a survey found. `key` is its identity at the source, empty where it has none.

    `columns` is None where the source says nothing of them; `extra` holds what no field takes.
    """

    key: str
    values: dict[str, Any]
    columns: list[dict[str, Any]] | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    row: int | None = None

    @property
    def title(self) -> str:
        """What it is called: its title, else its identity."""
        return str(self.values.get("title_th") or self.values.get("title_en") or self.key)


def read(name: str, value: Any) -> Any:
    """What `value`, as typed or as another system wrote it, means for the field `name`.

    Raises Invalid, the field named as `item`.
    """
    match OWN.get(name):
        case None if name in RECORD:
            return read_value(name, value)
        case None:
            raise Invalid("standards.unknown_field", item=name)
        case "mark":
            return _mark(name, value)
        case "count":
            return _count(name, value)
        case kind:
            return _text(name, value, _MAX_LINE if kind == "line" else _MAX_TEXT)


def read_all(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Trouble]]:
    """The fields that say something, read, and those that could not be understood."""
    values: dict[str, Any] = {}
    troubles = []
    for name, given in raw.items():
        try:
            value = read(name, given)
        except Invalid as refused:
            troubles.append(Trouble(None, name, str(given), refused.code, refused.facts))
            continue
        if not is_empty(value):
            values[name] = value
    return values, troubles


def is_empty(value: Any) -> bool:
    """Whether a value says nothing; no and 0 say something."""
    return value is None or value == "" or value == []


def check(values: Mapping[str, Any]) -> list[Lack]:
    """All in an entry that does not fit together; errors are put right, warnings are thought over.

    Rules between category and class: those of the agencies' form of the country's data governance.
    """
    return [*_lacks(values), *_privacy_lacks(values)]


def n_errors(values: Mapping[str, Any]) -> int:
    """How many errors `check` finds."""
    return sum(lack.severity == "error" for lack in check(values))


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], names: tuple[str, ...]
) -> list[dict[str, Any]]:
    """What differs in these fields: `{"what", "before", "after"}`, of columns what came and went."""
    found: list[dict[str, Any]] = []
    for name in names:
        old, new = before.get(name), after.get(name)
        if old == new or (is_empty(old) and is_empty(new)):
            continue
        if name == "columns":
            found += _column_differences(old or [], new or [])
        else:
            found.append({"what": name, "before": old, "after": new})
    return found


def folded(title: str) -> str:
    """A title as titles are compared: blanks and case say nothing."""
    return "".join(title.split()).casefold()


def _lacks(values: Mapping[str, Any]) -> Iterator[Lack]:
    category, class_ = values.get("data_category", ""), values.get("classification", "")
    is_personal, is_candidate = values.get("has_personal_data"), values.get("is_candidate")
    if category == "public" and is_personal:
        yield Lack("inventory.public_with_personal_data", "has_personal_data")
    if category == "public" and class_ and class_ != "open":
        yield Lack("inventory.public_not_open", "classification")
    if category in ("internal", "personal") and is_personal and class_ == "open":
        yield Lack("inventory.personal_is_not_open", "classification")
    if category in ("secret", "security") and class_ and class_ not in _SECRET:
        yield Lack("inventory.secret_needs_class", "classification")
    if category == "personal" and is_personal is False:
        yield Lack("inventory.personal_without_personal_data", "has_personal_data", "warning")
    if class_ in _SECRET and is_candidate:
        yield Lack("inventory.secret_candidate", "is_candidate")
    yield from _licence_lacks(values)


def _licence_lacks(values: Mapping[str, Any]) -> Iterator[Lack]:
    licence, class_ = values.get("licence", ""), values.get("classification", "")
    if not licence:
        return
    if class_ == "internal" and licence not in _INTERNAL_LICENCES:
        yield Lack("inventory.internal_licence", "licence", "warning")
    if class_ in _SECRET and licence != "other":
        yield Lack("inventory.secret_licence", "licence", "warning")
    if values.get("data_category") == "public" and licence != "odc":
        yield Lack("standards.public_licence", "licence", "warning")


def _privacy_lacks(values: Mapping[str, Any]) -> Iterator[Lack]:
    for name in ("title_th", "title_en", "description_th", "description_en"):
        if has_national_id(str(values.get(name, ""))):
            yield Lack("standards.national_id", name)


def _column_differences(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    old = {one["name"]: one for one in before}
    new = {one["name"]: one for one in after}
    found: list[dict[str, Any]] = []
    if came := [name for name in new if name not in old]:
        found.append({"what": "columns_added", "before": [], "after": came})
    if went := [name for name in old if name not in new]:
        found.append({"what": "columns_lost", "before": went, "after": []})
    for what, part in (("retyped", "type"), ("personal", "personal")):
        found += [
            {"what": what, "column": name, "before": old[name].get(part, ""), "after": one[part]}
            for name, one in new.items()
            if name in old and one.get(part, "") != old[name].get(part, "")
        ]
    return found


def _text(name: str, value: Any, limit: int) -> str:
    text = str(value if value is not None else "").replace("\x00", "").strip()
    if limit == _MAX_LINE:
        text = " ".join(text.split())
    if len(text) > limit:
        raise Invalid("standards.too_long", item=name, n=len(text), limit=limit)
    return text


def _mark(name: str, value: Any) -> bool | None:
    """Yes, no, or None where nothing is said."""
    if value is None or isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    words = national("inventory.yaml")["marks"]
    if not text:
        return None
    if text in words["yes"]:
        return True
    if text in words["no"]:
        return False
    raise Invalid("inventory.wrong_mark", item=name, value=str(value))


def _count(name: str, value: Any) -> int | None:
    text = str(value if value is not None else "").translate(_THAI_DIGITS)
    text = text.replace(",", "").strip().removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) > _MAX_COUNT:
        raise Invalid("inventory.wrong_count", item=name, value=str(value))
    return int(text)


def label_of(name: str, value: Any, language: str) -> str:
    """A value of an entry as people read it; empty for none."""
    if is_empty(value):
        return ""
    listed = FIELDS[name].list if name in FIELDS else ""
    if listed:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(codes.label(listed, code, language) for code in chosen)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
