"""The forty horrors of messytables: what each one gives, or the one error that it gets.

Run as a program, this prints what is found now, line by line:

    .venv/bin/python tests/judges/test_messytables.py
"""

from pathlib import Path

import pytest

from odms import engine
from odms.errors import Refused

HORROR = Path(__file__).resolve().parents[2].parent / "shared/suites/messytables/horror"

pytestmark = pytest.mark.skipif(not HORROR.is_dir(), reason="messytables (../shared) is not here")

# A table as (name, header rows, data rows, columns); a refusal as its code.
Table = tuple[str | None, list[int], int, int]

EXPECTED: dict[str, tuple[str, list[Table]] | str] = {
    "README.md": ("csv", [(None, [0], 2, 1)]),
    "badcolspan.html": ("html", [(None, [], 4, 4)]),
    "begrotingsanalyse-2011.csv": ("csv", [(None, [5, 6], 36, 20)]),
    "bian-anal-mca-2005-dols-eng-1011-0312-tab3.xlsm": ("xlsx", [("Definitions", [], 2, 2)]),
    "blank_line.ods": ("ods", [("Sheet1", [0], 3, 3)]),
    "characters.csv": ("csv", [(None, [0], 382, 18)]),
    "complex.csv": ("csv", [(None, [0], 3, 4)]),
    "complex.html": ("html", [(None, [0], 2, 1)]),
    "encrypted_no_password.xls": "engine.encrypted",
    "example.tsv": ("csv", [(None, [0], 140, 17)]),
    "excel_pasting.csv": ("csv", [(None, [3], 14, 9)]),
    "excel_properties.xls": ("xls", [("Sheet1", [0], 17, 1)]),
    "html.html": ("html", [("table 1", [0], 199, 4), ("table 3", [1], 4, 2)]),
    "invisible_text.html": ("html", [(None, [0], 3, 9)]),
    "large.xlsx": (
        "xlsx",
        [
            ("Report", [3, 4, 5], 14, 11),
            ("Report", [23], 12, 6),
            ("data", [2], 8544, 4),
            ("data", [2], 1986, 6),
            ("criteria", [2], 1, 5),
        ],
    ),
    "libreoffice.xlsx": "engine.workbook_empty",
    "loffice-4.4.1.2.ods": ("ods", [("Sheet1", [0], 3, 3)]),
    "long.csv": ("csv", [(None, [], 4000, 1)]),
    "mixedGLB.csv": ("csv", [(None, [3], 133, 19)]),
    "multilineods.ods": ("ods", [("Sheet1", [], 1, 1)]),
    "null.csv": ("csv", [(None, [], 10, 4)]),
    "ods_formats.ods": ("ods", [("Sheet1", [0], 5, 10)]),
    "rowcolspan.html": ("html", [(None, [], 10, 5)]),
    "simple.csv": ("csv", [(None, [0], 6, 3)]),
    "simple.ods": ("ods", [("Sheet1", [0], 3, 3)]),
    "simple.psv": ("csv", [(None, [0], 28, 6)]),
    "simple.ssv": ("csv", [(None, [0], 6, 3)]),
    "simple.unknown": "engine.file_empty",
    "simple.xls": ("xls", [("simple.csv", [0], 6, 3)]),
    "simple.xlsx": ("xlsx", [("simple.csv", [0], 6, 3)]),
    "simple.zip": ("zip", [("simple.csv", [0], 6, 3)]),
    "skip_initials.csv": ("csv", [(None, [0], 2, 2)]),
    "small.csv": ("csv", [(None, [], 1, 1)]),
    "span_rich.xls": ("xls", [("Sheet1", [0], 5, 4)]),
    "spanish_chars.csv": ("csv", [(None, [0], 114, 8)]),
    "sparse_with_column_errors.csv": ("csv", [(None, [0], 2200, 4)]),
    "sw_gen.xlsx": ("xlsx", [("tweets", [0], 15, 17)]),
    "unicode_sheet_name.xls": ("xls", [("mês", [], 1, 1)]),
    "utf-16le_encoded.csv": ("csv", [(None, [0], 327, 19)]),
    "utf8bom.csv": ("csv", [(None, [0], 0, 2)]),
    "weird_head_padding.csv": ("csv", [(None, [11], 76, 11)]),
}


def found(path: Path) -> tuple[str, list[Table]] | str:
    """What the engine makes of a file."""
    try:
        report = engine.inspect(path)
    except Refused as refused:
        return refused.code
    return report.format, [
        (table.name, list(table.header_rows), table.n_rows, len(table.columns))
        for table in report.tables
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_horror_is_read_or_refused_precisely(name: str) -> None:
    assert found(HORROR / name) == EXPECTED[name]


def test_every_horror_is_in_the_table() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in HORROR.iterdir())


if __name__ == "__main__":
    for path in sorted(HORROR.iterdir()):
        print(f"    {path.name!r}: {found(path)!r},")
