"""What the demonstration centre must hold, before anything is built of it."""

from collections import Counter
from datetime import date

import pytest

from odms.cli.demo import figures, script
from odms.standards import codes, thai
from odms.standards.record import Record

AGENCIES = {agency["slug"]: agency for agency in script.agencies()}
TODAY = date(2026, 11, 23)
FINISHED = [d for d in script.datasets() if d.get("fate", "published") == "published"]


def test_publishers_are_of_three_sectors() -> None:
    publishers = Counter(agency["sector"] for agency in AGENCIES.values() if "unit" in agency)
    assert publishers["state"] >= 14
    assert publishers["private"] >= 2
    assert publishers["civil"] >= 2


def test_invented_publishers_say_so() -> None:
    for agency in AGENCIES.values():
        is_invented = agency["sector"] != "state"
        assert ("(ตัวอย่าง)" in agency["th"]) is is_invented
        assert ("(fictional)" in agency["en"]) is is_invented


def test_datasets_are_many_and_of_all_themes() -> None:
    assert len(FINISHED) >= 44
    assert {d["theme"] for d in FINISHED} == {theme.code for theme in codes.options("themes")}
    slugs = Counter(d["slug"] for d in script.datasets())
    assert max(slugs.values()) == 1


def test_every_fate_has_a_dataset() -> None:
    assert {d.get("fate", "published") for d in script.datasets()} == set(script.FATES)


@pytest.mark.parametrize("entry", FINISHED, ids=lambda entry: entry["slug"])
def test_record_of_a_published_dataset_is_complete(entry: dict) -> None:
    agency = AGENCIES[entry["agency"]]
    changes = script.record_changes(entry, agency, is_shortened=False, day=TODAY)
    record = Record(publisher=agency["th"]).changed(changes)
    lacks = [lack for lack in thai.check_record(record) if lack.severity == "error"]
    assert lacks == []
    assert "ตัวอย่าง" in record.description_th
    assert "invented" in record.description_en
    assert "ข้อมูลตัวอย่าง" in record.tags


def test_files_are_messy_in_many_ways() -> None:
    styles = [entry["file"]["style"] for entry in script.datasets()]
    encodings = {style.get("encoding", "utf-8") for style in styles}
    formats = {style.get("format", "csv") for style in styles}
    assert encodings == {"utf-8", "utf-8-sig", "cp874", "utf-16"}
    assert formats == {"csv", "xlsx", "json", "jsonl", "geojson", "zip", "pdf"}
    for trait in ("preamble", "footer", "total", "thousands", "missing", "sheets", "digits"):
        assert any(trait in style for style in styles), trait
    assert {style["dates"] for style in styles if "dates" in style} >= {
        "be-slash",
        "thai-short",
        "thai-long",
    }


def test_arrivals_are_in_the_order_of_time_and_in_the_past() -> None:
    today = TODAY
    told = script.arrivals("2565", today)
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert (told[0].at.date() - today).days == -script.DAYS
    assert (told[-1].at.date() - today).days == -script.LAST_DAYS
    first = {one.dataset["slug"]: n for n, one in enumerate(told) if one.number == 1}
    assert all(first[one.dataset["slug"]] < n for n, one in enumerate(told) if one.number == 2)
    assert told == script.arrivals("2565", today)
    assert told != script.arrivals("another", today)


def test_figures_are_not_of_days_after_they_came() -> None:
    for one in script.arrivals("2565", TODAY):
        found = figures.period(one.dataset["file"], without_last=one.is_shortened)
        is_plan = one.dataset["theme"] == "budget"  # a fiscal year's budget is known before its end
        assert found is None or is_plan or found[1] < one.at.date(), one.dataset["slug"]
