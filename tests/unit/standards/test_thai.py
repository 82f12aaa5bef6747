from typing import Any

import pytest
from factories.records import DESCRIPTION

from odms.definitions.messages import catalogue
from odms.standards import thai
from odms.standards.record import Record

FULL = Record(publisher="กรมสุขภาพตัวอย่าง").changed(DESCRIPTION)


def changed(**changes: Any) -> Record:
    return Record.from_dict(FULL.to_dict() | changes)


def lacks(record: Record) -> list[tuple[str, str, str]]:
    return [(lack.code, lack.item, lack.severity) for lack in thai.check_record(record)]


def test_fourteen_items() -> None:
    assert [item.number for item in thai.ITEMS] == list(range(1, 15))
    assert len({item.code for item in thai.ITEMS}) == 14


def test_full_record_lacks_nothing() -> None:
    assert lacks(FULL) == []
    assert thai.score(FULL) == (14, 14)


def test_empty_record_lacks_all() -> None:
    errors = [code for code, _, severity in lacks(Record()) if severity == "error"]
    assert errors == [f"standards.missing.{item.fields[0]}" for item in thai.ITEMS]
    assert thai.score(Record()) == (0, 14)


ERROR, WARNING = "error", "warning"
CASES: dict[str, tuple[dict[str, Any], tuple[str, str, str], int]] = {
    "unknown-counts-as-missing": (
        {"data_format": ["unknown"]},
        ("standards.missing.data_format", "data_format", ERROR), 13,
    ),
    "unknown-source": (
        {"data_source": "ไม่ทราบ"},
        ("standards.missing.data_source", "data_source", ERROR), 13,
    ),
    "other-needs-words": (
        {"data_type": "other"}, ("standards.other_missing", "data_type_other", ERROR), 13,
    ),
    "yearly-needs-a-number": (
        {"frequency_interval": None},
        ("standards.interval_missing", "frequency_interval", ERROR), 13,
    ),
    "wrong-email": (
        {"maintainer_email": "somchai"}, ("standards.wrong_email", "maintainer_email", ERROR), 13,
    ),
    "wrong-tag": ({"tags": ["สุขภาพ;จิต"]}, ("standards.wrong_tag", "tags", ERROR), 13),
    "tag-of-one-letter": ({"tags": ["ก"]}, ("standards.wrong_tag", "tags", ERROR), 13),
    "secret": (
        {"classification": "secret"}, ("standards.never_published", "classification", ERROR), 14,
    ),
    "internal": (
        {"classification": "internal"}, ("standards.not_open", "classification", ERROR), 14,
    ),
    "personal-category": (
        {"data_category": "personal"},
        ("standards.personal_category", "data_category", ERROR), 14,
    ),
    "security-but-open": (
        {"data_category": "security"},
        ("standards.category_needs_class", "data_category", ERROR), 14,
    ),
    "public-but-not-odc": (
        {"licence": "cc-by"}, ("standards.public_licence", "licence", WARNING), 14,
    ),
    "period-backwards": (
        {"period_start": "2026-02-01", "period_end": "2026-01-01"},
        ("standards.period_backwards", "period_end", ERROR), 14,
    ),
    "national-id-in-title": (
        {"title_th": "ข้อมูลของ 1-2345-67890-12-1"},
        ("standards.national_id", "title_th", ERROR), 14,
    ),
    "national-id-in-tags": (
        {"tags": ["1234567890121"]}, ("standards.national_id", "tags", ERROR), 14,
    ),
    "contact-is-a-person": (
        {"maintainer": "นายสมชาย ใจดี"},
        ("standards.maintainer_is_person", "maintainer", WARNING), 14,
    ),
    "short-description": (
        {"description_th": "สั้น"}, ("standards.short_description", "description_th", WARNING), 14,
    ),
    "no-english": ({"title_en": ""}, ("standards.english_missing", "title_en", WARNING), 14),
    "no-theme": ({"theme": ""}, ("standards.theme_missing", "theme", WARNING), 14),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_record_lacks_one_thing(case: str) -> None:
    changes, lack, have = CASES[case]
    assert lacks(changed(**changes)) == [lack]
    assert thai.score(changed(**changes)) == (have, 14)


@pytest.mark.parametrize(
    "changes",
    [
        {"frequency_unit": "O", "frequency_interval": None},
        {"data_type": "other", "data_type_other": "ภาพถ่าย"},
        {"tags": ["ข้อมูล", "โควิด-19", "พ.ร.บ.", "น้ำ ดื่ม"]},
        {"data_format": ["unknown", "csv"]},
        {"title_th": "นิติบุคคล 0105536000013 กับหมายเลข 1234567890123"},
    ],
)
def test_record_lacks_nothing(changes: dict[str, Any]) -> None:
    assert lacks(changed(**changes)) == []


def test_every_lack_has_its_sentence_and_severity() -> None:
    for changes, (code, _, severity), _ in CASES.values():
        assert catalogue()[code]["severity"] == severity, changes
