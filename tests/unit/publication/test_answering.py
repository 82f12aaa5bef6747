"""The sixteen processes as they are declared, and the rules of answers."""

from datetime import date
from typing import Any

import pytest

from odms.errors import Absent, Forbidden, Invalid
from odms.people.rules import PERMISSIONS
from odms.publication import answering
from odms.publication.rules import GATES, TRANSITIONS

# number, code, level and the guideline's own words
PROCESSES = [
    (1, "data-survey", "agency", "การสำรวจข้อมูลที่มีในปัจจุบันของหน่วยงานเพื่อกำหนดเป็นชุดข้อมูลเปิด"),
    (2, "demand-survey", "agency", "การสำรวจความต้องการของผู้มีส่วนได้ส่วนเสียในชุดข้อมูลเปิดภาครัฐ"),
    (3, "inventory", "agency", "การจัดทำบัญชีข้อมูล"),
    (4, "channels", "agency", "การจัดหาเครื่องมือและช่องทางการเปิดเผยข้อมูลเปิด"),
    (5, "priority", "agency", "การจัดลำดับความสำคัญของชุดข้อมูล"),
    (6, "responsibility", "agency", "การรวบรวมชุดข้อมูลที่ต้องเปิดเผยและผู้รับผิดชอบ"),
    (7, "classification", "dataset", "การตรวจสอบหมวดหมู่และชั้นความลับชุดข้อมูล"),
    (8, "rights", "dataset", "การตรวจสอบและจำแนกด้านสิทธิในทรัพย์สินทางปัญญา"),
    (9, "quality", "dataset", "การตรวจสอบคุณภาพข้อมูล"),
    (10, "format", "dataset", "การตรวจสอบรูปแบบข้อมูล (Format) และการทำข้อมูลอ้างอิง"),
    (11, "frequency", "dataset", "การกำหนดความถี่ในการปรับปรุงให้ชุดข้อมูลเป็นปัจจุบัน"),
    (12, "protection", "dataset", "การใช้มาตรการเชิงข้อมูลเพื่อความปลอดภัยและจัดทำเป็นข้อมูลเปิด"),
    (13, "description", "dataset", "การจัดทำคำอธิบายชุดข้อมูล"),
    (
        14,
        "approval",
        "dataset",
        "การอนุมัติและอำนาจสั่งการเปิดเผยข้อมูลเปิดที่ชัดเจน โครงสร้างและบทบาทหน้าที่",
    ),
    (15, "monitoring", "dataset", "การติดตามตรวจสอบผลการเปิดเผยข้อมูลเพื่อการพัฒนาปรับปรุง"),
    (16, "improvement", "dataset", "การพัฒนาปรับปรุงบริการข้อมูลเปิดโดยรับฟังความคิดเห็นผู้ใช้"),
]


def test_the_sixteen_are_those_of_the_guideline() -> None:
    found = [(p.number, p.code, p.level, p.names["th"]) for p in answering.processes().values()]
    assert found == PROCESSES


def test_a_process_stands_on_earlier_ones_and_names_known_parts() -> None:
    seen: set[str] = set()
    parts = {part for may in PERMISSIONS.values() for part in may}
    for one in answering.processes().values():
        assert set(one.needs) <= seen, one.code
        assert set(one.declares) <= set(PERMISSIONS["process.declare"]) <= parts
        assert set(one.verifies) <= set(PERMISSIONS["process.verify"])
        assert one.gate in {"", *GATES.values()} <= {"", *TRANSITIONS}
        seen.add(one.code)


@pytest.mark.parametrize(
    ("have", "of", "answer"), [(0, 0, "no"), (0, 3, "no"), (1, 3, "partly"), (3, 3, "yes")]
)
def test_answer_of_a_count(have: int, of: int, answer: str) -> None:
    assert answering.share(have, of) == answer


@pytest.mark.parametrize(
    ("given", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 11, 27), 24, date(2028, 11, 27)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_review_date(given: date, months: int, due: date) -> None:
    assert answering.review_date(given, months) == due


@pytest.mark.parametrize(
    ("process", "options", "code"),
    [
        ("rights", {"level": "agency", "side": "declared", "answer": "yes"}, "wrong_level"),
        ("rights", {"level": "dataset", "side": "declared", "answer": "oui"}, "no_such_answer"),
        (
            "format",
            {"level": "dataset", "side": "verified", "answer": "yes"},
            "not_verified_by_people",
        ),
    ],
)
def test_answer_that_cannot_be_given(process: str, options: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        answering.check_answer(answering.get_process(process), **options)
    assert refused.value.code == f"publication.{code}"


def test_unknown_process() -> None:
    with pytest.raises(Absent):
        answering.get_process("coffee")


def test_nobody_verifies_their_own_word() -> None:
    with pytest.raises(Forbidden):
        answering.check_by_another(person_id="a", declared_by_id="a")
    with pytest.raises(Invalid):
        answering.check_by_another(person_id="a", declared_by_id=None)
    answering.check_by_another(person_id="b", declared_by_id="a")
