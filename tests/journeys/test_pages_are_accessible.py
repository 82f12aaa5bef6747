"""axe-core finds nothing wrong on any page: both languages, light and dark, wide and narrow."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories.catalogues import serving
from factories.ckan_site import ORGANIZATION, TOKEN, ckan_site
from factories.feeds import record

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
ADMIN = (
    "/dashboard",
    "/dashboard/figures/waiting",
    "/desk/ledger",
    "/desk/people",
    "/desk/applications",
    "/desk/assessments",
    "/desk/assessments/2565",
    "/desk/programme",
    "/desk/programme/milestones/oecd",
    "/desk/programme/indicators/ourdata",
    "/desk/balance",
    "/desk/training",
    "/networks/new",
)


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
                "/dashboard/frameworks",
                "/dashboard/frameworks/oecd-dgi",
                "/dashboard/agencies/health",
                "/help",
                "/apply",
                "/sql",
                SQL,
                "/dashboard",
                "/dashboard/survey",
                "/dashboard/report",
                "/dashboard/themes",
                "/dashboard/provinces",
                "/dashboard/themes/health",
                "/dashboard/figures/publishing",
                "/dashboard/figures/fresh?agency=health",
                "/dashboard/figures/process-approval",
                "/dashboard/oecd",
                "/dashboard/balance",
                "/roadmap",
                "/roadmap/oecd",
                "/programme",
                "/programme/indicators/publishing",
                "/networks",
                "/training",
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


@pytest.mark.parametrize(("prefix", "width", "dark"), LOOKS)
def test_axe_finds_nothing_where_a_source_is_looked_at(
    prefix: str, width: int, dark: bool, served: Any, visit: Callable[..., Any]
) -> None:
    page = visit("steward@health.example", width=width, dark=dark)
    with serving() as site:
        told = [record(f"r{n}", f"ชุดข้อมูลที่ {n}") for n in range(30)]
        told.append({"identifier": "untitled", "description": "no title"})
        site.answers["/data.json"] = json.dumps({"dataset": told}).encode()
        page.goto(f"{prefix}/desk/harvest/new")
        page.locator("main input[name=url]").fill(f"{site.url}/data.json")
        page.locator("main form button").first.click()
        page.locator("main table").wait_for()
    assert page.locator("main tbody tr").count() == 20
    assert page.locator("main input[type=checkbox]").count() == 1
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("prefix", "width", "dark"), LOOKS)
def test_axe_finds_nothing_on_the_pages_of_outlets(
    prefix: str,
    width: int,
    dark: bool,
    served: Any,
    stocked: dict[str, str],
    visit: Callable[..., Any],
) -> None:
    name, by = f"GD Catalog {width}{prefix[1:]}", ("--as", "approver@health.example")
    with ckan_site() as site:
        served.env["ODMS_PUSH_TOKEN"] = TOKEN
        served.odms("push", "keep", "health", name, site.url, "--organization", ORGANIZATION, *by)
        served.odms("push", "run", name, *by)
        next(iter(site.packages.values()))["notes"] = "แก้ที่ปลายทาง"
        served.odms("push", "run", name, *by)
    page = visit("approver@health.example", width=width, dark=dark)
    page.goto(f"{prefix}/desk/outlets")
    outlet = page.get_by_role("link", name=name).get_attribute("href")
    page.goto(outlet)
    push = page.locator("main a[href*='/desk/pushes/']").first.get_attribute("href")
    found = {}
    for path in (f"{prefix}/desk/outlets", outlet, push):
        assert page.goto(path).status == 200
        for details in page.locator("main details").all():
            details.evaluate("one => one.open = true")
        if violated := violations(page):
            found[path] = violated
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert found == {}
    served.odms("push", "remove", name, *by)


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
