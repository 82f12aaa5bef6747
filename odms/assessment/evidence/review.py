"""How the portal looks at itself: surveys, feedback that changed something, dashboards."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, feature, some

if TYPE_CHECKING:
    from odms.assessment.queries.facts import CentreFacts


def satisfaction_survey(facts: "CentreFacts") -> Found:
    """Answers to the satisfaction questionnaire in the last twelve months."""
    return feature("survey", facts.answers["n_year"], "survey_answers")


def feedback_considered(facts: "CentreFacts") -> Found:
    """Releases that came of feedback."""
    return some(facts.feedback["n_led_to_release"], "releases_after_feedback")


def dashboard(facts: "CentreFacts") -> Found:
    """The national dashboard, over the datasets that it shows."""
    return feature("dashboard", facts.n_datasets, "datasets")


def next_points(facts: "CentreFacts") -> Found:
    """Datasets that are scored: their stewards are told the cheapest next points."""
    return feature("desk-case-score", facts.n_scored, "scored")
