"""Which standard a document is in, told from its first bytes."""

import pytest

from odms.errors import Absent, Invalid
from odms.standards import readers

POD = b'"conformsTo": "https://project-open-data.cio.gov/v1.1/schema"'
REMOTE = b'"@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld"'


@pytest.mark.parametrize(
    ("head", "content_type", "url", "kind"),
    [
        (b"@prefix dcat: <http://www.w3.org/ns/dcat#> .", "", "", "dcat"),
        (b"<urn:a> <urn:b> <urn:c> .", "text/turtle", "", "dcat"),
        (b"<rdf:RDF xmlns:rdf='x'>", "", "", "dcat"),
        (b'\xef\xbb\xbf {"@context": {"dcat": "http://www.w3.org/ns/dcat#"}}', "", "", "dcat"),
        (b"{" + REMOTE + b"," + POD + b', "dataset": []}', "", "", "dcat"),
        (b"{" + REMOTE + b"," + POD + b"}", "", "https://a.example/data.json", "data-json"),
        (b"{" + POD + b', "dataset": []}', "", "", "data-json"),
        (b"{" + REMOTE + b"," + POD + b', "bureauCode": ["1"]}', "", "", "data-json"),
        (b'{"@type": "dcat:Catalog", "dataset": [{"@type": "dcat:Dataset"}]}', "", "", "data-json"),
        (b'{"help": "x", "success": true, "result": []}', "", "", "ckan"),
        (b'[{"name": "a", "license_title": "x"}]', "", "", "ckan"),
        (b'<csw:GetRecordsResponse xmlns:csw="x">', "", "", "csw"),
        (b'<?xml version="1.0"?><gmd:MD_Metadata xmlns:gmd="x">', "", "", "csw"),
        (b'{"type": "FeatureCollection", "features": []}', "", "", "ogc-records"),
        (b'{"@context": {"cr": "http://mlcommons.org/croissant/"}}', "", "", "croissant"),
        (b'{"@context": "https://schema.org/", "@type": "Dataset"}', "", "", "schema-org"),
        (
            b'<!doctype html><script type="application/ld+json">{"@context":"http://schema.org"}',
            "", "", "schema-org",
        ),
        (b'{"resultSetSize": 1, "results": []}', "", "", "socrata"),
        (b'{"total_count": 1, "results": [{"dataset_id": "a"}]}', "", "", "opendatasoft"),
        (b"<!doctype html><p>nothing", "text/html", "", None),
        (b'{"a": 1}', "application/json", "", None),
        (b"title,description\n", "text/csv", "", None),
        (b"", "", "", None),
    ],
)  # fmt: skip
def test_kinds(head: bytes, content_type: str, url: str, kind: str | None) -> None:
    assert readers.recognise(head, content_type, url) == kind


def test_a_kind_that_there_is_not() -> None:
    with pytest.raises(Absent):
        readers.read("z39.50", b"")


NOTHING = (b"", b"{}", b"[]", b"null", b"<a/>", b"\xff\xfe\x00", b"{" * 100_000)
# a list of nothing is a catalogue in which there is nothing yet
EMPTY = {("ckan", b"[]"), ("data-json", b"[]")}


@pytest.mark.parametrize("kind", readers.KINDS)
@pytest.mark.parametrize("document", NOTHING, ids=range(len(NOTHING)))
def test_every_reader_refuses_nothing_in_a_sentence(kind: str, document: bytes) -> None:
    if (kind, document) in EMPTY:
        assert readers.read(kind, document).descriptions == []
        return
    with pytest.raises(Invalid) as refused:
        readers.read(kind, document)
    assert refused.value.code.startswith("standards.read.")
