"""What every address of the API has in common: who asks, how often, from which origin."""

import functools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import timezone

from odms.api import counting, problems
from odms.api.limits import Counter, Standing
from odms.errors import Invalid, TooLarge, TooMany, Unauthenticated
from odms.people import queries as people
from odms.people.rules import can_do, check_do
from odms.voice.queries import address_of

if TYPE_CHECKING:
    from odms.people.models import User

View = Callable[..., HttpResponseBase]

_OPEN = "catalogue.read"  # the deed of everybody
_FORM_BYTES = 1024 * 1024  # what a form may take beside its file
_EXPOSED = (
    "ETag, Link, Location, Content-Range, Content-Disposition, Repr-Digest, Retry-After, "
    "RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
    "ODMS-Rows, ODMS-Truncated"
)


def operation(
    deed: str, *, takes_any: bool = False, counts: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the deed of `people.rules.PERMISSIONS` that an operation of the API needs.

    A query parameter that the operation does not name is refused, unless it `takes_any`. Reading
    what is open to all is a use, unless it `counts` for none.
    """

    def declared(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            check_do(request.person, deed)  # type: ignore[attr-defined]
            if not takes_any:
                _check_parameters(request, set(kwargs) - {"response"})
            answer = view(request, *args, **kwargs)
            if counts and deed == _OPEN:
                counting.count_other(request, answer)
            return answer

        checked.permission = deed  # type: ignore[attr-defined]
        return checked

    return declared


def opened(view: View, permission: str, *, strict: bool = True) -> View:
    """Make `view` an address of the API: knows the caller, counts, answers other origins.

    No cookie is read or set. Where `strict`, a token that is not valid is refused with 401;
    else the caller counts as a visitor.
    """

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        headers: dict[str, str] = {}
        if request.method == "OPTIONS":
            # a browser asks before it sends a token
            return _allow_origins(HttpResponse(status=204), headers)
        try:
            is_known = _introduce(request)
            standing = _count(request)
            headers = standing.headers
            _check_standing(standing)
            if strict and not is_known:
                raise Unauthenticated("api.token_wrong")
            _check_before_body(request, permission)
            response = _answer(view, request, *args, **kwargs)
        except Exception as trouble:
            response = problems.answer(request, trouble)
        return _allow_origins(response, headers)

    door.csrf_exempt = True  # type: ignore[attr-defined]
    door.permission = permission  # type: ignore[attr-defined]
    return door


def _check_parameters(request: HttpRequest, known: set[str]) -> None:
    for name in request.GET:
        if name not in known:
            raise Invalid("api.unknown_parameter", name=name, known=", ".join(sorted(known)))


def token_of(request: HttpRequest) -> str:
    """The secret of `Authorization: Bearer …` or `Authorization: …`, empty where there is none."""
    given = request.headers.get("Authorization") or request.headers.get("X-CKAN-API-Key") or ""
    scheme, _, rest = given.strip().partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else given.strip()


def user_of(request: HttpRequest) -> "User":
    """The user behind the request's token. Raises Unauthenticated."""
    if not request.user.is_authenticated:
        raise Unauthenticated("api.token_needed")
    return request.user


def caller_of(request: HttpRequest) -> str:
    """Whose calls are counted together: a user's, or an address's."""
    return str(request.user.pk) if request.user.is_authenticated else address_of(request)


def _introduce(request: HttpRequest) -> bool:
    """Put the user behind the token into the request; False where the token names nobody."""
    secret = token_of(request)
    user = people.get_user_by_token(secret, at=timezone.now()) if secret else None
    request.user = user or AnonymousUser()
    request.person = people.get_person(user)  # type: ignore[attr-defined]
    return user is not None or not secret


def _count(request: HttpRequest) -> Standing:
    """Count the call; where the caller stands after it."""
    known = request.user.is_authenticated
    limit = settings.API_TOKEN_LIMIT if known else settings.API_LIMIT
    return _counter().count(caller_of(request), limit, time.time())


def _check_standing(standing: Standing) -> None:
    if standing.is_over:
        raise TooMany("api.too_many", limit=standing.limit, seconds=standing.reset_s)


@functools.cache
def _counter() -> Counter:
    return Counter(settings.HOME / "cache" / "api-calls")


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The view's response; HEAD is answered as GET without the body."""
    is_head = request.method == "HEAD"
    if is_head:
        request.method = "GET"
    response = view(request, *args, **kwargs)
    if isinstance(response, HttpResponseNotAllowed):
        allow = response["Allow"]
        response = problems.problem(
            request, "api.wrong_method", 405, {"method": request.method, "allowed": allow}
        )
        response["Allow"] = allow
    return _without_body(response) if is_head else response


def _without_body(response: HttpResponseBase) -> HttpResponse:
    bare = HttpResponse(status=response.status_code, headers=dict(response.items()))
    if not response.streaming:
        bare["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
    response.close()
    return bare


def _check_before_body(request: HttpRequest, permission: str) -> None:
    """Turn away a stranger or too large a body before a byte of it is read."""
    is_open = any(can_do(None, deed) for deed in permission.split())
    if not is_open and not request.user.is_authenticated:
        raise Unauthenticated("api.token_needed")
    if _length(request) > settings.MAX_UPLOAD_BYTES + _FORM_BYTES:
        raise TooLarge("api.body_too_large", limit_mb=settings.MAX_UPLOAD_BYTES >> 20)


def _length(request: HttpRequest) -> int:
    given = request.headers.get("Content-Length", "")
    return int(given) if given.isdigit() else 0


def _allow_origins(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _EXPOSED
    response["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = (
        "Authorization, X-CKAN-API-Key, Content-Type, Idempotency-Key, If-None-Match, "
        "If-Modified-Since, Range, If-Range"
    )
    return response
