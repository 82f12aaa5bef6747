"""Questions in SQL through the pool of children, over the same in a bare DuckDB connection.

Figures: milliseconds of the first question, with the start of its child; then for each question the
median through the pool and that of a bare connection which reads the same Parquet file and fetches
the rows, 100 turns each, in turns; and how long the question after one that was killed takes.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb

N_ROWS = 1_000_000
N_TURNS = 100

# a question, in which the table is `{table}`
QUESTIONS = {
    "nothing of a table": "SELECT 1",
    "one row": "SELECT * FROM {table} WHERE id = 777777",
    "a page of 100 rows": "SELECT * FROM {table} LIMIT 100",
    "sums of 77 groups": "SELECT province, sum(amount), count(*) FROM {table} GROUP BY 1 ORDER BY 2 DESC",
    "the highest ten": "SELECT * FROM {table} ORDER BY amount DESC LIMIT 10",
    "10,000 rows": "SELECT * FROM {table} WHERE id < 10000",
}


def run(n_rows: int = N_ROWS) -> None:
    """Write a table, and ask it both ways."""
    from odms.engine.pool import Pool
    from odms.lake.sql.answers import View
    from odms.lake.sql.syntax import TableName
    from odms.tables import asking

    with tempfile.TemporaryDirectory() as folder:
        path = _table(Path(folder) / "table.parquet", n_rows)

        def resolve(names: Sequence[TableName]) -> list[View]:
            return [View(name, str(path), ("id", "province", "amount", "note")) for name in names]

        def ask(children: Pool, question: str) -> None:
            answer = asking.ask(children, question.format(table="bench.table"), "json", resolve)
            with answer.stream:
                answer.stream.read()

        limits = replace(asking.LIMITS, seconds=2.0)
        children, bare = asking.start(2, path.parent, limits), duckdb.connect(config={"threads": 2})
        print(
            f"the first question, with its child's start  {_ms(lambda: ask(children, 'SELECT 1')):7.1f} ms"
        )
        for name, question in QUESTIONS.items():
            plain = question.format(table=f"read_parquet('{path}')")
            ours, theirs = _both(
                lambda q=question: ask(children, q), lambda q=plain: bare.execute(q).fetchall()
            )
            print(f"{name:20} {ours:7.1f} ms, bare {theirs:7.1f} ms, ratio {ours / theirs:5.1f}")
        with suppress(Exception):
            ask(children, "SELECT max(a.range + b.range) FROM range(10000000) a, range(10000000) b")
        print(
            f"the question after one that was killed  {_ms(lambda: ask(children, 'SELECT 1')):7.1f} ms"
        )
        children.close()
        bare.close()


def _table(path: Path, n_rows: int) -> Path:
    with duckdb.connect() as db:
        db.execute(
            f"COPY (SELECT i AS _row, i AS id, 'จังหวัด ' || (i * 7919 % 77) AS province,"
            f" (i * 104729 % 1000003) / 100.0::DOUBLE AS amount, 'หมายเหตุ ' || (i % 997) AS note"
            f" FROM range({n_rows}) t(i)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return path


def _both(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Medians in milliseconds, in turns, after one of each that nobody measures."""
    ours(), theirs()
    turns = [(_ms(ours), _ms(theirs)) for _ in range(N_TURNS)]
    first, second = zip(*turns, strict=True)
    return statistics.median(first), statistics.median(second)


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000
