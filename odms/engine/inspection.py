"""What was understood of a file: the published report, `docs/reference/inspection.schema.json`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from odms.definitions import messages
from odms.engine.column import Column
from odms.engine.grid import Dialect, Encoding, GridFinding
from odms.engine.meanings.personal import Mention
from odms.engine.places import Place
from odms.engine.repairs import Applied


@dataclass(frozen=True)
class Finding:
    """Something met in the data: code, severity, where, how often, and the sentence for it.

    `n` counts what the sentence counts; `cells` are the first of `n_cells` cells, rows or columns
    that it is about; `facts` fill the sentence, and tell machines a little more.
    """

    code: str
    severity: str  # error, warning or info
    column: str | None
    row: int | None
    n: int
    message: dict[str, str]
    cells: tuple[Place, ...] = ()
    n_cells: int = 0
    facts: dict[str, object] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The finding as the report publishes it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "column": self.column,
            "row": self.row,
            "n": self.n,
            "message": self.message,
            "cells": [place.to_json() for place in self.cells],
            "n_cells": self.n_cells,
            "facts": self.facts,
        }


def told(finding: GridFinding, column: str | None = None, cells: tuple[Place, ...] = ()) -> Finding:
    """A reader's finding with its sentences and its places; it may name a column."""
    row = None if finding.row is None else finding.row + 1  # people count from 1
    facts = {"column": column, "row": row, "n": finding.n} | finding.facts
    return Finding(
        code=finding.code,
        severity=messages.catalogue()[finding.code]["severity"],
        column=column,
        row=finding.row,
        n=finding.n,
        message=messages.sentences(finding.code, facts),
        cells=cells,
        n_cells=_n_cells(finding, cells),
        facts=finding.facts,
    )


def _n_cells(finding: GridFinding, cells: tuple[Place, ...]) -> int:
    """How many places there are in all: as many as are counted, where not all of them are told."""
    if finding.n_cells is not None:
        return finding.n_cells
    return finding.n if finding.cells else len(cells)


@dataclass(frozen=True)
class Table:
    """One table of a file: where it stands, its columns, its findings.

    Rows are numbered from 0 as the source holds them, and they add up: preamble, header, `n_rows`,
    `n_rejected`, `n_footer_rows` and `n_blank` make `n_source_rows`.
    """

    name: str | None
    dialect: Dialect | None
    preamble_rows: tuple[int, ...]
    header_rows: tuple[int, ...]
    n_rows: int
    n_rejected: int
    n_footer_rows: int
    n_total_rows: int
    n_blank: int
    n_source_rows: int
    columns: tuple[Column, ...]
    column_places: tuple[int, ...]  # in the record or sheet, from 0
    findings: tuple[Finding, ...]
    repairs: tuple[Applied, ...] = ()
    mentions: tuple[tuple[str, Mention], ...] = ()  # in the words about it, each with its place

    def to_json(self) -> dict[str, Any]:
        """The table as the report publishes it."""
        dialect = self.dialect and {
            "delimiter": self.dialect.delimiter,
            "quote": self.dialect.quote,
            "escape": self.dialect.escape,
            "line_end": self.dialect.line_end,
        }
        return {
            "name": self.name,
            "dialect": dialect,
            "preamble_rows": list(self.preamble_rows),
            "header_rows": list(self.header_rows),
            "n_rows": self.n_rows,
            "n_rejected": self.n_rejected,
            "n_footer_rows": self.n_footer_rows,
            "n_total_rows": self.n_total_rows,
            "n_blank": self.n_blank,
            "n_source_rows": self.n_source_rows,
            "columns": [
                column.to_json() | {"column_index": place}
                for column, place in zip(self.columns, self.column_places, strict=True)
            ],
            "findings": [finding.to_json() for finding in self.findings],
            "repairs": [repair.to_json() for repair in self.repairs],
        }


@dataclass(frozen=True)
class Inspection:
    """A file as the engine understood it."""

    file: str
    size_bytes: int
    sha256: str
    format: str
    encoding: Encoding | None
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...] = field(default=())
    mentions: tuple[tuple[str, Mention], ...] = ()  # in the file's name

    def to_json(self) -> dict[str, Any]:
        """The report: a published contract."""
        return {
            "file": self.file,
            "size_bytes": self.size_bytes,
            "sha256": self.sha256,
            "format": self.format,
            "encoding": _encoding(self.encoding),
            "tables": [table.to_json() for table in self.tables],
            "personal_data": personal_data(self.tables),
            "personal_words": self._personal_words(),
            "findings": [finding.to_json() for finding in self.findings],
        }

    def _personal_words(self) -> list[dict[str, Any]]:
        """Personal data in words about the data; `table` is None for the file's own name."""
        said: list[tuple[int | None, str, Mention]] = [(None, *one) for one in self.mentions]
        said += [(i, *one) for i, table in enumerate(self.tables) for one in table.mentions]
        return [
            {"table": table, "where": place, "kind": one.kind, "verdict": one.verdict}
            for table, place, one in said
        ]

    @property
    def all_findings(self) -> list[Finding]:
        """The findings of the file and of its tables."""
        return [*self.findings, *(found for table in self.tables for found in table.findings)]


def personal_data(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """One entry for each column that holds personal data; `table` is its place, from 0."""
    return [
        {"table": i, "column": column.name, **column.personal.to_json()}
        for i, table in enumerate(tables)
        for column in table.columns
        if column.personal is not None
    ]


def _encoding(encoding: Encoding | None) -> dict[str, str] | None:
    return {"name": encoding.name, "how": encoding.how} if encoding else None
