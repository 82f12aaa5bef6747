"""An executive reads the national picture and the regulator follows a number to its evidence and its CSV."""

import csv
import io
from collections.abc import Callable
from typing import Any


def test_executive_follows_a_number(
    served: Any, stocked: dict[str, str], visit: Callable[..., Any]
) -> None:
    page = visit(width=390)
    _wait_for_figures(page)
    page.locator("main a", has_text="หน่วยงานเผยแพร่ข้อมูลเปิดแล้ว").first.click()
    page.wait_for_url("**/dashboard/figures/publishing")
    page.get_by_role("heading", name="หน่วยงานเผยแพร่ข้อมูลเปิดแล้ว", level=1).wait_for()
    row = page.locator("main tbody tr", has_text="กรมสุขภาพตัวอย่าง")
    assert row.count() == 1
    with page.expect_download() as waited:
        page.locator("main section a", has_text="CSV").last.click()
    text = waited.value.path().read_text(encoding="utf-8-sig")
    (health,) = [one for one in csv.DictReader(io.StringIO(text)) if one["slug"] == "health"]
    assert (health["value"], health["n"], health["of"]) == ("1", "1", "1")


def test_regulator_takes_the_report_of_a_year(
    served: Any, stocked: dict[str, str], visit: Callable[..., Any]
) -> None:
    page = visit("admin@odms.example")
    page.goto("/dashboard/report?year=2565")
    page.get_by_text("85.2 %").first.wait_for()
    with page.expect_download() as waited:
        page.get_by_role("link", name="PDF").click()
    assert waited.value.suggested_filename == "open-data-2565-th.pdf"
    assert waited.value.path().read_bytes().startswith(b"%PDF")


def _wait_for_figures(page: Any) -> None:
    """The figures follow the ledger within a minute."""
    for _attempt in range(120):
        page.goto("/dashboard")
        if page.locator("#league").count():
            return
        page.wait_for_timeout(500)
    raise AssertionError("the dashboard shows no figures of this centre")
