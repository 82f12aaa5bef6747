"""Which calls count as a use: records and rows that were read, and files that were taken."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from odms.usage import actions


def count(request: HttpRequest, kind: str, **what: Any) -> None:
    """Count one use of a kind; `what` as `usage.actions.note` takes it. HEAD is no use."""
    if request.META.get("REQUEST_METHOD") != "HEAD":
        agent = request.headers.get("User-Agent", "")
        actions.note(kind=kind, door="api", agent=agent, at=timezone.now(), **what)


def count_file(request: HttpRequest, response: HttpResponseBase, dataset: Any) -> None:
    """Count a download: whole, or its beginning; the parts that follow are the same download."""
    is_beginning = request.headers.get("Range", "").startswith("bytes=0-")
    if response.status_code == 200 or (response.status_code == 206 and is_beginning):
        count(request, "download", dataset=dataset)
