"""What the engine understands of real Thai files, against what people wrote down about them.

The files are not part of the project: they are looked for beside it, at `../shared/data/thai`, and
the tests are skipped where they are absent. Run as a program, this prints the figures and each
miss, and writes nothing:

    .venv/bin/python tests/judges/test_thai_truth.py
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from odms import engine
from odms.errors import Refused

THAI = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "thai"

pytestmark = pytest.mark.skipif(
    not THAI.is_dir(), reason="the Thai test files (../shared/data/thai) are not here"
)

WHOLE = {"integer"}
FIGURES = {"integer", "number"}
CODES = {"integer", "text"}

# A word of TRUTH's column_types: the types it means in ours, and the meanings, None where ours has
# no code for it.
WORDS: dict[str, tuple[set[str], set[str] | None]] = {
    "text": ({"text"}, None),
    "multi-line text": ({"text"}, None),
    "list": ({"text"}, None),
    "id": ({"text"}, None),
    "group": ({"text"}, None),
    "country": ({"text"}, None),
    "country-or-group": ({"text"}, None),
    "row labels": ({"text"}, None),
    "Thai month name": ({"text"}, None),
    "name prefix": ({"text"}, None),
    "thai province abbreviation": ({"text"}, {"th-province-abbr"}),
    "province": ({"text"}, {"th-province"}),
    "province-en": ({"text"}, {"th-province"}),
    "province (ffill)": ({"text"}, {"th-province"}),
    "province with prefix": ({"text"}, {"th-province"}),
    "province or region total (ffill)": ({"text"}, {"th-province"}),
    "district": ({"text"}, {"th-amphoe"}),
    "district with prefix": ({"text"}, {"th-amphoe"}),
    "BKK district with prefix เขต": ({"text"}, {"th-amphoe"}),
    "subdistrict": ({"text"}, {"th-tambon"}),
    "subdistrict with prefix": ({"text"}, {"th-tambon"}),
    "DOPA province code": (CODES, {"th-province-code"}),
    "ISO 3166-2:TH": ({"text"}, {"iso-3166-2"}),
    "non-standard province code": (CODES, None),
    "DOPA amphoe code": (CODES, {"th-amphoe-code"}),
    "BKK district code": (CODES, {"th-amphoe-code"}),
    "DOPA tambon code": (CODES, {"th-tambon-code"}),
    "MOPH facility code": (CODES, None),
    "code": (CODES, None),
    "2 digits": ({"text"}, None),
    "4 digits": ({"text"}, None),
    "questionnaire no": (WHOLE, None),
    "postcode": (CODES, {"postcode"}),
    "postcode (damaged float)": (CODES, {"postcode"}),
    "latitude": ({"number"}, {"latitude"}),
    "longitude": ({"number"}, {"longitude"}),
    "UTM easting": (FIGURES, None),
    "int": (WHOLE, None),
    "int, header = BE year": (FIGURES, None),
    "int with comma": (WHOLE, None),
    "int with comma, - = missing": (WHOLE, None),
    "int thai digits": (WHOLE, None),
    "number": (FIGURES, None),
    "number pairs count/percent": (FIGURES, None),
    "percent": (FIGURES, None),
    "percent change": (FIGURES, None),
    "money THB": (FIGURES, None),
    "money with comma": (FIGURES, None),
    "year AD": ({"year"}, None),
    "Buddhist-era year": ({"year"}, {"buddhist-year"}),
    "Buddhist-era date": ({"date"}, {"buddhist-date"}),
    "Buddhist-era month-year": ({"date", "text"}, {"buddhist-date"}),
    "date": ({"date"}, None),
    "date ISO": ({"date"}, None),
    "date AD, mixed m/d and d/m": ({"date", "text"}, None),
    "thai-id": ({"text"}, {"th-national-id"}),
    "person name": ({"text"}, {"person-name"}),
    "phone": ({"text"}, {"phone"}),
    "email": ({"text"}, {"email"}),
    "thai address": ({"text"}, {"address"}),
}

# Our name of an encoding for TRUTH's.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "cp874": "cp874",
    "single-byte Latin (cp1252 family), NOT Thai": "cp1252",
}


@dataclass
class Verdict:
    """What one file scored: for each measure the count of right answers, of questions, and misses."""

    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def ask(self, measure: str, is_right: bool, miss: str) -> None:
        """Count one question of a measure."""
        self.asked[measure] = self.asked.get(measure, 0) + 1
        self.right[measure] = self.right.get(measure, 0) + is_right
        if not is_right:
            self.misses.append(f"{measure}: {miss}")


def truths() -> list[dict[str, Any]]:
    """The files with what is known of them."""
    if not THAI.is_dir():
        return []
    lines = (THAI / "TRUTH.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def report(name: str) -> dict[str, Any]:
    """The published report of a file, or of its refusal."""
    try:
        return engine.inspect(THAI / name).to_json()
    except Refused as refused:
        return engine.refusal(THAI / name, refused)


def judge(truth: dict[str, Any]) -> Verdict:
    """Compare one file's report with what is known of it."""
    verdict, found = Verdict(), report(truth["file"])
    _judge_encoding(verdict, truth, found)
    tables = _candidates(truth, found)
    _judge_header(verdict, truth, found, tables)
    _judge_rows(verdict, truth, found, tables)
    for key, word in truth["column_types"].items():
        _judge_columns(verdict, key, word, found, tables)
    return verdict


def _judge_encoding(verdict: Verdict, truth: dict[str, Any], found: dict[str, Any]) -> None:
    if truth["encoding"].startswith("binary"):
        return
    name = (found.get("encoding") or {}).get("name")
    expected = ENCODINGS[truth["encoding"]]
    verdict.ask("encoding", name == expected, f"{name}, not {expected}")


def _candidates(truth: dict[str, Any], found: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables of the sheet that the truth speaks of."""
    tables = found.get("tables", [])
    sheet = truth["main_sheet"]
    return [table for table in tables if sheet is None or table["name"] == sheet]


def _judge_header(
    verdict: Verdict, truth: dict[str, Any], found: dict[str, Any], tables: list[dict[str, Any]]
) -> None:
    expected = truth["header_row"]
    if expected == "n/a":
        return
    rows = [] if expected is None else expected if isinstance(expected, list) else [expected]
    given = [table["header_rows"] for table in tables]
    is_right = rows in given or (not rows and not tables)
    verdict.ask("header rows", is_right, f"{given or _error(found)}, not {rows}")


def _judge_rows(
    verdict: Verdict, truth: dict[str, Any], found: dict[str, Any], tables: list[dict[str, Any]]
) -> None:
    """TRUTH counts the records below the header that are not blank: data, repeated headers and
    page numbers; a closing total now in, now out."""
    if truth["data_rows"] is None:
        return
    given = []
    for table in tables:
        n = table["n_rows"] + table["n_rejected"]
        given.append({n, n - table["n_total_rows"]})
    is_right = any(truth["data_rows"] in counts for counts in given)
    verdict.ask("number of rows", is_right, f"{given or _error(found)}, not {truth['data_rows']}")


def _judge_columns(
    verdict: Verdict, key: str, word: str, found: dict[str, Any], tables: list[dict[str, Any]]
) -> None:
    types, meanings = WORDS[word]
    named = [columns for table in tables if (columns := list(_named(key, table)))]
    if not named:
        verdict.ask("column types", False, f"{key} ({word}): {_error(found) or 'no such column'}")
        if meanings:
            verdict.ask("column meanings", False, f"{key} ({word}): not read")
        return
    columns = [c for c in named[0] if c["n_distinct"]]  # a column without a value shows no type
    wrong = [f"{c['name']} {c['type']}" for c in columns if c["type"] not in types]
    verdict.ask("column types", not wrong, f"{key} ({word}): {'; '.join(wrong[:3])}")
    if meanings:
        wrong = [f"{c['name']} {c['meaning']}" for c in columns if c["meaning"] not in meanings]
        verdict.ask("column meanings", not wrong, f"{key} ({word}): {'; '.join(wrong[:3])}")


def _named(key: str, table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The columns that a key of column_types means: a name, a range of names or of spreadsheet
    letters, or all others."""
    columns = table["columns"]
    if key == "*":
        yield from columns[2:]
    elif match := re.fullmatch(r"([A-Z])(?:-([A-Z])|\.\.)", key):  # column A stands empty
        first = ord(match[1]) - ord("B")
        end = ord(match[2]) - ord("A") if match[2] else len(columns)
        yield from columns[first:end]
    elif ".." in key:
        names = [column["name"] for column in columns]
        first, last = key.split("..")
        if first in names and last in names:
            yield from columns[names.index(first) : names.index(last) + 1]
    else:
        yield from [c for c in columns if _is_name(key.strip(), c["name"])][:1]


def _is_name(key: str, name: str) -> bool:
    """Whether TRUTH's name is the column's, or its last header row, or its cut beginning."""
    return name == key or name.endswith(" " + key) or (len(key) > 15 and name.startswith(key))


def _error(found: dict[str, Any]) -> str:
    return found["error"]["code"] if "error" in found else ""


def figures() -> dict[str, tuple[int, int]]:
    """For each measure the right answers and the questions, over all files."""
    verdicts = [judge(truth) for truth in truths()]
    measures = dict.fromkeys(name for verdict in verdicts for name in verdict.asked)
    return {
        name: (
            sum(verdict.right.get(name, 0) for verdict in verdicts),
            sum(verdict.asked.get(name, 0) for verdict in verdicts),
        )
        for name in measures
    }


# At least this share of the answers of a measure is right.
MARKS = {
    "encoding": 1.0,
    "header rows": 1.0,
    "number of rows": 1.0,
    "column types": 1.0,
    "column meanings": 1.0,
}


def test_thai_files_are_read_or_refused_with_a_sentence() -> None:
    for truth in truths():
        found = report(truth["file"])
        assert "tables" in found or found["error"]["message"]["th"], truth["file"]
        assert found["sha256"] == truth["sha256"]


def test_thai_truth_measures_reach_their_marks() -> None:
    below = {
        name: f"{right} of {asked}"
        for name, (right, asked) in figures().items()
        if right < MARKS[name] * asked
    }
    assert below == {}


def main() -> None:
    """Print the figures and each miss."""
    for truth in truths():
        for miss in judge(truth).misses:
            print(f"{truth['file']}: {miss}")
    for name, (right, asked) in figures().items():
        print(f"{name}: {right} of {asked} ({right / asked:.1%})")


if __name__ == "__main__":
    main()
