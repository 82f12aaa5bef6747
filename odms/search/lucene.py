"""The part of Lucene's query language that CKAN's clients use. No Django.

    field:value   -field:value   +field:"v"   field:(a OR b)   field:[a TO b]   *:*   word*

AND binds tighter than OR, and a blank looser than both: a harvester's
`organization:a OR organization:b metadata_modified:[x TO *]` means (a or b) and the date.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

# fields whose text is searched for a part; all others are compared whole
PARTIAL = ("title", "notes", "text")
# and fields that are moments
MOMENTS = ("metadata_modified", "metadata_created")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MOST_TOKENS = 2_000
_DEEPEST = 50  # parentheses within each other
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<word>(?:AND|OR|NOT|TO|&&|\|\|)(?=[\s()\]]|$))
      | (?P<mark>[()\[\]{}:])
      | (?P<sign>[-+!](?=[^\s]))
      | "(?P<quoted>(?:[^"\\]|\\.)*)"
      | (?P<text>(?:[^\s()\[\]{}:"\\]|\\.)(?:[^\s()\[\]{}:"\\]|\\.)*)
    )""",
    re.VERBOSE,
)
_SAME = {"&&": "AND", "||": "OR", "!": "-"}


class QuerySyntaxError(ValueError):
    """A query that cannot be read; the message names where."""


@dataclass(frozen=True)
class Term:
    """That a field has this value; of PARTIAL ones, that it holds it."""

    field: str
    text: str


@dataclass(frozen=True)
class Start:
    """That a value of a field begins so; nothing: that the field has any value."""

    field: str
    text: str


@dataclass(frozen=True)
class Span:
    """That a value of a field lies between two, both included; `*` is an open end."""

    field: str
    low: str
    high: str


@dataclass(frozen=True)
class All:
    """That all of these hold; of none: everything."""

    parts: "tuple[Node, ...]" = ()


@dataclass(frozen=True)
class Some:
    """That one of these holds."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Not:
    """That this does not hold."""

    part: "Node"


Node = Term | Start | Span | All | Some | Not
EVERYTHING = All()


def fields_of(text: str) -> set[str]:
    """The names before colons: what a query asks about. Raises QuerySyntaxError."""
    colon = _Token("mark", ":")
    pairs = pairwise(_tokens(text))
    return {one.text for one, following in pairs if one.kind == "text" and following == colon}


def parse(text: str) -> Node:
    """What a query asks for. Raises QuerySyntaxError."""
    tokens = _tokens(text)
    if not tokens:
        return EVERYTHING
    reader = _Reader(tokens)
    asked = reader.clauses(None)
    if (left := reader.peek()) is not None:
        raise QuerySyntaxError(f"cannot read {left.text!r}")
    return asked


def meets(record: Mapping[str, Any], node: Node) -> bool:
    """Whether a record, values or lists of values by field, is what a query asks for."""
    match node:
        case All(parts):
            return all(meets(record, part) for part in parts)
        case Some(parts):
            return any(meets(record, part) for part in parts)
        case Not(part):
            return not meets(record, part)
        case Start(field, text):
            return any(value.startswith(text.casefold()) for value in _folded(record, field))
        case Span(field, low, high):
            read = moment_of if field in MOMENTS else _as_it_is
            first, last = read(low), read(high)
            told = (read(str(value)) for value in _values(record, field))
            return any(_is_between(value, first, last) for value in told)
        case Term(field, text):
            wanted, values = text.casefold(), _folded(record, field)
            return any(wanted in one for one in values) if field in PARTIAL else wanted in values


def moment_of(text: str) -> int | None:
    """Microseconds since 1970 of a day or a moment, in UTC where no zone is told; None for `*`."""
    if text == "*":
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise QuerySyntaxError(f"{text!r} is no moment") from None
    return (at.replace(tzinfo=at.tzinfo or UTC) - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class _Token:
    """A piece of a query: `word` (an operator), `mark`, `sign`, `quoted` or `text`."""

    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, text = 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise QuerySyntaxError(f"cannot read {text[at : at + 20]!r}")
        value = re.sub(r"\\(.)", r"\1", found[found.lastgroup])
        tokens.append(_Token(found.lastgroup, _SAME.get(value, value)))
        at = found.end()
    if len(tokens) > _MOST_TOKENS:
        raise QuerySyntaxError("the query is too long")
    return tokens


class _Reader:
    """Reads tokens from left to right; `field` is the one that a group stands under."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def clauses(self, field: str | None) -> Node:
        """Clauses side by side: all must hold."""
        parts = [self._either(field)]
        while (token := self.peek()) is not None and token != _Token("mark", ")"):
            parts.append(self._either(field))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _either(self, field: str | None) -> Node:
        parts = [self._both(field)]
        while self._take("word", "OR"):
            parts.append(self._both(field))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _both(self, field: str | None) -> Node:
        parts = [self._signed(field)]
        while self._take("word", "AND"):
            parts.append(self._signed(field))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _signed(self, field: str | None) -> Node:
        is_wanted = True
        while True:
            if self._take("sign", "-") or self._take("word", "NOT"):
                is_wanted = not is_wanted
            elif not self._take("sign", "+"):
                break
        return self._atom(field) if is_wanted else Not(self._atom(field))

    def _atom(self, field: str | None) -> Node:
        token = self._next()
        if token == _Token("mark", "("):
            return self._group(field)
        if token in (_Token("mark", "["), _Token("mark", "{")):
            return Span(field or "text", self._until("TO"), self._until("]"))
        if token.kind == "text" and field is None and self._take("mark", ":"):
            return self._atom(token.text)
        if token.kind not in ("text", "quoted"):
            raise QuerySyntaxError(f"cannot read {token.text!r}")
        return _term(field or "text", token)

    def _group(self, field: str | None) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QuerySyntaxError("too many parentheses")
        node = self.clauses(field)
        if not self._take("mark", ")"):
            raise QuerySyntaxError("')' is missing")
        self._depth -= 1
        return node

    def _until(self, end: str) -> str:
        """The text up to a mark or word; a time holds colons, which are marks elsewhere."""
        parts: list[str] = []
        while (token := self._next()).text not in (end, "}" if end == "]" else end):
            parts.append(token.text)
        return "".join(parts)

    def _next(self) -> _Token:
        token = self.peek()
        if token is None:
            raise QuerySyntaxError("the query ends too early")
        self._at += 1
        return token

    def _take(self, kind: str, text: str) -> bool:
        if self.peek() == _Token(kind, text):
            self._at += 1
            return True
        return False


def _as_it_is(text: str) -> str | None:
    return None if text == "*" else text


def _is_between(value: Any, first: Any, last: Any) -> bool:
    """Whether a value lies within two others, both included; None is an open end."""
    return (first is None or value >= first) and (last is None or value <= last)


def _term(field: str, token: _Token) -> Node:
    if token.kind == "text" and token.text.endswith("*"):
        return EVERYTHING if (field, token.text) == ("*", "*") else Start(field, token.text[:-1])
    return Term(field, token.text)


def _folded(record: Mapping[str, Any], field: str) -> list[str]:
    return [str(value).casefold() for value in _values(record, field)]


def _values(record: Mapping[str, Any], field: str) -> list[Any]:
    value = record.get(field)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
