"""Writing assessment: answers, cycles and what is imported of earlier ones."""

from odms.assessment.actions.importing import import_cycle

__all__ = ["import_cycle"]
