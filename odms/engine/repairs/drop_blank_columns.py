"""Take out columns in which nothing stands."""

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step
from odms.engine.types.shapes import trimmed

PARAMETERS: dict[str, str] = {}


def repair(mending: Mending, step: Step) -> None:
    """Take out the named column, or every one, that holds no text."""
    chosen = mending.chosen(step)
    asked = ", ".join(
        f"coalesce(bool_and(coalesce({trimmed(f'v{i}')}, '') = ''), true)" for i in chosen
    )
    (blank,) = mending.work.db.execute(f"SELECT {asked} FROM {mending.relation}").fetchall()
    if gone := [i for i, is_blank in zip(chosen, blank, strict=True) if is_blank]:
        mending.drop_columns(gone)
