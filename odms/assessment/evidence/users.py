"""What users said in the questionnaire, a mean of marks from 1 to 5 for each dimension."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, number

if TYPE_CHECKING:
    from odms.assessment.queries.facts import CentreFacts


def usefulness(facts: "CentreFacts") -> Found | None:
    """Mean mark of real usefulness."""
    return _mean(facts, "usefulness")


def content(facts: "CentreFacts") -> Found | None:
    """Mean mark of content."""
    return _mean(facts, "content")


def access(facts: "CentreFacts") -> Found | None:
    """Mean mark of ease of access and use."""
    return _mean(facts, "access")


def tools(facts: "CentreFacts") -> Found | None:
    """Mean mark of tools and technology."""
    return _mean(facts, "tools")


def service(facts: "CentreFacts") -> Found | None:
    """Mean mark of service."""
    return _mean(facts, "service")


def _mean(facts: "CentreFacts", dimension: str) -> Found | None:
    mean = facts.satisfaction.get(dimension)
    return None if mean is None else number(mean, "mean_mark", "survey")
