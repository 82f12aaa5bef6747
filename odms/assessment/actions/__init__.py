"""Writing assessment: figures, answers, cycles and what is imported of earlier ones."""

from odms.assessment.actions.answers import (
    Saying,
    answer_all,
    answer_for_agency,
    answer_for_centre,
    declare,
    verify,
)
from odms.assessment.actions.figures import compute_all, follow
from odms.assessment.actions.importing import import_cycle

__all__ = [
    "Saying",
    "answer_all",
    "answer_for_agency",
    "answer_for_centre",
    "compute_all",
    "declare",
    "follow",
    "import_cycle",
    "verify",
]
