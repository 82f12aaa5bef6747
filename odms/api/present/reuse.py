"""Questions and reuses as `/api/v1` shows them: nobody who asked or sent is named."""

from typing import Any

from django.db.models import Model

from odms.api.paging import absolute


def question(question: Model) -> dict[str, Any]:
    """A question with its answers."""
    told = ("id", "text", "state", "asked_at")
    return {name: getattr(question, name) for name in told} | {
        "dataset": question.dataset.slug,
        "accepted": question.accepted_id,
        "answers": [
            {
                "id": one.id,
                "by": one.by.name,
                "is_officers": one.is_officers,
                "text": one.text,
                "at": one.at,
            }
            for one in question.replies.all()
        ],
    }


def showcase(showcase: Model) -> dict[str, Any]:
    """A reuse with its datasets."""
    told = (
        *("id", "title", "about", "kind", "link", "goals", "maker", "state", "reason", "alt"),
        *("submitted_at", "decided_at", "broken_since"),
    )
    page = absolute(f"/showcase/{showcase.id}")
    return {name: getattr(showcase, name) for name in told} | {
        "datasets": [dataset.slug for dataset in showcase.datasets.all()],
        "picture_url": f"{page}/picture.webp" if showcase.picture else None,
        "page_url": page,
    }
