"""Deeds of usage: writing a use down, taking the journal up, handing the figures on."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone

from odms.catalogue.models import Dataset
from odms.ledger.queries import in_parts
from odms.ledger.rules import SYSTEM, Subject
from odms.people.models import Agency
from odms.publication import actions as publication
from odms.usage import journal, queries
from odms.usage.journal import Use
from odms.usage.models import DailyCount, FailedSearch, TakenUp
from odms.usage.rules import DAYS, channel_of, kept_words

log = logging.getLogger(__name__)

_AT_ONCE = 1_000
_REMEMBERED = timedelta(days=2)  # longer than a sealed file can wait


def note(
    *,
    kind: str,
    door: str,
    agent: str,
    at: datetime,
    dataset: Dataset | None = None,
    agency_id: str = "",
    words: str = "",
) -> None:
    """Write down one use through a door (`web` or `api`), by a program that calls itself `agent`.

    A full disk stops nobody from reading: it is logged.
    """
    use = Use(
        day=timezone.localdate(at).isoformat(),
        kind=kind,
        dataset_id=dataset.id if dataset else "",
        agency_id=dataset.agency_id if dataset else agency_id,
        channel=channel_of(door, agent),
        words=kept_words(words) if words else "",
    )
    try:
        journal.append(queries.journal_folder(), use)
    except OSError:
        log.warning("a use could not be written down", exc_info=True)


def take_up(*, at: datetime) -> int:
    """Add what the journal holds to the counts; how many uses that were."""
    return sum(_take_up(path, at) for path in journal.seal(queries.journal_folder()))


def hand_evidence(*, at: datetime) -> None:
    """Hand publication the use of the last DAYS days, up to yesterday: of datasets as evidence of
    monitoring, of agencies as evidence of demand. What was taken up long ago is forgotten."""
    until = timezone.localdate(at) - timedelta(days=1)
    own = Dataset.objects.filter(state="published", is_gathered=False)
    published = own.values_list("id", flat=True)
    ids = list(published.order_by("id"))
    for some in in_parts(ids, _AT_ONCE):
        _hand("monitoring", "dataset", _monitoring(some, until), at)
    yesterday = at - timedelta(days=1)
    agencies = {agency.id: _demand(agency, yesterday) for agency in Agency.objects.all()}
    _hand("demand-survey", "agency", agencies, at)
    TakenUp.objects.filter(at__lt=at - _REMEMBERED).delete()


def _take_up(path: Path, at: datetime) -> int:
    """Count a sealed file once, whatever happens between the counts and its end."""
    uses = journal.read(path)
    try:
        with transaction.atomic():
            TakenUp.objects.create(name=path.stem, at=at)
            _count(uses)
    except IntegrityError:
        if not TakenUp.objects.filter(name=path.stem).exists():
            raise
        path.unlink(missing_ok=True)
        return 0
    path.unlink(missing_ok=True)
    return uses.total()


def _count(uses: Counter[Use]) -> None:
    """Add uses to the rows of their days, in one order, so that no two wait for each other."""
    counts: Counter[tuple[str, ...]] = Counter()
    failed: Counter[tuple[str, ...]] = Counter()
    for use, n in uses.items():
        counts[use[:5]] += n
        if use.words:
            failed[use.day, use.words, use.agency_id] += n
    names = ("day", "kind", "dataset_id", "agency_id", "channel")
    _add(DailyCount, names, counts)
    _add(FailedSearch, ("day", "words", "agency_id"), failed)


def _add(table: type[Model], names: tuple[str, ...], counts: Counter[tuple[str, ...]]) -> None:
    rows = table._default_manager
    for key, n in sorted(counts.items()):
        wanted = dict(zip(names, key, strict=True))
        _, is_new = rows.get_or_create(**wanted, defaults={"n": n})
        if not is_new:
            rows.filter(**wanted).update(n=F("n") + n)


def _monitoring(ids: list[str], until: date) -> dict[str, dict[str, Any]]:
    counts = queries.of_datasets(ids, until=until)
    return {
        id: {
            "n_views": counts.get(id, {}).get("view", 0),
            "n_downloads": counts.get(id, {}).get("download", 0),
            "n_api": counts.get(id, {}).get("api", 0),
        }
        for id in ids
    }


def _demand(agency: Agency, at: datetime) -> dict[str, int]:
    counts = queries.of_agency(agency, at=at, days=DAYS)
    return {
        "n_failed_searches": counts.get("search-failed", 0),
        "n_downloads": counts.get("download", 0),
    }


def _hand(process: str, kind: str, figures: Mapping[str, dict[str, Any]], at: datetime) -> None:
    publication.record_figures(
        by=SYSTEM,
        process=process,
        source="usage",
        figures={Subject(kind, id): told for id, told in figures.items()},
        at=at,
    )
