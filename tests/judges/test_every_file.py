"""No file of any suite crashes the engine, holds it for ten seconds, or takes a gibibyte.

Every file under `../shared/suites` and `../shared/data/thai` goes through `prepare` in a child with
the sandbox's limits, catalogue feeds and shapes too: here they are XML, JSON and Turtle like any
other. Pollock's files have a judge of their own. Run as a program, this prints the worst files, and
with `--all` a line for each:

    .venv/bin/python tests/judges/test_every_file.py
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
ROOTS = (SHARED / "suites", SHARED / "data" / "thai")
SECONDS, MEGABYTES = 10.0, 1_024  # of processor time and of memory in use, for one file

pytestmark = pytest.mark.skipif(
    not all(root.is_dir() for root in ROOTS), reason="the outside suites (../shared) are not here"
)


@dataclass(frozen=True)
class Cost:
    """What one file came to: `read`, the code of its refusal, or the fault; seconds and peak."""

    file: str
    outcome: str
    cpu_s: float
    clock_s: float
    peak_mb: int

    @property
    def is_fault(self) -> bool:
        """Whether it is neither read nor refused."""
        return self.outcome.startswith("fault")


def files() -> Iterator[Path]:
    """Every file, but for Pollock's and for the licences and pages that describe the suites."""
    for root in ROOTS:
        for path in sorted(root.rglob("*")):
            if path.is_file() and "pollock" not in path.parts:
                yield path


def costs() -> list[Cost]:
    """The cost of every file, from a process of its own that forks a child for each."""
    command = [sys.executable, __file__, "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return [Cost(**json.loads(line)) for line in told.stdout.splitlines()]


def test_every_file_is_read_or_refused_within_its_bounds() -> None:
    found = costs()
    assert len(found) == len(list(files()))
    beyond = [
        cost for cost in found if cost.is_fault or cost.cpu_s > SECONDS or cost.peak_mb > MEGABYTES
    ]
    assert beyond == []


def _measured(path: Path) -> Cost:
    from odms.engine import sandbox
    from odms.errors import Refused

    with tempfile.TemporaryDirectory(prefix="odms-judge-") as folder:
        before, began, outcome = _cpu_s(), time.monotonic(), "read"
        try:
            sandbox.inside(partial(_prepare, path, Path(folder)), sandbox.Limits(seconds=600.0))
        except Refused as refused:
            outcome = refused.code
        except Exception as fault:
            outcome = f"fault: {fault}"
        peak = Path(folder) / "peak"
        return Cost(
            file=str(path.relative_to(SHARED)),
            outcome=outcome,
            cpu_s=round(_cpu_s() - before, 2),
            clock_s=round(time.monotonic() - began, 2),
            peak_mb=int(peak.read_text()) if peak.exists() else 0,
        )


def _prepare(path: Path, folder: Path) -> None:
    from odms import engine

    try:
        engine.prepare(path, folder, name=path.name)
    finally:
        status = Path("/proc/self/status").read_text()
        kilobytes = int(status.partition("VmHWM:")[2].split()[0])
        (folder / "peak").write_text(str(kilobytes >> 10))


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print what every file came to, and the worst."""
    from odms.engine import columns, pipeline  # once, so that the children have it  # noqa: F401

    if "--json" in sys.argv:
        for path in files():
            print(json.dumps(asdict(_measured(path))), flush=True)
        return
    found = costs()
    for cost in found if "--all" in sys.argv else [cost for cost in found if cost.is_fault]:
        print(f"{cost.file}: {cost.outcome} ({cost.cpu_s} s, {cost.peak_mb} MB)")
    n_read = sum(cost.outcome == "read" for cost in found)
    n_faults = sum(cost.is_fault for cost in found)
    print(f"{len(found)} files: {n_read} read, {len(found) - n_read - n_faults} refused, ", end="")
    print(f"{n_faults} faults")
    slowest = max(found, key=lambda cost: cost.cpu_s)
    print(f"longest: {slowest.cpu_s} s of processor time, {slowest.file}")
    largest = max(found, key=lambda cost: cost.peak_mb)
    print(f"largest: {largest.peak_mb} MB, {largest.file}")


if __name__ == "__main__":
    main()
