"""Damaged files thrown at every reader: each is read or refused with a sentence, soon, and no more.

    .venv/bin/python tests/judges/fuzz.py                      # 60 s, every format in turn
    .venv/bin/python tests/judges/fuzz.py --seconds 600 --seed 7 --formats gpkg,xls --keep FOLDER

Each format is read in a child process of its own, so that a crash in a native library is seen and
costs one file. A fault, a crash, a file that takes more than 10 s of processor time or more than 1 GiB is printed
with the command that makes it again, and kept in the folder. The exit status counts them.
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
    """The mutant `i` of a format, always the same."""
    chance = random.Random(f"{form} {seed} {i}")
    damage = inner_mutant if chance.random() < 0.3 else mutant
    return damage(SEEDS[form](), chance)


def throw(form: str, seed: int, first: int, n: int, until: float) -> Told:
    """Throw `n` mutants of a format, from `first` on, but none after `until` (of time.monotonic)."""
    told, at = Told(), first
    while at < first + n and time.monotonic() < until:
        at = _batch(form, seed, at, min(_BATCH, first + n - at), until, told)
    return told


def _batch(form: str, seed: int, first: int, n: int, until: float, told: Told) -> int:
    """Throw a batch in one child; where to go on: behind the mutant that ended it, if one did."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        __file__,
        "--child",
        form,
        str(seed),
        str(first),
        str(n),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        at = first
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
                    child.kill()
                    return first + n
        is_hanging = child.poll() is None and at < first + n
        if is_hanging:
            child.kill()
    if at < first + n:
        _count(told, f"{form} {seed} {at}", "hang" if is_hanging else "crash", LONGEST_S)
        at += 1
    return at


def _count(told: Told, name: str, outcome: str, seconds: float) -> None:
    told.outcomes[outcome] += 1
    told.slowest_s = max(told.slowest_s, seconds)
    if outcome.startswith(("fault", "hang", "crash", "memory")) or seconds > LONGEST_S:
        told.found.append(f"{name}: {outcome}, {seconds:.1f} s")


def child(form: str, seed: int, first: int, n: int) -> None:
    """Read mutants one by one and say of each what became of it."""
    from odms.engine import inspect
    from odms.errors import Refused

    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    says = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no answer
    with tempfile.TemporaryDirectory(prefix="odms-fuzz-") as folder:
        path = Path(folder, "blob")
        for i in range(first, first + n):
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
            says.write(json.dumps([outcome, time.process_time() - began]) + "\n")


def main() -> int:
    """Throw mutants of every format in turn until the time is over."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], *map(int, sys.argv[3:6]))
        return 0
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--seconds", type=float, default=60.0, help="of the whole run")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--formats", default=",".join(SEEDS))
    asked.add_argument("--keep", type=Path, help="a folder for the files that were found")
    told = asked.parse_args()
    forms = told.formats.split(",")
    n_found = 0
    for form in forms:
        until = time.monotonic() + told.seconds / len(forms)
        of = throw(form, told.seed, 0, 10**6, until)
        refusals = sum(n for outcome, n in of.outcomes.items() if outcome.startswith("refused"))
        print(
            f"{form:8} {of.n:6} files   read {of.outcomes['read']:6}   refused {refusals:6}"
            f"   slowest {of.slowest_s:4.1f} s   found {len(of.found)}"
        )
        for line in of.found:
            print(f"  {line}")
            _keep(told.keep, line)
        n_found += len(of.found)
    return min(n_found, 100)


def _keep(folder: Path | None, line: str) -> None:
    if folder is not None:
        form, seed, i = line.partition(":")[0].split()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{seed}-{i}.{form}").write_bytes(made(form, int(seed), int(i)))


if __name__ == "__main__":
    sys.exit(main())
