"""Supply and demand in balance, and what is wanted most and served least."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from odms.api.doors import operation
from odms.api.present import agency_brief, words
from odms.api.schemas import balance as schemas
from odms.api.v1.answers import answers
from odms.assessment.balance import rules
from odms.assessment.queries import balance as queries
from odms.people import queries as people
from odms.people.rules import check_do

router = Router(tags=["balance"])

_TOKEN = {"security": [{"token": []}]}
_BY = Query("theme", description="theme, agency or province")
_DAY = Query("", description="A day that is kept, YYYY-MM-DD; empty: the last")
_THEME = Query("", description="Code of a theme")
_AGENCY = Query("", description="Slug of an agency: what it could serve, by its whole inventory")
_LIMIT = Query(50, ge=1, le=500, description="How many at most")


@router.get("/balance", response=answers(schemas.Balance, 404), summary="Supply against demand")
@operation("catalogue.read")
def get_balance(request: HttpRequest, by: str = _BY, day: str = _DAY) -> dict[str, Any]:
    """The shares of supply and demand of every theme, agency or province, the least served first, as
    they were computed in the night of a day."""
    queries.check_kind(by)
    found = queries.check_day(day) or queries.last_day()
    names = ("supply", "demand", "gap", "band", "counts", "parts")
    return {
        "by": by,
        "day": found,
        "days": queries.list_days(),
        "parts": rules()["parts"],
        "standings": [
            {name: getattr(one, name) for name in names}
            | {"code": one.subject.slug, "name": words(one.subject, "name")}
            for one in queries.list_balance(by, day=found)
        ],
    }


@router.get(
    "/balance/wanted",
    response=answers(list[schemas.Wanted], 401, 403, 404),
    summary="Most wanted, least served",
    openapi_extra=_TOKEN,
)
@operation("catalogue.read")
def list_wanted(
    request: HttpRequest, theme: str = _THEME, agency: str = _AGENCY, limit: int = _LIMIT
) -> list[dict[str, Any]]:
    """Searches in vain and open requests, similar words together, with entries of inventories that could
    serve them. Only entries of the class open are told; for an agency of one's own, all."""
    person = request.person  # type: ignore[attr-defined]
    of = people.get_agency(agency) if agency else None
    if of is not None:
        check_do(person, "inventory.read", of.id)
    return [
        _wanted(one) for one in queries.list_wanted(person, agency=of, theme=theme, limit=limit)
    ]


def _wanted(one: queries.Wish) -> dict[str, Any]:
    names = ("theme", "weight", "n_searches", "n_requests", "n_votes")
    return {name: getattr(one.row, name) for name in names} | {
        "words": one.row.text,
        "also": one.row.texts,
        "requests": [request.id for request in one.requests],
        "entries": [
            {
                "id": entry.id,
                "title": words(entry, "title"),
                "agency": agency_brief(entry.agency),
                "covers": covers,
            }
            for entry, covers in one.entries
        ],
    }
