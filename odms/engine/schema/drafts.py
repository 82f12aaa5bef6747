"""A field while it is being inferred: what the engine knows of its column, and what was measured."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from odms.definitions import national
from odms.engine.columns.moments import says
from odms.engine.schema.model import NO_WORDS, Field, Words

ORDERED = ("integer", "number", "date", "datetime", "time", "year")
# Types whose bounds are written as the cells are.
WRITTEN = ("date", "datetime", "time")
# of texts longer than this none is a choice, than twice this none a part of a key
CHOICE_LENGTH = 60
_KEY_ROWS_AT_LEAST = 10


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
class Draft:
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
    n_distinct: int | None = None  # None: no question asks for it
    choices: tuple[str, ...] | None = None
    code_list: str | None = None
    low: Any = None
    high: Any = None
    longest: int = 0


def is_ordered(draft: Draft) -> bool:
    """Whether its values have a least and a greatest."""
    return draft.field.type in ORDERED


def may_be_key(draft: Draft) -> bool:
    """Whether it matters how many different values a column of no strings has: of amounts it never
    does, of whole numbers where they are codes or run on."""
    if draft.n_missing or not draft.n_values:
        return False
    if draft.field.type == "integer":
        return bool(draft.high - draft.low + 1 == draft.n_values) or says_code(draft.hint)
    return draft.field.type in ("date", "year")


def says_code(hint: Hint) -> bool:
    """Whether a header or a meaning says that the values name things."""
    meanings = national("meanings.yaml")
    return says("code", hint.name) or bool(
        hint.meaning and meanings.get(hint.meaning, {}).get("as_text")
    )


def as_key(draft: Draft) -> tuple[bool, bool, int]:
    """Codes make better keys than other texts and numbers, and these better ones than days."""
    return not says_code(draft.hint), draft.field.type in ("date", "year"), draft.column


def is_dimension(draft: Draft, one: Field) -> bool:
    if draft.n_missing or draft.n_values < _KEY_ROWS_AT_LEAST or (draft.n_distinct or 0) < 2:
        return False
    if one.type == "string":
        return draft.longest <= 2 * CHOICE_LENGTH
    return one.type in ("date", "year") or (one.type == "integer" and says_code(draft.hint))


def lasting_bounds(draft: Draft) -> tuple[Any, Any]:
    """Bounds that hold by nature, where the values keep them."""
    if draft.field.type not in ("integer", "number"):
        return None, None
    extent = {"latitude": (-90, 90), "longitude": (-180, 180)}.get(draft.hint.meaning or "")
    if extent is not None:
        is_within = extent[0] <= draft.low and draft.high <= extent[1]
        return extent if is_within else (None, None)
    low = 0 if draft.low >= 0 else None
    return low, 100 if draft.hint.unit in ("percent", "%") and draft.high <= 100 else None
