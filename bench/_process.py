"""What a command costs in a process of its own, and environments for tools that we are held against."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENTS = Path(__file__).resolve().parents[1] / "build" / "bench"

# Whole intakes, in a process of their own and in the sandbox that deliveries are read in.
INTAKE = """
import sys
from pathlib import Path
from odms import engine
engine.prepare(Path(sys.argv[1]), Path(sys.argv[2]), name=Path(sys.argv[1]).name)
"""
SANDBOXED = """
import sys
from pathlib import Path
from odms.engine import sandbox
out = Path(sys.argv[2])
sandbox.prepare(Path(sys.argv[1]), out, name=Path(sys.argv[1]).name, limits=sandbox.OF_A_COMMAND)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and on all processors, and the largest process's memory in MB."""

    seconds: float
    cpu_s: float
    peak_mb: float


def cost(command: Sequence[str | Path]) -> Cost:
    """Run a command, its output thrown away, and say what it cost with its children."""
    began = time.perf_counter()
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {child.returncode}")
    seconds = time.perf_counter() - began
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def cpu_s(pid: int) -> float:
    """Seconds that a process and all below it have spent on processors by now (Linux)."""
    spent: dict[int, float] = {}
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        child = int(folder.name)
        spent[child] = (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
        below.setdefault(int(told[1]), []).append(child)

    def of(one: int) -> float:
        return spent.get(one, 0.0) + sum(map(of, below.get(one, ())))

    return of(pid)


def python(code: str, *arguments: str | Path) -> list[str | Path]:
    """The command that runs `code` in this environment."""
    return [sys.executable, "-c", code, *arguments]


def environment(name: str, requirement: str) -> Path | None:
    """The folder of commands of an environment that holds `requirement`, made where there is none;
    None where it cannot be installed."""
    home = ENVIRONMENTS / name
    ready = home / "ready"
    if not ready.exists():
        pip = [home / "bin" / "python", "-m", "pip", "install", "-q", requirement]
        for command in ([sys.executable, "-m", "venv", home], pip):
            if subprocess.run(list(map(str, command)), capture_output=True).returncode:
                return None
        ready.touch()
    return home / "bin"
