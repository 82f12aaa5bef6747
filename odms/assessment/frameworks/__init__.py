"""Frameworks: by whose questions open data is assessed, as `definitions/frameworks/` declares them.

Pure. Adding a framework is adding a YAML file there; `checking` explains mistakes by line, `scoring`
says what answers come to, `evidence` beside this package answers what the system can see.
"""

from odms.assessment.frameworks.declared import (
    KINDS,
    SCORINGS,
    SUBJECTS,
    Choice,
    Framework,
    Group,
    Question,
    get_framework,
    list_frameworks,
    read_framework,
    summary,
    to_dict,
)
from odms.assessment.frameworks.scoring import GroupMark, Mark, earned, mark

__all__ = [
    "KINDS",
    "SCORINGS",
    "SUBJECTS",
    "Choice",
    "Framework",
    "Group",
    "GroupMark",
    "Mark",
    "Question",
    "earned",
    "get_framework",
    "list_frameworks",
    "mark",
    "read_framework",
    "summary",
    "to_dict",
]
