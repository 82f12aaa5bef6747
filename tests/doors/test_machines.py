"""What machines read: the catalogue and its datasets in the standards of the field."""

import gzip
import hashlib
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from factories.cases import published
from factories.centre import AT, Centre
from factories.files import PATIENTS

from odms.catalogue import queries as catalogue
from odms.catalogue.actions import gather, keep_dump
from odms.catalogue.queries.dump import folder
from odms.catalogue.rules import Gathered, Source
from odms.ledger.rules import SYSTEM
from odms.publication import actions as publication
from odms.search import actions as search
from odms.standards import ogc_records, readers
from odms.standards.description import Checksum, Description, Period, Place, to_dict
from odms.tables.actions import write_downloads

BASE = "http://127.0.0.1:8000"
MEDIA = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "json": "application/json",
}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def dataset(centre: Centre) -> Any:
    """A published dataset that search knows."""
    case = published(centre, PATIENTS)
    search.rebuild()
    return catalogue.get_dataset(case.dataset.slug)


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def read(kind: str, answer: Any) -> Any:
    """What a reader of the standard makes of an answer."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return readers.read(kind, body, content_type=answer["Content-Type"], url=BASE)


@pytest.mark.parametrize("form", MEDIA)
def test_a_dataset_in_every_form(dataset: Any, form: str) -> None:
    answer = get(f"/datasets/patients.{form}", accept="text/html")
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA[form])
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert f'<{BASE}/id/dataset/{dataset.id}>; rel="cite-as"' in answer["Link"]
    if form == "json":
        assert json.loads(answer.content)["identifier"] == dataset.id
    else:
        (found,) = read("dcat", answer).descriptions
        assert (found.identifier, found.record.title_th) == (dataset.id, dataset.title_th)
        assert found.resources[0].url == f"{BASE}/datasets/patients/table-1.csv"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", MEDIA["ttl"]),
        ("application/ld+json", MEDIA["jsonld"]),
        ("application/rdf+xml;q=0.9, text/html;q=0.1", MEDIA["rdf"]),
        ("application/json", MEDIA["json"]),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
    ],
)
def test_the_page_of_a_dataset_by_what_is_accepted(
    dataset: Any, accept: str, media_type: str
) -> None:
    answer = get("/datasets/patients", accept=accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert "Accept" in answer["Vary"].split(", ")


def test_what_was_had_already_is_not_sent_again(dataset: Any) -> None:
    first = get("/datasets/patients.ttl")
    again = get("/datasets/patients.ttl", if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert get("/datasets/patients.ttl", if_none_match='"other"').status_code == 200


def test_a_withdrawn_dataset_tells_so_in_every_form(centre: Centre, dataset: Any) -> None:
    publication.withdraw(by=centre.approver, dataset=dataset, reason="ซ้ำกับชุดอื่น", at=AT)
    for form in ("ttl", "jsonld", "rdf"):
        answer = get(f"/datasets/patients.{form}")
        assert (answer.status_code, answer["Content-Type"]) == (410, MEDIA[form])
        (found,) = read("dcat", answer).descriptions
        assert found.identifier == dataset.id
        said = found.extras["dcat"]
        assert said["rdfs:comment"] == [{"@value": "ซ้ำกับชุดอื่น", "@language": "th"}]
        assert said["adms:status"][0]["@id"].endswith("/dataset-status/WITHDRAWN")
    assert get("/datasets/patients", accept="text/turtle").status_code == 410
    assert json.loads(get("/datasets/patients.json").content)["identifier"] == dataset.id
    answer = get("/datasets/patients/croissant.json")
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    assert get(f"/id/dataset/{dataset.id}")["Location"] == "/datasets/patients"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/datasets/nothing.ttl", 404, "catalogue.no_such_dataset"),
        ("/datasets/patients.docx", 404, "web.no_such_form"),
        ("/catalog.docx", 404, "web.no_such_form"),
        ("/catalog.ttl?limit=0", 400, "web.wrong_limit"),
        ("/catalog.ttl?limit=9999999", 400, "web.wrong_limit"),
        ("/id/dataset/nothing", 404, "catalogue.no_such_dataset"),
        ("/id/agency/nothing", 404, "people.no_such_agency"),
        ("/ogc/records/collections/other", 404, "web.no_such_collection"),
        ("/ogc/records/collections/datasets/items?limit=x", 400, "web.wrong_limit"),
        ("/ogc/records/collections/datasets/items?foo=1", 400, "web.unknown_parameter"),
        ("/ogc/records/collections/datasets/items?bbox=1,2,3", 400, "standards.wrong_bbox"),
        ("/ogc/records/collections/datasets/items?datetime=soon", 400, "standards.wrong_datetime"),
        ("/ogc/records/collections/datasets/items/nothing", 404, "catalogue.no_such_dataset"),
        ("/datasets/patients/citation.docx", 404, "web.no_such_form"),
        ("/datasets/patients/citation.bib?version=9", 404, "catalogue.no_such_release"),
        ("/datasets/patients/citation.bib?version=x", 404, "catalogue.no_such_release"),
        ("/feeds/agencies/nobody.atom", 404, "people.no_such_agency"),
        ("/feeds/themes/nothing.atom", 404, "web.no_such_theme"),
        ("/oembed?url=https://other.example/datasets/patients", 404, "web.no_such_page"),
        (f"/oembed?url={BASE}/help", 404, "web.no_such_page"),
        (f"/oembed?url={BASE}/datasets/patients&format=xml", 400, "web.no_such_form"),
    ],
)
def test_refusals_are_problem_documents(dataset: Any, path: str, status: int, code: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = json.loads(answer.content)
    assert (told["code"], set(told["messages"])) == (code, {"th", "en"})


def test_other_methods_are_not_taken(dataset: Any) -> None:
    assert Client().post("/catalog.ttl").status_code == 405


@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf"])
def test_the_catalogue_in_every_syntax(dataset: Any, form: str) -> None:
    answer = get(f"/catalog.{form}")
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA[form])
    reading = read("dcat", answer)
    assert reading.title == "ศูนย์ข้อมูลเปิดแห่งชาติ"
    assert (reading.n_total, reading.next_pages) == (1, [])
    assert [one.identifier for one in reading.descriptions] == [dataset.id]


def test_pages_of_the_catalogue_lead_to_each_other(centre: Centre) -> None:
    cases = [published(centre, PATIENTS, slug=f"patients-{n}") for n in range(3)]
    found: list[str] = []
    path = "/catalog.ttl?limit=2"
    while path:
        answer = get(path)
        reading = read("dcat", answer)
        found += [one.identifier for one in reading.descriptions]
        assert reading.n_total == 3
        told = answer["Link"].split(", ")
        assert [f'<{page}>; rel="next"' for page in reading.next_pages] == told[:-1]
        path = next(iter(reading.next_pages), "").removeprefix(BASE)
    assert found == sorted(case.dataset.id for case in cases)


def test_the_catalogue_by_what_is_accepted(dataset: Any) -> None:
    assert get("/catalog", accept="text/turtle")["Content-Type"] == MEDIA["ttl"]
    answer = get("/catalog", accept="text/html")
    assert (answer.status_code, answer["Location"]) == (302, "/datasets")
    told = json.loads(get("/catalog.json").content)
    assert [one["identifier"] for one in told["descriptions"]] == [dataset.id]


def test_data_json_has_the_whole_catalogue(dataset: Any) -> None:
    reading = read("data-json", get("/data.json"))
    assert [one.identifier for one in reading.descriptions] == [dataset.id]
    assert reading.troubles == []


def test_data_json_of_an_empty_catalogue(db: None) -> None:
    assert json.loads(b"".join(get("/data.json").streaming_content))["dataset"] == []


def test_the_whole_catalogue_is_one_file(centre: Centre) -> None:
    cases = [published(centre, PATIENTS, slug=f"patients-{n}") for n in range(3)]
    made = get("/catalog.jsonl.gz")
    assert (made["Content-Type"], made["ETag"][:3]) == ("application/gzip", 'W/"')
    streamed = b"".join(made.streaming_content)
    told = [json.loads(line) for line in gzip.decompress(streamed).splitlines()]
    assert [one["identifier"] for one in told] == sorted(case.dataset.id for case in cases)
    assert get("/catalog.jsonl.gz", if_none_match=made["ETag"]).status_code == 304
    since = made["Last-Modified"]
    assert get("/catalog.jsonl.gz", if_modified_since=since).status_code == 304
    assert (keep_dump(), keep_dump()) == (True, False)
    kept = get("/catalog.jsonl.gz")
    assert b"".join(kept.streaming_content) == streamed
    assert kept["ETag"] == f'"{hashlib.sha256(streamed).hexdigest()}"'
    assert kept["Last-Modified"] == since
    part = get("/catalog.jsonl.gz", range="bytes=0-9")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, streamed[:10])


def test_what_was_withdrawn_is_in_the_file_no_more(centre: Centre, dataset: Any) -> None:
    keep_dump()
    publication.withdraw(by=centre.approver, dataset=dataset, reason="ซ้ำกับชุดอื่น", at=AT)
    answer = get("/catalog.jsonl.gz")
    assert gzip.decompress(b"".join(answer.streaming_content)) == b""
    assert keep_dump()
    assert len(list(folder().iterdir())) == 1


def test_the_file_of_the_whole_is_told_where_machines_look(dataset: Any) -> None:
    address = f"{BASE}/catalog.jsonl.gz"
    for path in ("/", "/catalog.ttl", "/data.json"):
        assert f'<{address}>; rel="item"; type="application/gzip"' in get(path)["Link"]
    assert f"void:dataDump <{address}>" in get("/catalog.ttl").content.decode()
    assert json.loads(get("/catalog.json").content)["dump"] == address


def test_files_are_told_with_size_and_hash_once_they_are_written(dataset: Any) -> None:
    def resources() -> dict[str, Any]:
        (found,) = read("dcat", get("/datasets/patients.ttl")).descriptions
        return {one.media_type: one for one in found.resources}

    assert resources()["text/csv"].size_bytes is None
    write_downloads(dataset_id=dataset.id)
    answer = Client().get("/datasets/patients/table-1.csv", follow=True)
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    told = resources()["text/csv"]
    assert told.size_bytes == len(body)
    assert told.checksum == Checksum("sha256", hashlib.sha256(body).hexdigest())
    assert all(one.size_bytes for one in resources().values())


def test_a_croissant_has_the_columns(dataset: Any) -> None:
    answer = get("/datasets/patients/croissant.json")
    assert answer["Content-Type"] == MEDIA["jsonld"]
    (found,) = read("croissant", answer).descriptions
    csv = next(one for one in found.resources if one.media_type == "text/csv")
    names = [column["name"] for column in catalogue.list_tables(dataset)[0].current.columns]
    assert [column.name for column in csv.columns] == names


def test_identifiers_lead_to_pages(centre: Centre, dataset: Any) -> None:
    table = catalogue.list_tables(dataset)[0]
    leads = {
        f"/id/dataset/{dataset.id}": "/datasets/patients",
        f"/id/agency/{centre.agency.id}": "/agencies/health",
        f"/id/distribution/{table.id}": "/datasets/patients?_table=table-1",
    }
    for path, page in leads.items():
        answer = get(path)
        assert (answer.status_code, answer["Location"]) == (303, page)
        assert get(page).status_code == 200


def test_links_are_a_document_too(dataset: Any) -> None:
    answer = get("/datasets/patients/linkset.json")
    assert answer["Content-Type"] == "application/linkset+json"
    (told,) = json.loads(answer.content)["linkset"]
    assert told["anchor"] == f"{BASE}/datasets/patients"
    assert told["cite-as"] == [{"href": f"{BASE}/id/dataset/{dataset.id}"}]
    assert {"href": f"{BASE}/datasets/patients.ttl", "type": "text/turtle"} in told["describedby"]
    for one in [*told["describedby"], *told["item"], *told["collection"], *told["linkset"]]:
        assert get(one["href"].removeprefix(BASE)).status_code in (200, 302)


@pytest.mark.parametrize(
    ("form", "media_type", "said"),
    [
        ("txt", "text/plain; charset=utf-8", "(2569)"),
        ("bib", "application/x-bibtex", "year = {2026}"),
        ("ris", "application/x-research-info-systems", "TY  - DATA\r\n"),
        ("json", "application/vnd.citationstyles.csl+json", '"type": "dataset"'),
    ],
)
def test_citations(dataset: Any, form: str, media_type: str, said: str) -> None:
    answer = get(f"/datasets/patients/citation.{form}")
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    text = answer.content.decode()
    assert said in text
    assert f"{BASE}/id/dataset/{dataset.id}" in text
    assert "รุ่น 1" in get("/datasets/patients/citation.txt?version=1").content.decode()


def test_records_of_ogc(dataset: Any) -> None:
    landing = json.loads(get("/ogc/records").content)
    for link in landing["links"]:
        assert get(link["href"].removeprefix(BASE)).status_code in (200, 302)
    (collection,) = json.loads(get("/ogc/records/collections").content)["collections"]
    assert collection == json.loads(get("/ogc/records/collections/datasets").content)
    path = collection["links"][1]["href"].removeprefix(BASE)
    for page in (path, f"{path}?q=ผู้ป่วย"):
        answer = get(page)
        assert answer["Content-Type"] == "application/geo+json"
        reading = read("ogc-records", answer)
        assert (reading.n_total, reading.next_pages) == (1, [])
        (found,) = reading.descriptions
        assert (found.identifier, found.record.title_th) == (dataset.id, dataset.title_th)
    one = json.loads(get(f"{path}/{dataset.id}").content)
    assert (one["type"], one["properties"]["type"]) == ("Feature", "dataset")


ITEMS = "/ogc/records/collections/datasets/items"


@pytest.fixture
def places(centre: Centre, dataset: Any) -> dict[str, str]:
    """The national dataset, and three that were gathered: in Lisbon, on both sides of the 180th meridian,
    and nowhere; the name of each by its identifier."""
    told = {
        "lisbon": ("Bus stops of Lisbon", (-9.3, 38.6, -9.0, 38.9), ("2020", "2021")),
        "fiji": ("Reefs of Fiji", (176.0, -21.0, -178.0, -12.0), ("2022-05-01", "")),
        "nowhere": ("Words about buses", None, None),
    }
    records = [
        Gathered(name, found, to_dict(found))
        for name, (title, box, days) in told.items()
        if (
            found := Description(
                identifier=name,
                kind="series" if name == "fiji" else "dataset",
                titles={"en": title},
                places=(Place(bbox=box),) if box else (),
                periods=(Period(*days),) if days else (),
            )
        )
    ]
    source = Source("s", "Elsewhere", "https://elsewhere.example")
    made = gather(by=SYSTEM, agency=centre.agency, source=source, records=records, at=AT)
    search.rebuild()
    return {id: name for name, id in made.datasets.items()} | {dataset.id: "national"}


# what is asked, and which records are found
ASKED = [
    ("", "fiji lisbon national nowhere"),
    ("bbox=", "fiji lisbon national nowhere"),
    ("bbox=-10,38,-8,40", "lisbon"),
    ("bbox=-8.9,38.9,0,0,50,0", ""),
    ("bbox=-9.05,38.7,10,0,50,20", "lisbon"),
    ("bbox=100,10,101,11", "national"),
    ("bbox=-180,-90,180,90", "fiji lisbon national"),
    ("bbox=170,-30,-170,0", "fiji"),
    ("bbox=179,-20,180,-15", "fiji"),
    ("bbox=-179,-20,-178.5,-15", "fiji"),
    ("bbox=0,-20,10,-15", ""),
    ("datetime=2020-06-01T00:00:00Z", "lisbon"),
    ("datetime=2021-12-31/..", "fiji lisbon national"),
    ("datetime=../2019-12-31", ""),
    ("datetime=2030-01-01/2030-12-31", "fiji"),
    ("datetime=2020-06-01/..&bbox=-10,38,-8,40", "lisbon"),
    ("type=series", "fiji"),
    ("type=dataset,series", "fiji lisbon national nowhere"),
    ("type=service", ""),
    ("externalIds=lisbon,other:fiji", "fiji lisbon"),
    ("ids=nothing", ""),
    ("q=reefs", "fiji"),
    ("q=stops%20lisbon", "lisbon"),
    ("q=reefs,lisbon", "fiji lisbon"),
    ("q=reefs,lisbon&bbox=-10,38,-8,40", "lisbon"),
    ("q=ผู้ป่วย&bbox=-10,38,-8,40", ""),
]


@pytest.mark.parametrize(("asked", "expected"), ASKED)
def test_records_are_found_by_place_time_type_and_words(
    places: dict[str, str], asked: str, expected: str
) -> None:
    found: list[str] = []
    path = f"{ITEMS}?limit=2&{asked}"
    while path:
        told = json.loads(get(path).content)
        found += [places[one["id"]] for one in told["features"]]
        assert told["numberMatched"] == len(expected.split())
        following = [link["href"] for link in told["links"] if link["rel"] == "next"]
        path = next(iter(following), "").removeprefix(BASE)
    assert sorted(found) == expected.split()


def test_records_are_found_by_their_identifiers(places: dict[str, str]) -> None:
    ids = sorted(places)[:2]
    told = json.loads(get(f"{ITEMS}?ids={','.join(ids)}").content)
    assert [one["id"] for one in told["features"]] == ids


def test_the_records_api_says_what_it_takes(dataset: Any) -> None:
    landing = json.loads(get("/ogc/records").content)
    (described,) = [link for link in landing["links"] if link["rel"] == "service-desc"]
    told = json.loads(get(described["href"].removeprefix(BASE)).content)
    items = told["paths"]["/collections/datasets/items"]["get"]["parameters"]
    assert {one["name"] for one in items} == set(ogc_records.PARAMETERS)
    classes = json.loads(get("/ogc/records/conformance").content)["conformsTo"]
    assert f"{ogc_records.CONFORMANCE}/conf/record-core-query-parameters" in classes


def test_pages_of_records_lead_to_each_other(centre: Centre) -> None:
    cases = [published(centre, PATIENTS, slug=f"patients-{n}") for n in range(3)]
    search.rebuild()
    for path in ("?limit=2", "?limit=2&q=ผู้ป่วย"):
        found: list[str] = []
        path = f"/ogc/records/collections/datasets/items{path}"
        while path:
            reading = read("ogc-records", get(path))
            found += [one.identifier for one in reading.descriptions]
            path = next(iter(reading.next_pages), "").removeprefix(BASE)
        assert sorted(found) == sorted(case.dataset.id for case in cases)


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/datasets.atom",
        "/feeds/new.atom",
        "/feeds/agencies/health.atom",
        "/feeds/themes/health.atom",
        "/feeds/search.atom?q=ผู้ป่วย",
        "/feeds/datasets/patients.atom",
    ],
)
def test_feeds(dataset: Any, path: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.iterfind("a:entry", ATOM)
    links = [link.get("href", "") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert all(link.startswith(BASE) for link in links)
    table = catalogue.list_tables(dataset)[0]
    identity = entry.findtext("a:id", "", ATOM)
    assert identity in (
        f"{BASE}/id/dataset/{dataset.id}",
        f"{BASE}/id/distribution/{table.id}#v1",
    )
    assert entry.findtext("a:updated", "", ATOM) <= feed.findtext("a:updated", "", ATOM)


def test_a_feed_of_nothing_is_one(db: None) -> None:
    feed = ElementTree.fromstring(get("/feeds/new.atom").content)
    assert list(feed.iterfind("a:entry", ATOM)) == []


def test_browsers_find_the_search(dataset: Any) -> None:
    answer = get("/opensearch.xml")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    templates = [
        url.get("template", "")
        for url in ElementTree.fromstring(answer.content).iter()
        if url.get("template")
    ]
    for template in templates:
        path = template.replace("{searchTerms}", "ผู้ป่วย").removeprefix(BASE)
        assert get(path).status_code == 200
    asked, words = json.loads(get("/opensearch/suggest?q=ผู้").content)
    assert (asked, isinstance(words, list)) == ("ผู้", True)
    assert '<link rel="search"' in get("/").content.decode()


def test_other_sites_show_a_dataset(dataset: Any) -> None:
    for page in ("/datasets/patients", "/en/datasets/patients"):
        told = json.loads(get(f"/oembed?url={BASE}{page}").content)
        assert (told["version"], told["type"]) == ("1.0", "link")
        assert told["title"] == dataset.title_th
