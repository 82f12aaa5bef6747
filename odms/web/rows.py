"""A table on a page: its rows, heads and pages, and the filters, all by the address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from odms.tables import queries as tables
from odms.tables.rules import RESERVED, Page, RowQuery, parse_query
from odms.web import figures, formats, told
from odms.web.addresses import changed

# of our own parameters; every other one is a question to the table
TABLE = "_table"
PREVIEW_SIZE = 50
# how the operators of an address are written in a chip
SIGNS = {
    "eq": "=",
    "ne": "≠",
    "lt": "<",
    "lte": "≤",
    "gt": ">",
    "gte": "≥",
    "contains": "∋",
    "startswith": "^",
    "in": "∈",
    "isnull": "∅",
}
FILTERED = ("text", "integer", "number", "year", "date", "datetime", "boolean")
MAX_FILTERS = 24
MAX_CHOICES = 10
FIGURES = ("integer", "number", "year")


@dataclass(frozen=True)
class Head:
    """A column's head in the table: its label, and the address of the rows sorted by it."""

    name: str
    label: str
    is_figure: bool
    sort: str
    href: str


@dataclass(frozen=True)
class Filter:
    """A field by which the table is filtered: a list of values, a part of a text, or two ends."""

    label: str
    kind: str
    name: str
    value: str
    other: str = ""
    other_value: str = ""
    values: Sequence[str] = ()


@dataclass(frozen=True)
class Chip:
    """A filter that is on, in words, and the address without it."""

    label: str
    href: str


def parameters(query: QueryDict, release: Any, without: Sequence[str] = ()) -> dict[str, list[str]]:
    """The parameters of an address that ask something of the table.

    What names no column is left alone here: other sites hang their own marks on links to a page.
    """
    columns = {column["name"] for column in release.columns}
    return {
        name: values
        for name, values in query.lists()
        if name not in without
        and any(values)
        and (name in columns or name.rpartition("__")[0] in columns or name in RESERVED)
    }


def rows(release: Any, query: QueryDict) -> Page:
    """The rows that an address asks for, fifty at a time."""
    asked = parse_query(parameters(query, release), release.columns)
    return tables.get_rows(
        release,
        RowQuery(asked.columns, asked.filters, asked.orders, asked.offset, PREVIEW_SIZE),
    )


def heads(page: Page, query: QueryDict) -> list[Head]:
    """The heads of the table's columns; the same one twice turns the order round."""
    now = query.get("sort", "")
    return [
        Head(
            name=column["name"],
            label=formats.column_label_here(column),
            is_figure=column["type"] in FIGURES and not column.get("meaning"),
            sort={column["name"]: "ascending", "-" + column["name"]: "descending"}.get(now, ""),
            href=changed(query, sort=_next_sort(column["name"], now), page=None) + "#table",
        )
        for column in page.columns
    ]


def cells(release: Any, page: Page) -> Iterator[list[tuple[str, bool]]]:
    """The rows as they are read, each cell with whether it is a figure."""
    language = told.language()
    said = {column["name"]: figures.as_said(column) for column in figures.profiled(release)}
    columns = [said.get(column["name"], column) for column in page.columns]
    are_figures = [
        column["type"] in FIGURES and not column.get("meaning") for column in page.columns
    ]
    for row in page.rows:
        yield [
            (formats.cell(value, column, language), is_figure)
            for value, column, is_figure in zip(row, columns, are_figures, strict=True)
        ]


def filters(release: Any, query: QueryDict) -> list[Filter]:
    """The fields of the filter form, one or two a column."""
    return [
        _filter(column, query)
        for column in figures.profiled(release)[:MAX_FILTERS]
        if column["type"] in FILTERED
    ]


def chips(release: Any, query: QueryDict) -> list[Chip]:
    """The filters that are on."""
    columns = {column["name"]: column for column in release.columns}
    found = []
    for name, values in parameters(query, release, without=RESERVED).items():
        column, _, operator = name.rpartition("__") if name not in columns else (name, "", "eq")
        if column not in columns:
            continue
        label = formats.column_label_here(columns[column])
        found += [
            Chip(
                f"{label} {SIGNS[operator]} {value}",
                changed(query, without={name: value, "page": None}) + "#table",
            )
            for value in values
            if value
        ]
    return found


def pager(page: Page, query: QueryDict) -> tuple[str, str]:
    """The addresses of the page before and the page after; empty where there is none."""
    before = changed(query, page=page.page - 1 or None) + "#table" if page.page > 1 else ""
    after = changed(query, page=page.page + 1) + "#table" if page.page < page.n_pages else ""
    return before, after


def _filter(column: Mapping[str, Any], query: QueryDict) -> Filter:
    name, label = column["name"], formats.column_label_here(column)
    if column["type"] in ("text", "boolean"):
        values = [top["value"] for top in column.get("top") or ()]
        if column.get("n_distinct", 0) <= min(len(values), MAX_CHOICES):
            return Filter(label, "choice", name, query.get(name, ""), values=sorted(values))
        part = f"{name}__contains"
        return Filter(label, "part", part, query.get(part, ""))
    low, high = f"{name}__gte", f"{name}__lte"
    return Filter(label, "ends", low, query.get(low, ""), high, query.get(high, ""))


def _next_sort(name: str, now: str) -> str:
    return f"-{name}" if now == name else name
