"""Process 6: what is to be published has an owner, a steward and a day."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import AgencyFacts


def answer(facts: AgencyFacts, _today: date) -> Found:
    """How many planned datasets have all three; how many are overdue."""
    plan = facts.plan
    told = {"overdue": plan.n_overdue}
    answer = share(plan.n_assigned, plan.n_planned)
    return Found(answer, "process.responsibility.found", plan.n_assigned, plan.n_planned, told)
