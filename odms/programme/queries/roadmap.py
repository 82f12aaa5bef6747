"""Reading strands, policies, steps and milestones."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from odms.definitions import national
from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.programme.models import Body, Lead, Milestone, Part


def program_definition() -> dict[str, Any]:
    """What `programme.yaml` tells beside the rows that it seeds: source, goal, captions, notes."""
    names = (
        "source",
        "goal",
        "first_year",
        "last_year",
        "captions",
        "captions_note",
        "bodies_note",
    )
    told = national("programme.yaml")
    return {name: told[name] for name in names}


def list_parts(*kinds: str) -> list[Part]:
    """Strands and policies (of these kinds, if named), each with its items, indicators, milestones."""
    found = Part.objects.filter(parent=None).prefetch_related(
        "indicators",
        Prefetch("milestones", queryset=_milestones()),
        Prefetch("items", queryset=Part.objects.prefetch_related("indicators")),
        Prefetch("items__milestones", queryset=_milestones()),
    )
    return list(found.filter(kind__in=kinds) if kinds else found)


def list_bodies() -> list[Body]:
    """The bodies that lead or support."""
    return list(Body.objects.all())


def list_agencies_of_bodies() -> dict[str, Agency]:
    """The agencies of this centre that are bodies of the programme, by the body's code."""
    listed = {body.listed_as: body.code for body in list_bodies() if body.listed_as}
    return {listed[one.listed_as]: one for one in Agency.objects.filter(listed_as__in=listed)}


def list_steps() -> list[Milestone]:
    """The steps of the roadmap in their order, each with leads, indicators, milestones and notes."""
    within = Prefetch("milestones", queryset=_milestones())
    return list(_milestones().filter(kind="step").prefetch_related(within))


def list_milestones(*, kind: str = "", state: str = "") -> list[Milestone]:
    """Steps, milestones and gaps, of a kind or in a state if given."""
    found = _milestones()
    if kind:
        found = found.filter(kind=kind)
    return list(found.filter(state=state) if state else found)


def list_gaps(indicator_code: str = "") -> list[Milestone]:
    """What is missing in the dimensions of the OECD, or in one; the open ones first."""
    found = _milestones().filter(kind="gap")
    if indicator_code:
        found = found.filter(indicators=indicator_code)
    return sorted(found, key=lambda one: one.state in ("done", "stopped"))


def get_milestone(code: str) -> Milestone:
    """A step, milestone or gap with all that belongs to it. Raises Absent."""
    within = Prefetch("milestones", queryset=_milestones())
    if (found := find(_milestones().prefetch_related(within), code=code)) is None:
        raise Absent("programme.no_such_milestone", code=code)
    return found


def _milestones() -> QuerySet[Milestone]:
    leads = Prefetch("leads", queryset=Lead.objects.select_related("body"))
    return Milestone.objects.select_related("agency", "parent").prefetch_related(
        leads, "indicators", "notes__by", "parts"
    )
