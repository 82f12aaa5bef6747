"""The part of Lucene's query language that CKAN's clients use, over plain records.

    field:value   -field:value   +field:"v"   field:(a OR b)   field:[a TO b]   *:*   word*

AND binds tighter than OR, and a blank looser than both: a harvester's
`organization:a OR organization:b metadata_modified:[x TO *]` means (a or b) and the date.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Record = Mapping[str, Any]
Test = Callable[[Record], bool]

# fields whose text is searched for a part; all others are compared whole
PARTIAL = ("title", "notes", "text")

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
class Token:
    """A piece of a query: `word` (an operator), `mark`, `sign`, `quoted` or `text`."""

    kind: str
    text: str


def fields_of(text: str) -> set[str]:
    """The names before colons: what a query asks about."""
    tokens = _tokens(text)
    return {
        one.text
        for one, following in pairwise(tokens)
        if one.kind == "text" and following == Token("mark", ":")
    }


def parse(text: str) -> Test:
    """The test that a query means. Raises QuerySyntaxError."""
    tokens = _tokens(text)
    if not tokens:
        return lambda record: True
    reader = _Reader(tokens)
    test = reader.clauses(None)
    if reader.peek() is not None:
        raise QuerySyntaxError(f"cannot read {reader.peek().text!r}")  # type: ignore[union-attr]
    return test


def _tokens(text: str) -> list[Token]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise QuerySyntaxError(f"cannot read {text[at : at + 20]!r}")
        value = re.sub(r"\\(.)", r"\1", found[found.lastgroup])
        tokens.append(Token(found.lastgroup, _SAME.get(value, value)))
        at = found.end()
    return tokens


class _Reader:
    """Reads tokens from left to right; `field` is the one that a group stands under."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def clauses(self, field: str | None) -> Test:
        """Clauses side by side: all must hold."""
        tests = [self._either(field)]
        while (token := self.peek()) is not None and token != Token("mark", ")"):
            tests.append(self._either(field))
        return lambda record: all(test(record) for test in tests)

    def _either(self, field: str | None) -> Test:
        tests = [self._both(field)]
        while self._take("word", "OR"):
            tests.append(self._both(field))
        return lambda record: any(test(record) for test in tests)

    def _both(self, field: str | None) -> Test:
        tests = [self._signed(field)]
        while self._take("word", "AND"):
            tests.append(self._signed(field))
        return lambda record: all(test(record) for test in tests)

    def _signed(self, field: str | None) -> Test:
        if self._take("sign", "-") or self._take("word", "NOT"):
            test = self._signed(field)
            return lambda record: not test(record)
        self._take("sign", "+")
        return self._atom(field)

    def _atom(self, field: str | None) -> Test:
        token = self._next()
        if token == Token("mark", "("):
            test = self.clauses(field)
            self._expect(")")
            return test
        if token in (Token("mark", "["), Token("mark", "{")):
            return self._range(field or "text")
        if token.kind == "text" and field is None and self._take("mark", ":"):
            return self._atom(token.text)
        if token.kind not in ("text", "quoted"):
            raise QuerySyntaxError(f"cannot read {token.text!r}")
        return _term(field or "text", token)

    def _range(self, field: str) -> Test:
        """`[a TO b]`; a time holds colons, which are marks elsewhere."""
        low = self._until("TO")
        high = self._until("]")
        return lambda record: any(
            _is_between(str(value), low, high) for value in _values(record, field)
        )

    def _until(self, end: str) -> str:
        parts = []
        while (token := self._next()).text not in (end, "}" if end == "]" else end):
            parts.append(token.text)
        return "".join(parts)

    def _next(self) -> Token:
        token = self.peek()
        if token is None:
            raise QuerySyntaxError("the query ends too early")
        self._at += 1
        return token

    def _take(self, kind: str, text: str) -> bool:
        if self.peek() == Token(kind, text):
            self._at += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._take("mark", mark):
            raise QuerySyntaxError(f"{mark!r} is missing")


def _term(field: str, token: Token) -> Test:
    wanted = token.text.casefold()
    if wanted == "*" and token.kind == "text":
        return lambda record: field == "*" or bool(_values(record, field))
    if token.kind == "text" and wanted.endswith("*"):
        return lambda record: any(v.startswith(wanted[:-1]) for v in _folded(record, field))
    if field in PARTIAL:
        return lambda record: any(wanted in v for v in _folded(record, field))
    return lambda record: wanted in _folded(record, field)


def _folded(record: Record, field: str) -> list[str]:
    return [str(value).casefold() for value in _values(record, field)]


def _values(record: Record, field: str) -> list[Any]:
    value = record.get(field)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_between(value: str, low: str, high: str) -> bool:
    """Text of one form (ISO times) compares as time does; the Z at the end is not part of it."""
    low, high, value = low.rstrip("Z"), high.rstrip("Z"), value.rstrip("Z")
    return (low == "*" or value >= low) and (high == "*" or value <= high)
