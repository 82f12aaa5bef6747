"""Tables that were read from files elsewhere: put beside the link, marked as what they are, let go."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue.actions.packages import keep_packages
from odms.catalogue.models import Change, Dataset, Distribution, Release
from odms.catalogue.rules import NewRelease
from odms.catalogue.signals import dataset_changed
from odms.errors import Conflict
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people.models import User
from odms.people.queries import actor_of


@transaction.atomic
def keep_mirror(
    *,
    by: User | Actor,
    link: Distribution,
    tables: Sequence[NewRelease],
    versions: int,
    at: datetime,
) -> list[str]:
    """Put the tables that were read from a link's file before the public, each as a further version of
    what was in its place; the keys of table versions that nothing names any more.

    So many versions stay. Called by `health`, for a source that an admin approved; the file was
    fetched after `at`. Raises Conflict where the dataset is not public or is this centre's own, and
    where its source destroyed some of it since.
    """
    dataset = Dataset.objects.select_for_update(no_key=True).get(pk=link.dataset_id)
    if dataset.state != "published" or not dataset.is_gathered:
        raise Conflict("catalogue.not_gathered", slug=dataset.slug)
    if Change.objects.filter(pk=dataset.pk, destroyed_at__gte=at).exists():
        raise Conflict("catalogue.destroyed_meanwhile", slug=dataset.slug)
    known = list(link.mirrors.order_by("position", "id"))
    forgotten: list[str] = []
    for place, new in enumerate(tables):
        mirror = known[place] if place < len(known) else _new(link, place)
        _release(mirror, link, new, at)
        forgotten += _forget_old(mirror, versions)
    forgotten += _remove(known[len(tables) :])
    facts = {
        "slug": dataset.slug,
        "address": link.address,
        "raw_sha256": tables[0].raw_sha256,
        "tables": [{"table_key": one.table_key, "n_rows": one.n_rows} for one in tables],
    }
    _tell(by, "dataset.mirrored", dataset, facts, at)
    return forgotten


@transaction.atomic
def mark_original(
    *, by: User | Actor, link: Distribution, gone_at: datetime | None, at: datetime
) -> bool:
    """Note since when the file of a link cannot be had, or that it is there again; whether that is
    news for a copy that is kept."""
    mirrors = link.mirrors.filter(original_gone_at__isnull=gone_at is not None)
    if not mirrors.update(original_gone_at=gone_at):
        return False
    verb = "dataset.original-gone" if gone_at else "dataset.original-back"
    facts = {"slug": link.dataset.slug, "address": link.address}
    _tell(by, verb, link.dataset, facts, at)
    return True


@transaction.atomic
def drop_mirrors(
    *, by: User | Actor, links: Iterable[Distribution], reason: str, at: datetime
) -> list[str]:
    """Let the copies of files be no more; the keys of their table versions. Doing it twice changes
    nothing."""
    forgotten: list[str] = []
    for link in links:
        gone = _remove(list(link.mirrors.all()))
        if gone:
            facts = {"slug": link.dataset.slug, "address": link.address, "reason": reason}
            _tell(by, "dataset.mirror-dropped", link.dataset, facts, at)
        forgotten += gone
    return forgotten


def _new(link: Distribution, place: int) -> Distribution:
    taken = set(link.dataset.distributions.values_list("slug", flat=True))
    base = f"{link.slug[:80]}-copy"
    slug, n = (base, 1) if place == 0 else (f"{base}-{place + 1}", place + 1)
    while slug in taken:
        n += 1
        slug = f"{base}-{n}"
    return Distribution(dataset=link.dataset, slug=slug, kind="table", mirror_of=link)


def _release(mirror: Distribution, link: Distribution, new: NewRelease, at: datetime) -> None:
    mirror.position = link.position + new.position
    mirror.title_th, mirror.title_en = new.title_th[:300], new.title_en[:300]
    mirror.source_format = new.source_format[:20]
    mirror.original_gone_at = None
    mirror.save()
    last = mirror.releases.first()
    mirror.current = Release.objects.create(
        distribution=mirror,
        number=last.number + 1 if last else 1,
        table_key=new.table_key,
        raw_sha256=new.raw_sha256,
        raw_name=new.raw_name[:300],
        raw_size_bytes=new.raw_size_bytes,
        n_rows=new.n_rows,
        columns=new.columns,
        released_at=at,
    )
    mirror.save(update_fields=["current"])


def _forget_old(mirror: Distribution, versions: int) -> list[str]:
    old = list(mirror.releases.values_list("pk", "table_key")[versions:])
    mirror.releases.filter(pk__in=[pk for pk, _ in old]).delete()
    return [key for _, key in old]


def _remove(mirrors: Collection[Distribution]) -> list[str]:
    ids = [mirror.pk for mirror in mirrors]
    keys = list(Release.objects.filter(distribution__in=ids).values_list("table_key", flat=True))
    Distribution.objects.filter(pk__in=ids).delete()
    return keys


def _tell(
    by: User | Actor, verb: str, dataset: Dataset, facts: dict[str, Any], at: datetime
) -> None:
    keep_packages([dataset.id])
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("dataset", dataset.id),
        at=at,
        agency_id=dataset.agency_id,
        facts=facts,
    )
    transaction.on_commit(
        lambda: dataset_changed.send_robust(sender=Dataset, dataset_id=dataset.id), robust=True
    )
