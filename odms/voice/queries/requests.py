"""Reading requests: those who asked are named to the officers of the agency and to nobody else."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from statistics import median_low
from typing import Any

from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from odms.errors import Absent
from odms.ledger.queries import find, in_parts
from odms.people.models import Agency
from odms.people.rules import Person, can_do
from odms.voice.models import Request, Vote
from odms.voice.rules import OPEN_REQUESTS, appeal_date
from odms.voice.rules.likeness import alike

_SALT = "odms.voice.request"
_WANTED = {"theme": "theme", "province": "province"}

# titles that a new one is compared with
MOST_COMPARED = 5_000

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


def request_figures_of(agencies: Iterable[Agency]) -> dict[str, dict[str, int]]:
    """`request_figures` of many agencies by their ids, read together."""
    ids = [agency.id for agency in agencies]
    nothing = dict.fromkeys(
        ("n_requests", "n_open", "n_answered", "n_votes", "median_answer_days"), 0
    )
    found = {id: dict(nothing) for id in ids}
    days: dict[str, list[int]] = defaultdict(list)
    for some in in_parts(ids):
        rows = Request.objects.filter(agency__in=some).annotate(n=Count("votes"))
        told = rows.values_list("agency", "state", "n", "asked_at", "decided_at")
        for agency_id, state, n_votes, asked_at, decided_at in told:
            one, is_open = found[agency_id], state in OPEN_REQUESTS
            one["n_requests"] += 1
            one["n_open" if is_open else "n_answered"] += 1
            one["n_votes"] += n_votes
            if decided_at:
                days[agency_id].append((decided_at - asked_at).days)
    for agency_id, waited in days.items():
        found[agency_id]["median_answer_days"] = median_low(waited)
    return found


def list_wanted(by: str, *, since: date | None = None) -> list[dict[str, Any]]:
    """How much is asked for, by `theme` or by `province`: `code` (empty where none is named),
    `n_requests`, `n_open`, `n_votes`; merged requests count where they went."""
    rows = Request.objects.exclude(state="merged")
    if since:
        rows = rows.filter(asked_at__date__gte=since)
    found: dict[str, dict[str, Any]] = {}
    told = rows.annotate(n=Count("votes")).values_list(_WANTED[by], "state", "n")
    for code, state, n_votes in told:
        key = code or ""
        one = found.setdefault(key, {"code": key, "n_requests": 0, "n_open": 0, "n_votes": 0})
        one["n_requests"] += 1
        one["n_open"] += state in OPEN_REQUESTS
        one["n_votes"] += n_votes
    return sorted(
        found.values(), key=lambda one: (-one["n_votes"], -one["n_requests"], one["code"])
    )


def similar_requests(title: str, *, limit: int = 5, without: str = "") -> list[Request]:
    """Earlier requests whose titles ask for the same, the most alike first."""
    rows = Request.objects.exclude(state="merged").exclude(id=without)
    known = rows.order_by("-asked_at").values_list("id", "title")[:MOST_COMPARED]
    ids = alike(title, known, most=limit)
    found = {one.id: one for one in _requests().filter(id__in=ids)}
    return [found[id] for id in ids]


def request_token(request: Request) -> str:
    """What the asker's own address says: signed, it opens this request for whoever asked."""
    return signing.dumps(request.pk, salt=_SALT)


def get_request_by_token(token: str) -> Request:
    """The request of the bearer of an asker's address. Raises Absent."""
    try:
        return get_request(str(signing.loads(token, salt=_SALT)))
    except signing.BadSignature:
        raise Absent("voice.no_such_request", id=token[:12]) from None


def can_appeal(request: Request, day: date) -> bool:
    """Whether the one who asked may appeal on a day."""
    if request.state != "declined" or request.decided_at is None:
        return False
    return day <= appeal_date(timezone.localdate(request.decided_at))


def list_appeals() -> list[Request]:
    """The appeals that wait for the centre, the first due first."""
    return list(_requests().filter(state="appealed").order_by("review_date", "id"))


def _requests() -> QuerySet[Request]:
    related = (
        *("agency", "officer", "user", "dataset__agency", "release__distribution__dataset"),
        *("theme", "entry", "merged_into", "reviewer"),
    )
    return Request.objects.select_related(*related).annotate(n_votes=Count("votes"))


def _filtered(
    found: QuerySet[Request], states: Collection[str], agency: Agency | None
) -> QuerySet[Request]:
    if states:
        found = found.filter(state__in=list(states))
    return found.filter(agency=agency) if agency is not None else found
