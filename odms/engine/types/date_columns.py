"""Columns of dates: which number is the day, which era the years are of, and what stays undecided.

Day before month is the Thai default. One column may mix both orders (files put together from
several sources do): then blocks of rows decide, then the rows of the same year, and what neither
decides stays text and becomes a finding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from odms.engine.column import Body
from odms.engine.grid import GridFinding, Spot, Workspace
from odms.engine.types import zones
from odms.engine.types.date_formulas import formula_of
from odms.engine.types.date_orders import (
    DAY_FIRST,
    ROWS_OF_A_BLOCK,
    SHORT_YEAR,
    Evidence,
    order_of,
    parts,
    runs,
)
from odms.engine.types.dates import (
    BUDDHIST_YEARS,
    COMMON_YEARS,
    ERA_GAP,
    Reading,
    clock_sql,
    is_date_range,
    read_first_day,
    read_month_date,
)
from odms.engine.types.dictionary import TOTALS, VALUES, Shapes, arabic_sql, odd_table, own
from odms.engine.types.located import cells_where
from odms.engine.types.shapes import Shape

_SPANS_READ = 50_000


@dataclass(frozen=True)
class Era:
    """What the header, the title and the file's name say of two-digit years."""

    short_years: int | None  # what is added to a two-digit year: 2500, 2000 or unknown


@dataclass
class DateColumn:
    """How a column of dates was read.

    `table` maps the source text `v`, or the row `r` where one text means different days in
    different rows, to `value` (DATE or TIMESTAMP; what is no date or undecided is not in it).
    `formula`, in an SQL expression `{x}`, gives the same for every text of the column, where
    there is one: it needs no join.
    """

    type: str
    table: str
    key: str
    n_values: int
    n_failed: int
    n_buddhist: int
    n_month_only: int
    order: str | None
    low: str | None
    high: str | None
    findings: list[GridFinding] = field(default_factory=list)
    formula: str | None = None


def read(
    body: Body,
    column: int,
    shapes: Shapes,
    shown: Evidence,
    era: Era,
    file_order: str | None,
    work: Workspace,
    *,
    has_spans: bool = False,
) -> DateColumn:
    """Read every date of the column; `file_order` is what the table's other dates show.

    With `has_spans` a span of days stands as its first day.
    """
    order, findings = order_of(shown, file_order, column, body, work)
    _read_parts(column, era, work)
    _read_names(body, column, shapes, era, work, has_spans=has_spans)
    key = "r" if order is None else "v"
    if order is None:
        _by_blocks(body, column, work)
    else:
        _by_text(body, column, order, work)
    return _sum_up(body, column, shapes, key, order, findings, work)


def count_short_years(column: int, work: Workspace) -> int:
    """Detail rows whose date names the month and gives its year two digits."""
    rows = work.db.execute(
        f"SELECT coalesce(sum(m), 0) FROM {VALUES} d WHERE c = {column} AND {_SHORT_NAMED}"
    ).fetchall()
    return int(rows[0][0])


_SHORT_NAMED = f"d.k = {Shape.MONTH_DATE:d} AND regexp_matches(trim(d.v), '[^0-9][0-9]{{2}}$')"


def short_years(body: Body, column: int, work: Workspace) -> tuple[Spot, ...]:
    """The first cells whose date gives its year two digits."""
    numeric = f"d.v IN (SELECT v FROM {parts(column)} WHERE {SHORT_YEAR})"
    return cells_where(body, column, f"({_SHORT_NAMED} OR {numeric})", work)


def of_era(
    body: Body, column: int, order: str | None, work: Workspace, *, is_buddhist: bool
) -> tuple[Spot, ...]:
    """The first cells whose date is of one era."""
    day = "d" if order == DAY_FIRST else "m_d" if order else "coalesce(d, m_d)"
    era = "buddhist" if is_buddhist else "NOT buddhist"
    where = f"SELECT v FROM ({_readings(column, day)}) WHERE day IS NOT NULL AND {era}"
    return cells_where(body, column, f"d.v IN ({where})", work)


def without_day(body: Body, column: int, work: Workspace) -> tuple[Spot, ...]:
    """The first cells that tell only month and year."""
    where = f"d.v IN (SELECT v FROM {parts(column)}_names WHERE NOT has_day)"
    return cells_where(body, column, where, work)


def ranges(body: Body, column: int, shapes: Shapes, work: Workspace) -> dict[str, int]:
    """The texts that name a span of days or months, with their detail rows."""
    x = arabic_sql("d.v", column=shapes)
    rows = work.db.execute(
        f"SELECT d.v, {x}, d.m FROM {VALUES} d LEFT JOIN {odd_table(body)} o ON o.v = d.v"
        f" WHERE d.c = {column} AND d.k IN ({Shape.MONTH_DATE:d}, {Shape.TEXT:d}) LIMIT {_SPANS_READ}"
    ).fetchall()
    return {v: n for v, text, n in rows if n and is_date_range(text)}


def _table(body: Body, column: int) -> str:
    return own(body, f"dates_{column}")


def _read_parts(column: int, era: Era, work: Workspace) -> None:
    """Both readings of every numeric date: `d` with the day first, `m` with the month first."""
    low, high = COMMON_YEARS
    short = "NULL" if era.short_years is None else f"{era.short_years} + y"
    work.db.execute(
        f"CREATE OR REPLACE TEMP TABLE {parts(column)}_read AS SELECT v, n, m, y, buddhist,"
        f" is_iso, t IS NOT NULL AS has_clock, t IS NOT NULL AND clock IS NULL AS is_bad,"
        f" clock, CASE WHEN common BETWEEN {low} AND {high} THEN"
        f" CASE WHEN is_iso THEN {_day('b', 'c')} ELSE {_day('b', 'a')} END END AS d,"
        f" CASE WHEN common BETWEEN {low} AND {high} AND NOT is_iso THEN {_day('a', 'b')} END AS m_d"
        f" FROM (SELECT *, full_year BETWEEN {BUDDHIST_YEARS[0]} AND {BUDDHIST_YEARS[1]} AS buddhist,"
        f" CASE WHEN full_year BETWEEN {BUDDHIST_YEARS[0]} AND {BUDDHIST_YEARS[1]}"
        f" THEN full_year - {ERA_GAP} ELSE full_year END AS common FROM"
        f" (SELECT *, CASE WHEN ly <= 2 THEN {short} WHEN ly = 4 THEN y END AS full_year FROM"
        f" (SELECT *, la = 4 AS is_iso, CASE WHEN la = 4 THEN a ELSE c END AS y,"
        f" CASE WHEN la = 4 THEN la ELSE lc END AS ly, {clock_sql('t')} AS clock"
        f" FROM {parts(column)})))"
    )


def _day(month: str, day: str) -> str:
    """The DATE of the year `common`; before BE 2484 January to March belong to the next year."""
    year = (
        f"CASE WHEN buddhist AND full_year < 2484 AND {month} <= 3 THEN common + 1 ELSE common END"
    )
    return f"TRY_CAST(printf('%04d-%02d-%02d', {year}, {month}, {day}) AS DATE)"


def _read_names(
    body: Body, column: int, shapes: Shapes, era: Era, work: Workspace, *, has_spans: bool
) -> None:
    """Read the dates whose month is a name, each different text once."""
    import pyarrow as pa

    kinds = (Shape.MONTH_DATE, Shape.TEXT) if has_spans else (Shape.MONTH_DATE,)
    x = arabic_sql("d.v", column=shapes)
    rows = work.db.execute(
        f"SELECT d.v, {x} FROM {VALUES} d LEFT JOIN {odd_table(body)} o ON o.v = d.v"
        f" WHERE d.c = {column} AND d.k IN ({', '.join(str(int(kind)) for kind in kinds)})"
    ).fetchall()
    ways = (read_month_date, read_first_day) if has_spans else (read_month_date,)
    readings = [(v, _first(ways, text, era.short_years)) for v, text in rows]
    found = [(v, reading) for v, reading in readings if reading is not None]
    chunk = pa.table(
        {
            "v": pa.array([v for v, _ in found], pa.string()),
            "day": pa.array([reading.day for _, reading in found], pa.date32()),
            "clock": pa.array([reading.clock for _, reading in found], pa.time64("us")),
            "buddhist": pa.array([reading.is_buddhist for _, reading in found], pa.bool_()),
            "has_day": pa.array([reading.has_day for _, reading in found], pa.bool_()),
        }
    )
    work.db.register("odms_chunk", chunk)
    work.db.execute(
        f"CREATE OR REPLACE TEMP TABLE {parts(column)}_names AS SELECT * FROM odms_chunk"
    )
    work.db.unregister("odms_chunk")


def _first(
    ways: Sequence[Callable[..., Reading | None]], text: str, short_years: int | None
) -> Reading | None:
    """What the first of `ways` makes of a text, if one does."""
    readings = (way(text, short_years=short_years) for way in ways)
    return next((reading for reading in readings if reading is not None), None)


def _readings(column: int, day: str) -> str:
    """Every reading of the column as v, day, clock, buddhist, has_day."""
    return (
        f"SELECT v, CASE WHEN is_bad THEN NULL ELSE {day} END AS day, clock,"
        f" buddhist, true AS has_day FROM {parts(column)}_read"
        f" UNION ALL SELECT v, day, clock, buddhist, has_day FROM {parts(column)}_names"
    )


def _by_text(body: Body, column: int, order: str, work: Workspace) -> None:
    day = "d" if order == DAY_FIRST else "CASE WHEN is_iso THEN d ELSE m_d END"
    work.db.execute(
        f"CREATE OR REPLACE TEMP TABLE {_table(body, column)} AS SELECT * FROM ({_readings(column, day)})"
        " WHERE day IS NOT NULL"
    )


def _by_blocks(body: Body, column: int, work: Workspace) -> None:
    """Read a column that mixes both orders: each row by its block, else by its year."""
    blocks = (
        f"SELECT r, kind, run, count(*) OVER (PARTITION BY run) >= {ROWS_OF_A_BLOCK} AS is_block"
        f" FROM ({runs(body, column)})"
    )
    day = (
        "CASE WHEN d IS NULL OR m_d IS NULL OR d = m_d OR is_iso THEN coalesce(d, m_d)"
        " WHEN before.kind = after.kind AND before.is_block AND after.is_block"
        " THEN CASE before.kind WHEN 'd' THEN d ELSE m_d END"
        " WHEN before.kind IS NULL AND after.is_block THEN CASE after.kind WHEN 'd' THEN d ELSE m_d END"
        " WHEN after.kind IS NULL AND before.is_block THEN CASE before.kind WHEN 'd' THEN d ELSE m_d END"
        " WHEN of_year.kind IS NOT NULL THEN CASE of_year.kind WHEN 'd' THEN d ELSE m_d END END"
    )
    db = work.db
    db.execute(f"CREATE OR REPLACE TEMP TABLE odms_blocks AS {blocks}")
    db.execute(
        "CREATE OR REPLACE TEMP TABLE odms_order_of_year AS SELECT y,"
        f" CASE WHEN bool_and(k.kind = 'd') THEN 'd' WHEN bool_and(k.kind = 'm') THEN 'm' END AS kind"
        f" FROM odms_blocks k JOIN {body.relation} b ON b.r = k.r"
        f" JOIN {parts(column)}_read p ON p.v = b.v{column} GROUP BY y HAVING count(*) >= {ROWS_OF_A_BLOCK}"
    )
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {_table(body, column)} AS"
        f" SELECT b.r, b.v{column} AS v, CASE WHEN p.is_bad THEN NULL ELSE {day} END AS day, p.clock,"
        f" p.buddhist, true AS has_day FROM {body.relation} b JOIN {parts(column)}_read p"
        f" ON p.v = b.v{column} LEFT JOIN odms_order_of_year of_year ON of_year.y = p.y"
        " ASOF LEFT JOIN odms_blocks before ON b.r >= before.r"
        " ASOF LEFT JOIN odms_blocks after ON b.r <= after.r"
        f" UNION ALL SELECT b.r, b.v{column}, p.day, p.clock, p.buddhist, p.has_day"
        f" FROM {body.relation} b JOIN {parts(column)}_names p ON p.v = b.v{column}"
    )


def _sum_up(
    body: Body,
    column: int,
    shapes: Shapes,
    key: str,
    order: str | None,
    findings: list[GridFinding],
    work: Workspace,
) -> DateColumn:
    """Count what was read and leave `_table` with its key and its value alone."""
    db, table = work.db, _table(body, column)
    counted = f"SELECT v, m AS n FROM {VALUES} WHERE c = {column}"
    if key == "r":
        counted = f"SELECT r, 1 AS n FROM {body.relation} WHERE r NOT IN (SELECT r FROM {TOTALS})"
    row = db.execute(
        f"SELECT sum(n) FILTER (day IS NOT NULL), sum(n) FILTER (buddhist AND day IS NOT NULL),"
        f" sum(n) FILTER (NOT has_day), bool_or(clock IS NOT NULL)"
        f" FROM {table} JOIN ({counted}) USING ({key})"
    ).fetchall()[0]
    n_read, n_buddhist, n_month_only, has_clock = row
    value = "day + coalesce(clock, TIME '00:00')" if has_clock else "day"
    if has_clock:
        shift, told = zones.shift(body, column, work)
        value, findings = f"{value} + {shift}" if shift else value, [*findings, *told]
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {key}, {value} AS value FROM {table}"
        " WHERE day IS NOT NULL"
    )
    formula = formula_of(column, table, has_clock, shapes, work) if key == "v" else None
    ends = db.execute(f"SELECT min(value), max(value) FROM {table}").fetchall()[0]
    low, high = (end.isoformat() if end is not None else None for end in ends)
    n_values = shapes.n_detail(
        set(Shape) - {Shape.EMPTY, Shape.TOKEN, Shape.SUPPRESSED, Shape.NUMBER_TOKEN}
    )
    return DateColumn(
        type="datetime" if has_clock else "date",
        table=table,
        key=key,
        n_values=n_values,
        n_failed=n_values - int(n_read or 0),
        n_buddhist=int(n_buddhist or 0),
        n_month_only=int(n_month_only or 0),
        order=order if shapes.n_detail(frozenset({Shape.NUMERIC_DATE})) else None,
        low=low,
        high=high,
        findings=findings,
        formula=formula,
    )
