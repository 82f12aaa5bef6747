"""The inbox of an agency: requests and feedback that wait for an answer, and answering them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Invalid
from odms.inventory import queries as inventory
from odms.people import queries as people
from odms.people.rules import can_do
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.rules import (
    DONE_FEEDBACK,
    FEEDBACK_DEEDS,
    OPEN_FEEDBACK,
    OPEN_REQUESTS,
    REQUEST_DEEDS,
    Transition,
)
from odms.web.doors import door, form, page, person_of
from odms.web.forms.base import DeskForm
from odms.web.forms.voice import (
    AnswerForm,
    AssignForm,
    DeclineForm,
    MergeForm,
    PublishForm,
    ResolveForm,
    ReviewForm,
    SortForm,
)
from odms.web.views.desk import badges, shapes
from odms.web.views.public.requests import about, theme_of

N_LISTED = 50


@page("voice.read")
def index(request: HttpRequest) -> HttpResponse:
    """What waits, the first due first, and what was answered last."""
    person = person_of(request)
    waiting = voice.waits_for(person)
    shown = {
        "requests": [_request_line(one) for one in waiting],
        "feedback": voice.list_feedback(person=person, states=OPEN_FEEDBACK, limit=N_LISTED),
        "done": voice.list_feedback(person=person, states=DONE_FEEDBACK, limit=N_LISTED),
        "today": timezone.localdate(),
        "questions": voice.list_open_questions(person, limit=N_LISTED),
        "appeals": voice.list_appeals() if can_do(person, "request.review") else [],
    }
    return render(request, "desk/voice.html", shown)


@page("voice.read")
def _show_request(request: HttpRequest, id: str) -> HttpResponse:
    return _request_page(request, _own_request(request, id))


@form("voice.read")
def _answer_request(request: HttpRequest, id: str) -> HttpResponse:
    wanted, deed = _own_request(request, id), request.POST.get("deed", "")
    if deed not in _DO_REQUEST:
        raise Invalid("web.unknown_deed", deed=deed)
    typed = _request_forms(request, wanted, request.POST)[deed]
    return _sent(
        request,
        typed,
        lambda: _DO_REQUEST[deed](request.user, wanted, typed.cleaned_data),
        lambda status: _request_page(request, wanted, deed, typed, status),
    )


@page("voice.read")
def _show_feedback(request: HttpRequest, id: str) -> HttpResponse:
    return _feedback_page(request, _own_feedback(request, id))


@form("voice.read")
def _answer_feedback(request: HttpRequest, id: str) -> HttpResponse:
    feedback, deed = _own_feedback(request, id), request.POST.get("deed", "")
    if deed not in FEEDBACK_DEEDS:
        raise Invalid("web.unknown_deed", deed=deed)
    typed = _feedback_forms(feedback, request.POST)[deed]
    return _sent(
        request,
        typed,
        lambda: _DO_FEEDBACK[deed](request.user, feedback, typed.cleaned_data),
        lambda status: _feedback_page(request, feedback, deed, typed, status),
    )


request_page = door(get=_show_request, post=_answer_request)
feedback_page = door(get=_show_feedback, post=_answer_feedback)


def _sent(
    request: HttpRequest,
    typed: DeskForm,
    act: Callable[[], object],
    again: Callable[[int], HttpResponse],
) -> HttpResponse:
    """The answer to a form that was sent: back to the inbox, or the page with what is wrong."""
    if not typed.is_valid():
        return again(422)
    try:
        act()
    except Invalid as refused:
        typed.refuse(refused)
        return again(422)
    messages.success(request, _("Saved"))
    return redirect("desk-voice")


_DO_REQUEST: dict[str, Callable[[Any, Any, dict[str, Any]], object]] = {
    "assign": lambda by, wanted, typed: actions.assign_request(
        by=by, request=wanted, agency=people.get_agency(typed["agency"]), at=timezone.now()
    ),
    "take": lambda by, wanted, typed: actions.take_request(
        by=by, request=wanted, at=timezone.now()
    ),
    "answer": lambda by, wanted, typed: actions.answer_request(
        by=by, request=wanted, text=typed["text"], at=timezone.now()
    ),
    "publish": lambda by, wanted, typed: actions.publish_request(
        by=by,
        request=wanted,
        dataset=catalogue.get_dataset(typed["dataset"]),
        text=typed["text"],
        at=timezone.now(),
    ),
    "decline": lambda by, wanted, typed: actions.decline_request(
        by=by,
        request=wanted,
        ground=typed["ground"],
        reason=typed["reason"],
        at=timezone.now(),
    ),
    "merge": lambda by, wanted, typed: actions.merge_request(
        by=by, request=wanted, into=voice.get_request(typed["into"]), at=timezone.now()
    ),
    "uphold": lambda by, wanted, typed: actions.uphold_refusal(
        by=by, request=wanted, text=typed["text"], at=timezone.now()
    ),
    "overturn": lambda by, wanted, typed: actions.overturn_refusal(
        by=by, request=wanted, text=typed["text"], at=timezone.now()
    ),
    "sort": lambda by, wanted, typed: actions.sort_request(
        by=by,
        request=wanted,
        theme=theme_of(typed["theme"]),
        province=typed["province"],
        entry=next((e for e in _entries(wanted) if e.id == typed["entry"]), None),
        at=timezone.now(),
    ),
}

_DO_FEEDBACK: dict[str, Callable[[Any, Any, dict[str, Any]], object]] = {
    "answer": lambda by, feedback, typed: actions.answer_feedback(
        by=by, feedback=feedback, text=typed["text"], at=timezone.now()
    ),
    "resolve": lambda by, feedback, typed: actions.resolve_feedback(
        by=by,
        feedback=feedback,
        text=typed["text"],
        release=_releases(feedback).get(typed["release"]),
        at=timezone.now(),
    ),
}


def _own_request(request: HttpRequest, id: str) -> Any:
    """A request to an agency in which this person has a part. Raises Absent."""
    wanted = voice.get_request(id)
    if not can_do(person_of(request), "voice.read", wanted.agency_id or ""):
        raise Absent("voice.no_such_request", id=id)
    return wanted


def _own_feedback(request: HttpRequest, id: str) -> Any:
    """Feedback on a dataset of an agency in which this person has a part. Raises Absent."""
    feedback = voice.get_feedback(id)
    if not can_do(person_of(request), "voice.read", feedback.dataset.agency_id):
        raise Absent("voice.no_such_feedback", id=id)
    return feedback


def _request_forms(request: HttpRequest, wanted: Any, data: Any = None) -> dict[str, DeskForm]:
    datasets = catalogue.list_datasets(agency=wanted.agency, order="title_th", limit=None)
    return {
        "take": DeskForm(data),
        "answer": AnswerForm(data, auto_id="answer_%s"),
        "publish": PublishForm(data, auto_id="publish_%s", datasets=datasets),
        "decline": DeclineForm(data, auto_id="decline_%s"),
        "merge": MergeForm(data, auto_id="merge_%s", requests=_same(wanted)),
        "uphold": ReviewForm(data, auto_id="uphold_%s"),
        "overturn": ReviewForm(data, auto_id="overturn_%s"),
        "sort": SortForm(
            data, auto_id="sort_%s", entries=_entries(wanted), initial=_sorted_as(wanted)
        ),
        "assign": AssignForm(data, auto_id="assign_%s", agencies=people.list_agencies()),
    }


def _same(wanted: Any) -> list[Any]:
    """The requests that one may be merged with: those that are like it first."""
    near = voice.similar_requests(wanted.title, limit=10, without=wanted.id)
    others = voice.list_requests(states=OPEN_REQUESTS, agency=wanted.agency, limit=100)
    known = {one.id: one for one in [*near, *others] if one.agency_id == wanted.agency_id}
    known.pop(wanted.id, None)
    return list(known.values())


def _entries(wanted: Any) -> list[Any]:
    """What the agency of a request holds."""
    if wanted.agency_id is None:
        return []
    return list(inventory.list_entries([wanted.agency_id], limit=500))


def _sorted_as(wanted: Any) -> dict[str, Any]:
    told = {"theme": wanted.theme_id, "entry": wanted.entry_id}
    return {name: value or "" for name, value in told.items()} | {"province": wanted.province}


def _feedback_forms(feedback: Any, data: Any = None) -> dict[str, DeskForm]:
    releases = list(_releases(feedback).values())
    return {
        "answer": AnswerForm(data, auto_id="answer_%s"),
        "resolve": ResolveForm(data, auto_id="resolve_%s", releases=releases),
    }


def _releases(feedback: Any) -> dict[str, Any]:
    """The releases of the dataset that came after the feedback, by identifier."""
    tables = catalogue.list_tables(feedback.dataset)
    found = [release for table in tables for release in catalogue.list_releases(table)]
    return {one.id: one for one in found if one.released_at >= feedback.given_at}


def _request_page(
    request: HttpRequest,
    wanted: Any,
    deed: str = "",
    typed: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = _request_forms(request, wanted) | ({deed: typed} if typed else {})
    titles = {
        "take": (_("Take it up"), _("I take it up")),
        "answer": (_("Answer"), _("Send the answer")),
        "publish": (_("It is published"), _("Tell where it is published")),
        "decline": (_("Decline"), _("Decline with this reason")),
        "assign": (_("Give it to an agency"), _("Give it to the agency")),
        "uphold": (_("The refusal stands"), _("Uphold the refusal")),
        "overturn": (_("The refusal falls"), _("Overturn the refusal")),
        "merge": (_("It asks for the same as another"), _("Merge them")),
        "sort": (_("Subject, province, what could answer it"), _("Save")),
    }
    shown = about(wanted) | {
        "badge": badges.request_badge(wanted),
        "form": typed,
        "blocks": _blocks(
            request, REQUEST_DEEDS, titles, forms, wanted.state, wanted.agency_id or ""
        ),
    }
    return render(request, "desk/voice_request.html", shown, status=status)


def _feedback_page(
    request: HttpRequest,
    feedback: Any,
    deed: str = "",
    typed: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = _feedback_forms(feedback) | ({deed: typed} if typed else {})
    titles = {
        "answer": (_("Answer"), _("Send the answer")),
        "resolve": (_("What came of it"), _("It is dealt with")),
    }
    shown = {
        "one": feedback,
        "feedback": [feedback],
        "badge": badges.feedback_badge(feedback),
        "title": shapes.dataset_title(feedback.dataset),
        "form": typed,
        "blocks": _blocks(
            request, FEEDBACK_DEEDS, titles, forms, feedback.state, feedback.dataset.agency_id
        ),
    }
    return render(request, "desk/voice_feedback.html", shown, status=status)


def _blocks(
    request: HttpRequest,
    deeds: dict[str, Transition],
    titles: dict[str, tuple[str, str]],
    forms: dict[str, DeskForm],
    state: str,
    agency_id: str,
) -> list[dict[str, Any]]:
    """The forms of what this person may do to this thing now."""
    person = person_of(request)
    return [
        {"deed": deed, "heading": heading, "button": button, "form": forms[deed]}
        for deed, (heading, button) in titles.items()
        if _may(person, deeds.get(deed), state, agency_id)
    ]


def _may(person: Any, move: Transition | None, state: str, agency_id: str) -> bool:
    """Whether a person may do a deed now; sorting moves nothing and is always possible."""
    if move is None:
        return can_do(person, "request.answer", agency_id)
    return state in move.before and can_do(person, move.permission, agency_id)


def _request_line(wanted: Any) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "badge": badges.request_badge(wanted),
        "days_late": max((timezone.localdate() - wanted.due_date).days, 0),
    }
