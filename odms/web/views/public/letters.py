"""Which letters come: chosen by the address in a letter, without signing in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from odms.people import actions, queries
from odms.people.rules.notices import KINDS
from odms.web.doors import door, form, page
from odms.web.forms.news import PacesForm


@page("catalogue.read")
def _show(request: HttpRequest, token: str) -> HttpResponse:
    return _choice_page(request, token)


@form("catalogue.read")
def _take(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what was chosen. A mail program sends one click, which stops all letters (RFC 8058)."""
    user = queries.get_user_by_letter(token)
    if "List-Unsubscribe" in request.POST:
        actions.keep_paces(user=user, paces=dict.fromkeys(KINDS, "off"))
        is_page = "page" in request.POST
        return HttpResponseRedirect(_kept(request)) if is_page else HttpResponse(status=204)
    typed = PacesForm(request.POST, paces=queries.paces_of(user))
    if not typed.is_valid():
        return _choice_page(request, token, typed, status=422)
    actions.keep_paces(user=user, paces=typed.cleaned_data)
    return HttpResponseRedirect(_kept(request))


# the address is the key, and mail programs carry no cookie
choose = csrf_exempt(door(get=_show, post=_take))


def _kept(request: HttpRequest) -> str:
    return f"{request.path}?kept"


def _choice_page(
    request: HttpRequest, token: str, typed: PacesForm | None = None, *, status: int = 200
) -> HttpResponse:
    user = queries.get_user_by_letter(token)
    shown = {
        "form": typed or PacesForm(paces=queries.paces_of(user)),
        "email": user.email,
        "is_kept": "kept" in request.GET,
    }
    response = render(request, "public/letters.html", shown, status=status)
    response["Cache-Control"], response["Referrer-Policy"] = "no-store", "same-origin"
    return response
