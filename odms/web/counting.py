"""Which pages count as a use: what was read, and by nobody who only asks whether it is there."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from odms.usage import actions


def count(request: HttpRequest, kind: str, **what: Any) -> None:
    """Count one use of a kind; `what` as `usage.actions.note` takes it."""
    if request.method == "GET":
        agent = request.headers.get("User-Agent", "")
        actions.note(kind=kind, door="web", agent=agent, at=timezone.now(), **what)


def is_taken(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a file was handed out: whole, or its beginning; the parts that follow are the same
    download."""
    is_beginning = request.headers.get("Range", "").startswith("bytes=0-")
    return response.status_code == 200 or (response.status_code == 206 and is_beginning)
