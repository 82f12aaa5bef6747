"""What every template knows: the centre, the language, the addresses, who asks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from odms.people import queries as people
from odms.people.rules import can_do
from odms.web import addresses, told
from odms.web.doors import person_of


def site(request: HttpRequest) -> dict[str, Any]:
    """The centre's names and addresses, and the addresses of this page in both languages."""
    query = request.META.get("QUERY_STRING", "")
    here = request.path
    return {
        "centre": {
            "name": settings.CENTRE_NAMES[told.language()],
            "notice": settings.CENTRE_NOTICES[told.language()],
            "url": settings.CENTRE_URL,
            "email": settings.CENTRE_EMAIL,
        },
        "page_th": addresses.with_query(addresses.in_thai(here), query),
        "page_en": addresses.with_query(addresses.in_english(here), query),
        "canonical": settings.CENTRE_URL + here,
        "canonical_th": settings.CENTRE_URL + addresses.in_thai(here),
        "canonical_en": settings.CENTRE_URL + addresses.in_english(here),
        "nonce": getattr(request, "nonce", ""),
        "request_id": getattr(request, "id", ""),
        "person": SimpleLazyObject(lambda: person_of(request)),
        "has_desk": SimpleLazyObject(lambda: can_do(person_of(request), "desk.see")),
        "n_notices": SimpleLazyObject(lambda: _n_notices(request)),
    }


def _n_notices(request: HttpRequest) -> int:
    """How many notices the signed-in user has not read."""
    if person_of(request) is None:
        return 0
    return len(people.list_notices(request.user, unread=True))
