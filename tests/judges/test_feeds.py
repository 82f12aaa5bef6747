"""Catalogues of other portals as they are: each is read, or refused with one precise reason.

The files are the test data of udata, ckanext-datajson and datagov-harvester. A row tells the kind
that is recognised, how many datasets, services and series are read, how many files they have, and
how many troubles are told; or the code of the refusal.
"""

from collections import Counter
from pathlib import Path

import pytest

from odms.errors import Refused
from odms.standards import readers

FEEDS = Path(__file__).resolve().parents[3] / "shared" / "suites" / "dcat" / "feeds"

pytestmark = pytest.mark.skipif(not FEEDS.exists(), reason="the suite of feeds is not there")

# file, kind, datasets, services, series, files, troubles
READ = [
    ("datajson/dcatus.json", "data-json", 7, 0, 0, 7, 0),
    ("datajson/dcatus3_0.json", "data-json", 4, 0, 0, 0, 0),
    ("datajson/dcatus3_0_invalid.json", "data-json", 2, 0, 0, 0, 0),
    ("datajson/dcatus3_0_nested_catalog.json", "data-json", 3, 0, 0, 0, 0),
    ("datajson/dcatus3_0_no_identifier.json", "data-json", 1, 0, 0, 0, 1),
    ("datajson/dcatus3_0_record_no_id.json", "data-json", 1, 0, 0, 0, 0),
    ("datajson/dcatus3_0_series_member_also_top_level.json", "data-json", 2, 0, 1, 0, 0),
    ("datajson/dcatus3_0_series_with_members.json", "data-json", 2, 0, 1, 0, 0),
    ("datajson/dcatus3_0_service_no_identifier.json", "data-json", 1, 1, 0, 0, 0),
    ("datajson/dcatus3_0_service_serves_dataset.json", "data-json", 1, 1, 0, 0, 0),
    ("datajson/dcatus3_0_warning.json", "data-json", 3, 0, 0, 1, 0),
    ("datajson/dcatus3_0_with_records.json", "data-json", 1, 0, 0, 0, 0),
    ("datajson/dcatus3_0_with_services.json", "data-json", 1, 2, 0, 0, 0),
    ("datajson/dcatus_2.json", "data-json", 3, 0, 0, 3, 0),
    ("datajson/dcatus_bad_license_uri.json", "data-json", 1, 0, 0, 1, 0),
    ("datajson/dcatus_long_description.json", "data-json", 1, 0, 0, 2, 0),
    ("datajson/dcatus_multiple_invalid.json", "data-json", 1, 0, 0, 1, 0),
    ("datajson/dcatus_no_identifier.json", "data-json", 1, 0, 0, 1, 1),
    ("datajson/dcatus_same_title.json", "data-json", 2, 0, 0, 2, 0),
    ("datajson/dcatus_same_title_step_2.json", "data-json", 2, 0, 0, 2, 0),
    ("datajson/dcatus_single_record.json", "data-json", 1, 0, 0, 1, 0),
    ("datajson/dcatus_single_record_non-federal.json", "data-json", 1, 0, 0, 1, 0),
    ("datajson/dcatus_spatial_no_translate.json", "data-json", 1, 0, 0, 1, 0),
    ("datajson/dcatus_with_none.json", "data-json", 402, 0, 0, 2841, 0),
    ("datajson/missing_title.json", "data-json", 0, 0, 0, 0, 1),
    ("udata-tests/ckan/data/dkan-french-w-license.json", "ckan", 1, 0, 0, 2, 0),
    ("udata-tests/csw_dcat/geoide-iso19139-single-dataset.xml", "csw", 1, 0, 0, 13, 0),
    ("udata-tests/csw_dcat/geonetwork-dcat-page-1.xml", "csw", 2, 0, 0, 8, 0),
    ("udata-tests/csw_dcat/geonetwork-dcat-page-3.xml", "csw", 2, 0, 0, 6, 0),
    ("udata-tests/csw_dcat/geonetwork-dcat-page-5.xml", "csw", 2, 0, 0, 9, 0),
    ("udata-tests/csw_dcat/geonetwork-geodcatap-page-1.xml", "csw", 2, 4, 0, 4, 2),
    ("udata-tests/csw_dcat/geonetwork-geodcatap-page-3.xml", "csw", 2, 4, 0, 4, 2),
    ("udata-tests/csw_dcat/geonetwork-geodcatap-page-5.xml", "csw", 2, 4, 0, 4, 2),
    ("udata-tests/csw_dcat/geonetwork-iso19139-page-1.xml", "csw", 2, 0, 0, 22, 0),
    ("udata-tests/csw_dcat/geonetwork-iso19139-page-3.xml", "csw", 2, 0, 0, 17, 0),
    ("udata-tests/csw_dcat/geonetwork-iso19139-page-5.xml", "csw", 2, 0, 0, 22, 0),
    ("udata-tests/csw_dcat/geoplateforme-iso19139-IGNF_RPG.xml", "csw", 1, 0, 0, 80, 0),
    ("udata-tests/dcat/bnodes.jsonld", "dcat", 3, 0, 0, 5, 0),
    ("udata-tests/dcat/bnodes.xml", "dcat", 3, 1, 0, 5, 0),
    ("udata-tests/dcat/catalog.xml", "dcat", 4, 1, 0, 8, 0),
    (
        "udata-tests/dcat/datara--5a26b0f6-0ccf-46ad-ac58-734054b91977.rdf.xml",
        "dcat",
        1,
        0,
        0,
        1,
        0,
    ),
    (
        "udata-tests/dcat/datara--f40c3860-7236-4b30-a141-23b8ae33f7b2.rdf.xml",
        "dcat",
        1,
        0,
        0,
        0,
        0,
    ),
    ("udata-tests/dcat/flat.jsonld", "dcat", 3, 0, 0, 5, 0),
    ("udata-tests/dcat/geonetwork.xml", "dcat", 1, 0, 0, 4, 0),
    ("udata-tests/dcat/nested.jsonld", "dcat", 1, 0, 0, 1, 0),
    ("udata-tests/dcat/paged-collection-1.jsonld", "dcat", 3, 0, 0, 3, 0),
    ("udata-tests/dcat/paged-collection-2.jsonld", "dcat", 1, 0, 0, 1, 0),
    ("udata-tests/dcat/partial-collection-1.jsonld", "dcat", 3, 0, 0, 3, 0),
    ("udata-tests/dcat/partial-collection-2.jsonld", "dcat", 1, 0, 0, 1, 0),
    ("udata-tests/dcat/series.xml", "dcat", 0, 2, 1, 2, 0),
    ("udata-tests/dcat/sig.oreme.rdf", "dcat", 1, 0, 0, 1, 0),
    ("udata-tests/dcat/udata.xml", "dcat", 2, 1, 0, 6, 0),
]
REFUSED = [
    ("udata-tests/dcat/evian.json", "dcat", "standards.read.remote_context"),
]
# of catalogue services: the number of the record to go on with
NEXT_POSITIONS = {
    f"udata-tests/csw_dcat/geonetwork-{form}-page-{page}.xml": page + 2
    for form in ("dcat", "geodcatap", "iso19139")
    for page in (1, 3)
}
NEXT_PAGES = {
    "udata-tests/dcat/paged-collection-1.jsonld": ["http://data.test.org/catalog.jsonld?page=2"],
    "udata-tests/dcat/partial-collection-1.jsonld": ["http://data.test.org/catalog.jsonld?page=2"],
}


@pytest.mark.parametrize("row", READ, ids=lambda row: row[0])
def test_feed_is_read(row: tuple[str, str, int, int, int, int, int]) -> None:
    name, kind, *counts = row
    document = (FEEDS / name).read_bytes()
    assert readers.recognise(document[:65_536]) == kind
    reading = readers.read(kind, document)
    n = Counter(one.kind for one in reading.descriptions)
    n_files = sum(len(one.resources) for one in reading.descriptions)
    told = [n["dataset"], n["service"], n["series"], n_files, len(reading.troubles)]
    assert told == counts
    assert reading.next_pages == NEXT_PAGES.get(name, [])
    assert reading.next_position == NEXT_POSITIONS.get(name)
    assert reading.is_complete


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[0])
def test_feed_is_refused(row: tuple[str, str, str]) -> None:
    name, kind, code = row
    document = (FEEDS / name).read_bytes()
    assert readers.recognise(document[:65_536]) == kind
    with pytest.raises(Refused) as refused:
        readers.read(kind, document)
    assert refused.value.code == code


def test_every_feed_has_a_row() -> None:
    there = {str(path.relative_to(FEEDS)) for path in FEEDS.rglob("*") if path.is_file()}
    assert there == {row[0] for row in (*READ, *REFUSED)}
