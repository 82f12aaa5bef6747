"""The programme as `/api/v1` shows it: parts, milestones, indicators, the gap to the OECD."""

from typing import Any

from django.db.models import Model
from django.utils import timezone

from odms.api.paging import absolute
from odms.api.present import agency_brief, words
from odms.programme.queries import Dimension, Oecd
from odms.programme.rules import is_late, lane


def milestone(one: Model, *, is_deep: bool = True) -> dict[str, Any]:
    """A step, milestone or gap with who does it and how far it is."""
    today = timezone.localdate()
    shown = {
        "code": one.code,
        "kind": one.kind,
        "title": words(one, "title"),
        "about": words(one, "about"),
        "term": one.term,
        "year_be": one.year,
        "year_be_until": one.year_until,
        "is_printed": one.is_printed,
        "is_uncertain": one.is_uncertain,
        "is_reported": not one.is_printed or one.changed_at is not None,
        "state": one.state,
        "lane": lane(one.state, one.year, one.due_date, today),
        "is_late": is_late(one.state, one.due_date, today),
        "reason": one.reason,
        "agency": agency_brief(one.agency) if one.agency else None,
        "owner": one.owner,
        "leads": [
            {"name": words(lead.body, "name"), "role": words(lead, "role")}
            for lead in one.leads.all()
        ],
        "due_date": one.due_date,
        "done_at": one.done_at,
        "evidence": one.evidence,
        "evidence_url": one.evidence_url,
        "indicators": [indicator.code for indicator in one.indicators.all()],
        "parts": [part.code for part in one.parts.all()],
        "notes": [{"text": note.text, "at": note.at} for note in one.notes.all()],
        "milestones": [],
        "url": absolute(f"/api/v1/roadmap/{one.code}"),
        "page_url": absolute(f"/roadmap/{one.code}"),
    }
    if is_deep and one.kind == "step":
        shown["milestones"] = [milestone(child, is_deep=False) for child in one.milestones.all()]
    return shown


def part(one: Model) -> dict[str, Any]:
    """A strand, a policy or an item of one."""
    return {
        "code": one.code,
        "kind": one.kind,
        "name": words(one, "name"),
        "about": words(one, "about"),
        "indicators": [indicator.code for indicator in one.indicators.all()],
        "milestones": [found.code for found in one.milestones.all()],
        "items": [part(item) for item in one.items.all()] if one.kind != "item" else [],
    }


def indicator(one: Model) -> dict[str, Any]:
    """An indicator with its value, baseline and target."""
    names = (
        "code", "unit", "source", "value", "n", "of", "measured_at", "baseline", "target",
        "declared", "declared_note", "declared_url", "declared_at",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {
        "name": words(one, "name"),
        "baseline_year_be": one.baseline_year,
        "target_year_be": one.target_year,
        "url": absolute(f"/api/v1/programme/indicators/{one.code}"),
        "page_url": absolute(f"/programme/indicators/{one.code}"),
    }


def oecd(one: Oecd) -> dict[str, Any]:
    """A framework of the OECD with its dimensions."""
    return {
        "framework": one.framework.code,
        "title": one.framework.titles,
        "unverified": one.framework.unverified,
        "year": one.year,
        "source": one.source,
        "whole": _dimension(one.whole),
        "dimensions": [_dimension(dimension) for dimension in one.dimensions],
    }


def _dimension(one: Dimension) -> dict[str, Any]:
    return {
        "indicator": indicator(one.indicator),
        "now": one.indicator.now,
        "is_declared": one.indicator.is_declared,
        "is_unverified": one.is_unverified,
        "oecd_mean": one.peer_mean,
        "missing": one.missing,
        "gaps": [found.code for found in one.gaps],
    }
