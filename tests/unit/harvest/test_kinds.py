"""Kinds of portals by the answers of small ones: what is asked, what is found, what is whole."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from odms.errors import Absent, Unreadable
from odms.harvest import kinds
from odms.harvest.fetching import Document
from odms.harvest.page import MAX_IDLE_PAGES, Page

SITE = "https://portal.example"
JSON, HTML, XML = "application/json", "text/html", "application/xml"

Give = Callable[[dict[str, str]], Any]


class Portal:
    """A site in a table: what it answers by path, or by path and query."""

    is_file = False

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table, self.asked, self.spared = table, list[str](), list[float]()

    def get(self, url: str, *, accept: str = "", since: str = "") -> Document:
        self.asked.append(url.removeprefix(SITE))
        if len(self.asked) > 200:
            raise AssertionError("it asks for ever")
        parts = urlsplit(url)
        found = self.table.get(parts.path)
        if callable(found):
            found = found({name: one[0] for name, one in parse_qs(parts.query).items()})
        if found is None or not url.startswith(SITE):
            raise Absent("harvest.not_there", url=url, status=404)
        if isinstance(found, str):
            kind = XML if found.startswith("<?xml") else HTML
            return Document(url, found.encode(), content_type=kind)
        return Document(url, orjson.dumps(found), content_type=JSON)

    def spare(self, url: str, pause_s: float) -> None:
        self.spared.append(pause_s)


def read(portal: Portal, kind: str, url: str = SITE, since: str = "", **cursor: Any) -> list[Page]:
    return list(kinds.load(kind).pages(portal, url, options={}, since=since, cursor=cursor))


def names(pages: list[Page]) -> list[str]:
    return [one.identifier for page in pages for one in page.reading.descriptions]


def codes(pages: list[Page]) -> list[str]:
    return [one.code for page in pages for one in page.reading.troubles]


def is_whole(pages: list[Page]) -> bool:
    return all(page.reading.is_complete for page in pages)


def listed(
    n: int, make: Callable[[int], Any], names: tuple[str, str] = ("offset", "limit")
) -> Give:
    """A list of `n` that is asked for by number, as the records of one page."""

    def give(query: dict[str, str]) -> list[Any]:
        start, rows = (int(query.get(name, "0")) for name in names)
        return [make(i) for i in range(start, min(start + rows, n))]

    return give


def opendatasoft(n: int, told: int | None = None) -> Portal:
    give = listed(n, lambda i: {"dataset_id": f"d{i}", "metas": {"default": {"title": f"T{i}"}}})
    answer = lambda q: {"total_count": n if told is None else told, "results": give(q)}  # noqa: E731
    return Portal({"/api/explore/v2.1/catalog/datasets": answer})


def socrata(n: int) -> Portal:
    def make(i: int) -> dict[str, Any]:
        resource = {"id": f"abcd-{i:04}", "name": f"T{i}", "type": "dataset"}
        return {"resource": resource, "permalink": f"{SITE}/d/abcd-{i:04}"}

    give = listed(n, make)
    return Portal({"/api/catalog/v1": lambda q: {"resultSetSize": n, "results": give(q)}})


def dkan(n: int) -> Portal:
    def make(i: int) -> dict[str, Any]:
        return {"id": f"p{i}", "name": f"p-{i}", "title": f"T{i}", "resources": []}

    give = listed(n, make)
    path = "/api/3/action/current_package_list_with_resources"
    return Portal({path: lambda q: {"help": "", "success": True, "result": [give(q)]}})


@pytest.mark.parametrize("n", [1, 99, 100, 101, 250])
@pytest.mark.parametrize("make", [opendatasoft, socrata, dkan], ids=lambda one: one.__name__)
def test_all_that_a_portal_has_comes_once(make: Callable[[int], Portal], n: int) -> None:
    portal = make(n)
    kind, url = kinds.find(portal, SITE)
    assert kind == make.__name__
    pages = read(portal, kind, url)
    assert len(names(pages)) == len(set(names(pages))) == n
    assert is_whole(pages) and codes(pages) == []
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]


def test_a_portal_goes_on_where_a_run_stopped() -> None:
    first, *rest = read(opendatasoft(250), "opendatasoft")
    again = read(opendatasoft(250), "opendatasoft", **first.cursor)
    assert names(again) == names(rest)


def test_a_portal_that_gives_less_than_it_counts_is_not_whole() -> None:
    pages = read(opendatasoft(120, told=300), "opendatasoft")
    assert len(names(pages)) == 120
    assert codes(pages) == ["harvest.listing_short"] and not is_whole(pages)


def test_a_portal_that_repeats_itself_is_not_whole() -> None:
    rows = [{"dataset_id": f"d{i}", "metas": {"default": {"title": f"T{i}"}}} for i in range(100)]
    table = {"/api/explore/v2.1/catalog/datasets": {"total_count": 10_000, "results": rows}}
    pages = read(Portal(table), "opendatasoft")
    assert len(pages) == 1 + MAX_IDLE_PAGES
    assert codes(pages) == ["harvest.paging_loops"] and not is_whole(pages)


def test_socrata_is_asked_for_its_own_alone() -> None:
    portal = socrata(1)
    read(portal, "socrata")
    assert "domains=portal.example&search_context=portal.example" in portal.asked[0]
    other = Portal(portal.table)
    read(other, "socrata", f"{SITE}/api/catalog/v1?domains=data.other.example")
    assert "domains=data.other.example&" in other.asked[0]


def record(name: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": name,
        "geometry": None,
        "conformsTo": ["http://www.opengis.net/spec/ogcapi-records-1/1.0/req/record-core"],
        "properties": {"type": "dataset", "title": name.upper()},
    }


def link(rel: str, href: str) -> dict[str, str]:
    return {"rel": rel, "href": href, "type": "application/geo+json"}


def records() -> Portal:
    maps = {"id": "maps", "links": [link("items", "/collections/maps/items")]}
    items = [link("items", f"{SITE}/collections/all/items")]
    catalogue = {"id": "all", "itemType": "record", "links": items}

    def page(query: dict[str, str]) -> dict[str, Any]:
        at = int(query.get("offset", "0"))
        more = [link("next", f"{SITE}/collections/all/items?offset={at + 2}")] if at < 4 else []
        found = [record(f"r{i}") for i in range(at, at + 2)]
        return {"type": "FeatureCollection", "numberMatched": 6, "features": found, "links": more}

    return Portal(
        {
            "/collections": {"collections": [maps, catalogue]},
            "/collections/all": catalogue,
            "/collections/all/items": page,
        }
    )


@pytest.mark.parametrize(
    "url", [SITE, f"{SITE}/collections", f"{SITE}/collections/all", f"{SITE}/collections/all/items"]
)
def test_records_are_found_from_any_page_of_their_api(url: str) -> None:
    portal = records()
    kind, address = kinds.find(portal, url)
    pages = read(portal, kind, address)
    assert kind == "ogc-records"
    assert names(pages) == [f"r{i}" for i in range(6)] and is_whole(pages)


FILTERS = ["http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
           "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text"]  # fmt: skip


@pytest.mark.parametrize(
    ("classes", "is_refused", "n_found", "lists_all"),
    [(FILTERS, False, 1, False), (FILTERS[:1], False, 6, True), (FILTERS, True, 6, True)],
)
def test_records_that_changed_are_asked_for_where_filters_are_taken(
    classes: list[str], is_refused: bool, n_found: int, lists_all: bool
) -> None:
    portal = records()
    plain = portal.table["/collections/all/items"]

    def page(query: dict[str, str]) -> Any:
        if "filter" not in query:
            return plain(query)
        if is_refused:
            return None
        assert query["filter"] == "updated >= TIMESTAMP('2026-11-01T00:00:00Z')"
        return {"type": "FeatureCollection", "numberMatched": 1, "features": [record("r5")]}

    portal.table |= {"/conformance": {"conformsTo": classes}, "/collections/all/items": page}
    pages = read(portal, "ogc-records", f"{SITE}/collections", since="2026-11-01T00:00:00Z")
    assert (len(names(pages)), {page.lists_all for page in pages}) == (n_found, {lists_all})


def test_maps_alone_are_no_records() -> None:
    maps = {"id": "maps", "links": [link("items", "/collections/maps/items")]}
    with pytest.raises(Unreadable):
        kinds.find(Portal({"/collections": {"collections": [maps]}}), f"{SITE}/collections")


def page_of(name: str) -> str:
    told = {"@context": "https://schema.org", "@type": "Dataset", "@id": f"{SITE}/d/{name}"}
    told |= {"name": name.upper(), "identifier": name}
    script = orjson.dumps(told).decode()
    return f'<html><head><script type="application/ld+json">{script}</script></head></html>'


def sitemap(*pages: tuple[str, str], tag: str = "url", root: str = "urlset") -> str:
    def one(url: str, changed: str) -> str:
        when = f"<lastmod>{changed}</lastmod>" if changed else ""
        return f"<{tag}><loc>{url}</loc>{when}</{tag}>"

    told = "".join(one(*page) for page in pages)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{told}</{root}>'


def of_pages(**more: Any) -> Portal:
    """A site of two datasets, a page about something else, a page that is gone, and a foreign one."""
    first = sitemap((f"{SITE}/d/a", "2026-01-01"), (f"{SITE}/d/b", "2026-03-01"))
    second = sitemap((f"{SITE}/about", ""), (f"{SITE}/d/gone", ""), ("https://other.example/d", ""))
    index = [(f"{SITE}/one.xml", ""), (f"{SITE}/two.xml", ""), (f"{SITE}/sitemap.xml", "")]
    table = {
        "/sitemap.xml": sitemap(*index, tag="sitemap", root="sitemapindex"),
        "/one.xml": first,
        "/two.xml": second,
        "/d/a": page_of("a"),
        "/d/b": page_of("b"),
        "/about": "<html><body>About</body></html>",
    }
    return Portal(table | more)


def test_a_site_is_read_by_its_sitemap() -> None:
    portal = of_pages()
    kind, url = kinds.find(portal, SITE)
    pages = read(portal, kind, url)
    assert (kind, url) == ("sitemap", f"{SITE}/sitemap.xml")
    assert names(pages) == ["a", "b"] and is_whole(pages) and codes(pages) == []
    assert not any("other.example" in one for one in portal.asked)


def test_pages_that_did_not_change_since_are_not_asked_for() -> None:
    portal = of_pages()
    pages = read(portal, "sitemap", f"{SITE}/sitemap.xml", since="2026-02-01T00:00:00Z")
    assert names(pages) == ["b"] and "/d/a" not in portal.asked


def test_what_a_site_forbids_to_robots_is_left_alone() -> None:
    rules = "User-agent: *\nDisallow: /d/a\nCrawl-delay: 2\n"
    portal = of_pages(**{"/robots.txt": rules})
    assert names(read(portal, "sitemap", f"{SITE}/sitemap.xml")) == ["b"]
    assert portal.spared == [2.0] and "/d/a" not in portal.asked


def test_a_page_that_cannot_be_read_leaves_the_listing_short() -> None:
    def broken(query: dict[str, str]) -> str:
        raise Absent("harvest.not_there", status=503)

    pages = read(of_pages(**{"/d/a": broken}), "sitemap", f"{SITE}/sitemap.xml")
    assert names(pages) == ["b"]
    assert codes(pages) == ["harvest.page_not_read"] and not is_whole(pages)


def test_a_page_may_tell_of_datasets_itself() -> None:
    portal = Portal({"/d/a": page_of("a")})
    kind, url = kinds.find(portal, f"{SITE}/d/a")
    assert (kind, url) == ("sitemap", f"{SITE}/d/a")
    assert names(read(portal, kind, url)) == ["a"]
