"""The feed of changes: what is told of public datasets, in order, once each; and what is never told."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from factories.cases import published, submitted
from factories.centre import AT, Centre
from factories.files import PATIENTS
from factories.released import Table, released

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Dataset, Release
from odms.catalogue.rules import Gathered, Provenance, Source
from odms.ledger import append_only
from odms.ledger.queries import last_seq
from odms.ledger.rules import SYSTEM
from odms.publication import actions as publication
from odms.standards.description import Description, from_dict, to_dict
from odms.standards.record import Record

LATER = AT + timedelta(days=1)
TABLE = Table({"a": "integer"}, [[1], [2]])


def get(after: object = 0, **asked: Any) -> Any:
    told = Client().get("/api/v1/changes", {"after": after, **asked})
    assert told.status_code == 200, told.content
    return told.json()


def kinds(after: object = 0) -> list[tuple[str, str]]:
    return [(one["slug"], one["kind"]) for one in get(after)["changes"]]


def dataset(slug: str) -> Dataset:
    return Dataset.objects.get(slug=slug)


def withdraw(slug: str, reason: str = "ผิดพลาด") -> None:
    catalogue.withdraw(by=SYSTEM, dataset=dataset(slug), reason=reason, at=LATER)


def gathered(centre: Centre, name: str, *path: str) -> Gathered:
    told = Description(
        identifier=name, uri=f"https://first.example/{name}", titles={"th": name},
        record=Record(title_th=name),
    )  # fmt: skip
    one = Gathered(
        name, told, to_dict(told), provenance=Provenance("First", "https://first.example", path)
    )
    catalogue.gather(
        by=SYSTEM,
        agency=centre.agency,
        source=Source("s", "Second", "https://second.example"),
        records=[one],
        at=AT,
    )
    return one


def test_each_dataset_has_one_line_its_last(centre: Centre) -> None:
    released(centre.agency, "air", t=TABLE)
    released(centre.agency, "water", t=TABLE)
    first = get()
    assert [one["slug"] for one in first["changes"]] == ["air", "water"]
    assert first["last"] == first["changes"][-1]["sequence"] == last_seq()
    withdraw("air")
    told = get()
    assert kinds() == [("water", "published"), ("air", "withdrawn")]
    assert get(first["next"])["changes"] == told["changes"][1:]
    assert told["changes"][1]["reason"] == {"code": "by-publisher", "text": "ผิดพลาด"}
    assert (told["changes"][0]["reason"], told["changes"][1]["is_public"]) == (None, False)
    assert get(told["next"])["changes"] == []
    assert get(told["next"])["next"] == told["next"]


def test_pages_end_within_an_entry_on_many(centre: Centre) -> None:
    source, records = Source("s", "S", "https://s.example"), []
    for n in range(7):
        told = Description(
            identifier=str(n), record=Record(title_th=f"T{n}"), titles={"th": f"T{n}"}
        )
        records.append(Gathered(str(n), told, to_dict(told)))
    catalogue.gather(by=SYSTEM, agency=centre.agency, source=source, records=records, at=AT)
    seen, after, n = [], "0", 0
    while True:
        page = get(after, limit=3)
        seen += [one["id"] for one in page["changes"]]
        after, n = page["next"], n + 1
        if not page["has_more"]:
            break
    assert (n, len(seen), len(set(seen))) == (3, 7, 7)
    assert get(after)["changes"] == []


def test_a_description_comes_with_its_change(centre: Centre) -> None:
    case = published(centre)
    [line] = get(records="true")["changes"]
    told = from_dict(line["record"])
    assert line["uri"] == told.uri == f"{settings.CENTRE_URL}/id/dataset/{case.dataset_id}"
    assert told.identifier == line["id"]
    assert told.record.title_th == dataset(case.dataset.slug).title_th
    assert told.resources
    assert get()["changes"][0]["record"] is None


def test_a_gathered_dataset_is_told_as_its_first_centre_told_it(centre: Centre) -> None:
    one = gathered(centre, "rain", "https://first.example")
    [line] = get(records="true")["changes"]
    assert line["record"] == one.told
    assert line["origin"] == {"name": "First", "url": "https://first.example"}
    assert line["path"] == ["https://first.example"]


# what is never told


def test_nothing_is_told_of_what_was_never_public(centre: Centre) -> None:
    submitted(centre)
    hidden = Dataset.objects.get()
    told = Client().get("/api/v1/changes", {"records": "true"}).content.decode()
    assert get()["changes"] == []
    assert get()["last"] == 0
    for word in (hidden.id, hidden.slug, hidden.title_th, "steward", "Steward"):
        assert word not in told
    assert last_seq() > 0


def test_of_a_withdrawn_dataset_its_tombstone_alone_is_told(centre: Centre) -> None:
    case = published(centre)
    withdraw(case.dataset.slug)
    [line] = get(records="true")["changes"]
    assert line["record"] is None
    text = str(line)
    record = dataset(case.dataset.slug).record
    for name in ("title_th", "description_th", "maintainer"):
        assert record[name]
        assert record[name] not in text


def test_an_update_on_its_way_is_not_told(centre: Centre) -> None:
    case = published(centre)
    before = get()
    submitted(centre, PATIENTS + "\n", name="patients.csv", dataset=dataset(case.dataset.slug))
    assert last_seq() > before["last"]
    assert get() == before


def test_no_name_of_a_person_is_told(centre: Centre) -> None:
    published(centre)
    text = Client().get("/api/v1/changes", {"records": "true"}).content.decode()
    for user in centre.people.values():
        assert user.name not in text
        assert user.email not in text


# destruction


def destroy(centre: Centre, *releases: Release) -> None:
    order = publication.order_destruction(
        by=centre.steward,
        agency=centre.agency,
        reason="พบหมายเลขผู้ป่วย",
        leaked="หมายเลขผู้ป่วย",
        releases=list(releases),
        at=LATER,
    )
    publication.confirm_destruction(by=centre.approver, destruction=order, at=LATER)


def test_what_is_destroyed_is_told_with_its_code(centre: Centre) -> None:
    published(centre)
    destroy(centre, Release.objects.get())
    [line] = get(records="true")["changes"]
    assert (line["kind"], line["is_public"], line["record"]) == ("destroyed", False, None)
    assert line["reason"] == {"code": "personal-data", "text": "พบหมายเลขผู้ป่วย"}
    assert line["destroyed"]["code"] == "personal-data"
    assert line["destroyed"]["sequence"] <= line["sequence"]


def test_a_destruction_stays_told_after_later_changes(centre: Centre) -> None:
    releases = released(centre.agency, "air", a=TABLE, b=TABLE)
    before = get()["next"]
    destroy(centre, releases[0])
    [line] = get(before)["changes"]
    assert (line["kind"], line["is_public"]) == ("destroyed", True)
    catalogue.publish(
        by=SYSTEM, dataset=dataset("air"), record=Record(title_th="อากาศ", classification="open"), at=LATER
    )  # fmt: skip
    [line] = get(before)["changes"]
    assert line["kind"] == "described"
    assert 0 < line["destroyed"]["sequence"] < line["sequence"]
    assert line["reason"] is None


# caches, and ledgers that were put back


def test_the_answer_can_be_cached(centre: Centre) -> None:
    released(centre.agency, "air", t=TABLE)
    told = Client().get("/api/v1/changes")
    assert told["Cache-Control"] == "public, max-age=15"
    again = Client().get("/api/v1/changes", headers={"If-None-Match": told["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    withdraw("air")
    again = Client().get("/api/v1/changes", headers={"If-None-Match": told["ETag"]})
    assert again.status_code == 200
    assert 'rel="next"' not in again.get("Link", "")
    released(centre.agency, "water", t=TABLE)
    assert 'rel="next"' in Client().get("/api/v1/changes?limit=1")["Link"]


@pytest.mark.parametrize("after", ["x", "-1", "1-", "1-zz", "1" * 19, "1-" + "a" * 16 + "-short"])
def test_what_is_no_place_is_refused(db: None, after: str) -> None:
    told = Client().get("/api/v1/changes", {"after": after})
    assert (told.status_code, told.json()["code"]) == (400, "catalogue.wrong_place")


@pytest.mark.parametrize("limit", ["0", "501", "x"])
def test_a_limit_is_kept(db: None, limit: str) -> None:
    assert Client().get("/api/v1/changes", {"limit": limit}).status_code == 400


def test_a_place_of_another_ledger_is_gone(centre: Centre) -> None:
    released(centre.agency, "air", t=TABLE)
    place = get()["next"]
    released(centre.agency, "water", t=TABLE)
    for other in (f"{last_seq() + 1}", place.replace("-", "-0")[:-1]):
        told = Client().get("/api/v1/changes", {"after": other})
        assert (told.status_code, told.json()["code"]) == (410, "catalogue.place_gone")
    # the ledger was put back to before the place, and other things happened since
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE ledger_entry SET hash = '{'f' * 64}' WHERE seq = {place.split('-')[0]}"
        )
    assert Client().get("/api/v1/changes", {"after": place}).status_code == 410
