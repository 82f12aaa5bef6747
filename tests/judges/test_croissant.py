"""Our Croissants before mlcroissant, in the judges' environment: no error and no warning."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from samples.published import BASE, demonstration

from odms.standards.croissant import to_croissant
from odms.standards.description import Checksum, Description
from odms.standards.view import describe_view

HERE = Path(__file__).resolve().parent
PYTHON = Path(os.environ.get("ODMS_JUDGES", HERE.parents[1] / ".judges")) / "bin" / "python"

pytestmark = pytest.mark.skipif(
    not PYTHON.with_name("mlcroissant").exists(),
    reason="the judges' environment is not there (make judges)",
)


def verdicts(documents: list[dict[str, Any]]) -> list[dict[str, list[str]]]:
    """What mlcroissant says of documents."""
    lines = "\n".join(json.dumps(one) for one in documents)
    run = subprocess.run(
        [PYTHON, HERE / "croissants.py"], input=lines, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


def described() -> list[Description]:
    return [describe_view(view, BASE) for view in demonstration()]


@pytest.mark.parametrize("language", ["th", "en"])
def test_croissants_of_the_demonstration_are_valid(language: str) -> None:
    told = [to_croissant(one, citation="cited", language=language) for one in described()]
    assert verdicts(told) == [{"errors": [], "warnings": []}] * len(told)


def test_croissants_with_hashes_are_valid() -> None:
    one = described()[0]
    hashed = tuple(replace(file, checksum=Checksum("sha256", "0" * 64)) for file in one.resources)
    told = to_croissant(replace(one, resources=hashed), citation="cited")
    assert "isLiveDataset" not in told
    assert verdicts([told]) == [{"errors": [], "warnings": []}]


def test_a_column_of_no_file_is_found_out() -> None:
    """The judge sees what is wrong: otherwise its silence says nothing."""
    told = to_croissant(described()[0], citation="cited")
    told["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "nowhere.csv"
    (verdict,) = verdicts([told])
    assert "nowhere.csv" in verdict["errors"][0]
