"""Schemas before outside judges: frictionless and csvw, in an environment of their own.

`make judges` makes it. Where it is missing the tests skip and say so.
"""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from samples import schemas

from odms.definitions.messages import catalogue
from odms.engine import checking
from odms.engine.schema import Breach, Held, csvw, read, table_schema, validate
from odms.errors import Unreadable

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "data" / "thai"
JUDGES = Path(os.environ.get("ODMS_JUDGES", HERE.parents[1] / ".judges"))
PYTHON = JUDGES / "bin" / "python"
N_CASES = 1_000

Fault = tuple[int, str | None, str]

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="the judges' environment is not there (make judges)"
)


def ask(script: str, cases: Iterable[Any]) -> list[Any]:
    """The answers of a judge's script, a line of JSON each, to cases of a line each."""
    lines = "\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    run = subprocess.run(
        [PYTHON, HERE / script], input=lines, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


def ours(case: schemas.Case, db: duckdb.DuckDBPyConnection) -> Counter[Fault]:
    """What we find in a case: row (1 = header), field where one is at fault, frictionless's code."""
    header, *rows = case.rows
    columns = {f"v{i}": pa.array([row[i] for row in rows], pa.string()) for i in range(len(header))}
    db.register("held", pa.table({"r": pa.array(range(1, len(rows) + 1), pa.int64())} | columns))
    found = validate(Held("held", tuple(header), len(header)), read(case.schema), db, told=None)
    return Counter(fault for breach in found for fault in _faults(breach))


def _faults(breach: Breach) -> Iterable[Fault]:
    codes = catalogue()[breach.code].get("frictionless")
    if not codes:  # told beside, and no fault of the table
        return
    code = codes[0]
    if not breach.cells:
        yield 1, breach.field, code
    for cell in breach.cells:
        yield cell.row + 1, None if code.endswith("-key") else breach.field, code


def is_explained(fault: Fault, case: schemas.Case, is_ours: bool, theirs: Counter[Fault]) -> str:
    """Why a fault that one alone finds is none, or one, by the standard; empty if nothing tells."""
    row, name, code = fault
    if code == "primary-key" and is_ours and _lacks_part(case, row, theirs):
        return "a key may lack no part; frictionless asks for one part at least"
    keys = case.schema.get("foreignKeys", [])
    named = {name for key in keys for name in key["reference"]["fields"]}
    if code == "foreign-key" and not named <= set(case.rows[0]):
        return "a key to a column that is not there is told once, not row by row"
    if code == "blank-row" or (is_ours and theirs[(row, None, "blank-row")]):
        return "frictionless tells of a row without values as blank, and of nothing else in it"
    field = next((one for one in case.schema["fields"] if one["name"] == name), {})
    if field.get("type") == "datetime" and code in ("unique-error", "constraint-error"):
        return "times without a zone are compared as UTC; frictionless keeps them apart"
    parts = {one for key in keys for one in key["fields"]} | set(case.schema.get("primaryKey", []))
    types = {one["type"] for one in case.schema["fields"] if one["name"] in parts | named}
    if code in ("primary-key", "foreign-key") and "datetime" in types:
        return "times without a zone are compared as UTC; frictionless keeps them apart"
    return ""


def _lacks_part(case: schemas.Case, row: int, theirs: Counter[Fault]) -> bool:
    """Whether a row lacks a part of a primary key of several, or has none of the part's type."""
    key, cells = case.schema["primaryKey"], dict(zip(case.rows[0], case.rows[row - 1], strict=True))
    fields = {one["name"]: one for one in case.schema["fields"]}
    everywhere = case.schema.get("missingValues", [""])
    lacking = [  # a column that is not there lacks every part
        cells.get(part, "") in {"", *_texts(fields[part].get("missingValues", everywhere))}
        or theirs[(row, part, "type-error")]
        for part in key
    ]
    return len(key) > 1 and any(lacking)


def _texts(missing: list[Any]) -> list[str]:
    return [one["value"] if isinstance(one, dict) else one for one in missing]


def test_verdicts_are_those_of_frictionless() -> None:
    cases = [schemas.make(seed) for seed in range(N_CASES)]
    asked = [{"rows": case.rows, "schema": case.schema} for case in cases]
    answers = ask("verdicts_of_frictionless.py", asked)
    reasons: Counter[str] = Counter()
    n_same, unexplained = 0, []
    with duckdb.connect() as db:
        for seed, (case, answer) in enumerate(zip(cases, answers, strict=True)):
            mine = ours(case, db)
            theirs = Counter((row, name, code) for row, name, code in answer["found"])
            n_same += mine == theirs
            for is_ours, alone in ((True, mine - theirs), (False, theirs - mine)):
                told = [is_explained(fault, case, is_ours, theirs) for fault in alone]
                reasons.update(reason for reason in set(told) if reason)
                unexplained += [
                    (seed, fault) for fault, reason in zip(alone, told, strict=True) if not reason
                ]
    print(f"\n{n_same} of {N_CASES} tables with the same faults in the same cells")
    for reason, n in reasons.most_common():
        print(f"{n} tables: {reason}")
    assert unexplained == []
    assert n_same >= 0.85 * N_CASES


def test_inferred_schemas_pass_with_their_own_files() -> None:
    """Table Schema that we infer is valid to frictionless, and the file keeps it."""
    paths = [path for path in sorted(SHARED.glob("*.[ct]sv")) if path.stat().st_size < 1_000_000]
    if not paths:
        pytest.skip("../shared/data is not there")
    asked = []
    for path in paths:
        try:
            made = checking.infer(path)
        except Unreadable:  # pictures drawn in cells
            continue
        dialect = made.dialect
        asked.append(
            {
                "path": str(path),
                "schema": table_schema.write(made.schema),
                "encoding": {"windows-874": "cp874"}.get(dialect["encoding"], dialect["encoding"]),
                "delimiter": dialect["delimiter"],
            }
        )
    answers = ask("files_to_frictionless.py", asked)
    wrong = {
        Path(case["path"]).name: answer["metadata"]
        for case, answer in zip(asked, answers, strict=True)
        if answer["metadata"]
    }
    assert wrong == {}
    n_kept = sum(answer["is_valid"] for answer in answers)
    print(f"\n{n_kept} of {len(asked)} files keep their schema to frictionless too")
    for case, answer in zip(asked, answers, strict=True):
        if not answer["is_valid"]:
            print(Path(case["path"]).name, answer["faults"])
    assert n_kept >= 0.6 * len(asked)


def test_csvw_of_generated_schemas_is_read_by_csvw() -> None:
    cases = [schemas.make(seed) for seed in range(200)]
    made = [csvw.write(read(case.schema), url="table.csv") for case in cases]
    answers = ask("documents_to_csvw.py", made)
    for case, answer in zip(cases, answers, strict=True):
        assert answer == {"columns": [one["name"] for one in case.schema["fields"]]}
