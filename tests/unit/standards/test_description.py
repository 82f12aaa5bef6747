"""Descriptions: what is written as JSON comes back as it was."""

import json

from odms.standards.description import (
    Agent,
    Checksum,
    Concept,
    Description,
    Period,
    Place,
    Resource,
    from_dict,
    in_language,
    to_dict,
)
from odms.standards.record import Record

FULL = Description(
    identifier="rain-2568",
    record=Record(title_th="ปริมาณฝน", tags=["ฝน"], columns={"0": {"mm": {"label_th": "มิลลิเมตร"}}}),
    titles={"th": "ปริมาณฝน", "fr": "Pluie"},
    keywords={"th": ["ฝน"], "": ["rain"]},
    publisher=Agent({"th": "กรมอุตุนิยมวิทยา"}, uri="https://example.org/tmd"),
    attributions=(("https://example.org/roles/owner", Agent({"": "TMD"})),),
    resources=(
        Resource(
            access_urls=("https://example.org/rain",),
            size_bytes=0,
            checksum=Checksum("sha256", "00"),
            conforms_to=(Concept("https://example.org/schema"),),
            spatial_resolutions_m=(30.0,),
        ),
    ),
    places=(Place(bbox=(97.3, 5.6, 105.6, 20.5)), Place(uri="https://example.org/th")),
    periods=(Period("2021", "2021-12-31"), Period(start="2022-01-01T00:00:00Z")),
    qualified_relations=(("https://example.org/roles/source", "https://example.org/d/2"),),
    versions=("https://example.org/d/1.1",),
    extras={"note": {"kept": ["as", "told"]}},
)


def test_what_is_written_comes_back() -> None:
    assert from_dict(json.loads(json.dumps(to_dict(FULL)))) == FULL


def test_what_says_nothing_is_not_written() -> None:
    assert to_dict(Description(identifier="1")) == {"identifier": "1", "kind": "dataset"}


def test_words_are_chosen_by_language() -> None:
    words = {"": "x", "en": "rain", "fr": "pluie"}
    assert in_language(words, "fr") == "pluie"
    assert in_language(words, "th") == "x"
    assert in_language({"fr": "pluie"}, "th") == "pluie"
    assert in_language({}, "th") == ""
