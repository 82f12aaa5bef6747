"""Training: what is offered, one course with its seats, and what was taken."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Invalid, Refused
from odms.people import queries as people
from odms.people.rules import can_do
from odms.programme import actions
from odms.programme.queries import together
from odms.web import told
from odms.web.doors import door, form, page, person_of, status_of
from odms.web.forms.together import SeatForm


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """The courses to come, and what was taken so far."""
    now = timezone.now()
    shown = {
        "courses": together.list_courses(at=now),
        "past": together.list_courses(at=now, is_past=True)[:20],
        "figures": together.figures(),
        "taken": together.taken_by_agency()[:20],
        "may_offer": can_do(person_of(request), "training.offer"),
    }
    return render(request, "public/programme/training.html", shown)


@page("catalogue.read")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    return _course_page(request, together.get_course(id))


@form("training.join")
def _take(request: HttpRequest, id: str) -> HttpResponse:
    course, now, deed = together.get_course(id), timezone.now(), request.POST.get("deed", "")
    typed = SeatForm(request.POST, agencies=people.agencies_of(request.user))
    if deed not in ("sign-up", "leave"):
        raise Invalid("web.unknown_deed", deed=deed)
    try:
        if deed == "leave":
            actions.leave_course(by=request.user, course=course, at=now)
        elif typed.is_valid():
            actions.sign_up(by=request.user, course=course, at=now, **typed.told)
        else:
            return _course_page(request, course, typed, status=422)
    except Refused as refused:
        return _course_page(request, course, typed, refused, status=status_of(refused))
    messages.success(
        request, _("Your seat is given back") if deed == "leave" else _("See you there")
    )
    return redirect("course", id=id)


course = door(get=_show, post=_take)


def _course_page(
    request: HttpRequest,
    course: Any,
    typed: SeatForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    own = people.agencies_of(request.user) if person else []
    shown = {
        "course": course,
        "audience": told.words(f"programme.audience.{course.audience}"),
        "left": None if course.seats is None else max(course.seats - course.n_taken, 0),
        "mine": together.get_sign_up(course, person),
        "is_open": course.state == "offered" and course.starts_at > now,
        "form": typed or SeatForm(agencies=own),
        "has_agencies": bool(own),
        "refusal": {"sentence": told.words(refused.code, refused.facts)} if refused else None,
        "may_offer": can_do(person, "training.offer"),
    }
    return render(request, "public/programme/course.html", shown, status=status)
