"""The steward's report of real Thai files, in every form: rows add up, shapes hold, nothing breaks.

The files are not part of the project: they are looked for beside it, at `../shared/data/thai`, and
the tests are skipped where they are absent. Run as a program, this reports on all of them, prints
what became of each, and writes nothing:

    .venv/bin/python tests/judges/test_thai_reports.py
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from odms.engine import sandbox, steward
from odms.errors import Refused
from odms.lake import annotated
from odms.pictures import report as drawn

ROOT = Path(__file__).resolve().parents[2]
THAI = ROOT.parent / "shared" / "data" / "thai"
SCHEMAS = {
    name: json.loads((ROOT / f"docs/reference/{name}.schema.json").read_text("utf-8"))
    for name in ("report", "profile")
}
NO_DATA = {"README.md", "MANIFEST.tsv", "TRUTH.jsonl"}
FILES = sorted(path for path in THAI.glob("*") if path.name not in NO_DATA)
# a dozen small ones of all kinds; the program takes all
SOME = [path for path in FILES if path.stat().st_size < 300_000][::4]

pytestmark = pytest.mark.skipif(not FILES, reason="the Thai test files are not here")


def report(path: Path, folder: Path) -> dict[str, Any] | None:
    """Report on a file in every form; the report, None for a file that is refused."""
    try:
        read = sandbox.prepare(path, folder, name=path.name)
    except Refused:
        return None
    profiles = [
        json.loads((folder / f"profile-{i}.json").read_bytes()) for i in range(len(read["tables"]))
    ]
    for profile in profiles:
        jsonschema.validate(profile, SCHEMAS["profile"])
    told = steward.compose(read, profiles)
    jsonschema.validate(json.loads(json.dumps(told, default=str)), SCHEMAS["report"])
    for language in ("th", "en"):
        document = drawn.worded(told, language)
        assert drawn.pdf(document).startswith(b"%PDF-")
        assert drawn.page(document, "").startswith("<!doctype html>")
    tables = [
        annotated.Delivered(folder / f"table-{i}.parquet", table, profile, table["name"] or "t")
        for i, (table, profile) in enumerate(zip(read["tables"], profiles, strict=True))
    ]
    annotated.write(folder / "notes.xlsx", drawn.lines(document), tables, "en")
    book = openpyxl.load_workbook(folder / "notes.xlsx", read_only=True)
    assert len(book.sheetnames) == 1 + len(tables)
    book.close()
    return told


@pytest.mark.parametrize("path", SOME, ids=[path.name for path in SOME])
def test_report_in_every_form(path: Path, tmp_path: Path) -> None:
    told = report(path, tmp_path)
    if told is not None:
        assert [table["adds_up"] for table in told["tables"]] == [True] * len(told["tables"])
        assert 0 <= told["quality"]["points"] <= 100


def main() -> None:
    for path in FILES:
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            told = report(path, Path(folder))
            seconds = time.monotonic() - began
            if told is None:
                print(f"{path.name}: refused")
                continue
            rows = "add up" if all(t["adds_up"] for t in told["tables"]) else "DO NOT ADD UP"
            points, measured = told["quality"]["points"], told["quality"]["measured"]
            print(
                f"{path.name}: {told['verdict']['code']}, rows {rows}, {points:.1f} points of "
                f"{measured:.0%} of the weight, {seconds:.1f} s"
            )


if __name__ == "__main__":
    main()
