"""Search: one box over everything, facets, chips that take a filter away, state in the address."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from odms.errors import Absent
from odms.people import queries as people
from odms.search import queries as search
from odms.search.rules import Results
from odms.web import cards, counting, facets, told
from odms.web.addresses import changed
from odms.web.doors import page

PAGE_SIZE = 20
SORTS = ("relevance", "-modified", "title")
N_SUGGESTIONS = 8


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    href: str


@page("catalogue.read")
def show(request: HttpRequest) -> HttpResponse:
    """The datasets that match the words and filters of the address, never an error."""
    q = request.GET.get("q", "").strip()[:300]
    filters = {name: request.GET.getlist(name) for name in facets.NAMES if name in request.GET}
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else ("relevance" if q else "-modified")
    number = facets.page_number(request.GET.get("page"))
    results = search.search(
        q, filters=filters, sort=sort, page=number, size=PAGE_SIZE, language=told.language()
    )
    context = {
        "q": q,
        "results": results,
        "cards": cards.of_hits(results.hits),
        "facets": facets.facets(results.facets, filters),
        "chips": [
            Chip(
                facets.label(name, value), changed(request.GET, without={name: value, "page": None})
            )
            for name, values in filters.items()
            for value in values
        ],
        "reset": changed({}, q=q),
        "sort": sort,
        "pages": facets.pages(request.GET, number, results.total, PAGE_SIZE),
        "best": facets.best_agency(results.facets),
    }
    if number == 1 and q:
        _count(request, q, filters, results)
    template = (
        "public/_results.html" if request.GET.get("part") == "results" else "public/search.html"
    )
    return render(request, template, context)


@page("catalogue.read")
def suggest(request: HttpRequest) -> HttpResponse:
    """Completions of what is being typed, as options of a list."""
    words = search.suggest(request.GET.get("q", "")[:100], N_SUGGESTIONS)
    return render(request, "public/_suggestions.html", {"words": words})


def _count(request: HttpRequest, q: str, filters: dict[str, list[str]], results: Results) -> None:
    """Count a search, and what it was for where nothing answered to it as typed."""
    of = {"agency_id": _only_agency(filters.get("agency", []))}
    if results.is_loose or not results.total:
        counting.count(request, "search-failed", words=q, **of)
    else:
        counting.count(request, "search", **of)


def _only_agency(slugs: list[str]) -> str:
    """The identifier of the one agency within which is searched; empty where it is not one."""
    try:
        return str(people.get_agency(slugs[0]).id) if len(slugs) == 1 else ""
    except Absent:
        return ""
