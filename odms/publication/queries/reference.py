"""Formats and code lists of a case and of a dataset."""

from typing import Any

from odms.catalogue.models import Dataset
from odms.catalogue.queries import list_distributions
from odms.definitions import national
from odms.intake import queries as intake
from odms.publication.models import Case
from odms.publication.reference import Reference, look_at


def of_case(case: Case) -> Reference | None:
    """What the delivery of a case comes to; None where there is none, or it is not read."""
    delivery = case.delivery
    if delivery is None or delivery.state != "read":
        return None
    chosen = {table.position: table.columns for table in intake.list_chosen(delivery)}
    tables = [chosen.get(i, []) for i in range(len(delivery.report["tables"]))]
    return look_at(tables, [delivery.report["format"]])


def of_dataset(dataset: Dataset) -> Reference:
    """What the published tables and files of a dataset come to."""
    found = list_distributions(dataset)
    tables = [one.current.columns if one.current else [] for one in found]
    return look_at(tables, [one.source_format for one in found])


def record(one: Reference) -> dict[str, Any]:
    """Formats and code lists, for machines."""
    lists = national("code_lists.yaml")
    return {
        "level": one.level,
        "used": [
            {"table": u.table, "column": u.column, "list": u.list_code}
            | {"label": dict(lists[u.list_code]["label"])}
            for u in one.used
        ],
        "uncoded": [
            {"table": u.table, "column": u.column, "meaning": u.meaning, "step": u.step}
            for u in one.uncoded
        ],
    }
