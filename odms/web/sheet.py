"""The parts of a dataset's page: tables, column cards, downloads, snippets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from odms.catalogue import queries as catalogue
from odms.errors import Absent
from odms.pictures import marks
from odms.tables import queries as tables
from odms.tables.queries import sql
from odms.web import figures, formats, told
from odms.web.addresses import changed
from odms.web.rows import TABLE

N_TOP = 5

# files of more cells than this are not made while somebody waits for the page
CELLS_MADE_AT_ONCE = 200_000


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
class File:
    """A row of the download menu."""

    name: str
    about: str
    href: str
    size: int | None


def find_table(dataset: Any, slug: str) -> Any:
    """The published table `slug` of a dataset. Raises Absent."""
    for table in catalogue.list_tables(dataset):
        if table.slug == slug:
            return table
    raise Absent("web.no_such_table", slug=slug)


def column_cards(release: Any, query: QueryDict) -> list[ColumnCard]:
    """The cards of all columns of a table."""
    return [_card(column, query) for column in figures.profiled(release)]


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
            about=said,
            href=_address(slug, table, kind),
            size=_size(release, kind),
        )
        for kind, said in about.items()
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


def statement(table: Any) -> str:
    """A first question in SQL, for people to go on from."""
    return f"SELECT *\nFROM {sql.name_of(table)}\nLIMIT 20"


def _card(column: Mapping[str, Any], query: QueryDict) -> ColumnCard:
    language = told.language()
    histogram = column.get("histogram") if column["type"] not in ("text", "boolean") else None
    has_shape = bool(histogram) and len(histogram["counts"]) > 1 and not _is_code(column)
    return ColumnCard(
        name=column["name"],
        label=formats.column_label_here(column),
        about=formats.in_language(column, "description", language)[0],
        type=column["type"],
        meaning=column.get("meaning") or "",
        unit=formats.unit(column.get("unit"), language),
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
        value = formats.as_date(value)
    return formats.cell(value, figures.as_said(column), language)


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
