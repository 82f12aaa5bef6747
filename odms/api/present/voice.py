"""Requests and feedback as `/api/v1` shows them: nobody who asked is named."""

from typing import Any

from django.db.models import Model

from odms.api.paging import absolute
from odms.api.present import agency_brief


def request(request: Model) -> dict[str, Any]:
    """A request with its votes and what became of it."""
    return {
        "id": request.id,
        "title": request.title,
        "wanted": request.wanted,
        "purpose": request.purpose,
        "agency": agency_brief(request.agency) if request.agency else None,
        "state": request.state,
        "n_votes": request.n_votes,
        "asked_at": request.asked_at,
        "due_date": request.due_date,
        "decided_at": request.decided_at,
        "officer": request.officer.name if request.officer else None,
        "answer": request.answer,
        "theme": request.theme_id,
        "province": request.province,
        "ground": request.ground,
        "reason": request.reason,
        "appeal": request.appeal,
        "review_date": request.review_date,
        "review": request.review,
        "merged_into": request.merged_into_id,
        "dataset": request.dataset.slug if request.dataset else None,
        "url": absolute(f"/api/v1/requests/{request.id}"),
        "page_url": absolute(f"/requests/{request.id}"),
    }


def feedback(feedback: Model) -> dict[str, Any]:
    """A piece of feedback with its answers."""
    return {
        "id": feedback.id,
        "dataset": feedback.dataset.slug,
        "table": feedback.table.slug if feedback.table else None,
        "column": feedback.column,
        "row": feedback.row,
        "useful": feedback.useful,
        "text": feedback.text,
        "state": feedback.state,
        "given_at": feedback.given_at,
        "release": feedback.release_id,
        "answers": [{"text": one.text, "at": one.at} for one in feedback.answers.all()],
    }
