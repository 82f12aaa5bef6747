"""Write the name of a group into every row below it, as merged cells mean it."""

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step
from odms.engine.types.shapes import trimmed

PARAMETERS: dict[str, str] = {}


def repair(mending: Mending, step: Step) -> None:
    """Fill the empty cells of the column from above; total rows neither give nor take."""
    i = mending.at(step.column)
    text = f"nullif({trimmed(f'v{i}')}, '')"
    totals = ", ".join(map(str, sorted(mending.total_rows))) or "NULL"
    above = f"last_value(CASE WHEN {text} IS NULL THEN NULL ELSE v{i} END IGNORE NULLS)"
    filled = (
        f"SELECT r, {above} OVER (ORDER BY r) AS w, {text} AS own FROM {mending.relation}"
        f" WHERE coalesce(r NOT IN ({totals}), true)"
    )
    mending.write(i, f"SELECT r, w FROM ({filled}) WHERE own IS NULL AND w IS NOT NULL")
