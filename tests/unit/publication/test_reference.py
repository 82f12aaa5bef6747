"""Stars of openness, lists used, and places without codes."""

import pytest

from odms.publication.reference import look_at, openness

# has tables, formats | stars
OPENNESS = [
    (True, ["pdf"], 4),
    (False, ["pdf"], 1),
    (False, ["xlsx", "csv"], 3),
    (False, ["unheard-of"], 1),
    (False, [], 0),
]


@pytest.mark.parametrize(("has_tables", "formats", "stars"), OPENNESS)
def test_openness(has_tables: bool, formats: list[str], stars: int) -> None:
    assert openness(has_tables=has_tables, formats=formats) == stars


def test_places_without_codes_are_told_with_the_step_that_adds_them() -> None:
    columns = [
        {"name": "จังหวัด", "meaning": "th-province"},
        {"name": "รหัส", "meaning": "th-province-code"},
        {"name": "อำเภอ", "meaning": "th-amphoe"},
        {"name": "n", "meaning": ""},
    ]
    found = look_at([[], columns], ["csv"])
    assert [(one.column, one.list_code) for one in found.used] == [
        ("จังหวัด", "provinces"),
        ("รหัส", "provinces"),
        ("อำเภอ", "districts"),
    ]
    assert [one.step for one in found.uncoded] == [
        {
            "repair": "add_codes",
            "table": 1,
            "column": "อำเภอ",
            "parameters": {"list": "th-amphoe", "within": "จังหวัด"},
        }
    ]
