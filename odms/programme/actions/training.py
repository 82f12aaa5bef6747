"""Deeds of training: the centre offers and notes who came, people sign up."""

from datetime import datetime
from typing import Any

from django.db import transaction

from odms.errors import Conflict, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import Subject
from odms.people import actions as people
from odms.people.models import Agency, User
from odms.people.queries import check_by
from odms.programme.models import Course, Headcount, Part, SignUp
from odms.programme.rules import checked_line, checked_text, checked_url
from odms.programme.rules.together import (
    SEATED,
    SIGN_UP_MOVES,
    check_can_sign_up,
    check_move,
    checked_audience,
)


@transaction.atomic
def offer_course(
    *,
    by: User,
    title_th: str,
    starts_at: datetime,
    ends_at: datetime,
    title_en: str = "",
    about: str = "",
    part: Part | None = None,
    audience: str = "everybody",
    place: str = "",
    url: str = "",
    seats: int | None = None,
    at: datetime,
) -> Course:
    """Offer a course at a time and a place, or online. Raises Invalid."""
    check_by(by, "training.offer")
    place, url = " ".join(place.split())[:300], checked_url("url", url)
    if not (place or url):
        raise Invalid("programme.course_nowhere", item="place")
    if ends_at < starts_at:
        raise Invalid("programme.course_ends_first", item="ends_at")
    course = Course.objects.create(
        title_th=checked_line("title_th", title_th),
        title_en=" ".join(title_en.split())[:300],
        about=checked_text("about", about),
        part=part,
        audience=checked_audience(audience),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        url=url,
        seats=seats,
        offered_at=at,
    )
    _enter(by, "training.offered", course, at, {"title": course.title_th, "seats": seats})
    return course


@transaction.atomic
def cancel_course(*, by: User, course: Course, reason: str, at: datetime) -> Course:
    """Cancel a course; whoever signed up is told why."""
    check_by(by, "training.offer")
    course = _locked(course)
    if course.state != "offered":
        raise Conflict("programme.course_cancelled")
    if not (reason := checked_text("reason", reason)):
        raise Invalid("programme.needs_reason", item="reason")
    course.state, course.reason = "cancelled", reason
    course.save()
    _enter(by, "training.cancelled", course, at, {"reason": reason})
    for one in course.sign_ups.filter(state="signed").select_related("user"):
        facts = {"title": course.title_th, "reason": reason}
        people.notify(
            user=one.user,
            code="programme.notice.course_cancelled",
            facts=facts,
            path=f"/training/{course.id}",
            at=at,
        )
    return course


@transaction.atomic
def sign_up(*, by: User, course: Course, agency: Agency | None = None, at: datetime) -> SignUp:
    """Take a seat in a course. Raises Conflict where it is full, has begun or was cancelled, and for
    whoever has one."""
    check_by(by, "training.join")
    course = _locked(course)
    mine = SignUp.objects.filter(course=course, user=by).first()
    if mine is not None and mine.state != "left":
        raise Conflict("programme.signed_already")
    n_taken = SignUp.objects.filter(course=course, state__in=SEATED).count()
    check_can_sign_up(
        state=course.state, starts_at=course.starts_at, at=at, seats=course.seats, n_taken=n_taken
    )
    found, _ = SignUp.objects.update_or_create(
        course=course, user=by, defaults={"state": "signed", "agency": agency, "signed_at": at}
    )
    _enter(by, "training.signed", course, at, {})
    return found


@transaction.atomic
def leave_course(*, by: User, course: Course, at: datetime) -> None:
    """Give one's seat back."""
    check_by(by, "training.join")
    mine = SignUp.objects.select_for_update(no_key=True).filter(course=course, user=by).first()
    if mine is None:
        raise Conflict("programme.not_signed")
    _move(mine, "leave", by, at)


@transaction.atomic
def note_attendance(
    *, by: User, sign_up: SignUp, deed: str, certificate: str = "", at: datetime
) -> SignUp:
    """Note whether somebody came (`attended`, `absent`), and the number of their certificate."""
    check_by(by, "training.offer")
    found = SignUp.objects.select_for_update(no_key=True).get(pk=sign_up.pk)
    if deed == "leave":
        raise Invalid("programme.no_such_deed", deed=deed, known="attended, absent")
    found.certificate = " ".join(certificate.split())[:100] if deed == "attended" else ""
    return _move(found, deed, by, at)


@transaction.atomic
def note_headcount(
    *, by: User, course: Course, agency: Agency, n: int, at: datetime
) -> Headcount | None:
    """Note how many people of an agency came without an account here; nought takes it back."""
    check_by(by, "training.offer")
    if n < 0:
        raise Invalid("programme.wrong_value", item="n", most="∞")
    _enter(by, "training.counted", course, at, {"agency": agency.slug, "n": n}, agency)
    if n == 0:
        Headcount.objects.filter(course=course, agency=agency).delete()
        return None
    found, _ = Headcount.objects.update_or_create(course=course, agency=agency, defaults={"n": n})
    return found


def _move(found: SignUp, deed: str, by: User, at: datetime) -> SignUp:
    move = check_move(SIGN_UP_MOVES, deed, state=found.state)
    found.state = move.after
    found.save()
    # who came is kept in the table, and not in the ledger, which forgets nothing
    _enter(by, move.verb, found.course, at, {})
    return found


def _locked(course: Course) -> Course:
    return Course.objects.select_for_update(no_key=True).get(pk=course.pk)


def _enter(
    by: User,
    verb: str,
    course: Course,
    at: datetime,
    facts: dict[str, Any],
    agency: Agency | None = None,
) -> None:
    ledger.record(
        by=by.actor,
        verb=verb,
        subject=Subject("course", course.id),
        at=at,
        agency_id=agency.id if agency else "",
        facts=facts,
    )
