"""Tables of assessment: answers to frameworks, cycles with who takes part and appeals, figures,
balance."""

from odms.assessment.models.answers import Answer, Computed
from odms.assessment.models.balance import BalanceDay, Wanted
from odms.assessment.models.cycles import Appeal, Cycle, Participant
from odms.assessment.models.figures import DatasetFacts, Figures, FiguresFollower, PastFigures

__all__ = [
    "Answer",
    "Appeal",
    "BalanceDay",
    "Computed",
    "Cycle",
    "DatasetFacts",
    "Figures",
    "FiguresFollower",
    "Participant",
    "PastFigures",
    "Wanted",
]
