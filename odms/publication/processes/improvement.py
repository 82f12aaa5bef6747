"""Process 16: what users say is answered, and leads to better releases."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import DatasetFacts


def answer(facts: DatasetFacts, _today: date) -> Found:
    """How much of the feedback was answered; where nobody said anything, nothing is asked."""
    told = facts.figures("improvement", "voice") or {}
    n, n_open = int(told.get("n_feedback", 0)), int(told.get("n_open", 0))
    if not n:
        return Found("none", "process.improvement.nothing")
    shown = {"releases": int(told.get("n_led_to_release", 0))}
    return Found(share(n - n_open, n), "process.improvement.found", n - n_open, n, shown)
