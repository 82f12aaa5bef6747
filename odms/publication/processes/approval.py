"""Process 14: somebody with authority, who did not submit it, approved it."""

from datetime import date

from odms.publication.answering import Found
from odms.publication.facts import DatasetFacts


def answer(facts: DatasetFacts, _today: date) -> Found:
    """`yes` for an approval by a second person; the order number is told where there is one."""
    approval = facts.approval
    if approval is None or approval.decided_by_id == approval.submitted_by_id:
        return Found("no", "process.approval.none")
    told = {"case": approval.number, "on": approval.decided_at.date().isoformat()}
    if approval.order_number:
        return Found(
            "yes", "process.approval.ordered", 1, 1, told | {"order": approval.order_number}
        )
    return Found("yes", "process.approval.found", 1, 1, told)
