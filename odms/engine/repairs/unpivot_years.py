"""Turn columns that are called by years into rows: one column for the year, one for the value."""

from odms.engine.layout.cells import is_year
from odms.engine.repairs.mending import Mending, made_name
from odms.engine.repairs.recipe import Step
from odms.errors import Invalid

PARAMETERS = {"year?": "text", "value?": "text"}
_LEAST = 2


def repair(mending: Mending, step: Step) -> None:
    """Each row becomes as many rows as there are years; empty cells become rows too."""
    names = [(column.source_name or column.name).split() for column in mending.columns]
    years = [i for i, words in enumerate(names) if words and is_year(words[-1])]
    kept = [i for i in range(len(names)) if i not in set(years)]
    if len(years) < _LEAST or not kept:
        raise Invalid("repair.no_years", repair=step.repair)
    labels = ", ".join("'" + names[i][-1].replace("'", "''") + "'" for i in years)
    cells = ", ".join(f"v{i}" for i in years)
    held = ", ".join(f"v{i} AS v{at}" for at, i in enumerate(kept))
    n = len(kept)
    rows = (
        f"SELECT r * {len(years)} + unnest(range({len(years)})) AS r, {held},"
        f" unnest([{labels}]) AS v{n}, unnest([{cells}]) AS v{n + 1} FROM {mending.relation}"
    )
    made = [step.parameters.get(name) or made_name(name) for name in ("year", "value")]
    mending.reshape(kept, made, rows)
