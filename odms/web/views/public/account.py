"""One's own account: language, notices, means of signing in, tokens for machines."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from odms.errors import Absent
from odms.people import actions, queries
from odms.people.rules import can_do
from odms.web import addresses
from odms.web.doors import form, page, person_of
from odms.web.forms.news import PacesForm

# how long a token may be good for, in days
LIVES = {30: _("30 days"), 90: _("90 days"), 365: _("One year")}


class TokenForm(forms.Form):
    """A new token: what it is for, and how long it is good."""

    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("Such as: nightly delivery of the price table"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "in"}),
    )
    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        choices=list(LIVES.items()),
        widget=forms.Select(attrs={"class": "in short"}),
    )


@page("account.manage")
def show(request: HttpRequest) -> HttpResponse:
    """The account of the signed-in person."""
    return _account(request, TokenForm())


@form("account.manage")
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in which letters are written, and go on in it."""
    language = request.POST.get("language", "")
    actions.change_profile(
        by=request.user, name=request.user.name, language=language, at=timezone.now()
    )
    return HttpResponseRedirect(_account_in(language))


@form("account.manage")
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    actions.mark_notices_read(user=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("account") + "#notices")


@form("account.manage")
def choose_letters(request: HttpRequest) -> HttpResponse:
    """Keep how often letters about each kind of news come."""
    typed = PacesForm(request.POST, paces=queries.paces_of(request.user))
    if not typed.is_valid():
        return _account(request, TokenForm(), paces=typed, status=422)
    actions.set_paces(by=request.user, paces=typed.cleaned_data, at=timezone.now())
    return HttpResponseRedirect(reverse("account") + "#letters")


@form("token.manage")
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret, this once."""
    filled = TokenForm(request.POST)
    if not filled.is_valid():
        return _account(request, filled, status=422)
    now = timezone.now()
    _token, secret = actions.make_token(
        by=request.user,
        user=request.user,
        name=filled.cleaned_data["name"],
        expires_at=now + timedelta(days=filled.cleaned_data["days"]),
        at=now,
    )
    return _account(request, TokenForm(), secret=secret)


@form("token.manage")
def revoke_token(request: HttpRequest, token_id: str) -> HttpResponse:
    """Make a token worthless at once."""
    own = {token.id: token for token in queries.list_tokens(request.user)}
    if token_id not in own:
        raise Absent("people.no_such_token")
    actions.revoke_token(by=request.user, token=own[token_id], at=timezone.now())
    return HttpResponseRedirect(reverse("account") + "#tokens")


def _account(
    request: HttpRequest,
    filled: TokenForm,
    *,
    secret: str = "",
    paces: PacesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = person_of(request)
    context = {
        "form": filled,
        "paces": paces or PacesForm(paces=queries.paces_of(request.user)),
        "lent": _lent(person.on_behalf if person else {}),
        "may_delegate": can_do(person, "role.delegate"),
        "may_call": can_do(person, "webhook.manage"),
        "secret": secret,
        "notices": queries.list_notices(request.user)[:50],
        "tokens": queries.list_tokens(request.user),
        "memberships": request.user.memberships.select_related("agency").order_by(
            "agency__name_th"
        ),
    }
    response = render(request, "account/account.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _lent(on_behalf: Mapping[tuple[str, str], str]) -> list[dict[str, Any]]:
    """Roles that the person holds for others: where, which, and for whom."""
    names = {agency.id: agency for agency in queries.list_agencies()} if on_behalf else {}
    return [
        {"agency": names[agency], "role": role, "giver": giver}
        for (agency, role), giver in on_behalf.items()
    ]


def _account_in(language: str) -> str:
    path = reverse("account")
    return addresses.in_english(path) if language == "en" else addresses.in_thai(path)
