"""Reading assessment: frameworks, answers to them, what they come to, and cycles.

Stable names for other rooms: `get_framework(code)`, `list_frameworks()`, `baseline()`,
`status(cycle)`, `last_published_cycle(framework)`, `national_cycle()`, `compare(cycle, former)`, `list_cycles()`, `get_cycle(code)`,
`answers_of(subject, framework)`, `marks_of(subject, framework)`.
"""

from odms.assessment.frameworks import get_framework, list_frameworks
from odms.assessment.queries.answers import (
    CENTRE_SUBJECT,
    USERS_SUBJECT,
    answers_of,
    marks_of,
    sides_of,
)
from odms.assessment.queries.cycles import (
    baseline,
    compare,
    get_cycle,
    last_published_cycle,
    list_cycles,
    national_cycle,
    status,
)

__all__ = [
    "CENTRE_SUBJECT",
    "USERS_SUBJECT",
    "answers_of",
    "baseline",
    "compare",
    "get_cycle",
    "get_framework",
    "last_published_cycle",
    "list_cycles",
    "list_frameworks",
    "marks_of",
    "national_cycle",
    "sides_of",
    "status",
]
