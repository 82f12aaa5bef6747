"""A JSON document read piece by piece: the elements of its lists, without holding the whole.

Numbers keep the text of the source, so that 1.10, 00 in an exponent and 20 digits survive.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from odms.engine.errors import Damaged, LimitPassed

MAX_ELEMENT = 64 << 20  # characters of one element of a list
MAX_DEPTH = 3  # objects around a list of records, as in {"result": {"records": [...]}}

_BLOCK = 1 << 20
_BLANKS = " \t\r\n\ufeff"

Path = tuple[str, ...]


class Integer(str):
    """A JSON number without point and exponent, as its text."""

    __repr__ = str.__str__


class Real(str):
    """Any other JSON number, as its text."""

    __repr__ = str.__str__


_NUMBERS_ONLY = re.compile(r"[\[\],\d.eE+-]*")
_DECODER = json.JSONDecoder(parse_int=Integer, parse_float=Real, parse_constant=Real, strict=False)


@dataclass(frozen=True)
class Item:
    """Element `index` of the list that stands at `path` in the document."""

    path: Path
    index: int
    value: Any


@dataclass(frozen=True)
class Leaf:
    """A value at `path` that is no list."""

    path: Path
    value: Any


def pieces(source: TextIO) -> Iterator[Item | Leaf]:
    """The elements of the document's lists and its other values, in their order.

    Raises Damaged where the text is no JSON, LimitPassed where one element is too large.
    """
    buffer = _Buffer(source)
    yield from _walk(buffer, (), 0)
    if buffer.peek():
        raise buffer.damaged()


def decode(text: str) -> Any:
    """The value of one complete JSON text. Raises ValueError."""
    return _DECODER.decode(text.strip(_BLANKS))


def encode(value: Any) -> str:
    """`value` as compact JSON; numbers are written as they were."""
    if isinstance(value, Integer | Real):
        return str(value)
    if isinstance(value, dict):
        fields = (
            f"{json.dumps(key, ensure_ascii=False)}:{encode(of)}" for key, of in value.items()
        )
        return f"{{{','.join(fields)}}}"
    if isinstance(value, list):
        # Nested lists of numbers, as in geometries, are most of some files: no loop of ours.
        plain = repr(value).replace(" ", "")
        if _NUMBERS_ONLY.fullmatch(plain):
            return plain
        return f"[{','.join(map(encode, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _walk(buffer: "_Buffer", path: Path, depth: int) -> Iterator[Item | Leaf]:
    first = buffer.peek()
    if first == "[":
        yield from _walk_list(buffer, path)
    elif first == "{" and depth < MAX_DEPTH:
        yield from _walk_object(buffer, path, depth)
    else:
        yield Leaf(path, buffer.value())


def _walk_list(buffer: "_Buffer", path: Path) -> Iterator[Item]:
    buffer.take("[")
    index = 0
    while buffer.peek() != "]":
        yield Item(path, index, buffer.value())
        index += 1
        if buffer.peek() != "]":
            buffer.take(",")
    buffer.take("]")


def _walk_object(buffer: "_Buffer", path: Path, depth: int) -> Iterator[Item | Leaf]:
    buffer.take("{")
    while buffer.peek() != "}":
        if buffer.peek() != '"':
            raise buffer.damaged()
        key = buffer.value()
        buffer.take(":")
        yield from _walk(buffer, (*path, key), depth + 1)
        if buffer.peek() != "}":
            buffer.take(",")
    buffer.take("}")


class _Buffer:
    """A window on the text that slides forward as values are taken."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._text = ""
        self._at = 0
        self._passed = 0
        self._is_last = False

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANKS:
                    return self._text[self._at]
                self._at += 1
            if not self._read_more(_BLOCK):
                return ""

    def take(self, sign: str) -> None:
        if self.peek() != sign:
            raise self.damaged()
        self._at += 1

    def value(self) -> Any:
        """The next complete value. A number may go on in the next block, so one more is read."""
        self.peek()
        size = _BLOCK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if self._is_last or isinstance(error, RecursionError):
                    raise self.damaged() from error
            else:
                if end < len(self._text) or self._is_last:
                    self._at = end
                    return value
            if len(self._text) - self._at > MAX_ELEMENT:
                raise LimitPassed("engine.json_element", megabytes=MAX_ELEMENT >> 20)
            self._read_more(size)
            size *= 2

    def damaged(self) -> Damaged:
        return Damaged("engine.json_damaged", at=self._passed + self._at)

    def _read_more(self, size: int) -> bool:
        block = self._source.read(size)
        self._is_last = not block
        self._passed += self._at
        self._text = self._text[self._at :] + block
        self._at = 0
        return bool(block)
