"""The pure rooms stand without Django, and foreign keys point down."""

import subprocess
import sys

import pytest

PURE = [
    "odms.errors",
    "odms.definitions",
    "odms.definitions.messages",
    "odms.outward",
    "odms.engine",
    "odms.lake",
    "odms.pictures",
    "odms.standards",
    "odms.cli.main",
    "odms.ledger.rules",
    "odms.people.rules",
    "odms.catalogue.rules",
    "odms.inventory.rules",
    "odms.inventory.form",
    "odms.inventory.workbook",
    "odms.inventory.ckan",
    "odms.inventory.database",
    "odms.inventory.reading",
    "odms.intake.rules",
    "odms.publication.rules",
    "odms.harvest.rules",
    "odms.harvest.kinds",
    "odms.harvest.cleaning",
    "odms.harvest.reading",
    "odms.harvest.rehearsal",
    "odms.harvest.supervising",
    "odms.tables.rules",
    "odms.search.rules",
    "odms.voice.rules",
    "odms.usage.rules",
    "odms.health.rules",
]

ORDER = [
    *("ledger", "people", "catalogue", "inventory", "intake", "publication"),
    *("harvest", "voice", "usage", "health"),
]

PROBE = """
import importlib, pkgutil, sys
module = importlib.import_module({name!r})
for found in pkgutil.walk_packages(getattr(module, "__path__", []), {name!r} + "."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print([name for name in ("django", "allauth", "huey") if name in sys.modules])
"""


@pytest.mark.parametrize("name", PURE)
def test_pure_room_loads_no_django(name: str) -> None:
    probe = [sys.executable, "-W", "ignore", "-c", PROBE.format(name=name)]
    told = subprocess.run(probe, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_foreign_keys_point_down() -> None:
    from django.apps import apps

    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label in ORDER
        and ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]  # fmt: skip
    assert upward == []


def test_ledger_has_no_foreign_keys() -> None:
    from django.apps import apps

    entry = apps.get_model("ledger", "Entry")
    assert [field.name for field in entry._meta.get_fields() if field.is_relation] == []


def test_keys_across_rooms_leave_no_name_behind() -> None:
    """A reverse name across rooms would let a lower room read a higher one."""
    from django.apps import apps

    named = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]  # fmt: skip
    assert named == []
