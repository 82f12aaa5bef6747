"""Which calls count as a use: records and rows that were read, and files that were taken."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from odms.usage import actions
from odms.usage.rules import Visit
from odms.voice.queries import address_of


def count(
    request: HttpRequest, kind: str, *, channel: str = "api", detail: str = "", **what: Any
) -> None:
    """Count one use of a kind; `what` as `usage.actions.note` takes it. HEAD is no use."""
    request.is_counted = True  # type: ignore[attr-defined]
    if request.META.get("REQUEST_METHOD") != "HEAD":
        visit = visit_of(request, detail)
        actions.note(kind=kind, channel=channel, visit=visit, at=timezone.now(), **what)


def count_other(request: HttpRequest, answer: Any) -> None:
    """Count a call that was answered and counted as nothing else: as a record of no dataset."""
    is_reading = request.META.get("REQUEST_METHOD") == "GET"
    if is_reading and not getattr(request, "is_counted", False):
        count(request, "record", status=getattr(answer, "status_code", 200))


def count_file(
    request: HttpRequest, response: HttpResponseBase, dataset: Any, channel: str = "api"
) -> None:
    """Count a download: whole, or its beginning; the parts that follow are the same download."""
    is_beginning = request.headers.get("Range", "").startswith("bytes=0-")
    status = 200 if response.status_code == 206 and is_beginning else response.status_code
    count(request, "download", channel=channel, dataset=dataset, status=status)


def visit_of(request: HttpRequest, detail: str = "") -> Visit:
    """A call as counting sees it; `detail` is what it asked beside its address."""
    return Visit(
        address=request.get_full_path(),
        detail=detail,
        agent=request.headers.get("User-Agent", ""),
        remote=address_of(request),
        user_id=str(request.user.pk) if request.user.is_authenticated else "",
    )
