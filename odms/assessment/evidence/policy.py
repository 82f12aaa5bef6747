"""What agencies do about open data, as the rooms see it."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, feature, share, some

if TYPE_CHECKING:
    from odms.assessment.queries.facts import CentreFacts


def closed_in_inventories(facts: "CentreFacts") -> Found:
    """Entries of inventories whose class is not open."""
    return some(facts.inventory["n_closed"], "closed_entries")


def officers(facts: "CentreFacts") -> Found:
    """Publishing agencies with a steward and an approver: yes of all, partly of some."""
    found = share(facts.n_staffed, len(facts.publishing), "agencies_staffed")
    value = "yes" if found.value == 1 else "partly" if facts.n_staffed else "no"
    return Found(value, found.code, found.facts)


def publication_plans(facts: "CentreFacts") -> Found:
    """Agencies with a plan of what they publish."""
    return feature("desk-plan", facts.n_planning, "agencies_planning")


def implementation(facts: "CentreFacts") -> Found:
    """Agencies whose sixteen processes are computed each night."""
    return feature("desk-processes", facts.n_standings, "agencies_followed")


def reuse_monitored(facts: "CentreFacts") -> Found:
    """Views, downloads and calls of the last days."""
    return feature("desk-usage", facts.n_uses, "uses")


def agencies_see_use(facts: "CentreFacts") -> Found:
    """Agencies that see on their desk how their datasets are used."""
    return feature("desk-usage", len(facts.publishing), "agencies_publishing")


def reuse_mapped(facts: "CentreFacts") -> Found:
    """What users told of what they use data for: in requests and the survey of a year, in showcases."""
    n = facts.answers["n_year"] + facts.requests["n_year"] + facts.showcases["n"]
    return some(n, "purposes", "requests")


def needs_known(facts: "CentreFacts") -> Found:
    """Requests, answers to the questionnaire and failed searches of late."""
    n = facts.answers["n_year"] + facts.requests["n_year"] + facts.n_search_words
    return some(n, "needs", "requests")


def reuse_cases(facts: "CentreFacts") -> Found:
    """Showcases that were handed in."""
    return feature("showcases", facts.showcases["n"], "showcases")


def cases_classified(facts: "CentreFacts") -> Found:
    """Showcases that carry a goal of sustainable development."""
    return feature("showcases", facts.showcases["n_with_goals"], "showcases_with_goals")
