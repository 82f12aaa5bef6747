"""Tables of assessment: answers to frameworks, cycles with who takes part and appeals."""

from odms.assessment.models.answers import Answer, Computed
from odms.assessment.models.cycles import Appeal, Cycle, Participant

__all__ = ["Answer", "Appeal", "Computed", "Cycle", "Participant"]
