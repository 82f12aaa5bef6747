"""Writing assessment: figures, answers, cycles and what is imported of earlier ones."""

from odms.assessment.actions.answers import (
    Saying,
    answer_all,
    answer_for_agency,
    answer_for_centre,
    declare,
    verify,
)
from odms.assessment.actions.balance import compute_balance
from odms.assessment.actions.cycles import (
    appeal,
    assign_reviewer,
    decide_appeal,
    move,
    open_cycle,
    submit,
)
from odms.assessment.actions.figures import compute_all, follow
from odms.assessment.actions.importing import import_cycle

__all__ = [
    "Saying",
    "answer_all",
    "answer_for_agency",
    "answer_for_centre",
    "appeal",
    "assign_reviewer",
    "compute_all",
    "compute_balance",
    "decide_appeal",
    "declare",
    "follow",
    "import_cycle",
    "move",
    "open_cycle",
    "submit",
    "verify",
]
