"""Pages that name the next: where walking them ends, and whether the listing was whole."""

from collections.abc import Mapping

import pytest

from odms.errors import Absent
from odms.harvest.fetching import Document
from odms.harvest.page import MAX_IDLE_PAGES, Page, walk
from odms.standards.description import Description
from odms.standards.reading import Reading

BASE = "http://a.example/"


class Pages:
    """A catalogue in a table: page: (identifiers, next pages, total); a header names a next too."""

    is_file = False

    def __init__(self, table: Mapping[str, tuple[str, list[str], int | None]]) -> None:
        self.table, self.asked = table, list[str]()

    def get(self, url: str, *, accept: str = "", since: str = "") -> Document:
        self.asked.append(url.removeprefix(BASE))
        if len(self.asked) > 100:
            raise Absent("it walks for ever")
        return Document(url, b"")

    def read(self, document: Document) -> Reading:
        name = document.url.removeprefix(BASE)
        found, following, total = self.table.get(name, self.table.get("*", ("", [], None)))
        reading = Reading(n_total=total)
        for one in found.split():
            reading.add(Description(identifier=one, titles={"": one}))
        number = int(name) + 1 if name.isdecimal() else 0
        reading.next_pages = [BASE + one.format(next=number) for one in following]
        return reading

    def walk(self, cursor: dict[str, str] | None = None) -> list[Page]:
        return list(walk(self, BASE + "1", self.read, cursor=cursor or {}))


# pages, what is asked, whether the listing is whole
WALKS = {
    "one page": ({"1": ("a b", [], None)}, ["1"], True),
    "three pages": (
        {"1": ("a", ["2"], None), "2": ("b", ["3"], None), "3": ("c", [], None)},
        ["1", "2", "3"],
        True,
    ),
    "a page that names itself": ({"1": ("a", ["1"], None)}, ["1"], False),
    "itself, when all was there": ({"1": ("a b", ["1"], 2)}, ["1"], True),
    "back to the first": (
        {"1": ("a", ["2"], None), "2": ("b", ["1"], None)},
        ["1", "2"],
        False,
    ),
    "the page before is named too": (
        {"1": ("a", ["2"], None), "2": ("b", ["1", "3"], None), "3": ("c", [], None)},
        ["1", "2", "3"],
        True,
    ),
    "ever new pages with the same in them": (
        {"*": ("a b", ["{next}"], None)},
        [str(n) for n in range(1, 2 + MAX_IDLE_PAGES)],
        False,
    ),
    "ever new pages with nothing in them": (
        {"*": ("", ["{next}"], None)},
        [str(n) for n in range(1, 1 + MAX_IDLE_PAGES)],
        False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WALKS)
def test_walk_ends(name: str) -> None:
    table, asked, is_whole = WALKS[name]
    pages = Pages(table)
    found = pages.walk()
    assert pages.asked == asked
    assert [page.is_last for page in found] == [False] * (len(found) - 1) + [True]
    assert all(page.reading.is_complete for page in found) is is_whole
    codes = [one.code for page in found for one in page.reading.troubles]
    assert codes == ([] if is_whole else ["harvest.paging_loops"])


def test_walk_goes_on_at_a_cursor() -> None:
    table = {"1": ("a", ["2"], None), "2": ("b", ["3"], None), "3": ("c", [], None)}
    first, *_ = Pages(table).walk()
    pages = Pages(table)
    assert [
        one.identifier for page in pages.walk(first.cursor) for one in page.reading.descriptions
    ] == ["b", "c"]
    assert pages.asked == ["2", "3"]


def test_walk_of_a_file_ends_with_it() -> None:
    pages = Pages({"1": ("a", ["2"], None)})
    pages.is_file = True
    [page] = pages.walk()
    assert (pages.asked, page.is_last, page.reading.is_complete) == (["1"], True, False)
    assert [one.code for one in page.reading.troubles] == ["harvest.beyond_the_file"]
