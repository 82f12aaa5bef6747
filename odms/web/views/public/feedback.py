"""What people say of a dataset, and the form to say it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from odms.catalogue import queries as catalogue
from odms.errors import Refused
from odms.voice import actions
from odms.voice import queries as voice
from odms.web.doors import by_of, door, form, mark_of, page, person_of, status_of
from odms.web.forms.voice import FeedbackForm

N_SHOWN = 100


@page("feedback.give")
def _show(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = catalogue.get_dataset(slug, person_of(request))
    initial = {name: request.GET.get(name, "")[:400] for name in ("useful", "place", "row")}
    return _feedback_page(request, dataset, _form(dataset, initial=initial))


@form("feedback.give")
def _take(request: HttpRequest, slug: str) -> HttpResponse:
    dataset, now = catalogue.get_dataset(slug, person_of(request)), timezone.now()
    typed = _form(dataset, request.POST)
    if typed.is_by_program:
        return redirect("dataset", slug=slug)
    if not typed.is_valid():
        return _feedback_page(request, dataset, typed, status=422)
    try:
        actions.give_feedback(
            by=by_of(request), dataset=dataset, mark=mark_of(request, now), at=now, **typed.said
        )
    except Refused as refused:
        typed.refuse(refused, field="text")
        return _feedback_page(request, dataset, typed, status=max(status_of(refused), 422))
    return redirect(f"{request.path}?sent=1")


give = door(get=_show, post=_take)


def section(dataset: Any) -> dict[str, Any]:
    """What the page of a dataset shows of the feedback on it."""
    mean = voice.useful_mean(dataset)
    return {
        "feedback": [one for one in voice.list_feedback(dataset=dataset, limit=20) if one.text],
        "useful": mean[0] if mean else None,
        "n_useful": mean[1] if mean else 0,
        "marks": voice.get_questionnaire()["marks"],
    }


def _form(dataset: Any, data: Any = None, **options: Any) -> FeedbackForm:
    return FeedbackForm(data, tables=catalogue.list_tables(dataset), **options)


def _feedback_page(
    request: HttpRequest, dataset: Any, typed: FeedbackForm, status: int = 200
) -> HttpResponse:
    found = voice.list_feedback(dataset=dataset, limit=N_SHOWN)
    shown = {
        "dataset": dataset,
        "form": typed,
        "feedback": [one for one in found if one.text],
        "is_sent": "sent" in request.GET,
    }
    return render(request, "public/feedback.html", shown, status=status)
