"""Packages of CKAN as they come: our own, the country's, older ones, DKAN's, and broken ones."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from unit.standards.test_exports import BASE, DATASET

from odms.errors import Invalid
from odms.standards import ckan
from odms.standards.ckan_reading import describe_package, read_ckan
from odms.standards.description import Agent, Checksum, Concept, Entry, Period, Place
from odms.standards.record import FIELDS

BARE = {"id": "1", "name": "rain", "title": "ฝน"}


def described(**told: Any) -> Any:
    return describe_package(BARE | told)


def test_our_own_package_says_again_what_our_record_says() -> None:
    found = describe_package(ckan.to_package(DATASET, base_url=BASE)).record
    # CKAN has one language, and none of these
    unsaid = {"title_en", "description_en", "legal_ground", "rights_origin", "period_start"}
    unsaid |= {"period_end", "columns", "publisher", "url"}
    record = DATASET.record
    assert {n for n in FIELDS if getattr(found, n) != getattr(record, n)} <= unsaid
    assert found.publisher == DATASET.publisher.name_th


def test_a_package_of_the_country() -> None:
    found = described(
        notes="ปริมาณฝนรายวัน",
        organization={"id": "o", "title": "กรมอุตุนิยมวิทยา"},
        maintainer="กองพัฒนา",
        maintainer_email="a@b.go.th",
        license_id="Creative Commons Attributions",
        update_frequency_unit="เดือน",
        update_frequency_interval="3",
        geo_coverage="จังหวัด",
        data_language='["ไทย", "อังกฤษ"]',
        objective='["พันธกิจหน่วยงาน"]',
        first_year_of_data="2560",
        last_year_of_data="2566",
        high_value_dataset="True",
        data_source="สถานีตรวจวัด",
    )
    record = found.record
    assert (record.title_th, record.description_th) == ("ฝน", "ปริมาณฝนรายวัน")
    assert (record.frequency_unit, record.frequency_interval) == ("M", 3)
    assert (record.geo_coverage, record.language) == ("06", ["th", "en"])
    assert record.objective == ["mission"]
    assert record.licence == "cc-by"
    assert found.publisher == Agent({"": "กรมอุตุนิยมวิทยา"}, identifier="o", kind="organization")
    assert found.periods == (Period("2017", "2023"),)
    assert found.provenances == (Concept(labels={"": "สถานีตรวจวัด"}),)
    assert found.extras == {"ckan": {"high_value_dataset": "True"}}


def test_extras_of_dcat_are_fields() -> None:
    extras = {
        "uri": "https://example.org/rain",
        "issued": "2020-01-01",
        "modified": "2021-01-01",
        "frequency": "http://purl.org/cld/freq/daily",
        "theme": '["https://example.org/water"]',
        "language": '["th"]',
        "publisher_name": "TMD",
        "publisher_type": "NationalAuthority",
        "spatial": '{"type": "Polygon", "coordinates": [[[1, 2], [3, 2], [3, 4], [1, 4], [1, 2]]]}',
        "temporal_start": "2019-01-01",
        "access_rights": "public",
        "provenance": "gauges",
        "own": "kept",
    }
    found = described(extras=[{"key": key, "value": value} for key, value in extras.items()])
    assert found.uri == "https://example.org/rain"
    assert (found.issued, found.modified) == ("2020-01-01", "2021-01-01")
    assert found.themes == (Concept("https://example.org/water"),)
    assert found.publisher == Agent({"": "TMD"}, kind="organization", type="NationalAuthority")
    assert found.places == (Place(bbox=(1.0, 2.0, 3.0, 4.0), geometry=extras["spatial"]),)
    assert found.periods == (Period("2019-01-01"),)
    assert found.record.frequency_unit == "D"
    assert found.extras == {"ckan": {"own": "kept"}}


def test_titles_in_several_languages() -> None:
    found = described(title_translated={"th": "ฝน", "en": "Rain"}, notes_translated={"en": "x"})
    assert found.titles == {"th": "ฝน", "en": "Rain"}
    assert (found.record.title_th, found.record.title_en) == ("ฝน", "Rain")


@pytest.mark.parametrize(
    ("told", "field", "value"),
    [
        ({"format": "CSV"}, "download_urls", ("https://a.example/x",)),
        ({"format": "CSV"}, "access_urls", ()),
        ({"format": "API"}, "access_urls", ("https://a.example/x",)),
        ({"format": "API"}, "download_urls", ()),
        ({"mimetype": "text/csv"}, "media_type", "text/csv"),
        ({"mimetype": "xlsx"}, "media_type", ""),
        ({"size": "42 octets"}, "size_bytes", 42),
        ({"size": "1.5 MB"}, "size_bytes", 1_500_000),
        ({"size": "2 KiB"}, "size_bytes", 2048),
        ({"size": "much"}, "size_bytes", None),
        ({"hash": "d41d8cd98f00b204e9800998ecf8427e"}, "checksum", Checksum("md5", "d41d8cd98f00b204e9800998ecf8427e")),
        ({"hash": "sha256:" + "0" * 64}, "checksum", Checksum("sha256", "0" * 64)),
        ({"hash": "none"}, "checksum", None),
        ({"created": "jeu, 19/12/2019 - 03:00"}, "issued", "2019-12-19T03:00:00"),
        ({"last_modified": "2019-09-30 22:00:00"}, "modified", "2019-09-30T22:00:00"),
        ({"last_modified": "soon"}, "modified", "soon"),
    ],
)  # fmt: skip
def test_files(told: dict[str, Any], field: str, value: Any) -> None:
    (found,) = described(resources=[{"id": "r", "url": "https://a.example/x"} | told]).resources
    assert getattr(found, field) == value


def test_the_bundle_that_a_portal_makes_is_no_file() -> None:
    files = [{"name": "All resource data", "format": "ZIP"}, {"name": "ฝน.csv", "format": "CSV"}]
    assert [one.titles[""] for one in described(resources=files).resources] == ["ฝน.csv"]


def test_a_code_that_is_not_ours_is_kept_as_told() -> None:
    found = described(data_category="ลับมาก")
    assert found.record.data_category == ""
    assert found.extras == {"ckan": {"data_category": "ลับมาก"}}


def test_the_card_has_the_times_of_the_catalogue() -> None:
    found = described(
        metadata_created="2020-01-02T03:04:05.6", metadata_modified="2021-01-01T00:00:00"
    )
    assert found.entry == Entry(issued="2020-01-02T03:04:05.6", modified="2021-01-01T00:00:00")


@pytest.mark.parametrize(
    "document",
    [
        {"success": True, "result": {"count": 2, "results": [BARE, BARE | {"id": "2"}]}},
        {"success": True, "result": [BARE, BARE | {"id": "2"}]},
        {"success": True, "result": [[BARE, BARE | {"id": "2"}]]},
        [BARE, BARE | {"id": "2"}],
    ],
)
def test_packages_of_any_answer(document: Any) -> None:
    assert [one.identifier for one in read_ckan(orjson.dumps(document)).descriptions] == ["1", "2"]


def test_one_package_and_a_dump_of_lines() -> None:
    assert len(read_ckan(orjson.dumps(BARE)).descriptions) == 1
    lines = b"\n".join([orjson.dumps(BARE), b"{broken}", orjson.dumps(BARE | {"id": "2"})])
    reading = read_ckan(lines)
    assert [one.identifier for one in reading.descriptions] == ["1", "2"]
    assert [(one.code, one.record) for one in reading.troubles] == [
        ("standards.read.no_record", "#2")
    ]


def test_a_count_is_told() -> None:
    answer = {"success": True, "result": {"count": 70, "results": [BARE]}}
    assert read_ckan(orjson.dumps(answer)).n_total == 70


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"success": False, "error": {"message": "Access denied"}}, "standards.read.ckan_failed"),
        ({"success": True, "result": ["a", "b"]}, "standards.read.no_packages"),
        ({"x": 1}, "standards.read.no_packages"),
    ],
)
def test_answers_without_packages_are_refused(document: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_ckan(orjson.dumps(document))
    assert refused.value.code == code


def test_a_series_is_one() -> None:
    assert described(type="dataset_series").kind == "series"
    assert replace(described(), kind="series") == described(type="dataset_series")
