"""Workbooks of others, and samples of their databases, read by the engine in a child process.

Runs as `python -m odms.inventory.reading` within the sandbox; knows no Django.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from odms.engine import pipeline, sandbox
from odms.engine.pipeline import FoundTable
from odms.engine.sandbox import Limits
from odms.errors import Refused
from odms.inventory.form import Rows

_MODULE = "odms.inventory.reading"


def rows_of(path: Path, name: str, limits: Limits | None = None) -> list[Rows]:
    """The tables of a file as texts under their headings, however untidy the file is.

    Raises what the engine refuses, and LimitPassed.
    """
    answer = _asked({"do": "rows", "source": str(path.resolve()), "name": name}, limits)
    return [
        Rows(
            one["name"], tuple(one["headings"]), [(row, tuple(cells)) for row, cells in one["rows"]]
        )
        for one in answer["tables"]
    ]


def judged(samples: Sequence[Path], limits: Limits | None = None) -> list[dict[str, Any]]:
    """What the engine makes of the columns of each sample: `{column: {type, meaning, personal}}`.

    Nothing is said of a sample that cannot be judged.
    """
    if not samples:
        return []
    answer = _asked({"do": "judge", "samples": [str(path) for path in samples]}, limits)
    found: list[dict[str, Any]] = answer["samples"]
    return found


def _asked(job: dict[str, Any], limits: Limits | None) -> dict[str, Any]:
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="inventory-") as folder:
        return sandbox.run(_MODULE, job | {"limits": asdict(limits)}, Path(folder), limits)


# The child


def _work(job: dict[str, Any]) -> dict[str, Any]:
    if job["do"] == "rows":
        return {"tables": [asdict(one) for one in tables_of(Path(job["source"]), job["name"])]}
    return {"samples": [_judge(Path(path)) for path in job["samples"]]}


def tables_of(path: Path, name: str) -> list[Rows]:
    """The tables of a file, read in this very process: for one that is in the sandbox already."""
    told = []
    with pipeline.tables(path, name) as (found, work):
        for place, one in enumerate(found):
            body = one.body(name)
            cells = [f"v{i}" for i in range(len(body.names))]
            rows = work.rows(body.relation, cells, "ORDER BY r")
            numbered = [(row + 1, tuple(values)) for row, *values in rows]
            told.append(Rows(one.grid.name or str(place + 1), _headings(one), numbered))
    return told


def _headings(one: FoundTable) -> tuple[str, ...]:
    if not one.has_header:
        return ("",) * len(one.layout.names)
    return tuple(" ".join((text or "").split()) for text in one.layout.source_names)


def _judge(path: Path) -> dict[str, Any]:
    try:
        inspection = pipeline.inspect(path, name=path.name)
    except Refused:
        return {}
    return {
        column.source_name or column.name: {
            "type": column.type,
            "meaning": column.meaning or "",
            "personal": column.personal.kind if column.personal else "",
            "verdict": column.personal.verdict if column.personal else "",
        }
        for table in inspection.tables
        for column in table.columns
    }


if __name__ == "__main__":
    sandbox.main(_work)
