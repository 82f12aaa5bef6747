"""Take out the last rows: notes and sources that were not recognised as such."""

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step

PARAMETERS = {"n": "number"}


def repair(mending: Mending, step: Step) -> None:
    """Take out the last `n` rows."""
    last = f"SELECT r FROM {mending.relation} ORDER BY r DESC LIMIT {step.parameters['n']}"
    mending.drop_rows(f"r IN ({last})")
