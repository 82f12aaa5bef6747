"""Process 1: the agency knows what it holds, and looked within a year."""

from datetime import date

from odms.publication.answering import Found, processes, review_date, share
from odms.publication.facts import AgencyFacts


def answer(facts: AgencyFacts, today: date) -> Found:
    """Of two: entries in the inventory, and a survey that is not too old."""
    held = facts.inventory
    last = held.last_survey_at.date() if held.last_survey_at else None
    is_fresh = last is not None and review_date(last, _months()) >= today
    have = int(held.n_entries > 0) + int(is_fresh)
    told = {
        "entries": held.n_entries,
        "on": last.isoformat() if last else "–",
        "new": held.n_new,
        "gone": held.n_gone,
        "changed": held.n_changed,
    }
    return Found(share(have, 2), "process.data_survey.found", have, 2, told)


def _months() -> int:
    return processes()["data-survey"].review_months
