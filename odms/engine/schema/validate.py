"""A table held against a schema, over all its rows, in DuckDB.

The table is a relation with `r` (BIGINT, 0-based source row) and `v0` … (VARCHAR, the cells' text).
One scan counts what is wrong with every field; the cells of a rule that is broken are then asked
for. Keys and references are asked one by one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from odms.engine.schema import cells, code_lists, labels
from odms.engine.schema.breach import Breach, Cell
from odms.engine.schema.code_lists import Reference
from odms.engine.schema.labels import Pair
from odms.engine.schema.model import Field, ForeignKey, Schema
from odms.engine.schema.sql import column_sql, is_missing, name, named
from odms.engine.types.shapes import quoted
from odms.errors import Invalid

# Cells that are told of one rule and column; all are counted.
CELLS_TOLD = 200
_FIELDS_AT_ONCE = 50
_CHARACTERS_TOLD = 80
_CHOICES_TOLD = 8
_BOUNDS = (
    ("minimum", ">=", "schema.below_minimum"),
    ("exclusive_minimum", ">", "schema.below_minimum"),
    ("maximum", "<=", "schema.above_maximum"),
    ("exclusive_maximum", "<", "schema.above_maximum"),
)

Find = Callable[[str], Reference | None]


@dataclass(frozen=True)
class Held:
    """The table that is held against a schema; `labels` None where it has no header.

    For the columns `typed` the relation has the values too (`x<column>`), of their hint's type and
    written in its default format: no text need be tried to infer what they are.
    """

    relation: str
    labels: tuple[str | None, ...] | None
    n_columns: int
    typed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Rule:
    """A condition that must not hold, in SQL over `x<column>`, the value, and `m<column>`, whether
    it is missing."""

    code: str
    broken: str
    facts: dict[str, object]


def validate(
    held: Held,
    schema: Schema,
    db: duckdb.DuckDBPyConnection,
    *,
    find: Find = code_lists.find,
    told: int | None = CELLS_TOLD,
) -> list[Breach]:
    """All that breaks the schema, at most `told` cells of each rule and column (None: all).

    `find` knows the tables that foreign keys name. Raises Invalid for a schema that asks what
    cannot be checked.
    """
    pairs = labels.pair(schema, held.labels, held.n_columns)
    work = _Work(held, schema, db, find, told)
    found = labels.compare(schema, held.labels) if held.labels is not None else []
    for start in range(0, len(pairs), _FIELDS_AT_ONCE):
        found += work.fields(pairs[start : start + _FIELDS_AT_ONCE])
    places = {one.field.name: one for one in pairs}
    return [*found, *work.keys(places), *work.references(places)]


class _Work:
    def __init__(
        self,
        held: Held,
        schema: Schema,
        db: duckdb.DuckDBPyConnection,
        find: Find,
        told: int | None,
    ) -> None:
        self.held, self.schema, self.db, self.find = held, schema, db, find
        self.limit = "" if told is None else f" LIMIT {told}"

    # Fields

    def fields(self, pairs: Sequence[Pair]) -> list[Breach]:
        """What the cells of some fields break."""
        rules = {one.column: list(self._rules(one)) for one in pairs}
        wanted = [
            f"count(*) FILTER (WHERE {rule.broken})" for one in pairs for rule in rules[one.column]
        ]
        if not wanted:
            return []
        counts = self.db.execute(f"SELECT {', '.join(wanted)} FROM {self._values(pairs)}")
        told = iter(counts.fetchall()[0])
        return [
            Breach(
                rule.code,
                one.field.name,
                one.column,
                n,
                self._cells(rule.broken, one),
                rule.facts,
            )
            for one in pairs
            for rule in rules[one.column]
            if (n := next(told))
        ]

    def _rules(self, pair: Pair) -> Iterator[_Rule]:
        one, x, m = pair.field, f"x{pair.column}", f"m{pair.column}"
        if one.type != "any" and (one.type, one.format) != ("string", "default"):
            facts = {"type": one.type, "format": one.format}
            yield _Rule("schema.value_not_of_type", f"{x} IS NULL AND NOT {m}", dict(facts))
        if one.constraints.required:
            yield _Rule("schema.value_missing", m, {})
        yield from self._bounds(one, x)
        yield from _lengths(one, x)
        yield from self._pattern(one, x)
        yield from _choices(one, x)

    def _bounds(self, one: Field, x: str) -> Iterator[_Rule]:
        for limit, sign, code in _BOUNDS:
            bound = getattr(one.constraints, limit)
            if bound is None:
                continue
            literal = cells.literal_sql(one, bound)
            if self.db.execute(f"SELECT {literal}").fetchall()[0][0] is None:
                raise Invalid(
                    "schema.bound_not_of_type", field=one.name, value=bound, type=one.type
                )
            # a value that is no number is beyond every bound; DuckDB takes it for the greatest
            unordered = f" OR isnan({x})" if one.type == "number" else ""
            yield _Rule(code, f"NOT ({x} {sign} {literal}){unordered}", {"bound": bound})

    def _pattern(self, one: Field, x: str) -> Iterator[_Rule]:
        pattern = one.constraints.pattern
        if pattern is None:
            return
        try:
            self.db.execute(f"SELECT regexp_full_match('', {quoted(pattern)})")
        except duckdb.Error as error:
            raise Invalid("schema.pattern_unsupported", field=one.name, pattern=pattern) from error
        broken = f"NOT regexp_full_match({x}, {quoted(pattern)})"
        yield _Rule("schema.pattern_unmatched", broken, {"pattern": pattern})

    # Keys

    def keys(self, places: dict[str, Pair]) -> Iterator[Breach]:
        """Values and keys that occur twice, and keys that are not whole."""
        for one in places.values():
            if one.field.constraints.unique:
                yield from self._repeated("schema.value_repeated", [one])
        primary = [places[part] for part in self.schema.primary_key if part in places]
        if primary and len(primary) == len(self.schema.primary_key):
            lacking = " OR ".join(f"x{one.column} IS NULL" for one in primary)
            yield from self._told("schema.key_missing", primary, lacking)
            yield from self._repeated("schema.key_repeated", primary)
        for key in self.schema.unique_keys:
            parts = [places[part] for part in key if part in places]
            if len(parts) == len(key):
                yield from self._repeated("schema.unique_key_repeated", parts)

    def _repeated(self, code: str, key: Sequence[Pair]) -> Iterator[Breach]:
        """Rows whose key stands in a row above; a key without any value is no key.

        Of a unique key, and of a single value, a part that is missing makes it differ from all.
        """
        names = ", ".join(f"x{one.column}" for one in key)
        whole = " AND ".join(f"x{one.column} IS NOT NULL" for one in key)
        some = " OR ".join(f"x{one.column} IS NOT NULL" for one in key)
        held = some if code == "schema.key_repeated" else whole
        source = f"{self._values(key)} WHERE {held}"
        n, n_different = self.db.execute(
            f"SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {names} FROM {source}))"
            f" FROM {source}"
        ).fetchall()[0]
        if n == n_different:
            return
        shown = " || ' · ' || ".join(f"coalesce(t{one.column}, '')" for one in key)
        rows = self.db.execute(
            f"SELECT r, shown FROM (SELECT r, {shown} AS shown, row_number() OVER"
            f" (PARTITION BY {names} ORDER BY r) AS nth FROM {source}) WHERE nth > 1"
            f" ORDER BY r{self.limit}"
        ).fetchall()
        yield self._breach(code, key, n - n_different, rows)

    def _told(self, code: str, key: Sequence[Pair], broken: str) -> Iterator[Breach]:
        source = f"{self._values(key)} WHERE {broken}"
        n = self.db.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
        if n:
            shown = " || ' · ' || ".join(f"coalesce(t{one.column}, '')" for one in key)
            rows = self.db.execute(f"SELECT r, {shown} FROM {source} ORDER BY r{self.limit}")
            yield self._breach(code, key, n, rows.fetchall())

    def _breach(
        self, code: str, key: Sequence[Pair], n: int, rows: list[tuple[int, str]]
    ) -> Breach:
        names = ", ".join(one.field.name for one in key)
        place = key[0].column if len(key) == 1 else None
        found = tuple(Cell(row, value[:_CHARACTERS_TOLD]) for row, value in rows)
        return Breach(code, names, place, n, found)

    # References

    def references(self, places: dict[str, Pair]) -> Iterator[Breach]:
        """Keys that do not stand where the schema says that they stand."""
        for one in places.values():
            if one.field.code_list:
                key = ForeignKey((one.field.name,), one.field.code_list, ())
                yield from self._absent("schema.not_in_code_list", key, [one])
        for key in self.schema.foreign_keys:
            parts = [places[part] for part in key.fields if part in places]
            if len(parts) == len(key.fields):
                yield from self._absent("schema.reference_missing", key, parts)

    def _absent(self, code: str, key: ForeignKey, parts: Sequence[Pair]) -> Iterator[Breach]:
        reference = self._reference(key)
        names = key.reference_fields or (reference.fields[:1] if reference else ())
        if reference is None or not set(names) <= set(reference.fields):
            facts = {"resource": key.resource}
            yield Breach(
                "schema.reference_unknown", ", ".join(key.fields), parts[0].column, facts=facts
            )
            return
        known = ", ".join(
            f"{_cell(one.field, self.schema, name(field))} AS k{i}"
            for i, (one, field) in enumerate(zip(parts, names, strict=True))
        )
        met = " AND ".join(
            f"k.k{i} IS NOT DISTINCT FROM x{one.column}::VARCHAR" for i, one in enumerate(parts)
        )
        some = " OR ".join(f"x{one.column} IS NOT NULL" for one in parts)
        broken = (
            f"({some}) AND NOT EXISTS (SELECT 1 FROM (SELECT DISTINCT {known} FROM"
            f" ({reference.query})) k WHERE {met})"
        )
        for breach in self._told(code, parts, broken):
            facts = {"resource": key.resource or "—"}
            yield Breach(code, breach.field, breach.column, breach.n, breach.cells, facts)

    def _reference(self, key: ForeignKey) -> Reference | None:
        if key.resource:
            return self.find(key.resource)
        own = labels.pair(self.schema, self.held.labels, self.held.n_columns)
        wanted = ", ".join(f"v{one.column} AS {name(one.field.name)}" for one in own)
        names = tuple(one.field.name for one in own)
        return Reference(f"SELECT {wanted} FROM {self.held.relation}", names)

    # SQL

    def _values(self, pairs: Sequence[Pair]) -> str:
        wanted = ["r"]
        for one in pairs:
            wanted += column_sql(one.column, one.field, self.schema.missing_of(one.field))
        return named(self.held.relation, wanted)

    def _cells(self, broken: str, one: Pair) -> tuple[Cell, ...]:
        rows = self.db.execute(
            f"SELECT r, t{one.column} FROM {self._values([one])} WHERE {broken}"
            f" ORDER BY r{self.limit}"
        ).fetchall()
        return tuple(Cell(row, text[:_CHARACTERS_TOLD]) for row, text in rows)


def _lengths(one: Field, x: str) -> Iterator[_Rule]:
    for bound, sign, code in (
        (one.constraints.min_length, "<", "schema.too_short"),
        (one.constraints.max_length, ">", "schema.too_long"),
    ):
        if bound is not None:
            yield _Rule(code, f"{cells.length_sql(one, x)} {sign} {bound}", {"bound": bound})


def _choices(one: Field, x: str) -> Iterator[_Rule]:
    choices = one.constraints.enum
    if choices is None and one.categories is not None:
        choices = tuple(choice.value for choice in one.categories)
    if choices is None:
        return
    listed = ", ".join(cells.literal_sql(one, choice) for choice in choices) or "NULL"
    shown = ", ".join(map(str, choices[:_CHOICES_TOLD]))
    shown += " …" if len(choices) > _CHOICES_TOLD else ""
    broken = f"{x} IS NOT NULL AND ({x} IN ({listed})) IS NOT TRUE"
    yield _Rule("schema.not_in_enum", broken, {"choices": shown})


def _cell(one: Field, schema: Schema, text: str) -> str:
    """The value of a cell of another table, read as the field that refers to it reads."""
    given = f"coalesce({text}::VARCHAR, '')"
    absent = is_missing(given, schema.missing_of(one))
    return f"CAST(CASE WHEN NOT {absent} THEN {cells.value_sql(one, given)} END AS VARCHAR)"
