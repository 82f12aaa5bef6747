"""axe-core finds nothing wrong on any page: both languages, light and dark, wide and narrow."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [("", 1280, False), ("", 320, True), ("/en", 1280, True), ("/en", 320, False)]

STEWARD = (
    "/desk",
    "/desk/new",
    "/desk/deliveries/{delivery}",
    "/desk/deliveries/{delivery}/report",
    "/desk/cases/{draft}",
    "/desk/cases/{draft}/personal",
    "/desk/cases/{draft}/columns",
    "/desk/cases/{draft}/description",
    "/desk/cases/{draft}/review",
    "/desk/cases/{draft}/discard",
    "/desk/datasets/beds",
    "/desk/datasets/beds/withdraw",
)
APPROVER = (
    "/desk",
    "/desk/approvals",
    "/desk/approvals/{submitted}",
    "/desk/delegations",
    "/desk/webhooks",
    "/account",
)
SQL = "/sql?sql=SELECT+*+FROM+health.beds+LIMIT+5"
ADMIN = ("/desk/ledger", "/desk/people", "/desk/applications")


@pytest.mark.parametrize(("prefix", "width", "dark"), LOOKS)
@pytest.mark.parametrize(
    ("email", "paths"),
    [
        ("steward@health.example", STEWARD),
        ("approver@health.example", APPROVER),
        ("admin@odms.example", ADMIN),
        (
            "",
            (
                "/",
                "/datasets",
                "/datasets/beds",
                "/agencies/health",
                "/help",
                "/apply",
                "/sql",
                SQL,
            ),
        ),
    ],
    ids=["steward", "approver", "admin", "visitor"],
)
def test_axe_finds_nothing(
    email: str,
    paths: tuple[str, ...],
    prefix: str,
    width: int,
    dark: bool,
    stocked: dict[str, str],
    visit: Callable[..., Any],
) -> None:
    page = visit(email, width=width, dark=dark)
    found = {}
    for path in paths:
        assert page.goto(prefix + path.format(**stocked)).status == 200
        if told := violations(page):
            found[path] = told
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert found == {}


@pytest.mark.parametrize(("prefix", "width", "dark"), LOOKS)
def test_axe_finds_nothing_on_the_pages_of_sources(
    prefix: str,
    width: int,
    dark: bool,
    served: Any,
    tmp_path: Path,
    visit: Callable[..., Any],
) -> None:
    feed = tmp_path / "data.json"
    # nothing that is kept: the other journeys count datasets
    feed.write_text('{"dataset": [{"identifier": "a", "description": "no title"}]}')
    told = json.loads(served.odms("harvest", str(feed), "--agency", "health", "--json"))
    assert told["refused"] == 1
    page = visit("steward@health.example", width=width, dark=dark)
    found = {}
    page.goto(f"{prefix}/desk/harvest")
    source = page.locator("main a[href*='/desk/harvest/']:not([href$='/new'])").first.get_attribute(
        "href"
    )
    page.goto(source)
    run = page.locator("main a[href*='/runs/']").first.get_attribute("href")
    for path in (f"{prefix}/desk/harvest", f"{prefix}/desk/harvest/new", source, run):
        assert page.goto(path).status == 200
        if violated := violations(page):
            found[path] = violated
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert found == {}


def test_axe_finds_nothing_on_a_refused_form(
    stocked: dict[str, str], visit: Callable[..., Any]
) -> None:
    page = visit("steward@health.example")
    page.goto("/desk/new")
    page.locator("main form button").click()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert alert.evaluate("node => node === document.activeElement")
    assert page.title().startswith("มีข้อผิดพลาด")
    assert violations(page) == []


def violations(page: Any) -> list[str]:
    """What axe says against the page: rule and place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = page.evaluate(
        "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    return [
        f"{one['id']}: {node['html'][:150]}" for one in told["violations"] for node in one["nodes"]
    ]
