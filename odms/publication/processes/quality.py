"""Process 9: the file was checked, and its quality reaches what the agency asks for or was waived."""

from datetime import date

from odms.publication.answering import Found
from odms.publication.facts import DatasetFacts


def answer(facts: DatasetFacts, today: date) -> Found:
    """`yes` at the threshold or with a waiver in force; `partly` below it; `no` if never measured."""
    told = facts.figures("quality", "engine")
    if told is None or told.get("points") is None:
        return Found("no", "process.quality.unmeasured")
    points = int(told["points"])
    shown = {"points": points, "threshold": facts.threshold}
    if points >= facts.threshold:
        return Found("yes", "process.quality.found", points, 100, shown)
    if _is_waived(facts, today):
        return Found("yes", "process.quality.waived", points, 100, shown)
    return Found("partly", "process.quality.below", points, 100, shown)


def _is_waived(facts: DatasetFacts, today: date) -> bool:
    """Whether an approver verified the steward's reason for the lower quality."""
    said = facts.verified.get("quality")
    return said is not None and said.answer == "yes" and said.review_date >= today
