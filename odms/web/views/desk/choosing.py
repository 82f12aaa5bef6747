"""Which agency a page of the desk is about, for people who work for several."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from odms.errors import Absent
from odms.web.views.desk import shapes


def asked(request: HttpRequest, readable: Sequence[Any]) -> Any:
    """The agency that the address asks for, among those that the person may read; else the first.

    Raises Absent.
    """
    slug = request.GET.get("agency", "")
    found = [one for one in readable if not slug or one.slug == slug]
    if not found:
        raise Absent("people.no_such_agency", slug=slug)
    return found[0]


def choice(agency: Any, readable: Sequence[Any]) -> dict[str, Any]:
    """The agency of a page and the others that could be asked for, for `desk/_agency.html`."""
    named = [(one.slug, shapes.agency_name(one)) for one in readable]
    return {
        "slug": agency.slug,
        "name": shapes.agency_name(agency),
        "choices": named if len(named) > 1 else [],
    }
