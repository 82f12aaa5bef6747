"""Reading requests: those who asked are named to the officers of the agency and to nobody else."""

from collections.abc import Collection
from statistics import median_low

from django.db.models import Count, Q, QuerySet

from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.people.rules import Person, can_do
from odms.voice.models import Request, Vote
from odms.voice.rules import OPEN_REQUESTS

ORDERS = {
    "new": ("-asked_at", "-id"),
    "votes": ("-n_votes", "-asked_at"),
    "due": ("due_date", "id"),
}


def get_request(id: str) -> Request:
    """A request with its number of votes (`n_votes`). Raises Absent."""
    if (found := find(_requests(), id=id)) is None:
        raise Absent("voice.no_such_request", id=id)
    return found


def list_requests(
    *,
    states: Collection[str] = (),
    agency: Agency | None = None,
    order: str = "new",
    offset: int = 0,
    limit: int | None = 100,
) -> list[Request]:
    """Requests in these states (in all, if none is named), of an agency if given."""
    found = _filtered(_requests(), states, agency).order_by(*ORDERS[order])
    return list(found[offset : None if limit is None else offset + limit])


def count_requests(*, states: Collection[str] = (), agency: Agency | None = None) -> int:
    """How many requests `list_requests` would list in all."""
    return _filtered(Request.objects.all(), states, agency).count()


def waits_for(person: Person) -> list[Request]:
    """The open requests that a person may answer, the first due first; an admin's are also those
    that name no agency."""
    waiting = _requests().filter(state__in=OPEN_REQUESTS)
    if not person.is_centre_admin:
        mine = {agency for agency, _ in person.roles if can_do(person, "voice.read", agency)}
        waiting = waiting if person.is_auditor else waiting.filter(agency_id__in=mine)
    return list(waiting.order_by(*ORDERS["due"]))


def request_figures(agency: Agency) -> dict[str, int]:
    """What an agency's requests come to; `median_answer_days` is 0 before the first answer."""
    mine = Request.objects.filter(agency=agency)
    told = mine.aggregate(
        n_requests=Count("id"),
        n_open=Count("id", filter=Q(state__in=OPEN_REQUESTS)),
        n_answered=Count("id", filter=~Q(state__in=OPEN_REQUESTS)),
    )
    moments = mine.exclude(decided_at=None).values_list("asked_at", "decided_at")
    days = [(decided_at - asked_at).days for asked_at, decided_at in moments]
    return told | {
        "n_votes": Vote.objects.filter(request__agency=agency).count(),
        "median_answer_days": median_low(days) if days else 0,
    }


def _requests() -> QuerySet[Request]:
    related = ("agency", "officer", "user", "dataset__agency", "release__distribution__dataset")
    return Request.objects.select_related(*related).annotate(n_votes=Count("votes"))


def _filtered(
    found: QuerySet[Request], states: Collection[str], agency: Agency | None
) -> QuerySet[Request]:
    if states:
        found = found.filter(state__in=list(states))
    return found.filter(agency=agency) if agency is not None else found
