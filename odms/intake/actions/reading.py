"""Having a delivered file read: the engine in a child process, its result in a folder."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from odms.errors import Refused
from odms.intake.models import Delivery
from odms.intake.originals import originals

# the log of changes, beside a table that was mended
CHANGES = "changes.parquet"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one attempt: tables with a report, a trouble to tell, or our own fault.

    `tables` are folders with `table.parquet` and `profile.json`, in the order of the report.
    """

    report: dict[str, Any] = field(default_factory=dict)
    tables: tuple[Path, ...] = ()
    trouble: dict[str, Any] = field(default_factory=dict)
    is_fault: bool = False


def read(delivery: Delivery, folder: Path) -> Result:
    """Read a delivery's bytes into `folder`. Never raises: a fault is logged and told as such."""
    path = originals().blob_path(delivery.sha256)
    return read_file(path, delivery.name, folder, recipe=recipe_of(delivery))


def read_file(
    path: Path, name: str, folder: Path, *, recipe: Sequence[dict[str, Any]] = ()
) -> Result:
    """Read the file at `path` into `folder`, as `read` does."""
    from odms.engine import sandbox

    limits = sandbox.Limits(
        memory_mb=settings.READ_MEMORY_MB,
        seconds=settings.READ_TIMEOUT_S,
    )
    try:
        report = sandbox.prepare(path, folder, name=name, limits=limits, recipe=recipe)
        for position, table in enumerate(report["tables"]):
            _add_what_stands_beside(table, folder, position)
        return Result(report=_storable(report), tables=_tables(folder, len(report["tables"])))
    except Refused as refused:
        return Result(trouble={"code": refused.code, "facts": _storable(refused.facts)})
    except Exception:
        log.exception("%s could not be read", name)
        return Result(is_fault=True)


def recipe_of(delivery: Delivery) -> list[dict[str, Any]]:
    """The steps to read a delivery with."""
    wanted: list[dict[str, Any]] | None = delivery.wanted_recipe
    return list(delivery.recipe) if wanted is None else wanted


def _add_what_stands_beside(table: dict[str, Any], folder: Path, position: int) -> None:
    """Titles and notes of a table, and units of its columns, which the published report has not."""
    table |= json.loads((folder / f"notes-{position}.json").read_bytes())
    profile = json.loads((folder / f"profile-{position}.json").read_bytes())
    for column, told in zip(table["columns"], profile["columns"], strict=True):
        column["unit"] = told["unit"]


def _tables(folder: Path, n: int) -> tuple[Path, ...]:
    """One folder a table, as the lake keeps it, out of the engine's `table-N`, `profile-N` and, where
    it was mended, `changes-N`."""
    tables = []
    for position in range(n):
        table = folder / f"version-{position}"
        table.mkdir()
        (folder / f"table-{position}.parquet").rename(table / "table.parquet")
        (folder / f"profile-{position}.json").rename(table / "profile.json")
        if (changes := folder / f"changes-{position}.parquet").exists():
            changes.rename(table / CHANGES)
        tables.append(table)
    return tuple(tables)


def _storable(value: Any) -> Any:
    """The value as every database keeps JSON: PostgreSQL takes no NUL in a text."""
    match value:
        case str():
            return value.replace("\x00", "")
        case dict():
            return {_storable(name): _storable(part) for name, part in value.items()}
        case list() | tuple():
            return [_storable(part) for part in value]
        case int() | float() | None:
            return value
        case _:
            return str(value)
