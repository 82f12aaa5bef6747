"""Frameworks, answers to them, and cycles of assessment."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from odms.api.doors import operation, user_of
from odms.api.schemas import assessments as schemas
from odms.api.v1.answers import answers
from odms.assessment import actions, frameworks, queries
from odms.assessment.actions import Saying
from odms.assessment.frameworks import Framework
from odms.assessment.queries import cycles
from odms.assessment.queries.answers import marks_from
from odms.definitions.messages import sentences
from odms.errors import Absent, Invalid
from odms.ledger.rules import Subject
from odms.people import queries as people
from odms.people.rules import can_do

router = Router(tags=["assessment"])

_TOKEN = {"security": [{"token": []}]}


@router.get(
    "/frameworks", response=answers(list[schemas.FrameworkHead]), summary="Frameworks of assessment"
)
@operation("catalogue.read")
def list_frameworks(request: HttpRequest) -> list[dict[str, Any]]:
    """Every framework, by its code."""
    return [frameworks.summary(one) for one in queries.list_frameworks()]


@router.get("/frameworks/{code}", response=answers(schemas.Framework, 404), summary="A framework")
@operation("catalogue.read")
def get_framework(request: HttpRequest, code: str) -> dict[str, Any]:
    """All that a framework asks, and what answers its questions."""
    return frameworks.to_dict(queries.get_framework(code))


@router.get(
    "/frameworks/{code}/answers",
    response=answers(schemas.Assessment, 404),
    summary="The centre in a framework",
)
@operation("catalogue.read")
def get_centre_answers(request: HttpRequest, code: str) -> dict[str, Any]:
    """What is declared, computed and verified of the centre (of its users, where a framework asks
    them), and what it comes to."""
    framework = queries.get_framework(code)
    is_users = "users" in framework.subjects
    subject = queries.USERS_SUBJECT if is_users else queries.CENTRE_SUBJECT
    if subject.kind not in framework.subjects:
        raise Absent("assessment.no_such_framework", framework=code)
    return _assessment(framework, queries.answers_of(subject, code))


@router.get(
    "/agencies/{slug}/frameworks/{code}",
    response=answers(schemas.Assessment, 404),
    summary="An agency in a framework",
)
@operation("catalogue.read")
def get_agency_answers(request: HttpRequest, slug: str, code: str) -> dict[str, Any]:
    """What the system computes of an agency, and what was declared and verified in the last published
    cycle; its own people see what was said since. Who said it is told to nobody here."""
    agency = people.get_agency(slug)
    framework = queries.get_framework(code)
    if "agency" not in framework.subjects:
        raise Absent("assessment.no_such_framework", framework=code)
    if can_do(request.person, "assessment.read", agency.id):  # type: ignore[attr-defined]
        return _assessment(framework, queries.answers_of(Subject("agency", agency.id), code))
    return _assessment(framework, cycles.public_answers(agency, code))


@router.get(
    "/assessments", response=answers(list[schemas.CycleHead]), summary="Cycles of assessment"
)
@operation("catalogue.read")
def list_assessments(request: HttpRequest) -> list[dict[str, Any]]:
    """Published cycles, the latest first and the baseline of 2565 last; for those who work
    here the others too."""
    return [_head(one) for one in queries.list_cycles(is_public=not _is_inside(request))]


@router.get(
    "/assessments/{code}", response=answers(schemas.Cycle, 404), summary="A cycle of assessment"
)
@operation("catalogue.read")
def get_assessment(request: HttpRequest, code: str) -> dict[str, Any]:
    """A cycle with its status chapter: shares from 0 to 1, how many of how many."""
    cycle = queries.get_cycle(code, is_public=not _is_inside(request))
    return _head(cycle) | {"status": queries.status(cycle)}


@router.get(
    "/assessments/{code}/participants",
    response=answers(list[schemas.CycleParticipant], 404),
    summary="Who took part in a cycle",
)
@operation("catalogue.read")
def list_participants(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Every participant with its points, before the cycle is published one's own; of the baseline none
    are known."""
    cycle = queries.get_cycle(code, is_public=not _is_inside(request))
    is_public = cycle.state == "published"
    return [
        {
            "name": one.name,
            "agency": one.agency.slug if one.agency else None,
            "kind": one.kind,
            "is_publishing": one.is_publishing,
            "points": {name: cycles.score_of(one.results, name) for name in cycle.frameworks},
            "hash": one.hash,
        }
        for one in cycles.list_participants(cycle)
        if is_public or _is_inside(request, one.agency_id or "")
    ]


@router.get(
    "/assessments/{code}/agencies/{slug}",
    response=answers(schemas.FrozenResults, 404),
    summary="What an agency came to in a cycle",
)
@operation("catalogue.read")
def get_participant_results(request: HttpRequest, code: str, slug: str) -> dict[str, Any]:
    """Every answer of an agency as it was frozen with the cycle, and the marks: nothing before it is
    closed. Who said it is told to nobody here."""
    agency = people.get_agency(slug)
    cycle = queries.get_cycle(code, is_public=not _is_inside(request, agency.id))
    one = cycles.get_participant(cycle, agency)
    median = {name: cycles.peer_median(one, name) for name in one.results}
    return {
        "agency": slug,
        "name": one.name,
        "kind": one.kind,
        "is_publishing": one.is_publishing,
        "results": {name: _without_names(told) for name, told in one.results.items()},
        "peer_median": median,
        "hash": one.hash,
    }


@router.post(
    "/assessments/{code}/agencies/{slug}/answers",
    response=answers(schemas.Assessment, 401, 403, 404, 409, 422, status=201),
    summary="Declare answers of an agency",
    openapi_extra=_TOKEN,
)
@operation("assessment.declare")
def declare_answers(
    request: HttpRequest, code: str, slug: str, body: schemas.NewAnswers
) -> Status[dict[str, Any]]:
    """Declare in a cycle. To verify, to appeal and to take a cycle on, a person signs in on the desk."""
    cycle, agency = queries.get_cycle(code), people.get_agency(slug)
    cycles.get_participant(cycle, agency)
    subject = Subject("agency", agency.id)
    actions.declare(
        by=user_of(request),
        framework=body.framework,
        subject=subject,
        said={question: _saying(told) for question, told in body.answers.items()},
        cycle=cycle,
        at=timezone.now(),
    )
    framework = queries.get_framework(body.framework)
    return Status(201, _assessment(framework, queries.answers_of(subject, framework.code, cycle)))


def _without_names(told: Mapping[str, Any]) -> dict[str, Any]:
    """Frozen results of a framework without the people who gave the answers."""
    return {
        "marks": told["marks"],
        "answers": {
            question: {side: _side(one) for side, one in sides.items()}
            for question, sides in told["answers"].items()
        },
    }


def _saying(told: Any) -> Saying:
    if not isinstance(told, Mapping) or "value" not in told:
        raise Invalid("assessment.answer_without_value")
    return Saying(
        told["value"],
        *(str(told.get(part, "")) for part in ("note", "url", "file_name", "file_sha256")),
    )


def _is_inside(request: HttpRequest, agency_id: str | None = None) -> bool:
    """Whether who asks works for an agency, or for this one, or for the centre (empty)."""
    return can_do(request.person, "assessment.read", agency_id)  # type: ignore[attr-defined]


def _head(cycle: Any) -> dict[str, Any]:
    parts = ("code", "frameworks", "state", "declare_until", "review_until", "appeal_until")
    return {
        **{part: getattr(cycle, part) for part in parts},
        "title": {"th": cycle.title_th, "en": cycle.title_en},
        "is_reported": cycle.code == queries.baseline().code,
        "surveyed_on": cycle.surveyed_date,
        "closed_at": cycle.closed_at,
        "published_at": cycle.published_at,
        "hash": cycle.hash,
    }


def _assessment(framework: Framework, told: list[Any]) -> dict[str, Any]:
    marks = marks_from(framework, told)
    return {
        "framework": framework.code,
        "unverified": framework.unverified,
        "answers": [_question(one) for one in told],
        "marks": {side: one.to_dict() for side, one in marks.items()},
    }


def _question(sides: Any) -> dict[str, Any]:
    one = sides.question
    return {
        "question": one.code,
        "asks": one.names,
        "kind": one.kind,
        "points": one.points,
        "is_unverified": one.is_unverified,
        "is_apart": sides.is_apart,
        "is_outdated": sides.is_outdated,
        **{side: _side(told) for side, told in sides.to_dict().items()},
    }


def _side(told: dict[str, Any] | None) -> dict[str, Any] | None:
    if told is None:
        return None
    says = sentences(told["code"], told["facts"]) if told.get("code") else None
    named = {part: value for part, value in told.items() if part not in ("by", "by_id")}
    return {**named, "says": says}
