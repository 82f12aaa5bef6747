"""What an agency does, for its own assessment."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, share, some

if TYPE_CHECKING:
    from odms.assessment.queries.facts import AgencyFacts


def engagement(facts: "AgencyFacts") -> Found:
    """Requests and feedback of users that the agency answered."""
    return some(facts.n_answered, "answered_to_users", "requests")


def plan_followed(facts: "AgencyFacts") -> Found:
    """Items of the plan that are due, and were published by their day."""
    return share(facts.plan["n_kept"], facts.plan["n_due"], "plan_kept")


def up_to_date(facts: "AgencyFacts") -> Found:
    """Public datasets that are not late against their promised frequency."""
    return share(facts.n_datasets - facts.n_late, facts.n_datasets, "up_to_date")


def items_complete(facts: "AgencyFacts") -> Found:
    """Public datasets that have all fourteen mandatory items."""
    return share(facts.n_complete, facts.n_scored, "items_complete")


def registered(facts: "AgencyFacts") -> Found:
    """Public datasets that stand in another catalogue, pushed to it or gathered from it."""
    return share(facts.n_registered, facts.n_datasets, "registered")
