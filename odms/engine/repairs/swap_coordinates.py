"""Give two columns each other's name: latitude and longitude that stand the wrong way round."""

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step

PARAMETERS = {"with": "text"}


def repair(mending: Mending, step: Step) -> None:
    """Swap the two names."""
    i, other = mending.at(step.column), mending.at(step.parameters["with"])
    first, second = mending.columns[i].name, mending.columns[other].name
    mending.rename(i, f"{first} {second}")
    mending.rename(other, first)
    mending.rename(i, second)
