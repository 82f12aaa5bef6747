"""The agencies and what each of them publishes."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from odms.catalogue import queries as catalogue
from odms.health.queries.scores import get_agency_marks
from odms.people import queries as people
from odms.people.rules import SECTORS
from odms.publication.queries import standings
from odms.web import cards, facets, national, scores, strips
from odms.web.doors import page

PAGE_SIZE = 20


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """The agencies that publish by sector, with the number of their datasets, and the others."""
    agencies = people.list_agencies()
    counts = catalogue.count_by_agency()
    for agency in agencies:
        agency.n_datasets = counts.get(agency.id, 0)
    publishing = [agency for agency in agencies if agency.n_datasets]
    by_sector = sorted(publishing, key=lambda agency: SECTORS.index(agency.sector))
    groups = [
        (sector, list(found))
        for sector, found in groupby(by_sector, key=lambda agency: agency.sector)
    ]
    context = {
        "groups": groups,
        "n": len(publishing),
        "n_datasets": sum(counts.values()),
        "others": [agency for agency in agencies if not agency.n_datasets],
    }
    return render(request, "public/agencies.html", context)


@page("catalogue.read")
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One agency: its datasets, how many are on time, whom to ask."""
    agency = people.get_agency(slug)
    number = facets.page_number(request.GET.get("page"))
    total = catalogue.count_datasets(agency=agency)
    datasets = catalogue.list_datasets(
        agency=agency, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    shown = cards.cards(datasets)
    states = standings.states_of_agencies([agency.id])
    context = {
        "agency": agency,
        "total": total,
        "strip": strips.strip(states[agency.id]) if agency.id in states else None,
        "n_late": sum(card.days_late > 0 for card in shown),
        "cards": shown,
        "figures": national.agency_numbers(agency.slug),
        "scores": scores.block(get_agency_marks(agency)),
        "pages": facets.pages(request.GET, number, total, PAGE_SIZE),
    }
    return render(request, "public/agency.html", context)
