"""Every hard file: what an inspection says of it is what stands in it."""

from pathlib import Path
from typing import Any

import pytest

from odms.engine import inspect
from tests.samples.hard import TEXTS, Hard
from tests.samples.hard_sheets import SHEETS

FILES = TEXTS | SHEETS


@pytest.mark.parametrize("name", FILES)
def test_a_hard_file_is_understood(name: str, tmp_path: Path) -> None:
    hard = FILES[name]
    path = tmp_path / name
    path.write_bytes(hard.make())
    report = inspect(path).to_json()
    table = report["tables"][hard.table]
    assert (report["encoding"] and report["encoding"]["name"]) == hard.encoding
    assert (table["dialect"] and table["dialect"]["delimiter"]) == hard.delimiter
    assert rows_of(table) == {
        "preamble_rows": list(hard.preamble),
        "header_rows": list(hard.header),
        "n_rows": hard.n_rows,
        "n_footer_rows": hard.n_footer,
        "n_total_rows": hard.n_totals,
        "n_rejected": hard.n_rejected,
    }
    assert columns_of(report, hard) == hard.columns.replace(" ?", "")
    assert set(hard.findings) <= {finding["code"] for finding in table["findings"]}


def rows_of(table: dict[str, Any]) -> dict[str, Any]:
    counted = ("n_rows", "n_footer_rows", "n_total_rows", "n_rejected")
    return {name: table[name] for name in ("preamble_rows", "header_rows", *counted)}


def columns_of(report: dict[str, Any], hard: Hard) -> str:
    """The columns as a sample writes them; where it leaves the meaning open (?), without it."""
    kinds = {
        one["column"]: one["kind"] for one in report["personal_data"] if one["table"] == hard.table
    }
    told = []
    columns = report["tables"][hard.table]["columns"]
    wanted = hard.columns.split("|")
    for i, column in enumerate(columns):
        is_open = i < len(wanted) and wanted[i].endswith(" ?")
        meaning = f" {column['meaning']}" if column["meaning"] and not is_open else ""
        kind = f"!{kinds[column['name']]}" if column["name"] in kinds else ""
        told.append(f"{column['type']}{meaning}{kind}")
    return "|".join(told)
