"""One dataset in the terms of others, as literal objects."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from factories.records import DESCRIPTION

from odms.standards import ckan, schema_org
from odms.standards.record import Record
from odms.standards.view import (
    MEDIA_TYPES,
    DatasetView,
    DistributionView,
    PublisherView,
    describe_view,
)

BASE = "https://data.example"
FIRST, LAST = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
DATASET = DatasetView(
    id="01DATASET",
    slug="patients",
    created_at=FIRST,
    published_at=FIRST,
    modified_at=LAST,
    publisher=PublisherView(
        id="01AGENCY",
        slug="health",
        name_th="กรมสุขภาพตัวอย่าง",
        name_en="Sample Health Department",
        sector="state",
        created_at=FIRST,
    ),
    record=Record().changed(
        DESCRIPTION
        | {"tags": ["ผู้ป่วย"], "description_th": "รายละเอียด", "period_start": "2023-01-01"}
        | {"objective": ["mission", "law"], "licence": "cc-by", "language": ["th"]}
    ),
    distributions=(
        DistributionView(
            id="01TABLE",
            slug="table-1",
            position=0,
            title_th="ผู้ป่วยนอก",
            title_en="",
            number=2,
            n_rows=3,
            created_at=FIRST,
            released_at=LAST,
            columns=[{"name": "n", "label_th": "จำนวน", "label_en": "Number", "unit": "คน"}],
        ),
    ),
)


def test_package_whole() -> None:
    assert ckan.to_package(DATASET, base_url=BASE) == {
        "author": None,
        "author_email": None,
        "creator_user_id": None,
        "extras": [],
        "groups": [
            {
                "id": "health",
                "name": "health",
                "title": "สาธารณสุข",
                "display_name": "สาธารณสุข",
                "description": "",
                "image_display_url": "",
            }
        ],
        "id": "01DATASET",
        "isopen": True,
        "license_id": "Creative Commons Attributions",
        "license_title": "Creative Commons Attributions",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "maintainer": "กลุ่มงานข้อมูล",
        "maintainer_email": "data@health.example",
        "metadata_created": "2026-01-02T03:04:05.000000",
        "metadata_modified": "2026-03-04T00:00:00.000000",
        "name": "patients",
        "notes": "รายละเอียด",
        "num_resources": 1,
        "num_tags": 1,
        "organization": {
            "id": "01AGENCY",
            "name": "health",
            "title": "กรมสุขภาพตัวอย่าง",
            "type": "organization",
            "description": "",
            "image_url": "",
            "created": "2026-01-02T03:04:05.000000",
            "is_organization": True,
            "approval_status": "approved",
            "state": "active",
        },
        "owner_org": "01AGENCY",
        "private": False,
        "relationships_as_object": [],
        "relationships_as_subject": [],
        "resources": [
            {
                "cache_last_updated": None,
                "cache_url": None,
                "created": "2026-01-02T03:04:05.000000",
                "datastore_active": True,
                "description": "",
                "format": "CSV",
                "hash": "",
                "id": "01TABLE",
                "last_modified": "2026-03-04T00:00:00.000000",
                "metadata_modified": "2026-03-04T00:00:00.000000",
                "mimetype": "text/csv",
                "mimetype_inner": None,
                "name": "ผู้ป่วยนอก",
                "package_id": "01DATASET",
                "position": 0,
                "resource_type": None,
                "size": None,
                "state": "active",
                "url": "https://data.example/datasets/patients/table-1.csv",
                "url_type": None,
            }
        ],
        "state": "active",
        "tags": [
            {
                "id": "79e29017-fdf9-545e-8a50-e6551e988109",
                "name": "ผู้ป่วย",
                "display_name": "ผู้ป่วย",
                "state": "active",
                "vocabulary_id": None,
            }
        ],
        "title": "ผู้ป่วยนอก รายจังหวัด",
        "type": "dataset",
        "url": "https://data.example/datasets/patients",
        "version": None,
        "data_type": "ข้อมูลสถิติ",
        "objective": ["พันธกิจหน่วยงาน", "กฎหมายที่เกี่ยวข้อง"],
        "update_frequency_unit": "ปี",
        "update_frequency_interval": "1",
        "geo_coverage": "จังหวัด",
        "data_format": ["CSV"],
        "data_category": "ข้อมูลสาธารณะ",
        "data_classification": "เปิดเผย",
        "data_language": ["ไทย"],
        "data_source": "ระบบรายงานสถานพยาบาล",
        "last_updated_date": "2026-03-04",
        "allow_harvest": "True",
    }


def test_package_of_a_bare_record() -> None:
    package = ckan.to_package(
        replace(DATASET, record=Record(title_th="ก"), distributions=()), base_url=BASE
    )
    assert package["groups"] == package["tags"] == package["resources"] == []
    assert (package["isopen"], package["license_id"]) == (False, "")
    assert "data_type" not in package
    assert "license_url" not in package


def test_organization() -> None:
    told = ckan.to_organization(replace(DATASET.publisher, n_datasets=7))
    assert (told["name"], told["display_name"], told["package_count"]) == (
        "health",
        "กรมสุขภาพตัวอย่าง",
        7,
    )


def schema_org_of(language: str) -> dict[str, Any]:
    catalogue = {"name": "ศูนย์", "url": BASE}
    described = describe_view(DATASET, BASE)
    return schema_org.to_dataset(described, catalogue=catalogue, language=language)


def test_schema_org_in_thai() -> None:
    told = schema_org_of("th")
    downloads = told.pop("distribution")
    assert told == {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": "https://data.example/id/dataset/01DATASET",
        "name": "ผู้ป่วยนอก รายจังหวัด",
        "alternateName": "Out-patients by province",
        "description": "รายละเอียด",
        "url": "https://data.example/datasets/patients",
        "identifier": "01DATASET",
        "keywords": ["ผู้ป่วย"],
        "about": [
            {
                "@type": "DefinedTerm",
                "@id": "http://publications.europa.eu/resource/authority/data-theme/HEAL",
                "name": "สาธารณสุข",
            }
        ],
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "inLanguage": ["th"],
        "creator": told["publisher"],
        "maintainer": [
            {"@type": "Organization", "name": "กลุ่มงานข้อมูล", "email": "data@health.example"}
        ],
        "publisher": {
            "@type": "Organization",
            "@id": "https://data.example/id/agency/01AGENCY",
            "name": "กรมสุขภาพตัวอย่าง",
            "url": "https://data.example/agencies/health",
        },
        "datePublished": "2026-01-02T03:04:05+00:00",
        "dateModified": "2026-03-04T00:00:00+00:00",
        "version": "2",
        "temporalCoverage": "2023-01-01/..",
        "spatialCoverage": [
            {
                "@type": "Place",
                "@id": "http://publications.europa.eu/resource/authority/country/THA",
                "name": "ประเทศไทย",
                "geo": {"@type": "GeoShape", "box": "5.5 97.2 20.6 105.8"},
            }
        ],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": "n", "description": "จำนวน", "unitText": "คน"}
        ],
        "includedInDataCatalog": {"@type": "DataCatalog", "name": "ศูนย์", "url": BASE},
    }
    assert [one["encodingFormat"] for one in downloads] == list(MEDIA_TYPES.values())
    assert downloads[0]["contentUrl"] == "https://data.example/datasets/patients/table-1.csv"


def test_schema_org_in_english() -> None:
    told = schema_org_of("en")
    assert (told["name"], told["alternateName"]) == (
        "Out-patients by province",
        "ผู้ป่วยนอก รายจังหวัด",
    )
    assert told["variableMeasured"][0]["description"] == "Number"
