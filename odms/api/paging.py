"""Pages of a list: `Link` headers (RFC 8288) and absolute addresses."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query

MAX_SIZE = 100

PAGE = Query(1, ge=1, le=1_000_000, description="Which page, from 1")
SIZE = Query(20, ge=1, le=MAX_SIZE, description="How many on a page")


def absolute(path: str) -> str:
    """The public address of a path of this centre."""
    return settings.CENTRE_URL + path


def links(request: HttpRequest, *, page: int, size: int, total: int) -> str:
    """The value of `Link` for one page of `total` things."""
    last = max(1, -(-total // size))
    wanted = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    return ", ".join(
        f'<{_address(request, number)}>; rel="{rel}"'
        for rel, number in wanted.items()
        if 1 <= number <= last
    )


def paged(
    request: HttpRequest,
    response: HttpResponse,
    items: list[Any],
    *,
    page: int,
    size: int,
    total: int,
) -> dict[str, Any]:
    """The body of one page; its links go into the header of `response`."""
    response["Link"] = links(request, page=page, size=size, total=total)
    return {"total": total, "page": page, "size": size, "items": items}


def _address(request: HttpRequest, page: int) -> str:
    query = dict(request.GET.lists()) | {"page": [str(page)]}
    return f"{absolute(request.path)}?{urlencode(query, doseq=True)}"
