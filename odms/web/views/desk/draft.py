"""What the public page will show of a case: its record with the gaps marked, its tables."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from odms.intake import queries as intake
from odms.intake.protecting import column_after
from odms.publication import queries as publication
from odms.standards.record import Record
from odms.standards.thai import is_missing
from odms.web import formats, items
from odms.web.forms.record import MANDATORY, label_of, shown_value
from odms.web.told import language
from odms.web.views.desk import badges, shapes, tables

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


def drift(case: Any) -> list[dict[str, Any]]:
    """What each table changes against the last release and breaks of its schema, in sentences."""
    if any(outlook is None for _table, outlook in publication.list_outlooks(case)):
        return []  # being worked out, as the page says beside
    return [
        {
            "title": one.table.name or one.slug,
            "findings": [
                {
                    "sentence": found.message[language()],
                    "badge": badges.LACK_BADGES[found.severity],
                }
                for found in one.findings
            ],
        }
        for one in publication.list_drift(case)
    ]


def of(case: Any) -> dict[str, Any]:
    """The page to be, for the steward's review and the approver's eyes."""
    record = Record.from_dict(case.record)
    return {
        "title": formats.in_language(case.record, "title", language())[0],
        "description": formats.in_language(case.record, "description", language())[0],
        "tags": record.tags,
        "agency": shapes.agency_name(case.dataset.agency),
        "items": [item for name in ITEMS if (item := _item(case, record, name))],
        "extras": record.extras,
        "tables": _tables(case),
    }


def n_rows(case: Any) -> int:
    """How many rows the case would publish; all, while what the measures leave is worked out."""
    return sum(_n_rows(table, outlook) for table, outlook in publication.list_outlooks(case))


def _n_rows(table: Any, outlook: Any) -> int:
    return int(table.n_rows if outlook is None else outlook.n_rows_after)


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


def _tables(case: Any) -> list[dict[str, Any]]:
    chosen = publication.list_outlooks(case)
    announced = {plan.table.id: plan for plan in publication.list_plans(case)}
    return [
        {
            "title": announced[table.id].title or tables.title(table, len(chosen)),
            "extras": announced[table.id].extras,
            "sum": _sum(table, _n_rows(table, outlook)),
            "preview": tables.preview_of(
                _shown(table), publication.get_head(case, table), _n_rows(table, outlook)
            ),
        }
        for table, outlook in chosen
    ]


def _shown(table: Any) -> list[dict[str, Any]]:
    """The columns that the public will see, as they are after their measures."""
    protection, unseen = intake.get_protection(table), {*left_out(table), *undecided(table)}
    return [
        column_after(column, protection) for column in table.columns if column["name"] not in unseen
    ]


def undecided(table: Any) -> list[str]:
    """The columns with personal data about which nobody decided yet."""
    return [
        column["name"]
        for column in table.columns
        if "personal" in column and column["name"] not in table.decisions
    ]


def _sum(table: Any, n_rows: int) -> str:
    """Rows, columns that the public will see, and what is left out or protected."""
    n_columns = len(_shown(table))
    parts = [
        ngettext("%(n)s row", "%(n)s rows", n_rows) % {"n": formats.number(n_rows)},
        ngettext("%(n)s column", "%(n)s columns", n_columns) % {"n": n_columns},
    ]
    by_measure: dict[str, list[str]] = {}
    for step in intake.get_protection(table).steps:
        by_measure.setdefault(step.measure, []).append(step.column)
    for measure, names in by_measure.items():
        named = ", ".join(filter(None, names))
        label = tables.measure_label(measure)
        parts.append(f"{label}: {named}" if named else label)
    return " · ".join(parts)
