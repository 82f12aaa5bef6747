"""Deeds upon the catalogue: what the public sees comes and goes here, and nowhere else."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue.actions.columns import take_record
from odms.catalogue.actions.declaring import declare, redeclare, undeclare
from odms.catalogue.actions.destroying import compact, destroy_gathered
from odms.catalogue.actions.dumping import keep_dump
from odms.catalogue.actions.extents import keep_extents
from odms.catalogue.actions.gathering import gather, vanish
from odms.catalogue.actions.mirroring import drop_mirrors, keep_mirror, mark_original
from odms.catalogue.actions.noting import note
from odms.catalogue.actions.packages import keep_packages, rebuild_packages, refresh_packages
from odms.catalogue.models import Dataset, Distribution, Release, TableSchema, Theme
from odms.catalogue.queries import lost_columns
from odms.catalogue.rules import (
    BY_PUBLISHER,
    PERSONAL_DATA,
    NewRelease,
    check_schema_size,
    check_slug,
    only_counts,
    slug_from,
    without_labels,
    without_values,
)
from odms.catalogue.signals import dataset_changed
from odms.engine.schema import read as read_schema
from odms.engine.schema import table_schema
from odms.errors import Conflict, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by
from odms.standards import codes
from odms.standards.record import Record
from odms.standards.view import extent_of_record

__all__ = [
    "change_draft",
    "compact",
    "create_draft",
    "create_themes",
    "declare",
    "destroy_gathered",
    "destroy_releases",
    "drop_mirrors",
    "gather",
    "keep_dump",
    "keep_mirror",
    "keep_packages",
    "keep_schema",
    "mark_original",
    "publish",
    "rebuild_packages",
    "redeclare",
    "refresh_packages",
    "undeclare",
    "vanish",
    "withdraw",
]


@transaction.atomic
def create_draft(
    *,
    by: User | Actor,
    agency: Agency,
    title_th: str,
    at: datetime,
    slug: str | None = None,
    hint: str = "",
) -> Dataset:
    """A dataset that only its agency sees. Its slug is given, or made from `hint` (a file's name).

    Raises Invalid for a slug that cannot be one and Conflict for one that is taken.
    """
    check_by(by, "case.edit", agency.id)
    ledger.take_turn()
    if slug:
        _check_free(slug)
    dataset = Dataset.objects.create(
        slug=slug or _free_slug(agency, hint),
        agency=agency,
        title_th=title_th[:300],
        created_at=at,
        modified_at=at,
    )
    _record(by, "dataset.drafted", dataset, at, {"slug": dataset.slug, "title_th": title_th[:300]})
    return dataset


@transaction.atomic
def change_draft(
    *,
    by: User | Actor,
    dataset: Dataset,
    at: datetime,
    slug: str = "",
    title_th: str = "",
    title_en: str = "",
) -> Dataset:
    """Name a dataset that was never published anew; what is empty stays as it was.

    Raises Conflict once it was published, for its address is then kept.
    """
    check_by(by, "case.edit", dataset.agency_id)
    if dataset.published_at is not None:
        raise Conflict("catalogue.address_is_kept", slug=dataset.slug)
    if slug and slug != dataset.slug:
        _check_free(slug)
        dataset.slug = slug
    dataset.title_th, dataset.title_en = title_th or dataset.title_th, title_en or dataset.title_en
    dataset.modified_at = at
    dataset.save(update_fields=["slug", "title_th", "title_en", "modified_at"])
    return dataset


@transaction.atomic
def publish(
    *,
    by: User | Actor,
    dataset: Dataset,
    record: Record,
    releases: Sequence[NewRelease] = (),
    at: datetime,
) -> list[Release]:
    """Put an approved record, and the table versions that came with it, before the public.

    Raises Invalid unless the record is of the open class. Called by `publication`, which has seen
    to the approval.
    """
    check_by(by, "case.publish", dataset.agency_id)
    if record.classification != "open":
        raise Invalid("catalogue.not_open")
    dataset = Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    is_first = dataset.published_at is None
    take_record(dataset, record, Theme.objects.filter(code=record.theme).first())
    dataset.state, dataset.withdrawn_at, dataset.withdrawal_reason = "published", None, ""
    dataset.published_at = dataset.published_at or at
    dataset.modified_at = at
    dataset.save()
    keep_extents([(dataset, extent_of_record(record))])
    made = [_release(by, dataset, new, at) for new in releases]
    verb = "dataset.published" if is_first or made else "dataset.changed"
    _record(by, verb, dataset, at, {"slug": dataset.slug, "releases": [_told(r) for r in made]})
    _tell(dataset)
    return made


@transaction.atomic
def withdraw(
    *, by: User | Actor, dataset: Dataset, reason: str, at: datetime, code: str = BY_PUBLISHER
) -> Dataset:
    """Take a dataset from the public at once; `code` is of `rules.WITHDRAWAL_CODES`.

    Raises Invalid without a reason, Conflict for what is not public.
    """
    check_by(by, "dataset.withdraw", dataset.agency_id)
    if not reason.strip():
        raise Invalid("catalogue.withdrawal_needs_reason", item="reason")
    dataset = Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    if dataset.state != "published":
        raise Conflict("catalogue.not_published", slug=dataset.slug)
    dataset.state, dataset.withdrawn_at, dataset.withdrawal_reason = "withdrawn", at, reason.strip()
    dataset.modified_at = at
    dataset.save()
    facts = {"slug": dataset.slug, "reason": reason.strip()}
    _record(by, "dataset.withdrawn", dataset, at, facts, code)
    _tell(dataset)
    return dataset


@transaction.atomic
def destroy_releases(
    *, by: User | Actor, releases: Sequence[Release], order_id: str, reason: str, at: datetime
) -> list[str]:
    """Let published versions be no more, under an order of two that `publication` has seen to; the
    keys of their table versions, whose files go once this is committed.

    Readers see the newest version that is left; a dataset without any is withdrawn. What is kept of
    its other versions and schemas loses the values that told of the destroyed ones.
    """
    ids = [release.pk for release in releases]
    found = Release.objects.select_related("distribution__dataset").filter(pk__in=ids)
    doomed = list(found.filter(destroyed_at=None).order_by("distribution_id", "number"))
    datasets = {one.distribution.dataset_id for one in doomed}
    for dataset in Dataset.objects.select_for_update(no_key=True).filter(pk__in=datasets):
        mine = [one for one in doomed if one.distribution.dataset_id == dataset.pk]
        _destroy(by, dataset, mine, order_id, reason, at)
    return [one.table_key for one in doomed]


@transaction.atomic
def keep_schema(
    *, by: User | Actor, distribution: Distribution, document: Any, origin: str, at: datetime
) -> TableSchema:
    """Put a schema (Table Schema or CSVW, as JSON) in force for a distribution's tables to come.

    The same schema once more changes nothing. Raises Invalid for what is no schema, and TooLarge
    for one of more than MAX_SCHEMA_BYTES.
    """
    dataset = distribution.dataset
    check_by(by, "case.edit", dataset.agency_id)
    written = table_schema.write(read_schema(document))
    check_schema_size(written)
    last = distribution.schemas.first()
    if last is not None and last.document == written:
        return last
    kept = TableSchema.objects.create(
        distribution=distribution,
        number=last.number + 1 if last else 1,
        document=written,
        origin=origin,
        made_at=at,
    )
    facts = {"distribution_id": distribution.id, "number": kept.number, "origin": origin}
    _record(by, "dataset.schema-kept", dataset, at, facts)
    return kept


@transaction.atomic
def create_themes() -> None:
    """Bring the table of themes in line with the definitions; doing it twice changes nothing."""
    for position, theme in enumerate(codes.options("themes")):
        Theme.objects.update_or_create(
            code=theme.code,
            defaults={"name_th": theme.th, "name_en": theme.en, "position": position},
        )


def _release(by: User | Actor, dataset: Dataset, new: NewRelease, at: datetime) -> Release:
    """A further version of the distribution, which readers see from now on."""
    distribution, _ = Distribution.objects.update_or_create(
        dataset=dataset,
        slug=new.slug,
        defaults={
            "position": new.position,
            "title_th": new.title_th,
            "title_en": new.title_en,
            "source_format": new.source_format,
            "is_declared": False,
        },
    )
    last = distribution.releases.first()
    release = Release.objects.create(
        distribution=distribution,
        number=last.number + 1 if last else 1,
        table_key=new.table_key,
        raw_sha256=new.raw_sha256,
        raw_name=new.raw_name,
        raw_size_bytes=new.raw_size_bytes,
        n_rows=new.n_rows,
        columns=new.columns,
        changes=new.changes,
        is_protected=new.is_protected,
        released_at=at,
    )
    distribution.current = release
    distribution.save(update_fields=["current"])
    if new.schema:
        origin = "followed" if distribution.schemas.exists() else "proposed"
        keep_schema(by=by, distribution=distribution, document=new.schema, origin=origin, at=at)
    return release


def _destroy(
    by: User | Actor,
    dataset: Dataset,
    releases: list[Release],
    order_id: str,
    reason: str,
    at: datetime,
) -> None:
    told, lost = [_told(release) for release in releases], lost_columns(releases)
    gone = Release.objects.filter(pk__in=[one.pk for one in releases])
    gone.update(destroyed_at=at, columns=[], changes={})
    for distribution in dataset.distributions.filter(releases__in=releases).distinct():
        mine = [one for one in releases if one.distribution_id == distribution.pk]
        _forget(distribution, mine, lost)
    dataset.record = without_labels(dataset.record, lost)
    dataset.save(update_fields=["record"])
    facts = {"slug": dataset.slug, "order_id": order_id, "reason": reason}
    _record(by, "dataset.destroyed", dataset, at, facts | {"releases": told}, PERSONAL_DATA)
    is_bare = not dataset.distributions.filter(current__isnull=False).exists()
    if dataset.state == "published" and is_bare:
        withdraw(by=by, dataset=dataset, reason=reason, at=at, code=PERSONAL_DATA)
    else:
        _tell(dataset)


def _forget(distribution: Distribution, gone: Sequence[Release], lost: Collection[str]) -> None:
    """Take from a distribution what told of its destroyed versions: the schemas that came with them,
    what later schemas learned of their values, and what the next version changed against them."""
    made_at = [release.released_at for release in gone]
    distribution.schemas.filter(made_at__in=made_at).delete()
    for schema in distribution.schemas.filter(made_at__gt=min(made_at)):
        schema.document = without_values(schema.document, lost)
        schema.save(update_fields=["document"])
    left = distribution.releases.filter(destroyed_at=None)
    for release in left.filter(number__in=[one.number + 1 for one in gone]):
        release.changes = only_counts(release.changes)
        release.save(update_fields=["changes"])
    distribution.current = left.first()
    distribution.save(update_fields=["current"])


def _check_free(slug: str) -> None:
    check_slug(slug)
    if Dataset.objects.filter(slug=slug).exists():
        raise Conflict("catalogue.slug_taken", slug=slug)


def _free_slug(agency: Agency, hint: str) -> str:
    base = slug_from(hint.rsplit(".", 1)[0]) or agency.slug
    slug, n = base if base != agency.slug else f"{base}-1", 1
    while Dataset.objects.filter(slug=slug).exists():
        n += 1
        slug = f"{base}-{n}"
    check_slug(slug)
    return slug


def _told(release: Release) -> dict[str, Any]:
    return {
        "distribution_id": release.distribution_id,
        "number": release.number,
        "table_key": release.table_key,
        "raw_sha256": release.raw_sha256,
        "n_rows": release.n_rows,
    }


def _record(
    by: User | Actor,
    verb: str,
    dataset: Dataset,
    at: datetime,
    facts: dict[str, Any],
    code: str = "",
) -> None:
    entry = ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("dataset", dataset.id),
        at=at,
        agency_id=dataset.agency_id,
        facts=facts,
    )
    note(entry, [dataset.id], reason=code)


def _tell(dataset: Dataset) -> None:
    keep_packages([dataset.id])
    transaction.on_commit(
        lambda: dataset_changed.send_robust(sender=Dataset, dataset_id=dataset.id), robust=True
    )
