"""The one sentence that answers and the one picture of a table, written from its figures.

`pictures.choose` decides what to draw; here it is counted, put in order and told in words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from odms.errors import Refused
from odms.lake.groups import Group
from odms.pictures import choice, marks, provinces, scales
from odms.pictures.choice import Choice
from odms.web import figures, formats, told, wording

_YEAR = re.compile(r"\d{4}")

MAX_LISTED = 120
N_BARS = 10
N_NAMED = 3
N_PLACES = 5


@dataclass(frozen=True)
class Row:
    """One group: its value as the table has it and as it is said, its figure, its share of the scale."""

    key: Any
    label: str
    value: float
    share: float = 0.0

    @property
    def bar(self) -> SafeString:
        """The bar of this row."""
        return mark_safe(marks.bar(self.share))  # noqa: S308


@dataclass(frozen=True)
class Tile:
    """A province on the map; `level` 0 stands for no figure."""

    short: str
    label: str
    value: float | None
    row: int
    column: int
    level: int


@dataclass(frozen=True)
class Answer:
    """What a table says first. `rows` are in the order of the picture, `top` are its largest."""

    choice: Choice
    by: str
    measure: str
    unit: str
    when: str
    rows: Sequence[Row]
    big: str
    lead: str
    caption: str
    n_rows: int
    top: Sequence[Row] = ()
    bottom: Sequence[Row] = ()
    tiles: Sequence[Tile] = ()
    ramp: Sequence[str] = ()
    svg: SafeString = field(default_factory=SafeString)
    axis: Sequence[str] = ()

    @property
    def listed(self) -> Sequence[Row]:
        """The rows of the table beside the picture: all, or the last of a long course."""
        return self.rows[-MAX_LISTED:]


def answer(release: Any) -> Answer | None:
    """The answer of a published table, in the page's language; None where it has no picture."""
    columns = figures.profiled(release)
    chosen = choice.choose(columns, release.n_rows, _title(release))
    if chosen is None:
        return None
    try:
        groups = figures.groups(release.table_key, chosen)
        named = {column["name"]: figures.as_said(column) for column in columns}
        if chosen.latest:
            named[chosen.latest]["max"] = figures.latest(release.table_key, chosen.latest)
    except (Refused, ValueError):
        return None  # the table is there without its picture
    return _told(release, chosen, named, groups)


def _title(release: Any) -> str:
    """The name of the dataset, by which its first figure is chosen."""
    return str(release.distribution.dataset.title_th)


def _told(
    release: Any, chosen: Choice, columns: dict[str, dict[str, Any]], groups: Sequence[Group]
) -> Answer | None:
    """The answer in words, by the kind of its picture."""
    if choice.is_quarter(columns[chosen.by]):
        groups = [group for group in groups if choice.says_quarter(group[0])]
    if len(groups) < 2:
        return None
    if chosen.kind == "line":
        groups, kind = figures.thinned(groups, chosen.how)
        columns |= {chosen.by: columns[chosen.by] | ({"type": kind} if kind else {})}
    if len(groups) < 2:
        return None
    draw = {"line": _line, "map": _map, "bars": _bars}[chosen.kind]
    return draw(release, chosen, columns, groups)


def _line(
    release: Any, chosen: Choice, columns: dict[str, dict[str, Any]], groups: Sequence[Group]
) -> Answer:
    rows = _rows(groups, columns[chosen.by])
    first, last = rows[0], rows[-1]
    high, low = max(rows, key=_value), min(rows, key=_value)
    facts = wording.facts(chosen, columns, groups)
    before = _year_before(rows) or first
    words = facts | {
        "when": last.label,
        "first": before.label,
        "before": formats.figure(before.value),
        "change": wording.growth(before.value, last.value)
        if wording.is_ratio(columns, chosen)
        else "",
    }
    if words["change"]:
        lead = gettext("%(measure)s, %(when)s: %(change)s since %(first)s") % words
    else:
        lead = gettext("%(measure)s, %(when)s; it was %(before)s (%(first)s)") % words
    caption = gettext("Highest %(high)s (%(top)s), lowest %(low)s (%(bottom)s)") % {
        "high": high.label,
        "top": formats.figure(high.value),
        "low": low.label,
        "bottom": formats.figure(low.value),
    }
    floor = 0.0 if low.value >= 0 and low.value < high.value / 2 else low.value
    return Answer(
        choice=chosen,
        **wording.names(facts, chosen, columns),
        when="",
        rows=rows,
        big=formats.figure(last.value),
        lead=wording.sentence(lead),
        caption=formats.typeset(caption),
        n_rows=release.n_rows,
        svg=mark_safe(marks.line([row.value for row in rows], base=floor)),  # noqa: S308
        axis=(formats.figure(high.value), formats.figure(floor), first.label, last.label),
    )


def _map(
    release: Any, chosen: Choice, columns: dict[str, dict[str, Any]], groups: Sequence[Group]
) -> Answer | None:
    by_code = {code: group for group in groups if (code := provinces.code_of(group[0]))}
    if len(by_code) < choice.MIN_AREAS:
        return None
    language = told.language()
    names = {tile.code: getattr(tile, f"name_{language}") for tile in provinces.tiles()}
    rows = _ordered(by_code.values(), lambda key: names[provinces.code_of(key) or ""])
    edges = scales.class_edges([row.value for row in rows])
    facts = wording.facts(chosen, columns, groups)
    words = facts | {
        "top": rows[0].label,
        "bottom": rows[-1].label,
        "low": formats.figure(rows[-1].value),
        "n": len(rows),
    }
    lead = (
        gettext("%(measure)s%(when)s: highest in %(top)s, lowest in %(bottom)s (%(low)s)") % words
    )
    caption = gettext("The highest of %(n)s provinces are %(names)s") % {
        "n": len(rows),
        "names": wording.listed([row.label for row in rows[:N_NAMED]]),
    }
    return Answer(
        choice=chosen,
        **wording.names(facts, chosen, columns),
        when=facts["last"],
        rows=rows,
        big=f"{rows[0].label} {formats.figure(rows[0].value)}",
        lead=wording.sentence(lead),
        caption=formats.typeset(caption),
        n_rows=release.n_rows,
        top=rows[:N_PLACES],
        bottom=rows[-2:],
        tiles=_tiles(by_code, edges, language),
        ramp=ramp(edges),
    )


def _bars(
    release: Any, chosen: Choice, columns: dict[str, dict[str, Any]], groups: Sequence[Group]
) -> Answer:
    column = columns[chosen.by]
    rows = _ordered(groups, lambda key: wording.said(key, column, told.language()))
    facts = wording.facts(chosen, columns, groups)
    words = facts | {"top": rows[0].label, "n": len(rows), "by": facts["by"]}
    total = sum(row.value for row in rows)
    if chosen.how != "mean" and total > 0 and rows[-1].value >= 0:
        words["share"] = formats.percent(rows[0].value / total)
        lead = gettext("%(measure)s%(when)s: most for %(top)s, %(share)s of all") % words
    else:
        lead = gettext("%(measure)s%(when)s: highest for %(top)s") % words
    if len(rows) > N_NAMED:
        words = {"n": len(rows), "names": wording.listed([row.label for row in rows[:N_NAMED]])}
        caption = gettext("The largest of %(n)s are %(names)s") % words
    else:
        caption = gettext("From the largest: %(names)s") % {
            "names": wording.listed([row.label for row in rows])
        }
    return Answer(
        choice=chosen,
        **wording.names(facts, chosen, columns),
        when=facts["last"],
        rows=rows,
        big=formats.figure(rows[0].value),
        lead=wording.sentence(lead),
        caption=formats.typeset(caption),
        n_rows=release.n_rows,
        top=rows[:N_BARS],
    )


def _rows(groups: Sequence[Group], column: dict[str, Any]) -> list[Row]:
    """Groups as rows in their own order."""
    language = told.language()
    widest = max(abs(x) for _, x, _ in groups) or 1
    return [
        Row(key, wording.said(key, column, language), x, abs(x) / widest) for key, x, _ in groups
    ]


def _ordered(groups: Any, name: Any) -> list[Row]:
    """Groups as rows from the largest figure to the smallest."""
    groups = list(groups)
    widest = max(abs(x) for _, x, _ in groups) or 1
    rows = [Row(key, name(key), x, abs(x) / widest) for key, x, _ in groups]
    return sorted(rows, key=lambda row: -row.value)


def _tiles(by_code: dict[str, Group], edges: Sequence[float], language: str) -> list[Tile]:
    tiles = []
    for tile in provinces.tiles():
        group = by_code.get(tile.code)
        value = group[1] if group else None
        tiles.append(
            Tile(
                short=getattr(tile, f"short_{language}"),
                label=getattr(tile, f"name_{language}"),
                value=value,
                row=tile.row,
                column=tile.column,
                level=scales.class_of(value, edges) if value is not None else 0,
            )
        )
    return tiles


def ramp(edges: Sequence[float]) -> list[str]:
    """The names of the classes between the edges."""
    if not edges:
        return []
    said = [formats.compact(edge, told.language()) for edge in edges]
    inner = [f"{low}–{high}" for low, high in pairwise(said)]
    return [f"≤ {said[0]}", *inner, f"> {said[-1]}"]


def _year_before(rows: Sequence[Row]) -> Row | None:
    """The same month, day or quarter a year before the last: seasons are compared with themselves."""
    wanted = _a_year_earlier(rows[-1].key)
    return next((row for row in reversed(rows) if row.key == wanted), None)


def _a_year_earlier(key: Any) -> Any:
    if isinstance(key, date) and (key.month, key.day) != (1, 1):
        return key.replace(year=key.year - 1, day=min(key.day, 28) if key.month == 2 else key.day)
    if isinstance(key, str):
        return _YEAR.sub(lambda year: str(int(year[0]) - 1), key, count=1)
    return None


def _value(row: Row) -> float:
    return row.value
