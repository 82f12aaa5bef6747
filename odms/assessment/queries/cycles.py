"""Reading cycles: the baseline of 2565, imported and own ones, what they came to, and peers.

`baseline`, `status`, `last_published_cycle` and `list_cycles` are stable names for other rooms.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from odms.assessment import chapter
from odms.assessment.models import Appeal, Cycle, Participant
from odms.assessment.queries.answers import Sides, answers_of
from odms.assessment.queries.users import users_chapter
from odms.assessment.rules import CENTRE, FROZEN, value_in_force
from odms.definitions import national
from odms.errors import Absent
from odms.ledger.queries import find
from odms.ledger.rules import Subject
from odms.people.models import Agency, User
from odms.publication.answering import digest


def baseline() -> Cycle:
    """The survey before the guideline of พ.ศ. 2565: published, as reported, in every centre.

    No row of the database: it is read from `definitions/<country>/survey.yaml`, its hash over its
    figures. `status(baseline())` has them.
    """
    return _reported()


def list_cycles(*, is_public: bool = False) -> list[Cycle]:
    """Every cycle, the latest first and the baseline last; only those that are published, if asked."""
    found = Cycle.objects.filter(state="published") if is_public else Cycle.objects.all()
    return [*found, baseline()]


def get_cycle(code: str, *, is_public: bool = False) -> Cycle:
    """The cycle with this code, the baseline's among them. Raises Absent, also for one that is not
    published yet where only those are asked for."""
    if code == baseline().code:
        return baseline()
    cycle = find(Cycle.objects.all(), code=code)
    if cycle is None or (is_public and cycle.state != "published"):
        raise Absent("assessment.no_such_cycle", cycle=code)
    return cycle


def last_published_cycle(framework: str = chapter.READINESS) -> Cycle:
    """The last published cycle that asked a framework; the baseline before there is one."""
    for cycle in Cycle.objects.filter(state="published").order_by("-surveyed_date", "-opened_at"):
        if framework in cycle.frameworks:
            return cycle
    return baseline()


def national_cycle() -> Cycle:
    """The last published cycle of readiness that asked as many agencies as the survey of 2565; that
    survey itself before there is one: a trial with a few agencies is no picture of the nation."""
    published = Cycle.objects.filter(state="published")
    found = published.order_by("-surveyed_date", "-opened_at")
    return next((cycle for cycle in found if is_national(cycle)), baseline())


def is_national(cycle: Cycle) -> bool:
    """Whether a cycle asked for readiness, and as many agencies as the survey of 2565."""
    least = status(baseline())["n_agencies"]
    n_agencies: int = cycle.figures.get("n_agencies", 0)
    return chapter.READINESS in cycle.frameworks and n_agencies >= least


def compare(cycle: Cycle, former: Cycle) -> dict[str, float]:
    """By how much the share of each question of readiness changed since a former cycle; -0.02 is two
    points of a hundred less. Questions without a share in both are left out."""
    before, now = (_shares(status(one)) for one in (former, cycle))
    return {
        code: round(share - before[code], 3)
        for code, share in now.items()
        if share is not None and before.get(code) is not None
    }


def status(cycle: Cycle) -> dict[str, Any]:
    """The status chapter of a cycle: agencies' readiness, and users' satisfaction beside it (of an
    imported one, of the survey that it was joined with).

    {code, title, source, surveyed_on, is_reported, n_agencies, n_publishing, share_publishing,
    threshold, enablers: [{code, name, n, of, share}], processes: [{number, code, process, name, n, of,
    share, is_weak}], satisfaction: {n_users, overall_reported, overall_computed, band, dimensions:
    [{code, name, mean, band}]} or None, channels: [{code, name, share}], agencies: [{place, name}],
    agencies_on}. Shares are from 0 to 1, days ISO 8601.
    """
    figures = cycle.figures or _figures_so_far(cycle)
    told = {
        "code": cycle.code,
        "title": {"th": cycle.title_th, "en": cycle.title_en},
        "source": cycle.source,
        "surveyed_on": cycle.surveyed_date.isoformat() if cycle.surveyed_date else None,
        "is_reported": cycle.code == baseline().code,
        **figures,
    }
    if cycle.state not in FROZEN:
        told |= users_chapter()
    return told


def list_participants(cycle: Cycle) -> list[Participant]:
    """Who takes part in a cycle, in their order."""
    found = Participant.objects.filter(cycle_id=cycle.pk).select_related(
        "agency", "reviewer", "submitted_by"
    )
    return list(found)


def get_participant(cycle: Cycle, agency: Agency) -> Participant:
    """An agency in a cycle. Raises Absent."""
    found = Participant.objects.filter(cycle_id=cycle.pk, agency=agency)
    if (one := found.select_related("agency", "reviewer", "cycle").first()) is None:
        raise Absent("assessment.no_such_participant", name=agency.name_th)
    return one


def get_centre_participant(cycle: Cycle) -> Participant:
    """The centre itself in a cycle. Raises Absent."""
    found = Participant.objects.filter(cycle_id=cycle.pk, subject_kind="centre")
    if (one := found.select_related("agency", "reviewer", "cycle").first()) is None:
        raise Absent("assessment.no_such_participant", name=CENTRE)
    return one


def list_open_participations(agency_ids: Collection[str]) -> list[Participant]:
    """Where these agencies take part in cycles that are not closed."""
    found = Participant.objects.filter(agency_id__in=list(agency_ids))
    return list(found.exclude(cycle__state__in=FROZEN).select_related("agency", "cycle"))


def list_reviews(reviewer: User) -> list[Participant]:
    """Whom a person was assigned to review, in cycles that are not closed."""
    found = Participant.objects.filter(reviewer_id=reviewer.pk)
    return list(found.exclude(cycle__state__in=FROZEN).select_related("agency", "cycle"))


def participations(agency: Agency, *, is_public: bool = False) -> list[Participant]:
    """The cycles in which an agency takes part, the latest first."""
    found = Participant.objects.filter(agency=agency).select_related("cycle", "reviewer")
    if is_public:
        found = found.filter(cycle__state="published")
    return list(found.order_by("-cycle__surveyed_date", "-cycle__opened_at"))


def list_lacking(cycle: Cycle, question: str) -> list[str]:
    """The names of the agencies that answered a question of readiness with less than yes."""
    return [
        one.name
        for one in list_participants(cycle)
        if _in_force(one.results, chapter.READINESS, question) != "yes"
    ]


def peer_median(participant: Participant, framework: str) -> float | None:
    """The median score of the participants of the same kind, itself among them; None of nothing."""
    peers = Participant.objects.filter(cycle_id=participant.cycle_id, kind=participant.kind)
    points = [score_of(one.results, framework) for one in peers]
    told = [one for one in points if one is not None]
    return round(median(told), 2) if told else None


def score_of(results: Mapping[str, Any], framework: str) -> float | None:
    """The score of frozen results: what counts of verified, declared and computed answers."""
    marks = results.get(framework, {}).get("marks", {})
    points: float | None = marks.get("in_force", {}).get("points")
    return points


def list_appeals(cycle: Cycle) -> list[Appeal]:
    """The appeals of a cycle, those that wait first."""
    found = Appeal.objects.filter(participant__cycle_id=cycle.pk)
    related = ("participant__agency", "answer__by", "by", "decided_by")
    return list(found.select_related(*related).order_by("decided_at", "at"))


def get_appeal(id: str) -> Appeal:
    """An appeal. Raises Absent."""
    rows: QuerySet[Appeal] = Appeal.objects.select_related(
        "participant__cycle", "participant__agency", "answer__by", "by"
    )
    if (found := find(rows, id=id)) is None:
        raise Absent("assessment.no_such_appeal", id=id)
    return found


def count_open_appeals(cycle: Cycle) -> int:
    """Appeals that nobody decided."""
    waiting = Q(participant__cycle_id=cycle.pk, outcome="")
    return Appeal.objects.filter(waiting).count()


def cycle_digest(cycle: Cycle) -> str:
    """The hash over a frozen cycle: its head, its figures and the hash of every participant."""
    told = Participant.objects.filter(cycle_id=cycle.pk).order_by("position", "name")
    return digest(
        {
            "code": cycle.code,
            "titles": [cycle.title_th, cycle.title_en],
            "origin": cycle.origin,
            "surveyed_date": cycle.surveyed_date.isoformat() if cycle.surveyed_date else None,
            "frameworks": cycle.frameworks,
            "source": cycle.source,
            "figures": cycle.figures,
            "participants": [[one.name, one.hash] for one in told],
        }
    )


def participant_digest(participant: Participant) -> str:
    """The hash over what a participant came to."""
    return digest(
        {
            "name": participant.name,
            "subject": [participant.subject_kind, participant.subject_id],
            "kind": participant.kind,
            "is_publishing": participant.is_publishing,
            "results": participant.results,
        }
    )


def faults(cycle: Cycle) -> list[str]:
    """What of a frozen cycle is not as its hash says: the names of participants, or its own code."""
    if cycle.state not in FROZEN:
        return []
    if cycle.pk == baseline().pk:
        return []
    found = [one.name for one in list_participants(cycle) if participant_digest(one) != one.hash]
    return found + ([cycle.code] if cycle_digest(cycle) != cycle.hash else [])


def public_answers(agency: Agency, framework: str) -> list[Sides]:
    """What everybody may see of an agency: what the system computes now, and what was declared and
    verified in the last published cycle. What people said since is their own until that is published."""
    told = participations(agency, is_public=True)
    frozen = next((one.results[framework] for one in told if framework in one.results), {})
    answers = frozen.get("answers", {})
    return [
        replace(
            one,
            declared=answers.get(one.question.code, {}).get("declared"),
            verified=answers.get(one.question.code, {}).get("verified"),
        )
        for one in answers_of(Subject("agency", agency.id), framework)
    ]


def counts(participants: list[Participant]) -> dict[str, int]:
    """How many participants answered each question of readiness with yes."""
    found: dict[str, int] = {}
    for one in participants:
        for question, sides in one.results.get(chapter.READINESS, {}).get("answers", {}).items():
            found[question] = found.get(question, 0) + (value_in_force(sides) == "yes")
    return found


def _shares(told: Mapping[str, Any]) -> dict[str, Any]:
    return {one["code"]: one["share"] for one in (*told["enablers"], *told["processes"])}


def _in_force(results: Mapping[str, Any], framework: str, question: str) -> Any:
    return value_in_force(results.get(framework, {}).get("answers", {}).get(question, {}))


def _figures_so_far(cycle: Cycle) -> dict[str, Any]:
    """The chapter of a cycle that is not closed: nothing is counted before."""
    n = Participant.objects.filter(cycle_id=cycle.pk, subject_kind="agency").count()
    return chapter.counted({}, n_agencies=n, n_publishing=0, is_asked=False)


@cache
def _reported() -> Cycle:
    survey = national("survey.yaml")
    at = datetime.combine(survey["surveyed_on"], time(), UTC)
    figures = chapter.reported()
    return Cycle(
        id="baseline",
        code=survey["code"],
        title_th=survey["title"]["th"],
        title_en=survey["title"]["en"],
        frameworks=[chapter.READINESS, chapter.SATISFACTION],
        state="published",
        origin="imported",
        source=survey["source"],
        surveyed_date=survey["surveyed_on"],
        opened_at=at,
        closed_at=at,
        published_at=at,
        figures=figures,
        hash=digest(figures),
    )
