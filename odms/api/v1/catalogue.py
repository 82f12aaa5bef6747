"""Datasets, distributions, publishers and themes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from odms.api import counting, present, schemas
from odms.api.doors import operation
from odms.api.paging import PAGE, SIZE, paged
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.catalogue.rules import ORDERS
from odms.people import queries as people

router = Router(tags=["catalogue"])

_AGENCY = Query("", description="Slug of a publisher")
_THEME = Query("", description="Code of a theme")
_SECTOR = Query("", description="state, private or civil")
_ORDER = Query("-modified_at", description=f"One of {', '.join(ORDERS)}")


@router.get("/datasets", response=answers(schemas.DatasetPage), summary="List datasets")
@operation("catalogue.read")
def list_datasets(
    request: HttpRequest,
    response: HttpResponse,
    page: int = PAGE,
    size: int = SIZE,
    agency: str = _AGENCY,
    theme: str = _THEME,
    order: str = _ORDER,
) -> dict[str, Any]:
    """Published datasets, the last changed first unless another order is asked for."""
    wanted = {"agency": people.get_agency(agency) if agency else None, "theme": theme or None}
    found = catalogue.list_datasets(**wanted, order=order, offset=(page - 1) * size, limit=size)
    items = [present.dataset_brief(dataset) for dataset in found]
    total = catalogue.count_datasets(**wanted)
    return paged(request, response, items, page=page, size=size, total=total)


@router.get("/datasets/{slug}", response=answers(schemas.Dataset, 404, 410), summary="One dataset")
@operation("catalogue.read")
def get_dataset(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A dataset with its record and distributions; 410 with the reason where it was withdrawn."""
    found = catalogue.get_dataset(slug, person=None)
    counting.count(request, "record", dataset=found)
    return present.dataset(found)


@router.get(
    "/datasets/{slug}/distributions",
    response=answers(list[schemas.Distribution], 404, 410),
    summary="Distributions of a dataset",
)
@operation("catalogue.read")
def list_distributions(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The tables, files and links of a dataset, in order."""
    dataset = catalogue.get_dataset(slug, person=None)
    counting.count(request, "record", dataset=dataset)
    return [present.distribution(found) for found in catalogue.list_distributions(dataset)]


@router.get(
    "/distributions/{id}",
    response=answers(schemas.Distribution, 404, 410),
    summary="One distribution",
)
@operation("catalogue.read")
def get_distribution(request: HttpRequest, id: str) -> dict[str, Any]:
    """A distribution with the release that readers see."""
    found = catalogue.get_distribution(id, person=None)
    counting.count(request, "record", dataset=found.dataset)
    return present.distribution(found)


@router.get(
    "/distributions/{id}/releases",
    response=answers(list[schemas.Release], 404, 410),
    summary="Releases of a distribution",
)
@operation("catalogue.read")
def list_releases(request: HttpRequest, id: str) -> list[dict[str, Any]]:
    """Every version that was published, the newest first."""
    distribution = catalogue.get_distribution(id, person=None)
    counting.count(request, "record", dataset=distribution.dataset)
    return [present.release(release) for release in catalogue.list_releases(distribution)]


@router.get("/agencies", response=answers(schemas.AgencyPage), summary="List publishers")
@operation("catalogue.read")
def list_agencies(
    request: HttpRequest,
    response: HttpResponse,
    page: int = PAGE,
    size: int = SIZE,
    sector: str = _SECTOR,
) -> dict[str, Any]:
    """Publishers of the three sectors, with the number of datasets each has published."""
    found = list(people.list_agencies(sector=sector or None))
    counts = catalogue.count_by_agency()
    chosen = found[(page - 1) * size : page * size]
    items = [present.agency(agency, counts.get(agency.id, 0)) for agency in chosen]
    return paged(request, response, items, page=page, size=size, total=len(found))


@router.get("/agencies/{slug}", response=answers(schemas.Agency, 404), summary="One publisher")
@operation("catalogue.read")
def get_agency(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A publisher with its own facts."""
    agency = people.get_agency(slug)
    return present.agency(agency, catalogue.count_datasets(agency=agency))


@router.get("/themes", response=answers(list[schemas.Theme]), summary="List themes")
@operation("catalogue.read")
def list_themes(request: HttpRequest) -> list[dict[str, Any]]:
    """The subjects under which datasets stand."""
    return [
        {
            "code": theme.code,
            "name": present.words(theme, "name"),
            "n_datasets": catalogue.count_datasets(theme=theme.code),
        }
        for theme in catalogue.list_themes()
    ]
