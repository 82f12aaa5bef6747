"""Standards in JSON that are written and read: what one can say comes back as it was."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import descriptions as made

from odms.standards.croissant import read_croissant, to_croissant
from odms.standards.data_json import ACCESS_RIGHTS, LEVELS, read_data_json
from odms.standards.data_json_writing import OF_FILE, SAYS, to_data_json
from odms.standards.description import (
    Agent,
    Column,
    Concept,
    Description,
    Entry,
    Period,
    Place,
    Resource,
)
from odms.standards.ogc_records import SAYS as SAYS_OGC
from odms.standards.ogc_records import read_records, to_record
from odms.standards.reading import Reading
from odms.standards.record import Record
from odms.standards.schema_org import DATASET, DOWNLOAD, read_schema_org, to_dataset

CATALOGUE = Description(uri="https://example.org", kind="catalogue", titles={"": "บัญชี"})
Made = st.SearchStrategy[Any]

# one language, and of things told once the first alone
_words = st.builds(lambda text: {"": text}, made.texts)
_one_keyword = made.texts.filter(lambda text: "," not in text)
_keywords = st.lists(_one_keyword, max_size=3, unique=True).map(
    lambda told: {"": told} if told else {}
)
_maybe = made.maybe
_moments = _maybe(made.moments.filter(str.isascii))
_names = st.builds(lambda text: Agent({"": text}, kind="organization"), made.texts)


def optional(strategy: Made) -> Made:
    return st.one_of(st.none(), strategy)


def one(strategy: Made) -> Made:
    return made.some(strategy, most=1)


def only(strategies: dict[str, Made], type_: type = Description) -> Made:
    return st.builds(type_, **strategies)


POD_FILES_FIELDS: dict[str, Made] = {
    "titles": st.one_of(st.just({}), _words),
    "descriptions": st.one_of(st.just({}), _words),
    "access_urls": one(made.addresses),
    "download_urls": one(made.addresses),
    "media_type": st.sampled_from(["", "text/csv"]),
    "format": _maybe(made.texts),
    "conforms_to": one(st.builds(Concept, uri=made.addresses)),
}
POD_FILES = only(POD_FILES_FIELDS, Resource).filter(lambda told: told != Resource())
POD_FIELDS: dict[str, Made] = {
    "identifier": made.texts,
    "titles": _words,
    "descriptions": st.one_of(st.just({}), _words),
    "keywords": _keywords,
    "modified": _moments,
    "issued": _moments,
    "publisher": optional(_names),
    "contacts": one(st.builds(lambda text: Agent({"": text}, email="a@example.org"), made.texts)),
    "access_rights": st.sampled_from(sorted(LEVELS.values())),
    "licence": _maybe(made.links),
    "rights": one(st.builds(lambda words: Concept(labels=words), _words)),
    "places": one(
        st.one_of(
            st.builds(lambda box: Place(bbox=box), made.boxes()),
            st.builds(lambda words: Place(labels=words), _words),
        )
    ),
    "periods": one(made.periods.filter(lambda told: (told.start + told.end).isascii())),
    "frequency": _maybe(made.links),
    "conforms_to": one(st.builds(Concept, uri=made.addresses)),
    "languages": made.some(st.sampled_from(["th", "en"])),
    "landing_pages": one(made.addresses),
    "pages": made.some(made.addresses),
    "themes": made.some(st.builds(lambda words: Concept(labels=words), _words)),
    "in_series": one(made.texts),
    "resources": made.some(POD_FILES),
}
POD = only(POD_FIELDS)

_bodies = st.builds(
    Agent,
    names=_words,
    uri=_maybe(made.addresses),
    identifier=_maybe(made.texts),
    kind=st.sampled_from(["person", "organization"]),
    email=st.sampled_from(["", "a@example.org"]),
    phone=st.sampled_from(["", "+66-2-123"]),
    homepage=_maybe(made.addresses),
)
_terms = st.builds(Concept, uri=_maybe(made.addresses), labels=_words, notation=_maybe(made.texts))
_boxed = st.builds(Place, uri=_maybe(made.addresses), labels=_words, bbox=optional(made.boxes()))
SCHEMA_ORG_FILES_FIELDS: dict[str, Made] = {
    "identifier": _maybe(made.texts),
    "uri": _maybe(made.addresses),
    "titles": _words,
    "descriptions": st.one_of(st.just({}), _words),
    "access_urls": one(made.addresses),
    "download_urls": one(made.addresses),
    "media_type": st.sampled_from(["", "text/csv"]),
    "size_bytes": optional(st.integers(0, 10**12)),
    "checksum": st.one_of(
        st.none(), made.checksums.filter(lambda told: told and told.algorithm == "sha256")
    ),
    "licence": _maybe(made.links),
    "issued": _moments,
    "modified": _moments,
    "languages": made.some(st.sampled_from(["th", "en"])),
}
SCHEMA_ORG_FILES = only(SCHEMA_ORG_FILES_FIELDS, Resource)
SCHEMA_ORG_FIELDS: dict[str, Made] = {
    "identifier": made.texts,
    "uri": _maybe(made.addresses),
    "titles": _words,
    "descriptions": st.one_of(st.just({}), _words),
    "keywords": _keywords,
    "publisher": optional(_bodies),
    "creators": st.lists(_bodies, min_size=1, max_size=2, unique_by=repr).map(tuple),
    "contacts": made.some(_bodies),
    "themes": made.some(_terms),
    "languages": made.some(st.sampled_from(["th", "en"])),
    "places": made.some(_boxed),
    "periods": made.some(made.periods.filter(lambda told: (told.start + told.end).isascii())),
    "issued": _moments,
    "modified": _moments,
    "landing_pages": made.some(made.addresses),
    "licence": _maybe(made.links),
    "access_rights": _maybe(made.links),
    "version": _maybe(made.texts),
    "other_identifiers": made.some(st.builds(Concept, uri=made.addresses)),
    "sources": made.some(made.links),
    "in_series": made.some(made.links),
    "referenced_by": made.some(made.links),
    "resources": made.some(SCHEMA_ORG_FILES),
}
SCHEMA_ORG = only(SCHEMA_ORG_FIELDS)

_contacts = st.builds(
    Agent,
    names=_words,
    identifier=_maybe(made.texts.filter(lambda text: ":" not in text)),
    kind=st.sampled_from(["person", "organization"]),
    email=st.sampled_from(["", "a@example.org"]),
    phone=st.sampled_from(["", "+66-2-123"]),
    homepage=_maybe(made.addresses),
)
OGC_FILES = st.builds(
    lambda at, is_file, rest: replace(
        rest, **{"download_urls" if is_file else "access_urls": (at,)}
    ),
    made.addresses,
    st.booleans(),
    st.builds(
        Resource,
        titles=_words,
        media_type=st.sampled_from(["", "text/csv"]),
        size_bytes=optional(st.integers(0, 10**12)),
        modified=_moments,
    ),
)
OGC_FIELDS: dict[str, Made] = {
    "identifier": made.texts,
    "kind": st.sampled_from(["dataset", "series", "service"]),
    "titles": _words,
    "descriptions": st.one_of(st.just({}), _words),
    "keywords": _keywords,
    "publisher": optional(_contacts),
    "creators": made.some(_contacts),
    "contacts": made.some(_contacts),
    "themes": made.some(
        st.builds(
            Concept,
            uri=_maybe(made.addresses),
            labels=_words,
            notation=made.texts.filter(lambda text: ":" not in text),
        )
    ),
    "languages": made.some(st.sampled_from(["th", "en"])),
    "places": one(
        st.one_of(
            st.builds(lambda box: Place(bbox=box), made.boxes()),
            st.just(Place(geometry='{"type":"Point","coordinates":[100.5,13.7]}')),
        )
    ),
    "periods": one(made.periods),
    "landing_pages": made.some(made.addresses),
    "pages": made.some(made.addresses),
    "licence": _maybe(made.links),
    "rights": one(st.builds(lambda words: Concept(labels=words), _words)),
    "other_identifiers": made.some(st.builds(Concept, notation=made.texts)),
    "version": _maybe(made.texts),
    "resources": made.some(OGC_FILES),
    "entry": st.builds(Entry, issued=_moments, modified=made.moments.filter(str.isascii)),
}
OGC = only(OGC_FIELDS)


def as_data_json(told: Description) -> Reading:
    return read_data_json(orjson.dumps(to_data_json(CATALOGUE, [told])))


def as_schema_org(told: Description) -> Reading:
    return read_schema_org(orjson.dumps(to_dataset(told)))


def as_record(told: Description) -> Reading:
    return read_records(orjson.dumps(to_record(told)))


def of_card(told: Description) -> Description:
    """The dates of a record are those of its card."""
    assert told.entry is not None
    return replace(told, issued=told.entry.issued, modified=told.entry.modified)


def same(told: Description) -> Description:
    return told


STANDARDS: list[tuple[Made, Callable[..., Any], Callable[..., Any]]] = [
    (POD, as_data_json, same),
    (SCHEMA_ORG, as_schema_org, same),
    (OGC, as_record, of_card),
]


@pytest.mark.parametrize(
    ("strategy", "around", "expected"), STANDARDS, ids=["pod", "schema", "ogc"]
)
def test_what_is_said_comes_back(strategy: Made, around: Any, expected: Any) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def check(told: Description) -> None:
        reading = around(told)
        (found,) = reading.descriptions
        assert replace(found, record=Record()) == expected(told)
        assert reading.troubles == []

    check()


@pytest.mark.parametrize(
    ("tried", "says"),
    [
        (POD_FIELDS, SAYS.keys()),
        (POD_FILES_FIELDS, OF_FILE.keys()),
        (SCHEMA_ORG_FIELDS, DATASET.says),
        (SCHEMA_ORG_FILES_FIELDS, DOWNLOAD.says),
        (OGC_FIELDS, SAYS_OGC - {"endpoints"}),  # where a service answers is tried below
    ],
)
def test_all_that_a_standard_says_is_tried(tried: dict[str, Made], says: set[str]) -> None:
    assert set(tried) == set(says)


def test_a_service_answers_somewhere() -> None:
    service = Description("s", kind="service", titles={"": "S"}, endpoints=("https://a.example",))
    (found,) = as_record(service).descriptions
    assert found.endpoints == service.endpoints


def test_keys_of_dcat_us_alone_are_kept() -> None:
    document = {
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "dataset": [
            {
                "identifier": "1",
                "title": "T",
                "accessLevel": "restricted public",
                "bureauCode": ["010:00", "010:01"],
                "modified": "R/P1M",
                "temporal": "2020/..",
                "spatial": "97.3,5.6,105.6,20.5",
                "publisher": {"name": "A", "subOrganizationOf": {"name": "B"}},
            }
        ],
    }
    (found,) = read_data_json(orjson.dumps(document)).descriptions
    assert found.access_rights == f"{ACCESS_RIGHTS}RESTRICTED"
    assert (found.modified, found.frequency) == ("", "R/P1M")
    assert (found.record.frequency_unit, found.record.frequency_interval) == ("M", 1)
    assert found.periods == (Period("2020"),)
    assert found.places == (Place(bbox=(97.3, 5.6, 105.6, 20.5)),)
    (again,) = to_data_json(CATALOGUE, [found])["dataset"]
    assert again["bureauCode"] == ["010:00", "010:01"]


TABLE = Resource(
    titles={"": "ฝน"},
    download_urls=("https://a.example/rain.csv",),
    media_type="text/csv",
    size_bytes=12,
    columns=(
        Column("province", {"": "จังหวัด"}, type="text"),
        Column("mm", {"": "ปริมาณ"}, type="number"),
        Column("day", {"": "วัน"}, type="date"),
    ),
)


def test_croissant_tells_files_and_columns() -> None:
    told = Description(
        "1", titles={"": "ฝน"}, descriptions={"": "รายวัน"}, creators=(Agent({"": "กรม"}, kind="organization"),), resources=(TABLE,),
        licence="https://creativecommons.org/licenses/by/4.0/", landing_pages=("https://a.example/",),
    )  # fmt: skip
    (found,) = read_croissant(orjson.dumps(to_croissant(told))).descriptions
    (file,) = found.resources
    assert file == replace(
        TABLE, identifier="rain.csv", titles={"": "rain.csv"}, descriptions={"": "ฝน"}
    )
    assert replace(found, record=Record(), resources=(), extras={}) == replace(told, resources=())


PAGE = """<html><script>var x = "<b>";</script><script type="application/ld+json">{}</script>
<script type="application/ld+json">{"broken": </script></html>"""


def test_the_scripts_of_a_page_are_read() -> None:
    document = PAGE.replace(
        "{}",
        """{"@context": "http://schema.org", "@graph": [{"@type": "WebPage"},
        {"@type": ["Thing", "schema:Dataset"], "schema:name": [{"@value": "ฝน", "@language": "th"},
        {"@value": "Rain", "@language": "en"}], "license": {"@type": "CreativeWork", "url": "https://l"},
        "creator": "กรม", "keywords": "ฝน, น้ำ", "temporalCoverage": "2020-01-01/..",
        "spatialCoverage": {"@type": "Place", "geo": {"@type": "GeoShape", "box": "5.6 97.3 20.5 105.6"}},
        "distribution": {"@type": "DataDownload", "contentUrl": "https://a.example/x.csv"}}]}""",
    )
    reading = read_schema_org(document.encode(), url="https://a.example/rain")
    (found,) = reading.descriptions
    assert found.titles == {"th": "ฝน", "en": "Rain"}
    assert found.landing_pages == ("https://a.example/rain",)
    assert (found.licence, found.creators) == ("https://l", (Agent({"": "กรม"}),))
    assert found.keywords == {"": ["ฝน", "น้ำ"]}
    assert found.periods == (Period("2020-01-01"),)
    assert found.places == (Place(bbox=(97.3, 5.6, 105.6, 20.5)),)
    assert [one.url for one in found.resources] == ["https://a.example/x.csv"]
    assert [one.code for one in reading.troubles] == [
        "standards.read.not_json",
        "standards.read.no_identifier",
    ]
