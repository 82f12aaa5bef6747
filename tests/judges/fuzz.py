"""Damaged files thrown at every reader: each is read or refused with a sentence, soon, and no more.

    .venv/bin/python tests/judges/fuzz.py                      # 60 s, every format in turn
    .venv/bin/python tests/judges/fuzz.py --seconds 600 --seed 7 --formats gpkg,xls --keep FOLDER

Each format is read in a child process of its own, so that a crash in a native library is seen and
costs one file. A fault, a crash, a file that takes more than 10 s of processor time or more than
1 GiB is printed, and kept in the folder as it was thrown: the seeds of some formats carry the time
at which they were made, so that a second run need not find it again. The exit status counts them.
"""

import argparse
import json
import os
import random
import resource
import selectors
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.samples.mutants import SEEDS, inner_mutant, mutant  # noqa: E402

LONGEST_S = 10.0  # of processor time
_HANGS_AFTER_S = 60.0  # on the clock, for the machine may be busy
MOST_MB = 1_024
_BATCH = 200


@dataclass
class Told:
    """What became of the mutants of one format."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    found: list[str] = field(default_factory=list)

    @property
    def n(self) -> int:
        """How many were thrown."""
        return self.outcomes.total()


def made(form: str, seed: int, i: int) -> bytes:
    """The mutant `i` of a format: the same damages each time."""
    chance = random.Random(f"{form} {seed} {i}")
    damage = inner_mutant if chance.random() < 0.3 else mutant
    return damage(SEEDS[form](), chance)


def throw(form: str, seed: int, n: int, until: float, keep: Path) -> Told:
    """Throw `n` mutants of a format, but none after `until` (of time.monotonic); what is found
    stays in the folder `keep`."""
    told, at = Told(), 0
    while at < n and time.monotonic() < until:
        at = _batch(form, seed, at, min(_BATCH, n - at), until, keep, told)
    return told


def _batch(form: str, seed: int, first: int, n: int, until: float, keep: Path, told: Told) -> int:
    """Throw a batch in one child; where to go on: behind the mutant that ended it, if one did."""
    asked = ["--child", form, str(seed), str(first), str(n), str(keep)]
    command = [sys.executable, "-W", "ignore", __file__, *asked]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
    ) as child:  # unbuffered: select() must not wait while a line is held here
        assert child.stdout is not None
        at, is_over = first, False
        with selectors.DefaultSelector() as waiting:
            waiting.register(child.stdout, selectors.EVENT_READ)
            while waiting.select(_HANGS_AFTER_S):
                line = child.stdout.readline()
                if not line:
                    break
                outcome, seconds = json.loads(line)
                _count(told, f"{form} {seed} {at}", outcome, seconds)
                at += 1
                if time.monotonic() > until:
                    is_over = True
                    child.kill()  # and hear out what it has said
        is_hanging = child.poll() is None and at < first + n
        if is_hanging:
            child.kill()
    if is_over:
        _path(keep, form, seed, at).unlink(missing_ok=True)
        return first + n
    if at < first + n:
        _count(told, f"{form} {seed} {at}", "hang" if is_hanging else "crash", LONGEST_S)
        at += 1
    return at


def _count(told: Told, name: str, outcome: str, seconds: float) -> None:
    told.outcomes[outcome] += 1
    told.slowest_s = max(told.slowest_s, seconds)
    if _is_found(outcome, seconds):
        told.found.append(f"{name}: {outcome}, {seconds:.1f} s")


def _is_found(outcome: str, seconds: float) -> bool:
    return outcome.startswith(("fault", "hang", "crash", "memory")) or seconds > LONGEST_S


def _path(keep: Path, form: str, seed: int, i: int) -> Path:
    return keep / f"{seed}-{i}.{form}"


def child(form: str, seed: int, first: int, n: int, keep: Path) -> None:
    """Read mutants one by one and say of each what became of it; what is found stays."""
    from odms.engine import inspect
    from odms.errors import Refused

    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    says = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no answer
    for i in range(first, first + n):
        path = _path(keep, form, seed, i)
        path.write_bytes(made(form, seed, i))
        began = time.process_time()
        try:
            inspect(path, name=f"ข้อมูล.{form}")
            outcome = "read"
        except Refused as refused:
            outcome = f"refused {refused.code}"
        except MemoryError:
            outcome = "memory"
        except Exception as error:
            outcome = f"fault {type(error).__name__}: {str(error)[:200]}"
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST_MB << 10:
            outcome = f"memory after {outcome}"
        seconds = time.process_time() - began
        if not _is_found(outcome, seconds):
            path.unlink()
        says.write(json.dumps([outcome, seconds]) + "\n")


def main() -> int:
    """Throw mutants of every format in turn until the time is over."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], *map(int, sys.argv[3:6]), Path(sys.argv[6]))
        return 0
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--seconds", type=float, default=60.0, help="of the whole run")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--formats", default=",".join(SEEDS))
    asked.add_argument("--keep", type=Path, help="a folder for the files that were found")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="odms-fuzz-") as passing:
        keep: Path = told.keep or Path(passing)
        keep.mkdir(parents=True, exist_ok=True)
        return min(_run(told.formats.split(","), told.seed, told.seconds, keep), 100)


def _run(forms: list[str], seed: int, seconds: float, keep: Path) -> int:
    n_found = 0
    for form in forms:
        of = throw(form, seed, 10**6, time.monotonic() + seconds / len(forms), keep)
        refusals = sum(n for outcome, n in of.outcomes.items() if outcome.startswith("refused"))
        print(
            f"{form:8} {of.n:6} files   read {of.outcomes['read']:6}   refused {refusals:6}"
            f"   slowest {of.slowest_s:4.1f} s   found {len(of.found)}",
            *of.found,
            sep="\n  ",
            flush=True,
        )
        n_found += len(of.found)
    return n_found


if __name__ == "__main__":
    sys.exit(main())
