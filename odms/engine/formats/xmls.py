"""XML: every element that repeats is a record, and all of its kind are a table.

An attribute and a child element are columns alike; a child with parts of its own becomes columns
`outer.inner`, a text in several languages `name.th` and `name.en`, and what lies deeper stays JSON
text. Records inside of records are a table of their own that carries the outer record's values.
What stands once, such as a title and a year in the head, is kept as a table of one row. The
document is read twice: once for its shape, once for its rows.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from odms.engine.errors import LimitPassed, NotATable
from odms.engine.formats import facts
from odms.engine.formats.decoded import Text, opened
from odms.engine.formats.record_table import RecordTable, grid_of
from odms.engine.formats.xml_stream import Builder, Element, Handler, parse
from odms.engine.grid import Grid, Workspace

_MOST_PLACES = 20_000
_LANGUAGES = frozenset({"lang", "language"})
_TEXT = "text"
_MOST_BESIDE = 1_000


def read(path: Path, work: Workspace) -> list[Grid]:
    """The grids of the document, the longest first; row r is the record's place among its like.

    Raises Damaged, LimitPassed, and NotATable where nothing stands in parts.
    """
    with opened(path, work) as text:
        top = _survey(text)
        reader = _Reader(top, _row_places(top), work)
        text.source.seek(0)
        parse(text.source, Handler(reader.begin, reader.words, reader.end))
        grids = _grids(list(reader.tables.values()), text)
        grids = facts.beside(grids, reader.beside, (), text, work)
        if not grids:
            raise NotATable("engine.xml_no_table")
        return grids


def _grids(outer: list["_Table"], text: Text) -> list[Grid]:
    """The grids of all tables with rows, those inside others too, the longest first."""
    every = [*outer, *(inner for table in outer for inner in table.inner.values())]
    tables = sorted((table for table in every if table.n_rows), key=lambda table: -table.n_rows)
    return [table.grid(text, has_name=len(tables) > 1) for table in tables]


# The document's shape


@dataclass
class _Place:
    """All elements of one path: how often they stand side by side, and what they hold."""

    name: str
    parts: dict[str, "_Place"] = field(default_factory=dict)
    most: int = 0  # beside each other in one parent
    has_attributes: bool = False

    @property
    def is_record(self) -> bool:
        return self.has_attributes or bool(self.parts)


def _survey(text: Text) -> _Place:
    """The shape of the whole document, from a pass over it."""
    top = _Place("")
    at: list[tuple[_Place, Counter[str]]] = [(top, Counter())]
    n_places = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal n_places
        parent, beside = at[-1]
        place = parent.parts.get(name)
        if place is None:
            n_places += 1
            if n_places > _MOST_PLACES:
                raise LimitPassed("engine.json_columns", limit=_MOST_PLACES)
            place = parent.parts[name] = _Place(name)
        beside[name] += 1
        place.most = max(place.most, beside[name])
        place.has_attributes |= bool(attributes.keys() - _LANGUAGES)
        at.append((place, Counter()))

    parse(text.source, Handler(begin, lambda _words: None, lambda _name: at.pop() and None))
    return top


def _row_places(top: _Place) -> list[_Place]:
    """The outermost elements that repeat and hold parts; without any, those that repeat."""
    return _outermost(top, needs_parts=True) or _outermost(top, needs_parts=False)


def _outermost(place: _Place, *, needs_parts: bool) -> list[_Place]:
    found: list[_Place] = []
    for part in place.parts.values():
        if part.most > 1 and (part.is_record or not needs_parts):
            found.append(part)
        else:
            found += _outermost(part, needs_parts=needs_parts)
    return found


# Its rows


class _Table:
    """Records of one place on their way into a table, and those inside them into another."""

    def __init__(self, place: _Place, work: Workspace, outer: "_Table | None" = None) -> None:
        self.place = place
        self.table = RecordTable(work)
        self.n_rows = 0
        self.inner = {
            part.name: _Table(part, work, self)
            for part in place.parts.values()
            if outer is None and part.most > 1 and part.is_record
        }

    def add(self, element: Element, carried: dict[str, Any]) -> None:
        """Add one record with the values `carried` into it, and the records inside of it."""
        own = [child for child in element.children if child.name not in self.inner]
        record = _record(replace(element, children=own))
        if record or not self.inner:
            self.table.add(self.n_rows, carried | record)
            self.n_rows += 1
        simple = {
            f"{element.name}.{key}": value
            for key, value in record.items()
            if isinstance(value, str)
        }
        for child in element.children:
            if child.name in self.inner:
                self.inner[child.name].add(child, simple)

    def grid(self, text: Text, *, has_name: bool) -> Grid:
        """The grid of all records."""
        name = self.place.name if has_name else None
        return grid_of(self.table, text, n_rows=self.n_rows, name=name)


class _Reader:
    """The second pass: records go into their tables, what stands beside them is kept by path."""

    def __init__(self, top: _Place, rows: list[_Place], work: Workspace) -> None:
        self.tables = {id(place): _Table(place, work) for place in rows}
        self.beside: dict[facts.Path, Any] = {}
        self._places = [top]
        self._path: list[str] = []
        self._builder = Builder()  # of the record that is being read
        self._alone = Builder()  # of an element outside of records

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._places.append(self._places[-1].parts[name])
        if self._builder.is_open or id(self._places[-1]) in self.tables:
            self._builder.begin(name, attributes)
        else:
            self._path.append(_key(Element(name, attributes)))
            self._keep(_said(attributes))
            self._alone = Builder()
            self._alone.begin(name, attributes)

    def words(self, text: str) -> None:
        if self._builder.is_open:
            self._builder.words(text)
        elif self._alone.is_open:
            self._alone.words(text)

    def end(self, _name: str) -> None:
        place = self._places.pop()
        if self._builder.is_open:
            if (record := self._builder.end()) is not None:
                self.tables[id(place)].add(record, {})
            return
        if self._alone.is_open and (alone := self._alone.end()) is not None and alone.text:
            self._keep({"": alone.text})
        self._path.pop()

    def _keep(self, values: dict[str, str]) -> None:
        """Keep what stands once; what stands there again is no fact but a list cut short."""
        for name, value in values.items():
            path = (*self._path[1:], *([name] if name else []))
            if len(self.beside) < _MOST_BESIDE and path:
                self.beside.setdefault(path, value)


def _record(element: Element) -> dict[str, Any]:
    """The columns of a record: its attributes, then its children, by name."""
    record: dict[str, Any] = _said(element.attributes)
    held: dict[str, list[Element]] = {}
    for child in element.children:
        held.setdefault(_key(child), []).append(child)
    for key, like in held.items():
        key = f"{element.name}.{key}" if key in element.attributes else key
        if len(like) > 1:
            record[key] = [_value(child) for child in like]
        elif like[0].children or not _said(like[0].attributes):
            record[key] = _value(like[0])
        else:  # a value with its unit or currency beside it
            record[key] = like[0].text or None
            record |= {f"{key}.{name}": value for name, value in _said(like[0].attributes).items()}
    if element.text:
        record[_TEXT if record else element.name] = element.text
    return record


def _value(element: Element) -> Any:
    """An element inside a record: its text, or its parts by name."""
    if element.children or _said(element.attributes):
        return _record(element)
    return element.text or None


def _key(element: Element) -> str:
    """The name of an element, with its language where it tells one."""
    told = [value for name, value in element.attributes.items() if name in _LANGUAGES]
    return f"{element.name}.{told[0]}" if told else element.name


def _said(attributes: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if name not in _LANGUAGES}
