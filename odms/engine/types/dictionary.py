"""The dictionary of a body: each column's distinct values with their counts and shapes.

Types, meanings and profiles are judged over distinct values, so that a column of a million
provinces costs seventy-seven. One table holds the values of many columns, and one query asks all of
them at once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.text.cleaning import arabic_digits, clean, repair_mojibake
from odms.engine.types.shapes import PADDED, Shape, shaped, trimmed

# Cells worked on in one dictionary; it bounds the memory and the disk that a pass needs.
CELLS_AT_ONCE = 8_000_000
COLUMNS_AT_ONCE = 200
# Bodies of fewer rows go in by blocks of columns: one statement costs more than their cells.
_SHORT_BODY = 100_000
_TEXTS_AT_ONCE = 50_000

# Temporary tables of the workspace's connection, for the body that is being described.
VALUES = (
    "odms_values"  # c, v, n (rows), m (detail rows), r (first row), k (shape), p (padded), o (odd)
)
TOTALS = "odms_totals"  # r
STRIP = "odms_strip"  # r and the cells v<c> of some columns of a wide body
_WIDE = 1_000  # columns
_CELLS_OF_A_STRIP = 20_000_000


@dataclass
class Tally:
    """The counts of one shape in one column."""

    n_distinct: int = 0
    n_distinct_detail: int = 0
    n: int = 0
    n_detail: int = 0
    first_row: int = 0
    shortest: int = 0
    longest: int = 0


@dataclass
class Shapes:
    """The counts of every shape in one column, and whether texts are padded or odd."""

    tallies: dict[Shape, Tally] = field(default_factory=dict)
    has_padded: bool = False
    has_odd: bool = False

    def n(self, shapes: frozenset[Shape] | set[Shape]) -> int:
        """Rows of these shapes."""
        return sum(tally.n for shape, tally in self.tallies.items() if shape in shapes)

    def n_detail(self, shapes: frozenset[Shape] | set[Shape]) -> int:
        """Rows of these shapes, total rows left out."""
        return sum(tally.n_detail for shape, tally in self.tallies.items() if shape in shapes)

    def n_values(self, shapes: frozenset[Shape] | set[Shape]) -> int:
        """Different texts of these shapes in detail rows."""
        tallies = self.tallies.items()
        return sum(tally.n_distinct_detail for shape, tally in tallies if shape in shapes)

    def present(self) -> frozenset[Shape]:
        """The shapes that occur in detail rows."""
        return frozenset(shape for shape, tally in self.tallies.items() if tally.n_detail)


def batches(body: Body, columns: Sequence[int]) -> list[Sequence[int]]:
    """The columns in groups whose cells may stand in one dictionary."""
    size = max(1, min(COLUMNS_AT_ONCE, CELLS_AT_ONCE // max(1, body.n_rows)))
    return [columns[start : start + size] for start in range(0, len(columns), size)]


def strips(
    body: Body, columns: Sequence[int], work: Workspace
) -> Iterator[tuple[Body, Sequence[int]]]:
    """The columns with the body to ask of them: of a wide one, a table of these columns alone.

    DuckDB binds every column of a view for every statement that names one of them.
    """
    if len(body.names) <= _WIDE:
        yield body, columns
        return
    size = max(1, min(_WIDE, _CELLS_OF_A_STRIP // max(1, body.n_rows)))
    for start in range(0, len(columns), size):
        some = columns[start : start + size]
        cells = ", ".join(f"v{column}" for column in some)
        work.db.execute(
            f"CREATE OR REPLACE TEMP TABLE {STRIP} AS SELECT r, {cells} FROM {body.relation}"
            " ORDER BY r"
        )
        yield replace(body, relation=STRIP, strip_of=body.relation), some


def own(body: Body, name: str) -> str:
    """The name of a table that belongs to this body and outlives its description."""
    return f"odms_{name}_of_{re.sub('[^0-9A-Za-z_]', '_', body.whole)}"


def odd_table(body: Body) -> str:
    """Cleaned values: v (source text), t (cleaned), a (cleaned, with Arabic digits)."""
    return own(body, "odd")


def begin(body: Body, work: Workspace) -> None:
    """Lay out what the batches of a body share."""
    db = work.db
    db.execute(f"CREATE OR REPLACE TEMP TABLE {TOTALS} (r BIGINT)")
    if body.total_rows:
        rows = sorted(body.total_rows)
        db.execute(f"INSERT INTO {TOTALS} SELECT unnest(?::BIGINT[])", [rows])
    db.execute(f"CREATE OR REPLACE TEMP TABLE {odd_table(body)} (v VARCHAR, t VARCHAR, a VARCHAR)")


def build(body: Body, columns: Sequence[int], work: Workspace) -> dict[int, Shapes]:
    """Fill the dictionary with the values of `columns` and count their shapes."""
    db = work.db
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {VALUES} (c INTEGER, v VARCHAR, n BIGINT, m BIGINT,"
        " r BIGINT, k UTINYINT, p BOOLEAN, o BOOLEAN)"
    )
    for cells in _sources(body, columns):
        db.execute(
            f"INSERT INTO {VALUES} SELECT c, v, n, m, r, k % {PADDED}, k >= {PADDED}, false"
            f" FROM ({shaped(cells)})"
        )
    _clean_odd_values(body, work)
    _keep_answers(work)
    return _count(columns, work)


def text_sql(value: str, odd: str = "o", *, column: Shapes | None = None) -> str:
    """The SQL of a value's cleaned text, where `odd` is the alias of a left join with the odd table."""
    plain = trimmed(value) if column is None or column.has_padded else value
    return plain if column is not None and not column.has_odd else f"coalesce({odd}.t, {plain})"


def arabic_sql(value: str, odd: str = "o", *, column: Shapes | None = None) -> str:
    """As `text_sql`, with Thai digits turned to Arabic ones."""
    plain = trimmed(value) if column is None or column.has_padded else value
    return plain if column is not None and not column.has_odd else f"coalesce({odd}.a, {plain})"


def _sources(body: Body, columns: Sequence[int]) -> Iterator[str]:
    detail = "count(*)"
    if body.total_rows:
        detail = f"count(*) FILTER (r NOT IN (SELECT r FROM {TOTALS}))"
    counted = f"count(*) AS n, {detail} AS m, min(r) AS r"
    if body.n_rows < _SHORT_BODY:
        ids = ", ".join(str(column) for column in columns)
        cells = ", ".join(f"v{column}" for column in columns)
        yield (
            f"SELECT c, v, {counted} FROM (SELECT r, unnest([{ids}]) AS c,"
            f" unnest([{cells}]) AS v FROM {body.relation}) GROUP BY c, v"
        )
        return
    for column in columns:
        yield (
            f"SELECT {column} AS c, v{column} AS v, {counted} FROM {body.relation}"
            f" GROUP BY v{column}"
        )


def _clean_odd_values(body: Body, work: Workspace) -> None:
    """Clean what SQL could not judge, and tell its shape from the cleaned text."""
    import pyarrow as pa

    db, odd = work.db, odd_table(body)
    if not db.execute(f"SELECT 1 FROM {VALUES} WHERE k = {Shape.ODD:d} LIMIT 1").fetchall():
        return
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE odms_unclean AS SELECT DISTINCT v FROM {VALUES}"
        f" WHERE k = {Shape.ODD:d} AND v NOT IN (SELECT v FROM {odd})"
    )
    found = db.execute("SELECT count(*) FROM odms_unclean").fetchall()[0]
    for start in range(0, found[0], _TEXTS_AT_ONCE):
        page = f"SELECT v FROM odms_unclean LIMIT {_TEXTS_AT_ONCE} OFFSET {start}"
        texts = [row[0] for row in db.execute(page).fetchall()]
        cleaned = [clean(repair_mojibake(text) or text).strip() for text in texts]
        chunk = pa.table({"v": texts, "t": cleaned, "a": [arabic_digits(text) for text in cleaned]})
        db.register("odms_chunk", chunk)
        db.execute(f"INSERT INTO {odd} SELECT v, t, a FROM odms_chunk")
        db.unregister("odms_chunk")
    cells = f"SELECT d.c, d.v AS u, d.n, d.m, d.r, o.a AS v FROM {VALUES} d JOIN {odd} o USING (v)"
    again = shaped(f"{cells} WHERE d.k = {Shape.ODD:d}")
    db.execute(
        f"INSERT INTO {VALUES} SELECT c, u, n, m, r, CASE WHEN k % {PADDED} = {Shape.ODD:d}"
        f" THEN {Shape.TEXT:d} ELSE k % {PADDED} END, false, true FROM ({again})"
    )
    db.execute(f"DELETE FROM {VALUES} WHERE k = {Shape.ODD:d} AND NOT o")


def _keep_answers(work: Workspace) -> None:
    """A word for "no value" is a value where its opposite stands in the same column."""
    for token, opposite in national("tokens.yaml")["unless"].items():
        said = f"SELECT DISTINCT c FROM {VALUES} WHERE k = {Shape.TOKEN:d} AND trim(v) = ?"
        columns = [row[0] for row in work.db.execute(said, [token]).fetchall()]
        if columns:
            work.db.execute(
                f"UPDATE {VALUES} SET k = {Shape.TEXT:d} WHERE k = {Shape.TOKEN:d} AND trim(v) = ?"
                f" AND c IN (SELECT c FROM {VALUES} WHERE list_contains(?, c) AND trim(v) = ?)",
                [token, columns, opposite],
            )


def _count(columns: Sequence[int], work: Workspace) -> dict[int, Shapes]:
    found = {column: Shapes() for column in columns}
    rows = work.db.execute(
        f"SELECT c, k, count(*), count(*) FILTER (m > 0), sum(n), sum(m), min(r), min(strlen(v)),"
        f" max(strlen(v)), bool_or(p), bool_or(o) FROM {VALUES} GROUP BY c, k"
    ).fetchall()
    for c, k, n_distinct, n_detail, n, m, row, shortest, longest, padded, odd in rows:
        shapes = found[c]
        shapes.tallies[Shape(k)] = Tally(
            n_distinct, n_detail, int(n), int(m), row, shortest or 0, longest or 0
        )
        shapes.has_padded = shapes.has_padded or padded
        shapes.has_odd = shapes.has_odd or odd
    return found
