"""A respondent answers on a phone; a requester is refused, appeals and wins; an officer asks people."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def check(page: Any) -> None:
    """axe-core finds nothing wrong on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [(one["id"], one["nodes"][0]["html"]) for one in told["violations"]] == []


def sent(page: Any, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def test_respondent_answers_on_a_phone_without_scripts(
    served: Any, visit: Callable[..., Any]
) -> None:
    page = visit(width=390, script=False)
    page.goto("/survey")
    sent(page, "ถัดไป")
    page.get_by_role("alert").get_by_text("เลือกหนึ่งข้อ").first.wait_for()
    for number in range(1, 11):
        page.get_by_text(f"ข้อที่ {number} จาก 10 ข้อ").wait_for()
        if number <= 8:
            page.locator("input[type=radio]").first.check()
        elif number == 9:
            sent(page, "ย้อนกลับ")
            assert page.locator("input[type=radio]").first.is_checked()
            sent(page, "ถัดไป")
            page.locator("textarea").fill("อยากได้ข้อมูลรายตำบล")
        sent(page, "ถัดไป" if number < 10 else "ส่งคำตอบ")
    page.get_by_text("ขอบคุณ คำตอบของคุณได้รับการบันทึกแล้ว").or_(
        page.get_by_text("ขอบคุณ")
    ).first.wait_for()
    page.get_by_text("มีผู้ตอบแล้ว 1 คน").wait_for()
    looked = visit(width=390)
    looked.goto("/survey/satisfaction-1")
    check(looked)
    looked.goto("/survey/satisfaction-1/results")
    check(looked)


def test_requester_is_refused_appeals_and_wins(served: Any, visit: Callable[..., Any]) -> None:
    served.publish("queue", title_th="คิวรอตรวจ รายจังหวัด")
    asker, title = visit(), "เวลารอตรวจของโรงพยาบาลรายวัน"
    asker.goto("/requests/new")
    asker.get_by_label("ข้อมูลใด").or_(asker.locator("#id_title")).first.fill(title)
    asker.locator("#id_wanted").fill("โรงพยาบาล วัน นาทีที่รอ")
    asker.locator("#id_purpose").fill("เลือกโรงพยาบาลที่รอไม่นาน")
    asker.locator("#id_agency").select_option("health")
    asker.locator("main form button.btn").first.click()
    asker.locator("#own, [name=looked]").first.wait_for(state="attached")
    if not asker.locator("#own").count():  # what is like it was shown first
        asker.locator("main form button.btn").first.click()
    own = urlsplit(asker.locator("#own").input_value()).path
    check(asker)

    steward = visit("steward@health.example")
    steward.goto("/desk/voice")
    steward.get_by_role("link", name=title).click()
    desk = steward.url
    steward.get_by_label("ความเห็นหรือคำแนะนำภายในหน่วยงาน").check()
    steward.locator("#decline_reason").fill("เป็นเอกสารภายใน")
    sent(steward, "ปฏิเสธด้วยเหตุผลนี้")

    asker.goto(own)
    asker.get_by_text("มาตรา 15 (3)").wait_for()
    asker.locator("#id_text").fill("ขอเวลารอซึ่งเป็นข้อเท็จจริง")
    sent(asker, "ส่งคำอุทธรณ์")
    asker.get_by_text("อยู่ระหว่างพิจารณาอุทธรณ์").first.wait_for()

    admin = visit("admin@odms.example")
    admin.goto("/desk/voice")
    admin.get_by_role("link", name=title).click()
    admin.locator("#overturn_text").fill("เป็นข้อเท็จจริง ไม่ใช่ความเห็น")
    sent(admin, "กลับการปฏิเสธ")

    steward.goto(desk)
    steward.locator("#publish_dataset").select_option("queue")
    check(steward)
    with steward.expect_navigation():
        steward.locator("form:has(#publish_dataset) button").click()
    asker.goto(own)
    asker.get_by_role("link", name="คิวรอตรวจ รายจังหวัด").click()
    asker.wait_for_url("**/datasets/queue")


def test_officer_asks_those_who_use_the_data(served: Any, visit: Callable[..., Any]) -> None:
    officer = visit("steward@health.example")
    officer.goto("/desk/surveys")
    officer.locator("#id_title_th").fill("ผู้ใช้ข้อมูลโรงพยาบาล")
    sent(officer, "เริ่ม")
    officer.get_by_role("link", name="เพิ่มคำถาม").click()
    officer.locator("#id_th").fill("ข้อมูลเป็นปัจจุบันเพียงใด")
    officer.locator("#id_dimension").select_option("content")
    sent(officer, "บันทึก")
    check(officer)
    sent(officer, "เปิดรับคำตอบ")
    officer.get_by_role("img", name="คิวอาร์โค้ดของที่อยู่แบบสอบถาม").wait_for()
    address = officer.locator("#link").input_value()
    respondent = visit(width=390)
    respondent.goto(f"{address}/embed")
    for _ in range(4):
        respondent.locator("input[type=radio]").first.check()
        respondent.locator("button[value=next]").click()
    respondent.get_by_text("ขอบคุณ").wait_for()
    assert respondent.context.cookies() == []
    officer.reload()
    officer.get_by_text("1 คำตอบ").wait_for()
