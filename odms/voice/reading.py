"""Answers of elsewhere, workbooks and delimited texts, read by the engine in a child process.

Runs as `python -m odms.voice.reading` within the sandbox; knows no Django. Columns come back by their
distinct texts, so that many answers to the same questions stay small.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from odms.engine import pipeline, sandbox
from odms.engine.pipeline import FoundTable
from odms.engine.sandbox import Limits
from odms.voice.rules.cells import Column

_MODULE = "odms.voice.reading"


@dataclass(frozen=True)
class Table:
    """A table of a file: its columns, and the numbers of its rows in the file."""

    name: str
    columns: list[Column]
    numbers: list[int]


def tables_of(path: Path, name: str, limits: Limits | None = None) -> list[Table]:
    """The tables of a file, however untidy it is. Raises what the engine refuses, and LimitPassed."""
    limits = limits or Limits()
    job = {"source": str(path.resolve()), "name": name, "limits": asdict(limits)}
    with tempfile.TemporaryDirectory(prefix="answers-") as folder:
        answer = sandbox.run(_MODULE, job, Path(folder), limits)
    return [
        Table(one["name"], [Column(**column) for column in one["columns"]], one["numbers"])
        for one in answer["tables"]
    ]


# The child


def _work(job: dict[str, Any]) -> dict[str, Any]:
    told = []
    with pipeline.tables(Path(job["source"]), job["name"]) as (found, work):
        for place, one in enumerate(found):
            body = one.body(job["name"])
            cells = [f"v{i}" for i in range(len(body.names))]
            rows = list(work.rows(body.relation, cells, "ORDER BY r"))
            columns = [
                _column(heading, [row[at + 1] for row in rows])
                for at, heading in enumerate(_headings(one))
            ]
            numbers = [row[0] + 1 for row in rows]
            told.append(asdict(Table(one.grid.name or str(place + 1), columns, numbers)))
    return {"tables": told}


def _headings(one: FoundTable) -> Sequence[str]:
    if not one.has_header:
        return [""] * len(one.layout.names)
    return [" ".join((text or "").split()) for text in one.layout.source_names]


def _column(heading: str, cells: Sequence[str | None]) -> Column:
    known: dict[str | None, int] = {}
    places = [known.setdefault(cell, len(known)) for cell in cells]
    return Column(heading, list(known), places)


if __name__ == "__main__":
    sandbox.main(_work)
