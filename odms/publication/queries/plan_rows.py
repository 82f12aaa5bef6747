"""The plan as rows: one form for API, command and file."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from odms.definitions.messages import sentence
from odms.lake.exports import guarded
from odms.publication import planning
from odms.publication.models import PlanItem
from odms.publication.queries.plan import dataset_of

HEADS = (
    "rank",
    "id",
    "title",
    *planning.QUESTIONS,
    "points",
    "is_high_value",
    "criteria",
    "reasons",
    "owner",
    "steward",
    "due_date",
    "state",
    "dataset",
)


def record(item: PlanItem) -> dict[str, Any]:
    """An item with all that is kept of it."""
    dataset = dataset_of(item)
    return {
        "id": item.id,
        "rank": getattr(item, "rank", None),
        "title": str(item),
        "agency": item.agency.slug,
        "entry": item.entry_id,
        "dataset": dataset.slug if dataset else None,
        "scores": item.scores,
        "criteria": item.criteria,
        "is_high_value": item.is_high_value,
        "points": item.points,
        "place": item.place,
        "place_reason": item.place_reason,
        "owner": owner(item),
        "steward": str(item.steward) if item.steward else "",
        "due_date": item.due_date,
        "state": item.state,
        "reason": item.reason,
        "published_at": item.published_at,
    }


def owner(item: PlanItem) -> str:
    """Who answers for the data: a person, a unit, or both."""
    return " · ".join(part for part in (item.owner_unit, str(item.owner or "")) if part)


def reasons(item: PlanItem, language: str) -> list[tuple[str, str]]:
    """(question, sentence) for each level: a person's reason, else how it was derived."""
    found = []
    for code in planning.QUESTIONS:
        score = item.scores.get(code, {})
        if score.get("by"):
            found.append((code, f"{score['reason']} ({score['by']['name']})"))
        elif derived := score.get("derived"):
            told = [sentence(told, language, facts) for told, facts in derived]
            found.append((code, "; ".join(told)))
    return found


def row(item: PlanItem, language: str) -> dict[str, Any]:
    """An item on one line."""
    told = record(item)
    levels = {code: item.scores.get(code, {}).get("level") for code in planning.QUESTIONS}
    lines = " | ".join(f"{code}: {said}" for code, said in reasons(item, language))
    flat = told | levels | {"reasons": lines, "criteria": " ".join(item.criteria)}
    return {name: "" if flat[name] is None else flat[name] for name in HEADS}


def as_csv(items: Iterable[PlanItem], language: str) -> str:
    """The plan as CSV, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.DictWriter(out, HEADS, lineterminator="\r\n")
    writer.writeheader()
    for one in items:
        told = row(one, language)
        writer.writerow({k: guarded(v) if isinstance(v, str) else v for k, v in told.items()})
    return out.getvalue()
