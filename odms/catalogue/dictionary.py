"""The data dictionary of a dataset: what each column of its tables is, in a row."""

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from odms.catalogue.queries import list_tables
from odms.lake.exports import guarded

if TYPE_CHECKING:
    from odms.catalogue.models import Dataset

HEADS = (
    "table",
    "column",
    "type",
    "label_th",
    "label_en",
    "description_th",
    "description_en",
    "unit",
    "meaning",
)


def rows(dataset: "Dataset") -> list[dict[str, Any]]:
    """A row for each column of the published tables, in their order."""
    return [
        {"table": table.slug, "column": column["name"]}
        | {part: column.get(part) or "" for part in HEADS[2:]}
        for table in list_tables(dataset)
        if table.current is not None
        for column in table.current.columns
    ]


def as_csv(told: Iterable[dict[str, Any]]) -> str:
    """The rows as CSV, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.DictWriter(out, HEADS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: guarded(str(value)) for name, value in row.items()} for row in told)
    return out.getvalue()
