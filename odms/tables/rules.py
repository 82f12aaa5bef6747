"""How a question to a table is written in an address, and what an answer holds.

    ?province=ภูเก็ต&province=ตรัง      rows with any of the values
    ?population__gte=100000            an operator after two underscores
    ?select=province,population&sort=-population,province
    ?page=2&size=50   or   ?offset=50&limit=50

A name that is a column is that column, even where it looks like more. Empty values ask nothing, so
that a form can be sent with empty fields; missing values are asked for with `column__isnull=true`.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from odms.errors import Invalid
from odms.lake.conditions import OPERATORS, Filter
from odms.lake.rows import Order, RowQuery

DEFAULT_SIZE = 50
MAX_SIZE = 1000
MAX_OFFSET = 10**12
MAX_FILTERS = 50

# parameters that are no columns; the last of them are the business of doors and downloads
PAGING = ("page", "size", "offset", "limit")
RESERVED = ("select", "sort", *PAGING, "format", "bom", "lang")

ORDERED = ("integer", "number", "date", "datetime", "time", "year", "text")
TEXTS = ("text", "geometry")

# operator: the types of columns it is for
OPERATORS_FOR: dict[str, tuple[str, ...]] = {
    "eq": (*ORDERED, "boolean", "geometry"),
    "ne": (*ORDERED, "boolean", "geometry"),
    "in": (*ORDERED, "boolean", "geometry"),
    "isnull": (*ORDERED, "boolean", "geometry"),
    "lt": ORDERED,
    "lte": ORDERED,
    "gt": ORDERED,
    "gte": ORDERED,
    "contains": TEXTS,
    "startswith": TEXTS,
}

_MANY = ("eq", "ne", "in")  # operators whose values, given again, are alternatives
_YES = {"true", "1", "yes", "t", "y", "ใช่"}
_NO = {"false", "0", "no", "f", "n", "ไม่ใช่"}
_MAX_INTEGER = 2**63


@dataclass(frozen=True)
class Page:
    """Some rows of a table. `columns` are those of the release that were chosen, in order.

    `total` counts the rows that meet the filters, `n_rows` all of the table.
    """

    columns: list[dict[str, Any]]
    rows: list[tuple[Any, ...]]
    total: int
    n_rows: int
    offset: int
    limit: int

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column["name"] for column in self.columns]

    @property
    def page(self) -> int:
        """The number of this page, from 1."""
        return self.offset // self.limit + 1

    @property
    def size(self) -> int:
        """The most rows of a page."""
        return self.limit

    @property
    def n_pages(self) -> int:
        """The number of pages of this size."""
        return max(1, math.ceil(self.total / self.limit))

    def records(self) -> list[dict[str, Any]]:
        """The rows as JSON has them: numbers as numbers, dates and times as ISO text."""
        names = self.names
        return [dict(zip(names, map(to_json, row), strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Download:
    """A file to hand out: a `path` to a file that stays, or `chunks` that are read once.

    `etag` is the SHA-256 of the bytes (hex, strong) and None for chunks; `size` in bytes.
    """

    media_type: str
    file_name: str
    size: int
    last_modified: dt.datetime
    path: Path | None = None
    chunks: Iterator[bytes] | None = None
    etag: str | None = None


def parse_query(
    params: Mapping[str, Sequence[str]], columns: Sequence[Mapping[str, Any]]
) -> RowQuery:
    """The question that an address asks of a table with these columns (`Release.columns`).

    `limit` is None where the address sets none. Raises Invalid, naming what is wrong.
    """
    types = {column["name"]: column["type"] for column in columns}
    given = {name: [value for value in values if value != ""] for name, values in params.items()}
    filters = tuple(
        found
        for name, values in given.items()
        if values and (name in types or name not in RESERVED)
        for found in _filters(name, values, types)
    )
    if sum(len(wanted.values) for wanted in filters) > MAX_FILTERS:
        raise Invalid("tables.too_many_filters", most=MAX_FILTERS)
    asked = {name: given.get(name, []) for name in RESERVED if name not in types}
    offset, limit = _paging(asked)
    return RowQuery(
        columns=_select(asked, types),
        filters=filters,
        orders=_sort(asked, types),
        offset=offset,
        limit=limit,
    )


def to_json(value: Any) -> Any:
    """A value of a table as JSON has it; JSON knows no infinity and nothing that is no number."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return value


def _filters(name: str, values: list[str], types: Mapping[str, str]) -> list[Filter]:
    column, operator = _split(name, types)
    if types[column] not in OPERATORS_FOR[operator]:
        raise Invalid(
            "tables.operator_not_for_type", column=column, operator=operator, type=types[column]
        )
    if operator == "in":
        values = [part for value in values for part in value.split(",") if part]
    read = _yes_or_no if operator == "isnull" else _READERS[types[column]]
    typed = tuple(
        _read(read, value, column, "boolean" if operator == "isnull" else types[column])
        for value in values
    )
    if operator in _MANY:
        return [Filter(column, operator, typed)]
    return [Filter(column, operator, (value,)) for value in typed]


def _split(name: str, types: Mapping[str, str]) -> tuple[str, str]:
    """The column and operator that a parameter names."""
    if name in types:
        return name, "eq"
    column, mark, operator = name.rpartition("__")
    if not mark or column not in types:
        raise Invalid(
            "tables.unknown_column", column=column if mark and operator in OPERATORS else name
        )
    if operator not in OPERATORS:
        raise Invalid(
            "tables.unknown_operator", column=column, operator=operator, known=", ".join(OPERATORS)
        )
    return column, operator


def _select(asked: Mapping[str, list[str]], types: Mapping[str, str]) -> tuple[str, ...]:
    chosen = dict.fromkeys(_names(asked.get("select", []), types))
    for name in chosen:
        _check_column(name, types)
    return tuple(chosen) or tuple(types)


def _sort(asked: Mapping[str, list[str]], types: Mapping[str, str]) -> tuple[Order, ...]:
    orders: dict[str, Order] = {}
    for name in _names(asked.get("sort", []), types):
        is_descending = name not in types and name.startswith("-")
        column = name[1:] if is_descending else name
        _check_column(column, types)
        orders.setdefault(column, Order(column, is_descending))
    return tuple(orders.values())


def _names(values: list[str], types: Mapping[str, str]) -> list[str]:
    """Names separated by commas; a value that is itself a column's name is that column."""
    split = [[value] if value.lstrip("-") in types else value.split(",") for value in values]
    return [name.strip() for names in split for name in names if name.strip()]


def _check_column(name: str, types: Mapping[str, str]) -> None:
    if name not in types:
        raise Invalid("tables.unknown_column", column=name)


def _paging(asked: Mapping[str, list[str]]) -> tuple[int, int | None]:
    """Offset and limit, however they were asked for."""
    number, size, offset, limit = (asked.get(name, [])[-1:] for name in PAGING)
    if number and offset:
        raise Invalid("tables.page_or_offset")
    wanted = limit or size
    length = _whole("limit" if limit else "size", wanted[0], 1, MAX_SIZE) if wanted else None
    if number:
        length = length or DEFAULT_SIZE
        return (_whole("page", number[0], 1, MAX_OFFSET) - 1) * length, length
    return (_whole("offset", offset[0], 0, MAX_OFFSET) if offset else 0), length


def _whole(name: str, value: str, least: int, most: int) -> int:
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise Invalid("tables.wrong_number", name=name, value=value[:40], least=least, most=most)
    return number


def typed(value: str, column: str, type_: str) -> Any:
    """A value of a column's type, from text. Raises Invalid."""
    return _read(_READERS[type_], value, column, type_)


def _read(read: Callable[[str], Any], value: str, column: str, type_: str) -> Any:
    try:
        return read(value.strip() if type_ not in TEXTS else value)
    except (ValueError, ArithmeticError):
        raise Invalid("tables.wrong_value", column=column, value=value[:80], type=type_) from None


def _number(value: str) -> int | float:
    """A number as exactly as it was written, thousands commas and Thai digits allowed."""
    exact = Decimal(value.replace(",", ""))
    if not exact.is_finite() or exact.adjusted() > 300:
        raise ValueError(value)
    if exact == exact.to_integral_value() and abs(exact) < _MAX_INTEGER:
        return int(exact)
    return float(exact)


def _yes_or_no(value: str) -> bool:
    word = value.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(value)


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError(value)
    value.encode()  # half of a surrogate pair is no text: UnicodeEncodeError is a ValueError
    return value


_READERS: dict[str, Callable[[str], Any]] = {
    "integer": _number,
    "number": _number,
    "year": _number,
    "boolean": _yes_or_no,
    "date": dt.date.fromisoformat,
    "datetime": lambda value: dt.datetime.fromisoformat(value).replace(tzinfo=None),
    "time": dt.time.fromisoformat,
    "text": _text,
    "geometry": _text,
}
