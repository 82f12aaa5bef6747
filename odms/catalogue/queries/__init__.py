"""Reading the catalogue. What a person may not see is Absent, and what was withdrawn is Gone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.timezone import localdate

from odms.catalogue.models import Dataset, Distribution, Origin, Release, TableSchema, Theme
from odms.catalogue.queries import files
from odms.catalogue.rules import ORDERS
from odms.errors import Absent, Gone, Invalid
from odms.ledger.queries import find, in_parts
from odms.people.models import Agency
from odms.people.rules import Person, can_do
from odms.standards.record import Record
from odms.standards.view import (
    DatasetView,
    DistributionView,
    LinkView,
    PublisherView,
    SourceView,
)

# a table that was released, or an address elsewhere
_HAS_FORM = Q(current__isnull=False) | (Q(kind="link", is_declared=False) & ~Q(address=""))


def get_dataset(slug: str, person: Person | None = None) -> Dataset:
    """The dataset with this slug: for everybody once published, before that for its agency's people.

    Raises Absent, and Gone (title, reason, day) for a withdrawn one, unless the person works on it.
    """
    return _visible(find(_datasets(), slug=slug), slug, person)


def get_dataset_by_id(id: str, person: Person | None = None) -> Dataset:
    """As `get_dataset`, by the identifier that never changes."""
    return _visible(find(_datasets(), id=id), id, person)


def list_datasets(
    *,
    agency: Agency | None = None,
    theme: str | None = None,
    state: str | None = "published",
    order: str = "-modified_at",
    offset: int = 0,
    limit: int | None = 100,
) -> list[Dataset]:
    """Datasets of an agency, of a theme, in a state (all states, if None). Raises Invalid."""
    if order not in ORDERS:
        raise Invalid("catalogue.unknown_order", order=order, known=", ".join(ORDERS))
    found = _filtered(agency, theme, state).order_by(order, "id")
    return list(found[offset : None if limit is None else offset + limit])


def count_datasets(
    *, agency: Agency | None = None, theme: str | None = None, state: str | None = "published"
) -> int:
    """How many datasets `list_datasets` would list in all."""
    return _filtered(agency, theme, state).count()


def list_ids(*, after: str = "", limit: int = 500) -> list[str]:
    """The identifiers of at most so many published datasets that follow one, in order."""
    published = Dataset.objects.filter(state="published", id__gt=after).order_by("id")
    return list(published.values_list("id", flat=True)[:limit])


def list_changes(*, offset: int = 0, limit: int | None = None) -> list[tuple[str, datetime]]:
    """The slug and the last change of published datasets, in the order in which they were made."""
    found = Dataset.objects.filter(state="published").order_by("created_at", "id")
    changes = found.values_list("slug", "modified_at")
    return list(changes[offset : None if limit is None else offset + limit])


def last_change_by_agency() -> dict[str, datetime]:
    """When each agency with published datasets changed one of them last, by its id."""
    changes = Dataset.objects.filter(state="published").order_by().values_list("agency_id")
    return dict(changes.annotate(at=Max("modified_at")))


def list_by_slugs(slugs: Collection[str]) -> list[Dataset]:
    """The published datasets among these slugs, in no order."""
    return list(_datasets().filter(state="published", slug__in=slugs))


def agencies_of(ids: Collection[str]) -> dict[str, str]:
    """The agency of each of these datasets that is there, by the dataset's id."""
    found: dict[str, str] = {}
    for some in in_parts(ids):
        found |= dict(Dataset.objects.filter(id__in=some).values_list("id", "agency_id"))
    return found


def count_by_agency() -> dict[str, int]:
    """The number of published datasets of each agency that has any, by its id."""
    counts = Dataset.objects.filter(state="published").order_by().values_list("agency_id")
    return dict(counts.annotate(n=Count("id")))


def list_distributions(dataset: Dataset, *, with_declared: bool = False) -> list[Distribution]:
    """The forms in which a dataset can be had, each with its current release; those too that its
    agency declared and nobody else sees, if asked for."""
    found = dataset.distributions.select_related("current", "dataset")
    return list(found if with_declared else found.filter(is_declared=False))


def list_tables(dataset: Dataset) -> list[Distribution]:
    """The distributions of a dataset that have a published table, in order."""
    return list_tables_of([dataset])[dataset.id]


def list_tables_of(datasets: Sequence[Dataset]) -> dict[str, list[Distribution]]:
    """The published tables of each dataset, in order, by the dataset's id; one query for all."""
    by_id = {dataset.id: dataset for dataset in datasets}
    found: dict[str, list[Distribution]] = {id: [] for id in by_id}
    tables = Distribution.objects.filter(dataset__in=by_id, current__isnull=False)
    for table in tables.select_related("current", "mirror_of"):
        table.dataset = by_id[table.dataset_id]
        table.current.distribution = table
        found[table.dataset_id].append(table)
    return found


def list_links(dataset: Dataset) -> list[Distribution]:
    """The forms in which a dataset can be had elsewhere, in order."""
    links = dataset.distributions.filter(kind="link", is_declared=False)
    return list(links.exclude(address=""))


def list_link_formats(ids: Collection[str]) -> dict[str, list[str]]:
    """The formats that each dataset has elsewhere, by its id."""
    found: dict[str, list[str]] = {}
    for some in in_parts(ids):
        rows = Distribution.objects.filter(dataset_id__in=some, kind="link").order_by(
            "source_format"
        )
        for id, form in rows.values_list("dataset_id", "source_format").distinct():
            found.setdefault(id, []).append(form) if form else None
    return found


def list_copies(links: Sequence[Distribution]) -> dict[str, list[Distribution]]:
    """The tables that were read from copies of these files elsewhere, in order, by the link's id."""
    found: dict[str, list[Distribution]] = {}
    rows = Distribution.objects.filter(mirror_of__in=links, current__isnull=False)
    for one in rows.select_related("current").order_by("position", "id"):
        found.setdefault(one.mirror_of_id, []).append(one)
    return found


def get_copy(distribution: Distribution) -> Release:
    """The release beside which the copy of a file elsewhere stands, of the link or of a table that was
    read from it. Raises Absent."""
    link = distribution.mirror_of_id or distribution.pk
    first = Distribution.objects.filter(mirror_of=link, current__isnull=False)
    found = first.select_related("current").order_by("position", "id").first()
    if found is None:
        raise Absent("catalogue.no_copy")
    release: Release = found.current
    release.distribution = found
    return release


def get_origin(dataset: Dataset) -> Origin | None:
    """Where a gathered dataset comes from; None for one of this centre."""
    return Origin.objects.filter(dataset=dataset).first() if dataset.is_gathered else None


def list_origins(ids: Collection[str]) -> dict[str, Origin]:
    """Where the gathered ones of these datasets come from, by id, without all that is said of them."""
    found: dict[str, Origin] = {}
    for some in in_parts(ids):
        rows = Origin.objects.filter(dataset_id__in=some).defer("description")
        found |= {origin.dataset_id: origin for origin in rows}
    return found


def get_distribution(id: str, person: Person | None = None) -> Distribution:
    """A distribution of a dataset that the person may see. Raises Absent and Gone."""
    related = ("current", "dataset__agency", "dataset__theme")
    distribution = find(Distribution.objects.select_related(*related), id=id)
    if distribution is None or _is_hidden(distribution, person):
        raise Absent("catalogue.no_such_distribution", id=id)
    _visible(distribution.dataset, distribution.dataset.slug, person)
    return distribution


def get_table_by_slugs(agency: str, dataset: str, table: str = "") -> Distribution:
    """A published table by slugs, the first of its dataset where none is named. Raises Absent.

    In slugs `_` stands for `-` too, unless there is one that is written so.
    """
    found = Distribution.objects.filter(
        dataset__state="published",
        dataset__agency__slug__in=_spellings(agency),
        dataset__slug__in=_spellings(dataset),
        current__isnull=False,
    ).select_related("current", "dataset__agency", "dataset__theme")
    if table:
        found = found.filter(slug__in=_spellings(table))
    wanted = (agency, dataset, table)
    tables = sorted(found, key=lambda one: _n_respelt(one, wanted))
    if not tables:
        raise Absent("catalogue.no_such_dataset", slug=dataset)
    return tables[0]


def find_by_ckan_id(ckan_id: str, person: Person | None) -> Distribution | None:
    """The last distribution that a client of CKAN called so, of an agency the person works for."""
    related = ("current", "dataset__agency", "dataset__theme")
    named = Distribution.objects.select_related(*related).exclude(ckan_id="")
    found = named.filter(ckan_id=ckan_id).order_by("-id") if "\0" not in ckan_id else []
    return next((one for one in found if not _is_hidden(one, person, always=True)), None)


def list_hidden(agency_ids: Collection[str] | None, limit: int = 1_000) -> list[Dataset]:
    """The datasets of these agencies (of all, where None) that are not public, newest first."""
    found = _datasets().exclude(state="published").order_by("-modified_at", "id")
    return list(
        found[:limit] if agency_ids is None else found.filter(agency__in=agency_ids)[:limit]
    )


def list_releases(distribution: Distribution) -> list[Release]:
    """The published versions of a distribution that still exist, newest first."""
    releases = distribution.releases.filter(destroyed_at=None)
    return list(releases.select_related("distribution"))


def list_destroyed(distribution: Distribution) -> list[Release]:
    """The published versions of a distribution that were destroyed, newest first."""
    releases = distribution.releases.filter(destroyed_at__isnull=False)
    return list(releases.select_related("distribution"))


def last_destroyed_at(dataset: Dataset) -> datetime | None:
    """When a published version of a dataset was last destroyed; None where none was."""
    releases = Release.objects.filter(distribution__dataset=dataset)
    found: datetime | None = releases.aggregate(at=Max("destroyed_at"))["at"]
    return found


def get_release(distribution: Distribution, number: int) -> Release:
    """One published version of a distribution. Raises Absent, and Gone where it was destroyed."""
    release = distribution.releases.filter(number=number)
    if (found := release.select_related("distribution").first()) is None:
        raise Absent("catalogue.no_such_release", number=number)
    if found.destroyed_at is not None:
        day = localdate(found.destroyed_at).isoformat()
        raise Gone("catalogue.release_destroyed", number=number, day=day)
    return found


def lost_columns(releases: Sequence[Release]) -> set[str]:
    """The columns that no version of their datasets has but these."""
    datasets = {release.distribution.dataset_id for release in releases}
    left = Release.objects.filter(distribution__dataset__in=datasets, destroyed_at=None)
    left = left.exclude(pk__in=[release.pk for release in releases])
    known = {
        column["name"] for columns in left.values_list("columns", flat=True) for column in columns
    }
    return {column["name"] for release in releases for column in release.columns} - known


def list_schemas(distribution: Distribution) -> list[TableSchema]:
    """The versions of a distribution's schema, the one in force first."""
    return list(distribution.schemas.all())


def get_schema(distribution: Distribution) -> dict[str, Any]:
    """The schema in force as Table Schema. Raises Absent where there is none yet."""
    kept = distribution.schemas.first()
    if kept is None:
        raise Absent("catalogue.no_such_schema")
    document: dict[str, Any] = kept.document
    return document


def list_themes() -> list[Theme]:
    """The subjects in the order in which they are shown."""
    return list(Theme.objects.all())


def get_record(dataset: Dataset) -> Record:
    """The record that was last approved."""
    return Record.from_dict(dataset.record)


def describe(dataset: Dataset) -> DatasetView:
    """A published dataset as the exporters of every standard take it."""
    return describe_all([dataset])[0]


def describe_all(datasets: Sequence[Dataset], *, with_columns: bool = True) -> list[DatasetView]:
    """Several published datasets at once, in the order given."""
    found = Distribution.objects.filter(_HAS_FORM, dataset__in=datasets)
    first = found.annotate(first_at=Min("releases__released_at")).select_related("current")
    if not with_columns:
        first = first.defer("current__columns", "current__changes")
    forms: dict[str, list[Distribution]] = {dataset.id: [] for dataset in datasets}
    for one in first:
        forms[one.dataset_id].append(one)
    origins = list_origins([dataset.id for dataset in datasets if dataset.is_gathered])
    return views(datasets, forms, origins, with_columns=with_columns)


def views(
    datasets: Iterable[Dataset],
    forms: Mapping[str, Sequence[Distribution]],
    origins: Mapping[str, Origin],
    *,
    with_columns: bool = True,
) -> list[DatasetView]:
    """Published datasets with the forms in which they can be had and their origins, both by the
    dataset's id, as the exporters take them."""
    return [
        DatasetView(
            id=dataset.id,
            slug=dataset.slug,
            created_at=dataset.created_at,
            published_at=dataset.published_at,
            modified_at=dataset.modified_at,
            publisher=describe_publisher(dataset.agency),
            record=get_record(dataset),
            distributions=tuple(
                _view(one, forms[dataset.id], with_columns)
                for one in forms[dataset.id]
                if one.current
            ),
            links=tuple(
                _link(dataset, one, forms[dataset.id])
                for one in forms[dataset.id]
                if not one.current
            ),
            source=_source(origins.get(dataset.id)),
        )
        for dataset in datasets
    ]


def describe_publisher(agency: Agency, *, n_datasets: int = 0) -> PublisherView:
    """An agency as the exporters of every standard take it; its datasets are counted elsewhere."""
    return PublisherView(
        id=agency.id,
        slug=agency.slug,
        name_th=agency.name_th,
        name_en=agency.name_en,
        sector=agency.sector,
        created_at=agency.created_at,
        description_th=agency.description_th,
        description_en=agency.description_en,
        website=agency.website,
        n_datasets=n_datasets,
    )


def list_table_keys() -> set[str]:
    """The keys of all table versions that releases name."""
    return set(Release.objects.filter(destroyed_at=None).values_list("table_key", flat=True))


def _spellings(slug: str) -> set[str]:
    return {slug, slug.replace("_", "-")}


def _n_respelt(table: Distribution, wanted: tuple[str, str, str]) -> int:
    """In how many slugs a table is spelt otherwise than it was asked for."""
    agency, dataset, slug = wanted
    own = (table.dataset.agency.slug, table.dataset.slug, table.slug if slug else "")
    return sum(one != asked for one, asked in zip(own, (agency, dataset, slug), strict=True))


def _datasets() -> QuerySet[Dataset]:
    return Dataset.objects.select_related("agency", "theme")


def _filtered(agency: Agency | None, theme: str | None, state: str | None) -> QuerySet[Dataset]:
    if theme and find(Theme.objects.all(), code=theme) is None:
        return Dataset.objects.none()
    wanted = {"agency": agency, "theme_id": theme, "state": state}
    return _datasets().filter(**{name: value for name, value in wanted.items() if value})


def _is_hidden(distribution: Distribution, person: Person | None, *, always: bool = False) -> bool:
    """Whether a distribution that was only declared (or any, `always`) is not this person's to see."""
    is_own = can_do(person, "case.read", distribution.dataset.agency_id)
    return (distribution.is_declared or always) and not is_own


def _visible(dataset: Dataset | None, name: str, person: Person | None) -> Dataset:
    if dataset is None:
        raise Absent("catalogue.no_such_dataset", slug=name)
    if dataset.state == "published" or can_do(person, "case.read", dataset.agency_id):
        return dataset
    if dataset.state == "withdrawn":
        raise Gone(
            "catalogue.withdrawn",
            id=dataset.id,
            slug=dataset.slug,
            title_th=dataset.title_th,
            title_en=dataset.title_en,
            publisher_th=dataset.agency.name_th,
            publisher_en=dataset.agency.name_en,
            reason=dataset.withdrawal_reason,
            withdrawn_at=dataset.withdrawn_at,
            destroyed_at=last_destroyed_at(dataset),
        )
    raise Absent("catalogue.no_such_dataset", slug=name)


def _link(dataset: Dataset, distribution: Distribution, forms: Sequence[Distribution]) -> LinkView:
    mirror = next((one for one in forms if one.mirror_of_id == distribution.id), None)
    return LinkView(
        id=distribution.id,
        position=distribution.position,
        title_th=distribution.title_th,
        title_en=distribution.title_en,
        address=distribution.address,
        format=distribution.source_format,
        media_type=distribution.media_type,
        size_bytes=distribution.size_bytes,
        created_at=dataset.created_at,
        modified_at=distribution.modified_at,
        mirror=mirror.slug if mirror else "",
        mirrored_at=mirror.current.released_at if mirror else None,
        gone_at=mirror.original_gone_at if mirror else None,
    )


def _source(origin: Origin | None) -> SourceView | None:
    if origin is None:
        return None
    return SourceView(
        name=origin.source_name,
        url=origin.source_url,
        remote_id=origin.remote_id,
        uri=origin.uri,
        landing_page=origin.landing_page,
    )


def _view(
    distribution: Distribution, forms: Sequence[Distribution], with_columns: bool
) -> DistributionView:
    release = distribution.current
    addresses = (one.address for one in forms if one.id == distribution.mirror_of_id)
    return DistributionView(
        id=distribution.id,
        slug=distribution.slug,
        position=distribution.position,
        title_th=distribution.title_th,
        title_en=distribution.title_en,
        number=release.number,
        n_rows=release.n_rows,
        created_at=distribution.first_at,
        released_at=release.released_at,
        columns=release.columns if with_columns else [],
        mirrored_from=next(addresses, ""),
        original_gone_at=distribution.original_gone_at,
        files=files.list_files(release, release.columns if with_columns else None),
        copy=files.get_copy(release) if distribution.mirror_of_id else None,
        extras=distribution.extras,
    )
