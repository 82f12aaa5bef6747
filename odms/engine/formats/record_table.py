"""A table that grows record by record: columns appear when a record first names them."""

from itertools import count
from typing import Any

from odms.engine.errors import LimitPassed
from odms.engine.formats.decoded import Text
from odms.engine.formats.json_stream import Integer, Real, encode
from odms.engine.grid import Grid, GridFinding, Spot, Workspace
from odms.engine.places import PLACES_TOLD

MAX_COLUMNS = 20_000
_BATCH_RECORDS = 5_000
_BATCH_CHARACTERS = 8 << 20
_NUMBERS = count()


class RecordTable:
    """Records of text on their way into a DuckDB table, in batches of bounded size."""

    def __init__(self, work: Workspace) -> None:
        self.relation = f"records_{next(_NUMBERS)}"
        self.names: dict[str, int] = {}
        self.deep: dict[str, None] = {}  # columns that keep nested values as JSON text
        self._kinds: list[set[str]] = []
        self._work = work
        self._rows: list[tuple[int, dict[int, str]]] = []
        self._size = 0
        work.db.execute(f"CREATE TABLE {self.relation} (r BIGINT)")

    def add(self, r: int, record: dict[str, Any]) -> None:
        """Add the record of source row `r`; objects in it become columns `outer.inner`."""
        row: dict[int, str] = {}
        for key, value in record.items():
            if isinstance(value, dict):
                for inner, deep in value.items():
                    self._put(row, f"{key}.{inner}", deep)
            else:
                self._put(row, key, value)
        self._append(r, row)

    def add_cells(self, r: int, cells: list[Any]) -> None:
        """Add a row of cells without names."""
        row: dict[int, str] = {}
        for at, value in enumerate(cells):
            self._put(row, str(at), value)
        self._append(r, row)

    def finish(self) -> None:
        """Write what is left."""
        self._flush()

    @property
    def native_types(self) -> dict[int, str]:
        """DuckDB types of the columns in which JSON itself tells numbers and truth values."""
        told = {}
        for at, kinds in enumerate(self._kinds):
            if kinds == {"BOOLEAN"} or kinds == {"BIGINT"}:
                told[at] = next(iter(kinds))
            elif kinds and kinds <= {"BIGINT", "DOUBLE"}:
                told[at] = "DOUBLE"
        return told

    def _put(self, row: dict[int, str], name: str, value: Any) -> None:
        at = self._column(name)
        if value is None:
            return
        text, kind = _text(value)
        if kind == "JSON":
            self.deep[name] = None
        self._kinds[at].add(kind)
        row[at] = text
        self._size += len(text)

    def _column(self, name: str) -> int:
        at = self.names.get(name)
        if at is None:
            if len(self.names) >= MAX_COLUMNS:
                raise LimitPassed("engine.json_columns", limit=MAX_COLUMNS)
            at = self.names[name] = len(self.names)
            self._kinds.append(set())
        return at

    def _append(self, r: int, row: dict[int, str]) -> None:
        self._rows.append((r, row))
        if len(self._rows) >= _BATCH_RECORDS or self._size >= _BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        db = self._work.db
        n_before = len(db.execute(f"DESCRIBE {self.relation}").fetchall()) - 1
        for at in range(n_before, len(self.names)):
            db.execute(f"ALTER TABLE {self.relation} ADD COLUMN c{at} VARCHAR")
        if not self._rows:
            return
        columns = [pa.array([r for r, _ in self._rows], pa.int64())]
        columns += [
            pa.array([row.get(at) for _, row in self._rows], pa.large_string())
            for at in range(len(self.names))
        ]
        batch = pa.Table.from_arrays(columns, ["r", *(f"c{at}" for at in range(len(self.names)))])
        db.register("record_batch", batch)
        db.execute(f"INSERT INTO {self.relation} SELECT * FROM record_batch")
        db.unregister("record_batch")
        self._rows, self._size = [], 0


def grid_of(
    table: RecordTable,
    text: Text,
    *,
    n_rows: int,
    name: str | None = None,
    has_names: bool = True,
    rejected: tuple[int, ...] = (),
) -> Grid:
    """The grid of a finished table of `n_rows` source rows, `rejected` among them."""
    table.finish()
    findings = list(text.findings)
    if table.deep:
        columns = ", ".join(table.deep)
        findings.append(
            GridFinding("engine.json_nested", n=len(table.deep), facts={"columns": columns})
        )
    if rejected:
        cells = tuple(map(Spot, rejected[:PLACES_TOLD]))
        findings.append(
            GridFinding("engine.json_rejected", row=rejected[0], n=len(rejected), cells=cells)
        )
    return Grid(
        name=name,
        relation=table.relation,
        n_source_rows=n_rows,
        n_columns=len(table.names),
        encoding=text.encoding,
        names=tuple(table.names) if has_names else None,
        native_types=table.native_types,
        n_rejected=len(rejected),
        findings=tuple(findings),
    )


def _text(value: Any) -> tuple[str, str]:
    """The text of a cell and the DuckDB type that JSON gives it."""
    if isinstance(value, Integer):
        return str(value), "BIGINT" if len(value) < 19 else "DOUBLE"
    if isinstance(value, Real):
        return str(value), "DOUBLE"
    if isinstance(value, bool):
        return "true" if value else "false", "BOOLEAN"
    if isinstance(value, str):
        return value, "VARCHAR"
    return encode(value), "JSON"
