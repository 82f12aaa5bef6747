"""What the public page will show of a case: its record with the gaps marked, its tables."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from odms.intake import queries as intake
from odms.standards.record import Record
from odms.standards.thai import is_missing
from odms.web import formats, items
from odms.web.forms.record import MANDATORY, label_of, shown_value
from odms.web.told import language
from odms.web.views.desk import shapes, tables

# what stands in the list of facts; title, description and keywords stand above it
ITEMS = (
    "data_type",
    "theme",
    "objective",
    "data_source",
    "data_format",
    "frequency_unit",
    "geo_coverage",
    "period_start",
    "period_end",
    "maintainer",
    "maintainer_email",
    "data_category",
    "classification",
    "licence",
)


def of(case: Any) -> dict[str, Any]:
    """The page to be, for the steward's review and the approver's eyes."""
    record = Record.from_dict(case.record)
    return {
        "title": formats.in_language(case.record, "title", language())[0],
        "description": formats.in_language(case.record, "description", language())[0],
        "tags": record.tags,
        "agency": shapes.agency_name(case.dataset.agency),
        "items": [item for name in ITEMS if (item := _item(case, record, name))],
        "tables": _tables(case.delivery) if case.delivery else [],
    }


def n_rows(case: Any) -> int:
    """How many rows the case would publish."""
    return sum(table.n_rows for table in intake.list_chosen(case.delivery)) if case.delivery else 0


def left_out(table: Any) -> list[str]:
    """The columns of a delivered table that are dropped."""
    return [name for name, decided in table.decisions.items() if decided.get("deed") == "drop"]


def _item(case: Any, record: Record, name: str) -> dict[str, Any] | None:
    """One fact of the record; a gap where it is mandatory, nothing where it is not."""
    gap = is_missing(record, name)
    if gap and name not in MANDATORY:
        return None
    here = reverse("desk-case-description", kwargs={"id": case.id}) + f"#id_{name}"
    value = "" if gap else _value(record, name)
    return {"label": label_of(name)[0], "value": value, "address": here}


def _value(record: Record, name: str) -> str:
    value = shown_value(name, getattr(record, name))
    if name in ("period_start", "period_end"):
        return formats.day(getattr(record, name), language())
    return items.frequency(record, language()) if name == "frequency_unit" else value


def _tables(delivery: Any) -> list[dict[str, Any]]:
    chosen = intake.list_chosen(delivery)
    return [
        {
            "title": tables.title(table, len(chosen)),
            "sum": _sum(table),
            "preview": tables.preview(table, without=hidden(table)),
        }
        for table in chosen
    ]


def hidden(table: Any) -> list[str]:
    """The columns whose values nobody is to see as they are: dropped, masked, or not yet decided."""
    undecided = [
        column["name"]
        for column in table.columns
        if "personal" in column and table.decisions.get(column["name"], {}).get("deed") != "keep"
    ]
    masked = [name for name, decided in table.decisions.items() if decided.get("deed") == "mask"]
    return [*left_out(table), *masked, *undecided]


def _sum(table: Any) -> str:
    """Rows, columns, and what is left out or masked."""
    n_columns = len(table.columns) - len(left_out(table))
    parts = [
        ngettext("%(n)s row", "%(n)s rows", table.n_rows) % {"n": formats.number(table.n_rows)},
        ngettext("%(n)s column", "%(n)s columns", n_columns) % {"n": n_columns},
    ]
    for deed, words in (("drop", _("left out: %(names)s")), ("mask", _("masked: %(names)s"))):
        names = [name for name, decided in table.decisions.items() if decided.get("deed") == deed]
        if names:
            parts.append(words % {"names": ", ".join(names)})
    return " · ".join(parts)
