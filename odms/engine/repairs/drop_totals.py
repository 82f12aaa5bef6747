"""Take out the rows that sum up others."""

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step

PARAMETERS: dict[str, str] = {}


def repair(mending: Mending, step: Step) -> None:
    """Take out every row that the engine marked as a total."""
    if mending.total_rows:
        mending.drop_rows(f"r IN ({', '.join(map(str, sorted(mending.total_rows)))})")
