"""Centres of this house as sources: how they are known, where their feed stands, what a page tells."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.catalogue.rules import PERSONAL_DATA, Provenance
from odms.errors import Refused, TooLarge
from odms.harvest import kinds
from odms.harvest.fetching import Document
from odms.harvest.kinds import odms
from odms.harvest.page import Destroyed, Gone, Page
from odms.harvest.rules import is_from_here, told_after
from odms.standards.description import Description

SITE = "https://first.example"


def feed(*changes: Any, **more: Any) -> dict[str, Any]:
    told = {"format": "odms-changes/1", "centre": {"url": f"{SITE}/", "name": {"th": "ศูนย์แรก"}}}
    return told | {"last": 7, "next": "7-x", "has_more": False, "changes": list(changes)} | more


def line(name: str = "a", **more: Any) -> dict[str, Any]:
    record = {"identifier": name, "titles": {"th": name}}
    return {"id": name, "is_public": True, "record": record, "path": []} | more


class One:
    """A centre with one page."""

    is_file = False

    def __init__(self, told: Any) -> None:
        self.told, self.asked = told, list[str]()

    def get(self, url: str, *, accept: str = "") -> Document:
        self.asked.append(url)
        return Document(url, orjson.dumps(self.told))

    def spare(self, url: str, seconds: float) -> None:
        raise AssertionError


def read(told: Any, **cursor: Any) -> Page:
    [page] = odms.pages(One(told), SITE, options={}, since="", cursor=cursor)
    return page


@pytest.mark.parametrize(
    "url",
    [
        SITE,
        f"{SITE}/",
        f"{SITE}/api/v1",
        f"{SITE}/api/v1/",
        f"{SITE}/api/v1/changes?limit=1",
        f"{SITE}/api/v1/datasets",
    ],
)
def test_the_feed_is_found_from_any_address(url: str) -> None:
    assert odms.changes_address(url) == f"{SITE}/api/v1/changes"


def test_a_centre_is_known_by_its_feed_and_by_the_front_of_its_api() -> None:
    front = {"changes": f"{SITE}/api/v1/changes", "openapi.json": ""}
    for told in (feed(), front):
        document = Document(SITE, orjson.dumps(told))
        assert kinds.recognise(document) == "odms"
    for told in ({"changes": []}, {"format": "x"}, [], {"result": {}}):
        assert not odms.recognise(Document(SITE, orjson.dumps(told)))


def test_a_page_tells_records_tombstones_and_destructions() -> None:
    reason = {"code": "by-publisher", "text": "<b>ผิด</b>  พลาด"}
    leak = {"code": "personal-data", "text": 4}
    page = read(
        feed(
            line("a"),
            line("b", is_public=False, record=None, reason=reason),
            line("c", destroyed={"sequence": 3}),
            line("d", is_public=False, record=None, reason=leak, destroyed={"sequence": 5}),
            line("e", record=None),
        )
    )
    assert [raw.name for raw in page.raws] == ["a", "c"]
    assert page.gone == [Gone("b", "ผิด พลาด"), Gone("d", "", PERSONAL_DATA)]
    assert page.destroyed == [Destroyed("c", 3), Destroyed("d", 5)]
    assert page.cursor == {"after": "7-x", "sequence": 7, "last": 7}
    assert (page.is_last, page.reading.title, page.reading.is_complete) == (True, "ศูนย์แรก", True)


def test_by_which_centres_a_dataset_came_is_told_to_the_end() -> None:
    origin = {"name": "Zero", "url": "https://zero.example"}
    page = read(feed(line(), line("b", path=["https://zero.example/"], origin=origin)))
    assert [raw.provenance for raw in page.raws] == [
        Provenance("", SITE, (SITE,)),
        Provenance("Zero", "https://zero.example", ("https://zero.example", SITE)),
    ]


def test_another_way_is_another_mark() -> None:
    pages = (read(feed(line())), read(feed(line(path=["https://zero.example"]))))
    assert len({page.raws[0].told for page in pages}) == 2


def test_it_goes_on_after_its_bookmark() -> None:
    one = One(feed())
    list(odms.pages(one, SITE, options={}, since="", cursor={"after": "7-ab", "sequence": 7}))
    assert one.asked == [f"{SITE}/api/v1/changes?after=7-ab&limit=200&records=true"]


def test_smaller_pages_are_asked_for_where_one_is_too_large() -> None:
    class Small(One):
        def get(self, url: str, *, accept: str = "") -> Document:
            document = super().get(url)
            if "limit=8&" not in url:
                raise TooLarge("outward.too_large", url=url)
            return document

    one = Small(feed(line()))
    [page] = odms.pages(one, SITE, options={}, since="", cursor={})
    limits = [url.split("limit=")[1].split("&")[0] for url in one.asked]
    assert (limits, len(page.raws)) == (["200", "40", "8"], 1)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab0\x00ก", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab0\x00ก", max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([*line(), "destroyed", "reason", "origin"]), values))
def test_whatever_a_line_holds_the_page_is_read(told: dict[str, Any]) -> None:
    try:
        page = read(feed(line() | told, line("z")))
    except (Refused, orjson.JSONEncodeError):
        return
    for raw in page.raws:
        raw.read()
    assert page.raws[-1].name == "z"


@pytest.mark.parametrize(
    ("uri", "path", "is_here"),
    [
        (f"{SITE}/id/dataset/x", (), True),
        ("http://www.first.example/id/dataset/x", (), True),
        ("https://zero.example/id/dataset/x", ("https://zero.example", f"{SITE}/"), True),
        ("https://zero.example/id/dataset/x", ("https://zero.example",), False),
        (f"{SITE}.other/id/dataset/x", (), False),
        ("", (), False),
    ],
)
def test_what_came_from_here_is_known(uri: str, path: tuple[str, ...], is_here: bool) -> None:
    assert is_from_here(SITE, Description(uri=uri), path) is is_here


def test_people_are_told_of_a_centre_after_an_hour_and_of_others_after_two_failures() -> None:
    assert {name: told_after(name) for name in ("5-minutes", "hourly", "nightly", "by-hand")} == {
        "5-minutes": 12, "hourly": 2, "nightly": 2, "by-hand": 2,
    }  # fmt: skip
