"""Let a column be of a type, whatever its values show: codes that are to stay text, above all.

What is not of the type stays as text beside it, as always.
"""

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step

PARAMETERS = {"type": "text|integer|number|date"}


def repair(mending: Mending, step: Step) -> None:
    """Choose the type."""
    mending.choose_type(mending.at(step.column), step.parameters["type"])
