"""From a file's bytes to its report, its rows, or its Parquet: the steps in their order.

bytes → format → grids → layout → body → columns → Parquet, profile, report.
"""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import orjson

from odms.definitions import messages
from odms.engine import formats, layout
from odms.engine.column import Body, Column
from odms.engine.errors import LimitPassed, NotATable
from odms.engine.grid import (
    COLUMNS_AT_ONCE,
    Chosen,
    Encoding,
    Grid,
    GridFinding,
    Spot,
    Workspace,
    workspace,
)
from odms.engine.inspection import Inspection, Table, told
from odms.engine.layout import Layout
from odms.engine.meanings.meaning import label
from odms.engine.meanings.personal import Mention, mentions
from odms.engine.places import placed
from odms.engine.repairs import Mending, Step, apply, chosen_by, is_mended, joined
from odms.engine.text import encoding as encodings
from odms.errors import Absent, Refused

_FETCHED_ROWS = 5_000
_FETCHED_WIDE_ROWS = 200
_TEXT_SAMPLE = 1 << 16
_LEAST_ALIKE = 3
_MEMORY_MB = 600

# A finding, its column's name, and where it stands in its grid.
_Met = tuple[GridFinding, str | None, tuple[Spot, ...]]


@dataclass(frozen=True)
class FoundTable:
    """A table in a file, before its columns are judged."""

    grid: Grid
    layout: Layout

    @property
    def has_header(self) -> bool:
        """Whether the source itself names the columns."""
        return bool(self.layout.header_rows) or self.grid.names is not None

    def body(self, file_name: str) -> Body:
        """The table as the second half of the engine takes it."""
        grid, plan = self.grid, self.layout
        place = {column: i for i, column in enumerate(plan.columns)}
        return Body(
            relation=plan.relation,
            names=plan.names,
            source_names=plan.source_names,
            n_rows=plan.n_rows,
            total_rows=plan.total_rows,
            native_types={place[c]: t for c, t in grid.native_types.items() if c in place},
            native_dates=frozenset(place[c] for c in grid.native_dates if c in place),
            context=" ".join(
                part for part in (Path(file_name).name, grid.name, plan.context) if part
            ),
        )


def inspect(path: Path, *, name: str | None = None) -> Inspection:
    """What is understood of the file at `path`, which its giver calls `name`.

    Raises Unreadable for what is no table, is damaged or encrypted, and TooLarge past a limit.
    """
    from odms.engine import columns as typed

    with _working(path) as work, _hashing(path) as sha256:
        form, found, findings = _find(path, name or path.name, work)
        tables = []
        for one in found:
            body = one.body(name or path.name)
            tables.append(_table(one, body, tuple(typed.describe(body, work)), work))
        return _inspection(path, sha256(), name, form, found, tables, findings)


def prepare(source: Path, out: Path, *, name: str, recipe: Sequence[Step] = ()) -> Inspection:
    """Inspect `source` and write into the folder `out`: for each table `table-N.parquet`,
    `profile-N.json` and `notes-N.json` (its `titles` and `notes`, the texts above and below it),
    and the report as `report.json`.

    With a recipe the tables are mended on their way, and `changes-N.parquet` is the log of what
    that changed: step, repair, row and column of the source from 0, A1 reference, column, before,
    after. Raises as `inspect` does, and Invalid for a step that does not fit the file.
    """
    from odms.engine import columns as typed

    with _working(source, out, chosen_by(recipe)) as work, _hashing(source) as sha256:
        form, found, findings = _find(source, name, work)
        found = _joined(found, recipe, work)
        _check_places(found, recipe)
        tables = []
        for i, one in enumerate(found):
            mending = _mended(one, name, [step for step in recipe if step.table == i], work)
            body = mending.body()
            columns = typed.describe(body, work)
            typed.write(body, columns, out / f"table-{i}.parquet", out / f"profile-{i}.json", work)
            tables.append(_table(one, body, tuple(columns), work, mending))
            if mending.applied:
                mending.write_log(out / f"changes-{i}.parquet")
            said = {"titles": one.layout.titles, "notes": one.layout.notes}
            (out / f"notes-{i}.json").write_bytes(orjson.dumps(said))
        findings = [f for f in findings if not is_mended(f.code, f.facts, recipe)]
        report = _inspection(source, sha256(), name, form, found, tables, findings)
    (out / "report.json").write_bytes(orjson.dumps(report.to_json()))
    return report


@contextmanager
def tables(path: Path, name: str) -> Iterator[tuple[list[FoundTable], Workspace]]:
    """The tables of the file at `path`, in the workspace where their cells stand.

    Raises as `inspect` does.
    """
    with _working(path) as work:
        _, found, _ = _find(path, name, work)
        yield found, work


def nth(found: list[FoundTable], table: int) -> FoundTable:
    """The table at a place, from 0. Raises Absent where there are fewer."""
    if not 0 <= table < len(found):
        raise Absent("reading.no_such_table", table=table, n=len(found))
    return found[table]


@contextmanager
def raw_rows(
    path: Path, *, table: int = 0, name: str | None = None
) -> Iterator[tuple[tuple[str, ...] | None, Iterator[tuple[str | None, ...]]]]:
    """The header of a table (None where it has none) and its rows, every cell the source's text.

    Raises as `inspect` does, and Absent where the file has fewer tables.
    """
    with tables(path, name or path.name) as (found, work):
        one = nth(found, table)
        header = tuple(text or "" for text in one.layout.source_names) if one.has_header else None
        yield header, _rows(one.layout, work)


def refusal(path: Path, refused: Refused, *, name: str | None = None) -> dict[str, Any]:
    """What is published of a file that cannot be read: its name, the error, and what is known."""
    known: dict[str, Any] = {"file": name or str(path)}
    if path.is_file():
        known |= {"size_bytes": path.stat().st_size, "sha256": _sha256(path)}
        encoding = _encoding_of_text(path)
        known["encoding"] = encoding and {"name": encoding.name, "how": encoding.how}
    message = messages.sentences(refused.code, refused.facts)
    return known | {"error": {"code": refused.code, "message": message}}


def _joined(found: list[FoundTable], recipe: Sequence[Step], work: Workspace) -> list[FoundTable]:
    """The tables, those that share a header made one where the recipe says so."""
    for step in recipe:
        if step.repair == "join_sheets":
            grids = [(one.grid, one.layout) for one in found]
            alike, grid = joined(grids, step, work)
            made = [FoundTable(grid, plan) for plan in layout.analyse(grid, work)]
            found = [*made, *(one for i, one in enumerate(found) if i not in alike)]
    return found


def _check_places(found: list[FoundTable], recipe: Sequence[Step]) -> None:
    for step in recipe:
        if step.table >= len(found):
            raise Absent("reading.no_such_table", table=step.table, n=len(found))


def _mended(found: FoundTable, name: str, steps: Sequence[Step], work: Workspace) -> Mending:
    """The table's body after the steps of a recipe that are about it."""
    grid = found.grid
    places = [column + (grid.first_column or 0) for column in found.layout.columns]
    has_refs = grid.dialect is not None or grid.first_column is not None
    mending = Mending(found.body(name), places, work, has_refs=has_refs)
    for step in steps:
        apply(mending, step)
    return mending


@contextmanager
def _working(
    path: Path, beside: Path | None = None, chosen: Chosen | None = None
) -> Iterator[Workspace]:
    """A workspace for the file at `path`; what does not fit into its memory is refused and no
    fault."""
    size = path.stat().st_size
    with (
        tempfile.TemporaryDirectory(prefix="odms-", dir=beside) as folder,
        workspace(Path(folder), memory_mb=_MEMORY_MB, size_bytes=size, chosen=chosen) as work,
    ):
        try:
            yield work
        except duckdb.Error as error:
            if not _is_of_memory(error):
                raise
            raise LimitPassed("engine.memory_limit", megabytes=_MEMORY_MB) from error


def _is_of_memory(error: duckdb.Error) -> bool:
    """Whether memory was wanting: DuckDB's own, or that of rows handed to it, of which it tells the
    error of Python in words."""
    return isinstance(error, duckdb.OutOfMemoryException) or "MemoryError" in str(error)


def _find(
    path: Path, name: str, work: Workspace
) -> tuple[str, list[FoundTable], list[GridFinding]]:
    """The format and the tables of a file; a sheet without a table is a finding beside others."""
    form = formats.recognise(path, name)
    found: list[FoundTable] = []
    findings: list[GridFinding] = []
    first_refusal: NotATable | None = None
    for grid in formats.read_as(form, path, work):
        try:
            plans = _tables_in(grid, work)
        except NotATable as refused:
            first_refusal = first_refusal or refused
            findings.append(GridFinding("reading.sheet_without_table", facts={"sheet": grid.name}))
            continue
        found += [FoundTable(grid, plan) for plan in plans]
        if grid.is_hidden:
            findings.append(GridFinding("reading.sheet_hidden", facts={"sheet": grid.name}))
    if (n := _most_alike(found)) >= _LEAST_ALIKE:
        findings.append(GridFinding("reading.sheets_alike", n=n))
    if not found:
        raise first_refusal or NotATable("reading.no_table_blank")
    return form, found, findings


def _tables_in(grid: Grid, work: Workspace) -> list[Layout]:
    """The tables of a grid. Raises NotATable for one that holds nothing but titles and notes."""
    plans = layout.analyse(grid, work)
    kept = [plan for plan in plans if plan.n_rows or plan.header_rows or grid.names is not None]
    if not kept:
        raise NotATable("reading.no_table_prose")
    return kept


def _most_alike(found: list[FoundTable]) -> int:
    """How many sheets share one header: a sheet a month, a sheet an agency."""
    names = {(one.grid.name, one.layout.names) for one in found if one.grid.name is not None}
    counts = Counter(header for _, header in names)
    return max(counts.values(), default=0)


def _table(
    found: FoundTable,
    body: Body,
    columns: tuple[Column, ...],
    work: Workspace,
    mending: Mending | None = None,
) -> Table:
    from odms.engine.columns import repeated_rows

    grid, plan = found.grid, found.layout
    applied = mending.applied if mending else []
    steps = [one.step for one in applied]
    of_layout = [f for f in plan.findings if not is_mended(f.code, f.facts, steps)]
    said = _said(found)
    of_words = [_of_words(mention, place) for place, mention in said]
    of_all = (*grid.findings, *of_layout, *of_words, *repeated_rows(body, columns, work))
    met: list[_Met] = [(f, _labelled(plan, f), f.cells) for f in of_all]
    at = _grid_columns(found, mending)
    for i, column in enumerate(columns):
        met += _of_column(column, None if at is None else at[i])
    places = placed(grid, [cells if at is not None else () for _, _, cells in met], work)
    findings = [
        told(finding, name, cells) for (finding, name, _), cells in zip(met, places, strict=True)
    ]
    return Table(
        name=grid.name,
        dialect=grid.dialect,
        preamble_rows=plan.preamble_rows,
        header_rows=plan.header_rows,
        n_rows=body.n_rows,
        n_rejected=len(plan.rejected) + grid.n_rejected,
        n_footer_rows=len(plan.footer_rows),
        n_total_rows=len(body.total_rows),
        n_blank=plan.n_blank,
        n_source_rows=plan.n_source_rows,
        columns=columns,
        column_places=tuple(place + (grid.first_column or 0) for place in at)
        if at is not None
        else tuple(range(len(columns))),
        findings=tuple(findings),
        repairs=tuple(applied),
        mentions=tuple(said),
    )


def _labelled(plan: Layout, finding: GridFinding) -> str | None:
    """The name of the column of labels that a finding about the layout is about, if it is."""
    if "label" not in finding.facts or not finding.cells or finding.cells[0].column is None:
        return None
    return plan.names[plan.columns.index(finding.cells[0].column)]


def _grid_columns(found: FoundTable, mending: Mending | None) -> Sequence[int] | None:
    """Where the columns stand in the grid; None where a repair moved them."""
    if mending is None:
        return found.layout.columns
    first, places = found.grid.first_column or 0, mending.places
    return None if places is None else [place - first for place in places]


def _said(found: FoundTable) -> list[tuple[str, Mention]]:
    """The personal data in the words about a table, each with the place where it stands."""
    plan = found.layout
    said = (
        ("sheet_name", (found.grid.name or "",)),
        ("title", plan.titles),
        ("note", plan.notes),
        ("header", tuple(text or "" for text in plan.source_names)),
    )
    return [(place, one) for place, texts in said for text in texts for one in mentions(text)]


def _of_words(mention: Mention, place: str) -> GridFinding:
    """The finding that words about the data hold personal data."""
    facts = {f"kind_{language}": label(mention.kind, language) for language in messages.LANGUAGES}
    return GridFinding(_SAID_IN[place], facts=dict(facts))


_SAID_IN = {
    "file_name": "engine.personal_data_in_file_name",
    "sheet_name": "engine.personal_data_in_sheet_name",
    "title": "engine.personal_data_in_title",
    "note": "engine.personal_data_in_note",
    "header": "engine.personal_data_in_header",
}


def _of_column(column: Column, at: int | None) -> list[_Met]:
    """What is told of the column at `at` in its grid; what is about no cell in particular is about
    all of it."""
    if at is None:
        return [(finding, column.name, ()) for finding in column.findings]
    return [
        (finding, column.name, tuple(Spot(cell.row, at) for cell in finding.cells or (Spot(),)))
        for finding in column.findings
    ]


def _inspection(
    path: Path,
    sha256: str,
    name: str | None,
    form: str,
    found: list[FoundTable],
    tables: list[Table],
    findings: list[GridFinding],
) -> Inspection:
    of_file = mentions(Path(name or path.name).stem)
    of_name = [_of_words(mention, "file_name") for mention in of_file]
    return Inspection(
        file=name or str(path),
        size_bytes=path.stat().st_size,
        sha256=sha256,
        format=form,
        encoding=next((one.grid.encoding for one in found if one.grid.encoding), None),
        tables=tuple(tables),
        findings=tuple(told(finding) for finding in (*findings, *of_name)),
        mentions=tuple(("file_name", mention) for mention in of_file),
    )


def _rows(plan: Layout, work: Workspace) -> Iterator[tuple[str | None, ...]]:
    names = [f"v{i}" for i in range(len(plan.columns))]
    if len(names) <= COLUMNS_AT_ONCE:
        found = work.db.execute(f"SELECT {', '.join(names)} FROM {plan.raw_relation}")
        while rows := found.fetchmany(_FETCHED_ROWS):
            yield from rows
        return
    for start in range(plan.first_row, plan.end_row, _FETCHED_WIDE_ROWS):
        tail = f"WHERE r >= {start} AND r < {start + _FETCHED_WIDE_ROWS} ORDER BY r"
        for _, *cells in work.rows(plan.raw_relation, names, tail):
            yield tuple(cells)


@contextmanager
def _hashing(path: Path) -> Iterator[Callable[[], str]]:
    """The hash of the file, worked out beside everything else: Python's lock is free meanwhile."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        yield beside.submit(_sha256, path).result


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _encoding_of_text(path: Path) -> Encoding | None:
    """The encoding of a text that is no table; None for binary files."""
    with path.open("rb") as source:
        head = source.read(_TEXT_SAMPLE)
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return encodings.detect(path) if head and (is_wide or b"\0" not in head) else None
