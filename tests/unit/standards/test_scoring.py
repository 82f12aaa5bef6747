"""Scores of catalogues: each metric earns its own points, and the sums are those worked out by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest

from odms.standards.description import Agent, Concept, Description, Period, Place, Resource
from odms.standards.record import Record
from odms.standards.scoring import (
    FRAMEWORKS,
    Mark,
    Seen,
    Tally,
    cheapest,
    declared,
    from_dict,
    grade_words,
    how_to_get,
    mqa,
    score_all,
    together,
)

TODAY = date(2026, 11, 27)
PAGE, FILE = "https://example.go.th/rain", "https://example.go.th/rain.csv"
SEEN = {PAGE: Seen(answers=True), FILE: Seen(answers=True, n_errors=0)}

CSV = Resource(
    access_urls=(PAGE,),
    download_urls=(FILE,),
    format="http://publications.europa.eu/resource/authority/file-type/CSV",
    media_type="text/csv",
    size_bytes=120,
    licence="https://creativecommons.org/licenses/by/4.0/",
    rights=("ใช้ได้เมื่ออ้างอิง",),
    issued="2026-01-01",
    modified="2026-10-01",
)
WHOLE = Description(
    identifier="rain",
    titles={"th": "ปริมาณฝน"},
    descriptions={"th": "ปริมาณฝนรายวัน"},
    keywords={"th": ["ฝน"]},
    themes=(Concept("http://publications.europa.eu/resource/authority/data-theme/ENVI"),),
    places=(Place(uri="http://sws.geonames.org/1605651/"),),
    periods=(Period("2025-01-01", "2025-12-31"),),
    publisher=Agent({"th": "กรมอุตุนิยมวิทยา"}),
    contacts=(Agent({"th": "กองข้อมูล"}, email="data@example.go.th"),),
    access_rights="http://publications.europa.eu/resource/authority/access-right/PUBLIC",
    issued="2026-01-01",
    modified="2026-10-01",
    record=Record(frequency_unit="A", frequency_interval=1),
    resources=(CSV,),
)

# what is taken away: the metrics that are lost with it, and the points then
WITHOUT: list[tuple[dict[str, Any], dict[str, Any], set[str], float]] = [
    ({"keywords": {}}, {}, {"keywordAvailability"}, 375),
    ({"themes": ()}, {}, {"categoryAvailability"}, 375),
    ({"places": ()}, {}, {"spatialAvailability"}, 385),
    ({"periods": ()}, {}, {"temporalAvailability"}, 385),
    ({"contacts": ()}, {}, {"contactPointAvailability"}, 385),
    ({"publisher": None}, {}, {"publisherAvailability"}, 395),
    (
        {"access_rights": ""},
        {},
        {"accessRightsAvailability", "accessRightsVocabularyAlignment"},
        390,
    ),
    ({"access_rights": "public"}, {}, {"accessRightsVocabularyAlignment"}, 400),
    ({"descriptions": {}}, {}, {"dcatApCompliance"}, 375),
    ({"issued": ""}, {}, {"dateIssuedAvailability"}, 402.5),
    ({}, {"issued": ""}, {"dateIssuedAvailability"}, 402.5),
    ({"modified": ""}, {"modified": ""}, {"dateModifiedAvailability"}, 400),
    ({}, {"download_urls": ()}, {"downloadUrlAvailability", "downloadUrlStatusCode"}, 355),
    ({}, {"access_urls": ("https://gone.example/",)}, {"accessUrlStatusCode"}, 355),
    ({}, {"size_bytes": None}, {"byteSizeAvailability"}, 400),
    ({}, {"rights": ()}, {"rightsAvailability"}, 400),
    ({}, {"licence": ""}, {"licenceAvailability", "knownLicence"}, 375),
    ({}, {"licence": "ask us"}, {"knownLicence"}, 395),
    (
        {},
        {"media_type": ""},
        {"mediaTypeAvailability", "formatMediaTypeVocabularyAlignment"},
        385,
    ),
    (
        {},
        {"format": "PDF", "media_type": "application/pdf"},
        {"formatMediaTypeMachineInterpretable"},
        385,
    ),
    ({}, {"format": "XLS", "media_type": "application/vnd.ms-excel"}, {"formatMediaTypeNonProprietary"}, 385),
]  # fmt: skip


def test_everything_earns_all_405_points() -> None:
    mark = mqa.score(WHOLE, SEEN)
    assert (mark.points, mark.grade, mark.lacking, mark.is_whole) == (405, "excellent", (), True)
    assert mark.dimensions == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }


@pytest.mark.parametrize(("of_dataset", "of_file", "lost", "points"), WITHOUT)
def test_each_metric_earns_its_own_points(
    of_dataset: dict[str, Any], of_file: dict[str, Any], lost: set[str], points: float
) -> None:
    changed = replace(WHOLE, **{"resources": (replace(CSV, **of_file),), **of_dataset})
    mark = mqa.score(changed, SEEN)
    assert {one.code for one in mark.lacking} == lost
    assert mark.points == points == 405 - sum(one.points for one in mark.lacking)


def test_the_best_file_of_a_dataset_counts() -> None:
    paper = Resource(access_urls=("https://example.go.th/rain.pdf",), format="PDF")
    mark = mqa.score(replace(WHOLE, resources=(paper, CSV)), SEEN)
    assert mark.points == 405
    assert not mark.is_whole  # the paper was never asked for


def test_nothing_earns_nothing_and_is_told_as_bad() -> None:
    mark = mqa.score(Description(identifier="x"), {})
    assert (mark.points, mark.grade, len(mark.lacking)) == (0, "bad", 23)


@pytest.mark.parametrize(
    ("changes", "seen", "points", "grade"),
    [
        # 20 + 20·1 (57 days of 400) + 15 + 20 + 25
        ({}, SEEN, 100, "A"),
        # before the first check there is no score
        ({}, {}, None, None),
        # no tags and no frequency: completeness 70; by the other days 57 of 180 is up to date
        ({"keywords": {}, "record": Record()}, SEEN, 94, "A"),
        # an address that is gone: 20 + 20 + 0 + 20 + 0.25 · 0.7 · 0
        ({}, {FILE: Seen(answers=False)}, 60, "C"),
        # a table with 12 faults: validity 0 - 10, not below 0
        ({}, {FILE: Seen(answers=True, n_errors=12)}, 75, "B"),
        # answers, but is no table: validity 0.7 of accessibility
        ({}, {FILE: Seen(answers=True)}, 92.5, "A"),
    ],
)
def test_the_nso_score_is_the_formula(
    changes: dict[str, Any], seen: dict[str, Seen], points: float | None, grade: str | None
) -> None:
    mark = score_all(replace(WHOLE, **changes), seen, TODAY).get("nso")
    assert (mark and mark.points, mark and mark.grade) == (points, grade)


@pytest.mark.parametrize(
    ("form", "licence", "stars"),
    [
        ("CSV", "Creative Commons Attributions", 3),
        ("csv", "https://creativecommons.org/licenses/by-nc/4.0/", 0),
        ("Turtle", "Open Data Common", 5),
        ("XLSX", "http://creativecommons.org/publicdomain/zero/1.0/", 2),
        ("PDF", "cc-by", 1),
        ("", "cc-by", 0),
        ("CSV", "", 0),
    ],
)
def test_stars_need_an_open_licence_and_take_the_format(
    form: str, licence: str, stars: int
) -> None:
    file = Resource(access_urls=(PAGE,), format=form, licence=licence)
    assert score_all(Description(resources=(file,)), {}, TODAY)["stars"].points == stars


def test_a_catalogue_has_the_mean_and_the_cheapest_points_first() -> None:
    marks = [mqa.score(WHOLE, SEEN), mqa.score(replace(WHOLE, keywords={}), SEEN)]
    both = together(marks, declared("mqa")["bands"])
    assert isinstance(both, Mark)
    assert (both.points, both.grade) == (390, "excellent")
    assert [(one.code, one.points) for one in both.lacking] == [("keywordAvailability", 15)]
    assert together([], declared("mqa")["bands"]) is None
    nothing = mqa.score(Description(identifier="x"), {})
    assert [(one.code, one.points, one.minutes) for one in cheapest(nothing)] == [
        ("categoryAvailability", 30, 1),
        ("contactPointAvailability", 20, 1),
        ("formatAvailability", 20, 1),
    ]


def test_a_mark_is_read_as_it_was_written() -> None:
    for mark in score_all(replace(WHOLE, keywords={}), SEEN, TODAY).values():
        assert from_dict(orjson.loads(orjson.dumps(mark.to_dict()))) == mark


def test_marks_that_are_taken_out_of_a_tally_leave_nothing() -> None:
    descriptions = [replace(one, issued="") for one in _less()]
    marks = [mqa.score(one, SEEN) for one in descriptions]
    tally, alone = Tally(), Tally()
    for mark in marks:
        tally.add(mark)
    alone.add(marks[0])
    for mark in marks[1:]:
        tally.take_out(mark)
    assert tally.mean("mqa", declared("mqa")["bands"]) == alone.mean(
        "mqa", declared("mqa")["bands"]
    )
    assert tally.lacking == alone.lacking
    tally.take_out(marks[0])
    assert (tally.n, tally.points, tally.lacking) == (0, 0, {})
    assert tally.mean("mqa", declared("mqa")["bands"]) is None


def test_a_framework_without_bands_has_its_mean_as_grade() -> None:
    tally = Tally()
    for one in (WHOLE, replace(WHOLE, resources=())):
        tally.add(score_all(one, SEEN, TODAY)["stars"])
    mean = tally.mean("stars", declared("stars")["bands"])
    assert mean is not None
    assert (mean.points, mean.grade, mean.of) == (1.5, "1.5", 5)


def test_all_that_can_be_lacking_has_words_in_both_languages() -> None:
    marks = score_all(Description(resources=(Resource(access_urls=(PAGE,)),)), SEEN, TODAY)
    assert set(marks) == set(FRAMEWORKS)
    for code, mark in marks.items():
        assert all(grade_words(mark).values())
        for one in mark.lacking:
            assert set(how_to_get(code, one.code)) == {"th", "en"}
    assert grade_words(marks["mqa"]) == {"th": "ต้องปรับปรุง", "en": "Bad"}
    assert how_to_get("items", "data_source")["en"] == "Fill in “Source”"
    with pytest.raises(KeyError):
        how_to_get("mqa", "nothing")


def _less() -> list[Description]:
    return [WHOLE, replace(WHOLE, keywords={}), replace(WHOLE, periods=(), contacts=())]
