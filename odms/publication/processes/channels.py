"""Process 4: the agency's channels answer; what this centre publishes for it is one of them."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import AgencyFacts


def answer(facts: AgencyFacts, _today: date) -> Found:
    """How many of the channels answered when they were checked last."""
    told = facts.figures("channels", "health.endpoints") or {}
    here = int(facts.n_published > 0)
    have, of = int(told.get("n_answering", 0)) + here, int(told.get("n_endpoints", 0)) + here
    return Found(share(have, of), "process.channels.found", have, of, {"here": facts.n_published})
