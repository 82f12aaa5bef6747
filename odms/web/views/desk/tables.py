"""Delivered tables as the desk shows them: columns as cards, the first rows, the sum of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from odms.definitions import national
from odms.errors import Absent
from odms.intake import queries as intake
from odms.pictures import marks
from odms.web import formats
from odms.web.told import language, words

TYPES = {
    "integer": gettext_lazy("Whole number"),
    "number": gettext_lazy("Number"),
    "boolean": gettext_lazy("Yes or no"),
    "date": gettext_lazy("Day"),
    "datetime": gettext_lazy("Day and time"),
    "time": gettext_lazy("Time"),
    "year": gettext_lazy("Year"),
    "geometry": gettext_lazy("Shape on a map"),
    "text": gettext_lazy("Text"),
}
NUMBERS = ("integer", "number", "year")
N_CARDS = 60
N_ROWS = 10
N_PREVIEW_COLUMNS = 30
_N_TOP = 3
_LONG = 80  # letters of a cell in a preview


@dataclass(frozen=True)
class Card:
    """A column: its name, what it is, how full it is, and a picture of its values."""

    name: str
    type: Any
    meaning: str
    words: str
    picture: SafeString | None
    is_personal: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a preview, as text."""

    text: str
    is_number: bool


@dataclass(frozen=True)
class Preview:
    """The first rows of a table."""

    caption: str
    columns: list[dict[str, Any]]
    rows: list[list[Cell]]


def title(table: Any, n_tables: int) -> str:
    """What a table is called: its sheet's name, or its number where there are several."""
    if table.name:
        return str(table.name)
    return _("Table %(n)s") % {"n": table.position + 1} if n_tables > 1 else _("The table")


def cards(table: Any) -> list[Card]:
    """The columns of a delivered table, as many as fit on a page."""
    profiles = profiles_of(table)
    return [card(column, profiles.get(column["name"], {})) for column in table.columns[:N_CARDS]]


def card(column: dict[str, Any], profile: dict[str, Any]) -> Card:
    """A column with what its profile tells; of one that may point at a person, counts alone."""
    is_personal = "personal" in column
    return Card(
        name=column["name"],
        type=TYPES[column["type"]],
        meaning=_meaning(column.get("meaning")),
        words=_counts(profile)
        if is_personal
        else " · ".join(filter(None, (_counts(profile), _range(profile) or _top(profile)))),
        picture=None if is_personal else picture(profile),
        is_personal=is_personal,
    )


def picture(profile: dict[str, Any]) -> SafeString | None:
    """How a column's values are spread; None where its profile has no histogram."""
    if not (spread := profile.get("histogram")):
        return None
    return mark_safe(marks.histogram(spread["counts"]))  # noqa: S308


def profiles_of(table: Any) -> dict[str, dict[str, Any]]:
    """The profiles of a table's columns by name; none where the table version was destroyed."""
    try:
        profile = intake.get_profile(table)
    except Absent:
        return {}
    return {column["name"]: column for column in profile["columns"]}


def preview(table: Any, *, without: Iterable[str] = ()) -> Preview:
    """The first rows of a delivered table as they came, but for the columns `without`."""
    hidden = set(without)
    shown = [column for column in table.columns if column["name"] not in hidden]
    return preview_of(shown, intake.preview(table, N_ROWS), table.n_rows)


def preview_of(
    columns: Sequence[dict[str, Any]], first: Sequence[dict[str, Any]], n_rows: int
) -> Preview:
    """The first of `n_rows` rows, as many columns as fit on a page."""
    shown, rows = columns[:N_PREVIEW_COLUMNS], first[:N_ROWS]
    caption = ngettext("Preview of %(k)s of %(n)s row", "Preview of %(k)s of %(n)s rows", n_rows)
    return Preview(
        caption=caption % {"k": len(rows), "n": formats.number(n_rows)},
        columns=[_heading(column) for column in shown],
        rows=[[cell(row[column["name"]], column) for column in shown] for row in rows],
    )


def cell(value: Any, column: dict[str, Any]) -> Cell:
    """A value as it reads in a table, cut where it is long."""
    text = "" if value is None else formats.cell(value, column, language())
    return Cell(text if len(text) <= _LONG else text[: _LONG - 1] + "…", _is_figure(column))


def kind_label(kind: str) -> str:
    """What a kind of personal data is called."""
    known = national("meanings.yaml").values()
    label = next((meaning["label"] for meaning in known if meaning.get("personal") == kind), None)
    return str(label[language()]) if label else kind


def measure_label(code: str) -> str:
    """What a decision about a column is called: a protective measure, or that it is kept."""
    return words("intake.deed.keep" if code == "keep" else f"protection.measure.{code}")


def _heading(column: dict[str, Any]) -> dict[str, Any]:
    label = formats.in_language(column, "label", language())[0]
    return {
        "name": column["name"],
        "label": label or column["name"],
        "is_number": _is_figure(column),
    }


def _is_figure(column: dict[str, Any]) -> bool:
    """Whether a column holds figures, which stand at the right; codes and years are none."""
    return column["type"] in NUMBERS and not column.get("meaning")


def _meaning(code: str | None) -> str:
    return str(national("meanings.yaml")[code]["label"][language()]) if code else ""


def _counts(profile: dict[str, Any]) -> str:
    if not profile.get("n"):
        return ""
    missing, distinct = profile["n_missing"], profile.get("n_distinct")
    full = (
        _("no gaps")
        if not missing
        else _("%(share)s empty") % {"share": formats.percent(missing / profile["n"])}
    )
    if distinct is None:
        return full
    values = ngettext("%(n)s value", "%(n)s different values", distinct) % {
        "n": formats.number(distinct)
    }
    return f"{full} · {values}"


def _range(profile: dict[str, Any]) -> str:
    low, high = profile.get("min"), profile.get("max")
    if low is None or high is None:
        return ""
    said = _("%(low)s to %(high)s")
    return said % {"low": _end(low, profile), "high": _end(high, profile)}


def _top(profile: dict[str, Any]) -> str:
    """The most frequent values, where values occur more than once."""
    top = [
        one["value"] for one in profile.get("top") or () if one["n"] > 1 and len(one["value"]) <= 30
    ]
    return ", ".join(top[:_N_TOP]) + ("…" if len(top) > _N_TOP else "")


def _end(value: Any, profile: dict[str, Any]) -> str:
    """One end of a column's range; the ends of dates are ISO text."""
    if profile["type"] in ("date", "datetime"):
        return formats.day(value, language())
    return formats.cell(value, profile, language())
