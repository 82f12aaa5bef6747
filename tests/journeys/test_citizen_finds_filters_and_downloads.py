"""A citizen finds a dataset by a word inside a compound, filters its rows and downloads it."""

import csv
import io
from collections.abc import Callable
from typing import Any

TITLE = "ผู้ป่วยนอกโรคระบบทางเดินหายใจ รายจังหวัด"


def test_citizen_finds_filters_and_downloads(served: Any, visit: Callable[..., Any]) -> None:
    served.publish("breath", title_th=TITLE)
    citizen = visit(width=390)
    _find(citizen)
    _filter(citizen)
    _download(citizen)


def _find(page: Any) -> None:
    for _attempt in range(60):  # the index follows the ledger
        page.goto("/")
        page.locator("main input[name=q]").fill("หายใจ")
        page.locator("main input[name=q]").press("Enter")
        page.wait_for_url("**/datasets?**")
        if page.get_by_role("link", name=TITLE).count():
            break
        page.wait_for_timeout(500)
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("heading", name=TITLE, level=1).wait_for()


def _filter(page: Any) -> None:
    page.get_by_text("กรองแถว").click()
    page.get_by_label("จังหวัด", exact=True).select_option("ตาก")
    page.get_by_role("button", name="แสดงแถวเหล่านี้").click()
    page.wait_for_url("**=%E0%B8%95%E0%B8%B2%E0%B8%81**")
    rows = page.locator("#rows tbody tr")
    rows.first.wait_for()
    assert rows.count() == 15
    assert all("ตาก" in text for text in rows.all_inner_texts())


def _download(page: Any) -> None:
    with page.expect_download() as waited:
        page.locator("#download a", has_text="CSV").first.click()
    text = waited.value.path().read_text(encoding="utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    assert header == ["จังหวัด", "สัปดาห์ที่", "จำนวนผู้ป่วย", "วันที่รายงาน"]
    assert len(rows) == 120
    assert rows[0] == ["เชียงใหม่", "1", "100", "2026-09-01"]
