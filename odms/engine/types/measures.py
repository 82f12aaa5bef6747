"""Measures of size over many columns at once: range, mean, quantiles, histogram, top values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.types.date_columns import DateColumn
from odms.engine.types.dates import clock_sql
from odms.engine.types.dictionary import (
    STRIP,
    TOTALS,
    VALUES,
    Shapes,
    arabic_sql,
    odd_table,
    text_sql,
)
from odms.engine.types.shapes import ABSENT, NUMERIC, Shape, number_sql

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 20
TOP = 10
_FIRST_LETTERS = 200  # of a long value among the top values
# More different values than this (over all columns) are not sorted for their quantiles: a sample of
# the values answers.
_SORTED_AT_MOST = 500_000
_SAMPLE = 100_000
NUMBERS = "odms_numbers"  # c, x (DOUBLE; days since 1970 for dates), m (detail rows)


@dataclass
class Size:
    """The measures of one column of numbers (days since 1970 for dates)."""

    min: float
    max: float
    mean: float
    n: int
    n_values: int  # different ones
    n_buddhist: int = 0  # that may be years of the Buddhist era
    n_common: int = 0  # that may be years of the common era
    quantiles: dict[float, float] = field(default_factory=dict)
    is_exact: bool = True
    edges: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)


def begin(work: Workspace) -> None:
    """Empty the table of numbers."""
    work.db.execute(f"CREATE OR REPLACE TEMP TABLE {NUMBERS} (c INTEGER, x DOUBLE, m BIGINT)")


def end(work: Workspace) -> None:
    """Give back the memory of the table of numbers, of the dictionary and of strips."""
    for table in (NUMBERS, VALUES, STRIP):
        work.db.execute(f"DROP TABLE IF EXISTS {table}")


def add_numbers(body: Body, columns: Sequence[int], odd: bool, work: Workspace) -> None:
    """Put the numbers and years of these columns of the dictionary into the table of numbers."""
    if not columns:
        return
    listed = ", ".join(str(column) for column in columns)
    x = arabic_sql("d.v") if odd else "d.v"
    join = f" LEFT JOIN {odd_table(body)} o ON o.v = d.v" if odd else ""
    shapes = ", ".join(str(int(shape)) for shape in NUMERIC | {Shape.YEAR_WORD, Shape.LONG})
    plain = ", ".join(str(int(shape)) for shape in _PLAIN)
    number = (
        f"CASE WHEN d.k IN ({plain}) THEN TRY_CAST({x} AS DOUBLE)"
        f" WHEN d.k IN ({Shape.COMMAS:d}, {Shape.COMMAS_DECIMAL:d})"
        f" THEN TRY_CAST(replace({x}, ',', '') AS DOUBLE)"
        f" WHEN d.k = {Shape.YEAR_WORD:d} THEN TRY_CAST(regexp_extract({x}, '[0-9]{{4}}') AS DOUBLE)"
        f" ELSE {number_sql(x)} END"
    )
    work.db.execute(
        f"INSERT INTO {NUMBERS} SELECT d.c, {number}, d.m FROM {VALUES} d{join}"
        f" WHERE d.c IN ({listed}) AND d.m > 0 AND d.k IN ({shapes})"
    )


_PLAIN = (Shape.INTEGER, Shape.DECIMAL, Shape.DOT_ZERO, Shape.DAMAGED, Shape.SCIENTIFIC)


def add_dates(body: Body, column: int, dates: DateColumn, work: Workspace) -> None:
    """Put a column of dates into the table of numbers, as days since 1970."""
    days = "epoch(k.value) / 86400"
    if dates.key == "v":
        query = f"SELECT {column}, {days}, d.m FROM {VALUES} d JOIN {dates.table} k USING (v)"
        where = f" WHERE d.c = {column} AND d.m > 0"
    else:
        query = f"SELECT {column}, {days}, 1 FROM {dates.table} k"
        where = f" WHERE k.r NOT IN (SELECT r FROM {TOTALS})"
    work.db.execute(f"INSERT INTO {NUMBERS} {query}{where}")


def times(
    body: Body, column: int, shapes: Shapes, work: Workspace
) -> tuple[str | None, str | None]:
    """The first and the last time of day in a column, ISO."""
    x = clock_sql(arabic_sql("d.v", column=shapes))
    low, high = work.db.execute(
        f"SELECT min({x}), max({x}) FROM {VALUES} d LEFT JOIN {odd_table(body)} o ON o.v = d.v"
        f" WHERE d.c = {column} AND d.m > 0"
    ).fetchall()[0]
    return (low.isoformat(), high.isoformat()) if low is not None else (None, None)


def ranges(work: Workspace) -> dict[int, Size]:
    """Range, mean and counts of every column in the table of numbers."""
    rows = work.db.execute(
        f"SELECT c, min(x), max(x), sum(x * m) / sum(m), sum(m), count(*),"
        " sum(m) FILTER (x BETWEEN 2400 AND 2700), sum(m) FILTER (x BETWEEN 1900 AND 2100)"
        f" FROM {NUMBERS} WHERE x IS NOT NULL AND isfinite(x) GROUP BY c"
    ).fetchall()
    return {
        c: Size(low, high, mean, int(n), d, int(buddhist or 0), int(common or 0))
        for c, low, high, mean, n, d, buddhist, common in rows
    }


def shares_within(
    columns: Sequence[int], boxes: dict[str, tuple[float, float]], work: Workspace
) -> dict[int, dict[str, float]]:
    """For each column, the share of its numbers that lies in each box."""
    if not columns:
        return {}
    listed = ", ".join(map(str, columns))
    counts = ", ".join(
        f"coalesce(sum(m) FILTER (x BETWEEN {low} AND {high}), 0) / sum(m)"
        for low, high in boxes.values()
    )
    rows = work.db.execute(
        f"SELECT c, {counts} FROM {NUMBERS} WHERE c IN ({listed}) GROUP BY c"
    ).fetchall()
    return {c: dict(zip(boxes, shares, strict=True)) for c, *shares in rows}


def distribute(sizes: dict[int, Size], work: Workspace) -> None:
    """Add quantiles and histograms to `sizes`."""
    if not sizes:
        return
    _add_quantiles(sizes, work)
    _add_histograms(sizes, work)


def _add_quantiles(sizes: dict[int, Size], work: Workspace) -> None:
    small = [c for c, size in sizes.items() if size.n_values <= _SORTED_AT_MOST // len(sizes)]
    shares = ", ".join(str(share) for share in QUANTILES)
    if small:
        listed = ", ".join(map(str, small))
        picks = ", ".join(f"min(x) FILTER (reached >= {share} * n)" for share in QUANTILES)
        rows = work.db.execute(
            f"SELECT c, {picks} FROM (SELECT c, x, sum(m) OVER (PARTITION BY c ORDER BY x) AS reached,"
            f" sum(m) OVER (PARTITION BY c) AS n FROM {NUMBERS} WHERE c IN ({listed})"
            " AND isfinite(x)) GROUP BY c"
        ).fetchall()
        for c, *values in rows:
            sizes[c].quantiles = dict(zip(QUANTILES, values, strict=True))
    for c, size in sizes.items():
        if size.n_values > _SORTED_AT_MOST // len(sizes):
            step = max(1, size.n_values // _SAMPLE)
            rows = work.db.execute(
                f"SELECT quantile_cont(x, [{shares}]) FROM {NUMBERS} WHERE c = {c}"
                f" AND isfinite(x) AND hash(x) % {step} = 0"
            ).fetchall()
            values = rows[0][0] or [size.mean] * len(QUANTILES)
            size.quantiles = dict(zip(QUANTILES, values, strict=True))
            size.is_exact = False


def _add_histograms(sizes: dict[int, Size], work: Workspace) -> None:
    for size in sizes.values():
        width = (size.max - size.min) / BINS
        size.edges = [size.min + i * width for i in range(BINS)] + [size.max]
        size.counts = [0] * BINS
        if not width:
            size.edges, size.counts = [size.min, size.max], [size.n]
    wide = [(c, s.min, (s.max - s.min) / BINS) for c, s in sizes.items() if s.max > s.min]
    if not wide:
        return
    work.db.execute(
        "CREATE OR REPLACE TEMP TABLE odms_bins AS SELECT unnest(?::INTEGER[]) AS c,"
        " unnest(?::DOUBLE[]) AS low, unnest(?::DOUBLE[]) AS width",
        [[c for c, _, _ in wide], [low for _, low, _ in wide], [w for _, _, w in wide]],
    )
    rows = work.db.execute(
        f"SELECT c, least({BINS - 1}, floor((x - low) / width))::INTEGER AS bin, sum(m)"
        f" FROM {NUMBERS} JOIN odms_bins USING (c) WHERE isfinite(x) GROUP BY ALL"
    ).fetchall()
    for c, bin_, n in rows:
        sizes[c].counts[bin_] = int(n)


@dataclass
class Texts:
    """The measures of one column's texts: exact count of different ones, lengths, top values."""

    n_distinct: int = 0
    shortest: int | None = None
    longest: int | None = None
    mean_length: float | None = None
    top: list[tuple[str, int]] = field(default_factory=list)


def texts(
    body: Body, columns: dict[int, Shapes], words: Sequence[int], work: Workspace
) -> dict[int, Texts]:
    """Counts of different texts and top values of every column; lengths of the columns `words`."""
    held = set(Shape) - ABSENT
    found = {
        c: Texts(sum(t.n_distinct for k, t in shapes.tallies.items() if k in held))
        for c, shapes in columns.items()
    }
    cleaned = [c for c, shapes in columns.items() if shapes.has_odd or shapes.has_padded]
    plain = [c for c in columns if c not in set(cleaned)]
    few = [c for c in plain if found[c].n_distinct <= _FEW]
    many = [c for c in plain if found[c].n_distinct > _FEW]
    _add_top(found, few, "m > 0", work)
    _add_top(found, many, "m > 1", work)
    _merge_cleaned(body, found, cleaned, work)
    _add_lengths(found, words, work)
    return found


_FEW = 20_000
_ABSENT = ", ".join(str(int(shape)) for shape in sorted(ABSENT))


def _add_top(found: dict[int, Texts], columns: Sequence[int], where: str, work: Workspace) -> None:
    """The most frequent values; in columns of many values those that occur more than once."""
    if not columns:
        return
    listed = ", ".join(map(str, columns))
    rows = work.db.execute(
        f"SELECT c, max_by(v, m, {TOP}), max(m, {TOP}) FROM {VALUES}"
        f" WHERE c IN ({listed}) AND {where} AND k NOT IN ({_ABSENT}) GROUP BY c"
    ).fetchall()
    for c, top, counts in rows:
        found[c].top = _sorted(top, counts)


def _sorted(top: list[str], counts: list[int]) -> list[tuple[str, int]]:
    pairs = [(v[:_FIRST_LETTERS], int(m)) for v, m in zip(top, counts, strict=True) if m]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _merge_cleaned(
    body: Body, found: dict[int, Texts], columns: Sequence[int], work: Workspace
) -> None:
    """Texts that are one once cleaned count once."""
    if not columns:
        return
    listed = ", ".join(map(str, columns))
    rows: list[Any] = work.db.execute(
        f"SELECT c, count(*), max_by(t, m, {TOP}), max(m, {TOP}) FROM"
        f" (SELECT d.c, {text_sql('d.v')} AS t, sum(d.m)::BIGINT AS m FROM {VALUES} d"
        f" LEFT JOIN {odd_table(body)} o ON o.v = d.v WHERE d.c IN ({listed})"
        f" AND d.k NOT IN ({_ABSENT}) GROUP BY ALL) GROUP BY c"
    ).fetchall()
    for c, n, top, counts in rows:
        found[c].n_distinct, found[c].top = n, _sorted(top, counts)


def _add_lengths(found: dict[int, Texts], columns: Sequence[int], work: Workspace) -> None:
    if not columns:
        return
    listed = ", ".join(map(str, columns))
    rows = work.db.execute(
        f"SELECT c, min(length(v)), max(length(v)), sum(length(v) * m) / sum(m) FROM {VALUES}"
        f" WHERE c IN ({listed}) AND m > 0 AND k NOT IN ({_ABSENT}) GROUP BY c"
    ).fetchall()
    for c, low, high, mean in rows:
        found[c].shortest, found[c].longest, found[c].mean_length = low, high, mean
