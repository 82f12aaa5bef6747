"""How much quality an agency asks for, and what its datasets have."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from odms.api.doors import operation, user_of
from odms.api.schemas import quality as schemas
from odms.api.v1.answers import answers
from odms.people import queries as people
from odms.people.rules import check_do
from odms.publication import actions
from odms.publication.queries import thresholds

if TYPE_CHECKING:
    from odms.people.models import Agency

router = Router(tags=["quality"])

_TOKEN = {"security": [{"token": []}]}


@router.get(
    "/agencies/{slug}/quality",
    response=answers(schemas.OfAgency, 401, 403, 404),
    summary="Quality of an agency's datasets",
    openapi_extra=_TOKEN,
)
@operation("case.read")
def get_agency_quality(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The points that the agency asks for, and its public datasets, those of fewest points first."""
    found = people.get_agency(slug)
    check_do(request.person, "case.read", found.id)  # type: ignore[attr-defined]
    return _shown(found)


@router.post(
    "/agencies/{slug}/quality",
    response=answers(schemas.OfAgency, 401, 403, 404),
    summary="Set the threshold of quality",
    openapi_extra=_TOKEN,
)
@operation("quality.set")
def set_agency_quality(request: HttpRequest, slug: str, body: schemas.Threshold) -> dict[str, Any]:
    """Ask for so many points of what the agency publishes from now on."""
    found = people.get_agency(slug)
    actions.set_threshold(
        by=user_of(request), agency=found, threshold=body.threshold, at=timezone.now()
    )
    return _shown(found)


def _shown(agency: "Agency") -> dict[str, Any]:
    today = timezone.localdate()
    measured = thresholds.list_measured(agency)
    return {
        "agency": agency.slug,
        "threshold": thresholds.threshold_of(agency),
        "datasets": [thresholds.record(one, today) for one in measured],
    }
