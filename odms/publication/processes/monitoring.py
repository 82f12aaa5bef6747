"""Process 15: links answer, use is counted, and somebody looks at it when the day comes."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import DatasetFacts


def answer(facts: DatasetFacts, today: date) -> Found:
    """Of three: links checked and none broken, use counted, reviewed within the time."""
    links = facts.figures("monitoring", "health.links") or {}
    use = facts.figures("monitoring", "usage") or {}
    have = [
        bool(links) and not links.get("n_broken"),
        bool(use),
        facts.is_reviewed("monitoring", today),
    ]
    told = {
        "broken": int(links.get("n_broken", 0)),
        "views": int(use.get("n_views", 0)),
        "downloads": int(use.get("n_downloads", 0)),
    }
    return Found(share(sum(have), 3), "process.monitoring.found", sum(have), 3, told)
