"""Memory and time of a large CSV and of half of it: odms inspect and the intake, in the sandbox.

`python -m bench.memory 5000` takes 5,000 MB and needs about three times that of disk.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from bench._process import SANDBOXED, cost, python
from bench.intake import write_mixed

SIZE_MB = 5_000
_ROWS_A_MB = 4_750
_INSPECT = """
import sys
from odms.cli.main import app
app(["inspect", sys.argv[1], "--json"])
"""


def run(size_mb: int = SIZE_MB) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        free_mb = shutil.disk_usage(home).free / 1e6
        if free_mb < 4 * size_mb:
            print(f"{free_mb:.0f} MB of disk are free, too few for a CSV of {size_mb} MB")
            return
        seconds: dict[str, list[float]] = {}
        for part in (2, 1):
            source = write_mixed(home / "mixed.csv", size_mb * _ROWS_A_MB // part, "utf-8")
            source.with_suffix(".utf8").unlink()
            size, out = source.stat().st_size / 1e6, home / f"out-{part}"
            out.mkdir()
            for name, code in (("inspect", _INSPECT), ("intake", SANDBOXED)):
                used = cost(python(code, source, out))
                seconds.setdefault(name, []).append(used.seconds / size)
                print(
                    f"{name:8} {size:6.0f} MB   {used.seconds:7.1f} s"
                    f"   peak {used.peak_mb:5.0f} MB (aim: below 1,024)",
                    flush=True,
                )
            shutil.rmtree(out)
            source.unlink()
        for name, (half, whole) in seconds.items():
            print(f"{name:8} time a MB of the whole over that of the half {whole / half:.2f}")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE_MB)
