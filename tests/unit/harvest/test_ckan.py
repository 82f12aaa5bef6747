"""CKAN page by page: sites that page badly, answer with less, or cannot give a record."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from odms.errors import Refused, Unreadable
from odms.harvest.fetching import Document
from odms.harvest.kinds import ckan
from odms.harvest.page import MAX_IDLE_PAGES, Page

SITE = "https://catalog.example"


def package(n: int, **more: Any) -> dict[str, Any]:
    return {"id": f"id-{n:04}", "name": f"name-{n}", "title": f"Title {n}", "resources": []} | more


class Ckan:
    """A site of `n` packages. `give` may change a page before it is sent, or refuse it."""

    is_file = False

    def __init__(self, n: int, give: Callable[[int, int, list[Any]], Any] | None = None) -> None:
        self.packages = [package(i) for i in range(n)]
        self.give, self.asked = give, list[dict[str, str]]()

    def get(self, url: str, *, accept: str = "", since: str = "") -> Document:
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(asked | {"path": parts.path})
        if len(self.asked) > 400:
            raise AssertionError("it asks for ever")
        start, rows = int(asked["start"]), int(asked["rows"])
        page = self.packages[start : start + rows]
        found = self.give(start, rows, page) if self.give else page
        result = {"count": len(self.packages), "results": found}
        return Document(url, orjson.dumps({"help": "", "success": True, "result": result}))


def read(site: Any, url: str = SITE, since: str = "", **cursor: Any) -> list[Page]:
    return list(ckan.pages(site, url, options={}, since=since, cursor=cursor))


def names(pages: list[Page]) -> list[str]:
    return [raw.name for page in pages for raw in page.raws]


def codes(pages: list[Page]) -> list[str]:
    return [one.code for page in pages for one in page.reading.troubles]


def is_whole(pages: list[Page]) -> bool:
    return all(page.reading.is_complete for page in pages)


@pytest.mark.parametrize("n", [0, 1, ckan.ROWS - 1, ckan.ROWS, ckan.ROWS + 1, 3 * ckan.ROWS])
def test_all_packages_come_once(n: int) -> None:
    site = Ckan(n)
    pages = read(site)
    assert names(pages) == [one["id"] for one in site.packages]
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    assert is_whole(pages) and codes(pages) == []
    assert len(site.asked) == max(-(-n // ckan.ROWS), 1)


def test_a_site_that_gives_fewer_rows_than_asked_loses_nothing() -> None:
    site = Ckan(95, lambda start, rows, page: page[:10])
    assert len(set(names(read(site)))) == 95


def test_a_site_that_repeats_its_first_page_is_told() -> None:
    site = Ckan(900, lambda start, rows, page: [package(i) for i in range(rows)])
    pages = read(site)
    assert len(pages) == 1 + MAX_IDLE_PAGES
    assert codes(pages) == ["harvest.paging_loops"] and not is_whole(pages)


def test_a_listing_that_falls_short_is_told() -> None:
    site = Ckan(300, lambda start, rows, page: [] if start else page)
    pages = read(site)
    assert (codes(pages), is_whole(pages)) == (["harvest.listing_short"], False)


def refusing(*broken: int, code: str = "outward.status") -> Callable[[int, int, list[Any]], Any]:
    """Pages that hold one of these packages cannot be given."""

    def give(start: int, rows: int, page: list[Any]) -> list[Any]:
        if any(start <= one < start + rows for one in broken):
            raise Unreadable(code, url=SITE, status=500)
        return page

    return give


@pytest.mark.parametrize("broken", [(0,), (7,), (7, 8), (299,), (13, 250)])
def test_a_record_that_cannot_be_given_costs_that_record_alone(broken: tuple[int, ...]) -> None:
    site = Ckan(300, refusing(*broken))
    pages = read(site)
    missing = {f"id-{one:04}" for one in broken}
    assert set(names(pages)) == {one["id"] for one in site.packages} - missing
    assert codes(pages) == ["harvest.record_not_given"] * len(broken)
    assert not is_whole(pages)


def test_a_site_that_gives_nothing_any_more_ends_the_run() -> None:
    site = Ckan(1_000, refusing(*range(400, 1_000)))
    came: list[Page] = []
    with pytest.raises(Refused):
        came.extend(ckan.pages(site, SITE, options={}, since="", cursor={}))
    assert len(site.asked) < 30


def test_a_run_goes_on_where_it_was() -> None:
    site = Ckan(500)
    pages = read(site)
    rest = read(site, **pages[0].cursor)
    assert names(pages[:1]) + names(rest) == [one["id"] for one in site.packages]
    assert is_whole(rest)


def test_what_changed_is_asked_for_by_date() -> None:
    site = Ckan(1)
    read(site, since="2026-01-01T00:00:00Z")
    assert site.asked[0]["fq"] == "metadata_modified:[2026-01-01T00:00:00Z TO *]"
    assert site.asked[0]["sort"] == "id asc"


@pytest.mark.parametrize(
    ("url", "root", "fq"),
    [
        ("https://a.example", "/api/3/action/", None),
        ("https://a.example/dataset/", "/api/3/action/", None),
        ("https://a.example/th/dataset", "/th/api/3/action/", None),
        ("https://a.example/api/3/action/package_search?rows=0", "/api/3/action/", None),
        ("https://a.example/organization/moph", "/api/3/action/", 'organization:"moph"'),
        ("https://a.example/group/health", "/api/3/action/", 'groups:"health"'),
        ("https://opend.data.go.th/get-ckan/package_list", "/get-ckan/", None),
    ],
)
def test_any_address_of_a_site_will_do(url: str, root: str, fq: str | None) -> None:
    site = Ckan(1)
    read(site, url)
    assert site.asked[0]["path"] == f"{root}package_search"
    assert site.asked[0].get("fq") == fq


# package: what is read of it
PACKAGES: list[tuple[Any, str]] = [
    (package(1), ""),
    (package(1, private=True), "harvest.not_open"),
    (package(1, allow_harvest="False"), "harvest.not_allowed"),
    (package(1, allow_harvest="True"), ""),
    (package(1, title=""), "standards.read.no_title"),
    ("words", "harvest.not_a_record"),
    (None, "harvest.not_a_record"),
]


@pytest.mark.parametrize(("told", "code"), PACKAGES)
def test_what_is_read_of_a_package(told: Any, code: str) -> None:
    site = Ckan(1, lambda start, rows, page: [told])
    [page] = read(site)
    reading = page.raws[0].read()
    assert len(reading.descriptions) == (0 if code else 1)
    assert [one.code for one in reading.troubles] == ([code] if code else [])


def test_what_is_no_dataset_is_passed_over_in_silence() -> None:
    site = Ckan(2, lambda start, rows, page: [package(0, type="harvest"), package(1)])
    [page] = read(site)
    assert ([raw.name for raw in page.raws], is_whole([page])) == (["id-0001"], True)


def test_what_is_counted_anew_at_each_look_is_no_change() -> None:
    told = [package(1, tracking_summary={"total": n}) for n in (1, 2)]
    marks = {ckan._raw(one, 0).told for one in told}
    assert len(marks) == 1
    assert ckan._raw(package(1, notes="x"), 0).told not in marks


@pytest.mark.parametrize(
    "answer",
    [
        {"success": False, "error": {"__type": "Search Error", "message": "Solr is down"}},
        {"success": True, "result": []},
        ["Bad request"],
    ],
)
def test_an_answer_that_is_none_is_refused(answer: Any) -> None:
    class Broken(Ckan):
        def get(self, url: str, *, accept: str = "", since: str = "") -> Document:
            super().get(url)
            return Document(url, orjson.dumps(answer))

    def pages() -> Iterator[Page]:
        return ckan.pages(Broken(1), SITE, options={}, since="", cursor={})

    with pytest.raises(Refused) as refused:
        list(pages())
    assert refused.value.code == "harvest.not_an_answer"
