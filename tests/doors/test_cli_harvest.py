"""`odms harvest` at the terminal: what is said of a source, where, and with which exit status."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from factories.catalogues import NETWORKS, Site, of_query, serving
from factories.commands import run_in

TTL = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
<http://a.example/c> a dcat:Catalog ; dct:title "Catalogue" ; dcat:dataset {members} .
{datasets}"""
TOLD_IN_JSON = {
    "source", "kind", "url", "title", "dry_run", "added", "updated", "unchanged", "deleted",
    "refused", "n_total", "n_pages", "is_complete", "errors", "warnings", "n_troubles", "preview",
}  # fmt: skip


def turtle(*titles: str) -> bytes:
    """A catalogue of datasets with these titles; one without a title is broken."""
    nodes = [f"<http://a.example/{n}>" for n in range(len(titles))]
    told = [
        f'{node} a dcat:Dataset ; dct:identifier "d{n}" '
        + (f'; dct:title "{title}" .' if title else ".")
        for n, (node, title) in enumerate(zip(nodes, titles, strict=True))
    ]
    return TTL.format(members=", ".join(nodes), datasets="\n".join(told)).encode()


@pytest.fixture
def odms(tmp_path: Path) -> Any:
    return partial(run_in, tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def test_a_file_is_told_in_one_object(odms: Any, tmp_path: Path) -> None:
    (tmp_path / "c.ttl").write_bytes(turtle("One", "", "Three"))
    done = odms("harvest", "c.ttl", "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert set(told) == TOLD_IN_JSON
    assert [told[name] for name in ("kind", "title", "added", "refused", "is_complete")] == [
        "dcat", "Catalogue", 2, 1, True,
    ]  # fmt: skip
    [error] = told["errors"]
    assert (error["record"], error["code"]) == ("d1", "standards.read.no_title")
    assert error["cause"] == error["messages"]["en"]
    assert [one["title"] for one in told["preview"]] == ["One", "Three"]


def test_a_file_is_told_in_a_table(odms: Any, tmp_path: Path) -> None:
    (tmp_path / "c.ttl").write_bytes(turtle("One", ""))
    done = odms("harvest", "c.ttl", "--dry-run", language="th_TH.UTF-8")
    assert done.stdout.decode().splitlines() == [
        "เพิ่ม\tปรับปรุง\tคงเดิม\tถอน\tไม่รับ",
        "1\t0\t0\t0\t1",
    ]
    assert done.stderr.decode() == "- d1: ไม่มีชื่อ จึงไม่ได้อ่านเข้ามา\n"


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"%PDF-1.7 nothing", "", "The file x holds no catalogue of a kind that is known (odms, "),
        (b"{", "", "The file x holds no catalogue of a kind that is known (odms, "),
        (b"nothing", "dcat", "its first mistake is on line 1: see that it is a catalogue"),
        (b"{", "data-json", "The document is not JSON"),
        (b"<a", "dcat", "Turtle"),
        (b"{}", "gopher", "There is no kind of source “gopher”"),
        (b"a,b\n1,2\n", "csv-list", "ชื่อชุดข้อมูล"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_status_1(
    odms: Any, tmp_path: Path, body: bytes, kind: str, words: str
) -> None:
    (tmp_path / "x").write_bytes(body)
    chosen = ("--kind", kind) if kind else ()
    done = odms("harvest", "x", "--dry-run", "--json", *chosen)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
    assert words in done.stderr.decode()


# words, the exit status, and the sentence
WRONG = [
    (["nowhere.ttl"], 1, "There is no file nowhere.ttl; an address of the web begins with https://."),
    (["ckan.example"], 1, "There is no file ckan.example; an address of the web begins with https://."),
    (["."], 1, ". is not a file."),
    (["ftp://a.example/c"], 1, "The address ftp://a.example/c does not begin with http:// or https://."),
    (["https://nobody.invalid/"], 1, "There is no machine called nobody.invalid; check the address."),
    ([], 2, "SOURCE is missing (see odms harvest --help)."),
    (["--bogus"], 2, "There is no option --bogus (see odms harvest --help)."),
    (["a", "b"], 2, "b is too much; what holds blanks stands in quotes (see odms harvest --help)."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "status", "said"), WRONG)
def test_wrong_use_is_one_sentence(odms: Any, arguments: list[str], status: int, said: str) -> None:
    done = odms("harvest", *arguments, "--dry-run")
    assert (done.returncode, done.stdout) == (status, b"")
    assert done.stderr.decode() == f"{said}\n"


def test_an_address_is_followed_page_by_page(odms: Any, site: Site) -> None:
    def page(query: dict[str, str]) -> Any:
        n = int(query.get("page", "1"))
        link = {"Link": f'<{site.url}/c?page={n + 1}>; rel="next"'} if n < 3 else {}
        body = turtle(f"Title {n}").replace(b'"d0"', f'"d{n}"'.encode())
        return 200, {"Content-Type": "text/turtle"} | link, body

    site.answers["/c"] = of_query(page)
    done = odms("harvest", f"{site.url}/c", "--dry-run", "--json", ODMS_FETCH_NETWORKS=NETWORKS)
    told = json.loads(done.stdout)
    assert (told["added"], told["n_pages"], told["is_complete"]) == (3, 3, True)


def test_a_site_is_looked_through_for_its_catalogue(odms: Any, site: Site) -> None:
    site.answers["/"] = (200, {"Content-Type": "text/html"}, b"<!doctype html><p>Welcome")
    site.answers["/catalog.ttl"] = turtle("One")
    done = odms("harvest", f"{site.url}/", "--dry-run", "--json", ODMS_FETCH_NETWORKS=NETWORKS)
    told = json.loads(done.stdout)
    assert (told["kind"], told["url"], told["added"]) == ("dcat", f"{site.url}/catalog.ttl", 1)


def test_a_run_that_breaks_off_says_what_it_had_and_why(odms: Any, site: Site) -> None:
    link = {"Link": f'<{site.url}/gone>; rel="next"'}
    site.answers["/c"] = (200, link, turtle("One"))
    done = odms("harvest", f"{site.url}/c", "--dry-run", "--json", ODMS_FETCH_NETWORKS=NETWORKS)
    told = json.loads(done.stdout)
    assert (done.returncode, told["added"], told["is_complete"]) == (1, 1, False)
    assert "404" in done.stderr.decode()


def test_a_private_address_is_refused(odms: Any, site: Site) -> None:
    done = odms("harvest", f"{site.url}/c", "--dry-run")
    assert (done.returncode, done.stdout, site.asked) == (1, b"", [])
    assert "127.0.0.1" in done.stderr.decode()
