"""What the desk's pages of assessment have in common: who may see whom, a cycle as a line."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from odms.assessment import queries, rules
from odms.assessment.queries import cycles
from odms.errors import Absent
from odms.ledger.rules import Subject
from odms.people import queries as people
from odms.people.rules import can_do
from odms.web import assessing, formats
from odms.web.doors import person_of
from odms.web.told import language

CENTRE_SLUG = "centre"


Facts = dict[str, Any]


def cycle_line(cycle: Any) -> Facts:
    """A cycle in a list."""
    return {
        "code": cycle.code,
        "title": title_of(cycle),
        "state": assessing.state_words(cycle.state),
        "sign": assessing.CYCLE_SIGNS[cycle.state],
        "until": until(cycle),
        "surveyed_on": cycle.surveyed_date,
        "address": reverse("desk-assessment", args=[cycle.code]),
    }


def until(cycle: Any) -> Any:
    """The last day of the state in which a cycle is."""
    deadline = next((m.deadline for m in rules.MOVES.values() if m.after == cycle.state), "")
    return getattr(cycle, deadline) if deadline else None


def title_of(cycle: Any) -> str:
    """The title of a cycle in the language of the page."""
    return formats.in_language(cycle, "title", language())[0]


def may_see(person: Any, one: Any) -> bool:
    """Whether a person may see what a participant says: its own people, the centre, its reviewer."""
    return can_do(person, "assessment.read", one.agency_id or "") or (
        one.reviewer_id is not None and person is not None and one.reviewer_id == person.id
    )


def participant_of(request: HttpRequest, code: str, slug: str) -> Any:
    """A participant that this person may see. Raises Absent."""
    cycle = queries.get_cycle(code)
    if slug == CENTRE_SLUG:
        one = cycles.get_centre_participant(cycle)
    else:
        one = cycles.get_participant(cycle, people.get_agency(slug))
    if not may_see(person_of(request), one):
        raise Absent("assessment.no_such_participant", name=slug)
    return one


def subject_of(one: Any) -> Subject:
    """A participant as the ledger names it."""
    return Subject(one.subject_kind, one.subject_id)
