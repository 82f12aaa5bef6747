"""Copies of what a source destroyed go here too, for good; and a database that keeps no trace of it."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from odms.catalogue.actions.gathering import enter
from odms.catalogue.actions.packages import keep_packages
from odms.catalogue.models import Dataset, Distribution, Origin, Release
from odms.catalogue.rules import PERSONAL_DATA, Source
from odms.ledger import actions as ledger
from odms.ledger.queries import in_parts
from odms.ledger.rules import Actor
from odms.people.models import Agency, User


@transaction.atomic
def destroy_gathered(
    *,
    by: User | Actor,
    agency: Agency,
    source: Source,
    dataset_ids: Collection[str],
    at: datetime,
) -> list[str]:
    """Let everything that was copied of these gathered datasets be no more, and what is said of their
    columns; the keys of table versions, whose files go once this is committed.

    Whether they are still shown is another question, which their source answers. The hashes of what
    went stay in the ledger.
    """
    ledger.take_turn()
    gone: list[str] = []
    tables: list[dict[str, str]] = []
    for some in in_parts(dataset_ids):
        found = Dataset.objects.select_for_update(no_key=True).filter(id__in=some, is_gathered=True)
        ids = [dataset.id for dataset in found]
        tables += _drop_copies(ids)
        _forget_columns(ids)
        gone += ids
    if gone:
        keep_packages(gone)
        facts = {"source": source.name, "code": PERSONAL_DATA, "datasets": gone, "tables": tables}
        enter(by, "datasets.destroyed", agency, source, facts, at, gone, PERSONAL_DATA)
    return [one["table_key"] for one in tables]


def compact() -> None:
    """Have the database keep no trace of what was deleted.

    SQLite leaves it in free pages and in its log, and both are written anew. PostgreSQL reuses the
    room of its dead rows in time, and a backup is beyond us.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _drop_copies(dataset_ids: list[str]) -> list[dict[str, str]]:
    copies = Distribution.objects.filter(dataset_id__in=dataset_ids, mirror_of__isnull=False)
    rows = Release.objects.filter(distribution__in=copies).order_by("distribution_id", "number")
    told = [
        {"dataset": dataset, "table_key": key, "raw_sha256": sha256}
        for dataset, key, sha256 in rows.values_list(
            "distribution__dataset_id", "table_key", "raw_sha256"
        )
    ]
    copies.delete()
    return told


def _forget_columns(dataset_ids: list[str]) -> None:
    """Take from what the source said of its files what it said of their columns."""
    for origin in Origin.objects.filter(dataset_id__in=dataset_ids):
        told = dict(origin.description)
        for resource in told.get("resources", ()):
            resource.pop("columns", None)
        if "record" in told:
            told["record"] = {k: v for k, v in told["record"].items() if k != "columns"}
        origin.description = told
        origin.save(update_fields=["description"])
    for dataset in Dataset.objects.filter(id__in=dataset_ids):
        dataset.record = dataset.record | {"columns": {}}
        dataset.save(update_fields=["record"])
