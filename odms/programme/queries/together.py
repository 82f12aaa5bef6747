"""Reading networks and training. Who asked or signed up is told to owners and the centre alone."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from odms.catalogue.models import Dataset
from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.people.rules import Person, can_do
from odms.programme.models import Course, Headcount, Network, NetworkStep, Partner, SignUp
from odms.programme.rules.together import SEATED, can_manage

PUBLIC_NETWORKS = ("running", "ended")


def list_networks(*, states: tuple[str, ...] = PUBLIC_NETWORKS) -> list[Network]:
    """Networks in these states, each with `n_partners`, those that look for partners first."""
    found = _networks().filter(state__in=states)
    return list(found.order_by("state", "-is_calling", "-approved_at", "-id"))


def get_network(slug: str, person: Person | None) -> Network:
    """A network that the person may see: one at work or ended, or one's own. Raises Absent."""
    found = find(_networks(), slug=slug)
    if found is None or not (found.state in PUBLIC_NETWORKS or manages(found, person)):
        raise Absent("programme.no_such_network", slug=slug)
    return found


def manages(network: Network, person: Person | None) -> bool:
    """Whether a person manages a network."""
    if person is None or not can_do(person, "network.edit"):
        return False
    return can_manage(person.id, owner_id=network.owner_id, is_admin=person.is_centre_admin)


def list_partners(network: Network, *states: str) -> list[Partner]:
    """The partners of a network in these states."""
    return list(network.partners.filter(state__in=states).select_related("agency", "user"))


def get_partner(network: Network, id: str) -> Partner:
    """A partner of a network. Raises Absent."""
    partners = Partner.objects.select_related("network", "user")
    if (found := find(partners, id=id)) is None or found.network_id != network.id:
        raise Absent("programme.no_such_partner_here", id=id)
    return found


def get_step(network: Network, id: str) -> NetworkStep:
    """A milestone of a network. Raises Absent."""
    found = find(NetworkStep.objects.select_related("network"), id=id)
    if found is None or found.network_id != network.id:
        raise Absent("programme.no_such_milestone", code=id)
    return found


def list_courses(*, at: datetime, is_past: bool = False) -> list[Course]:
    """The courses to come, the first first; or those that were, the last first."""
    found = _courses()
    if is_past:
        return list(found.filter(ends_at__lt=at, state="offered").order_by("-starts_at", "-id"))
    return list(found.filter(ends_at__gte=at).order_by("starts_at", "id"))


def get_course(id: str) -> Course:
    """A course with `n_taken` seats. Raises Absent."""
    if (found := find(_courses(), id=id)) is None:
        raise Absent("programme.no_such_course", id=id)
    return found


def get_sign_up(course: Course, person: Person | None) -> SignUp | None:
    """The person's own seat, if they have one."""
    if person is None:
        return None
    found: SignUp | None = SignUp.objects.filter(course=course, user_id=person.id).first()
    return found if found is not None and found.state != "left" else None


def list_sign_ups(course: Course) -> list[SignUp]:
    """Who signed up, by name: for the centre."""
    found = SignUp.objects.filter(course=course).select_related("user", "agency")
    return list(found.order_by("user__name", "id"))


def find_sign_up(course: Course, id: str) -> SignUp:
    """A seat of a course by its number. Raises Absent."""
    found = SignUp.objects.filter(course=course, pk=id if id.isdecimal() else None).first()
    if found is None:
        raise Absent("programme.no_such_course", id=id)
    return found


def taken_by_agency() -> list[tuple[Agency, int]]:
    """How many people of each agency took a course, the most first."""
    counts: dict[str, int] = {}
    of_people = SignUp.objects.filter(state="attended", agency__isnull=False).order_by()
    for id, n in of_people.values_list("agency_id").annotate(n=Count("id")):
        counts[id] = counts.get(id, 0) + n
    for id, n in Headcount.objects.order_by().values_list("agency_id").annotate(n_all=Sum("n")):
        counts[id] = counts.get(id, 0) + n
    agencies = Agency.objects.in_bulk(list(counts))
    return sorted(((agencies[id], n) for id, n in counts.items()), key=lambda one: -one[1])


def figures() -> dict[str, int]:
    """What networks and training come to: `people_trained`, `agencies_trained`, `networks`,
    `network_partners`."""
    attended = SignUp.objects.filter(state="attended").count()
    counted = Headcount.objects.aggregate(n=Sum("n"))["n"] or 0
    running = Network.objects.filter(state="running")
    return {
        "people_trained": attended + counted,
        "agencies_trained": len(taken_by_agency()),
        "networks": running.count(),
        "network_partners": Partner.objects.filter(network__in=running, state="joined").count(),
    }


def _networks() -> QuerySet[Network]:
    joined = Count("partners", filter=Q(partners__state="joined"))
    found = Network.objects.select_related("owner", "agency").annotate(n_partners=joined)
    return found.prefetch_related("steps", "outcomes__showcase", _public_datasets())


def _public_datasets() -> "Prefetch[Any]":
    public = Dataset.objects.filter(state="published").select_related("agency")
    return Prefetch("datasets", queryset=public)


def _courses() -> QuerySet[Course]:
    taken = Count("sign_ups", filter=Q(sign_ups__state__in=SEATED))
    return Course.objects.select_related("part").annotate(n_taken=taken)
