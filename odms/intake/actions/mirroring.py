"""Taking in a file of another catalogue: read as deliveries are, and no delivery.

An admin approved the catalogue, so no case is opened; but nothing in which personal data is likely is
kept, for nobody would look at it. The bytes stand beside the first table that was read from them.
"""

import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from odms.catalogue.rules import NewRelease
from odms.engine.quality.kept import NAME, reading
from odms.errors import Conflict, Fault, Unreadable
from odms.intake.actions.reading import Result, read_file
from odms.intake.originals import originals
from odms.intake.queries import lake
from odms.intake.rules import MIRRORED_FILE, columns_of
from odms.lake.protection.applying import apply
from odms.lake.protection.plan import NOTHING

# findings of personal data that keep a file out; what is merely possible is of every second table
_KEEPING_OUT = ("certain", "likely")


@dataclass(frozen=True)
class Origin:
    """A file that was fetched: what it is called, its size and hash, and what the dataset is called."""

    name: str
    size_bytes: int
    sha256: str
    title_th: str
    title_en: str = ""


@dataclass
class Mirrored:
    """The table versions that were read from a file, kept in the lake and named by no row yet."""

    releases: list[NewRelease] = field(default_factory=list)

    def let_go(self) -> None:
        """Destroy them again, where their rows could not be written."""
        destroy_mirrored(release.table_key for release in self.releases)


def destroy_mirrored(table_keys: Iterable[str]) -> None:
    """Let the files of copies be gone; what cannot be removed now nothing names, and it is tidied up."""
    for key in table_keys:
        with suppress(OSError):
            lake().destroy_table(key)


def take_in_mirrored(*, path: Path, origin: Origin) -> Mirrored:
    """Read the file at `path` in a child process and keep its tables as the public may see them.

    Raises Unreadable where the engine refuses it or there is no table in it, Conflict
    (`intake.personal_in_mirror`, with the kinds) where personal data is likely in it, Fault.
    """
    with originals().new_table() as folder:
        result = read_file(path, origin.name, folder)
        _check(result)
        kept = Mirrored()
        try:
            for position, table in enumerate(result.tables):
                kept.releases.append(_keep(path, origin, result, position, table))
        except BaseException:
            kept.let_go()
            raise
        return kept


def _check(result: Result) -> None:
    if result.is_fault:
        raise Fault("a mirrored file could not be read")
    if result.trouble:
        raise Unreadable(result.trouble["code"], **result.trouble["facts"])
    if not result.tables:
        raise Unreadable("intake.no_table_in_mirror")
    found = [one for one in result.report["personal_data"] if one["verdict"] in _KEEPING_OUT]
    if found:
        kinds = sorted({one["kind"] for one in found})
        raise Conflict("intake.personal_in_mirror", kinds=", ".join(kinds), n=len(found))


def _keep(path: Path, origin: Origin, result: Result, position: int, table: Path) -> NewRelease:
    told, profile = result.report["tables"][position], _json(table / "profile.json")
    is_alone = len(result.tables) == 1
    with lake().new_table() as building:
        apply(table / "table.parquet", profile, building, NOTHING)
        if (as_read := reading(result.report, position, profile)) is not None:
            (building / NAME).write_text(json.dumps(as_read, ensure_ascii=False))
        if position == 0:
            shutil.copyfile(path, building / MIRRORED_FILE)
        key = lake().keep_table(building)
    return NewRelease(
        slug="",
        position=position,
        title_th=origin.title_th if is_alone else _title(origin, told, position),
        title_en=origin.title_en if is_alone else "",
        source_format=result.report["format"],
        table_key=key,
        raw_sha256=origin.sha256,
        raw_name=origin.name,
        raw_size_bytes=origin.size_bytes,
        n_rows=told["n_rows"],
        columns=[_column(one) for one in columns_of(result.report, position)],
    )


def _column(column: dict[str, Any]) -> dict[str, Any]:
    """A column as a release tells it: what may point at a person is told to nobody."""
    return {name: value for name, value in column.items() if name != "personal"} | {"measure": ""}


def _title(origin: Origin, told: dict[str, Any], position: int) -> str:
    """What tells a table from its neighbours in one file: its sheet, the title above it, a number."""
    own = next((text for text in (told["name"], *told["titles"]) if text), str(position + 1))
    return f"{origin.title_th} – {own}"[:300]


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found
