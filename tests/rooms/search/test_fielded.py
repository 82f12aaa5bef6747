"""Queries of CKAN's clients: the index finds what the plain reading of the query finds."""

from collections import Counter
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tantivy import Occur, Query

from odms.search import finding, ranking
from odms.search.fielded import or_named
from odms.search.finding import find
from odms.search.index import packed
from odms.search.lucene import QuerySyntaxError, meets, parse
from odms.search.queries import get_index

# name, title, description, organization, tags, formats, day of change
TOLD: list[tuple[str, str, str, str, list[str], list[str], int]] = [
    ("rice-prices", "ราคาข้าวเปลือกรายเดือน", "ราคาเฉลี่ย", "oae", ["ราคาข้าว", "Open Data"], ["CSV"], 1),
    ("rice-areas", "เนื้อที่ปลูกข้าวรายจังหวัด", "ไร่", "oae", ["ข้าว"], ["CSV", "XLSX"], 2),
    ("hospitals", "โรงพยาบาลรายจังหวัด", "ที่ตั้ง", "moph", ["สาธารณสุข", "open data"], ["XLSX"], 3),
    ("beds-2568", "จำนวนเตียง 2568", "เตียงของโรงพยาบาล", "moph", [], ["CSV"], 4),
    ("roads", "Roads (state)", "All roads: by length", "dlt", ["a+b", "c.d"], [], 5),
]  # fmt: skip

ASKED = [
    "*:*",
    "organization:oae",
    "organization:OAE OR organization:dlt",
    "-organization:oae",
    "NOT (organization:oae organization:moph)",
    "organization:(oae OR moph) -res_format:XLSX",
    "res_format:csv AND res_format:XLSX",
    "name:rice*",
    "name:*",
    "name:r*s",
    "nothing:*",
    "nothing:here",
    "-nothing:here",
    'tags:"Open Data"',
    "tags:open",
    "tags:a+b",
    "tags:c.d",
    "tags:c?d",
    "tags:ข้าว*",
    "title:ข้าว",
    "title:โรงพยาบาล OR notes:โรงพยาบาล",
    "title:ยางพารา",
    "text:roads",
    "title:roa*",
    "metadata_modified:[2026-01-02T00:00:00Z TO *]",
    "metadata_modified:[2026-01-02T00:00:00.000001Z TO *]",
    "metadata_modified:[* TO 2026-01-02T00:00:00Z]",
    "metadata_modified:[* TO *]",
    "metadata_modified:[2026-01-02 TO 2026-01-04] organization:moph",
    "organization:oae OR organization:dlt metadata_modified:[2026-01-05T00:00:00Z TO *]",
]


def _facts(one: tuple[Any, ...]) -> dict[str, Any]:
    name, _, _, organization, tags, formats, _ = one
    return {"name": [name], "organization": [organization], "tags": tags, "res_format": formats}


def _at(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


@pytest.fixture
def told(put: Any) -> dict[str, str]:
    """The names of the documents of TOLD by their identifiers, once they are in the index."""
    put(
        *(
            {
                "title": one[1],
                "descriptions": (one[2],),
                "facts": _facts(one),
                "facets": {"tag": tuple(one[4]), "res_format": tuple(one[5])},
                "modified_at": _at(one[6]),
            }
            for one in TOLD
        )
    )
    return {f"{n:03}": one[0] for n, one in enumerate(TOLD, start=1)}


@pytest.mark.parametrize("query", ASKED)
def test_the_index_finds_what_the_plain_reading_finds(told: dict[str, str], query: str) -> None:
    asked = parse(query)
    plain = [
        one[0]
        for one in TOLD
        if meets(
            {
                **_facts(one),
                "title": one[1].lower(),
                "notes": one[2].lower(),
                "text": " ".join(one[1:3]).lower(),
                "metadata_modified": _at(one[6]).strftime("%Y-%m-%dT%H:%M:%S.%f"),
            },
            asked,
        )
    ]
    found = find(asked, order="modified")
    assert ([told[id] for id in found.ids], found.total) == (plain, len(plain))


def test_ranges_are_of_moments_alone(told: dict[str, str]) -> None:
    for query in ("name:[a TO b]", "metadata_modified:[soon TO *]"):
        with pytest.raises(QuerySyntaxError):
            find(parse(query))


def test_beginnings_are_looked_for_in_number(told: dict[str, str]) -> None:
    many = " OR ".join(f"name:a{n}*" for n in range(21))
    with pytest.raises(QuerySyntaxError):
        find(parse(many))
    assert find(parse(" OR ".join(f"name:a{n}" for n in range(500)))).total == 0


def test_pages_reach_to_the_end_and_beyond(told: dict[str, str]) -> None:
    assert find(order="id", offset=2**31 - 1, limit=2**31 - 1).ids == []
    assert len(find(order="id", limit=2**31 - 1).ids) == 5
    pages = [find(order="id", offset=at, limit=2).ids for at in range(0, 8, 2)]
    assert pages == [["001", "002"], ["003", "004"], ["005"], []]


def test_values_are_counted_as_far_as_asked(told: dict[str, str]) -> None:
    counted = {"res_format": 10, "tag": 0}
    found = find(parse("organization:oae"), limit=0, counted=counted)
    assert (found.total, found.ids) == (2, [])
    assert found.counts == {"res_format": {"CSV": 2, "XLSX": 1}, "tag": {}}


def test_counts_are_those_of_the_index_that_stands(told: dict[str, str], put: Any) -> None:
    before = [find(limit=0, counted={"tag": 9}).counts["tag"] for _ in range(2)]
    assert before == [{"Open Data": 1, "a+b": 1, "c.d": 1, "open data": 1, "ข้าว": 1, "ราคาข้าว": 1, "สาธารณสุข": 1}] * 2  # fmt: skip
    put({"title": "เหลือหนึ่ง", "facets": {"tag": ("ใหม่",)}})
    assert find(limit=0, counted={"tag": 9}).counts["tag"] == {"ใหม่": 1}


# typed words: names, the best first
TYPED = {
    "ข้าว จังหวัด": ["rice-areas"],
    "ข้าว จังหวัด ไร่": ["rice-areas"],
    "โรงพยาบาล จังหวัด ที่ตั้ง ถนน": ["hospitals"],
}


@pytest.mark.parametrize("typed", TYPED)
def test_most_words_must_be_met(told: dict[str, str], typed: str) -> None:
    assert [told[id] for id in find(typed=typed).ids] == TYPED[typed]


# typed: what the quicker way of asking must find and count as the plain one does. A word in the
# letters of another, a compound in its parts, a synonym, a name, nothing like it
ALIKE = [
    "ข้าว",
    "ข้าวเปลือก",
    "งหวัด",
    "เตียง 2568 โรงพยาบาล",
    "roa",
    "roads",
    "rice-areas",
    "ยางพารา",
    "ราคาข้าว ไร่ เตียง",
]


@pytest.mark.parametrize("typed", ALIKE)
def test_typed_words_are_met_as_the_pages_meet_them(told: dict[str, str], typed: str) -> None:
    searcher = get_index().searcher()
    read = ranking.read(typed)
    n = len(read.terms)
    least = n - (n > 2) if n <= 5 else n * 4 // 5
    terms = [ranking.term_query(term) for term in read.terms]
    met = Query.boolean_query(
        [(Occur.Should, one) for one in terms], minimum_number_should_match=least
    )
    plain = searcher.search(or_named(met, typed), 9)
    found = find(typed=typed, counted={"tag": 9})
    if plain.count:
        assert {searcher.doc(at)["id"][0] for _, at in plain.hits} == set(found.ids)
        assert not found.is_loose
    wanted = Counter(
        tag for id in found.ids for one in TOLD if one[0] == told[id] for tag in one[4]
    )
    assert (found.total, found.counts["tag"]) == (len(found.ids), wanted)


def test_of_equal_points_the_last_changed_comes_first(put: Any) -> None:
    put(*({"title": "น้ำท่วม", "modified_at": _at(day)} for day in (2, 4, 3, 1)))
    assert find(typed="น้ำท่วม").ids == ["002", "003", "001", "004"]
    put(
        {"title": "น้ำท่วม", "modified_at": datetime(1901, 1, 1, tzinfo=UTC)},
        {"title": "ปี", "descriptions": ("น้ำท่วม",), "modified_at": _at(9)},
    )
    assert find(typed="น้ำท่วม").ids == ["001", "002"]


@pytest.mark.parametrize("order", ["slug", "title"])
@pytest.mark.parametrize("is_down", [False, True])
def test_pages_far_behind_are_in_order_too(
    put: Any, monkeypatch: pytest.MonkeyPatch, order: str, is_down: bool
) -> None:
    # names that begin alike, names with letters that come in none, names of one letter
    names = [f"a-long-beginning-{n % 7}-{n}" for n in range(40)] + [f"é{n}" for n in range(9)]
    names += [f"{n}" for n in range(9)] + ["a", "a-", "z"]
    Random(7).shuffle(names)
    put(*({"slug": name, "title": name, "modified_at": _at(1)} for name in names))
    near = find(order=order, is_down=is_down, limit=99)
    monkeypatch.setattr(finding, "_FAR", 0)
    for size in (1, 7, 20):
        pages = [
            find(order=order, is_down=is_down, offset=at, limit=size, counted={"tag": size})
            for at in range(0, len(names) + size, size)
        ]
        assert [id for page in pages for id in page.ids] == near.ids
        assert {page.total for page in pages} == {len(names)}


@given(st.lists(st.text("ab-é9 ", max_size=9), min_size=2, max_size=2))
def test_the_number_of_a_text_is_in_its_order(texts: list[str]) -> None:
    low, high = sorted(texts)
    assert packed(low, "-9ab", 4) <= packed(high, "-9ab", 4)
