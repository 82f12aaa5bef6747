"""The twelve files of csv-spectrum, each beside the JSON it means.

Two JSON files say what their CSV does not: one gives a telephone number that its CSV does not hold,
and one has CRLF in a cell whose CSV, as it was passed on, has no CR. Both slips are shown to be there
before they are set right.

They are looked for at `../shared/suites/csv-spectrum`; the test is skipped where they are absent.
Run as a program, this prints each file's verdict:

    .venv/bin/python tests/judges/test_csv_spectrum.py
"""

import json
from pathlib import Path

import pytest

from odms import engine

SPECTRUM = Path(__file__).resolve().parents[2].parent / "shared" / "suites" / "csv-spectrum"
FILES = [
    "comma_in_quotes",
    "empty",
    "empty_crlf",
    "escaped_quotes",
    "json",
    "location_coordinates",
    "newlines",
    "newlines_crlf",
    "quotes_and_newlines",
    "simple",
    "simple_crlf",
    "utf8",
]
# What a JSON says, and what stands in its CSV.
SLIPS = {
    "location_coordinates": ("1234567890", "2095257564"),
    "newlines_crlf": ("upon \r\na", "upon \na"),
}

pytestmark = pytest.mark.skipif(
    not SPECTRUM.is_dir(), reason="csv-spectrum (../shared/suites/csv-spectrum) is not here"
)


def read(name: str) -> list[dict[str, str]]:
    """The table as the engine reads it, a record a row."""
    with engine.raw_rows(SPECTRUM / "csvs" / f"{name}.csv") as (header, rows):
        return [dict(zip(header or (), (cell or "" for cell in row), strict=True)) for row in rows]


def meant(name: str) -> list[dict[str, str]]:
    """The table as the suite says it is meant, without the suite's slips."""
    said = (SPECTRUM / "json" / f"{name}.json").read_text()
    source = (SPECTRUM / "csvs" / f"{name}.csv").read_bytes()
    if wrong := SLIPS.get(name):
        told, held = wrong
        if held.encode() in source and told.encode() not in source:
            said = said.replace(json.dumps(told)[1:-1], json.dumps(held)[1:-1])
    records = json.loads(said)
    return records if isinstance(records, list) else [records]  # a lone record may stand bare


def test_csv_spectrum_is_whole() -> None:
    assert sorted(path.stem for path in (SPECTRUM / "csvs").iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_csv_spectrum_file_is_read_as_meant(name: str) -> None:
    assert read(name) == meant(name)


if __name__ == "__main__":
    for file in FILES:
        print(f"{file:<22} {'equal' if read(file) == meant(file) else 'NOT equal'}")
