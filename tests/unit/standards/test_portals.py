"""Socrata's and Opendatasoft's answers, as their references show them."""

from typing import Any

import orjson
import pytest

from odms.errors import Invalid
from odms.standards.description import Agent, Column, Concept, Description, Period, Place
from odms.standards.opendatasoft import read_opendatasoft
from odms.standards.reading import Reading
from odms.standards.socrata import read_socrata

DISCOVERY = {
    "results": [
        {
            "resource": {
                "id": "abcd-1234",
                "name": "Rain gauges",
                "description": "Gauges by province",
                "attribution": "Met Office",
                "type": "dataset",
                "createdAt": "2020-01-02T03:04:05.000Z",
                "updatedAt": "2021-01-02T03:04:05.000Z",
                "data_updated_at": "2021-02-02T03:04:05.000Z",
                "columns_name": ["Province", "Millimetres"],
                "columns_field_name": ["province", "mm"],
                "columns_datatype": ["Text", "Number"],
                "columns_description": ["Where"],
            },
            "classification": {
                "domain_category": "Weather",
                "domain_tags": ["rain"],
                "tags": ["rain", "climate"],
                "categories": [],
                "domain_metadata": [{"key": "Update_Frequency", "value": "Daily"}],
            },
            "metadata": {"domain": "data.example.gov", "license": "Public Domain"},
            "permalink": "https://data.example.gov/d/abcd-1234",
        },
        "odd",
    ],
    "resultSetSize": 72,
}
VIEW = {
    "id": "abcd-1234",
    "name": "Rain gauges",
    "assetType": "dataset",
    "createdAt": 1577934245,
    "rowsUpdatedAt": 1609556645,
    "tags": ["rain"],
    "category": "Weather",
    "license": {"name": "CC BY 4.0", "termsLink": "https://creativecommons.org/licenses/by/4.0/"},
    "columns": [{"fieldName": "mm", "name": "Millimetres", "dataTypeName": "number"}],
    "owner": {"displayName": "Met Office"},
}
METAS = {
    "default": {
        "title": "ฝนรายวัน",
        "description": "<p>ฝน</p>",
        "keyword": ["ฝน"],
        "theme": ["Environment"],
        "modified": "2021-01-02T03:04:05+00:00",
        "publisher": "กรมอุตุ",
        "license": "CC BY 4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "language": "th",
        "territory": ["ไทย"],
        "records_count": 7,
    },
    "dcat": {
        "issued": "2020-01-01",
        "contact_email": "a@example.org",
        "accrualperiodicity": "daily",
    },
}
ODS = {
    "dataset_id": "rain",
    "has_records": True,
    "features": ["geo"],
    "fields": [{"name": "mm", "label": "Millimetres", "type": "double"}],
    "attachments": [{"id": "notes_pdf", "title": "notes.pdf", "mimetype": "application/pdf"}],
    "metas": METAS,
}
SITE = "https://ods.example/api/explore/v2.1/catalog/datasets?limit=100"


def socrata(told: Any, url: str = "") -> Reading:
    return read_socrata(orjson.dumps(told), url=url)


def opendatasoft(told: Any, url: str = SITE) -> Reading:
    return read_opendatasoft(orjson.dumps(told), url=url)


def one(reading: Reading) -> Description:
    (found,) = reading.descriptions
    return found


def test_a_page_of_the_discovery_api() -> None:
    reading = socrata(DISCOVERY)
    found = one(reading)
    assert reading.n_total == 72
    assert [(each.code, each.record) for each in reading.troubles] == [
        ("standards.read.no_record", "#2")
    ]
    assert (found.identifier, found.titles) == ("abcd-1234", {"": "Rain gauges"})
    assert found.publisher == Agent({"": "Met Office"}, kind="organization")
    assert found.keywords == {"": ["rain", "climate"]}
    assert found.themes == (Concept(labels={"": "Weather"}),)
    assert found.modified == "2021-02-02T03:04:05.000Z"
    assert found.landing_pages == ("https://data.example.gov/d/abcd-1234",)
    assert [file.format for file in found.resources] == ["CSV", "JSON", "XML"]
    assert found.resources[0].url == (
        "https://data.example.gov/api/views/abcd-1234/rows.csv?accessType=DOWNLOAD"
    )
    assert found.resources[0].columns == (
        Column("province", {"": "Province"}, {"": "Where"}, "text"),
        Column("mm", {"": "Millimetres"}, type="number"),
    )
    assert found.extras == {"socrata": {"Update_Frequency": "Daily"}}


def test_a_list_of_views() -> None:
    found = one(socrata([VIEW], "https://data.example.gov/api/views?limit=10"))
    assert (found.issued, found.modified) == (
        "2020-01-02T03:04:05+00:00",
        "2021-01-02T03:04:05+00:00",
    )
    assert found.record.licence == "cc-by"
    assert found.landing_pages == ("https://data.example.gov/d/abcd-1234",)
    assert len(found.resources) == 3


def test_views_without_a_site_have_no_addresses() -> None:
    assert one(socrata([VIEW])).resources == ()


@pytest.mark.parametrize(
    "told",
    [
        {"total_count": 9, "results": [ODS], "links": [{"rel": "next", "href": "https://n"}]},
        {
            "total_count": 9,
            "datasets": [{"dataset": ODS}],
            "links": [{"rel": "next", "href": "https://n"}],
        },
    ],
)
def test_pages_of_the_explore_api(told: Any) -> None:
    reading = opendatasoft(told)
    found = one(reading)
    assert (reading.n_total, reading.next_pages) == (9, ["https://n"])
    assert (found.identifier, found.titles) == ("rain", {"": "ฝนรายวัน"})
    assert found.publisher == Agent({"": "กรมอุตุ"}, kind="organization")
    assert found.contacts == (Agent(email="a@example.org"),)
    assert (found.issued, found.modified) == ("2020-01-01", "2021-01-02T03:04:05+00:00")
    assert found.places == (Place(labels={"": "ไทย"}),)
    assert (found.record.licence, found.record.frequency_unit) == ("cc-by", "D")
    assert [file.format or file.media_type for file in found.resources] == [
        "CSV", "JSON", "PARQUET", "GEOJSON", "application/pdf",
    ]  # fmt: skip
    assert found.resources[0].url == (
        "https://ods.example/api/explore/v2.1/catalog/datasets/rain/exports/csv"
    )
    assert found.resources[0].columns == (Column("mm", {"": "Millimetres"}, type="number"),)
    assert found.extras == {"opendatasoft": {"records_count": 7}}


def test_the_first_version_has_one_template() -> None:
    told = {
        "nhits": 1,
        "datasets": [
            {
                "datasetid": "rain",
                "has_records": False,
                "metas": {"title": "ฝน", "publisher": "กรมอุตุ", "temporal": "2020/2021"},
            }
        ],
    }
    found = one(opendatasoft(told))
    assert (found.identifier, found.resources) == ("rain", ())
    assert found.periods == (Period("2020", "2021"),)


@pytest.mark.parametrize(
    ("read", "told", "code"),
    [
        (socrata, {"results": []}, "standards.read.no_socrata"),
        (socrata, ["a"], "standards.read.no_socrata"),
        (opendatasoft, {"x": 1}, "standards.read.no_opendatasoft"),
        (opendatasoft, [], "standards.read.no_opendatasoft"),
    ],
)
def test_other_answers_are_refused(read: Any, told: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(told)
    assert refused.value.code == code
