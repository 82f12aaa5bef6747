"""Take out rows that say again, cell by cell, what an earlier row said; the first stays."""

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step

PARAMETERS: dict[str, str] = {}


def repair(mending: Mending, step: Step) -> None:
    """Take out every repetition; total rows are left alone."""
    cells = ", ".join(f"v{i}" for i in range(len(mending.columns)))
    totals = ", ".join(map(str, sorted(mending.total_rows))) or "NULL"
    again = (
        f"SELECT r FROM {mending.relation} WHERE coalesce(r NOT IN ({totals}), true)"
        f" QUALIFY row_number() OVER (PARTITION BY {cells} ORDER BY r) > 1"
    )
    mending.drop_rows(f"r IN ({again})")
