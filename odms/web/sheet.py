"""The parts of a dataset's page: tables, column cards, rows, downloads, metadata, citation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from odms.catalogue import queries as catalogue
from odms.errors import Absent
from odms.pictures import marks
from odms.standards import codes, thai
from odms.standards.record import FIELDS, Record
from odms.tables import queries as tables
from odms.tables.rules import RESERVED, Page, RowQuery, parse_query
from odms.web import answers, formats
from odms.web.addresses import changed

# of our own parameters; every other one is a question to the table
TABLE = "_table"
PREVIEW_SIZE = 50
N_TOP = 5

# files of more cells than this are not made while somebody waits for the page
CELLS_MADE_AT_ONCE = 200_000

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
class Top:
    """A frequent value of a column, and the address of its rows."""

    label: str
    share: float
    href: str

    @property
    def bar(self) -> SafeString:
        """The bar of this value."""
        return mark_safe(marks.bar(self.share, tone="mid"))  # noqa: S308


@dataclass(frozen=True)
class ColumnCard:
    """What is known of a column."""

    name: str
    label: str
    about: str
    type: str
    meaning: str
    unit: str
    missing: str
    n_distinct: int
    hist: SafeString
    low: str
    high: str
    top: Sequence[Top]


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


@dataclass(frozen=True)
class File:
    """A row of the download menu."""

    name: str
    about: str
    href: str
    size: int | None


@dataclass(frozen=True)
class Item:
    """One of the fourteen items of the Thai standard, as it is told."""

    number: int
    label: str
    value: str
    markdown: bool = False


def list_tables(dataset: Any) -> list[Any]:
    """The distributions of a dataset that have a published table, in order."""
    return [table for table in catalogue.list_distributions(dataset) if table.current]


def find_table(dataset: Any, slug: str) -> Any:
    """The published table `slug` of a dataset. Raises Absent."""
    for table in list_tables(dataset):
        if table.slug == slug:
            return table
    raise Absent("web.no_such_table", slug=slug)


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
            label=_label(column),
            is_figure=column["type"] in FIGURES and not column.get("meaning"),
            sort={column["name"]: "ascending", "-" + column["name"]: "descending"}.get(now, ""),
            href=changed(query, sort=_next_sort(column["name"], now), page=None) + "#table",
        )
        for column in page.columns
    ]


def cells(page: Page) -> Iterator[list[tuple[str, bool]]]:
    """The rows as they are read, each cell with whether it is a figure."""
    language = get_language() or "th"
    figures = [column["type"] in FIGURES and not column.get("meaning") for column in page.columns]
    for row in page.rows:
        yield [
            (formats.cell(value, column, language), is_figure)
            for value, column, is_figure in zip(row, page.columns, figures, strict=True)
        ]


def filters(release: Any, query: QueryDict) -> list[Filter]:
    """The fields of the filter form, one or two a column."""
    return [
        _filter(column, query)
        for column in answers.profiled(release)[:MAX_FILTERS]
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
        label = _label(columns[column])
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


def column_cards(release: Any, query: QueryDict) -> list[ColumnCard]:
    """The cards of all columns of a table."""
    return [_card(column, query) for column in answers.profiled(release)]


def files(slug: str, table: Any) -> list[File]:
    """The download menu of a table."""
    release = table.current
    about = {
        "csv": gettext("all rows, UTF-8"),
        "csv-excel": gettext("for Excel, with a mark at its start"),
        "xlsx": gettext("workbook"),
        "json": gettext("one list of records"),
        "jsonl": gettext("one record a line"),
        "parquet": gettext("for analysis"),
    }
    names = {"csv-excel": "CSV", "jsonl": "JSON Lines", "parquet": "Parquet"}
    return [
        File(
            name=names.get(kind, kind.upper()),
            about=told,
            href=_address(slug, table, kind),
            size=_size(release, kind),
        )
        for kind, told in about.items()
    ]


def snippets(base: str, table: Any, query: QueryDict) -> list[tuple[str, str]]:
    """How programs take these rows: the name of a language and the lines to copy."""
    rows_address = f"{base}/api/v1/distributions/{table.id}/rows{changed(query, **{TABLE: None})}"
    rows_address = rows_address.rstrip("?")
    path = reverse(
        "download-latest",
        kwargs={"slug": table.dataset.slug, "distribution": table.slug, "form": "parquet"},
    )
    parquet = f"{base}{path}"
    csv = parquet.removesuffix("parquet") + "csv"
    return [
        ("curl", f'curl "{rows_address}"'),
        ("Python", f'import pandas as pd\n\ntable = pd.read_parquet("{parquet}")'),
        ("R", f'table <- read.csv("{csv}", fileEncoding = "UTF-8")'),
        ("DuckDB", f"SELECT * FROM read_csv('{csv}') LIMIT 10;"),  # noqa: S608
    ]


def items(record: Record) -> list[Item]:
    """The fourteen items with their labels, codes told in words."""
    language = get_language() or "th"
    return [
        Item(
            number=item.number,
            label=item.en if language == "en" else item.th,
            value=_value(record, item.fields, language),
            markdown=item.code == "notes",
        )
        for item in thai.ITEMS
    ]


def _filter(column: Mapping[str, Any], query: QueryDict) -> Filter:
    name, label = column["name"], _label(column)
    if column["type"] in ("text", "boolean"):
        values = [top["value"] for top in column.get("top") or ()]
        if column.get("n_distinct", 0) <= min(len(values), MAX_CHOICES):
            return Filter(label, "choice", name, query.get(name, ""), values=sorted(values))
        part = f"{name}__contains"
        return Filter(label, "part", part, query.get(part, ""))
    low, high = f"{name}__gte", f"{name}__lte"
    return Filter(label, "ends", low, query.get(low, ""), high, query.get(high, ""))


def _label(column: Mapping[str, Any]) -> str:
    return formats.column_label(column, get_language() or "th")


def _card(column: Mapping[str, Any], query: QueryDict) -> ColumnCard:
    language = get_language() or "th"
    histogram = column.get("histogram") if column["type"] not in ("text", "boolean") else None
    has_shape = bool(histogram) and len(histogram["counts"]) > 1 and not _is_code(column)
    return ColumnCard(
        name=column["name"],
        label=_label(column),
        about=formats.in_language(column, "description", language)[0],
        type=column["type"],
        meaning=column.get("meaning") or "",
        unit=column.get("unit") or "",
        missing=formats.percent(column.get("n_missing", 0) / max(column.get("n", 0), 1)),
        n_distinct=column.get("n_distinct", 0),
        hist=mark_safe(marks.histogram(histogram["counts"])) if has_shape else SafeString(),  # noqa: S308
        low=_end(column, "min", language),
        high=_end(column, "max", language),
        top=[] if has_shape else _top(column, query),
    )


def _is_code(column: Mapping[str, Any]) -> bool:
    return bool(column.get("meaning")) and column["type"] == "integer"


def _end(column: Mapping[str, Any], end: str, language: str) -> str:
    value = column.get(end)
    if value is None:
        return ""
    if isinstance(value, str) and column["type"] in ("date", "datetime"):
        return formats.day(value, language)
    return formats.cell(value, column, language)


def _top(column: Mapping[str, Any], query: QueryDict) -> list[Top]:
    """The most frequent values, unless nearly every value is its own."""
    n = max(column.get("n", 0) - column.get("n_missing", 0), 1)
    found = column.get("top") or []
    if not found or (found[0]["n"] == 1 and column.get("n_distinct", 0) > N_TOP):
        return []
    return [
        Top(
            label=top["value"],
            share=top["n"] / n,
            href=changed(query, page=None, **{column["name"]: top["value"]}) + "#table",
        )
        for top in found[:N_TOP]
    ]


def _next_sort(name: str, now: str) -> str:
    return f"-{name}" if now == name else name


def _address(slug: str, table: Any, kind: str) -> str:
    form, _, is_for_excel = kind.partition("-")
    kept = {"slug": slug, "distribution": table.slug, "number": table.current.number}
    return reverse("download", kwargs=kept | {"form": form}) + ("?bom=1" if is_for_excel else "")


def _size(release: Any, kind: str) -> int | None:
    """The size of a file in bytes; None for a large table's, which is made when it is asked for."""
    if release.n_rows * len(release.columns) > CELLS_MADE_AT_ONCE:
        return None
    form, _, is_for_excel = kind.partition("-")
    return tables.download(release, form, bom=bool(is_for_excel)).size


def _value(record: Record, names: Sequence[str], language: str) -> str:
    """The value of an item in words; several fields of one item are joined by a blank."""
    if names[0] == "frequency_unit":
        return frequency(record, language)
    return " ".join(_words(record, name, language) for name in names).strip()


def frequency(record: Record, language: str) -> str:
    """How often the data are promised to be updated, in words."""
    unit = codes.find("frequencies", record.frequency_unit)
    if unit is None:
        return ""
    name = unit.label(language)
    if not unit.has_interval:
        return record.frequency_unit_other or name
    every = record.frequency_interval or 1
    if every == 1:
        return gettext("Every %(unit)s") % {"unit": name.lower()}
    return gettext("Every %(n)s × %(unit)s") % {"n": every, "unit": name.lower()}


def _words(record: Record, name: str, language: str) -> str:
    value = getattr(record, name)
    if name in ("title_th", "description_th"):
        return formats.in_language(record, name.removesuffix("_th"), language)[0]
    listed = FIELDS[name].list
    parts = value if isinstance(value, list) else [value]
    told = [codes.label(listed, part, language) if listed else str(part) for part in parts if part]
    other = getattr(record, f"{name}_other", "")
    return ", ".join([*told, other] if other else told)
