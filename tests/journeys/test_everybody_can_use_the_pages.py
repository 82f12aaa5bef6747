"""The public pages for everybody: with the keyboard, on a narrow screen, at small cost."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

PAGES = (
    "/agencies",
    "/themes",
    "/help/glossary",
    "/status",
    "/privacy",
    "/accessibility",
    "/account/sign-in",
    "/account/password/lost",
    "/datasets?q=ไม่มีคำนี้แน่นอน",
    "/nothing",
)
N_JAVASCRIPT = 25_000  # bytes, compressed
N_STYLE = 8_000
N_HTML = 20_000


@pytest.fixture(scope="session")
def wards(served: Any) -> str:
    """The address of a published dataset."""
    served.publish("wards", title_th="หอผู้ป่วย รายจังหวัด")
    return "/datasets/wards"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_page_scrolls_sideways_at_320(
    prefix: str, wards: str, visit: Callable[..., Any]
) -> None:
    page = visit(width=320)
    wide = []
    for path in (*PAGES, wards):
        page.goto(prefix + path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(path)
    assert wide == []


def test_pages_break_no_rule_of_their_own(wards: str, visit: Callable[..., Any]) -> None:
    page = visit()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
    page.on("console", lambda told: told.type == "error" and said.append(told.text))
    for path in (*PAGES, "/", "/datasets", wards):
        page.goto(path)
    assert [line for line in said if "404" not in line] == []


def test_keyboard_reaches_the_content_first(wards: str, visit: Callable[..., Any]) -> None:
    page = visit()
    page.goto(wards)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "ข้ามไปยังเนื้อหา"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_light_is_kept_in_the_browser(visit: Callable[..., Any]) -> None:
    page = visit()
    page.goto("/help")
    page.get_by_label("มืด").check()
    page.goto("/agencies")
    assert page.get_by_label("มืด").is_checked()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_language_switch_keeps_the_page(wards: str, visit: Callable[..., Any]) -> None:
    page = visit()
    page.goto(f"{wards}?จังหวัด=ตาก")
    page.get_by_role("link", name="English").click()
    page.get_by_text("(filtered from 120)").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"


def test_next_rows_come_without_a_new_page(wards: str, visit: Callable[..., Any]) -> None:
    page = visit()
    page.goto(wards)
    page.evaluate("window.isSame = true")
    page.get_by_role("link", name="ถัดไป").click()
    page.get_by_text("เริ่มที่แถว 51").wait_for()
    assert page.evaluate("window.isSame")
    assert "page=2" in page.url


def test_catalogue_pages_are_light(wards: str, visit: Callable[..., Any]) -> None:
    for path in ("/", "/datasets", wards):
        page = visit()
        weights: dict[str, int] = {}
        page.on("response", lambda answer, kept=weights: _weigh(answer, kept))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert weights.get("script", 0) < N_JAVASCRIPT, path
        assert weights.get("stylesheet", 0) < N_STYLE, path
        assert weights["document"] < N_HTML, path


def _weigh(answer: Any, kept: dict[str, int]) -> None:
    kind = answer.request.resource_type
    kept[kind] = kept.get(kind, 0) + len(gzip.compress(answer.body()))
