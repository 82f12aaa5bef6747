"""Which number of a numeric date is the day: what the column shows, and what its table shows.

Day before month is the Thai default. One column may mix both orders (files put together from
several sources do); where blocks of rows follow one order each, it has none of its own.
"""

from dataclasses import dataclass, replace

from odms.engine.column import Body
from odms.engine.grid import GridFinding, Spot, Workspace
from odms.engine.types.dates import BUDDHIST_YEARS
from odms.engine.types.dictionary import VALUES, Shapes, arabic_sql, odd_table
from odms.engine.types.located import cells_where
from odms.engine.types.shapes import Shape

DAY_FIRST, MONTH_FIRST = "d/m/y", "m/d/y"
ROWS_OF_A_BLOCK = 3
# A date without separators, of either era: 20240131, 25670131.
COMPACT = "^(19[0-9]{2}|20[0-9]{2}|2[4-6][0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$"
# The rarer order counts as one when it has this share of the evidence, or a run of so many rows.
_SHARE_OF_AN_ORDER = 0.02
# Conditions over the parts of a numeric date.
_DAY_FIRST = "la < 4 AND a > 12 AND b <= 12"
_MONTH_FIRST = "la < 4 AND b > 12 AND a <= 12"
_EITHER = "la < 4 AND a <= 12 AND b <= 12 AND a <> b"
SHORT_YEAR = "la < 4 AND lc <= 2"
_PARTS = (
    r"^([0-9]{1,4}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{1,4})(?:[ T,]+(.+))?$",
    "['a', 'b', 'c', 't']",
)


@dataclass(frozen=True)
class Evidence:
    """Detail rows of a column that can only be read in one order, and those that fit both."""

    n_day_first: int
    n_month_first: int
    n_either: int
    n_buddhist: int
    n_short_year: int


def evidence(body: Body, column: int, shapes: Shapes, work: Workspace) -> Evidence:
    """Lay the column's numeric dates out in parts, and count what they show."""
    x = f"regexp_replace({arabic_sql('d.v', column=shapes)}, '{COMPACT}', '\\1-\\2-\\3')"
    pattern, names = _PARTS
    work.db.execute(
        f"CREATE OR REPLACE TEMP TABLE {parts(column)} AS SELECT v, n, m,"
        " p.a::INTEGER AS a, p.b::INTEGER AS b, p.c::INTEGER AS c,"
        " strlen(p.a) AS la, strlen(p.c) AS lc, nullif(p.t, '') AS t FROM"
        f" (SELECT d.v, d.n, d.m, regexp_extract({x}, '{pattern}', {names}) AS p"
        f" FROM {VALUES} d LEFT JOIN {odd_table(body)} o ON o.v = d.v"
        f" WHERE d.c = {column} AND d.k IN ({Shape.NUMERIC_DATE:d}, {Shape.ISO_DATE:d},"
        f" {Shape.ISO_DATETIME:d}))"
    )
    low, high = BUDDHIST_YEARS
    row = work.db.execute(
        f"SELECT sum(m) FILTER ({_DAY_FIRST}), sum(m) FILTER ({_MONTH_FIRST}),"
        f" sum(m) FILTER ({_EITHER}),"
        f" sum(m) FILTER (CASE WHEN la = 4 THEN a ELSE c END BETWEEN {low} AND {high}),"
        f" sum(m) FILTER ({SHORT_YEAR}) FROM {parts(column)}"
    ).fetchall()[0]
    counts = [int(count or 0) for count in row]
    return Evidence(*counts)


def order_of(
    shown: Evidence, file_order: str | None, column: int, body: Body, work: Workspace
) -> tuple[str | None, list[GridFinding]]:
    """The one order of the column (None: it mixes both) and what there is to say about it."""
    if shown.n_day_first and shown.n_month_first:
        if _is_mixed(shown, column, body, work):
            facts = {"n_day_first": shown.n_day_first, "n_month_first": shown.n_month_first}
            n, rarer = shown.n_day_first + shown.n_month_first, min(facts.values())
            where = _DAY_FIRST if rarer == shown.n_day_first else _MONTH_FIRST
            cells = _cells(body, column, where, work)
            found = GridFinding.about("engine.date_order_mixed", n, cells, **facts)
            return None, [replace(found, row=None, n_cells=rarer)]
        return (DAY_FIRST if shown.n_day_first > shown.n_month_first else MONTH_FIRST), []
    if shown.n_day_first:
        return DAY_FIRST, []
    if shown.n_month_first:
        return MONTH_FIRST, []
    if not shown.n_either or (shown.n_buddhist and not file_order):
        return DAY_FIRST, []
    code = "engine.date_order_of_file" if file_order else "engine.date_order_assumed"
    order = file_order or DAY_FIRST
    cells = _cells(body, column, _EITHER, work)
    return order, [GridFinding.about(code, shown.n_either, cells, order=order)]


def _cells(body: Body, column: int, where: str, work: Workspace) -> tuple[Spot, ...]:
    """The first cells whose date, in its parts, fits a condition."""
    values = f"d.v IN (SELECT v FROM {parts(column)} WHERE {where})"
    return cells_where(body, column, values, work)


def runs(body: Body, column: int) -> str:
    """SQL: rows that can be read in one order only, with the number of the run of that order."""
    return (
        "SELECT r, kind, sum(is_new) OVER (ORDER BY r) AS run FROM (SELECT r, kind,"
        " CASE WHEN kind IS DISTINCT FROM lag(kind) OVER (ORDER BY r) THEN 1 ELSE 0 END AS is_new"
        f" FROM (SELECT b.r, CASE WHEN p.a > 12 THEN 'd' ELSE 'm' END AS kind FROM {body.relation} b"
        f" JOIN {parts(column)} p ON p.v = b.v{column}"
        " WHERE p.la < 4 AND (p.a > 12) <> (p.b > 12)))"
    )


def parts(column: int) -> str:
    """The table of the column's numeric dates in their parts `a`, `b`, `c` and their clock `t`."""
    return f"odms_date_parts_{column}"


def _is_mixed(shown: Evidence, column: int, body: Body, work: Workspace) -> bool:
    """Whether the rarer order is an order and not a few slips."""
    rarer = min(shown.n_day_first, shown.n_month_first)
    if rarer >= _SHARE_OF_AN_ORDER * (shown.n_day_first + shown.n_month_first):
        return True
    if rarer < ROWS_OF_A_BLOCK:
        return False
    kind = "d" if shown.n_day_first < shown.n_month_first else "m"
    longest = work.db.execute(
        f"SELECT max(n) FROM (SELECT count(*) AS n FROM ({runs(body, column)})"
        f" WHERE kind = '{kind}' GROUP BY run)"
    ).fetchall()[0]
    return bool(longest[0] and longest[0] >= ROWS_OF_A_BLOCK)
