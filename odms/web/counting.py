"""Which pages count as a use: what was read, and by nobody who only asks whether it is there."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from odms.usage import actions
from odms.usage.rules import Visit
from odms.voice.queries import address_of


def count(request: HttpRequest, kind: str, channel: str = "portal", **what: Any) -> None:
    """Count one use of a kind; `what` as `usage.actions.note` takes it. What a browser fetched before
    anybody asked for it is no use."""
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        visit = _visit(request)
        actions.note(kind=kind, channel=channel, visit=visit, at=timezone.now(), **what)


def count_file(request: HttpRequest, response: HttpResponseBase, dataset: Any) -> None:
    """Count a download of what is published: whole, or its beginning; the parts that follow are the
    same download."""
    is_beginning = request.headers.get("Range", "").startswith("bytes=0-")
    status = 200 if response.status_code == 206 and is_beginning else response.status_code
    if dataset.state == "published":
        count(request, "download", dataset=dataset, status=status)


def _visit(request: HttpRequest) -> Visit:
    return Visit(
        address=request.get_full_path(),
        agent=request.headers.get("User-Agent", ""),
        remote=address_of(request),
        user_id=str(request.user.pk) if request.user.is_authenticated else "",
    )
