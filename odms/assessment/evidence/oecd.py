"""What a platform can evidence of the OECD's dimensions."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, share

if TYPE_CHECKING:
    from odms.assessment.queries.facts import CentreFacts

_BEST_MARK = 5


def inventory_coverage(facts: "CentreFacts") -> Found:
    """Agencies with an inventory, of all agencies of the state."""
    told = facts.agencies_of("state")
    n = sum(one.id in facts.inventory["agencies"] for one in told)
    return share(n, len(told), "agencies_with_inventory")


def inventory_owned(facts: "CentreFacts") -> Found:
    """Entries of inventories that have an owner."""
    return share(facts.inventory["n_owned"], facts.inventory["n"], "entries_owned")


def open_published(facts: "CentreFacts") -> Found:
    """Of the entries that are open, those whose dataset is published."""
    return share(facts.inventory["n_published"], facts.inventory["n_open"], "entries_published")


def feedback_answered(facts: "CentreFacts") -> Found:
    """Feedback in words that was answered or resolved."""
    return share(facts.feedback["n_answered"], facts.feedback["n_words"], "feedback_answered")


def requests_answered(facts: "CentreFacts") -> Found:
    """Requests that were decided, one way or the other."""
    return share(facts.requests["n_decided"], facts.requests["n"], "requests_decided", "requests")


def satisfaction(facts: "CentreFacts") -> Found | None:
    """The mean of the five dimensions of the questionnaire, as a part of the best mark."""
    means = facts.satisfaction
    if not means:
        return None
    mean = sum(means.values()) / len(means)
    told = share(0, 0, "survey_answers", "survey")
    facts_told = {"have": f"{mean:.2f}", "of": _BEST_MARK, "what": told.facts["what"]}
    return Found(round(mean / _BEST_MARK, 4), "evidence.share", facts_told, told.link)


def before_request(facts: "CentreFacts") -> Found:
    """Datasets that no request led to."""
    n = facts.n_datasets
    return share(n - facts.requests["n_datasets"], n, "datasets_before_request")


def updates_kept(facts: "CentreFacts") -> Found:
    """Of the datasets with a due day, those that are not late."""
    return share(facts.n_own_promised - facts.n_late, facts.n_own_promised, "updates_kept")
