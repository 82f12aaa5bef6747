"""Training on the desk of the centre: offering courses, noting who came."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Invalid, Refused
from odms.people import queries as people
from odms.programme import actions, queries
from odms.programme.queries import together
from odms.web.doors import door, form, page
from odms.web.forms.base import DeskForm
from odms.web.forms.together import CourseForm, HeadcountForm, ReasonForm
from odms.web.told import words
from odms.web.views.desk import shapes

_DEED = "training.offer"
_SIGNS = {"signed": "", "left": "na", "attended": "ok", "absent": "na"}


@page(_DEED)
def _show(request: HttpRequest) -> HttpResponse:
    return _index_page(request, _form())


@form(_DEED)
def _take(request: HttpRequest) -> HttpResponse:
    typed = _form(request.POST)
    if not typed.is_valid():
        return _index_page(request, typed, 422)
    try:
        made = actions.offer_course(by=request.user, at=timezone.now(), **typed.told)
    except Refused as refused:
        typed.refuse(refused)
        return _index_page(request, typed, shapes.status(refused))
    return redirect("desk-course", id=made.id)


index = door(get=_show, post=_take)


@page(_DEED)
def _show_course(request: HttpRequest, id: str) -> HttpResponse:
    return _course_page(request, together.get_course(id))


@form(_DEED)
def _take_course(request: HttpRequest, id: str) -> HttpResponse:
    course, deed = together.get_course(id), request.POST.get("deed", "")
    forms = _forms(request.POST)
    typed = forms.get(deed, DeskForm(request.POST))
    if deed not in (*forms, "attended", "absent"):
        raise Invalid("web.unknown_deed", deed=deed)
    if not typed.is_valid():
        return _course_page(request, course, deed, typed, 422)
    try:
        _do(request, course, deed, typed)
    except Refused as refused:
        typed.refuse(refused)
        return _course_page(request, course, deed, typed, shapes.status(refused))
    messages.success(request, _("Saved"))
    return redirect("desk-course", id=id)


course = door(get=_show_course, post=_take_course)


def _do(request: HttpRequest, course: Any, deed: str, typed: Any) -> None:
    given: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if deed == "cancel":
        actions.cancel_course(course=course, reason=typed.cleaned_data["reason"], **given)
    elif deed == "count":
        agency = typed.agencies[typed.cleaned_data["agency"]]
        actions.note_headcount(course=course, agency=agency, n=typed.cleaned_data["n"], **given)
    else:
        seat = together.find_sign_up(course, request.POST.get("sign_up", ""))
        certificate = request.POST.get("certificate", "")
        actions.note_attendance(sign_up=seat, deed=deed, certificate=certificate, **given)


def _form(data: Any = None) -> CourseForm:
    return CourseForm(data, parts=queries.list_parts("provider", "user"))


def _forms(data: Any = None) -> dict[str, DeskForm]:
    return {
        "count": HeadcountForm(data, agencies=people.list_agencies(), auto_id="count_%s"),
        "cancel": ReasonForm(data, auto_id="cancel_%s"),
    }


def _index_page(request: HttpRequest, typed: CourseForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    shown = {
        "courses": together.list_courses(at=now),
        "past": together.list_courses(at=now, is_past=True),
        "figures": together.figures(),
        "form": typed,
    }
    return render(request, "desk/training.html", shown, status=status)


def _course_page(
    request: HttpRequest,
    course: Any,
    deed: str = "",
    typed: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = _forms()
    if typed and deed in forms:
        forms[deed] = typed
    titles = {
        "count": (_("People of an agency without an account"), _("Save")),
        "cancel": (_("Cancel the course"), _("Cancel it")),
    }
    shown = {
        "course": course,
        "seats": [
            {
                "one": one,
                "sign": _SIGNS[one.state],
                "state": words(f"programme.sign_up.{one.state}"),
            }
            for one in together.list_sign_ups(course)
        ],
        "headcounts": course.headcounts.select_related("agency"),
        "form": typed,
        "blocks": [
            {"deed": name, "heading": heading, "button": button, "form": forms[name]}
            for name, (heading, button) in titles.items()
            if course.state == "offered"
        ],
    }
    return render(request, "desk/course.html", shown, status=status)
