"""One row of a grid as layout looks at it."""

from dataclasses import dataclass

from odms.engine.layout.cells import EMPTY


@dataclass(frozen=True)
class Row:
    """A stored row: its source number, its bare cells, the kind of each, and how many cells the
    whole record has in the source, empty ones counted."""

    r: int
    cells: tuple[str, ...]
    kinds: str
    n_cells: int

    @property
    def fill(self) -> int:
        """How many cells hold something."""
        return len(self.kinds) - self.kinds.count(EMPTY)

    def part(self, columns: tuple[int, ...]) -> "Row":
        """The row within some columns."""
        return Row(
            self.r,
            tuple(self.cells[c] for c in columns),
            "".join(self.kinds[c] for c in columns),
            self.n_cells,
        )
