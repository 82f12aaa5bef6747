"""Counting 10,000,000 uses of 100,000 datasets in ten days, from the journal to the tables of counts,
in a process and a database of its own; a sample is held against a slow plain twin."""

import sys
import tempfile
from pathlib import Path

from bench._process import cost, python
from bench.processes import AT, set_up

N_USES, N_DATASETS, N_AGENCIES, N_DAYS = 10_000_000, 100_000, 1_000, 10
N_FILES = 20  # of the journal
N_SAMPLED = 40  # datasets

# A tenth are second clicks: some seconds after the one before, on the same by the same. Few datasets
# have most of the uses.
_USES = """
    COPY (
        WITH numbered AS (
            SELECT i, CASE WHEN i % 10 = 9 THEN i - 1 ELSE i END AS first FROM range($from, $to) t(i)),
        drawn AS (
            SELECT i, first, hash(first) AS h, hash(first, 1) / 18446744073709551616.0 AS u,
                (hash(first, 2) % $days)::INTEGER AS day,
                (hash(first, 3) % 86000)::INTEGER + CASE WHEN i <> first THEN hash(i) % 40 ELSE 0 END AS s
            FROM numbered),
        placed AS (SELECT *, floor($datasets * pow(u, 3))::BIGINT AS d FROM drawn)
        SELECT $midnight + day * 86400 + s, (DATE '2026-11-01' + day)::VARCHAR, s // 3600,
            ['view', 'view', 'view', 'view', 'record', 'rows', 'rows', 'sql', 'download', 'download']
                [(1 + h % 10)::INTEGER], 'dataset' || lpad(d::VARCHAR, 19, '0'),
            'agency' || lpad((d % $agencies)::VARCHAR, 20, '0'),
            ['portal', 'portal', 'api', 'ckan'][(1 + h % 4)::INTEGER],
            ['regular', 'regular', 'regular', 'machine', 'agent', 'robot'][(1 + h % 6)::INTEGER],
            CASE WHEN i % 50 = 7 THEN 404 ELSE 200 END, 1 + hash(first, 4) % 3000000, hash(d, h % 10), '', 1
        FROM placed
    ) TO '{target}' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '', ESCAPE '')
"""

_COUNTING = """
import sys
from bench import usage
usage.count(sys.argv[1])
"""


def run(n: int = N_USES) -> None:
    with tempfile.TemporaryDirectory() as home:
        set_up(home)
        _write(Path(home) / "usage", n)
        spent = cost(python(_COUNTING, home))
        print(
            f"{n:,} uses in {spent.seconds:.1f} s (aim: below 60), {spent.cpu_s:.1f} s on processors"
        )
        print(f"peak of memory {spent.peak_mb:,.0f} MB (aim: below 1,024)")
        _check(Path(home) / "usage")


def count(home: str) -> None:
    """What is measured: Django and all."""
    set_up(home)
    from odms.usage import actions

    actions.take_up(at=AT)


def _write(folder: Path, n: int) -> None:
    import duckdb

    folder.mkdir()
    with duckdb.connect() as db:
        for number in range(N_FILES):
            given = {"from": n * number // N_FILES, "to": n * (number + 1) // N_FILES}
            sizes = {"days": N_DAYS, "datasets": N_DATASETS, "agencies": N_AGENCIES}
            target = folder / f"{number:02}.sealed"
            db.execute(_USES.format(target=target), given | sizes | {"midnight": 1793466000})


def _check(folder: Path) -> None:
    """Hold the counts of some datasets on a day against those of the twin, which reads the events."""
    import duckdb

    sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
    from factories.uses import count_slowly

    from odms.usage.events import HERE, OF_DATASETS, path_of
    from odms.usage.journal import Use
    from odms.usage.models import DatasetDay

    day = "2026-11-03"
    rows = DatasetDay.objects.filter(day=day).values_list("dataset_id", flat=True).distinct()
    chosen = sorted(rows)[:: max(1, len(rows) // N_SAMPLED)]
    with duckdb.connect() as db:
        found = db.execute(
            'SELECT "at", $day, hour, kind, dataset, agency, channel, access, status, "user", address, '
            "words FROM read_parquet($path) WHERE dataset IN $chosen",
            {"day": day, "path": str(path_of(folder, HERE, day)), "chosen": chosen},
        ).fetchall()
    counted = DatasetDay.objects.filter(day=day, dataset_id__in=chosen)
    told = sorted(counted.values_list(*OF_DATASETS))
    assert told == count_slowly(Use(*row) for row in found)
    print(f"{len(told)} rows of {len(chosen)} datasets on a day as the twin counts them")


if __name__ == "__main__":
    run(*map(int, sys.argv[1:2]))
