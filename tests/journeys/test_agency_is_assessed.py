"""An officer declares, a reviewer of another house does not find it, the head appeals, it is decided."""

from collections.abc import Callable
from typing import Any

CYCLE = "การประเมินประจำปี 2570"
REASON = "อยู่ในหน้า 12 ของเอกสารงบประมาณ"


def test_agency_is_assessed(served: Any, visit: Callable[..., Any]) -> None:
    served.odms("user", "add", "reviewer@odms.example", "--name", "ศิริพร ตรวจสอบ", "--auditor")
    admin = visit("admin@odms.example")
    _open(admin)
    officer = visit("steward@health.example", width=390)
    _declare(officer)
    head = visit("approver@health.example")
    head.goto("/desk/assessments/round-2570/health")
    head.get_by_role("button", name="ส่งแบบประเมินตนเอง").click()
    head.get_by_role("status").get_by_text("ส่งแบบประเมิน").wait_for()

    _step(admin, "เริ่มตรวจทาน")
    reviewer = visit("reviewer@odms.example")
    _verify(reviewer)
    _step(admin, "เปิดรับอุทธรณ์")
    head.goto("/desk/assessments/round-2570/health")
    head.locator("#q-budget").get_by_role("link", name="อุทธรณ์").click()
    head.get_by_label("เหตุผล").fill(REASON)
    head.get_by_role("button", name="อุทธรณ์").click()
    head.wait_for_url("**/desk/assessments/round-2570/health")

    _decide(admin)
    _step(admin, "ปิดและตรึงผล")
    _step(admin, "เผยแพร่ผล")
    visitor = visit(width=390)
    visitor.goto("/dashboard/agencies/health")
    told = visitor.locator("main").inner_text()
    assert CYCLE in told and "พบแล้วในหน้า 12" in told and "วรรณา" not in told


def _open(page: Any) -> None:
    page.goto("/desk/assessments")
    page.get_by_label("รหัส").fill("round-2570")
    page.get_by_label("ชื่อภาษาไทย").fill(CYCLE)
    page.get_by_label("สิบหกกระบวนการและสี่ปัจจัยสนับสนุน").check()
    page.get_by_role("button", name="เปิดรอบ").click()
    page.get_by_role("heading", name=CYCLE).wait_for()
    _step(page, "เริ่มให้หน่วยงานประเมินตนเอง")


def _step(page: Any, name: str) -> None:
    page.goto("/desk/assessments/round-2570")
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name=name).wait_for(state="detached")


def _declare(page: Any) -> None:
    page.goto("/desk/assessments")
    page.get_by_role("link", name="กรมสุขภาพตัวอย่าง").click()
    page.locator("#id_budget").get_by_label("ใช่", exact=True).check()
    page.get_by_role("button", name="แจ้งผล").click()
    page.get_by_role("status").wait_for()


def _verify(page: Any) -> None:
    page.goto("/desk/assessments/round-2570/health")
    page.locator("#id_budget").get_by_label("ไม่ใช่", exact=True).check()
    page.get_by_role("button", name="ยืนยัน").click()
    page.get_by_role("status").wait_for()


def _decide(page: Any) -> None:
    page.goto("/desk/assessments/round-2570")
    page.get_by_role("link", name="กรมสุขภาพตัวอย่าง · budget").click()
    page.get_by_text(REASON).wait_for()
    page.get_by_label("แก้ผลตรวจ").check()
    page.get_by_label("เหตุผล").fill("พบแล้วในหน้า 12")
    page.locator("#id_value").get_by_label("ใช่", exact=True).check()
    page.get_by_role("button", name="ตัดสิน").click()
    page.wait_for_url("**/desk/assessments/round-2570")
