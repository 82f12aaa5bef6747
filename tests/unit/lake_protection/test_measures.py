"""What each measure makes of values, as literal tables."""

import hashlib
import hmac
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories import versions

from odms.definitions.messages import sentences
from odms.errors import Invalid
from odms.lake.protection import applying
from odms.lake.protection.measure import Column
from odms.lake.protection.measures import MEASURES
from odms.lake.protection.plan import plan, step
from odms.lake.protection.pseudonymise import dataset_key

KEY = dataset_key(b"a secret of the centre, long enough", "01DATASET")


def done(
    folder: Path,
    measure: str,
    type_: str,
    values: list[Any],
    *,
    kind: str = "",
    meaning: str | None = None,
    **parameters: Any,
) -> list[Any]:
    """The values of one column after a measure."""
    source = versions.write(folder / "source.parquet", {"v": type_}, [(v,) for v in values])
    one = step(measure, Column("v", type_, meaning, kind), parameters)
    told = versions.profile(
        {"v": type_}, kinds={"v": kind} if kind else {}, meanings={"v": meaning} if meaning else {}
    )
    applying.apply(source, told, folder, plan([one]), key=KEY)
    return [row["v"] for row in versions.read(folder / "table.parquet")]


def token(text: str, length: int = 16) -> str:
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()[:length]


# measure, type, meaning or kind, parameters, values before, values after
CASES: list[tuple[str, str, str, dict[str, Any], list[Any], list[Any]]] = [
    ("mask", "text", "th-national-id", {}, ["1-2345-67890-12-1", "12", None],
     ["x-xxxx-xxxxx-xx-1", "xxx", None]),
    ("mask", "text", "person-name", {}, ["นายสมชาย ใจดี", "เอก"], ["ส. จ.", "อ."]),
    ("mask", "text", "email", {}, ["somchai@odms.example"], ["sxxx@xxx"]),
    ("mask", "integer", "", {}, [34, None], ["xxx", None]),
    ("band", "integer", "", {}, [0, 9, 10, -1, None], ["0–9", "0–9", "10–19", "-10–-1", None]),
    ("band", "integer", "", {"width": 5, "least": 15, "most": 60}, [14, 15, 59, 60, 99],
     ["<15", "15–19", "55–59", "60+", "60+"]),
    ("band", "number", "", {"width": 0.5}, [0.0, 0.49, 0.5, 2.75], ["0–<0.5", "0–<0.5", "0.5–<1", "2.5–<3"]),
    ("age", "date", "birth-date", {"on": "2026-11-26"},
     [date(1996, 11, 26), date(1996, 11, 27), date(1930, 1, 1), date(2027, 1, 1), None],
     ["30–39", "20–29", "90+", None, None]),
    ("period", "date", "birth-date", {}, [date(2001, 5, 17), None], [date(2001, 5, 1), None]),
    ("period", "date", "birth-date", {"to": "year"}, [date(2001, 5, 17)], [date(2001, 1, 1)]),
    ("postcode", "text", "postcode", {}, ["10110", "๕๐๒๐๐", "1011", None], ["10xxx", "50xxx", None, None]),
    ("postcode", "integer", "postcode", {"digits": 3}, [10110], ["101xx"]),
    ("grid", "number", "latitude", {}, [13.756331, -0.004, None], [13.76, 0.0, None]),
    ("grid", "number", "latitude", {"grid": 0.1}, [13.756331], [13.8]),
    ("grid", "integer", "utm-easting", {"grid": 1000}, [665432], [665000]),
    ("place", "text", "th-tambon-code", {}, ["100101", "500101", "000000"],
     ["กรุงเทพมหานคร", "เชียงใหม่", None]),
    ("place", "text", "address", {},
     ["99/1 ม.3 ถ.เชียงใหม่ ต.ในเมือง อ.เมือง จ.ตาก 63000", "12 ถนนสุขุมวิท เขตวัฒนา กทม. 10110",
      "8 ถ.น่าน ต.ในเวียง จังหวัดแพร่", "77 หมู่ 2 ต.บ้านเลย", "1 Sukhumvit Rd", "ตากใบ นราธิวาส", None],
     ["ตาก", "กรุงเทพมหานคร", "แพร่", None, None, "นราธิวาส", None]),
    ("place", "text", "th-amphoe", {}, ["อำเภอบางบัวทอง", "ปากเกร็ด", "เมือง", "ไม่มี"],
     ["นนทบุรี", "นนทบุรี", None, None]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[2]}-{case[3]}")
def test_values(case: Any, tmp_path: Path) -> None:
    measure, type_, sign, parameters, before, after = case
    is_kind = sign in ("th-national-id", "person-name", "email", "birth-date", "address")
    told = {"kind": sign} if is_kind else {"meaning": sign or None}
    assert done(tmp_path, measure, type_, before, **told, **parameters) == after


def test_pseudonym_is_hmac_sha256(tmp_path: Path) -> None:
    found = done(tmp_path, "pseudonymise", "text", ["สมชาย ใจดี", None], length=64)
    assert found == [token("สมชาย ใจดี", 64), None]


def test_pseudonym_is_of_the_person_and_not_of_the_spelling(tmp_path: Path) -> None:
    same = ["1234567890121", "1-2345-67890-12-1", "๑๒๓๔๕๖๗๘๙๐๑๒๑", " 1 2345 67890 12 1"]
    assert set(done(tmp_path, "pseudonymise", "text", same)) == {token("1234567890121")}
    assert done(tmp_path, "pseudonymise", "integer", [1234567890121]) == [token("1234567890121")]
    words = ["Somchai  Jaidee", "somchai jaidee "]
    assert set(done(tmp_path, "pseudonymise", "text", words)) == {token("somchai jaidee")}


def test_pseudonym_differs_between_datasets() -> None:
    secret = b"a secret of the centre, long enough"
    keys = {dataset_key(secret, name) for name in ("a", "b")} | {dataset_key(secret[:-1], "a")}
    assert len(keys) == 3


def test_pseudonym_needs_a_secret(tmp_path: Path) -> None:
    source = versions.write(tmp_path / "s.parquet", {"v": "text"}, [("1",)])
    wanted = plan([step("pseudonymise", Column("v"), {})])
    with pytest.raises(Invalid, match="no_secret"):
        applying.apply(source, versions.profile({"v": "text"}), tmp_path, wanted)
    with pytest.raises(Invalid, match="secret_too_short"):
        dataset_key("short", "a")


WRONG: list[tuple[str, Column | None, dict[str, Any], str]] = [
    ("hide", Column("v"), {}, "unknown_measure"),
    ("band", Column("v", "text"), {}, "does_not_fit"),
    ("grid", Column("v", "number"), {}, "does_not_fit"),
    ("band", None, {}, "wrong_place"),
    ("sample", Column("v"), {"share": 0.5}, "wrong_place"),
    ("sample", None, {}, "parameter_missing"),
    ("sample", None, {"share": 1.5}, "wrong_parameter"),
    ("sample", None, {"share": "nan"}, "wrong_parameter"),
    ("sample", None, {"share": 0.5, "seed": 1.5}, "wrong_parameter"),
    ("sample", None, {"share": 0.5, "speed": 1}, "unknown_parameter"),
    ("age", Column("v", "date"), {}, "parameter_missing"),
    ("age", Column("v", "date"), {"on": "26/11/2569"}, "wrong_parameter"),
    ("period", Column("v", "date"), {"to": "day"}, "wrong_parameter"),
    ("band", Column("v", "integer"), {"width": True}, "wrong_parameter"),
    ("band", Column("v", "integer"), {"width": "x'); DROP TABLE t"}, "wrong_parameter"),
    ("pseudonymise", Column("v"), {"length": 4}, "wrong_parameter"),
]


@pytest.mark.parametrize("case", WRONG, ids=lambda case: f"{case[0]}-{case[2]}-{case[3]}")
def test_wrong(case: Any) -> None:
    code, column, parameters, refused = case
    with pytest.raises(Invalid, match=refused):
        step(code, column, parameters)


@pytest.mark.parametrize("code", MEASURES)
def test_every_measure_says_what_it_does(code: str) -> None:
    for part in ("measure", "does"):
        assert all(sentences(f"protection.{part}.{code}").values())
    for parameter in MEASURES[code].parameters:
        assert all(sentences(f"protection.parameter.{code}.{parameter.name}").values())
    for preset in MEASURES[code].presets:
        if code != "age":  # which needs a day besides
            MEASURES[code].read(preset)


def test_presets_of_age_need_a_day() -> None:
    assert MEASURES["age"].read(MEASURES["age"].presets[0] | {"on": "2026-01-01"})["width"] == 5.0
