"""Catalogues in RDF as they come: broken, in odd encodings, by other dialects."""

import json
import socket
from typing import Any

import orjson
import pytest

from odms.errors import Invalid
from odms.standards.dcat.graphs import graph_of_json, known_contexts
from odms.standards.dcat.reading import read_dcat
from odms.standards.description import Agent, Concept, Period, Place
from odms.standards.reading import Reading, Trouble

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <http://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix gsp: <http://www.opengis.net/ont/geosparql#> .
"""
XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">{}</rdf:RDF>"""


def read(turtle: str) -> Reading:
    return read_dcat((PREFIXES + turtle).encode())


def test_a_broken_statement_costs_itself() -> None:
    reading = read(
        '<urn:a> a dcat:Dataset ; dct:title "ก" .\n'
        '<urn:b> a dcat:Dataset ; dct:title "ข ;\n'
        "  dcat:keyword [[ .\n"
        '<urn:c> a dcat:Dataset ; dct:title "ค" .\n'
    )
    assert [one.identifier for one in reading.descriptions] == ["urn:a", "urn:c"]
    (trouble,) = reading.troubles
    assert trouble.code == "standards.read.broken_statement"
    assert not reading.is_complete


def test_a_broken_line_of_n_triples_costs_itself() -> None:
    title = "<http://purl.org/dc/terms/title>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset>"
    lines = [
        f'<urn:a> {title} "A" .',
        f"<urn:a> {kind} .",
        "<urn:b> broken",
        f'<urn:c> {title} "C" .',
    ]
    reading = read_dcat("\n".join(lines).encode(), content_type="application/n-triples")
    assert [one.title() for one in reading.descriptions] == ["A"]
    assert [(one.code, one.facts["line"]) for one in reading.troubles] == [
        ("standards.read.broken_statement", 3)
    ]


def test_broken_xml_keeps_what_stands_before() -> None:
    whole = '<dcat:Dataset rdf:about="urn:a"><dct:title>A</dct:title></dcat:Dataset>'
    reading = read_dcat(XML.format(f"{whole}<dcat:Dataset rdf:about='urn:b'><dct:ti").encode())
    assert [one.identifier for one in reading.descriptions] == ["urn:a"]
    assert [(one.code, one.record) for one in reading.troubles] == [
        ("standards.read.broken_after", ""),
        ("standards.read.no_title", "urn:b"),
    ]
    assert not reading.is_complete


def test_a_document_that_is_cut_keeps_what_is_whole() -> None:
    whole = '<urn:a> a dcat:Dataset ; dct:title "A" .\n'
    reading = read(f'{whole}<urn:b> a dcat:Dataset ; dct:title "B is not wh')
    assert [one.identifier for one in reading.descriptions] == ["urn:a"]
    assert [one.code for one in reading.troubles] == ["standards.read.broken_statement"]
    assert not reading.is_complete


@pytest.mark.parametrize("inside", ["{}", "<dcat:Catalog rdf:about='urn:all'>{}</dcat:Catalog>"])
def test_a_broken_node_of_xml_costs_itself(inside: str) -> None:
    nodes = [
        f'<dcat:Dataset rdf:about="{at}"><dct:title>{at}</dct:title></dcat:Dataset>'
        for at in ("urn:a", "urn:b", "urn:c")
    ]
    nodes[1] = nodes[1].replace("</dct:title>", '</dct:title><dct:spatial rdf:ID="not one"/>')
    if "Catalog" in inside:
        nodes = [f"<dcat:dataset>{one}</dcat:dataset>" for one in nodes]
    reading = read_dcat(XML.format(inside.format("".join(nodes))).encode())
    assert [one.identifier for one in reading.descriptions] == ["urn:a", "urn:c"]
    broken = Trouble("standards.read.broken_node", "urn:b", {}, True)
    assert (reading.troubles, reading.is_complete) == ([broken], False)


@pytest.mark.parametrize(
    "broken",
    [
        {"dct:title": {"@value": "B", "@language": 5}},
        {"@reverse": 5},
        {"@context": "http://evil.example/c"},
    ],
)
def test_a_broken_node_of_json_costs_itself(broken: dict[str, Any]) -> None:
    nodes: list[dict[str, Any]] = [
        {"@id": f"urn:{one}", "@type": "dcat:Dataset", "dct:title": one} for one in "abc"
    ]
    nodes[1] |= broken
    prefixes = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}
    whole = {"@id": "urn:all", "@type": "dcat:Catalog", "dct:title": "All", "dcat:dataset": nodes}
    for document in ({"@graph": nodes}, whole, {"@graph": [whole]}):
        reading = read_dcat(json.dumps({"@context": prefixes, **document}).encode())
        assert [one.identifier for one in reading.descriptions] == ["urn:a", "urn:c"]
        assert [(one.record, one.is_left_out) for one in reading.troubles] == [("urn:b", True)]
        assert not reading.is_complete


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"{", "standards.read.not_json"),
        (b'{"@context": {"@base": 5}}', "standards.read.not_json_ld"),
        (b'{"@context": "https://example.org/context.jsonld"}', "standards.read.remote_context"),
        (
            b'{"@context": {"@import": "https://example.org/c.jsonld"}}',
            "standards.read.remote_context",
        ),
        (
            b'{"@context": [{"a": {"@id": "urn:a", "@context": "http://127.0.0.1/c"}}]}',
            "standards.read.remote_context",
        ),
        (b"<rdf:RDF", "standards.read.not_rdf_xml"),
        (b"<html><p>not found</html>", "standards.read.is_a_page"),
        (b"<!doctype html><title>404", "standards.read.is_a_page"),
        (b"nothing at all", "standards.read.not_turtle"),
        (b"", "standards.read.no_catalogue"),
        (b"<urn:a> <urn:b> <urn:c> .", "standards.read.no_catalogue"),
    ],
)
def test_what_is_no_catalogue_is_refused(document: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_dcat(document)
    assert refused.value.code == code


def test_json_ld_is_read_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    document = b"""{"@context": {"dcat": "http://www.w3.org/ns/dcat#", "t": "http://purl.org/dc/terms/title"},
      "@id": "urn:a", "@type": "dcat:Dataset", "t": {"@value": "A", "@language": "en"}}"""
    (found,) = read_dcat(document).descriptions
    assert found.titles == {"en": "A"}


def test_entities_of_xml_are_not_followed(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    head = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    one = '<dcat:Dataset rdf:about="urn:a"><dct:title>A &x;</dct:title></dcat:Dataset>'
    with pytest.raises(Invalid) as refused:
        read_dcat((head + XML.format(one)).encode())
    assert refused.value.code == "standards.read.entities"


def test_names_for_namespaces_may_be_declared() -> None:
    head = '<!DOCTYPE rdf:RDF [<!ENTITY own "urn:own">]>'
    one = '<dcat:Dataset rdf:about="&own;:a"><dct:title>A</dct:title></dcat:Dataset>'
    assert read_dcat((head + XML.format(one)).encode()).descriptions[0].uri == "urn:own:a"


def test_entities_that_multiply_are_stopped() -> None:
    head = '<!DOCTYPE r [<!ENTITY a "' + "x" * 1_000 + '">'
    head += "".join(
        f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in zip("abcde", "bcdef", strict=True)
    )
    one = '<dcat:Dataset rdf:about="urn:a"><dct:title>&f;</dct:title></dcat:Dataset>'
    with pytest.raises(Invalid) as refused:
        read_dcat((head + "]>" + XML.format(one)).encode())
    assert refused.value.code == "standards.read.entities"


def test_bytes_that_are_no_characters_are_told() -> None:
    document = (PREFIXES + '<urn:a> a dcat:Dataset ; dct:title "').encode() + b'caf\xe9" .'
    reading = read_dcat(document)
    assert [one.title() for one in reading.descriptions] == ["caf\ufffd"]
    facts = {"n": 1, "line": PREFIXES.count("\n") + 1}
    assert reading.troubles == [Trouble("standards.read.bytes_replaced", "", facts)]


@pytest.mark.parametrize("encoding", ["utf-8", "cp874", "utf-16"])
def test_xml_is_read_in_the_encoding_it_names(encoding: str) -> None:
    one = '<dcat:Dataset rdf:about="urn:a"><dct:title>ฝน</dct:title></dcat:Dataset>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{XML.format(one)}'
    (found,) = read_dcat(text.encode(encoding)).descriptions
    assert found.record.title_th == "ฝน"


def test_addresses_without_a_host_are_those_of_the_document() -> None:
    one = '<dcat:Dataset rdf:about="d/1"><dct:title>A</dct:title></dcat:Dataset>'
    reading = read_dcat(XML.format(one).encode(), url="https://data.example/catalog.rdf")
    assert reading.descriptions[0].uri == "https://data.example/d/1"


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ('dct:publisher "กรมป่าไม้"@th', "publisher", Agent({"th": "กรมป่าไม้"})),
        ("dct:publisher <urn:p>", "publisher", Agent(uri="urn:p")),
        (
            'dct:publisher [ foaf:name "A" ; foaf:mbox "a@b.c" ]',
            "publisher",
            Agent({"": "A"}, email="a@b.c"),
        ),
        ('dct:temporal [ schema:startDate "2020" ]', "periods", (Period("2020"),)),
        ("dct:license <urn:l>", "licence", "urn:l"),
        ('dct:license "CC BY"', "licence", "CC BY"),
        ('dct:license [ dct:title "CC BY" ]', "licence", "CC BY"),
        ('dcat:theme "น้ำ"', "themes", (Concept(labels={"": "น้ำ"}),)),
        ('dct:spatial "ไทย"', "places", (Place(labels={"": "ไทย"}),)),
        (
            'dct:spatial [ dcat:bbox "POLYGON((1 2, 3 2, 3 4, 1 4, 1 2))"^^gsp:wktLiteral ]',
            "places",
            (Place(bbox=(1.0, 2.0, 3.0, 4.0)),),
        ),
        (
            'dct:spatial [ locn:geometry "<gml:Point/>"^^gsp:gmlLiteral, "POINT(1 2)" ]',
            "places",
            (Place(geometry="POINT(1 2)"),),
        ),
        ('dct:issued "2021-02-30"^^xsd:date', "issued", "2021-02-30"),
        ('dcat:keyword "ก"@th, "a"@en, "ก"@th', "keywords", {"th": ["ก"], "en": ["a"]}),
        ('dcat:landingPage "https://a.example/x y"', "landing_pages", ("https://a.example/x y",)),
    ],
)
def test_what_senders_write(said: str, field: str, value: object) -> None:
    (found,) = read(f'<urn:a> a dcat:Dataset ; dct:title "A" ; {said} .').descriptions
    assert getattr(found, field) == value


def test_what_has_no_field_is_kept_as_told() -> None:
    (found,) = read(
        '<urn:a> a dcat:Dataset ; dct:title "A"@en, "B"@en ; foaf:logo <urn:l> ;\n'
        '  dct:audience [ a dct:AgentClass ; dct:title "ครู"@th ] ; <urn:own#price> 5 .'
    ).descriptions
    assert found.extras == {
        "dcat": {
            "dct:title": [{"@value": "B", "@language": "en"}],
            "foaf:logo": [{"@id": "urn:l"}],
            "dct:audience": [
                {
                    "@type": ["dct:AgentClass"],
                    "dct:title": [{"@value": "ครู", "@language": "th"}],
                }
            ],
            "urn:own#price": [{"@value": "5", "@type": "xsd:integer"}],
        }
    }


def test_what_is_not_described_here_is_no_dataset() -> None:
    reading = read(
        '<urn:c> a dcat:Catalog ; dct:title "บัญชี"@th ; dcat:dataset <urn:a>, <urn:b> .\n'
        '<urn:a> dct:title "A" .'
    )
    assert [one.identifier for one in reading.descriptions] == ["urn:a"]
    assert reading.title == "บัญชี"
    assert reading.troubles == []


def test_one_without_title_is_left_out_and_told() -> None:
    reading = read('<urn:a> a dcat:Dataset . <urn:b> a dcat:Dataset ; dct:title "B" .')
    assert [one.identifier for one in reading.descriptions] == ["urn:b"]
    assert reading.troubles == [Trouble("standards.read.no_title", "urn:a", {}, True)]


def test_nested_catalogues_give_their_datasets_to_the_outer_one() -> None:
    reading = read(
        '<urn:in> a dcat:Catalog ; dct:title "ใน" ; dcat:dataset <urn:b> .\n'
        '<urn:out> a dcat:Catalog ; dct:title "นอก" ; dcat:catalog <urn:in> ; dcat:dataset <urn:a> .\n'
        '<urn:a> a dcat:Dataset ; dct:title "A" . <urn:b> a dcat:Dataset ; dct:title "B" .'
    )
    assert reading.title == "นอก"
    assert [one.title() for one in reading.descriptions] == ["A", "B"]
    assert len(reading.catalogues) == 2


def test_the_card_of_a_dataset_is_kept_with_it() -> None:
    (found,) = read(
        '<urn:a> a dcat:Dataset ; dct:title "A" .\n'
        '<urn:r> a dcat:CatalogRecord ; foaf:primaryTopic <urn:a> ; dct:modified "2026-01-02" .'
    ).descriptions
    assert found.entry is not None
    assert (found.entry.uri, found.entry.modified) == ("urn:r", "2026-01-02")


def test_a_card_inside_its_dataset_is_the_same() -> None:
    (found,) = read(
        '<urn:a> a dcat:Dataset ; dct:title "A" ; foaf:isPrimaryTopicOf <urn:r> .\n'
        '<urn:r> dct:modified "2026-01-02" .'
    ).descriptions
    assert found.entry is not None
    assert (found.entry.uri, found.extras) == ("urn:r", {})


@pytest.mark.parametrize(
    "document",
    [
        PREFIXES + '<d/1> a dcat:Dataset ; dct:title "A" .',
        XML.format('<dcat:Dataset rdf:about="d/1"><dct:title>A</dct:title></dcat:Dataset>'),
        """{"@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
            "@id": "d/1", "@type": "dcat:Dataset", "dct:title": "A"}""",
    ],
)
def test_addresses_stay_as_told_where_the_document_has_none(document: str) -> None:
    assert [one.uri for one in read_dcat(document.encode()).descriptions] == ["d/1"]


def test_known_codes_fill_the_record() -> None:
    authority = "http://publications.europa.eu/resource/authority"
    (found,) = read(
        f'<urn:a> a dcat:Dataset ; dct:title "ฝน"@th, "Rain"@en ; dct:description "ปริมาณฝน" ;\n'
        f"  dcat:theme <{authority}/data-theme/ENVI> ; dct:language <{authority}/language/THA> ;\n"
        f"  dct:accrualPeriodicity <{authority}/frequency/BIENNIAL> ;\n"
        "  dct:license <https://creativecommons.org/licenses/by-sa/3.0/th/> .\n"
    ).descriptions
    told = {name: value for name, value in found.record.to_dict().items() if value}
    assert told == {
        "title_th": "ฝน",
        "title_en": "Rain",
        "description_th": "ปริมาณฝน",
        "theme": "environment",
        "language": ["th"],
        "frequency_unit": "A",
        "frequency_interval": 2,
        "licence": "cc-by-sa",
    }


@pytest.mark.parametrize("address", sorted(known_contexts()))
def test_known_contexts_are_our_own_copies(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    graph = graph_of_json(_with(f"https://{address}"))
    told = {str(value) for value in graph.objects()}
    assert "ฝน" in told


def _with(context: str) -> dict[str, Any]:
    title = "title" if "DCAT-AP" in context else "name" if "schema" in context else "totalItems"
    return {"@context": context, "@id": "urn:a", title: "ฝน"}


def test_a_catalogue_in_the_terms_of_dcat_ap() -> None:
    document = {
        "@context": "https://semiceu.github.io/DCAT-AP/releases/3.0.1/context/dcat-ap.jsonld",
        "@id": "urn:a",
        "@type": "Dataset",
        "title": [{"@value": "ฝน", "@language": "th"}],
        "frequency": "http://publications.europa.eu/resource/authority/frequency/DAILY",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "datasetDistribution": {"@type": "Distribution", "downloadUrl": "https://a.example/x.csv"},
    }
    (found,) = read_dcat(orjson.dumps(document)).descriptions
    assert (found.record.title_th, found.record.licence) == ("ฝน", "cc-by")
    assert found.record.frequency_unit == "D"
    assert [one.url for one in found.resources] == ["https://a.example/x.csv"]
