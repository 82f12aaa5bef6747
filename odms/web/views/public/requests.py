"""Data that people ask for: four lanes, one request, asking, voting, following, appealing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from odms.catalogue import queries as catalogue
from odms.definitions import national_table
from odms.errors import Refused
from odms.people import queries as people
from odms.search import queries as search
from odms.voice import actions
from odms.voice import queries as voice
from odms.voice.rules import LANES, answer_days, refusals
from odms.web import cards, told
from odms.web.doors import by_of, door, form, mark_of, page, person_of, status_of
from odms.web.forms.voice import AppealForm, RequestForm

N_IN_LANE = 25
N_SIMILAR = 5

# what the agency did something about
DONE = ("answered", "published")


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """The requests in four lanes, those with most votes first."""
    shown = {
        "lanes": [_lane(name, states) for name, states in LANES.items()],
        "n": voice.count_requests(),
        "days": answer_days(),
        "today": timezone.localdate(),
        "n_done": voice.count_requests(states=DONE),
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
    """Datasets and earlier requests like what is being typed, as a piece of the form."""
    return render(request, "public/_similar.html", _similar(request.GET.get("title", "")))


@page("request.appeal")
def _show_followed(request: HttpRequest, token: str) -> HttpResponse:
    return _followed_page(request, token, AppealForm())


@form("request.appeal")
def _appeal(request: HttpRequest, token: str) -> HttpResponse:
    wanted, typed, now = voice.get_request_by_token(token), AppealForm(request.POST), timezone.now()
    if typed.is_by_program:
        return redirect("request-followed", token=token)
    if not typed.is_valid():
        return _followed_page(request, token, typed, status=422)
    try:
        actions.appeal_request(
            by=by_of(request),
            request=wanted,
            text=typed.cleaned_data["text"],
            mark=mark_of(request, now),
            at=now,
            is_followed=True,
        )
    except Refused as refused:
        typed.refuse(refused)
        return _followed_page(request, token, typed, status=max(status_of(refused), 422))
    return redirect("request-followed", token=token)


followed = door(get=_show_followed, post=_appeal)


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
    if not request.POST.get("looked") and any((found := _similar(asked["title"])).values()):
        return _form_page(request, typed, looked=True, **found)
    asked.pop("website")
    asked["agency"] = people.get_agency(asked["agency"]) if asked["agency"] else None
    asked["theme"] = theme_of(asked["theme"])
    try:
        made = actions.make_request(by=by_of(request), mark=mark_of(request, now), at=now, **asked)
    except Refused as refused:
        typed.refuse(refused)
        return _form_page(request, typed, status=max(status_of(refused), 422))
    token = voice.request_token(made)
    return redirect(reverse("request-followed", kwargs={"token": token}) + "?made=1")


ask = door(get=_show_form, post=_make)


def _form(request: HttpRequest, data: Any = None, **options: Any) -> RequestForm:
    known = person_of(request) is not None
    return RequestForm(data, agencies=people.list_agencies(), is_known=known, **options)


def _form_page(
    request: HttpRequest, typed: RequestForm, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "public/ask.html", {"form": typed} | more, status=status)


def theme_of(code: str) -> Any:
    """The theme of this code, None for none."""
    return next((one for one in catalogue.list_themes() if one.code == code), None)


def about(wanted: Any) -> dict[str, Any]:
    """What every page of a request shows beside it."""
    language = told.language()
    province = next(
        (row for row in national_table("provinces.csv") if row["code"] == wanted.province), None
    )
    ground = next((one for one in refusals() if one["code"] == wanted.ground), None)
    return {
        "wanted": wanted,
        "today": timezone.localdate(),
        "province": province["name_th"] if province else "",
        "ground": ground,
        "law": ground.get(f"law_{language}", "") if ground else "",
        "may_appeal": voice.can_appeal(wanted, timezone.localdate()),
    }


def _request_page(request: HttpRequest, id: str, refused: Refused | None = None) -> HttpResponse:
    wanted = voice.get_request(id)
    is_asker = wanted.user_id is not None and wanted.user_id == getattr(request.user, "id", None)
    shown = about(wanted) | {
        "refusal": {"sentence": told.words(refused.code, refused.facts)} if refused else None,
        "own_address": _own_address(wanted) if is_asker else "",
    }
    status = status_of(refused) if refused else 200
    return render(request, "public/request.html", shown, status=status)


def _followed_page(
    request: HttpRequest, token: str, typed: AppealForm, status: int = 200
) -> HttpResponse:
    """The request as whoever asked sees it: how to find it again, and how to appeal."""
    wanted = voice.get_request_by_token(token)
    address = settings.CENTRE_URL + _own_address(wanted)
    shown = about(wanted) | {
        "form": typed,
        "is_followed": True,
        "is_made": "made" in request.GET,
        "address": address,
    }
    response = render(request, "public/request.html", shown, status=status)
    # the address itself is the key to this page, and no other site hears of it; a form needs its origin
    response["Cache-Control"], response["Referrer-Policy"] = "no-store", "same-origin"
    return response


def _own_address(wanted: Any) -> str:
    return reverse("request-followed", kwargs={"token": voice.request_token(wanted)})


def _lane(name: str, states: tuple[str, ...]) -> dict[str, Any]:
    found = voice.list_requests(states=states, order="votes", limit=N_IN_LANE)
    return {"name": name, "requests": found, "n": voice.count_requests(states=states)}


def _similar(title: str) -> dict[str, Any]:
    """Published datasets that answer to these words as they stand, and requests for the same."""
    title = title.strip()[:300]
    if len(title) < 3:
        return {"similar": [], "asked": []}
    found = search.search(title, size=N_SIMILAR, language=told.language())
    datasets = [] if found.is_loose else cards.of_hits(found.hits)
    return {"similar": datasets, "asked": voice.similar_requests(title, limit=N_SIMILAR)}
