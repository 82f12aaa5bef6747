"""Take the unit in parentheses out of a column's name; the log keeps it."""

from odms.engine.columns.checks import unit_pattern
from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step

PARAMETERS: dict[str, str] = {}
EXAMPLES: Examples = [
    ("จำนวน (คน)", {}, "จำนวน"),
    ("popularity (%)", {}, "popularity"),
    ("งบประมาณ (หน่วย: ล้านบาท)", {}, "งบประมาณ"),
    ("จังหวัด (ไทย)", {}, None),
    ("(%)", {}, None),
]


def mend(name: str) -> str | None:
    """The name without its unit; None where it has none or would say nothing without it."""
    bare = unit_pattern().sub("", name).strip()
    return bare if bare and bare != name else None


def repair(mending: Mending, step: Step) -> None:
    """Rename the column, or every column with a unit."""
    for i in mending.chosen(step):
        if (name := mend(mending.columns[i].name)) is not None:
            mending.rename(i, name)
