"""A schema from a table: the narrowest that its values prove, for a person to widen.

Types come from the engine's judgement; how their cells are written is found by trying, over all
rows, the formats that Table Schema can say. What cannot be said (Thai month names, leap days of the
Buddhist era) is a string.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import duckdb

from odms.definitions import national
from odms.definitions.messages import sentence
from odms.engine.schema import cells, code_lists
from odms.engine.schema.drafts import (
    CHOICE_LENGTH,
    ORDERED,
    WRITTEN,
    Draft,
    Hint,
    as_key,
    is_dimension,
    is_ordered,
    lasting_bounds,
    may_be_key,
    says_code,
)
from odms.engine.schema.model import NO_WORDS, Constraints, Field, Schema, Value
from odms.engine.schema.sql import column_sql, named
from odms.engine.schema.validate import Held
from odms.engine.types.judging import suffices
from odms.engine.types.shapes import quoted

_DATES = (
    "default",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y%m%d",
    "%d %b %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%d/%m/%y",
    "%m/%d/%y",
)
_DATETIMES = (
    "default",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S.%f",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
)
_TIMES = ("default", "%H:%M", "%H.%M", "%I:%M %p")
_COLUMNS_AT_ONCE = 40
_WORDS = "odms_words"
_FIRST = "odms_first_rows"
_FIRST_ROWS = 20_000
_TOKENS_AT_MOST = 20
# A list of choices is one only where each choice occurs several times.
_CHOICES_AT_MOST = 20
_ROWS_A_CHOICE = 5
_UNIQUE_ROWS_AT_LEAST = 3
_KEY_PARTS = 3
_KEY_COLUMNS = 8


def infer(
    held: Held, hints: Sequence[Hint], db: duckdb.DuckDBPyConnection, *, is_lasting: bool = False
) -> Schema:
    """The schema of a table; `hints` are those of its columns, in order.

    `is_lasting` leaves bounds out that the next delivery passes as a matter of course: of dates
    and years all, of numbers all but nature's own (0, 100 %, the ends of the earth).
    """
    return _Inference(held, db, is_lasting).infer(hints)


class _Inference:
    def __init__(self, held: Held, db: duckdb.DuckDBPyConnection, is_lasting: bool) -> None:
        self.held, self.db, self.is_lasting = held, db, is_lasting

    def infer(self, hints: Sequence[Hint]) -> Schema:
        drafts = [
            Draft(i, Field(name), hint)
            for i, (name, hint) in enumerate(zip(self._names(hints), hints, strict=True))
        ]
        typed = [draft for draft in drafts if draft.column in self.held.typed]
        for start in range(0, len(typed), _COLUMNS_AT_ONCE):
            self._take_typed(typed[start : start + _COLUMNS_AT_ONCE])
        for draft in drafts:
            if draft.column not in self.held.typed:
                self._read(draft)
        fields = [self._field(draft) for draft in drafts]
        key = self._primary_key(drafts, fields)
        if len(key) == 1:  # a key is unique by itself
            fields = [_not_unique(one) if one.name == key[0] else one for one in fields]
        return Schema(tuple(fields), missing_values=_missing(drafts), primary_key=key)

    def _take_typed(self, drafts: Sequence[Draft]) -> None:
        """Columns whose values are there: their way of writing is known, and one scan measures all."""
        wanted = []
        for draft in drafts:
            draft.field = replace(draft.field, type=draft.hint.type)
            x = f"x{draft.column}"
            ends = (f"min({x})", f"max({x})") if is_ordered(draft) else ("NULL", "NULL")
            if draft.field.type in WRITTEN:
                ends = (f"arg_min(v{draft.column}, {x})", f"arg_max(v{draft.column}, {x})")
            wanted += [f"count({x})", *ends]
        rows = self.db.execute(
            f"SELECT count(*), {', '.join(wanted)} FROM {self.held.relation}"
        ).fetchall()
        n, *told = rows[0]
        for i, draft in enumerate(drafts):
            draft.n_values, draft.low, draft.high = told[3 * i : 3 * i + 3]
            draft.n_missing = n - draft.n_values
        for draft in drafts:
            if may_be_key(draft):
                draft.n_distinct = self._n_distinct(f"x{draft.column}", self.held.relation)
            draft.code_list = self._code_list(draft, f"x{draft.column}", self.held.relation)

    def _read(self, draft: Draft) -> None:
        """A column of texts: each question is asked of its different texts, and how often each is."""
        self.db.execute(
            f"CREATE OR REPLACE TEMP TABLE {_WORDS} AS SELECT coalesce(v{draft.column}, '') AS"
            f" v{draft.column}, count(*) AS n FROM {self.held.relation} GROUP BY 1"
        )
        self._find_tokens(draft)
        self._find_type(draft)
        self._measure(draft)
        draft.code_list = self._code_list(draft, f"x{draft.column}", self._words(draft))
        draft.choices = self._choices(draft)
        self.db.execute(f"DROP TABLE {_WORDS}")

    def _names(self, hints: Sequence[Hint]) -> list[str]:
        """The header's own names where they tell columns apart, else the engine's."""
        own = [label or "" for label in self.held.labels or ()]
        if len(own) == len(hints) and all(own) and len(set(own)) == len(own):
            return own
        return [hint.name for hint in hints]

    # Writing

    def _find_tokens(self, draft: Draft) -> None:
        """The words for no value, as the column spells them, and blanks."""
        told = national("tokens.yaml")
        always = {str(word).lower() for group in _TOKENS for word in told[group]}
        as_spelt = {str(word) for word in told["missing_as_spelt"]}
        numeric = {str(word).lower() for word in told["missing_in_numbers"]}
        words = (
            always | numeric | {word.lower() for word in as_spelt} | set(told["unless"].values())
        )
        listed, text = ", ".join(map(quoted, sorted(words))), f"v{draft.column}"
        rows = self.db.execute(
            f"SELECT {text} FROM {_WORDS} WHERE {text} <> '' AND"
            f" (trim(lower({text})) IN ({listed}) OR trim({text}) = '') ORDER BY 1 LIMIT 100"
        ).fetchall()
        spelt = [row[0] for row in rows]
        met = {_key(one) for one in spelt}
        answers = {no for no, yes in told["unless"].items() if yes in met}
        tokens = (always | {""}) - answers
        draft.tokens = [one for one in spelt if _key(one) in tokens or one.strip() in as_spelt]
        is_number = draft.hint.type not in ("text", "geometry", "boolean")
        draft.numbers = [one for one in spelt if is_number and _key(one) in numeric]

    def _find_type(self, draft: Draft) -> None:
        """The first way of writing that most values keep; a string where none is."""
        draft.n_values = self._count(self._is_value(draft))
        failed: list[tuple[int, Field]] = []
        for one in self._candidates(draft):
            value = cells.value_sql(one, f"v{draft.column}")
            failed.append((self._count(f"{self._is_value(draft)} AND {value} IS NULL"), one))
            if not failed[-1][0]:
                break
        n_failed, best = min(failed, key=lambda one: one[0], default=(0, draft.field))
        if not n_failed or suffices(draft.n_values, n_failed):
            draft.field = best
        if draft.field.type == "string":
            draft.numbers = []

    def _candidates(self, draft: Draft) -> Iterator[Field]:
        plain = replace(draft.field, type=draft.hint.type)
        match draft.hint.type:
            case "integer":
                yield plain
                yield from self._numbers(plain)
            case "number":
                yield from self._numbers(plain)
            case "boolean":
                yield plain
                yield self._answers(draft, plain)
            case "date":
                yield from (replace(plain, format=one) for one in _DATES)
            case "datetime":
                yield from (replace(plain, format=one) for one in _DATETIMES)
            case "time":
                yield from (replace(plain, format=one) for one in _TIMES)
            case "year":
                yield plain
                yield replace(plain, type="integer")
            case "geometry":
                yield replace(plain, type="geojson")

    def _numbers(self, plain: Field) -> Iterator[Field]:
        """Of groups version 1 and its readers know among numbers alone."""
        number = replace(plain, type="number")
        yield number
        yield replace(number, group_char=",")
        yield replace(number, group_char=",", bare_number=False)

    def _answers(self, draft: Draft, plain: Field) -> Field:
        pairs = national("tokens.yaml")["booleans"]
        rows = self.db.execute(f"SELECT v{draft.column} FROM {_WORDS} ORDER BY 1 LIMIT 100")
        spelt = [row[0] for row in rows.fetchall()]
        yes = tuple(one for one in spelt if _key(one) in {pair["true"] for pair in pairs})
        no = tuple(one for one in spelt if _key(one) in {pair["false"] for pair in pairs})
        return replace(plain, true_values=yes or None, false_values=no or None)

    # Measuring

    def _measure(self, draft: Draft) -> None:
        i = draft.column
        end, is_written = f"x{i}" if is_ordered(draft) else "NULL", draft.field.type in WRITTEN
        rows = self.db.execute(
            f"SELECT sum(n)::BIGINT, coalesce(sum(n) FILTER (WHERE NOT m{i}), 0)::BIGINT,"
            f" {f'arg_min(t{i}, {end})' if is_written else f'min({end})'},"
            f" {f'arg_max(t{i}, {end})' if is_written else f'max({end})'},"
            f" max(length(t{i})) FILTER (WHERE NOT m{i}) FROM {self._words(draft)}"
        ).fetchall()
        n, draft.n_values, draft.low, draft.high, longest = rows[0]
        draft.n_missing, draft.longest = (n or 0) - draft.n_values, longest or 0
        if draft.field.type == "string" or may_be_key(draft):
            draft.n_distinct = self._n_distinct(f"x{i}", self._words(draft))

    def _field(self, draft: Draft) -> Field:
        one, hint = draft.field, draft.hint
        limits = Constraints(
            required=bool(draft.n_values) and not draft.n_missing,
            unique=self._is_unique(draft),
            enum=None if draft.code_list else draft.choices,
        )
        own = (
            tuple(Value(text) for text in ("", *draft.tokens, *draft.numbers))
            if draft.numbers
            else None
        )
        return replace(
            one,
            title=NO_WORDS if one.name in (hint.title.th, hint.title.en) else hint.title,
            description=hint.description,
            meaning=hint.meaning,
            unit=hint.unit,
            code_list=draft.code_list,
            missing_values=own,
            constraints=self._bounded(draft, limits),
        )

    def _bounded(self, draft: Draft, limits: Constraints) -> Constraints:
        low, high = draft.low, draft.high
        if draft.field.type not in ORDERED or low is None or low != low or high != high:
            return limits
        if self.is_lasting:
            low, high = lasting_bounds(draft)
        return replace(limits, minimum=low, maximum=high)

    def _is_unique(self, draft: Draft) -> bool:
        """Whether no value stands twice and that is no accident, as it is of amounts."""
        if draft.n_missing or draft.n_values < _UNIQUE_ROWS_AT_LEAST:
            return False
        if draft.n_distinct != draft.n_values:
            return False
        if draft.field.type == "integer":
            is_run = draft.high - draft.low + 1 == draft.n_values
            return bool(is_run or says_code(draft.hint))
        return draft.field.type in ("string", "date", "year")

    def _choices(self, draft: Draft) -> tuple[str, ...] | None:
        n = draft.n_distinct
        if draft.field.type != "string" or n is None or draft.longest > CHOICE_LENGTH:
            return None
        if not 2 <= n <= _CHOICES_AT_MOST or draft.n_values < _ROWS_A_CHOICE * n:
            return None
        x = f"x{draft.column}"
        rows = self.db.execute(
            f"SELECT DISTINCT {x} FROM {self._words(draft)} WHERE {x} IS NOT NULL ORDER BY 1"
        ).fetchall()
        return tuple(row[0] for row in rows)

    def _code_list(self, draft: Draft, value: str, relation: str) -> str | None:
        """The first list of the column's meaning that has all its values."""
        if draft.field.type not in ("string", "integer") or not draft.n_values:
            return None
        for name in code_lists.of_meaning(draft.hint.meaning):
            known = code_lists.find(name)
            if known is None:
                continue
            lacking = self.db.execute(
                f"SELECT 1 FROM {relation} WHERE {value} IS NOT NULL AND"
                f" {value}::VARCHAR NOT IN (SELECT {known.fields[0]} FROM ({known.query})) LIMIT 1"
            ).fetchall()
            if not lacking:
                return name
        return None

    # Keys

    def _primary_key(self, drafts: Sequence[Draft], fields: Sequence[Field]) -> tuple[str, ...]:
        """A column that tells rows apart, a code before others; else the fewest dimensions."""
        unique = [draft for draft in drafts if fields[draft.column].constraints.unique]
        if unique:
            return (fields[min(unique, key=as_key).column].name,)
        found = [draft for draft in drafts if is_dimension(draft, fields[draft.column])]
        dimensions = found[:_KEY_COLUMNS]
        if len(dimensions) < 2:
            return ()
        self.db.execute(
            f"CREATE OR REPLACE TEMP TABLE {_FIRST} AS"
            f" FROM {self._relation(dimensions)} LIMIT {_FIRST_ROWS}"
        )
        for n in range(2, _KEY_PARTS + 1):
            for parts in combinations(dimensions, n):
                if self._tells_apart(parts):
                    return tuple(fields[draft.column].name for draft in parts)
        return ()

    def _tells_apart(self, parts: Sequence[Draft]) -> bool:
        """Whether no two rows have the same parts: most that are no key show it in the first rows."""
        n, room = parts[0].n_values, 1
        for draft in parts:
            room *= draft.n_distinct or 0
        if room < n:
            return False
        names = ", ".join(f"x{draft.column}" for draft in parts)
        n_first = min(n, _FIRST_ROWS)
        if self._n_distinct(f"({names})", _FIRST) < n_first:
            return False
        return n == n_first or self._n_distinct(f"({names})", self._relation(parts)) == n

    # SQL

    def _count(self, condition: str) -> int:
        """The rows whose text meets a condition."""
        found = self.db.execute(
            f"SELECT coalesce(sum(n) FILTER (WHERE {condition}), 0)::BIGINT FROM {_WORDS}"
        ).fetchall()
        return int(found[0][0])

    def _n_distinct(self, value: str, relation: str) -> int:
        """The different values; a row of several parts counts whole."""
        query = f"SELECT DISTINCT {value} AS x FROM {relation}"
        return int(self.db.execute(f"SELECT count(x) FROM ({query})").fetchall()[0][0])

    def _is_value(self, draft: Draft) -> str:
        words = ", ".join(map(quoted, ["", *draft.tokens, *draft.numbers]))
        return f"v{draft.column} NOT IN ({words})"

    def _words(self, draft: Draft) -> str:
        """The different texts of a column `t`, whether each is missing `m`, its value `x`, and `n`."""
        return named(_WORDS, ["n", *self._column(draft)])

    def _relation(self, drafts: Sequence[Draft]) -> str:
        """For each column its text `t`, whether that is missing `m`, and its value `x`."""
        wanted = ["r"]
        for draft in drafts:
            is_typed = draft.column in self.held.typed
            wanted += [f"x{draft.column}"] if is_typed else self._column(draft)
        return named(self.held.relation, wanted)

    def _column(self, draft: Draft) -> list[str]:
        return column_sql(draft.column, draft.field, ("", *draft.tokens, *draft.numbers))


_TOKENS = ("missing", "suppressed")


def _key(text: str) -> str:
    return text.strip().lower()


def _not_unique(one: Field) -> Field:
    return replace(one, constraints=replace(one.constraints, unique=False))


def _missing(drafts: Sequence[Draft]) -> tuple[Value, ...]:
    """The words for no value of the whole table, told apart from those that keep a value back."""
    kept_back = {str(word) for word in national("tokens.yaml")["suppressed"]}
    texts = sorted({text for draft in drafts for text in draft.tokens})[:_TOKENS_AT_MOST]
    found, used = [Value("")], set()
    for text in texts:
        is_kept_back = text.strip() in kept_back
        code = "schema.label.suppressed" if is_kept_back else "schema.label.missing"
        label = sentence(code, "th")
        found.append(Value(text, f"{label} ({text})" if label in used else label))
        used.add(label)
    return tuple(found)
