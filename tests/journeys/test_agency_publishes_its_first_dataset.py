"""An agency delivers its first file, written by an old program, and makes a dataset of it."""

from collections.abc import Callable
from typing import Any

from factories.served import deliver


def test_agency_publishes_its_first_dataset(visit: Callable[..., Any]) -> None:
    steward = visit("steward@health.example", script=False)  # no step of it needs JavaScript
    deliver(steward, "opd_q3_2569")
    _see_what_was_understood(steward)
    _leave_the_national_ids_out(steward)
    _name_the_columns(steward)
    _describe(steward)
    _submit(steward)

    approver = visit("approver@health.example", width=390)
    _approve(approver)
    _wait_for_the_public_page(visit())


def _see_what_was_understood(page: Any) -> None:
    told = page.locator("main").inner_text()
    for words in ("TIS-620 (cp874)", "เชียงใหม่", "แถวที่ 4", "อาจชี้ถึงตัวคน"):
        assert words in told
    page.get_by_role("button", name="บันทึกและไปต่อ").click()


def _leave_the_national_ids_out(page: Any) -> None:
    page.get_by_role("heading", name="มี 1 คอลัมน์ที่อาจชี้ถึงตัวคน").wait_for()
    assert page.get_by_role("radio", name="คงไว้").count() == 0
    page.get_by_role("radio", name="ตัดคอลัมน์ออก").check()
    page.get_by_role("button", name="บันทึกและไปต่อ").click()


def _name_the_columns(page: Any) -> None:
    page.get_by_label("ชื่อภาษาอังกฤษ").first.fill("Province")
    page.get_by_label("หน่วย").nth(2).fill("คน")
    page.get_by_role("button", name="บันทึกและไปต่อ").click()


def _describe(page: Any) -> None:
    page.get_by_label("ชื่อชุดข้อมูล", exact=True).fill("ผู้ป่วยนอกโรคระบบทางเดินหายใจ")
    page.get_by_label("ชื่อในที่อยู่เว็บ").fill("respiratory-outpatients")
    page.get_by_label("รายละเอียด", exact=True).fill(
        "จำนวนผู้ป่วยนอกโรคระบบทางเดินหายใจของสถานพยาบาลในแต่ละจังหวัด รายสัปดาห์ "
        "จัดเก็บจากระบบรายงาน 43 แฟ้ม หนึ่งแถวคือหนึ่งจังหวัดในหนึ่งสัปดาห์"
    )
    page.get_by_label("คำสำคัญ").fill("ผู้ป่วยนอก, ทางเดินหายใจ")
    page.get_by_role("radio", name="ข้อมูลสถิติ").check()
    page.get_by_role("checkbox", name="เพื่อการให้บริการประชาชน").check()
    page.get_by_label("แหล่งที่มา", exact=True).fill("ระบบรายงาน 43 แฟ้ม")
    page.get_by_label("ความถี่ของการปรับปรุงข้อมูล", exact=True).select_option(label="ไตรมาส")
    # something wrong is told, and nothing typed is lost
    page.get_by_label("จำนวนหน่วย").fill("หนึ่ง")
    page.get_by_label("ชื่อฝ่ายงานสำหรับติดต่อ").fill("กลุ่มงานข้อมูล")
    page.get_by_label("อีเมลสำหรับติดต่อ").fill("data@health.example")
    page.get_by_role("button", name="บันทึกและไปต่อ").click()
    page.get_by_role("alert").get_by_role("link").click()
    assert page.get_by_label("แหล่งที่มา", exact=True).input_value() == "ระบบรายงาน 43 แฟ้ม"
    page.get_by_label("จำนวนหน่วย").fill("1")
    page.get_by_label("หมวดเรื่อง").select_option(label="สาธารณสุข")
    page.get_by_role("radio", name="กฎหมายจัดตั้งหรือภารกิจของหน่วยงาน").check()
    page.get_by_role("radio", name="หน่วยงานจัดทำเอง").check()
    page.get_by_role("button", name="บันทึกและไปต่อ").click()


def _submit(page: Any) -> None:
    page.get_by_role("heading", name="พร้อมให้อีกคนหนึ่งอนุมัติ").wait_for()
    assert "เลขบัตรประชาชน" not in page.locator("table").inner_text()
    page.get_by_label("ข้อความถึงผู้อนุมัติ").fill("ขอเผยแพร่ก่อนประชุมวันศุกร์")
    page.get_by_role("button", name="ส่งขออนุมัติ").click()
    page.get_by_text("รออนุมัติ").first.wait_for()


def _approve(page: Any) -> None:
    page.get_by_role("link", name="ตัดสินเรื่อง “ผู้ป่วยนอกโรคระบบทางเดินหายใจ”").click()
    page.get_by_text("ขอเผยแพร่ก่อนประชุมวันศุกร์").first.wait_for()
    page.get_by_role("radio", name="อนุมัติให้เผยแพร่").check()
    page.get_by_role("button", name="ยืนยันคำตัดสิน").click()
    page.get_by_role("status").get_by_text("อนุมัติแล้ว").wait_for()


def _wait_for_the_public_page(page: Any) -> None:
    for _attempt in range(60):
        if page.goto("/datasets/respiratory-outpatients").status == 200:
            break
        page.wait_for_timeout(500)
    told = page.locator("main").inner_text()
    assert "ผู้ป่วยนอกโรคระบบทางเดินหายใจ" in told
    assert "เลขบัตรประชาชน" not in told
