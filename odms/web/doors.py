"""The doors of the web: who may come in, and what a refusal looks like from outside.

A view is a page (`@page`, read with GET) or a form (`@form`, sent with POST); both name the deed
of `people.rules.PERMISSIONS` they stand for. Where one address shows and takes, `door` joins the
two. A refusal raised anywhere below becomes a page with its sentence and the status of STATUS.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from odms.errors import (
    Absent,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    Refused,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unreadable,
)
from odms.ledger.rules import VISITOR, Actor
from odms.people import queries as people
from odms.people.rules import Person, check_do
from odms.voice import queries as voice
from odms.web.told import words

if TYPE_CHECKING:
    from odms.people.models import User

View = Callable[..., HttpResponse]

# what each class of refusal is over HTTP; a form that is filled wrongly answers 422
STATUS: dict[type[Refused], int] = {
    Invalid: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    Absent: 404,
    Conflict: 409,
    Gone: 410,
    TooLarge: 413,
    Unreadable: 422,
    TooMany: 429,
}

READING = ("GET", "HEAD")

# the deed of a page that is the same for everybody
ANYONE = "catalogue.read"


def page(deed: str) -> Callable[[View], View]:
    """Make a view that is read with GET by whoever may do `deed` somewhere."""
    return lambda view: _guarded(view, deed, READING)


def form(deed: str) -> Callable[[View], View]:
    """Make a view that is sent with POST by whoever may do `deed` somewhere."""
    return lambda view: _guarded(view, deed, ("POST",))


def both(deed: str, view: View) -> View:
    """Put a view of a library, which shows and takes by itself, behind the deed."""
    return _guarded(view, deed, (*READING, "POST"))


def door(*, get: View, post: View) -> View:
    """One address that shows a form with GET and takes it with POST."""

    def opened(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return (post if request.method == "POST" else get)(request, **kwargs)

    opened.permission = f"{get.permission} {post.permission}"  # type: ignore[attr-defined]
    opened.__name__ = get.__name__
    return opened


def person_of(request: HttpRequest) -> Person | None:
    """Who asks, as the rules know them; None for a visitor. Read once a request.

    A request that was turned down before anybody was looked up (a strange host, too large a form)
    is a visitor's.
    """
    if not hasattr(request, "_person"):
        request._person = people.get_person(getattr(request, "user", None))  # type: ignore[attr-defined]
    return request._person  # type: ignore[attr-defined,no-any-return]


def by_of(request: HttpRequest) -> "User | Actor":
    """Who does what a form asks for, as actions take them: a visitor too is somebody."""
    return request.user if person_of(request) else VISITOR  # type: ignore[return-value]


def mark_of(request: HttpRequest, at: datetime) -> str:
    """By what a visitor is told from another on this day."""
    return voice.mark_of(voice.address_of(request), at=at)


def status_of(refused: Refused) -> int:
    """The status of a refusal, by the nearest class that STATUS names."""
    return next(STATUS[kind] for kind in type(refused).__mro__ if kind in STATUS)


def told(refused: Refused) -> str:
    """The sentence of a refusal in the language of the page."""
    return words(refused.code, refused.facts)


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to a refusal: the way to sign in, or a page with the sentence."""
    if isinstance(refused, Unauthenticated) and not is_partial(request):
        return HttpResponseRedirect(_sign_in_and_return(request))
    status = status_of(refused)
    if status == 400 and request.method == "POST":
        status = 422
    return error_page(request, status, told(refused), code=refused.code, facts=refused.facts)


def error_page(request: HttpRequest, status: int, said: str = "", **context: Any) -> HttpResponse:
    """The page of an error; as a piece of a page where htmx asked for one."""
    template = "errors/_refusal.html" if is_partial(request) else "errors/error.html"
    return render(request, template, {"status": status, "said": said, **context}, status=status)


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of a page."""
    return request.headers.get("HX-Request") == "true"


def _guarded(view: View, deed: str, methods: tuple[str, ...]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in methods:
            response = error_page(request, 405)
            response["Allow"] = ", ".join(methods)
            return response
        try:
            check_do(person_of(request), deed)
            response = view(request, *args, **kwargs)
        except Refused as refused:
            response = refusal_page(request, refused)
        if deed != ANYONE:
            # what one person may see is kept by no proxy
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    guarded.permission = deed  # type: ignore[attr-defined]
    return guarded


def _sign_in_and_return(request: HttpRequest) -> str:
    """The sign-in address; a page that was only read is returned to."""
    address = reverse("account_login")
    if request.method in READING:
        address += "?" + urlencode({"next": request.get_full_path()})
    return address
