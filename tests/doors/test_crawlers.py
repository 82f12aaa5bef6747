"""robots.txt, sitemaps and llms.txt, and the notice of the centre."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from factories.cases import draft, published
from factories.centre import AT, Centre
from factories.files import PATIENTS_NEXT

from odms.catalogue import queries as catalogue
from odms.publication import actions as publication
from odms.web import sitemaps

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
BASE = "http://127.0.0.1:8000"


def get(path: str) -> Any:
    return Client().get(path)


def xml(path: str) -> ElementTree.Element:
    answer = get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ElementTree.fromstring(b"".join(answer.streaming_content))


def addresses(path: str) -> list[str]:
    return [loc.text or "" for loc in xml(path).iterfind(".//s:loc", NAMES)]


# address, whether a crawler may read it
ROBOTS = {
    "/": True,
    "/datasets": True,
    "/datasets/patients": True,
    "/datasets/patients/table/1.csv": True,
    "/en/datasets/patients": True,
    "/agencies/health": True,
    "/api/v1/datasets?page=2": True,
    "/datasets?theme=health": False,
    "/en/datasets?q=a": False,
    "/datasets/patients?province=x": False,
    "/datasets/patients/table/rows?page=2": False,
    "/desk/cases": False,
    "/en/desk": False,
    "/account/sign-in": False,
}


@pytest.mark.parametrize("path", ROBOTS)
def test_robots_may_read_the_catalogue_alone(path: str, db: None) -> None:
    answer = get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    patterns = [re.escape(place).replace(r"\*", ".*") for place in closed]
    assert any(re.match(pattern, path) for pattern in patterns) is not ROBOTS[path]


def test_sitemap_names_every_page_in_both_languages(centre: Centre) -> None:
    case = published(centre)
    draft(centre, PATIENTS_NEXT, name="next.csv")
    changed = catalogue.get_dataset(case.dataset.slug).modified_at
    index = xml("/sitemap.xml")
    stamp = changed.isoformat(timespec="seconds")
    assert [loc.text for loc in index.iterfind(".//s:loc", NAMES)] == [
        f"{BASE}/sitemaps/pages.xml",
        f"{BASE}/sitemaps/datasets-1.xml",
    ]
    assert [at.text for at in index.iterfind(".//s:lastmod", NAMES)] == [stamp, stamp]
    file = xml("/sitemaps/datasets-1.xml")
    thai, english = file.findall("s:url", NAMES)
    paths = (f"/datasets/{case.dataset.slug}", f"/en/datasets/{case.dataset.slug}")
    assert [url.findtext("s:loc", "", NAMES) for url in (thai, english)] == [
        BASE + path for path in paths
    ]
    assert thai.findtext("s:lastmod", "", NAMES) == stamp
    for url in (thai, english):
        assert {
            link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NAMES)
        } == {
            "th": BASE + paths[0],
            "en": BASE + paths[1],
            "x-default": BASE + paths[0],
        }


def test_pages_of_the_sitemap_open(centre: Centre) -> None:
    found = addresses("/sitemaps/pages.xml")
    assert len(found) == 2 * (len(sitemaps.WORDS) + 2)
    assert f"{BASE}/agencies/health" in found
    assert {get(address.removeprefix(BASE)).status_code for address in found} == {200}


def test_sitemap_changes_only_with_a_dataset(centre: Centre) -> None:
    dataset = published(centre).dataset
    before = xml("/sitemaps/datasets-1.xml").findtext(".//s:lastmod", "", NAMES)
    get(f"/datasets/{dataset.slug}")
    assert xml("/sitemaps/datasets-1.xml").findtext(".//s:lastmod", "", NAMES) == before
    publication.withdraw(by=centre.steward, dataset=dataset, reason="ผิด", at=AT)
    assert addresses("/sitemap.xml") == [f"{BASE}/sitemaps/pages.xml"]


@pytest.mark.parametrize(("n", "files"), [(0, 0), (1, 1), (25_000, 1), (25_001, 2), (200_000, 8)])
def test_no_file_has_more_than_50_000_addresses(n: int, files: int) -> None:
    assert sitemaps.n_files(n) == files


def test_a_long_catalogue_takes_several_files(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "PAGES_OF_A_FILE", 1)
    slugs = [published(centre).dataset.slug]
    slugs.append(published(centre, PATIENTS_NEXT, name="next.csv").dataset.slug)
    assert addresses("/sitemap.xml")[1:] == [f"{BASE}/sitemaps/datasets-{n}.xml" for n in (1, 2)]
    found = [addresses(f"/sitemaps/datasets-{n}.xml")[0] for n in (1, 2)]
    assert found == [f"{BASE}/datasets/{slug}" for slug in slugs]


@pytest.mark.parametrize("name", ["datasets-0", "datasets-2", "datasets-9999999", "other"])
def test_a_part_that_is_not_there(name: str, centre: Centre) -> None:
    published(centre)
    assert get(f"/sitemaps/{name}.xml").status_code == 404


def test_llms_txt_is_short_and_leads_to_the_api(centre: Centre, settings: Any) -> None:
    settings.CENTRE_NOTICES = {"th": "", "en": 'All "figures" are invented.'}
    answer = get("/llms.txt")
    told = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert told.startswith("# National Open Data Centre (ศูนย์ข้อมูลเปิดแห่งชาติ)\n\n> Open data")
    assert 'All "figures" are invented.' in told
    assert len(told) < 2_000
    links = [link.removeprefix(BASE) for link in re.findall(r"\]\((.*?)\)", told)]
    assert {get(link).status_code for link in links} == {200}


def test_no_notice_unless_one_is_given(db: None) -> None:
    assert "<aside" not in get("/help").content.decode()


@pytest.mark.parametrize("path", ["/help", "/account/sign-in", "/nowhere"])
def test_notice_stands_before_everything(path: str, db: None, settings: Any) -> None:
    settings.CENTRE_NOTICES = {"th": "ตัวอย่าง: <สมมติ>", "en": "Example: invented"}
    thai, english = (get(prefix + path).content.decode() for prefix in ("", "/en"))
    for page, said in ((thai, "ตัวอย่าง: &lt;สมมติ&gt;"), (english, "Example: invented")):
        notice = page.index(f'<span class="g up t-up">{said}</span>')
        assert page.index("<body>") < notice < page.index('<header class="top">')
