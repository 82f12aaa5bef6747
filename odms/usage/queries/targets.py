"""Under which names and addresses an agency's datasets and files are known."""

from urllib.parse import urlsplit

from odms.catalogue.models import Dataset, Distribution, Origin
from odms.people.models import Agency
from odms.usage.rules.matching import Targets


def targets_of(agency: Agency) -> Targets:
    """What the lines of a log of this agency may mean."""
    targets = Targets()
    datasets = Dataset.objects.filter(agency=agency, published_at__isnull=False)
    for id, slug in datasets.values_list("id", "slug"):
        targets.names |= {id.lower(): id, slug.lower(): id}
    origins = Origin.objects.filter(dataset__in=datasets).values_list(
        "dataset_id", "remote_id", "landing_page", "uri"
    )
    for id, remote_id, landing_page, uri in origins:
        _add_origin(targets, id, remote_id, (landing_page, uri))
    files = Distribution.objects.filter(dataset__in=datasets)
    for id, *names, address in files.values_list(
        "dataset_id", "id", "ckan_id", "origin_id", "address"
    ):
        targets.resources |= {name.lower(): id for name in names if name}
        if address:
            targets.add(targets.files, address, id)
    return targets


def _add_origin(targets: Targets, id: str, remote_id: str, pages: tuple[str, ...]) -> None:
    """A gathered dataset by what its source calls it, and by its page there."""
    targets.names.setdefault(remote_id.lower(), id)
    for page in filter(None, pages):
        targets.add(targets.pages, page, id)
        if name := urlsplit(page).path.rstrip("/").rpartition("/")[2]:
            targets.names.setdefault(name.lower(), id)
