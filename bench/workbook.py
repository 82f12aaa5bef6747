"""A large XLSX: reading alone and full intake over fastexcel's bare read of the same sheet."""

import statistics
import sys
import tempfile
from pathlib import Path

import duckdb

from bench.intake import N_RUNS, seconds, write_mixed

N_ROWS = 200_000


def write_workbook(path: Path, n_rows: int) -> Path:
    """The mixed rows as a workbook: whole numbers and shares as numbers, all else as text."""
    import xlsxwriter

    source = write_mixed(path.with_suffix(".csv"), n_rows, "utf-8")
    with duckdb.connect() as db, xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("ข้อมูล")
        found = db.execute(f"SELECT * FROM read_csv('{source}', all_varchar = true)")
        sheet.write_row(0, 0, [name for name, *_ in found.description or ()])
        for row, cells in enumerate(found.fetchall(), 1):
            for column, cell in enumerate(cells):
                if column in (0, 6, 7):
                    sheet.write_number(row, column, float(cell))
                else:
                    sheet.write_string(row, column, cell or "")
    return path


def bare(source: Path) -> None:
    import fastexcel

    fastexcel.read_excel(str(source)).load_sheet(0).to_arrow()


def reading(source: Path, out: Path) -> None:
    from odms.engine import formats
    from odms.engine.grid import workspace

    with workspace(out) as work:
        formats.read(source, source.name, work)


def run(n_rows: int = N_ROWS) -> None:
    from odms import engine

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = write_workbook(home / "mixed.xlsx", n_rows)
        turns = []
        for turn in range(N_RUNS + 1):
            out, work = home / f"out-{turn}", home / f"work-{turn}"
            out.mkdir()
            work.mkdir()
            turns.append(
                (
                    seconds(lambda: bare(source)),
                    seconds(lambda work=work: reading(source, work)),
                    seconds(lambda out=out: engine.prepare(source, out, name=source.name)),
                )
            )
        timed = turns[1:]  # the first turn warms up
        print(f"rows {n_rows:,} × 12, {source.stat().st_size / 1e6:.0f} MB")
        print(f"fastexcel's bare read  median {statistics.median(t[0] for t in timed):6.2f} s")
        for name, at in (("reading alone", 1), ("full intake", 2)):
            ratio = statistics.median(turn[at] / turn[0] for turn in timed)
            print(f"{name:22} {ratio:5.2f} times (aim: at most 3)")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else N_ROWS)
