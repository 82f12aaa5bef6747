"""Search over the catalogue."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from odms.api import counting, present, schemas
from odms.api.doors import operation
from odms.api.paging import PAGE, SIZE, links
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.search import queries as search_queries
from odms.search.rules import FACETS, SORTS, Hit

router = Router(tags=["search"])

_Q = Query("", description="Words in Thai or English; never an error")
_SORT = Query("", description=f"One of {', '.join(SORTS)}")
_VALUES = Query([], description="Only datasets with this value; several: any of them")


@router.get("/search", response=answers(schemas.Found), summary="Search datasets")
@operation("catalogue.read")
def search(
    request: HttpRequest,
    response: HttpResponse,
    q: str = _Q,
    page: int = PAGE,
    size: int = SIZE,
    sort: str = _SORT,
    theme: list[str] = _VALUES,
    tag: list[str] = _VALUES,
    format: list[str] = _VALUES,
    agency: list[str] = _VALUES,
    sector: list[str] = _VALUES,
    licence: list[str] = _VALUES,
    frequency: list[str] = _VALUES,
) -> dict[str, Any]:
    """Datasets by words and facets, the best first."""
    given = (theme, tag, format, agency, sector, licence, frequency)
    filters = {name: values for name, values in zip(FACETS, given, strict=True) if values}
    found = search_queries.search(
        q, filters=filters, sort=sort, page=page, size=size, language=_language(request)
    )
    response["Link"] = links(request, page=page, size=size, total=found.total)
    if q and page == 1:
        is_failed = found.is_loose or not found.total
        kind = "search-failed" if is_failed else "search"
        counting.count(request, kind, words=q if is_failed else "")
    return {
        "total": found.total,
        "page": page,
        "size": size,
        "hits": _hits(found.hits),
        "facets": {
            name: [{"value": value, "n": n} for value, n in values]
            for name, values in found.facets.items()
        },
        "suggestion": found.suggestion,
        "seconds": found.seconds,
    }


@router.get("/suggest", response=answers(schemas.Suggestions), summary="Suggest words")
@operation("catalogue.read", counts=False)
def suggest(
    request: HttpRequest, q: str = _Q, limit: int = Query(8, ge=1, le=20)
) -> dict[str, Any]:
    """What the words typed so far may become."""
    return {"suggestions": search_queries.suggest(q, limit)}


def _hits(hits: list[Hit]) -> list[dict[str, Any]]:
    """Hits with their datasets, without those that were withdrawn a moment ago."""
    datasets = {
        dataset.slug: dataset for dataset in catalogue.list_by_slugs([h.slug for h in hits])
    }
    return [
        {"score": hit.score, "dataset": present.dataset_brief(datasets[hit.slug])}
        for hit in hits
        if hit.slug in datasets
    ]


def _language(request: HttpRequest) -> str:
    return "en" if request.headers.get("Accept-Language", "").lower().startswith("en") else "th"
