"""Full intake of a mixed Thai CSV over DuckDB's bare read of the same rows in UTF-8."""

import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from odms.definitions import national, national_table

N_ROWS = 1_000_000
N_RUNS = 5

CHANCE = "CREATE MACRO chance(i, k) AS (hash(i, k) % 4294967296)::BIGINT"
ROWS = """
SELECT
    i + 1 AS "ลำดับ",
    provinces[1 + chance(i, 0) % len(provinces)] AS "จังหวัด",
    lpad((10 + chance(i, 1) % 87)::VARCHAR, 2, '0') || lpad((chance(i, 2) % 100)::VARCHAR, 4, '0')
        AS "รหัสตำบล",
    strftime(DATE '2015-01-01' + (chance(i, 3) % 4000)::INTEGER, '%d/%m/')
        || (2558 + chance(i, 4) % 11)::VARCHAR AS "วันที่",
    (1 + chance(i, 5) % 28)::VARCHAR || ' ' || months[1 + chance(i, 6) % 12] || ' '
        || (2558 + chance(i, 7) % 11)::VARCHAR AS "วันที่รายงาน",
    format('{{:,}}', chance(i, 8) % 9000000) AS "จำนวนเงิน",
    chance(i, 9) % 500 AS "จำนวนคน",
    ((chance(i, 10) % 10000) / 100)::DECIMAL(6, 2) AS "ร้อยละ",
    '0' || (6 + 2 * (chance(i, 11) % 2))::VARCHAR || lpad((chance(i, 12) % 100000000)::VARCHAR, 8, '0')
        AS "โทรศัพท์",
    CASE chance(i, 13) % 20 WHEN 0 THEN '-' WHEN 1 THEN '' ELSE (chance(i, 14) % 1000)::VARCHAR END
        AS "ค่าที่วัดได้",
    'บันทึกรายการที่ ' || i || ', หน่วยบริการ ' || chance(i, 15) % 900 AS "หมายเหตุรายการ",
    CASE chance(i, 16) % 2 WHEN 0 THEN 'ใช่' ELSE 'ไม่ใช่' END AS "ตรวจแล้ว"
FROM range({n}) AS numbers(i),
    (SELECT {provinces} AS provinces, {months} AS months)
"""


def write_mixed(path: Path, n_rows: int, encoding: str = "cp874") -> Path:
    """Write a mixed Thai CSV of `n_rows` × 12, always the same, and its twin `<name>.utf8`."""
    twin = path.with_suffix(".utf8")
    provinces = [row["name_th"] for row in national_table("provinces.csv")]
    months = [month["abbr"] for month in national("months.yaml")["months"]]
    rows = ROWS.format(n=n_rows, provinces=provinces, months=months)
    with duckdb.connect() as db:
        db.execute(CHANCE)
        db.execute(f"COPY ({rows}) TO '{twin}' (FORMAT csv, HEADER)")
    with (
        twin.open(encoding="utf-8", newline="") as text,
        path.open("w", encoding=encoding, newline="") as out,
    ):
        while block := text.read(1 << 22):
            out.write(block)
    return path


def seconds(work: Callable[[], object]) -> float:
    """Seconds on the clock."""
    return timed(work)[0]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and those of all processors that this process used."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def bare(source: Path, out: Path) -> None:
    with duckdb.connect(config={"threads": 2}) as db:
        db.sql(
            f"COPY (SELECT * FROM read_csv('{source}')) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"
        )


def run(n_rows: int = N_ROWS) -> None:
    from odms import engine

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = write_mixed(home / "mixed.csv", n_rows)
        twin = source.with_suffix(".utf8")
        turns = []
        for turn in range(N_RUNS + 1):
            out = home / f"out-{turn}"
            out.mkdir()
            theirs = timed(lambda: bare(twin, home / "bare.parquet"))
            ours = timed(lambda out=out: engine.prepare(source, out, name=source.name))
            turns.append((theirs, ours))
            shutil.rmtree(out)
        pairs = turns[1:]  # the first turn warms up
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"rows {n_rows:,} × 12, cp874, {source.stat().st_size / 1e6:.0f} MB")
        for i, name in enumerate(("bare read to Parquet", "full intake")):
            print(f"{name:22} median {statistics.median(pair[i][0] for pair in pairs):6.2f} s")
        clock, processors = (
            statistics.median(ours[i] / theirs[i] for theirs, ours in pairs) for i in range(2)
        )
        print(f"ratio                  {clock:.2f} (aim: at most 5)")
        print(f"of processor time      {processors:.2f}, which other work disturbs less")
        print(f"peak memory of both    {peak_mb:.0f} MB")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else N_ROWS)
