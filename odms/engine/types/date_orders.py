"""Which number of a numeric date is the day: what the column shows, and what its table shows.

Day before month is the Thai default. One column may mix both orders (files put together from
several sources do); where blocks of rows follow one order each, it has none of its own.
"""

from dataclasses import dataclass

from odms.engine.column import Body
from odms.engine.grid import GridFinding, Workspace
from odms.engine.types.dates import BUDDHIST_YEARS
from odms.engine.types.dictionary import VALUES, Shapes, arabic_sql, odd_table
from odms.engine.types.shapes import Shape

DAY_FIRST, MONTH_FIRST = "d/m/y", "m/d/y"
ROWS_OF_A_BLOCK = 3
# A date without separators, of either era: 20240131, 25670131.
COMPACT = "^(19[0-9]{2}|20[0-9]{2}|2[4-6][0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$"
# The rarer order counts as one when it has this share of the evidence, or a run of so many rows.
_SHARE_OF_AN_ORDER = 0.02
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
        f"SELECT sum(m) FILTER (la < 4 AND a > 12 AND b <= 12),"
        " sum(m) FILTER (la < 4 AND b > 12 AND a <= 12),"
        " sum(m) FILTER (la < 4 AND a <= 12 AND b <= 12 AND a <> b),"
        f" sum(m) FILTER (CASE WHEN la = 4 THEN a ELSE c END BETWEEN {low} AND {high}),"
        f" sum(m) FILTER (la < 4 AND lc <= 2) FROM {parts(column)}"
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
            n = shown.n_day_first + shown.n_month_first
            return None, [GridFinding("engine.date_order_mixed", n=n, facts=dict(facts))]
        return (DAY_FIRST if shown.n_day_first > shown.n_month_first else MONTH_FIRST), []
    if shown.n_day_first:
        return DAY_FIRST, []
    if shown.n_month_first:
        return MONTH_FIRST, []
    if shown.n_either and file_order:
        return file_order, [
            GridFinding("engine.date_order_of_file", n=shown.n_either, facts={"order": file_order})
        ]
    if shown.n_either and not shown.n_buddhist:
        return DAY_FIRST, [GridFinding("engine.date_order_assumed", n=shown.n_either)]
    return DAY_FIRST, []


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
