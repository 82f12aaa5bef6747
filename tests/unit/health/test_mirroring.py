"""Of which files elsewhere a copy is kept: source, licence, form and size, in that order."""

from dataclasses import replace

import pytest

from odms.definitions import national
from odms.health.mirroring import File, format_of, is_data, max_bytes, reason_against, versions

CSV = File("https://a.example/rain.csv", "ฝน", "CSV", "text/csv", 1000)

# label, media type, address: the form in which the engine reads it
FORMS: list[tuple[str, str, str, str | None]] = [
    ("CSV", "", "https://a.example/x", "csv"),
    ("", "text/csv", "https://a.example/x", "csv"),
    ("", "", "https://a.example/x.CSV", "csv"),
    ("", "", "https://a.example/x.xlsx?download=1", "xlsx"),
    ("Excel", "", "https://a.example/x", "xls"),
    ("http://publications.europa.eu/resource/authority/file-type/XLSX", "", "", "xlsx"),
    ("GeoJSON", "", "https://a.example/x", "geojson"),
    ("ZIP", "", "https://a.example/all.zip", "zip"),
    ("PDF", "application/pdf", "https://a.example/x.pdf", None),
    # what its catalogue says of it stands before the end of its address
    ("API", "", "https://a.example/x.csv", None),
    ("HTML", "text/html", "https://a.example/x.csv", None),
    ("", "", "https://a.example/page", None),
    ("", "", "https://a.example/", None),
]


@pytest.mark.parametrize(("label", "media_type", "address", "form"), FORMS)
def test_form(label: str, media_type: str, address: str, form: str | None) -> None:
    file = File(address, "", label, media_type)
    assert format_of(file) == form
    assert is_data(file) is (form is not None)


# file, whether the source wants it, whether the licence is open: why not
REASONS: list[tuple[File, bool, bool, str]] = [
    (CSV, True, True, ""),
    (replace(CSV, size_bytes=None), True, True, ""),
    (CSV, False, True, "health.mirror.not_wanted"),
    (CSV, False, False, "health.mirror.not_wanted"),
    (CSV, True, False, "health.mirror.not_open"),
    (replace(CSV, format="PDF"), True, True, "health.mirror.not_read"),
    (replace(CSV, size_bytes=100 * 1024**2), True, True, ""),
    (replace(CSV, size_bytes=100 * 1024**2 + 1), True, True, "health.mirror.too_large"),
    (
        replace(CSV, format="ZIP", title="All resource data"),
        True,
        True,
        "health.mirror.no_file",
    ),
]


@pytest.mark.parametrize(("file", "is_wanted", "is_open", "code"), REASONS)
def test_reason(file: File, is_wanted: bool, is_open: bool, code: str) -> None:
    found = reason_against(file, is_wanted=is_wanted, is_open=is_open)
    assert (found.code if found else "") == code


def test_sizes_are_the_countrys() -> None:
    told = national("mirroring.yaml")
    assert max_bytes("xlsx") == int(12.5 * 1024**2)
    assert max_bytes("kml") == told["other_mb"] * 1024**2
    assert versions() == told["versions"]
