"""An approver sends a case back with a reason, the steward mends it, and then it passes."""

from collections.abc import Callable
from typing import Any

TITLE = "ผู้ป่วยโรคไข้เลือดออก รายจังหวัด"
REASON = "ระบุหน่วยของคอลัมน์จำนวนผู้ป่วยด้วย"


def test_approver_returns_and_then_approves(served: Any, visit: Callable[..., Any]) -> None:
    case = served.submit("dengue", title_th=TITLE)
    approver = visit("approver@health.example", width=390)
    _return(approver)

    steward = visit("steward@health.example")
    _mend(steward, case)

    approver.goto("/desk/approvals")
    approver.get_by_role("link", name=TITLE).click()
    approver.get_by_role("radio", name="อนุมัติให้เผยแพร่").check()
    approver.get_by_role("button", name="ยืนยันคำตัดสิน").click()
    _wait_until_published(steward, case)
    told = steward.locator("main").inner_text()
    for words in ("ส่งกลับให้แก้ไข", REASON, "อนุมัติให้เผยแพร่", "สมชาย ตั้งใจ"):
        assert words in told


def _return(page: Any) -> None:
    page.goto("/desk/approvals")
    page.get_by_role("link", name=TITLE).click()
    # without a reason it is not sent back, and the page says so beside the field
    page.get_by_role("radio", name="ส่งกลับพร้อมเหตุผล").check()
    page.get_by_role("button", name="ยืนยันคำตัดสิน").click()
    page.get_by_role("alert").get_by_role("link", name="กรุณาบอกว่าต้องแก้ไขอะไร").click()
    assert page.get_by_role("radio", name="ส่งกลับพร้อมเหตุผล").is_checked()
    page.get_by_label("เหตุผล (จำเป็นเมื่อส่งกลับ)").fill(REASON)
    page.get_by_role("button", name="ยืนยันคำตัดสิน").click()
    page.get_by_role("status").get_by_text("ส่งกลับแล้ว").wait_for()


def _mend(page: Any, case: str) -> None:
    page.goto("/desk")
    page.get_by_role("link", name=f"ส่งกลับแล้ว: “{TITLE}”").click()
    page.get_by_text(REASON).first.wait_for()
    page.goto(f"/desk/cases/{case}/columns")
    page.get_by_label("หน่วย").nth(2).fill("คน")
    page.get_by_role("button", name="บันทึกและไปต่อ").click()
    page.goto(f"/desk/cases/{case}/review")
    page.get_by_role("button", name="ส่งขออนุมัติ").click()
    page.get_by_role("status").get_by_text("ส่งแล้ว").wait_for()


def _wait_until_published(page: Any, case: str) -> None:
    for _attempt in range(60):
        page.goto(f"/desk/cases/{case}")
        if page.get_by_role("link", name="ดูหน้าสาธารณะ").count():
            return
        page.wait_for_timeout(500)
    raise AssertionError("the case was not published")
