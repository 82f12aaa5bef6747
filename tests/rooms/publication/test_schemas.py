"""The schema of a dataset's table: proposed, changed, followed; deliveries held against it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre
from factories.files import YEARS, YEARS_NEXT

from odms.catalogue import actions as catalogue_actions
from odms.catalogue import queries as catalogue
from odms.engine.schema import drift
from odms.errors import Forbidden, Invalid
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.publication import queries

OTHER_SHAPE = "province,ปี,หมายเหตุ\n" + "".join(
    f"{line.rsplit(',', 1)[0]},ก\n" for line in YEARS.splitlines()[1:]
)


def first(centre: Centre) -> Any:
    """The published table."""
    case = cases.published(centre, YEARS, name="patients.csv")
    [table] = catalogue.list_tables(case.dataset)
    return table


def held(centre: Centre, table: Any, text: str) -> queries.Drift:
    """A further delivery of the table, held against its schema and its last release."""
    case = cases.draft(centre, text, name="patients.csv", dataset=table.dataset)
    [found] = queries.list_drift(case)
    return found


def codes(found: queries.Drift) -> list[str]:
    return [finding.code.removeprefix("schema.") for finding in found.findings]


def test_first_release_proposes_a_schema(centre: Centre) -> None:
    table = first(centre)
    [kept] = catalogue.list_schemas(table)
    assert (kept.number, kept.origin) == (1, "proposed")
    assert kept.document["fieldsMatch"] == "subset"
    assert kept.document["primaryKey"] == ["จังหวัด", "ปี"]
    assert [(one["name"], one["type"]) for one in kept.document["fields"]] == [
        ("จังหวัด", "string"),
        ("ปี", "year"),
        ("ผู้ป่วย", "integer"),
    ]
    assert kept.document["fields"][0]["odms"]["codeList"] == "th/provinces#name_th"
    verbs = [
        entry.verb for entry in ledger.list_entries(subject=Subject("dataset", table.dataset_id))
    ]
    assert "dataset.schema-kept" in verbs


def test_same_file_again_is_of_the_same_shape(centre: Centre) -> None:
    found = held(centre, first(centre), YEARS + "\n")
    assert codes(found) == []
    assert drift.is_same_shape(found.findings)


def test_next_delivery_is_held_against_it(centre: Centre) -> None:
    found = held(centre, first(centre), YEARS_NEXT)
    assert codes(found) == [
        "below_minimum",
        "not_in_code_list",
        "drift.rows_by_key",
        "drift.range_grown",
        "drift.range_grown",
        "drift.choices_new",
    ]
    assert [
        found.changes[name] for name in ("n_rows_added", "n_rows_removed", "n_rows_changed")
    ] == [
        2,
        0,
        1,
    ]
    assert not drift.is_same_shape(found.findings)


def test_columns_that_drift_are_flagged_to_the_approver(centre: Centre) -> None:
    table = first(centre)
    case = cases.submitted(centre, OTHER_SHAPE, name="patients.csv", dataset=table.dataset)
    assert [
        (risk.code, risk.severity) for risk in queries.risks(case) if "schema" in risk.code
    ] == [
        ("schema.column_missing", "error"),
        ("schema.column_missing", "error"),
        ("schema.drift.column_renamed_by_values", "warning"),
        ("schema.drift.column_added", "warning"),
    ]


def test_schema_follows_the_columns_of_an_approved_release(centre: Centre) -> None:
    table = first(centre)
    cases.published(centre, OTHER_SHAPE, name="patients.csv", dataset=table.dataset)
    kept, before = catalogue.list_schemas(table)
    assert (kept.number, kept.origin, before.origin) == (2, "followed", "proposed")
    assert [one["name"] for one in kept.document["fields"]] == ["province", "ปี", "หมายเหตุ"]


def test_steward_takes_a_constraint_off(centre: Centre) -> None:
    table = first(centre)
    document = json.loads(json.dumps(catalogue.get_schema(table)))
    del document["fields"][2]["constraints"]["minimum"]
    del document["fields"][0]["odms"]["codeList"]
    later = AT + timedelta(hours=3)
    kept = catalogue_actions.keep_schema(
        by=centre.steward, distribution=table, document=document, origin="edited", at=later
    )
    again = catalogue_actions.keep_schema(
        by=centre.steward, distribution=table, document=document, origin="edited", at=later
    )
    assert (kept.number, again.id) == (2, kept.id)
    assert not [code for code in codes(held(centre, table, YEARS_NEXT)) if "drift" not in code]


def test_who_may_not_and_what_is_none(centre: Centre) -> None:
    table = first(centre)
    options: dict[str, Any] = {"distribution": table, "origin": "imported", "at": AT}
    with pytest.raises(Forbidden):
        catalogue_actions.keep_schema(
            by=centre.people["auditor"], document=catalogue.get_schema(table), **options
        )
    with pytest.raises(Invalid):
        catalogue_actions.keep_schema(by=centre.steward, document={"fields": 1}, **options)


def test_foreign_keys_to_published_tables(centre: Centre) -> None:
    table = first(centre)
    document = json.loads(json.dumps(catalogue.get_schema(table)))
    name = f"{table.dataset.slug}/{table.slug}"
    document["foreignKeys"] = [
        {"fields": ["จังหวัด"], "reference": {"resource": name, "fields": ["จังหวัด"]}}
    ]
    catalogue_actions.keep_schema(
        by=centre.steward, distribution=table, document=document, origin="edited", at=AT
    )
    assert "reference_missing" in codes(held(centre, table, YEARS_NEXT))
