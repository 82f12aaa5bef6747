"""What in a table breaks its schema: a record, told as a finding by whoever shows it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from odms.engine.grid import GridFinding, Spot
from odms.engine.inspection import Finding, told
from odms.engine.places import Place


@dataclass(frozen=True)
class Cell:
    """A cell (or a row's key) that breaks the schema: 0-based source row, and its source text."""

    row: int
    value: str | None


@dataclass(frozen=True)
class Breach:
    """One rule of a schema that a column, a header or rows break.

    `field` is its name in the schema, `column` the place in the table from 0. `n` counts all
    cells, of which `cells` are the first. `facts` are those of the sentence beside field, n and
    the first value.
    """

    code: str
    field: str | None = None
    column: int | None = None
    n: int = 1
    cells: tuple[Cell, ...] = ()
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def row(self) -> int | None:
        """The source row of the first cell."""
        return self.cells[0].row if self.cells else None

    @property
    def sentence_facts(self) -> dict[str, Any]:
        """All facts of the sentence."""
        first = self.cells[0].value if self.cells else None
        return {"field": self.field or "", "n": self.n, "value": first or ""} | dict(self.facts)


def as_finding(breach: Breach, places: tuple[Place, ...] = ()) -> Finding:
    """A breach with its sentences, and where it stands in its source."""
    met = GridFinding(
        breach.code,
        breach.row,
        breach.n,
        breach.sentence_facts,
        tuple(Spot(cell.row) for cell in breach.cells),
    )
    return told(met, breach.field, places)
