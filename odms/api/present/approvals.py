"""Approvals, standing orders and orders to destroy as `/api/v1` shows them."""

from typing import Any

from django.db.models import Model

from odms.definitions.messages import sentences
from odms.publication import queries as publication
from odms.publication.actions import Together
from odms.publication.approving import flagged
from odms.publication.queries import approval


def waiting(case: Model) -> dict[str, Any]:
    """A submitted case with its flags."""
    seen = publication.risks(case)
    needed = approval.requirement_of(case, seen)
    return {
        "id": case.id,
        "number": case.number,
        "dataset": case.dataset.slug,
        "agency": case.dataset.agency.slug,
        "title": {lang: case.record.get(f"title_{lang}", "") for lang in ("th", "en")},
        "kind": approval.kind_of(case),
        "rule": needed.code,
        "n_approvers": needed.n_approvers,
        "submitted_by": case.submitted_by.name,
        "submitted_at": case.submitted_at,
        "flags": [
            {
                "code": risk.code,
                "severity": risk.severity,
                "messages": sentences(risk.code, dict(risk.facts)),
            }
            for risk in flagged(seen)
        ],
        "revision": publication.revision_of(case),
    }


def together(done: Together) -> dict[str, Any]:
    """What became of many cases."""
    return {
        "approved": [case.id for case in done.approved],
        "left": [
            {
                "id": case.id,
                "number": case.number,
                "code": refused.code,
                "messages": sentences(refused.code, refused.facts),
            }
            for case, refused in done.left
        ],
    }


def order(order: Model) -> dict[str, Any]:
    """A standing order."""
    names = ("id", "given_at", "reason", "way", "file_name", "url", "shape", "most_changed")
    names += ("most_shrunk", "expires_date", "revoked_at", "revoked_reason")
    return {name: getattr(order, name) for name in names} | {
        "dataset": order.dataset.slug,
        "agency": order.dataset.agency.slug,
        "given_by": order.given_by.name,
        "stewards": [user.name for user in order.stewards.all()],
        "tokens": [token.id for token in order.tokens.all()],
        "revoked_by": order.revoked_by.name if order.revoked_by else None,
    }


def destruction(order: Model) -> dict[str, Any]:
    """An order to destroy, with what went once it was confirmed."""
    names = ("id", "leaked", "reason", "deliveries", "releases", "ordered_at", "confirmed_at")
    names += ("cancelled_at", "done_at")
    return {name: getattr(order, name) for name in names} | {
        "agency": order.agency.slug,
        "ordered_by": order.ordered_by.name,
        "confirmed_by": order.confirmed_by.name if order.confirmed_by else None,
        "blobs": order.gone.get("blobs", []),
        "shared": order.gone.get("shared", []),
    }
