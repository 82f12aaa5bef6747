"""Full intake against frictionless validate and csv-detective on the same rows, per row.

Each tool has an environment of its own under build/bench/, and is timed as a process with its start.
They read the rows in UTF-8, we in cp874. They are slow: `python -m bench.rivals 1000000` has them
read all of our rows.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from bench._process import INTAKE, cost, environment, python
from bench.intake import N_ROWS, N_RUNS, write_mixed

RIVAL_ROWS = 100_000
_DETECTIVE = """
import sys
from csv_detective import routine
routine(sys.argv[1], num_rows=-1, output_profile=True, save_results=False)
"""
# Tool, what is installed, and how many times our speed per row is to be.
RIVALS = (("frictionless", "frictionless==5.21.0", 2.5), ("csv-detective", "csv-detective", 10.0))


def command(tool: str, folder: Path, source: Path) -> list[str | Path]:
    """What a tool is asked: to look at every row."""
    if tool == "frictionless":
        return [folder / "frictionless", "validate", source, "--trusted"]
    return [folder / "python", "-c", _DETECTIVE, source]


def run(rival_rows: int = RIVAL_ROWS, n_rows: int = N_ROWS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ours = write_mixed(home / "ours.csv", n_rows)
        ours.with_suffix(".utf8").unlink()
        theirs = write_mixed(home / "theirs.csv", rival_rows, "utf-8")
        theirs.with_suffix(".utf8").unlink()
        print(f"ours {n_rows:,} × 12 in cp874, theirs {rival_rows:,} of these rows in UTF-8")
        for tool, requirement, aim in RIVALS:
            bin_folder = environment(tool, requirement)
            if bin_folder is None:
                print(f"{tool:14} cannot be installed here, so it is not timed")
                continue
            ratios = []
            for turn in range(N_RUNS):
                out = home / f"{tool}-{turn}"
                out.mkdir()
                we = cost(python(INTAKE, ours, out)).seconds / n_rows
                it = cost(command(tool, bin_folder, theirs)).seconds / rival_rows
                ratios.append(it / we)
            ratio = statistics.median(ratios)
            print(f"{tool:14} {ratio:5.1f} times our time a row (aim: at least {aim})")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else RIVAL_ROWS)
