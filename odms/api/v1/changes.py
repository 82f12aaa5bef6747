"""The feed of changes: how one centre follows another."""

import hashlib
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from ninja import Query, Router

from odms.api.doors import operation
from odms.api.paging import absolute
from odms.api.schemas.changes import FORMAT, Changes
from odms.api.v1.answers import answers
from odms.catalogue.queries.changes import Feed, Line, last_change, read_feed
from odms.catalogue.queries.packages import edition
from odms.catalogue.rules import feed_place
from odms.standards.view import Addresses

router = Router(tags=["catalogue"])

MAX_LIMIT = 500
MAX_AGE_S = 15

_AFTER = Query("0", description="`next` of the answer before, or a sequence; 0 is the beginning")
_LIMIT = Query(100, ge=1, le=MAX_LIMIT, description="How many changes at most")
_RECORDS = Query(False, description="Give the description of each public dataset with its change")


@router.get("/changes", response=answers(Changes, 410), summary="What changed since")
@operation("catalogue.read")
def get_changes(
    request: HttpRequest, after: str = _AFTER, limit: int = _LIMIT, records: bool = _RECORDS
) -> HttpResponse:
    """What last happened to each dataset that is or was public, in the order of the ledger: published,
    described anew, withdrawn, destroyed. Each dataset has one line, its last; 410 for a place that
    the ledger does not go through any more, upon which everything is read anew from 0."""
    place = feed_place(after)
    # read before the lines: what happens meanwhile must not be taken for told
    last = last_change()
    etag = _etag(place, limit, records, last)
    if (unchanged := get_conditional_response(request, etag)) is not None:
        return _cached(unchanged, etag)
    feed = read_feed(place, limit=limit, with_records=records)
    response = HttpResponse(orjson.dumps(_told(feed, last)), content_type="application/json")
    if feed.has_more:
        kept = request.GET.copy()
        kept["after"] = str(feed.following)
        response["Link"] = f'<{absolute(request.path)}?{kept.urlencode()}>; rel="next"'
    return _cached(response, etag)


def _cached(response: HttpResponse, etag: str) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    response["ETag"] = etag
    return response


def _etag(*told: object) -> str:
    named = "\n".join(map(str, (*told, edition())))
    return quote_etag(hashlib.sha256(named.encode()).hexdigest()[:32])


def _told(feed: Feed, last: int) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "centre": {"url": settings.CENTRE_URL, "name": dict(settings.CENTRE_NAMES)},
        "last": max(last, *(line.seq for line in feed.lines)) if feed.lines else last,
        "next": str(feed.following),
        "has_more": feed.has_more,
        "changes": [_line(line) for line in feed.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {
        "sequence": line.seq,
        "at": line.at.isoformat(),
        "kind": line.kind,
        "id": line.dataset_id,
        "uri": Addresses(settings.CENTRE_URL).identity("dataset", line.dataset_id),
        "slug": line.slug,
        "is_public": line.is_public,
        "reason": None,
        "destroyed": None,
        "origin": None,
        "path": list(line.provenance.path),
        "record": line.told,
    }
    if not line.is_public:
        told["reason"] = {"code": line.reason, "text": line.words}
    if line.destroyed_seq is not None and line.destroyed_at is not None:
        at = line.destroyed_at.isoformat()
        told["destroyed"] = {"sequence": line.destroyed_seq, "at": at, "code": "personal-data"}
    if line.provenance.name:
        told["origin"] = {"name": line.provenance.name, "url": line.provenance.url}
    return told
