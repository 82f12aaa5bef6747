"""Process 11: an update frequency is promised, and kept."""

from datetime import date

from odms.publication.answering import Found
from odms.publication.facts import DatasetFacts
from odms.standards import promise
from odms.standards.thai import is_missing


def answer(facts: DatasetFacts, today: date) -> Found:
    """`yes` where the promise is kept, `partly` where it is broken, `no` where there is none."""
    record = facts.record
    if is_missing(record, "frequency_unit"):
        return Found("no", "process.frequency.none")
    due = promise.due_date(record, facts.released_on)
    if due is None:
        return Found("yes", "process.frequency.undated", 1, 1)
    late = promise.days_late(record, facts.released_on, today)
    told = {"due_at": due.isoformat(), "days": late}
    if late:
        return Found("partly", "process.frequency.late", 0, 1, told)
    return Found("yes", "process.frequency.kept", 1, 1, told)
