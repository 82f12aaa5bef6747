"""A schema from a table: the narrowest that its values prove, for a person to widen.

Types come from the engine's judgement; how their cells are written is found by trying, over all
rows, the formats that Table Schema can say. What cannot be said (Thai month names, leap days of the
Buddhist era) is a string.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import duckdb

from odms.definitions import national
from odms.definitions.messages import sentence
from odms.engine.columns.moments import says
from odms.engine.schema import cells, code_lists
from odms.engine.schema.model import NO_WORDS, Constraints, Field, Schema, Value, Words
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
_TOKENS_AT_MOST = 20
# A list of choices is one only where each choice occurs several times.
_CHOICES_AT_MOST = 20
_ROWS_A_CHOICE = 5
_CHOICE_LENGTH = 60
_UNIQUE_ROWS_AT_LEAST = 3
_KEY_ROWS_AT_LEAST = 10
_KEY_PARTS = 3
_KEY_COLUMNS = 8


@dataclass(frozen=True)
class Hint:
    """What the engine knows of a column: its name, type and meaning, and the words for it."""

    name: str
    type: str = "text"
    meaning: str | None = None
    unit: str = ""
    title: Words = NO_WORDS
    description: Words = NO_WORDS


@dataclass
class _Draft:
    """A field while it is being found, and the measures of its column."""

    column: int
    field: Field
    hint: Hint
    tokens: list[str] = dataclasses.field(default_factory=list)
    numbers: list[str] = dataclasses.field(
        default_factory=list
    )  # words for no value among numbers alone
    n_missing: int = 0
    n_values: int = 0
    n_distinct: int = 0
    low: Any = None
    high: Any = None
    longest: int = 0


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
            _Draft(i, Field(name), hint)
            for i, (name, hint) in enumerate(zip(self._names(hints), hints, strict=True))
        ]
        for start in range(0, len(drafts), _COLUMNS_AT_ONCE):
            batch = drafts[start : start + _COLUMNS_AT_ONCE]
            self._find_tokens(batch)
            self._find_types(batch)
            self._measure(batch)
        fields = [self._field(draft) for draft in drafts]
        key = self._primary_key(drafts, fields)
        if len(key) == 1:  # a key is unique by itself
            fields = [_not_unique(one) if one.name == key[0] else one for one in fields]
        return Schema(tuple(fields), missing_values=_missing(drafts), primary_key=key)

    def _names(self, hints: Sequence[Hint]) -> list[str]:
        """The header's own names where they tell columns apart, else the engine's."""
        own = [label or "" for label in self.held.labels or ()]
        if len(own) == len(hints) and all(own) and len(set(own)) == len(own):
            return own
        return [hint.name for hint in hints]

    # Writing

    def _find_tokens(self, drafts: Sequence[_Draft]) -> None:
        """The words for no value, as each column spells them, and blanks."""
        told = national("tokens.yaml")
        always = {str(word).lower() for group in _TOKENS for word in told[group]}
        as_spelt = {str(word) for word in told["missing_as_spelt"]}
        numeric = {str(word).lower() for word in told["missing_in_numbers"]}
        words = (
            always | numeric | {word.lower() for word in as_spelt} | set(told["unless"].values())
        )
        listed = ", ".join(map(quoted, sorted(words)))
        for draft in drafts:
            text = f"v{draft.column}"
            rows = self.db.execute(
                f"SELECT DISTINCT {text} FROM {self.held.relation} WHERE {text} <> '' AND"
                f" (trim(lower({text})) IN ({listed}) OR trim({text}) = '') LIMIT 100"
            ).fetchall()
            spelt = sorted(row[0] for row in rows)
            met = {_key(one) for one in spelt}
            answers = {no for no, yes in told["unless"].items() if yes in met}
            tokens = (always | {""}) - answers
            draft.tokens = [one for one in spelt if _key(one) in tokens or one.strip() in as_spelt]
            is_number = draft.hint.type not in ("text", "geometry", "boolean")
            draft.numbers = [one for one in spelt if is_number and _key(one) in numeric]

    def _find_types(self, drafts: Sequence[_Draft]) -> None:
        """The first way of writing that most values keep; a string where none is."""
        tried = {draft.column: list(self._candidates(draft)) for draft in drafts}
        counts = self._counts(
            [
                f"count(*) FILTER (WHERE {self._is_value(draft)} AND {self._value(draft, one)} IS NULL)"
                for draft in drafts
                for one in tried[draft.column]
            ],
            drafts,
        )
        told = iter(counts)
        for draft in drafts:
            n_failed = [next(told) for _ in tried[draft.column]]
            best = min(range(len(n_failed)), key=lambda i: n_failed[i], default=None)
            if best is not None and (
                not n_failed[best] or suffices(draft.n_values, n_failed[best])
            ):
                draft.field = tried[draft.column][best]
            if draft.field.type == "string":
                draft.numbers = []

    def _candidates(self, draft: _Draft) -> Iterator[Field]:
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

    def _answers(self, draft: _Draft, plain: Field) -> Field:
        pairs = national("tokens.yaml")["booleans"]
        rows = self.db.execute(
            f"SELECT DISTINCT v{draft.column} FROM {self.held.relation}"
            f" WHERE v{draft.column} IS NOT NULL LIMIT 100"
        ).fetchall()
        spelt = sorted(row[0] for row in rows)
        yes = tuple(one for one in spelt if _key(one) in {pair["true"] for pair in pairs})
        no = tuple(one for one in spelt if _key(one) in {pair["false"] for pair in pairs})
        return replace(plain, true_values=yes or None, false_values=no or None)

    # Measuring

    def _measure(self, drafts: Sequence[_Draft]) -> None:
        wanted = []
        for draft in drafts:
            value, one = f"x{draft.column}", draft.field
            end = value if one.type in _ORDERED else "NULL"
            text = f"t{draft.column}"
            wanted += [
                f"count(*) FILTER (WHERE NOT m{draft.column})",
                f"count(DISTINCT {value})",
                f"arg_min({text}, {end})" if one.type in _WRITTEN else f"min({end})",
                f"arg_max({text}, {end})" if one.type in _WRITTEN else f"max({end})",
                f"max(length({text})) FILTER (WHERE NOT m{draft.column})",
            ]
        rows = self.db.execute(
            f"SELECT count(*), {', '.join(wanted)} FROM {self._relation(drafts)}"
        ).fetchall()
        n, *told = rows[0]
        for i, draft in enumerate(drafts):
            n_values, n_distinct, low, high, longest = told[5 * i : 5 * i + 5]
            draft.n_missing, draft.n_values, draft.n_distinct = n - n_values, n_values, n_distinct
            draft.low, draft.high, draft.longest = low, high, longest or 0

    def _field(self, draft: _Draft) -> Field:
        one, hint = draft.field, draft.hint
        found = self._code_list(draft)
        is_string = one.type == "string"
        limits = Constraints(
            required=bool(draft.n_values) and not draft.n_missing,
            unique=self._is_unique(draft),
            enum=None if found or not is_string else self._choices(draft),
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
            code_list=found,
            missing_values=own,
            constraints=self._bounded(draft, limits),
        )

    def _bounded(self, draft: _Draft, limits: Constraints) -> Constraints:
        low, high = draft.low, draft.high
        if draft.field.type not in _ORDERED or low is None or low != low or high != high:
            return limits
        if self.is_lasting:
            low, high = _lasting(draft)
        return replace(limits, minimum=low, maximum=high)

    def _is_unique(self, draft: _Draft) -> bool:
        """Whether no value stands twice and that is no accident, as it is of amounts."""
        if draft.n_missing or draft.n_values < _UNIQUE_ROWS_AT_LEAST:
            return False
        if draft.n_distinct != draft.n_values:
            return False
        if draft.field.type == "integer":
            is_run = draft.high - draft.low + 1 == draft.n_values
            return bool(is_run or _says_code(draft.hint))
        return draft.field.type in ("string", "date", "year")

    def _choices(self, draft: _Draft) -> tuple[str, ...] | None:
        if not 0 < draft.n_distinct <= _CHOICES_AT_MOST or draft.longest > _CHOICE_LENGTH:
            return None
        if draft.n_values < _ROWS_A_CHOICE * draft.n_distinct or draft.n_distinct < 2:
            return None
        rows = self.db.execute(
            f"SELECT DISTINCT x{draft.column} FROM {self._relation([draft])}"
            f" WHERE x{draft.column} IS NOT NULL ORDER BY 1"
        ).fetchall()
        return tuple(row[0] for row in rows)

    def _code_list(self, draft: _Draft) -> str | None:
        """The first list of the column's meaning that has all its values."""
        if draft.field.type not in ("string", "integer") or not draft.n_values:
            return None
        for name in code_lists.of_meaning(draft.hint.meaning):
            known = code_lists.find(name)
            if known is None:
                continue
            value = f"x{draft.column}"
            lacking = self.db.execute(
                f"SELECT 1 FROM {self._relation([draft])} WHERE {value} IS NOT NULL AND"
                f" {value}::VARCHAR NOT IN (SELECT {known.fields[0]} FROM ({known.query})) LIMIT 1"
            ).fetchall()
            if not lacking:
                return name
        return None

    # Keys

    def _primary_key(self, drafts: Sequence[_Draft], fields: Sequence[Field]) -> tuple[str, ...]:
        """A column that tells rows apart, a code before others; else the fewest dimensions."""
        unique = [draft for draft in drafts if fields[draft.column].constraints.unique]
        if unique:
            return (fields[min(unique, key=_as_key).column].name,)
        dimensions = [draft for draft in drafts if _is_dimension(draft, fields[draft.column])]
        for n in range(2, _KEY_PARTS + 1):
            for parts in combinations(dimensions[:_KEY_COLUMNS], n):
                if self._tells_apart(parts):
                    return tuple(fields[draft.column].name for draft in parts)
        return ()

    def _tells_apart(self, parts: Sequence[_Draft]) -> bool:
        n, room = parts[0].n_values, 1
        for draft in parts:
            room *= draft.n_distinct
        if room < n:
            return False
        names = ", ".join(f"x{draft.column}" for draft in parts)
        found = self.db.execute(
            f"SELECT count(*) FROM (SELECT DISTINCT {names} FROM {self._relation(parts)})"
        ).fetchall()
        return bool(found[0][0] == n)

    # SQL

    def _counts(self, wanted: Sequence[str], drafts: Sequence[_Draft]) -> list[int]:
        """What is counted over the texts of some columns; their values are counted too."""
        values = [f"count(*) FILTER (WHERE {self._is_value(draft)})" for draft in drafts]
        rows = self.db.execute(
            f"SELECT {', '.join([*values, *wanted])} FROM {self.held.relation}"
        ).fetchall()
        for draft, n in zip(drafts, rows[0], strict=False):
            draft.n_values = n
        return list(rows[0][len(drafts) :])

    def _value(self, draft: _Draft, one: Field) -> str:
        return cells.value_sql(one, f"v{draft.column}")

    def _is_value(self, draft: _Draft) -> str:
        words = ", ".join(map(quoted, ["", *draft.tokens, *draft.numbers]))
        return f"coalesce(v{draft.column}, '') NOT IN ({words})"

    def _relation(self, drafts: Sequence[_Draft]) -> str:
        """For each column its text `t`, whether that is missing `m`, and its value `x`."""
        wanted = ["r"]
        for draft in drafts:
            words = ("", *draft.tokens, *draft.numbers)
            wanted += column_sql(draft.column, draft.field, words)
        return named(self.held.relation, wanted)


_TOKENS = ("missing", "suppressed")
_ORDERED = ("integer", "number", "date", "datetime", "time", "year")
# Types whose bounds are written as the cells are.
_WRITTEN = ("date", "datetime", "time")


def _key(text: str) -> str:
    return text.strip().lower()


def _says_code(hint: Hint) -> bool:
    """Whether a header or a meaning says that the values name things."""
    meanings = national("meanings.yaml")
    return says("code", hint.name) or bool(
        hint.meaning and meanings.get(hint.meaning, {}).get("as_text")
    )


def _as_key(draft: _Draft) -> tuple[bool, bool, int]:
    """Codes make better keys than other texts and numbers, and these better ones than days."""
    return not _says_code(draft.hint), draft.field.type in ("date", "year"), draft.column


def _is_dimension(draft: _Draft, one: Field) -> bool:
    if draft.n_missing or draft.n_values < _KEY_ROWS_AT_LEAST or draft.n_distinct < 2:
        return False
    if one.type == "string":
        return draft.longest <= 2 * _CHOICE_LENGTH
    return one.type in ("date", "year") or (one.type == "integer" and _says_code(draft.hint))


def _lasting(draft: _Draft) -> tuple[Any, Any]:
    """Bounds that hold by nature, where the values keep them."""
    if draft.field.type not in ("integer", "number"):
        return None, None
    extent = {"latitude": (-90, 90), "longitude": (-180, 180)}.get(draft.hint.meaning or "")
    if extent is not None:
        is_within = extent[0] <= draft.low and draft.high <= extent[1]
        return extent if is_within else (None, None)
    low = 0 if draft.low >= 0 else None
    return low, 100 if draft.hint.unit in ("percent", "%") and draft.high <= 100 else None


def _not_unique(one: Field) -> Field:
    return replace(one, constraints=replace(one.constraints, unique=False))


def _missing(drafts: Sequence[_Draft]) -> tuple[Value, ...]:
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
