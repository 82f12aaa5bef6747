"""What is done with a record, for every way in which it can stand here and there."""

from typing import Any

import pytest

from odms.errors import Conflict, Invalid
from odms.outlets import packages
from odms.outlets.rules import (
    DECISIONS,
    DEEDS,
    Known,
    check_decision,
    check_outlet,
    differences,
    name_there,
    plan,
)

OURS = {"title": "ฝน", "notes": "รายวัน"}
NEWER = {"title": "ฝน 2569", "notes": "รายวัน"}
THEIRS = {"title": "ฝน", "notes": "รายวัน", "url": ""}
EDITED = {"title": "ฝน (แก้)", "notes": "รายวัน"}


def known(decision: str = "", **how: Any) -> Known:
    told = {"remote_id": "1", "sent": OURS, "seen": OURS} | how
    return Known(**told, decision=decision)


# known, ours, theirs: deed, conflict, what changes
PLANS: list[tuple[Known, Any, Any, str, str, list[str]]] = [
    (Known(), OURS, None, "create", "", ["title", "notes"]),
    (Known(), OURS, EDITED, "none", "name-taken", ["title"]),
    (Known(), OURS, OURS, "adopt", "", []),
    (Known(decision="ours"), OURS, EDITED, "update", "", ["title"]),
    (Known(decision="theirs"), OURS, EDITED, "adopt", "", []),
    (Known(decision="never"), OURS, None, "none", "", []),
    (Known(), None, None, "none", "", []),
    (Known(), None, EDITED, "none", "", []),
    (known(), OURS, OURS, "none", "", []),
    (known(), NEWER, OURS, "update", "", ["title"]),
    (known(), OURS, EDITED, "none", "changed-there", ["title"]),
    (known(), NEWER, EDITED, "none", "changed-there", ["title"]),
    (known("ours"), NEWER, EDITED, "update", "", ["title"]),
    (known("theirs"), NEWER, EDITED, "adopt", "", []),
    # theirs was let stand, and stands until ours changes
    (known(seen=EDITED), OURS, EDITED, "none", "", []),
    (known(seen=EDITED), NEWER, EDITED, "update", "", ["title"]),
    (known(), OURS, None, "none", "deleted-there", []),
    (known("ours"), OURS, None, "create", "", ["title", "notes"]),
    (known("theirs"), OURS, None, "none", "", []),
    (known("never"), NEWER, OURS, "none", "", []),
    (known(), None, EDITED, "delete", "", []),
    (known(), None, None, "none", "", []),
]


@pytest.mark.parametrize(("of", "ours", "theirs", "deed", "conflict", "items"), PLANS)
def test_plan(
    of: Known, ours: Any, theirs: Any, deed: str, conflict: str, items: list[str]
) -> None:
    told = plan(of, ours, theirs)
    assert (told.deed, told.conflict) == (deed, conflict)
    assert [change.item for change in told.changes] == items


def test_every_deed_is_met() -> None:
    assert {deed for *_, deed, _, _ in PLANS} == set(DEEDS)


def test_what_is_not_said_is_empty() -> None:
    assert differences(OURS, THEIRS) == ()
    [change] = differences({"tags": ["ก"]}, {})
    assert change.to_list() == ["tags", ["ก"], ""]


@pytest.mark.parametrize("state", ["new", "sent", "refused", "withdrawn"])
@pytest.mark.parametrize("decision", [one for one in DECISIONS if one != "never"])
def test_what_is_no_conflict_is_not_decided(state: str, decision: str) -> None:
    with pytest.raises(Conflict):
        check_decision(decision=decision, state=state)
    check_decision(decision="never", state=state)


# what is wrong: item
WRONG: list[tuple[dict[str, str], str]] = [
    ({"name": " "}, "name"),
    ({"url": ""}, "url"),
    ({"url": "ftp://catalogue.example"}, "url"),
    ({"organization": ""}, "organization"),
    ({"prefix": "ก-"}, "prefix"),
]


@pytest.mark.parametrize(("change", "item"), WRONG)
def test_outlet_that_cannot_be(change: dict[str, str], item: str) -> None:
    right = {"name": "GD", "url": "https://gd.example", "organization": "health", "prefix": "gd-"}
    check_outlet(**right)
    with pytest.raises(Invalid) as refusal:
        check_outlet(**(right | change))
    assert refusal.value.facts["item"] == item


def test_names_there() -> None:
    assert name_there("rain", "gdpublish-") == "gdpublish-rain"
    assert name_there("edit", "") == "edit-1"
    assert len(name_there("a" * 100, "gdpublish-")) == 100


PACKAGE: dict[str, Any] = {
    "id": "1",
    "name": "rain",
    "title": " ฝน ",
    "notes": "บรรทัดหนึ่ง\r\nบรรทัดสอง",
    "license_id": "Open Data Common",
    "tags": [{"name": "น้ำ"}, {"name": "ฝน"}],
    "resources": [
        {
            "id": "r1",
            "name": "ฝน",
            "url": "https://us.example/rain.csv",
            "format": "csv",
            "mimetype": "text/csv",
            "last_modified": "2026-11-23T09:00:00.000001",
            "position": 0,
        }
    ],
    "data_type": "ข้อมูลสถิติ",
    "objective": ["พันธกิจหน่วยงาน", "กฎหมายที่เกี่ยวข้อง"],
    "extras": [],
    "state": "active",
    "organization": {"name": "health"},
}
SAID: dict[str, Any] = {
    "title": "ฝน",
    "notes": "บรรทัดหนึ่ง\nบรรทัดสอง",
    "license_id": "Open Data Common",
    "tags": ["น้ำ", "ฝน"],
    "resources": [
        {
            "name": "ฝน",
            "url": "https://us.example/rain.csv",
            "format": "CSV",
            "mimetype": "text/csv",
            "description": "",
            "last_modified": "2026-11-23T09:00:00",
        }
    ],
    "data_type": "ข้อมูลสถิติ",
    "objective": ["กฎหมายที่เกี่ยวข้อง", "พันธกิจหน่วยงาน"],
}


def test_what_a_package_says_of_ours() -> None:
    assert packages.ours(PACKAGE) == SAID


def test_lists_as_text_and_extras_say_the_same() -> None:
    as_text = PACKAGE | {"objective": '["กฎหมายที่เกี่ยวข้อง", "พันธกิจหน่วยงาน"]'}
    assert packages.ours(as_text) == SAID
    plain = {k: v for k, v in PACKAGE.items() if k not in ("data_type", "objective")}
    plain["extras"] = [
        {"key": "data_type", "value": "ข้อมูลสถิติ"},
        {"key": "objective", "value": '["พันธกิจหน่วยงาน", "กฎหมายที่เกี่ยวข้อง"]'},
        {"key": "harvest_source", "value": "x"},
    ]
    assert packages.ours(plain) == SAID


def test_thai_catalogues_are_sent_labels_and_emptied_of_what_we_say_no_more() -> None:
    told = {name: value for name, value in SAID.items() if name != "objective"}
    sent = packages.to_send(told, dialect="thai", theirs=PACKAGE)
    assert (sent["data_type"], sent["objective"]) == ("ข้อมูลสถิติ", "")
    assert sent["tags"] == [{"name": "น้ำ"}, {"name": "ฝน"}]
    [resource] = sent["resources"]
    assert (resource["id"], resource["position"]) == ("r1", 0)  # theirs stay theirs
    assert "extras" not in sent


def test_plain_catalogues_are_sent_extras_beside_their_own() -> None:
    theirs = PACKAGE | {
        "extras": [{"key": "contact", "value": "7"}, {"key": "data_type", "value": "เก่า"}]
    }
    sent = packages.to_send(SAID, dialect="plain", theirs=theirs)
    assert {one["key"]: one["value"] for one in sent["extras"]} == {
        "contact": "7",
        "data_type": "ข้อมูลสถิติ",
        "objective": '["กฎหมายที่เกี่ยวข้อง", "พันธกิจหน่วยงาน"]',
    }
    assert "data_type" not in sent
