"""What a reader makes of bytes: names, rows and findings, in plain values."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from odms.engine import formats
from odms.engine.grid import Encoding, workspace


@dataclass(frozen=True)
class Read:
    """One grid: its name, its columns' names, its rows by source row, its findings' codes."""

    name: str | None
    names: tuple[str, ...] | None
    rows: dict[int, tuple[str | None, ...]]
    findings: tuple[str, ...]
    encoding: Encoding | None = None
    n_rejected: int = 0

    def column(self, name: str) -> list[str | None]:
        """The cells of one column."""
        assert self.names is not None
        at = self.names.index(name)
        return [row[at] for row in self.rows.values()]


def read(data: bytes, name: str) -> list[Read]:
    """Recognise and read `data`, which its giver calls `name`. Raises what the readers refuse."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given"
        path.write_bytes(data)
        inside = Path(folder) / "work"
        inside.mkdir()
        with workspace(inside) as work:
            found = []
            for grid in formats.read(path, name, work):
                cells = ", ".join(f"c{at}" for at in range(grid.n_columns))
                rows = work.db.execute(
                    f"SELECT r, {cells} FROM {grid.relation} ORDER BY r"
                ).fetchall()
                found.append(
                    Read(
                        grid.name,
                        grid.names,
                        {row[0]: tuple(row[1:]) for row in rows},
                        tuple(finding.code for finding in grid.findings),
                        grid.encoding,
                        grid.n_rejected,
                    )
                )
            return found
