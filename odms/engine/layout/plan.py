"""What layout says of one table."""

from dataclasses import dataclass

from odms.engine.grid import GridFinding


@dataclass(frozen=True)
class Rejected:
    """A row between the header and the notes that is no data: why, and which."""

    r: int
    reason: str  # repeated-header, page-number, too-long


@dataclass(frozen=True)
class Layout:
    """One table on a sheet.

    `columns` are the grid's columns it takes, left to right; the stretch of source rows it takes is
    `first_row` up to, not including, `end_row`. `names` are clean and unique; `source_names` the
    header's own text, None where it says nothing. `relation` names a DuckDB view of the body: `r`
    and `v0` …, total rows included, merged labels filled down; `raw_relation` one of the same rows with
    the source's own text. `n_rows` counts them. `titles` and `notes` are the texts of the rows above
    the header and below the body.
    """

    columns: tuple[int, ...]
    first_row: int
    end_row: int
    preamble_rows: tuple[int, ...]
    header_rows: tuple[int, ...]
    footer_rows: tuple[int, ...]
    names: tuple[str, ...]
    source_names: tuple[str | None, ...]
    relation: str
    raw_relation: str
    n_rows: int
    n_blank: int
    total_rows: frozenset[int]
    rejected: tuple[Rejected, ...]
    titles: tuple[str, ...]
    notes: tuple[str, ...]
    findings: tuple[GridFinding, ...]

    @property
    def context(self) -> str:
        """The text of titles and notes."""
        return " ".join((*self.titles, *self.notes))

    @property
    def n_source_rows(self) -> int:
        """All source rows of the table's stretch."""
        return self.end_row - self.first_row
