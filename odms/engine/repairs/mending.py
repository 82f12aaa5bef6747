"""A table's body while it is mended: its columns, its rows, and the log of every change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.places import column_letters
from odms.engine.repairs.recipe import Step
from odms.errors import Invalid

# Test values of a repair of texts: the text, the parameters, and what becomes of it.
Examples = list[tuple[str, dict[str, Any], str | None]]

_NUMBERS = count()
_FETCHED = 50_000


def made_name(kind: str) -> str:
    """What a column is called that a repair makes: `sheet`, `year`, `value` or `code`."""
    name: str = national("layout.yaml")["made"][kind]
    return name


@dataclass(frozen=True)
class Applied:
    """What one step changed: cells, rows taken out, columns renamed, added or taken out. Their sum
    is the number of its entries in the log."""

    step: Step
    n_cells: int
    n_rows: int
    n_columns: int

    def to_json(self) -> dict[str, Any]:
        """The step and its counts, as the report publishes them."""
        return {
            "repair": self.step.repair,
            "column": self.step.column,
            "parameters": dict(self.step.parameters),
            "n_cells": self.n_cells,
            "n_rows": self.n_rows,
            "n_columns": self.n_columns,
        }


@dataclass(frozen=True)
class _Column:
    name: str
    source_name: str | None
    place: int | None  # where it stands in its source, None where a repair made it
    native_type: str | None = None
    is_native_date: bool = False
    chosen_type: str | None = None


class Mending:
    """A body under repair. `places` tells where each of its columns stands in the source, and
    `has_refs` whether rows and columns of the source have A1 references."""

    def __init__(
        self, body: Body, places: Sequence[int], work: Workspace, *, has_refs: bool
    ) -> None:
        self.work, self.context = work, body.context
        self.relation, self.total_rows = body.relation, set(body.total_rows)
        self.columns = [
            _Column(
                name,
                source,
                places[i],
                body.native_types.get(i),
                i in body.native_dates,
                body.chosen_types.get(i),
            )
            for i, (name, source) in enumerate(zip(body.names, body.source_names, strict=True))
        ]
        self.applied: list[Applied] = []
        self.is_reshaped = False
        self._has_refs, self._log = has_refs, f"repairs_{next(_NUMBERS)}"
        work.db.execute(
            f"CREATE TABLE {self._log} (step INTEGER, repair VARCHAR, r BIGINT, place INTEGER,"
            " ref VARCHAR, name VARCHAR, before VARCHAR, after VARCHAR)"
        )

    def apply(self, step: Step, repair: Callable[["Mending", Step], None]) -> None:
        """Do one step and count what it wrote down."""
        self._step = step
        repair(self, step)
        n_cells, n_rows, n_columns = self.work.db.execute(
            "SELECT count(*) FILTER (r IS NOT NULL AND name IS NOT NULL),"
            " count(*) FILTER (name IS NULL), count(*) FILTER (r IS NULL)"
            f" FROM {self._log} WHERE step = {len(self.applied)}"
        ).fetchall()[0]
        self.applied.append(Applied(step, n_cells, n_rows, n_columns))

    def body(self) -> Body:
        """The body as it stands now."""
        held = self.columns
        n = self.work.db.execute(f"SELECT count(*) FROM {self.relation}").fetchall()
        return Body(
            relation=self.relation,
            names=tuple(column.name for column in held),
            source_names=tuple(column.source_name for column in held),
            n_rows=int(n[0][0]),
            total_rows=frozenset(self.total_rows),
            native_types={i: c.native_type for i, c in enumerate(held) if c.native_type},
            native_dates=frozenset(i for i, c in enumerate(held) if c.is_native_date),
            chosen_types={i: c.chosen_type for i, c in enumerate(held) if c.chosen_type},
            context=self.context,
        )

    @property
    def places(self) -> list[int] | None:
        """Where each column stands in the source; None once columns were made or rows turned round,
        for then nothing stands where it stood."""
        places = [column.place for column in self.columns if column.place is not None]
        return None if self.is_reshaped or len(places) < len(self.columns) else places

    def write_log(self, out: Path) -> int:
        """Write the log as Parquet, in the order of its steps and rows; the number of its entries."""
        self.work.db.execute(
            f"COPY (SELECT step, repair, r AS row, place AS column_index, ref, name AS column,"
            f" before, after FROM {self._log} ORDER BY step, r NULLS FIRST, place)"
            f" TO '{str(out).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)"
        )
        return sum(one.n_cells + one.n_rows + one.n_columns for one in self.applied)

    # What repairs ask and change

    def at(self, name: str | None) -> int:
        """The place of a column among the table's. Raises Invalid where there is none."""
        for i, column in enumerate(self.columns):
            if column.name == name:
                return i
        raise Invalid("repair.no_such_column", repair=self._step.repair, column=name or "")

    def chosen(self, step: Step) -> list[int]:
        """The column that a step names, or all of them."""
        return list(range(len(self.columns))) if step.column is None else [self.at(step.column)]

    def rewrite(self, i: int, mend: Callable[[str], str | None]) -> None:
        """Write every cell of a column anew: `mend` gives the new text of each different one, None
        where it stays."""
        import pyarrow as pa

        db, named = self.work.db, f"mended_{next(_NUMBERS)}"
        db.execute(f"CREATE TEMP TABLE {named} (v VARCHAR, w VARCHAR)")
        texts = db.cursor().execute(f"SELECT DISTINCT v{i} FROM {self.relation} WHERE v{i} <> ''")
        n_changed = 0
        while found := texts.fetchmany(_FETCHED):
            pairs = [(text, mend(text)) for (text,) in found]
            changed = [(old, new) for old, new in pairs if new is not None and new != old]
            n_changed += len(changed)
            if changed:
                chunk = pa.table(list(map(list, zip(*changed, strict=True))), names=["v", "w"])
                db.register("odms_mended", chunk)
                db.execute(f"INSERT INTO {named} SELECT v, w FROM odms_mended")
                db.unregister("odms_mended")
        if n_changed:
            new = f"SELECT b.r, coalesce(m.w, b.v{i}) AS w FROM {self.relation} b JOIN {named} m"
            self.write(i, f"{new} ON m.v = b.v{i}")
        db.execute(f"DROP TABLE {named}")

    def write(self, i: int, cells: str) -> None:
        """Write new texts into a column: `cells` is a query of r and w, one row a changed cell."""
        column, db = self.columns[i], self.work.db
        db.execute(
            f"INSERT INTO {self._log} SELECT {self._head()}, b.r, {self._place(column)},"
            f" {self._ref(column)}, ?, b.v{i}, n.w FROM {self.relation} b JOIN ({cells}) n"
            f" ON n.r = b.r WHERE b.v{i} IS DISTINCT FROM n.w ORDER BY b.r",
            [column.name],
        )
        kept = ", ".join(
            f"CASE WHEN n.r IS NULL THEN b.v{at} ELSE n.w END AS v{at}" if at == i else f"b.v{at}"
            for at in range(len(self.columns))
        )
        self._become(
            f"SELECT b.r, {kept} FROM {self.relation} b LEFT JOIN ({cells}) n ON n.r = b.r"
        )
        self.columns[i] = replace(column, native_type=None, is_native_date=False)

    def drop_rows(self, where: str) -> None:
        """Take out the rows under an SQL condition over `r` and `v0` …."""
        cells = ", ".join(f"v{i}" for i in range(len(self.columns)))
        ref = "(r + 1) || ':' || (r + 1)" if self._has_refs and not self.is_reshaped else "NULL"
        self.work.db.execute(
            f"INSERT INTO {self._log} SELECT {self._head()}, r, NULL, {ref}, NULL,"
            f" CAST(to_json([{cells}]) AS VARCHAR), NULL FROM {self.relation} WHERE {where} ORDER BY r"
        )
        self._become(f"SELECT * FROM {self.relation} WHERE NOT coalesce({where}, false)")
        left = self.work.db.execute(
            f"SELECT r FROM {self.relation} WHERE r IN (SELECT unnest(?::BIGINT[]))",
            [sorted(self.total_rows)],
        ).fetchall()
        self.total_rows = {r for (r,) in left}

    def rename(self, i: int, name: str) -> None:
        """Give a column another name. Raises Invalid for one that is taken or empty."""
        taken = {column.name.casefold() for column in self.columns} - {
            self.columns[i].name.casefold()
        }
        if not name.strip() or name.casefold() in taken or name.startswith("_"):
            raise Invalid("repair.name_taken", repair=self._step.repair, name=name)
        self._tell_column(self.columns[i], self.columns[i].name, name)
        self.columns[i] = replace(self.columns[i], name=name)

    def drop_columns(self, gone: Sequence[int]) -> None:
        """Take out columns. Raises Invalid where none would be left."""
        kept = [i for i in range(len(self.columns)) if i not in set(gone)]
        if not kept:
            raise Invalid("repair.nothing_left", repair=self._step.repair)
        for i in gone:
            self._tell_column(self.columns[i], self.columns[i].name, None)
        cells = ", ".join(f"v{i} AS v{at}" for at, i in enumerate(kept))
        self._become(f"SELECT r, {cells} FROM {self.relation}")
        self.columns = [self.columns[i] for i in kept]

    def add_column(self, after: int, name: str, cells: str) -> None:
        """Add a column of text behind another: `cells` is a query of r and w."""
        held = {column.name.casefold() for column in self.columns}
        if name.casefold() in held:
            raise Invalid("repair.name_taken", repair=self._step.repair, name=name)
        made = _Column(name, None, None)
        self._tell_column(made, None, name)
        parts = [f"b.v{i} AS v{i if i <= after else i + 1}" for i in range(len(self.columns))]
        parts.insert(after + 1, f"n.w AS v{after + 1}")
        self._become(
            f"SELECT b.r, {', '.join(parts)} FROM {self.relation} b LEFT JOIN ({cells}) n ON n.r = b.r"
        )
        self.columns.insert(after + 1, made)

    def choose_type(self, i: int, type_: str) -> None:
        """Let a column be of a type, whatever its values show."""
        self._tell_column(self.columns[i], None, type_)
        self.columns[i] = replace(self.columns[i], native_type=None, chosen_type=type_)

    def reshape(self, kept: Sequence[int], names: Sequence[str], rows: str) -> None:
        """Take rows of another shape: the columns `kept`, then new ones called `names`. `rows` is a
        query of r and v0 …; r counts the new rows, for those of the source stand in several."""
        for column in (c for i, c in enumerate(self.columns) if i not in set(kept)):
            self._tell_column(column, column.name, None)
        made = [_Column(name, None, None) for name in names]
        for column in made:
            self._tell_column(column, None, column.name)
        self._become(rows)
        self.columns = [self.columns[i] for i in kept] + made
        self.total_rows, self.is_reshaped = set(), True

    def _become(self, query: str) -> None:
        """Let the rows of a query be the table's, in the order of r."""
        name = f"mending_{next(_NUMBERS)}"
        self.work.db.execute(f"CREATE TABLE {name} AS SELECT * FROM ({query}) ORDER BY r")
        self.relation = name

    def _tell_column(self, column: _Column, before: str | None, after: str | None) -> None:
        letters = "NULL" if column.place is None else self._ref(column, is_whole=True)
        self.work.db.execute(
            f"INSERT INTO {self._log} SELECT {self._head()}, NULL, {self._place(column)}, {letters},"
            " ?, ?, ?",
            [column.name, before, after],
        )

    def _head(self) -> str:
        return f"{len(self.applied)}, '{self._step.repair}'"

    def _place(self, column: _Column) -> str:
        return "NULL" if column.place is None or self.is_reshaped else str(column.place)

    def _ref(self, column: _Column, *, is_whole: bool = False) -> str:
        if column.place is None or not self._has_refs or self.is_reshaped:
            return "NULL"
        letters = column_letters(column.place)
        return f"'{letters}:{letters}'" if is_whole else f"'{letters}' || (b.r + 1)"
