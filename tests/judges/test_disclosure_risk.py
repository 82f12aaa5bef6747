"""k, l and t of generated tables before an outside judge: pycanon, in an environment of its own.

`make judges` makes it. Where it is missing the tests skip and say so; the slow twin of
`tests/unit/lake_protection/test_risk.py` is always asked.
"""

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from factories import versions

from odms.lake.protection.risk import Risk, assess
from odms.lake.protection.work import Work, bench, parquet

HERE = Path(__file__).resolve().parent
JUDGES = Path(os.environ.get("ODMS_JUDGES", HERE.parents[1] / ".judges"))
PYTHON = JUDGES / "bin" / "python"
N_TABLES = 40
TYPES = {
    "province": "text",
    "sex": "text",
    "age": "text",
    "income": "integer",
    "illness": "text",
    "score": "number",
}
SENSITIVE = ["income", "illness", "score"]


def has_pycanon() -> bool:
    asked = [PYTHON, "-c", "import pycanon"]
    return PYTHON.exists() and subprocess.run(asked, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(
    not has_pycanon(), reason="pycanon's environment is not there (make judges)"
)


def table(seed: int) -> dict[str, Any]:
    """A table of invented persons; sizes, spreads and the quasi-identifiers differ by seed."""
    chance = random.Random(seed)
    n = chance.choice([1, 7, 40, 150, 400])
    spread = chance.choice([2, 5, 30])
    columns = {
        "province": [chance.choice(["ตาก", "น่าน", "เลย", "แพร่"][: 1 + seed % 4]) for _ in range(n)],
        "sex": [chance.choice(["ชาย", "หญิง"]) for _ in range(n)],
        "age": [f"{chance.randrange(3) * 30}–{chance.randrange(3) * 30 + 29}" for _ in range(n)],
        "income": [chance.randrange(spread) ** 2 * 1000 for _ in range(n)],
        "illness": [chance.choice(["ไข้", "หวัด", "ไอ", "ปวดหัว"]) for _ in range(n)],
        "score": [chance.randrange(spread) / 4 for _ in range(n)],
    }
    for name in ("income", "score"):  # of one value alone pycanon divides by nought
        columns[name][0] = -1
    quasi = chance.sample(["province", "sex", "age"], 1 + seed % 3)
    return {"columns": columns, "quasi": quasi, "sensitive": SENSITIVE if n > 1 else ["illness"]}


def theirs(tables: list[dict[str, Any]]) -> list[Any]:
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in tables)
    script = HERE / "risks_of_pycanon.py"
    run = subprocess.run([PYTHON, script], input=lines, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2_000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


def ours(one: dict[str, Any], folder: Path) -> Risk:
    rows = list(zip(*one["columns"].values(), strict=True))
    path = versions.write(folder / "t.parquet", TYPES, rows)
    with bench() as db:
        found = assess(Work(db, parquet(path)), one["quasi"], one["sensitive"])
    assert found is not None
    return found


def test_as_pycanon_says(tmp_path: Path) -> None:
    tables = [table(seed) for seed in range(N_TABLES)]
    n_figures = 0
    for one, judged in zip(tables, theirs(tables), strict=True):
        found = ours(one, tmp_path)
        assert (found.k, dict(found.diversity)) == (judged["k"], judged["l"])
        assert dict(found.closeness) == pytest.approx(judged["t"], abs=1e-6)
        n_figures += 1 + 2 * len(judged["l"])
    print(f"\n{n_figures} figures of {N_TABLES} tables: as pycanon has them")
