"""Plain expressions for columns that write all their dates in one way: they need no join."""

from collections.abc import Iterator

from odms.definitions import national
from odms.engine.grid import Workspace
from odms.engine.types.dates import ERA_GAP
from odms.engine.types.dictionary import VALUES, Shapes


def formula_of(
    column: int, table: str, has_clock: bool, shapes: Shapes, work: Workspace
) -> str | None:
    """The expression of `{x}` that reads every text of the column as `table` does, if one does."""
    if shapes.has_odd:
        return None
    for formula in _formulas(has_clock):
        unlike = (
            f"SELECT count(*) FROM {VALUES} d LEFT JOIN {table} k ON k.v = d.v"
            f" WHERE d.c = {column} AND k.value IS DISTINCT FROM {formula.format(x='d.v')}"
        )
        if not work.db.execute(unlike).fetchall()[0][0]:
            return formula
    return None


def _formulas(has_clock: bool) -> Iterator[str]:
    """Expressions for columns that write all their dates in one way."""
    yield f"TRY_CAST({{x}} AS {'TIMESTAMP' if has_clock else 'DATE'})"
    for separator in "/-.":
        for order in ("%d{}%m{}%Y", "%m{}%d{}%Y", "%Y{}%m{}%d"):
            day = order.replace("{}", separator)
            for gap in (ERA_GAP, 0):
                yield from _with_clock(day, gap) if has_clock else [_plain_day(day, gap)]
    if has_clock:
        return
    for style in ("full", "abbr"):
        names = [month[style] for month in national("months.yaml")["months"]]
        month = f"list_position({names}, split_part({{x}}, ' ', 2))"
        year = f"(TRY_CAST(split_part({{x}}, ' ', 3) AS INTEGER) - {ERA_GAP})"
        yield f"TRY_CAST(concat_ws('-', {year}, {month}, split_part({{x}}, ' ', 1)) AS DATE)"


def _plain_day(order: str, gap: int) -> str:
    """A day in strptime's `order`; 29 February of a Buddhist year is no day to strptime."""
    read = f"try_strptime({{x}}, '{order}')"
    if not gap:
        return f"CAST({read} AS DATE)"
    separator, places = order[2], order.replace("%", "")
    y, m, d = (f"split_part({{x}}, '{separator}', {places.index(part) // 2 + 1})" for part in "Ymd")
    leap = f"TRY_CAST(concat_ws('-', TRY_CAST({y} AS INTEGER) - {gap}, {m}, {d}) AS DATE)"
    return f"coalesce(CAST({read} - INTERVAL {gap} YEAR AS DATE), {leap})"


def _with_clock(order: str, gap: int) -> Iterator[str]:
    for clock in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p"):
        read = f"try_strptime({{x}}, '{order} {clock}')"
        yield f"{read} - INTERVAL {gap} YEAR" if gap else read
