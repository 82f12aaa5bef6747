"""Process 5: what could be opened is weighed, and the head agreed to the order."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import AgencyFacts


def answer(facts: AgencyFacts, _today: date) -> Found:
    """How many of the candidates for opening are weighed."""
    plan = facts.plan
    told = {"high": plan.n_high_value}
    answer = share(plan.n_weighed, plan.n_items)
    return Found(answer, "process.priority.found", plan.n_weighed, plan.n_items, told)
