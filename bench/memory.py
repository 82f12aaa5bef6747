"""Peak memory of reading a large CSV in a process of its own, and its time against half the size."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.intake import write_mixed

SIZE_MB = 2_000
_ROWS_A_MB = 6_700
_CHILD = """
import sys
from pathlib import Path
from odms import engine
engine.prepare(Path(sys.argv[1]), Path(sys.argv[2]), name="mixed.csv")
"""


def cost(source: Path, out: Path) -> tuple[float, float]:
    """Seconds on the clock, and peak memory in MB, of one full intake."""
    out.mkdir()
    began = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", _CHILD, str(source), str(out)])
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"the intake of {source} ended with {child.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1024


def run(size_mb: int = SIZE_MB) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        told = []
        for part in (2, 1):
            source = write_mixed(home / f"part-{part}.csv", size_mb * _ROWS_A_MB // part, "utf-8")
            source.with_suffix(".utf8").unlink()
            seconds, peak_mb = cost(source, home / f"out-{part}")
            told.append(seconds)
            size = source.stat().st_size / 1e6
            print(f"{size:6.0f} MB   {seconds:7.1f} s   peak {peak_mb:5.0f} MB (aim: below 1,024)")
            source.unlink()
        print(f"time of twice the size {told[1] / told[0]:.2f} times")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE_MB)
