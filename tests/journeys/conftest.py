"""A served centre with one agency, and Debian's chromium to walk through it."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from factories.catalogues import NETWORKS
from factories.served import Served, browse, deliver

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PEOPLE = {
    "steward@health.example": ("วรรณา ใจดี", "--role", "steward@health"),
    "approver@health.example": ("สมชาย ตั้งใจ", "--role", "approver@health"),
    "admin@odms.example": ("ผู้ดูแลศูนย์", "--admin"),
}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre with one agency, its steward and its approver, and an admin."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    served = Served(tmp_path_factory.mktemp("served") / "home")
    served.env["ODMS_FETCH_NETWORKS"] = NETWORKS
    names = ("--name-th", "กรมสุขภาพตัวอย่าง", "--name-en", "Sample Health Department")
    served.odms("agency", "add", "health", *names)
    for email, (name, *marks) in PEOPLE.items():
        served.odms("user", "add", email, "--name", name, *marks)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser; where there is none the journeys are skipped, and say so."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(served: Served, chromium: Any) -> Iterator[Callable[..., Any]]:
    """`visit("steward@health.example", width=390)`: as `browse`, closed at the end of the test."""
    opened = []

    def visited(email: str = "", **look: Any) -> Any:
        opened.append(browse(served, chromium, email, **look))
        return opened[-1]

    yield visited
    for page in opened:
        page.context.close()


@pytest.fixture(scope="session")
def stocked(served: Served, chromium: Any) -> dict[str, str]:
    """A published dataset (`beds`), a case before the approver, a draft with national ids in it."""
    served.publish("beds", title_th="เตียงผู้ป่วย รายจังหวัด")
    submitted = served.submit("clinics", title_th="คลินิก รายจังหวัด")
    page = browse(served, chromium, "steward@health.example")
    delivery = deliver(page, "visits").rpartition("/")[2]
    address = page.get_by_role("link", name="ข้อมูลส่วนบุคคล").get_attribute("href")
    page.context.close()
    return {"submitted": submitted, "delivery": delivery, "draft": address.split("/")[-2]}
