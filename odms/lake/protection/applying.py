"""Doing a plan to a table version, and counting what it touched."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from odms.lake.protection import profiles
from odms.lake.protection.measure import Column
from odms.lake.protection.plan import NOTHING, Protection, Step
from odms.lake.protection.work import Work, bench, describe, parquet, text, where_there
from odms.lake.rows import IS_TOTAL, ROW, SOURCE, quoted

_LOOKED_AT = 10_000  # rows from which samples are taken

Profile = Mapping[str, Any]


@dataclass(frozen=True)
class Touched:
    """What one step did: the values that there were, how many of them it changed or took away, and
    how many different ones there were before and are after. Of a step of the table: its rows."""

    step: Step
    n_values: int
    n_touched: int
    n_distinct_before: int | None = None
    n_distinct_after: int | None = None
    n_emptied: int = 0

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Touched":
        """From what `dataclasses.asdict` gave, also after it went through JSON."""
        step = dict(told["step"])
        step["values"] = tuple((name, value) for name, value in step["values"])
        return cls(**{**told, "step": Step(**step)})


@dataclass(frozen=True)
class Done:
    """What came of a plan."""

    n_rows_before: int
    n_rows_after: int
    touched: tuple[Touched, ...]


def apply(
    source: Path, profile: Profile, building: Path, protection: Protection, *, key: bytes = b""
) -> Done:
    """Write `table.parquet` and `profile.json` of the protected version into `building`.

    Whatever a measure touched is profiled anew, and all of it where rows went. Raises Invalid
    where pseudonyms lack a key, Conflict where noise lacks OpenDP.
    """
    with bench() as db, protected(db, source, profile, protection, key=key) as (work, touched):
        db.execute(
            f"COPY (SELECT * FROM {work.relation}) TO {text(building / 'table.parquet')} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        told = profiles.renew(db, building / "table.parquet", profile, protection)
        (building / "profile.json").write_text(json.dumps(told, ensure_ascii=False, default=str))
        return Done(
            n_rows_before=work.count(f"SELECT count(*) FROM {parquet(source)}"),
            n_rows_after=work.n_rows,
            touched=tuple(touched),
        )


@contextmanager
def protected(
    db: duckdb.DuckDBPyConnection,
    source: Path,
    profile: Profile,
    protection: Protection,
    *,
    key: bytes = b"",
    is_preview: bool = False,
) -> Iterator[tuple[Work, list[Touched]]]:
    """The table version with the plan done to it, on a bench.

    Of a preview only the first rows are there, where no step must see more than a cell.
    """
    relation = parquet(source)
    if is_preview and all(step.of.change is None for step in protection.steps):
        relation = f"(SELECT * FROM {relation} LIMIT {_LOOKED_AT})"
    work = Work(db, relation, key=key, quasi=protection.quasi, k=protection.k)
    columns = columns_of(profile, work.columns)
    touched = _cells(work, protection, columns)
    for step in protection.steps:
        if step.of.change is not None:
            touched.append(_change(work, step, columns.get(step.column)))
    yield work, touched


def columns_of(profile: Profile, stored: Mapping[str, str]) -> dict[str, Column]:
    """The columns of a table version as measures meet them, by name."""
    return {
        one["name"]: Column(
            name=one["name"],
            type=one["type"],
            meaning=one.get("meaning"),
            kind=(one.get("personal") or {}).get("kind", ""),
            sql_type=stored[one["name"]],
            is_within="text" in (one.get("personal") or {}).get("basis", ()),
        )
        for one in profile["columns"]
        if one["name"] in stored
    }


def samples(
    source: Path, profile: Profile, steps: Sequence[Step], n: int, *, key: bytes = b""
) -> list[list[str]]:
    """How the first `n` different values of a column look after each of the steps.

    Only the first rows are looked at; a step that needs more than a cell has no samples.
    """
    with bench() as db:
        work = Work(db, parquet(source), key=key)
        columns = columns_of(profile, work.columns)
        return [_samples(work, step, columns[step.column], n) for step in steps]


def _samples(work: Work, step: Step, column: Column, n: int) -> list[str]:
    if step.of.sql is None:
        return []
    name, shown = quoted(column.name), _expression(work, step, column)
    query = (
        f"SELECT CAST(any_value({shown}) AS VARCHAR) AS v FROM (SELECT * FROM {work.relation} "
        f"LIMIT {_LOOKED_AT}) WHERE {name} IS NOT NULL GROUP BY {name} ORDER BY min({ROW}) LIMIT {n}"
    )
    return [value or "" for (value,) in work.db.execute(query).fetchall()]


def _expression(work: Work, step: Step, column: Column) -> str:
    of = step.of
    if of.sql is None:
        raise ValueError(step.measure)
    kind = step.kind or column.kind
    known = replace(column, kind=kind)
    return where_there(column, of.sql(work, known, dict(step.values)))


def _cells(work: Work, protection: Protection, columns: Mapping[str, Column]) -> list[Touched]:
    """Do the steps that work cell by cell, all in one reading; count what each touches."""
    by_column = protection.by_column
    shown = {
        name: _expression(work, step, columns[name])
        for name, step in by_column.items()
        if step.of.sql is not None and name in columns
    }
    gone = [name for name in by_column if name in columns and name in protection.dropped]
    if not shown and not gone:
        return []
    before = {name: f"odms_before_{place}" for place, name in enumerate([*shown, *gone])}
    stored = describe(work.db, work.relation)
    kept = [name for name in stored if _stays(name, stored, by_column, protection)]
    chosen = [
        f"{shown[name]} AS {quoted(name)}" if name in shown else quoted(name) for name in kept
    ]
    former = [f"{quoted(name)} AS {place}" for name, place in before.items()]
    work.put(f"SELECT {', '.join([*chosen, *former])} FROM {work.relation}")
    touched = [
        _count(work, step, before[step.column], is_kept=step.column in shown)
        for step in protection.steps
        if step.column in before
    ]
    # what stood there before goes now: nothing after this may read it
    view = f"SELECT {', '.join(map(quoted, kept))} FROM {work.relation}"
    work.db.execute(f"CREATE TEMP VIEW odms_cells_done AS {view}")
    work.relation, work.columns = "odms_cells_done", {name: work.columns[name] for name in kept}
    return touched


def _stays(
    name: str, stored: Mapping[str, str], by_column: Mapping[str, Step], protection: Protection
) -> bool:
    """Whether a stored column stays: no dropped one, and no source texts of one that was touched."""
    if name in (ROW, IS_TOTAL):
        return True
    base = name.rstrip("_").removesuffix(SOURCE)
    if name != base and base in stored:
        return base not in by_column
    return name not in protection.dropped


def _count(work: Work, step: Step, former: str, *, is_kept: bool) -> Touched:
    """What a step of one column touches; a dropped column is touched in all its values."""
    after = f"CAST({quoted(step.column)} AS VARCHAR)" if is_kept else "NULL::VARCHAR"
    row = work.db.execute(
        f"SELECT count({former}), "
        f"count_if({former} IS NOT NULL AND {after} IS DISTINCT FROM CAST({former} AS VARCHAR)), "
        f"count(DISTINCT {former}), count(DISTINCT {after}), "
        f"count_if({former} IS NOT NULL AND {after} IS NULL) FROM {work.relation}"
    ).fetchone()
    n, changed, different, left, emptied = row or (0, 0, 0, 0, 0)
    return Touched(step, n, changed, different, left, emptied if is_kept else 0)


def _change(work: Work, step: Step, column: Column | None) -> Touched:
    """Do a step that must see the whole table; count the rows or values that it took away or changed."""
    of = step.of
    if of.change is None:
        raise ValueError(step.measure)
    if column is None:
        n = work.n_rows
        of.change(work, Column(""), dict(step.values))
        return Touched(step, n, n - work.n_rows)
    name = quoted(column.name)
    work.db.execute(
        f"CREATE OR REPLACE TEMP TABLE odms_before AS SELECT {ROW} AS r, {name} AS v FROM {work.relation}"
    )
    of.change(work, column, dict(step.values))
    row = work.db.execute(
        f"SELECT count(b.v), count_if(t.{name} IS DISTINCT FROM b.v), count(DISTINCT b.v), "
        f"count(DISTINCT t.{name}), count_if(b.v IS NOT NULL AND t.{name} IS NULL) "
        f"FROM {work.relation} t JOIN odms_before b ON b.r = t.{ROW}"
    ).fetchone()
    return Touched(step, *(row or (0, 0, 0, 0, 0)))


def is_untouched(protection: Protection) -> bool:
    """Whether a plan leaves everything as it is."""
    return protection.steps == NOTHING.steps
