"""The decision about a case, told from the ledger, and as a PDF."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from odms.errors import Absent, Conflict
from odms.ledger.models import Entry
from odms.people.models import User
from odms.pictures import report as drawn
from odms.publication.decision import worded
from odms.publication.models import Case
from odms.publication.queries import list_measures
from odms.publication.queries.approval import get_approval

# the states of a case about which somebody decided that it goes out
DECIDED = ("approved", "published", "withdrawn")


def get_decision(case: Case) -> dict[str, Any]:
    """What was decided about a case, shape `decision.FIELDS`. Raises Absent where nobody approved."""
    entry = get_approval(case)
    if entry is None or case.state not in DECIDED:
        raise Absent("publication.no_decision")
    agency, facts = case.dataset.agency, entry.facts
    return {
        "order_number": facts["order_number"],
        "authority": facts["authority"],
        "agency": {"th": agency.name_th, "en": agency.name_en},
        "case": case.number,
        "dataset": case.dataset.slug,
        "title": {lang: case.record.get(f"title_{lang}", "") for lang in ("th", "en")},
        "kind": facts["kind"],
        "rule": facts["rule"],
        "submitted": _signed(case.submitted_by, case.submitted_at),
        "first_approved": _signed(case.first_approved_by, case.first_approved_at),
        "decided": _signed(case.decided_by, case.decided_at),
        "standing_order": case.standing_order_id,
        "risks": case.risks_seen,
        "measures": _measures(case),
        "record_sha256": facts["record_sha256"],
        "file_sha256": case.delivery.sha256 if case.delivery else None,
        "entry": _place(entry),
    }


def decision_pdf(case: Case, language: str) -> bytes:
    """The decision as a tagged PDF. Raises as `get_decision`."""
    return drawn.pdf(worded(get_decision(case), language))


def _signed(user: User | None, at: datetime | None) -> dict[str, str] | None:
    if user is None or at is None:
        return None
    return {"name": user.name, "at": localtime(at).isoformat(timespec="minutes")}


def _place(entry: Entry) -> dict[str, Any]:
    return {"seq": entry.seq, "hash": entry.hash}


def _measures(case: Case) -> list[dict[str, Any]]:
    """What was done to the data, or will be once its tables are built."""
    try:
        records = list_measures(case)
    except Conflict:
        return []
    names = ("measure", "column", "n_touched", "n_values")
    return [{name: one[name] for name in names} for record in records for one in record["measures"]]
