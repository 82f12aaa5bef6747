"""The front page: search, the national picture, subjects, what is new."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from odms.assessment import queries as assessment
from odms.catalogue import queries as catalogue
from odms.catalogue.queries.dump import MEDIA_TYPE, NAME
from odms.publication.answering import processes
from odms.standards.rdf import MEDIA_TYPES
from odms.voice import queries as voice
from odms.web import cards, subjects
from odms.web.assessing import band_words
from odms.web.doors import page
from odms.web.views.public import showcases

N_NEW = 4
N_SUBJECTS = 6
N_TAGS = 4
N_REUSES = 3


@page("catalogue.read")
def show(request: HttpRequest) -> HttpResponse:
    """The front page."""
    cycle = assessment.national_cycle()
    survey = assessment.status(cycle)
    n_weak = sum(one["is_weak"] for one in survey["processes"])
    context = {
        "survey": survey,
        "surveyed_on": cycle.surveyed_date,
        "users": _users(survey["satisfaction"]),
        "processes": [
            one | {"short": processes()[one["process"]].short} for one in survey["processes"]
        ],
        "weakest": min(survey["enablers"], key=lambda one: one["share"] or 0),
        "n_weak": n_weak,
        "n_strong": len(survey["processes"]) - n_weak,
        "n_datasets": catalogue.count_datasets(),
        "themes": subjects.largest(N_SUBJECTS),
        "new": cards.cards(catalogue.list_datasets(limit=N_NEW)),
        "showcases": [showcases.card(one) for one in voice.list_showcases(limit=N_REUSES)],
        "tags": subjects.frequent_tags(N_TAGS),
    }
    response = render(request, "public/home.html", context)
    response["Link"] = _links()
    return response


def _users(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """How satisfied users are: the mean as it was reported, if it was, and its band in words."""
    if found is None:
        return None
    reported = found["overall_reported"]
    return {
        "mean": found["overall_computed"] if reported is None else reported,
        "band": band_words(found["band"]),
        "n": found["n_users"],
    }


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
