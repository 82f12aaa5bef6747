"""A table's stretch of its grid: some columns, some source rows; and what DuckDB knows of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from odms.engine.grid import Grid, Workspace
from odms.engine.layout.cells import BLANKS, bare
from odms.engine.layout.window import is_blank_sql

_NUMBERS = count()
_MOST_INLINE = 200
_ASKED_COLUMNS = 24  # of a wide table; the rows that are left are looked at in Python
_FETCHED_ROWS = 500

Cells = tuple[str | None, ...]


@dataclass(frozen=True)
class Stretch:
    """The columns and the source rows, `first` up to `end`, that one table takes of a grid."""

    grid: Grid
    work: Workspace
    columns: tuple[int, ...]
    first: int
    end: int
    is_alone: bool = True  # no other table stands beside it

    def rows(
        self,
        where: str,
        values: Sequence[object] = (),
        *,
        width: int | None = None,
        most: int | None = None,
    ) -> list[tuple[int, Cells]]:
        """Rows under an SQL condition, the first `most` of them: the source number and the cells of
        the first `width` columns, or of the grid's where it is more."""
        columns = (
            self.columns[:width] if width is None or width <= len(self.columns) else range(width)
        )
        names = [f"c{column}" for column in columns]
        tail = f"WHERE {where} ORDER BY r{_limit(most)}"
        found = self.work.rows(self.grid.relation, names, tail, values)
        return [(r, tuple(cells)) for r, *cells in found]

    def numbers(
        self, where: str, values: Sequence[object] = (), *, most: int | None = None
    ) -> list[int]:
        """The source numbers of rows under an SQL condition, the first `most` of them."""
        sql = f"SELECT r FROM {self.grid.relation} WHERE {where} ORDER BY r{_limit(most)}"
        return [r for (r,) in self.work.db.execute(sql, values).fetchall()]

    def count(self, where: str) -> int:
        """How many stored rows stand under an SQL condition."""
        sql = f"SELECT count(*) FROM {self.grid.relation} WHERE {where}"
        found = self.work.db.execute(sql).fetchall()
        return int(found[0][0])

    def n_cells(self, where: str, columns: Sequence[int]) -> int:
        """How many cells of these columns of the grid there are in rows under an SQL condition."""
        counts = ", ".join(f"count(c{column})" for column in columns)
        sql = f"SELECT {counts} FROM {self.grid.relation} WHERE {where}"
        return sum(self.work.db.execute(sql).fetchall()[0])

    def n_matching(self, pattern: str) -> int:
        """How many cells hold what a pattern says, without regard to case."""
        counts = ", ".join(
            f"count(*) FILTER (regexp_matches(c{column}, $1, 'i'))" for column in self.columns
        )
        where = between(self.first, self.end)
        sql = f"SELECT {counts} FROM {self.grid.relation} WHERE {where}"
        return sum(self.work.db.execute(sql, [pattern]).fetchall()[0])

    def absent(self, first: int, end: int, most: int) -> list[int]:
        """The first source rows from `first` up to `end` that are not stored, being blank."""
        found = self.work.db.execute(
            f"SELECT r FROM range({first}, {end}) t(r) WHERE r NOT IN"
            f" (SELECT r FROM {self.grid.relation}) ORDER BY r{_limit(most)}"
        )
        return [r for (r,) in found.fetchall()]

    def blanks(self, first: int, end: int) -> list[int]:
        """The stored rows from `first` up to `end` that hold nothing in the table's columns."""
        asked = self.columns[:_ASKED_COLUMNS]
        found = self.numbers(f"{between(first, end)} AND {is_blank_sql(asked)}")
        if len(asked) == len(self.columns):
            return found
        return [r for r, cells in self.at(found) if not any(map(bare, cells))]

    def at(self, numbers: Sequence[int]) -> Iterator[tuple[int, Cells]]:
        """The rows of these source numbers, with the cells of the table's columns."""
        for start in range(0, len(numbers), _FETCHED_ROWS):
            some = ", ".join(map(str, numbers[start : start + _FETCHED_ROWS]))
            yield from self.rows(f"r IN ({some})")

    def view(self, first: int, end: int, gone: Sequence[int], mended: dict[int, Cells]) -> str:
        """A view of the body: `r` and `v0` …, without the rows `gone`, with those of `mended` in
        the place of their own."""
        name = f"body_{next(_NUMBERS)}"
        cells = ", ".join(f"c{c} AS v{i}" for i, c in enumerate(self.columns))
        left_out = sorted({*gone, *mended})
        sql = f"SELECT r, {cells} FROM {self.grid.relation} WHERE {between(first, end)}"
        sql += self._without(name, left_out)
        if mended:
            self._store(f"{name}_mended", mended)
            sql = f"SELECT * FROM ({sql} UNION ALL SELECT * FROM {name}_mended) ORDER BY r"
        self.work.db.execute(f"CREATE VIEW {name} AS {sql}")
        return name

    def _without(self, name: str, gone: Sequence[int]) -> str:
        if not gone:
            return ""
        if len(gone) <= _MOST_INLINE:
            return f" AND r NOT IN ({', '.join(map(str, gone))})"
        self.work.db.execute(f"CREATE TABLE {name}_gone (r BIGINT)")
        self.work.db.execute(f"INSERT INTO {name}_gone SELECT unnest(?)", [list(gone)])
        return f" AND r NOT IN (SELECT r FROM {name}_gone)"

    def _store(self, name: str, mended: dict[int, Cells]) -> None:
        import pyarrow as pa

        columns = [pa.array(list(mended), pa.int64())]
        columns += [pa.array(cells, pa.string()) for cells in zip(*mended.values(), strict=True)]
        names = ["r", *(f"v{i}" for i in range(len(self.columns)))]
        self.work.db.register("mended", pa.table(columns, names=names))
        self.work.db.execute(f"CREATE TABLE {name} AS SELECT * FROM mended")
        self.work.db.unregister("mended")


def _limit(most: int | None) -> str:
    return "" if most is None else f" LIMIT {most}"


def between(first: int, end: int) -> str:
    """An SQL condition: source rows from `first` up to, not including, `end`."""
    return f"r >= {first} AND r < {end}"


def trimmed(column: int) -> str:
    """The SQL of a cell without blanks around it."""
    return f"trim(c{column}, '{BLANKS}')"
