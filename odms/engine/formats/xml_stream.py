"""An XML document as a stream of elements: no entities of its own, no other file, bounded depth.

Names lose their namespace, since tables name columns by words and not by addresses.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TextIO
from xml.parsers import expat

from odms.engine.errors import Damaged, LimitPassed

MAX_DEPTH = 64
MAX_CHARACTERS = 64 << 20  # of one record, its markup included

_BLOCK = 1 << 20
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SEPARATOR = " "


@dataclass
class Element:
    """An element with what it holds; `text` is its own, without that of its children."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, blanks around it taken off."""
        return "".join(self.words).strip()


@dataclass(frozen=True)
class Handler:
    """What a reader does as elements begin, hold text and end."""

    begin: Callable[[str, dict[str, str]], None]
    words: Callable[[str], None]
    end: Callable[[str], None]


def parse(source: TextIO, handler: Handler) -> None:
    """Send the elements of the decoded text `source` to `handler`.

    Raises Damaged for what is no XML and for a document that declares entities, LimitPassed for
    elements nested too deep.
    """
    parser = _parser(handler)
    try:
        while block := source.read(_BLOCK):
            parser.Parse(block)
        parser.Parse("", True)
    except expat.ExpatError as error:
        raise Damaged("engine.xml_damaged", line=error.lineno) from error


def _parser(handler: Handler) -> expat.XMLParserType:
    # What is decoded already is fed as UTF-8, whatever the prolog says.
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entity
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise LimitPassed("engine.xml_depth", depth=MAX_DEPTH)
        handler.begin(_local(name), _attributes(attributes))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = handler.words
    return parser


def _refuse_entity(*_declared: Any) -> None:
    raise Damaged("engine.xml_entity")


def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]


def _attributes(attributes: dict[str, str]) -> dict[str, str]:
    """The attributes that say something: none of the schema's own."""
    return {_local(name): value for name, value in attributes.items() if not name.startswith(_XSI)}


class Builder:
    """Builds the tree of one element at a time, within a bound on its size."""

    def __init__(self) -> None:
        self._open: list[Element] = []
        self._size = 0

    @property
    def is_open(self) -> bool:
        """Whether an element has begun and not ended."""
        return bool(self._open)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins, inside of the last one that is open."""
        element = Element(name, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._size = 0
        self._take(len(name) + sum(len(a) + len(v) for a, v in attributes.items()))
        self._open.append(element)

    def words(self, text: str) -> None:
        """Text of the innermost open element."""
        self._take(len(text))
        self._open[-1].words.append(text)

    def end(self) -> Element | None:
        """The innermost element ends; it is given where it is the outermost."""
        element = self._open.pop()
        return None if self._open else element

    def _take(self, n: int) -> None:
        self._size += n
        if self._size > MAX_CHARACTERS:
            raise LimitPassed("engine.xml_element", megabytes=MAX_CHARACTERS >> 20)
