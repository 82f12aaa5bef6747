"""Search: one box over everything, facets, chips that take a filter away, state in the address."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from odms.search import queries as search
from odms.web import cards, facets, told
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
    template = (
        "public/_results.html" if request.GET.get("part") == "results" else "public/search.html"
    )
    return render(request, template, context)


@page("catalogue.read")
def suggest(request: HttpRequest) -> HttpResponse:
    """Completions of what is being typed, as options of a list."""
    words = search.suggest(request.GET.get("q", "")[:100], N_SUGGESTIONS)
    return render(request, "public/_suggestions.html", {"words": words})
