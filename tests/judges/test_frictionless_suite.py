"""The structural errors of Frictionless's own files: our findings, mapped, give the same list.

`pytest tests/judges/test_frictionless_suite.py -s` prints what each file gave.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from odms.definitions.messages import catalogue
from odms.engine import Inspection, inspect
from odms.engine.places import PLACES_TOLD
from odms.errors import Refused

SUITE = Path(__file__).resolve().parents[3] / "shared" / "suites" / "frictionless"

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the outside suites are not here")

CASES = json.loads((SUITE / "expectations.json").read_text("utf-8")) if SUITE.is_dir() else []
# codes of a label stand in no row, codes of a row in no field
OF_LABELS = ("blank-label", "duplicate-label")


def theirs(code: str) -> list[str]:
    """The codes of Frictionless for one of ours."""
    found: list[str] = catalogue()[code].get("frictionless", [])
    return found


def mapped(report: Inspection) -> list[tuple[int | None, int | None, str]]:
    """Row number (1 is the header), field number and code of every place of every finding."""
    found = [
        (
            None if code in OF_LABELS or cell.row is None else cell.row + 1,
            None if cell.column_index is None else cell.column_index + 1,
            code,
        )
        for finding in report.all_findings
        for code in theirs(finding.code)
        for cell in finding.cells
    ]
    assert all(finding.n_cells <= PLACES_TOLD for finding in report.all_findings)
    return sorted(found, key=lambda place: (place[0] or 0, place[1] or 0, place[2]))


def outcome(name: str) -> Any:
    """What the file gives in the words of `expectations.json`."""
    try:
        places = mapped(inspect(SUITE / name))
    except Refused as refused:
        return [[code] for code in theirs(refused.code)]
    return [list(place) for place in places] or "valid"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_file_gives_the_same_list(case: dict[str, Any]) -> None:
    expected = case["expected"]
    if case["fields"] == ["type", "note"]:
        expected = [[kind] for kind, _note in expected]
    given = outcome(case["file"])
    print(f"{case['file']}: {given}")
    assert given == expected


def test_suite_is_whole() -> None:
    files = {path.relative_to(SUITE).as_posix() for path in (SUITE / "data").iterdir()}
    assert {case["file"] for case in CASES} == files
