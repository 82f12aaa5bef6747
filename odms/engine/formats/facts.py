"""Values that stand once beside the records of a document: its title, its year, its licence.

A part with several of them is a table of one row, so that nothing is lost; single ones, and those
of the envelope around the records (`success`, `total`), are told in a finding.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from odms.engine.formats.decoded import Text
from odms.engine.formats.record_table import RecordTable, grid_of
from odms.engine.grid import Grid, GridFinding, Workspace

Path = tuple[str, ...]

_LEAST = 2
_MOST_TOLD = 12
_CHARACTERS_TOLD = 60


def beside(
    grids: list[Grid],
    values: Mapping[Path, Any],
    envelopes: Collection[str],
    text: Text,
    work: Workspace,
) -> list[Grid]:
    """`grids` with the `values` that stand beside their records, each under its path.

    `envelopes` are the parts of the document that hold records themselves.
    """
    parts: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        if value not in (None, "", {}) and not isinstance(value, bool):  # success: true
            parts.setdefault(path[0] if len(path) > 1 else "", {})[".".join(path[1:] or path)] = (
                value
            )
    told = {name: held for name, held in parts.items() if _is_table(name, held, envelopes)}
    single = [
        (f"{name}.{key}" if name else key, value)
        for name, held in parts.items()
        if name not in told
        for key, value in held.items()
    ]
    if single and grids:
        found = GridFinding("reading.values_beside", n=len(single), facts={"values": _said(single)})
        grids = [replace(grids[0], findings=(*grids[0].findings, found)), *grids[1:]]
    return [*grids, *(_grid(name, held, text, work) for name, held in told.items())]


def _is_table(name: str, held: dict[str, Any], envelopes: Collection[str]) -> bool:
    return bool(name) and name not in envelopes and len(held) >= _LEAST


def _grid(name: str, held: dict[str, Any], text: Text, work: Workspace) -> Grid:
    table = RecordTable(work)
    table.add(0, held)
    return grid_of(table, text, n_rows=1, name=name)


def _said(single: list[tuple[str, Any]]) -> str:
    said = [f"{key}: {str(value)[:_CHARACTERS_TOLD]}" for key, value in single[:_MOST_TOLD]]
    return "; ".join(said) + ("; …" if len(single) > _MOST_TOLD else "")
