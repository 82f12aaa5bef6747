"""A steward protects records of persons on a page without JavaScript; an approver sees how."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from factories.persons import BORN, ID, PLACE, visits

CHOSEN = {
    ID: "แทนด้วยรหัสนิรนาม",
    BORN: "ช่วงอายุแทนวันเกิด ช่วงละ 10 ปี",
    PLACE: "เหลือเพียงจังหวัด",
}


def test_steward_protects_personal_data(
    served: Any, visit: Callable[..., Any], tmp_path: Path
) -> None:
    case = _deliver(visit("steward@health.example"))
    for width, script in ((1280, False), (390, True)):
        page = visit("steward@health.example", width=width, script=script)
        page.goto(f"/desk/cases/{case}/personal")
        for column, measure in CHOSEN.items():
            field = page.get_by_role("group", name=column)
            field.get_by_label(measure).first.check()
        page.get_by_label("ตัดระเบียนในกลุ่มเล็ก").select_option("small-groups")
        page.get_by_role("button", name="บันทึก", exact=True).click()
        _wait_for_the_risk(page)
        told = page.locator("main").inner_text()
        assert "ก่อน" in told and "หลัง" in told
        assert "1101700" not in page.content()
        _picture(page, f"personal-{width}", tmp_path)
    for width in (1280, 390):
        page = visit("approver@health.example", width=width)
        answer = page.request.get(f"/desk/cases/{case}/measures.json")
        measures = json.loads(answer.text())["tables"][0]
        assert {one["measure"] for one in measures["measures"]} >= {
            "pseudonymise",
            "age",
            "place",
            "small-groups",
        }
        risk = measures["risk"]
        assert risk["before"]["k"] < risk["threshold"] <= risk["after"]["k"]
        page.goto(f"/en/desk/cases/{case}/personal")
        _picture(page, f"personal-en-{width}", tmp_path)


def _wait_for_the_risk(page: Any) -> None:
    """Look again, as the page says, until the worker has worked the risk out."""
    for _ in range(60):
        again = page.get_by_role("link", name="ดูอีกครั้ง")
        if not again.count():
            return
        page.wait_for_timeout(500)
        again.first.click()


def _deliver(page: Any) -> str:
    """Hand the file in; the identifier of the case that was opened for it."""
    page.goto("/desk/new")
    page.locator("#id_file").set_input_files(
        {"name": "visits-of-persons.csv", "mimeType": "text/csv", "buffer": visits().encode()}
    )
    page.get_by_role("button", name="ส่งไฟล์นี้").click()
    page.get_by_role("link", name="ข้อมูลส่วนบุคคล").first.wait_for(timeout=180_000)
    address = page.get_by_role("link", name="ข้อมูลส่วนบุคคล").first.get_attribute("href")
    return str(address.split("/")[-2])


def _picture(page: Any, name: str, otherwise: Path) -> None:
    folder = Path(os.environ.get("ODMS_SCREENSHOTS") or otherwise)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
