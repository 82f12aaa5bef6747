"""Data that people ask for: four lanes, one request, asking, voting."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from odms.errors import Refused
from odms.people import queries as people
from odms.search import queries as search
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.rules import LANES, answer_days
from odms.web import cards, told
from odms.web.doors import by_of, door, form, mark_of, page, person_of, status_of
from odms.web.forms.voice import RequestForm

N_IN_LANE = 25
N_SIMILAR = 5


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """The requests in four lanes, those with most votes first."""
    shown = {
        "lanes": [_lane(name, states) for name, states in LANES.items()],
        "n": voice.count_requests(),
        "days": answer_days(),
        "n_done": voice.count_requests(states=LANES["answered"]),
    }
    return render(request, "public/requests.html", shown)


@page("catalogue.read")
def show(request: HttpRequest, id: str) -> HttpResponse:
    """One request and what became of it."""
    return _request_page(request, id)


@form("request.vote")
def vote(request: HttpRequest, id: str) -> HttpResponse:
    """Support a request."""
    now = timezone.now()
    wanted = voice.get_request(id)
    try:
        actions.vote(by=by_of(request), request=wanted, mark=mark_of(request, now), at=now)
    except Refused as refused:
        return _request_page(request, id, refused)
    return redirect("request", id=id)


@page("catalogue.read")
def similar(request: HttpRequest) -> HttpResponse:
    """Datasets like what is being typed, as a piece of the form."""
    found = {"similar": _similar(request.GET.get("title", ""))}
    return render(request, "public/_similar.html", found)


@page("request.make")
def _show_form(request: HttpRequest) -> HttpResponse:
    initial = {"title": request.GET.get("title", "")[:300], "agency": request.GET.get("agency", "")}
    return _form_page(request, _form(request, initial=initial))


@form("request.make")
def _make(request: HttpRequest) -> HttpResponse:
    typed, now = _form(request, request.POST), timezone.now()
    if typed.is_by_program:
        return redirect("requests")
    if not typed.is_valid():
        return _form_page(request, typed, status=422)
    asked = dict(typed.cleaned_data)
    if not request.POST.get("looked") and (found := _similar(asked["title"])):
        return _form_page(request, typed, similar=found, looked=True)
    asked.pop("website")
    agency = people.get_agency(asked["agency"]) if asked["agency"] else None
    try:
        made = actions.make_request(
            by=by_of(request), mark=mark_of(request, now), at=now, **asked | {"agency": agency}
        )
    except Refused as refused:
        typed.refuse(refused)
        return _form_page(request, typed, status=max(status_of(refused), 422))
    return redirect("request", id=made.id)


ask = door(get=_show_form, post=_make)


def _form(request: HttpRequest, data: Any = None, **options: Any) -> RequestForm:
    known = person_of(request) is not None
    return RequestForm(data, agencies=people.list_agencies(), is_known=known, **options)


def _form_page(
    request: HttpRequest, typed: RequestForm, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "public/ask.html", {"form": typed} | more, status=status)


def _request_page(request: HttpRequest, id: str, refused: Refused | None = None) -> HttpResponse:
    shown = {
        "wanted": voice.get_request(id),
        "refusal": {"sentence": told.words(refused.code, refused.facts)} if refused else None,
        "today": timezone.localdate(),
    }
    status = status_of(refused) if refused else 200
    return render(request, "public/request.html", shown, status=status)


def _lane(name: str, states: tuple[str, ...]) -> dict[str, Any]:
    found = voice.list_requests(states=states, order="votes", limit=N_IN_LANE)
    return {"name": name, "requests": found, "n": voice.count_requests(states=states)}


def _similar(title: str) -> list[cards.Card]:
    """Published datasets that answer to these words as they stand."""
    if len(title.strip()) < 3:
        return []
    found = search.search(title.strip()[:300], size=N_SIMILAR, language=told.language())
    return [] if found.is_loose else cards.of_hits(found.hits)
