"""`odms protect`: measures upon a file on disk, and the risk before and after."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from odms.cli.main import app
from odms.cli.measures import column_measure, table_measure
from odms.errors import Invalid

PEOPLE = "เลขบัตรประชาชน,วันเกิด,เพศ,จังหวัด,โรค\n" + "".join(
    f"{number},{day}/0{1 + place % 9}/25{20 + place % 3},{'ชาย' if place % 2 else 'หญิง'},ตาก,{illness}\n"
    for place, (number, day, illness) in enumerate(
        (number, 10 + place, ["ไข้หวัด", "เบาหวาน", "หอบหืด"][place % 3])
        for place, number in enumerate(
            ["1234567890121", "3456789012347", "5678901234560", "1101700230705"] * 3
        )
    )
)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def odms(*words: Any, secret: str = "") -> Any:
    env = {"ODMS_PSEUDONYM_KEY": secret, "LANG": "C", "LC_ALL": "C"}
    return CliRunner().invoke(app, ["protect", *map(str, words)], env=env)


def test_risk_alone(people: Path) -> None:
    told = json.loads(odms(people, "--json").stdout)
    assert (told["measures"], told["n_rows_after"]) == ([], 12)
    risk = told["risk"]
    assert (risk["quasi_identifiers"], risk["sensitive"], risk["is_chosen"]) == (
        ["วันเกิด", "เพศ", "จังหวัด"],
        ["โรค"],
        False,
    )
    assert (risk["before"]["k"], risk["before"]["n_unique"]) == (1, 12)
    assert risk["before"] == risk["after"]


def test_protect(people: Path, tmp_path: Path) -> None:
    key, out = tmp_path / "key", tmp_path / "out.csv"
    key.write_bytes(b"a secret of at least sixteen bytes\n")
    done = odms(
        people, "-m", "เลขบัตรประชาชน=pseudonymise", "-m", "วันเกิด=age:on=2026-01-01,width=20",
        "--key-file", key, "--dataset", "x", "-k", 3, "-o", out, "--json",
    )  # fmt: skip
    told = json.loads(done.stdout)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["วันเกิด"] for row in rows] == ["40–59"] * 12
    tokens = [row["เลขบัตรประชาชน"] for row in rows]
    assert len(set(tokens)) == 4 and tokens[0] == tokens[4] and len(tokens[0]) == 16
    assert (told["risk"]["before"]["k"], told["risk"]["after"]["k"]) == (1, 6)
    assert [(one["measure"], one["n_touched"]) for one in told["measures"]] == [
        ("pseudonymise", 12),
        ("age", 12),
    ]
    assert "a secret" not in done.stdout and "1234567890121" not in done.stdout


def test_report_in_words(people: Path) -> None:
    done = odms(people, "-m", "โรค=mask", "-q", "เพศ", "--whole", "sample:share=0.5,seed=7")
    assert "n_records\t12\t6" in done.stdout
    assert "compared by เพศ" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-m", "เลขบัตรประชาชน=pseudonymise"], "secret key"),
        (["-m", "สี=mask"], "no column “สี”"),
        (["-m", "โรค=mask", "-m", "โรค=drop"], "one measure only"),
        (["-m", "โรค"], "is no measure"),
        (["-m", "โรค=band"], "does not fit"),
        (["-q", "สี"], "no column “สี”"),
        (["--whole", "sample"], "needs the parameter “share”"),
        (["--table", "3"], ""),
    ],
)
def test_refused(people: Path, words: list[str], said: str) -> None:
    done = odms(people, *words)
    assert done.exit_code == 1
    assert said in done.stderr


def test_secret_that_is_too_short(people: Path) -> None:
    done = odms(people, "-m", "เลขบัตรประชาชน=pseudonymise", secret="short")
    assert (done.exit_code, "16 bytes" in done.stderr) == (1, True)


READ = {
    "ก=mask": ("ก", "mask", {}),
    "a=b=mask": ("a=b", "mask", {}),
    "n=band:width=5, most=60": ("n", "band", {"width": "5", "most": "60"}),
    "ราคา=บาท=band:width=10": ("ราคา=บาท", "band", {"width": "10"}),
}


@pytest.mark.parametrize("text", READ)
def test_measures_are_read(text: str) -> None:
    assert column_measure(text) == READ[text]


@pytest.mark.parametrize("text", ["", "mask", "=mask", "ก=", "ก=Mask!"])
def test_what_is_no_measure(text: str) -> None:
    with pytest.raises(Invalid):
        column_measure(text)


def test_measures_of_a_table_are_read() -> None:
    assert table_measure("sample:share=0.1") == ("sample", {"share": "0.1"})
    with pytest.raises(Invalid):
        table_measure("n=mask")
