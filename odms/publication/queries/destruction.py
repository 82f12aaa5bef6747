"""Reading orders to destroy, and what they would take."""

from collections.abc import Sequence

from django.db.models import QuerySet

from odms.catalogue.models import Dataset, Release
from odms.errors import Absent
from odms.intake import queries as intake
from odms.intake.models import DeliveredTable, Delivery
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.people.rules import Person, can_do
from odms.publication.models import Case, Destruction


def get_destruction(id: str, person: Person | None) -> Destruction:
    """An order to destroy of an agency that the person works for. Raises Absent."""
    found = find(_destructions(), id=id)
    if found is None or not can_do(person, "case.read", found.agency_id):
        raise Absent("publication.no_such_destruction", id=id)
    return found


def list_destructions(person: Person | None, *, agency: Agency | None = None) -> list[Destruction]:
    """The orders to destroy that a person may see, newest first."""
    found = _destructions().filter(agency=agency) if agency else _destructions()
    return [one for one in found if can_do(person, "case.read", one.agency_id)]


def list_unfinished() -> list[Destruction]:
    """Orders that were confirmed and whose files are not known to be gone."""
    return list(_destructions().filter(confirmed_at__isnull=False, done_at=None))


def list_deliveries(destruction: Destruction) -> list[Delivery]:
    """The deliveries that an order names."""
    found = Delivery.objects.filter(pk__in=destruction.deliveries)
    return list(found.select_related("agency", "by").defer("report"))


def list_releases(destruction: Destruction) -> list[Release]:
    """The releases that an order names."""
    found = Release.objects.filter(pk__in=destruction.releases)
    return list(found.select_related("distribution__dataset"))


def list_sharing(destruction: Destruction) -> list[Delivery]:
    """Deliveries that an order does not name and that hold the same bytes."""
    return intake.list_sharing(list_deliveries(destruction))


def releases_of(deliveries: Sequence[Delivery]) -> list[Release]:
    """The releases that came of some deliveries and are still there."""
    found: list[Release] = []
    cases = Case.objects.filter(delivery__in=deliveries, published_at__isnull=False)
    for case in cases.select_related("delivery"):
        found += Release.objects.filter(
            distribution__dataset=case.dataset_id,
            raw_sha256=case.delivery.sha256,
            released_at=case.published_at,
            destroyed_at=None,
        )
    return found


def list_destroyable(dataset: Dataset) -> tuple[list[Delivery], list[Release]]:
    """The deliveries and releases of a dataset that are still there, newest first."""
    cases = Case.objects.filter(dataset=dataset, delivery__isnull=False)
    deliveries = Delivery.objects.filter(pk__in=cases.values("delivery"))
    releases = Release.objects.filter(distribution__dataset=dataset, destroyed_at=None)
    return (
        list(deliveries.exclude(state="destroyed").defer("report")),
        list(releases.select_related("distribution__dataset").order_by("-released_at")),
    )


def list_touched(releases: Sequence[Release]) -> list[str]:
    """The delivered table versions whose derived files may tell of some releases: those of all
    deliveries to the same datasets."""
    datasets = {release.distribution.dataset_id for release in releases}
    deliveries = Case.objects.filter(dataset__in=datasets).values("delivery")
    tables = DeliveredTable.objects.filter(delivery__in=deliveries)
    return list(tables.values_list("table_key", flat=True))


def _destructions() -> QuerySet[Destruction]:
    return Destruction.objects.select_related(
        "agency", "ordered_by", "confirmed_by", "cancelled_by"
    )
