"""How the objects of a JSON standard and our types map to each other: rows of tables.

As `dcat.shapes` does for RDF: each row names a field, the key that says it (further ones are read
and never written), and the kind of its values. What no row takes is kept in `extras` as told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from odms.standards import values
from odms.standards.description import in_language

_NOTHING: tuple[Any, ...] = (None, "", (), [], {})


@dataclass(frozen=True)
class Kind:
    """A kind of values: how it is read from JSON, and written in a language of people."""

    read: Callable[[Any], Any]
    write: Callable[[Any, str], Any]
    says: str


@dataclass(frozen=True)
class Row:
    """One field, the keys that say it, and the kind of its values."""

    field: str
    keys: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True)
class Shape:
    """A class of the standard, our type for it, and the rows between them.

    `always` are keys that every object of the class has. `kept` names the place in `extras` for
    what no row takes; "" for types without extras. `ignored` keys say nothing of their own. `words`
    is the field that a bare text in the place of an object fills.
    """

    type: Any
    rows: tuple[Row, ...]
    kept: str = ""
    always: Mapping[str, Any] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    words: str = ""

    def read(self, told: Any, **known: Any) -> Any:
        """What an object says, as our type; `known` are fields known already."""
        if not isinstance(told, dict):
            text = values.text(told)
            return self.type(**({self.words: {"": text}} if self.words and text else {}))
        found: dict[str, Any] = dict(known)
        for row in self.rows:
            value = row.kind.read(values.first(told, *row.keys))
            if value not in _NOTHING:
                found.setdefault(row.field, value)
        if self.kept:
            rest = {
                name: value
                for name, value in told.items()
                if name not in self._known and value not in _NOTHING
            }
            if rest:
                found["extras"] = {**found.get("extras", {}), self.kept: rest}
        return self.type(**found)

    def write(self, value: Any, language: str = "th") -> dict[str, Any]:
        """The object that says this value; texts in one language, or in the one that there is."""
        told = dict(self.always)
        for row in self.rows:
            of_field = getattr(value, row.field)
            if of_field not in _NOTHING:
                written = row.kind.write(of_field, language)
                if written not in _NOTHING:
                    told[row.keys[0]] = written
        kept = getattr(value, "extras", {}).get(self.kept, {}) if self.kept else {}
        return told | {name: one for name, one in kept.items() if name not in told}

    @cached_property
    def says(self) -> frozenset[str]:
        """The fields that the standard can say."""
        return frozenset(row.field for row in self.rows)

    @cached_property
    def unsaid(self) -> tuple[str, ...]:
        """The fields of our type that the standard cannot say."""
        return tuple(one.name for one in fields(self.type) if one.name not in self.says)

    @cached_property
    def _known(self) -> frozenset[str]:
        keys = {key for row in self.rows for key in row.keys}
        return frozenset(keys | self.always.keys() | self.ignored)


def _as_is(value: Any, _: str) -> Any:
    return value


def _unwrapped(value: tuple[Any, ...], _: str) -> Any:
    return value[0] if len(value) == 1 else list(value)


def _first(value: Iterable[Any], _: str) -> Any:
    return next(iter(value), None)


def _keywords(told: Any) -> dict[str, list[str]]:
    """Words of a list, or of a text with commas."""
    words = [part for one in values.texts(told) for part in one.split(",")]
    kept = list(values.texts(words))
    return {"": kept} if kept else {}


def _flat(value: Mapping[str, list[str]], _: str) -> list[str]:
    return list(dict.fromkeys(word for words in value.values() for word in words))


TEXT = Kind(values.text, _as_is, "text")
ONE_OR_MORE = Kind(values.texts, _unwrapped, "text, or texts")
FIRST_TEXT = Kind(lambda told: values.texts(told)[:1], _first, "text, the first")
MOMENT = Kind(values.moment, _as_is, "date or time")
SIZE = Kind(values.size, _as_is, "number of bytes")
WORDS = Kind(
    values.words, lambda value, language: in_language(value, language), "text, one language"
)
KEYWORDS = Kind(_keywords, _flat, "keywords, without language")


def part(shape: Shape) -> Kind:
    """A value that is an object with a shape of its own."""
    nothing = shape.type()

    def read(told: Any) -> Any:
        first = next(values.each(told), None)
        found = shape.read(first) if first is not None else nothing
        return found if found != nothing else None

    return Kind(read, shape.write, "object")


def parts(shape: Shape) -> Kind:
    """Values that are objects with a shape of their own."""
    nothing = shape.type()

    def read(told: Any) -> Any:
        found = (shape.read(one) for one in values.each(told))
        return tuple(one for one in found if one != nothing)

    def write(value: Any, language: str) -> list[Any]:
        return [shape.write(one, language) for one in value]

    return Kind(read, write, "objects")
