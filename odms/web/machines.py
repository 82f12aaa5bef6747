"""Doors that machines read: the same things as the pages, in the standards of the field.

A view made with `machine` answers a refusal with a problem document (RFC 9457), and a withdrawn
dataset with its tombstone in the form that was asked for.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag

from odms.definitions import problems
from odms.errors import Gone, Refused
from odms.people.rules import check_do
from odms.standards import rdf
from odms.standards.dcat.writing import to_document_of_one
from odms.standards.description import Description, to_dict
from odms.standards.tombstones import describe_tombstone
from odms.web.doors import READING, View, error_page, person_of, status_of

# the form that each ending of an address names, with its media type; "html" stands for a page
FORMS = rdf.MEDIA_TYPES | {"json": "application/json"}
_ACCEPTED = {"text/html": "html"} | {media: form for form, media in FORMS.items()}
# of every answer
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cache-Control": "public, no-cache",
}


def machine(deed: str) -> Callable[[View], View]:
    """Make a view that machines read with GET, for whoever may do `deed` somewhere."""

    def made(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in READING:
                response = error_page(request, 405)
                response["Allow"] = ", ".join(READING)
                return response
            try:
                check_do(person_of(request), deed)
                return view(request, *args, **kwargs)
            except Refused as refused:
                return refusal(request, refused, str(kwargs.get("form", "")))

        guarded.permission = deed  # type: ignore[attr-defined]
        return guarded

    return made


def refusal(request: HttpRequest, refused: Refused, form: str = "") -> HttpResponse:
    """A refusal as machines are told: the tombstone of what was withdrawn, else a problem."""
    if isinstance(refused, Gone) and form in FORMS and "withdrawn_at" in refused.facts:
        tombstone = describe_tombstone(refused.facts, settings.CENTRE_URL)
        return document(request, written(tombstone, form), FORMS[form], status=410)
    content = problems.problem(
        refused.code,
        status := status_of(refused),
        refused.facts,
        accepted=request.headers.get("Accept-Language", ""),
        instance=request.get_full_path(),
    )
    response = HttpResponse(content, status=status, content_type=problems.MEDIA_TYPE)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def written(description: Description, form: str) -> bytes:
    """One description in a form."""
    if form == "json":
        return orjson.dumps(to_dict(description), option=orjson.OPT_INDENT_2)
    return rdf.written(to_document_of_one(description), form)


def document(
    request: HttpRequest,
    content: bytes,
    media_type: str,
    *,
    status: int = 200,
    changed_at: datetime | None = None,
    links: str = "",
) -> HttpResponse:
    """An answer for machines; nothing new where the one who asks has it already."""
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    response = HttpResponse(content, status=status, content_type=media_type, headers=HEADERS)
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response["ETag"] = etag
    modified = int(changed_at.timestamp()) if changed_at else None
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    if links:
        response["Link"] = links
    patch_vary_headers(response, ("Accept", "Accept-Language"))
    if status != 200:
        return response
    return get_conditional_response(request, etag, modified, response) or response  # type: ignore[return-value]


def as_json(request: HttpRequest, content: Any, media_type: str, **told: Any) -> HttpResponse:
    """A value as an answer in JSON."""
    return document(request, orjson.dumps(content, option=orjson.OPT_INDENT_2), media_type, **told)


def wanted(request: HttpRequest) -> str:
    """The form that is wanted at an address without an ending: `html` for people."""
    preferred = request.get_preferred_type(list(_ACCEPTED))
    return _ACCEPTED.get(preferred or "", "html")
