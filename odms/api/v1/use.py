"""How datasets are used, how fresh they are, and whether what they lead to answers."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from odms.api.doors import operation
from odms.api.present import use as present
from odms.api.schemas import use as schemas
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.health import queries as health
from odms.health.queries.mirrors import list_mirrors
from odms.people import queries as people
from odms.people.rules import check_do
from odms.usage import queries as usage
from odms.usage.rules import DAYS

router = Router(tags=["use"])

_TOKEN = {"security": [{"token": []}]}
_DAYS = Query(DAYS, ge=1, le=400, description="Over how many days, up to today")


@router.get(
    "/datasets/{slug}/usage",
    response=answers(schemas.Usage, 404, 410),
    summary="Use of a dataset",
)
@operation("catalogue.read")
def get_dataset_usage(request: HttpRequest, slug: str, days: int = _DAYS) -> dict[str, Any]:
    """Views, downloads and calls of the last days, without robots."""
    dataset = catalogue.get_dataset(slug)
    return {"days": days} | present.counts(usage.of_dataset(dataset, at=timezone.now(), days=days))


@router.get(
    "/datasets/{slug}/health",
    response=answers(schemas.DatasetHealth, 404, 410),
    summary="Health of a dataset",
)
@operation("catalogue.read")
def get_dataset_health(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Whether it is as fresh as promised, whether its links answer, which files are copied here."""
    dataset = catalogue.get_dataset(slug)
    fresh = health.list_freshness([dataset], at=timezone.now())[dataset.id]
    return present.freshness(fresh) | {
        "links": [present.check(one) for one in health.list_checks(dataset=dataset)],
        "copies": [present.copy(one) for one in list_mirrors(dataset).values()],
    }


@router.get(
    "/agencies/{slug}/usage",
    response=answers(schemas.AgencyUsage, 401, 403, 404),
    summary="Use of an agency's datasets",
    openapi_extra=_TOKEN,
)
@operation("usage.read")
def get_agency_usage(request: HttpRequest, slug: str, days: int = _DAYS) -> dict[str, Any]:
    """The agency's counts of the last days: in all, by day, access
    method, channel and dataset; what was sought in vain."""
    agency, now = people.get_agency(slug), timezone.now()
    check_do(request.person, "usage.read", agency.id)  # type: ignore[attr-defined]
    return {
        "days": days,
        "total": present.counts(usage.of_agency(agency, at=now, days=days)),
        "by_dataset": [
            {"dataset": dataset.slug} | present.counts(counts)
            for dataset, counts in usage.by_dataset(agency, at=now, days=days)
        ],
        "failed_searches": [
            {"words": words, "n": n}
            for words, n in usage.list_failed_searches(agency, at=now, days=days)
        ],
        **present.parts(agency, at=now, days=days),
    }


@router.get(
    "/agencies/{slug}/health",
    response=answers(schemas.AgencyHealth, 401, 403, 404),
    summary="Health of an agency's datasets and endpoints",
    openapi_extra=_TOKEN,
)
@operation("health.read")
def get_agency_health(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Datasets that are late, and every address with what it answered last."""
    agency = people.get_agency(slug)
    check_do(request.person, "health.read", agency.id)  # type: ignore[attr-defined]
    return {
        "late": [
            {"dataset": dataset.slug} | present.freshness(fresh)
            for dataset, fresh in health.list_late(agency, at=timezone.now())
        ],
        "links": [present.check(one) for one in health.list_checks(agency=agency, kind="link")],
        "endpoints": [
            present.check(one) for one in health.list_checks(agency=agency, kind="endpoint")
        ],
    }
