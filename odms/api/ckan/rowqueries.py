"""What a call asks of the rows of a table, in CKAN's words: filters, words, fields, sort.

Filters, as CKAN 2.12 takes them: `{col: v}`, `{col: [v, …]}`, `{col: {op: v}}`, `{"$or": […]}`,
`{"$and": […]}`, and a list, of whose parts any may hold; `$$name` is a column that begins with `$`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from odms.api.ckan.parameters import flag, natural
from odms.api.ckan.troubles import ValidationError
from odms.errors import Invalid
from odms.lake.conditions import AllOf, AnyOf, Condition, Filter, Holds, Not
from odms.lake.rows import ROW_ID, Order, RowQuery
from odms.tables.rules import typed

MAX_DEPTH = 10
MAX_OPERATIONS = 100
MAX_WORDS = 100

_OPERATORS = ("eq", "in", "lt", "lte", "gt", "gte")
_GROUPS = {"$or": AnyOf, "$and": AllOf}
_SORT = re.compile(r"(.+?)(?:\s+(asc|desc))?(?:\s+nulls\s+last)?", re.IGNORECASE | re.DOTALL)
_QUERY_PART = re.compile(r"""[&|!()]|'(?:[^']|'')*'(?::\*)?|[^\s&|!()']+""")


def row_query(given: Mapping[str, Any], columns: Sequence[Mapping[str, Any]]) -> RowQuery:
    """The query that a call asks of a table with these columns (`Release.columns`); no limit.

    Raises ValidationError, and Invalid for a value that is not of its column's type.
    """
    types = {ROW_ID: "integer"} | {column["name"]: column["type"] for column in columns}
    names = tuple(_names(given.get("fields"), types))
    for name in names:
        if name not in types:
            raise ValidationError(fields=f'invalid value "{name}"')
    is_distinct = flag(given, "distinct", False)
    chosen = tuple(dict.fromkeys(names)) or tuple(types)
    return RowQuery(
        columns=chosen,
        filters=(*_Filters(types).read(given.get("filters")), *_words(given, types)),
        orders=_orders(given.get("sort"), chosen if is_distinct else types),
        offset=natural(given, "offset", 0),
        is_distinct=is_distinct,
    )


class _Filters:
    """Reads filters over columns of these types, and counts their operations."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self._types = types
        self._n_left = MAX_OPERATIONS

    def read(self, given: Any) -> tuple[Condition, ...]:
        """Conditions that all must hold. Raises ValidationError and Invalid."""
        if isinstance(given, str) and given:
            try:
                given = json.loads(given)
            except ValueError:
                raise ValidationError(filters="Cannot parse JSON") from None
        if not given:
            return ()
        if isinstance(given, list):
            return (self._group("$or", given, 0),)
        if not isinstance(given, dict):
            raise ValidationError(filters="Filters must be defined as a dict or a list of dicts")
        return tuple(self._all(given, 0))

    def _all(self, given: dict[str, Any], depth: int) -> Iterator[Condition]:
        for name, value in given.items():
            if name.startswith("$") and not name.startswith("$$"):
                yield self._group(name, value, depth)
            else:
                yield self._column(name[1:] if name.startswith("$$") else name, value)

    def _group(self, name: str, members: Any, depth: int) -> Condition:
        if name not in _GROUPS:
            raise ValidationError(filters=f"Unknown operators (must be one of $or, $and): {name}")
        if not isinstance(members, list) or not all(isinstance(one, dict) for one in members):
            raise ValidationError(
                filters=f"Filter operations must be defined as a list of dicts: {members}"
            )
        if not members:
            return AllOf(())
        if depth >= MAX_DEPTH:
            raise ValidationError(filters="Maximum nesting depth for filter operations reached")
        self._count()
        parts = (AllOf(tuple(self._all(member, depth + 1))) for member in members)
        return _GROUPS[name](tuple(parts))

    def _column(self, name: str, value: Any) -> Condition:
        if name not in self._types:
            raise ValidationError(filters=f"Unknown field: {name}")
        if isinstance(value, dict):
            return AllOf(tuple(self._operation(name, *pair) for pair in value.items()))
        if not isinstance(value, list):
            return self._operation(name, "eq", value)
        parts = [self._column(name, one) for one in value if isinstance(one, dict)]
        values = [one for one in value if not isinstance(one, dict)]
        if values or not parts:
            parts.append(self._operation(name, "in", values))
        return AnyOf(tuple(parts))

    def _operation(self, name: str, operator: str, value: Any) -> Condition:
        if operator not in _OPERATORS:
            raise ValidationError(filters=f"Unknown filter operation: {operator!r}")
        self._count()
        values = value if operator == "in" and isinstance(value, list) else [value]
        return Filter(name, operator, tuple(self._value(name, one) for one in values))

    def _value(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, dict | list):
            raise ValidationError(filters=f"Invalid value for {name}: {value}")
        try:
            return typed(str(value), name, self._types[name])
        except Invalid as refused:
            raise Invalid(refused.code, **refused.facts, item="filters") from None

    def _count(self) -> None:
        self._n_left -= 1
        if self._n_left < 0:
            raise ValidationError(filters="Maximum number of filter operations exceeded")


def _words(given: Mapping[str, Any], types: Mapping[str, str]) -> Iterator[Condition]:
    """What `q` and `full_text` look for: in the whole row, or by column."""
    read = _plain if flag(given, "plain", True) else _operators
    cells = tuple(name for name in types if name != ROW_ID)
    for name in ("q", "full_text"):
        wanted = given.get(name) or ""
        if isinstance(wanted, str) and wanted.lstrip().startswith("{"):
            wanted = _object(wanted)
        if isinstance(wanted, dict):
            for column, text in wanted.items():
                if column in types:
                    yield from read(str(text), (column,))
        elif cells:
            yield from read(str(wanted), cells)


def _object(text: str) -> Any:
    """JSON in a parameter of an address; what is none is words."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _plain(text: str, columns: tuple[str, ...]) -> Iterator[Condition]:
    """Every word must stand in the row."""
    yield from (Holds(columns, word) for word in _few(text.split()))


def _operators(text: str, columns: tuple[str, ...]) -> Iterator[Condition]:
    """Words with `&`, `|`, `!` and parentheses; `:*` after a word says what holds anyway."""
    parts = _few(_QUERY_PART.findall(text))
    if parts:
        yield _any(parts, columns)
    if parts:
        raise ValidationError(q="syntax error in tsquery")


def _few(parts: list[str]) -> list[str]:
    if len(parts) > MAX_WORDS:
        raise ValidationError(q=f"More than {MAX_WORDS} words")
    return parts


def _any(parts: list[str], columns: tuple[str, ...]) -> Condition:
    """Parts of a query up to a closing parenthesis, taken from the front."""
    found = [_every(parts, columns)]
    while parts and parts[0] == "|":
        parts.pop(0)
        found.append(_every(parts, columns))
    return AnyOf(tuple(found))


def _every(parts: list[str], columns: tuple[str, ...]) -> Condition:
    found = [_one(parts, columns)]
    while parts and parts[0] == "&":
        parts.pop(0)
        found.append(_one(parts, columns))
    return AllOf(tuple(found))


def _one(parts: list[str], columns: tuple[str, ...]) -> Condition:
    part = parts.pop(0) if parts else ""
    if part == "!":
        return Not(_one(parts, columns))
    if part == "(":
        inner = _any(parts, columns)
        if parts and parts.pop(0) == ")":
            return inner
    elif part not in ("", "&", "|", ")"):
        word = part.removesuffix(":*")
        is_quoted = len(word) > 1 and word.startswith("'")
        return Holds(columns, word[1:-1].replace("''", "'") if is_quoted else word)
    raise ValidationError(q="syntax error in tsquery")


def _orders(given: Any, known: Any) -> tuple[Order, ...]:
    """Columns to sort by, of those known; the place of the row where none is named."""
    orders: dict[str, Order] = {}
    for clause in _names(given, known):
        found = _SORT.fullmatch(clause)
        name = _bare(found[1]) if found else clause
        if clause in known:
            orders.setdefault(clause, Order(clause))
        elif found and name in known:
            orders.setdefault(name, Order(name, str(found[2] or "").lower() == "desc"))
        else:
            raise ValidationError(sort=f'invalid value "{clause}"')
    return tuple(orders.values())


def _names(given: Any, known: Any) -> Iterator[str]:
    """Names in a list, or set apart by commas; a text that is a column's name is that column."""
    if isinstance(given, str) and given.lstrip().startswith("["):
        given = _object(given)
    if isinstance(given, str):
        given = [given] if given in known else given.split(",")
    for name in given or ():
        if str(name).strip():
            yield str(name) if name in known else _bare(str(name).strip())


def _bare(name: str) -> str:
    """A name without the quotation marks around it."""
    return name[1:-1].replace('""', '"') if len(name) > 1 and name[0] == name[-1] == '"' else name
