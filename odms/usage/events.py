"""Uses as events: kept for some days as Parquet, a file a day and source, and counted in sets.

`source` is the folder of events: HERE for this centre's own, else the agency whose log or tracker
told them. A day's file is built anew beside the old one and put into its place by rename. Each event
names the file that it came from, so that none is taken in twice, and a day can be counted again from
its events whenever some come late.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from odms.ledger.rules import new_id
from odms.usage.rules import (
    COLUMNS,
    DOUBLE_CLICK_S,
    INVESTIGATIONS,
    PEOPLES,
    REQUESTS,
    STATUSES,
)

HERE = "here"
MEMORY_LIMIT_MB = 512
_AT_ONCE = 10_000  # rows of counts

_TYPES = {
    "at": "BIGINT",
    "day": "VARCHAR",
    "hour": "UTINYINT",
    "kind": "VARCHAR",
    "dataset": "VARCHAR",
    "agency": "VARCHAR",
    "channel": "VARCHAR",
    "access": "VARCHAR",
    "status": "USMALLINT",
    "user": "UBIGINT",
    "address": "UBIGINT",
    "words": "VARCHAR",
    "n": "UINTEGER",
}
_TEXTS = [name for name, kind in _TYPES.items() if kind == "VARCHAR"]

# lines of the journal; one that is not whole is passed over
_STAGE = """
    COPY (
        SELECT * EXCLUDE (filename), parse_filename(filename, true) AS file
        FROM read_csv(
            $files, columns = $types, delim = '\t', header = false, quote = '', escape = '',
            auto_detect = false, ignore_errors = true, force_not_null = $texts, filename = true)
    ) TO '{target}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day), OVERWRITE)
"""

_MERGE = """
    COPY (
        SELECT * FROM read_parquet($old) UNION ALL BY NAME
        SELECT * FROM read_parquet($new, hive_partitioning = false)
        WHERE file NOT IN (SELECT DISTINCT file FROM read_parquet($old))
    ) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""

_TOGETHER = """
    COPY (SELECT * FROM read_parquet($new, hive_partitioning = false))
    TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""

# what must be counted again because of new events: agencies, and of them the datasets that were used
_TOUCHED = """
    CREATE TEMP TABLE touched AS
    SELECT DISTINCT agency, dataset FROM read_parquet($new, hive_partitioning = false)
"""

# of two clicks on the same by the same within so many seconds the later counts, and so on with each
# further one. What nobody (0) did a tracker counted for a day: of two files that tell of it the one
# with more counts
_KEPT = """
    CREATE TEMP TABLE kept AS
    SELECT hour, kind, dataset, agency, channel, access, "user", words, n FROM (
        SELECT *, lead("at") OVER (
            PARTITION BY "user", address, dataset ORDER BY "at", n) - "at" AS until_next
        FROM read_parquet($path)
        WHERE status IN $statuses AND agency IN (SELECT agency FROM touched))
    WHERE until_next IS NULL OR until_next > CASE "user" WHEN 0 THEN 0 ELSE $seconds END
"""

_SUMS = ", ".join(
    f"coalesce(sum(n) FILTER (kind = '{kind}'), 0)::BIGINT AS {column}"
    for kind, column in COLUMNS.items()
)

USES = tuple(COLUMNS[kind] for kind in INVESTIGATIONS)  # of a dataset

# the four metrics of the Code for a condition on access, as columns of the counts of a dataset
_METRICS = """
    coalesce(sum(n_investigations) FILTER ({where}), 0)::BIGINT,
    count(*) FILTER ({where} AND "user" <> 0 AND n_investigations > 0),
    coalesce(sum(n_requests) FILTER ({where}), 0)::BIGINT,
    count(*) FILTER ({where} AND "user" <> 0 AND n_requests > 0)
"""

OF_DATASETS = (
    *("agency_id", "dataset_id", *USES, "n_unique_investigations", "n_unique_requests"),
    *("n_machine_investigations", "n_machine_unique_investigations"),
    *("n_machine_requests", "n_machine_unique_requests"),
)
OF_AGENCIES = ("agency_id", "channel", "access", *COLUMNS.values())
OF_WORDS = ("words", "agency_id", "n")

# a session is a user in an hour: first each session's use of a dataset, then how many did what
_DATASETS = f"""
    SELECT agency, dataset, {", ".join(f"sum({column})::BIGINT" for column in USES)},
        count(*) FILTER ("user" <> 0 AND n_investigations > 0),
        count(*) FILTER ("user" <> 0 AND n_requests > 0), {_METRICS.format(where="access = 'machine'")}
    FROM (
        SELECT dataset, agency, access, "user", hour, {_SUMS},
            coalesce(sum(n) FILTER (kind IN {INVESTIGATIONS}), 0) AS n_investigations,
            coalesce(sum(n) FILTER (kind IN {REQUESTS}), 0) AS n_requests
        FROM kept SEMI JOIN touched USING (dataset, agency)
        WHERE dataset <> '' AND access IN {PEOPLES} GROUP BY ALL)
    GROUP BY ALL ORDER BY ALL
"""  # noqa: S608

_AGENCIES = f"""
    SELECT agency, channel, access, {_SUMS} FROM kept GROUP BY ALL ORDER BY ALL
"""  # noqa: S608

_WORDS = f"""
    SELECT words, agency, sum(n)::BIGINT FROM kept
    WHERE kind = 'search-failed' AND words <> '' AND access IN {PEOPLES}
    GROUP BY ALL ORDER BY ALL
"""  # noqa: S608


class Counts:
    """The counts of one day of a source, as far as new events touch them."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db

    @property
    def agencies(self) -> list[str]:
        """The agencies whose counts are told anew."""
        return [
            one for (one,) in self._db.execute("SELECT DISTINCT agency FROM touched").fetchall()
        ]

    @property
    def datasets(self) -> list[str]:
        """The datasets whose counts are told anew."""
        found = self._db.execute("SELECT DISTINCT dataset FROM touched WHERE dataset <> ''")
        return [one for (one,) in found.fetchall()]

    def of_datasets(self) -> Iterator[tuple[Any, ...]]:
        """Rows with the columns OF_DATASETS."""
        return self._rows(_DATASETS)

    def of_agencies(self) -> Iterator[tuple[Any, ...]]:
        """Rows with the columns OF_AGENCIES."""
        return self._rows(_AGENCIES)

    def of_words(self) -> Iterator[tuple[Any, ...]]:
        """Rows with the columns OF_WORDS: what was sought in vain."""
        return self._rows(_WORDS)

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        found = self._db.execute(sql)
        while rows := found.fetchmany(_AT_ONCE):
            yield from rows


@contextmanager
def locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Be the only one who changes events. Raises BlockingIOError where somebody is and `wait` is not
    wanted."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


@contextmanager
def staged(folder: Path, files: Sequence[Path]) -> Iterator[dict[str, list[str]]]:
    """The lines of files of the journal parted into days: the Parquet files of each, which go
    afterwards."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="stage-") as stage:
        with _opened(folder) as db:
            given = {"files": list(map(str, files)), "types": _TYPES, "texts": _TEXTS}
            db.execute(_STAGE.format(target=stage), given)
        days = sorted(Path(stage).glob("day=*"))
        yield {day.name.removeprefix("day="): sorted(map(str, day.iterdir())) for day in days}


def merge(folder: Path, source: str, day: str, new: list[str]) -> int:
    """Put staged events to those of their day, once; how many were new."""
    path = path_of(folder, source, day)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{new_id()}.new")
    with _opened(folder) as db:
        before = _count(db, path) if path.exists() else 0
        if path.exists():
            db.execute(_MERGE.format(target=beside), {"new": new, "old": str(path)})
        elif len(new) == 1:
            os.link(new[0], beside)
        else:
            db.execute(_TOGETHER.format(target=beside), {"new": new})
        beside.replace(path)
        return _count(db, path) - before


@contextmanager
def counted(folder: Path, source: str, day: str, new: list[str]) -> Iterator[Counts]:
    """The counts of a day from all its events, of what the staged events touch."""
    with _opened(folder) as db:
        db.execute(_TOUCHED, {"new": new})
        given = {"statuses": list(STATUSES), "seconds": DOUBLE_CLICK_S}
        db.execute(_KEPT, {"path": str(path_of(folder, source, day))} | given)
        yield Counts(db)


def path_of(folder: Path, source: str, day: str) -> Path:
    """Where the events of a day of a source are kept."""
    return folder / source / f"{day}.parquet"


def list_days(folder: Path) -> list[tuple[str, str, float]]:
    """Source, day and last change of all that is kept."""
    return [
        (path.parent.name, path.stem, path.stat().st_mtime)
        for path in sorted(folder.glob("*/*.parquet"))
        if not path.parent.name.startswith("stage-")
    ]


def _count(db: duckdb.DuckDBPyConnection, path: Path) -> int:
    """How many events a file holds, by its footer."""
    found = db.execute("SELECT num_rows FROM parquet_file_metadata($path)", {"path": str(path)})
    return int((found.fetchone() or (0,))[0])


@contextmanager
def _opened(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(
        config={
            "memory_limit": f"{MEMORY_LIMIT_MB}MB",
            "threads": 2,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    ) as db:
        yield db
