"""The front page: search, the national picture, subjects, what is new."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from odms.catalogue import queries as catalogue
from odms.catalogue.queries.dump import MEDIA_TYPE, NAME
from odms.definitions import national
from odms.publication.answering import processes
from odms.standards.rdf import MEDIA_TYPES
from odms.web import cards, subjects
from odms.web.doors import page

N_NEW = 4
N_SUBJECTS = 6
N_TAGS = 4


@page("catalogue.read")
def show(request: HttpRequest) -> HttpResponse:
    """The front page."""
    survey = national("survey.yaml")
    shares = {told["number"]: told["share"] for told in survey["processes"]}
    n_weak = sum(share < survey["threshold"] for share in shares.values())
    context = {
        "survey": survey,
        "processes": [
            {"number": one.number, "short": one.short, "share": shares[one.number]}
            for one in processes().values()
        ],
        "n_weak": n_weak,
        "n_strong": len(shares) - n_weak,
        "n_datasets": catalogue.count_datasets(),
        "themes": subjects.largest(N_SUBJECTS),
        "new": cards.cards(catalogue.list_datasets(limit=N_NEW)),
        "tags": subjects.frequent_tags(N_TAGS),
    }
    response = render(request, "public/home.html", context)
    response["Link"] = _links()
    return response


def _links() -> str:
    """The catalogue for machines, as the head of the answer says it."""
    base = settings.CENTRE_URL
    told = [
        f'<{base}/catalog.{form}>; rel="describedby"; type="{media_type}"'
        for form, media_type in MEDIA_TYPES.items()
    ]
    told.append(f'<{base}/data.json>; rel="alternate"; type="application/json"')
    told.append(f'<{base}/{NAME}>; rel="item"; type="{MEDIA_TYPE}"')
    told.append(f'<{base}/api/v1/openapi.json>; rel="service-desc"; type="application/json"')
    return ", ".join(told)
