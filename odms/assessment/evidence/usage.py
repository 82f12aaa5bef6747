"""How the portal is used, as its own counters tell it: robots are in none of them."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, feature, share, text

if TYPE_CHECKING:
    from odms.assessment.queries.facts import CentreFacts


def traffic(facts: "CentreFacts") -> Found:
    """Views, downloads and calls of the last days, counted apart."""
    return feature("desk-usage", facts.n_uses, "uses")


def further_study(facts: "CentreFacts") -> Found:
    """Answers to the questionnaire in the last twelve months."""
    return feature("survey", facts.answers["n_year"], "survey_answers")


def visitor_profile(facts: "CentreFacts") -> Found | None:
    """Who answered the questionnaire, the largest group first."""
    return text(facts.respondent_groups, "respondents", "survey")


def search_words(facts: "CentreFacts") -> Found:
    """Words that were searched for and not found, as officers see them."""
    return feature("desk-usage", facts.n_search_words, "search_words")


def most_and_least(facts: "CentreFacts") -> Found:
    """Datasets with a count of their use: those without any are the least consulted."""
    return feature("desk-usage", len(facts.used_datasets), "datasets_used")


def top_themes(facts: "CentreFacts") -> Found | None:
    """The five themes whose datasets were used most."""
    return text(facts.top_themes, "top_themes", "themes")


def top_datasets(facts: "CentreFacts") -> Found | None:
    """The five datasets that were used most."""
    return text(facts.top_datasets, "top_datasets", "search")


def api_counted(facts: "CentreFacts") -> Found:
    """Calls of the API of the last days, counted by day and dataset."""
    return feature("desk-usage", facts.uses("api"), "api_calls")


def api_share(facts: "CentreFacts") -> Found:
    """Calls of the API among all uses of the last days."""
    return share(facts.uses("api"), facts.n_uses, "api_calls", "")
