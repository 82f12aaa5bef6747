"""Datasets of other catalogues: taken up by the page, shown as their source's, withdrawn with it."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django.db import transaction

from odms.catalogue.actions import packages
from odms.catalogue.actions.columns import COLUMNS, take_record
from odms.catalogue.actions.extents import keep_extents
from odms.catalogue.actions.noting import note
from odms.catalogue.models import Dataset, Distribution, Origin, Theme
from odms.catalogue.queries import views
from odms.catalogue.queries.packages import written
from odms.catalogue.rules import GONE_AT_SOURCE, Gathered, Outcome, Source, can_be_slug, slug_from
from odms.catalogue.signals import datasets_changed
from odms.ledger import actions as ledger
from odms.ledger import rows
from odms.ledger.queries import in_parts
from odms.ledger.rules import Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of
from odms.standards.description import Description, Resource, in_language
from odms.standards.extent import extent_of
from odms.standards.record import Record

_ORIGIN = (
    *("source_id", "source_name", "source_url", "remote_id", "uri", "landing_page"),
    *("description", "fingerprint", "modified_at", "gathered_at", "path"),
)
_LINK = (
    *("position", "title_th", "title_en", "source_format", "address", "media_type"),
    *("size_bytes", "modified_at", "origin_id"),
)
_STATE = ("agency", "state", "published_at", "modified_at", "withdrawn_at", "withdrawal_reason")


@transaction.atomic
def gather(
    *,
    by: User | Actor,
    agency: Agency,
    source: Source,
    records: Sequence[Gathered],
    at: datetime,
) -> Outcome:
    """Bring the datasets of one page of another catalogue up to what it says of them, at once.

    What says the same as before is not written. A dataset that was withdrawn because its source
    had it no more is back; the ledger has one entry for all. Called by `harvest`, which has seen to
    the approval of the source, and names each dataset once.
    """
    ledger.take_turn()
    known = _known(record.dataset_id for record in records)
    outcome, changed = Outcome(), list[tuple[Dataset, Gathered]]()
    for record in records:
        dataset = known.get(record.dataset_id)
        if dataset is None:
            dataset = Dataset(created_at=at, is_gathered=True)
            outcome.added.append(dataset.id)
        elif _is_same(dataset, record, source):
            outcome.unchanged.append(dataset.id)
            outcome.datasets[record.remote_id] = dataset.id
            continue
        else:
            outcome.updated.append(dataset.id)
        outcome.datasets[record.remote_id] = dataset.id
        changed.append((dataset, record))
    if changed:
        _write(agency, source, changed, at)
        _tell(by, agency, source, outcome, at)
    return outcome


@transaction.atomic
def vanish(
    *,
    by: User | Actor,
    agency: Agency,
    source: Source,
    dataset_ids: Collection[str],
    reason: str,
    at: datetime,
    code: str = GONE_AT_SOURCE,
) -> list[str]:
    """Withdraw gathered datasets that their source has no more, each with its tombstone; which ones.

    `code` is of `rules.WITHDRAWAL_CODES`.
    """
    ledger.take_turn()
    gone: list[str] = []
    for some in in_parts(dataset_ids):
        found = Dataset.objects.filter(id__in=some, state="published", is_gathered=True)
        ids = list(found.values_list("id", flat=True))
        Dataset.objects.filter(id__in=ids).update(
            state="withdrawn", withdrawn_at=at, withdrawal_reason=reason, modified_at=at
        )
        gone += ids
    if gone:
        packages.keep_packages(gone)
        facts = {"source": source.name, "reason": reason, "datasets": gone}
        enter(by, "datasets.vanished", agency, source, facts, at, gone, code)
    return gone


def enter(
    by: User | Actor,
    verb: str,
    agency: Agency,
    source: Source,
    facts: dict[str, object],
    at: datetime,
    dataset_ids: Collection[str],
    code: str = "",
    new: Collection[str] = (),
) -> None:
    """One entry for many datasets of a source, one signal, and a line of the feed for each."""
    entry = ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("source", source.id),
        at=at,
        agency_id=agency.id,
        facts=facts,
    )
    note(entry, dataset_ids, reason=code, new=new)
    transaction.on_commit(
        lambda: datasets_changed.send_robust(sender=Dataset, source_id=source.id), robust=True
    )


def _known(ids: Iterable[str]) -> dict[str, Dataset]:
    found: dict[str, Dataset] = {}
    for some in in_parts(id for id in ids if id):
        datasets = Dataset.objects.select_related("origin").filter(id__in=some, is_gathered=True)
        found |= {dataset.id: dataset for dataset in datasets}
    return found


def _is_same(dataset: Dataset, record: Gathered, source: Source) -> bool:
    origin = dataset.origin
    return (
        dataset.state == "published"
        and origin.fingerprint == record.fingerprint
        and (origin.source_id, origin.remote_id) == (source.id, record.remote_id)
        and (origin.source_name, origin.source_url) == _named(record, source)
        and tuple(origin.path) == record.provenance.path
    )


def _named(record: Gathered, source: Source) -> tuple[str, str]:
    """The name and the address of the catalogue that a dataset is from."""
    origin = record.provenance
    return (origin.name or source.name)[:300], (origin.url or source.url)[:2000]


def _write(
    agency: Agency, source: Source, changed: list[tuple[Dataset, Gathered]], at: datetime
) -> None:
    """Datasets, where they come from and their files, many rows a statement."""
    themes = {theme.code: theme for theme in Theme.objects.all()}
    for dataset, told in changed:
        record = _record_of(told.description)
        take_record(dataset, record, themes.get(record.theme))
        dataset.agency, dataset.state, dataset.modified_at = agency, "published", at
        dataset.published_at = dataset.published_at or at
        dataset.withdrawn_at, dataset.withdrawal_reason = None, ""
    _name([(dataset, told) for dataset, told in changed if not dataset.slug], agency)
    datasets = [dataset for dataset, _ in changed]
    rows.put(datasets, unique=["id"], update=[*COLUMNS, *_STATE])
    origins = [_origin(dataset, told, source, at) for dataset, told in changed]
    rows.put(origins, unique=["dataset"], update=_ORIGIN)
    keep_extents((dataset, extent_of(told.description)) for dataset, told in changed)
    links = _write_links(changed)
    _keep_packages(datasets, links, {origin.dataset_id: origin for origin in origins})


def _keep_packages(
    datasets: list[Dataset], links: dict[str, list[Distribution]], origins: dict[str, Origin]
) -> None:
    """What CKAN's clients are given: of new datasets all is at hand; others may have more here than
    their source tells, such as copies."""
    new = [dataset for dataset in datasets if dataset._state.adding]
    packages.keep_written(written(views(new, links, origins)))
    packages.keep_packages([dataset.id for dataset in datasets if not dataset._state.adding])


def _record_of(description: Description) -> Record:
    """The record that is shown: of the open class, its words in the first language if in no other."""
    record = description.record
    title, notes = in_language(description.titles), in_language(description.descriptions)
    return replace(
        record,
        classification="open",
        title_th=(record.title_th or record.title_en or title)[:300],
        description_th=record.description_th or record.description_en or notes,
    )


def _name(new: list[tuple[Dataset, Gathered]], agency: Agency) -> None:
    """Give each new dataset a slug of its own: what the source calls it, told apart where needed."""
    wanted = {dataset.id: _hint(told.description) or agency.slug for dataset, told in new}
    taken: set[str] = set()
    for some in in_parts(set(wanted.values())):
        taken |= set(Dataset.objects.filter(slug__in=some).values_list("slug", flat=True))
    for dataset, _ in new:
        base = wanted[dataset.id]
        if base in taken or base == agency.slug or not can_be_slug(base):
            mark = hashlib.blake2b(dataset.id.encode(), digest_size=6).hexdigest()
            base = f"{base[:80]}-{mark}"
        dataset.slug = base
        taken.add(base)


def _hint(description: Description) -> str:
    """What a dataset may be called in addresses: the end of its page's, its English title, its name."""
    pages = (*description.landing_pages, description.uri)
    ends = [_parts(page)[0] for page in pages if page]
    return slug_from(*ends, description.record.title_en, description.identifier)


def _origin(dataset: Dataset, told: Gathered, source: Source, at: datetime) -> Origin:
    description = told.description
    name, url = _named(told, source)
    return Origin(
        dataset=dataset,
        source_id=source.id,
        source_name=name,
        source_url=url,
        path=list(told.provenance.path),
        remote_id=told.remote_id,
        uri=description.uri[:2000],
        landing_page=next(iter(description.landing_pages), "")[:2000],
        description=told.told,
        fingerprint=told.fingerprint,
        modified_at=moment(description.modified),
        gathered_at=at,
    )


def _write_links(changed: list[tuple[Dataset, Gathered]]) -> dict[str, list[Distribution]]:
    """The files elsewhere, by dataset: those that were there keep their identifiers, the others come
    and go."""
    before: dict[str, list[Distribution]] = {}
    for some in in_parts(dataset.id for dataset, _ in changed):
        for link in Distribution.objects.filter(dataset_id__in=some, kind="link"):
            before.setdefault(link.dataset_id, []).append(link)
    links, doomed = dict[str, list[Distribution]](), list[str]()
    for dataset, told in changed:
        mine = before.get(dataset.id, [])
        links[dataset.id] = made = _links(dataset, told.description, mine)
        kept = {link.id for link in made}
        doomed += [link.id for link in mine if link.id not in kept]
    for some in in_parts(doomed):
        Distribution.objects.filter(id__in=some).delete()
    rows.put([link for some in links.values() for link in some], unique=["id"], update=_LINK)
    return links


def _links(
    dataset: Dataset, description: Description, before: list[Distribution]
) -> list[Distribution]:
    free = list(before)
    slugs = {link.slug for link in before}
    made = []
    for position, resource in enumerate(one for one in description.resources if one.url):
        link = _same(resource, free)
        if link is None:
            link = Distribution(dataset=dataset, kind="link", slug=_link_slug(resource, slugs))
            slugs.add(link.slug)
        else:
            free.remove(link)
        _take_resource(link, resource, position, dataset)
        made.append(link)
    return made


def _same(resource: Resource, known: list[Distribution]) -> Distribution | None:
    """The file that this is among those known: by what its source calls it, else by its address."""
    name = resource.identifier[:200]
    for link in known:
        if name and link.origin_id == name:
            return link
    return next((link for link in known if link.address == resource.url), None)


def _take_resource(link: Distribution, resource: Resource, position: int, dataset: Dataset) -> None:
    thai, english = (resource.titles.get(language, "") for language in ("th", "en"))
    title = thai or in_language(resource.titles) or _file_name(resource.url) or dataset.title_th
    link.position, link.address = position, resource.url
    link.title_th, link.title_en = title[:300], english[:300]
    link.source_format = _format(resource)[:20]
    link.media_type = resource.media_type[:100]
    size = resource.size_bytes
    link.size_bytes = size if size is not None and 0 <= size < 2**63 else None
    link.modified_at = moment(resource.modified)
    link.origin_id = resource.identifier[:200]


def _link_slug(resource: Resource, taken: Collection[str]) -> str:
    base = slug_from(_parts(resource.url)[0], *resource.titles.values())[:60]
    slug, n = base or "file", 1
    while slug in taken:
        n += 1
        slug = f"{base or 'file'}-{n}"
    return slug


def _format(resource: Resource) -> str:
    """The form of a file in one word, in lower case: its label, the end of its vocabulary's address,
    of its media type or of its own address."""
    told = resource.format.rstrip("/").rpartition("/")[2].rpartition("#")[2]
    kind = resource.media_type.rpartition("/")[2].partition(";")[0]
    told = told or (kind if len(kind) <= 8 else "") or _parts(resource.url)[1]
    return told.strip().lower()


@lru_cache(maxsize=1_024)
def _parts(url: str) -> tuple[str, str]:
    """What an address calls a file, and its ending."""
    name, dot, ending = _file_name(url).rpartition(".")
    return (name, ending) if name and dot else (ending, "")


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]


def moment(told: str) -> datetime | None:
    """A moment or day as a source told it, UTC where it names no zone; None for what is none."""
    try:
        found = datetime.fromisoformat(told)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        return None


def _tell(by: User | Actor, agency: Agency, source: Source, outcome: Outcome, at: datetime) -> None:
    facts = {
        "source": source.name,
        "url": source.url,
        "n_added": len(outcome.added),
        "n_updated": len(outcome.updated),
        "datasets": [*outcome.added, *outcome.updated],
    }
    changed = [*outcome.added, *outcome.updated]
    enter(by, "datasets.gathered", agency, source, facts, at, changed, new=outcome.added)
