"""Taking the journal up: its lines become events of their days, and the days are counted anew."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from odms.catalogue.models import Dataset
from odms.ledger.queries import in_parts
from odms.usage import events, journal, queries
from odms.usage.events import HERE, Counts
from odms.usage.models import AgencyDay, ClosedDay, DatasetDay, FailedSearch, ThemeDay

log = logging.getLogger(__name__)

_AT_ONCE = 10_000


def take_up(*, at: datetime, wait: bool = True) -> int:
    """Add what the journal holds to the counts; how many uses were new. Raises BlockingIOError where
    somebody is at it already and `wait` is not wanted."""
    folder = queries.journal_folder()
    with events.locked(folder, wait=wait):
        if not (sealed := journal.seal(folder)):
            return 0
        with events.staged(folder, sealed) as days:
            n = sum(take_in(folder, HERE, day, new) for day, new in days.items())
        for path in sealed:
            path.unlink(missing_ok=True)
    return n


def take_in(folder: Path, source: str, day: str, new: list[str]) -> int:
    """Put staged events to their day and count again what they touch; how many were new.

    What is done twice comes to the same: whatever happens between the events and the counts, doing
    it again mends it. A day that is closed takes no more.
    """
    if ClosedDay.objects.filter(day=day, source=source).exists():
        log.warning("uses of %s came after the day was closed", day)
        return 0
    n = events.merge(folder, source, day, new)
    with events.counted(folder, source, day, new) as counts, transaction.atomic():
        _replace(day, source, counts)
    return n


def _replace(day: str, source: str, counts: Counts) -> None:
    """Put counts into the place of what was counted of the same before."""
    of = {"day": day, "source": source}
    agencies, rows = counts.agencies, DatasetDay.objects.filter(**of)
    if rows.exists():
        for some in in_parts(counts.datasets):
            rows.filter(dataset_id__in=some, agency_id__in=agencies).delete()
    _clear(AgencyDay, of, agencies)
    _insert(DatasetDay, of, events.OF_DATASETS, counts.of_datasets())
    _insert(AgencyDay, of, events.OF_AGENCIES, counts.of_agencies())
    ThemeDay.objects.filter(**of).delete()
    _insert(ThemeDay, of, ("theme", *events.USES), _by_theme(rows))
    if source == HERE:
        _clear(FailedSearch, {"day": day}, agencies)
        _insert(FailedSearch, {"day": day}, events.OF_WORDS, counts.of_words())


def _by_theme(rows: QuerySet[DatasetDay]) -> Iterable[tuple[Any, ...]]:
    """The uses of a day summed by the theme of their datasets."""
    theme = Dataset.objects.filter(id=OuterRef("dataset_id")).values("theme_id")[:1]
    themed = rows.annotate(theme=Coalesce(Subquery(theme), Value(""), output_field=CharField()))
    return themed.order_by().values_list("theme").annotate(*map(Sum, events.USES)).iterator()


def _clear(table: type[Model], of: dict[str, str], agencies: Collection[str]) -> None:
    for some in in_parts(agencies):
        table._default_manager.filter(**of, agency_id__in=some).delete()


def _insert(
    table: type[Model], of: dict[str, str], names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Put rows in as they are: objects of a million rows would take longer than counting them."""
    columns = (*of, *names)
    places = ", ".join(["%s"] * len(columns))
    told = f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
    first = tuple(of.values())
    with connection.cursor() as cursor:
        for some in in_parts(rows, _AT_ONCE):
            cursor.executemany(told, [first + row for row in some])
