"""Surveys and files of answers as `/api/v1` and the command show them."""

from typing import Any

from django.db.models import Model

from odms.api.paging import absolute
from odms.api.present import agency_brief
from odms.voice import queries as voice


def survey(survey: Model) -> dict[str, Any]:
    """A survey with what it asks."""
    told = ("id", "code", "state", "document", "opens_date", "closes_date", "shares")
    return {name: getattr(survey, name) for name in told} | {
        "agency": agency_brief(survey.agency) if survey.agency else None,
        "dataset": survey.dataset.slug if survey.dataset else None,
        "follows": survey.follows.code if survey.follows else None,
        "n_answers": voice.count_answers_of(survey),
        "url": absolute(f"/api/v1/surveys/{survey.code}"),
        "page_url": absolute(f"/survey/{survey.code}"),
    }
