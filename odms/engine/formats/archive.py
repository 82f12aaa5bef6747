"""Archives (zip, 7z, tar) and packed files (gz, bz2, xz, zst): the tables of the files inside.

Members are written under names of our own, so that no name can point outside; a name that tries is
refused nonetheless. Limits on members, growth and bytes hold over an archive and the archives in
it. The files of a Shapefile, which share one name, are read together.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from odms.engine.errors import LimitPassed, NotATable
from odms.engine.formats import containers, shapefile
from odms.engine.formats.unpacking import LIMITS, Budget, Member
from odms.engine.grid import Grid, GridFinding, Workspace
from odms.errors import Refused, TooLarge


def read(path: Path, work: Workspace) -> list[Grid]:
    """The grids of all members that are tables, each named by its member.

    A member that is no table is a finding beside the others. Raises LimitPassed, Encrypted,
    Damaged, and NotATable where no member is a table.
    """
    return _Archive(work, Budget(path.stat().st_size)).read(path, depth=1)


class _Archive:
    """An archive with the archives in it: one budget for all of them."""

    def __init__(self, work: Workspace, budget: Budget) -> None:
        self._work = work
        self._budget = budget

    def read(self, path: Path, depth: int) -> list[Grid]:
        """The grids of an archive that stands at `depth` among others."""
        grids: list[Grid] = []
        refused: list[tuple[str, Refused]] = []
        shapes: dict[str, shapefile.Parts] = {}
        for member in self._members(path):
            if _hold_back(member, shapes):
                continue
            try:
                grids += self._read_member(member, depth)
            except TooLarge:
                raise
            except Refused as refusal:
                refused.append((member.name, refusal))
            finally:
                member.path.unlink()
        for parts in shapes.values():
            try:
                grids += self._read_shapes(parts)
            except TooLarge:
                raise
            except Refused as refusal:
                refused.append((parts.name, refusal))
        return _told(grids, refused)

    def _members(self, path: Path) -> Iterator[Member]:
        from odms.engine import formats

        return containers.OF[formats.recognise(path, path.name)](path, self._work, self._budget)

    def _read_member(self, member: Member, depth: int) -> list[Grid]:
        from odms.engine import formats

        form = formats.recognise(member.path, member.name)
        if formats.FORMATS[form] != "archive":
            found = formats.read_as(form, member.path, self._work)
        elif depth < LIMITS.depth:
            found = self.read(member.path, depth + 1)
        else:
            raise LimitPassed("engine.archive_depth", depth=LIMITS.depth)
        return [replace(grid, name=_joined(member.name, grid.name)) for grid in found]

    def _read_shapes(self, parts: shapefile.Parts) -> list[Grid]:
        try:
            grid = shapefile.read_parts(parts, self._work)
        finally:
            for path in parts.paths.values():
                path.unlink()
        return [replace(grid, name=parts.name)]


def _hold_back(member: Member, shapes: dict[str, shapefile.Parts]) -> bool:
    """Whether a member is a part of a Shapefile, kept until the others are there."""
    name = PurePosixPath(member.name)
    if member.name.lower().endswith(".shp.xml") or name.suffix.lower() in shapefile.BESIDE:
        member.path.unlink()
        return True
    if name.suffix.lower() not in shapefile.PARTS:
        return False
    parts = shapes.setdefault(
        str(name.with_suffix("")).lower(), shapefile.Parts(str(name.with_suffix(".shp")), {})
    )
    parts.paths[name.suffix.lower()] = member.path
    return True


def _told(grids: list[Grid], refused: list[tuple[str, Refused]]) -> list[Grid]:
    """The grids, with the members that are none as findings of the first."""
    if not grids:
        raise refused[0][1] if len(refused) == 1 else NotATable("engine.archive_empty")
    unread = [GridFinding("engine.member_unread", facts={"member": name}) for name, _ in refused]
    first = replace(grids[0], findings=(*grids[0].findings, *unread))
    return [first, *grids[1:]]


def _joined(member: str, inner: str | None) -> str | None:
    return "/".join(name for name in (member, inner) if name) or None
