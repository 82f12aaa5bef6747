"""Identifiers that are for good: each leads (303) to the page of what it names, wherever that is."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Gone
from odms.people import queries as people
from odms.web.doors import person_of
from odms.web.machines import machine
from odms.web.rows import TABLE


@machine("catalogue.read")
def dataset(request: HttpRequest, id: str) -> HttpResponse:
    """A dataset; of a withdrawn one the page that tells so."""
    try:
        slug = catalogue.get_dataset_by_id(id, person_of(request)).slug
    except Gone as gone:
        slug = str(gone.facts["slug"])
    return _other(reverse("dataset", kwargs={"slug": slug}))


@machine("catalogue.read")
def distribution(request: HttpRequest, id: str) -> HttpResponse:
    """A table, on the page of its dataset."""
    table = catalogue.get_distribution(id, person_of(request))
    page = reverse("dataset", kwargs={"slug": table.dataset.slug})
    return _other(f"{page}?{TABLE}={table.slug}")


@machine("catalogue.read")
def agency(request: HttpRequest, id: str) -> HttpResponse:
    """An agency."""
    found = people.find_agency(id)
    if found is None:
        raise Absent("people.no_such_agency", slug=id)
    return _other(reverse("agency", kwargs={"slug": found.slug}))


def _other(address: str) -> HttpResponse:
    """See other: what an identifier names is no document, the page about it is."""
    response = HttpResponse(status=303)
    response["Location"] = address
    response["Access-Control-Allow-Origin"] = "*"
    return response
