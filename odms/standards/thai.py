"""The Thai standard for records: fourteen mandatory items, and rules between them.

Source: the metadata standard of DGA, NSO and GBDI as the schema of ckanext-thai_gdc shows it. The
rules between items are from the agencies' form; that they are national is not established, so
only the two that guard secrecy and personal data stop a record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from odms.standards import codes
from odms.standards.record import FIELDS, Record

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# letters of any script, digits, blank, hyphen, full stop; \w leaves Thai marks out
_TAG = re.compile(r"[\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e .-]{2,100}")
_PERSON = re.compile(r"(นาย|นางสาว|นาง|น\.ส\.|ดร\.|Mr\.?|Mrs\.?|Ms\.?)\s*\S")
_THIRTEEN = re.compile(r"(?<![\d])\d(?:[ -]?\d){12}(?![\d])")
_SHORT_DESCRIPTION = 100


@dataclass(frozen=True)
class Item:
    """One of the fourteen: its number and name in the standard, and the fields that hold it."""

    number: int
    code: str
    th: str
    en: str
    help_th: str
    help_en: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Lack:
    """What a record lacks: code of the sentence, the item or field, `error` or `warning`."""

    code: str
    item: str
    severity: str = "error"
    facts: dict[str, Any] = field(default_factory=dict)


ITEMS: tuple[Item, ...] = (
    Item(
        1,
        "data_type",
        "ประเภทชุดข้อมูล",
        "Type of data",
        "ลักษณะของข้อมูลส่วนใหญ่ในชุดนี้",
        "What most of the data is",
        ("data_type",),
    ),
    Item(
        2,
        "title",
        "ชื่อชุดข้อมูล",
        "Title",
        "ชื่อที่คนทั่วไปเข้าใจได้ทันที ไม่ต้องรู้จักหน่วยงาน",
        "A name that anybody understands without knowing the agency",
        ("title_th",),
    ),
    Item(
        3,
        "owner_org",
        "องค์กร",
        "Organisation",
        "หน่วยงานเจ้าของข้อมูล ระบบใส่ให้",
        "The agency that owns the data; filled in for you",
        ("publisher",),
    ),
    Item(
        4,
        "maintainer",
        "ชื่อฝ่ายงานสำหรับติดต่อ",
        "Contact unit",
        "ชื่อกองหรือกลุ่มงาน ไม่ใช่ชื่อบุคคล",
        "A division or unit, not a person",
        ("maintainer",),
    ),
    Item(
        5,
        "maintainer_email",
        "อีเมลสำหรับติดต่อ",
        "Contact e-mail",
        "อีเมลกลางของฝ่ายงาน",
        "The unit's own address",
        ("maintainer_email",),
    ),
    Item(
        6,
        "tag_string",
        "คำสำคัญ",
        "Keywords",
        "คำที่คนจะใช้ค้น คั่นด้วยจุลภาค",
        "Words people will search for, separated by commas",
        ("tags",),
    ),
    Item(
        7,
        "notes",
        "รายละเอียด",
        "Description",
        "ข้อมูลนี้นับอะไร ของใคร ช่วงเวลาใด และอ่านอย่างไร",
        "What is counted, of whom, when, and how to read it",
        ("description_th",),
    ),
    Item(
        8,
        "objective",
        "วัตถุประสงค์",
        "Objective",
        "ข้อมูลนี้จัดทำขึ้นเพื่ออะไร เลือกได้หลายข้อ",
        "Why the data is made; several may be chosen",
        ("objective",),
    ),
    Item(
        9,
        "update_frequency",
        "ความถี่ของการปรับปรุงข้อมูล",
        "Update frequency",
        "เช่น ทุก 1 ปี หรือทุก 3 เดือน",
        "Such as every 1 year, or every 3 months",
        ("frequency_unit", "frequency_interval"),
    ),
    Item(
        10,
        "geo_coverage",
        "ขอบเขตเชิงภูมิศาสตร์หรือเชิงพื้นที่",
        "Geographic coverage",
        "พื้นที่ที่ละเอียดที่สุดที่ข้อมูลแยกได้",
        "The finest area the data tells apart",
        ("geo_coverage",),
    ),
    Item(
        11,
        "data_source",
        "แหล่งที่มา",
        "Source",
        "ระบบงาน แบบสำรวจ หรือทะเบียนที่ข้อมูลมาจาก",
        "The system, survey or register it comes from",
        ("data_source",),
    ),
    Item(
        12,
        "data_format",
        "รูปแบบการเก็บข้อมูล",
        "Storage format",
        "รูปแบบของข้อมูลต้นทาง เลือกได้หลายข้อ",
        "The form of the source; several may be chosen",
        ("data_format",),
    ),
    Item(
        13,
        "data_category",
        "หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ",
        "Data governance category",
        "ข้อมูลเปิดต้องเป็นข้อมูลสาธารณะ",
        "Open data is public data",
        ("data_category",),
    ),
    Item(
        14,
        "license_id",
        "สัญญาอนุญาตให้ใช้ข้อมูล",
        "Licence",
        "สิ่งที่ผู้ใช้ทำกับข้อมูลได้",
        "What people may do with the data",
        ("licence",),
    ),
)

_SECRET = ("restricted", "secret", "top-secret")


def check_record(record: Record) -> list[Lack]:
    """All that a record lacks, in the order of the items; errors stop it, warnings do not."""
    return [
        *(lack for item in ITEMS for lack in _item_lacks(record, item)),
        *check_rules(record),
        *_privacy_lacks(record),
        *_advice(record),
    ]


def score(record: Record) -> tuple[int, int]:
    """How many of the fourteen items are there and well formed, and fourteen."""
    have = sum(1 for item in ITEMS if not lacks_item(record, item))
    return have, len(ITEMS)


def lacks_item(record: Record, item: Item) -> bool:
    """Whether one of the fourteen is missing, or not well formed."""
    return any(_item_lacks(record, item))


def _item_lacks(record: Record, item: Item) -> Iterator[Lack]:
    main = item.fields[0]
    if is_missing(record, main):
        yield Lack(f"standards.missing.{main}", main)
        return
    if _asks_for_other(record, main) and not getattr(record, f"{main}_other"):
        yield Lack("standards.other_missing", f"{main}_other")
    if item.code == "update_frequency" and _interval_missing(record):
        yield Lack("standards.interval_missing", "frequency_interval")
    if item.code == "maintainer_email" and not _EMAIL.fullmatch(record.maintainer_email):
        yield Lack("standards.wrong_email", main, facts={"value": record.maintainer_email})
    if item.code == "tag_string":
        for tag in record.tags:
            if not _TAG.fullmatch(tag):
                yield Lack("standards.wrong_tag", main, facts={"value": tag})


def is_missing(record: Record, name: str) -> bool:
    """Whether a field says nothing: empty, or nothing but a code for "not known"."""
    value = getattr(record, name)
    if not value:
        return True
    chosen = value if isinstance(value, list) else [value]
    listed = FIELDS[name].list
    if not listed:
        return bool(value == "ไม่ทราบ")
    found = [codes.find(listed, code) for code in chosen]
    return all(code is None or code.is_unknown for code in found)


def _asks_for_other(record: Record, name: str) -> bool:
    listed = FIELDS[name].list
    if not listed or f"{name}_other" not in FIELDS:
        return False
    value = getattr(record, name)
    found = (codes.find(listed, code) for code in (value if isinstance(value, list) else [value]))
    return any(code is not None and code.is_other for code in found)


def _interval_missing(record: Record) -> bool:
    unit = codes.find("frequencies", record.frequency_unit)
    return unit is not None and unit.has_interval and record.frequency_interval is None


def check_rules(record: Record) -> Iterator[Lack]:
    """Rules between items: only the class of open data is published, and no personal data."""
    if record.classification in _SECRET:
        yield Lack("standards.never_published", "classification")
    elif record.classification == "internal":
        yield Lack("standards.not_open", "classification")
    if record.data_category == "personal":
        yield Lack("standards.personal_category", "data_category")
    if record.data_category in ("secret", "security") and record.classification not in _SECRET:
        yield Lack("standards.category_needs_class", "data_category")
    if record.data_category == "public" and record.licence and record.licence != "odc":
        yield Lack("standards.public_licence", "licence", "warning")
    if record.period_start and record.period_end and record.period_end < record.period_start:
        yield Lack("standards.period_backwards", "period_end")


def _privacy_lacks(record: Record) -> Iterator[Lack]:
    for name in ("title_th", "title_en", "description_th", "description_en", "tags"):
        value = getattr(record, name)
        if has_national_id(" ".join(value) if isinstance(value, list) else value):
            yield Lack("standards.national_id", name)
    if any(has_national_id(f"{name} {text}") for name, text in record.extras.items()):
        yield Lack("standards.national_id", "extras")


def _advice(record: Record) -> Iterator[Lack]:
    if record.maintainer and _PERSON.match(record.maintainer):
        yield Lack("standards.maintainer_is_person", "maintainer", "warning")
    if record.description_th and len(record.description_th) < _SHORT_DESCRIPTION:
        yield Lack(
            "standards.short_description",
            "description_th",
            "warning",
            {"n": len(record.description_th), "wanted": _SHORT_DESCRIPTION},
        )
    if not record.title_en:
        yield Lack("standards.english_missing", "title_en", "warning")
    if not record.theme:
        yield Lack("standards.theme_missing", "theme", "warning")


def has_national_id(text: str) -> bool:
    """Whether a text holds thirteen digits whose last fits the checksum of the national id."""
    return any(_fits(re.sub(r"\D", "", found)) for found in _THIRTEEN.findall(text))


def _fits(digits: str) -> bool:
    """Juristic ids (which begin with 0) are public and are let through."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False)
    )
    return digits[0] != "0" and (11 - total % 11) % 10 == int(digits[12])
