from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.errors import Invalid
from odms.standards import codes
from odms.standards.record import FIELDS, Record, read_value


def test_every_field_has_a_kind() -> None:
    assert [part.name for part in fields(Record)] == list(FIELDS)


READ = [
    ("title_th", "  ผู้ป่วย \n นอก ", "ผู้ป่วย นอก"),
    ("title_th", None, ""),
    ("description_th", " บรรทัดแรก\nบรรทัดสอง ", "บรรทัดแรก\nบรรทัดสอง"),
    ("tags", "สุขภาพ, โรงพยาบาล ,,สุขภาพ", ["สุขภาพ", "โรงพยาบาล"]),
    ("tags", ["สุขภาพ  จิต", ""], ["สุขภาพ จิต"]),
    ("licence", "Open Data Common", "odc"),
    ("licence", "", ""),
    ("objective", ["พันธกิจหน่วยงาน", "law"], ["mission", "law"]),
    ("frequency_interval", "๓", 3),
    ("frequency_interval", "", None),
    ("frequency_interval", 12, 12),
    ("period_start", "1/1/2569", "2026-01-01"),
    ("period_start", "๓๑/๑๒/๒๕๖๙", "2026-12-31"),
    ("period_start", "2026-02-28", "2026-02-28"),
    ("period_start", date(2026, 2, 28), "2026-02-28"),
    ("period_start", "", ""),
    ("url", "https://example.go.th/ก", "https://example.go.th/ก"),
    ("columns", {0: {"ปี": {"label_th": " ปี พ.ศ. "}}}, {"0": {"ปี": {"label_th": "ปี พ.ศ."}}}),
]


@pytest.mark.parametrize(("name", "typed", "read"), READ)
def test_value_read(name: str, typed: Any, read: Any) -> None:
    assert read_value(name, typed) == read


REFUSED = [
    ("colour", "red", "standards.unknown_field"),
    ("licence", "ของฉัน", "standards.unknown_code"),
    ("objective", ["mission", "เล่น"], "standards.unknown_code"),
    ("tags", 5, "standards.not_a_list"),
    ("tags", "ก" * 101, "standards.too_long"),
    ("title_th", "ก" * 301, "standards.too_long"),
    ("frequency_interval", "0", "standards.wrong_number"),
    ("frequency_interval", "-1", "standards.wrong_number"),
    ("frequency_interval", "หนึ่ง", "standards.wrong_number"),
    ("period_start", "31/2/2569", "standards.wrong_date"),
    ("period_start", "ปีที่แล้ว", "standards.wrong_date"),
    ("url", "javascript:alert(1)", "standards.wrong_url"),
    ("url", "example.go.th", "standards.wrong_url"),
    ("columns", ["ปี"], "standards.wrong_columns"),
    ("columns", {"0": {"ปี": "ปี"}}, "standards.wrong_columns"),
    ("columns", {"0": {"ปี": {"colour": "แดง"}}}, "standards.unknown_field"),
    ("extras", ["แดง"], "standards.not_a_list"),
    ("extras", {"สี": "ก" * 20_001}, "standards.too_long"),
    ("extras", dict.fromkeys(map(str, range(201)), "ก"), "standards.too_many"),
]


@pytest.mark.parametrize(("name", "typed", "code"), REFUSED)
def test_value_refused(name: str, typed: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        Record().changed({name: typed})
    assert refused.value.code == code
    assert refused.value.facts["item"] in (name, "colour")


def test_changed_merges_labels_and_replaces_the_rest() -> None:
    before = Record().changed(
        {"tags": ["ก"], "columns": {"0": {"ปี": {"label_th": "ปี", "unit": "พ.ศ."}}}}
    )
    after = before.changed(
        {"tags": "ข", "columns": {"0": {"ปี": {"label_en": "Year"}, "n": {"unit": "คน"}}}}
    )
    assert after.tags == ["ข"]
    assert after.columns == {
        "0": {"ปี": {"label_th": "ปี", "unit": "พ.ศ.", "label_en": "Year"}, "n": {"unit": "คน"}}
    }
    assert before.columns == {"0": {"ปี": {"label_th": "ปี", "unit": "พ.ศ."}}}


def test_from_dict_takes_an_older_record() -> None:
    assert Record.from_dict({"title_th": "ก", "gone": 1}) == Record(title_th="ก")


def code_of(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([""] + [option.code for option in codes.options(name)])


VALUES = {
    "line": st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40),
    "text": st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40),
    "words": st.lists(st.text("กขabc-. ", min_size=1).map(str.strip).filter(bool), unique=True),
    "number": st.none() | st.integers(1, 999),
    "date": st.just("") | st.dates(date(1900, 1, 1), date(2300, 1, 1)).map(date.isoformat),
    "url": st.sampled_from(["", "https://example.go.th/a?b=1"]),
    "columns": st.just({}) | st.just({"0": {"ปี": {"label_th": "ปี"}}}),
    "extras": st.just({}) | st.just({"สี": "แดง", "theirs": '["a"]'}),
}


@st.composite
def records(draw: st.DrawFn) -> Record:
    values: dict[str, Any] = {}
    for name, kind in FIELDS.items():
        if kind.name == "code":
            values[name] = draw(code_of(kind.list))
        elif kind.name == "codes":
            values[name] = draw(st.lists(code_of(kind.list).filter(bool), unique=True))
        else:
            values[name] = draw(VALUES[kind.name])
    return Record(**values)


@given(records())
def test_record_round_trip(record: Record) -> None:
    words = [" ".join(tag.split()) for tag in record.tags]
    record = Record.from_dict(record.to_dict() | {"tags": list(dict.fromkeys(words))})
    assert Record.from_dict(record.to_dict()) == record
    assert Record().changed(record.to_dict()) == record
