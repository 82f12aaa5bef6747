"""What waits for a person: the first thing on the desk."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from odms.harvest import queries as harvest
from odms.people import queries as people
from odms.people.rules import Person, can_do
from odms.web import formats
from odms.web.told import language
from odms.web.views.desk import badges, shapes, understood
from odms.web.views.desk.overview import Desk


@dataclass(frozen=True)
class Task:
    """One thing to do: where, why, and how it stands."""

    title: str
    address: str
    words: str
    badge: badges.Badge


def tasks(person: Person, desk: Desk) -> list[Task]:
    """What waits for the person: decisions, returned cases, unreadable files, cases to complete."""
    return [
        *_applications(person),
        *_sources(person),
        *(_decision(case) for case in desk.to_decide),
        *(
            _failure(delivery)
            for delivery in desk.failed
            if _is_steward(person, delivery.agency_id)
        ),
        *(
            _draft(case, desk)
            for case in desk.drafts
            if _is_steward(person, case.dataset.agency_id)
        ),
    ]


def _is_steward(person: Person, agency_id: str) -> bool:
    """Whether it is this person's own work; an admin may do it too, and is not asked to."""
    return (agency_id, "steward") in person.roles


def _applications(person: Person) -> list[Task]:
    """One line for all organisations that wait for the centre."""
    n = people.count_waiting() if can_do(person, "application.decide") else 0
    if not n:
        return []
    return [
        Task(
            title=ngettext(
                "One organisation waits for your answer",
                "%(n)s organisations wait for your answer",
                n,
            )
            % {"n": n},
            address=reverse("desk-applications"),
            words=_("They ask to publish here"),
            badge=badges.Badge("up", _("Waits for you")),
        )
    ]


def _sources(person: Person) -> list[Task]:
    """One line for all catalogues that wait for the centre."""
    n = harvest.count_proposed() if can_do(person, "source.approve") else 0
    if not n:
        return []
    return [
        Task(
            title=ngettext(
                "One catalogue waits for your answer",
                "%(n)s catalogues wait for your answer",
                n,
            )
            % {"n": n},
            address=reverse("desk-harvest"),
            words=_("Stewards ask to gather them here"),
            badge=badges.Badge("up", _("Waits for you")),
        )
    ]


def _decision(case: Any) -> Task:
    return Task(
        title=_("Decide about “%(title)s”") % {"title": shapes.title_of(case)},
        address=reverse("desk-approval", kwargs={"id": case.id}),
        words=_("%(name)s submitted it on %(when)s")
        % {"name": case.submitted_by.name, "when": formats.moment(case.submitted_at, language())},
        badge=badges.Badge("up", _("Waits for you")),
    )


def _failure(delivery: Any) -> Task:
    return Task(
        title=_("“%(name)s” could not be read") % {"name": delivery.name},
        address=reverse("desk-delivery", kwargs={"id": delivery.id}),
        words=understood.trouble(delivery)["sentence"],
        badge=badges.Badge("no", _("Not readable")),
    )


def _draft(case: Any, desk: Desk) -> Task:
    step = desk.gates[case.id].next
    title = {"title": shapes.title_of(case)}
    if case.reason:
        return Task(
            title=_("Returned: “%(title)s”") % title,
            address=reverse("desk-case", kwargs={"id": case.id}),
            words=case.reason,
            badge=badges.Badge("up", _("Returned")),
        )
    if step is None:
        return Task(
            title=_("Submit “%(title)s”") % title,
            address=reverse("desk-case-review", kwargs={"id": case.id}),
            words=_("Everything is there; another person decides"),
            badge=badges.Badge("up", _("Waits for you")),
        )
    return Task(
        title=_("Complete “%(title)s”") % title,
        address=step.address or reverse("desk-case", kwargs={"id": case.id}),
        words=_("Next: %(step)s") % {"step": step.step},
        badge=badges.Badge("up", _("Waits for you")),
    )
