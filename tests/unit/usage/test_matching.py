"""Which addresses mean which dataset."""

import pytest

from odms.usage.rules.matching import Targets

TARGETS = Targets(names={"beds": "d1", "p-1": "d1"}, resources={"r-1": "d2"})
TARGETS.add(TARGETS.files, "https://data.x.go.th/files/เตียง.csv", "d1")
TARGETS.add(TARGETS.files, "https://data.x.go.th/get?id=7", "d2")
TARGETS.add(TARGETS.files, "https://a.go.th/same.csv", "d1")
TARGETS.add(TARGETS.files, "https://b.go.th/same.csv", "d2")
TARGETS.add(TARGETS.pages, "https://data.x.go.th/", "d1")
TARGETS.add(TARGETS.pages, "https://data.x.go.th/statistics/beds", "d1")

# address of a line, the host where it is told, what it means
ADDRESSES = [
    ("/files/%E0%B9%80%E0%B8%95%E0%B8%B5%E0%B8%A2%E0%B8%87.csv", "", ("d1", "download")),
    ("/files/เตียง.csv?v=2", "", ("d1", "download")),
    ("/get?id=7", "", ("d2", "download")),
    ("/get?id=8", "", None),
    ("/same.csv", "", None),
    ("/same.csv", "b.go.th", ("d2", "download")),
    ("https://a.go.th/same.csv", "", ("d1", "download")),
    ("/statistics/beds/", "", ("d1", "view")),
    ("/", "", None),
    ("/dataset/beds", "", ("d1", "view")),
    ("/th/dataset/Beds/", "", ("d1", "view")),
    ("/ckan/th/dataset/p-1", "", ("d1", "view")),
    ("/dataset/beds/resource/r-1", "", ("d2", "view")),
    ("/dataset/beds/resource/r-9/download/beds.csv", "", ("d1", "download")),
    ("/dataset/other/resource/r-1/download/x.csv", "", ("d2", "download")),
    ("/dataset/other", "", None),
    ("/dataset/activity/beds", "", None),
    ("/datastore/dump/r-1?bom=True", "", ("d2", "download")),
    ("/api/3/action/package_show?id=beds", "", ("d1", "record")),
    ("/api/3/action/datastore_search?resource_id=r-1&limit=5", "", ("d2", "rows")),
    ("/api/3/action/package_list", "", None),
    ("//[", "", None),
]


@pytest.mark.parametrize(("address", "host", "found"), ADDRESSES)
def test_find(address: str, host: str, found: tuple[str, str] | None) -> None:
    assert TARGETS.find(address, host) == found


def test_tracker_says_what_is_a_file() -> None:
    address = "/dataset/beds/resource/r-1"
    assert TARGETS.find(address, is_resource=True) == ("d2", "download")
