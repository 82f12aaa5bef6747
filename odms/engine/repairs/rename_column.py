"""Give a column another name."""

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step

PARAMETERS = {"to": "text"}


def repair(mending: Mending, step: Step) -> None:
    """Rename the column."""
    mending.rename(mending.at(step.column), step.parameters["to"].strip())
