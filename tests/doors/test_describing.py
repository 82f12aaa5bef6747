"""Suggestions beside empty items, the score of what is typed, and the data dictionary."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from factories import cases
from factories.centre import AT, Centre
from factories.engine import remembered

from odms.intake import actions as intake
from odms.people import actions as people
from odms.publication import actions as publication
from odms.publication import queries
from odms.publication.models import Case
from odms.standards.record import Record

pytestmark = pytest.mark.django_db

MONTHLY = "วันที่,จังหวัด,จำนวน\n" + "".join(
    f"2569-{month:02}-01,กระบี่,{month}\n" for month in range(1, 11)
)


def described(centre: Centre) -> Case:
    """A draft of which some items are empty."""
    delivery = cases.read(centre, MONTHLY, name="monthly.csv")
    case = publication.open_case(by=centre.steward, delivery=delivery, at=AT)
    empty = {"geo_coverage": "", "tags": [], "frequency_unit": "", "frequency_interval": None}
    return publication.change_record(by=centre.steward, case=case, changes=empty, at=AT)


def steward(centre: Centre) -> Client:
    client = Client()
    client.force_login(centre.steward)
    return client


def test_a_suggestion_is_shown_and_taken_with_one_click(centre: Centre) -> None:
    case, client = described(centre), steward(centre)
    address = f"/en/desk/cases/{case.id}/description"
    shown = client.get(address).content.decode()
    assert "The file suggests: Every month" in shown
    assert "31 days apart, by the median" in shown
    typed = {"title_th": "ผู้ป่วยรายเดือน", "slug": "monthly", "take": "frequency_unit"}
    answer = client.post(address, typed)
    assert (answer.status_code, answer["Location"]) == (302, f"{address}#id_frequency_unit")
    case.refresh_from_db()
    record = Record.from_dict(case.record)
    assert (record.frequency_unit, record.frequency_interval) == ("M", 1)
    assert record.title_th == "ผู้ป่วยรายเดือน"
    assert "Every month (" not in client.get(address).content.decode()


def test_the_score_follows_what_is_typed_and_keeps_nothing(centre: Centre) -> None:
    case, client = described(centre), steward(centre)
    address = f"/en/desk/cases/{case.id}/score"
    few = client.post(address, {"title_th": ""}).content.decode()
    more = client.post(address, {"title_th": "ก", "description_th": "ข"}).content.decode()
    assert "The description has" in few
    assert few != more
    before = case.record
    case.refresh_from_db()
    assert case.record == before


def test_a_machine_reads_the_suggestions(centre: Centre, client: Client) -> None:
    from datetime import timedelta

    from django.utils import timezone

    case, now = described(centre), timezone.now()
    _, secret = people.make_token(
        by=centre.steward, user=centre.steward, name="t", expires_at=now + timedelta(days=1), at=now
    )
    known: Any = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    found = client.get(f"/api/v1/deliveries/{case.delivery_id}/suggestions", **known).json()
    (one,) = [told for told in found if told["item"] == "frequency_unit"]
    assert one["values"] == {"frequency_unit": "M", "frequency_interval": 1}
    assert one["why"]["en"].startswith("The days in วันที่ stand 31 days apart")


def test_the_dictionary_tells_each_column(centre: Centre, client: Client) -> None:
    case = cases.published(centre)
    slug = case.dataset.slug
    text = client.get(f"/datasets/{slug}/dictionary.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows and {row["table"] for row in rows} == {rows[0]["table"]}
    told = client.get(f"/api/v1/datasets/{slug}/dictionary").json()
    assert [row["column"] for row in told] == [row["column"] for row in rows]
    assert client.get("/datasets/none/dictionary.csv").status_code == 404


def test_codes_are_added_beside_places_with_one_click(centre: Centre) -> None:
    case, client = described(centre), steward(centre)
    shown = client.get(f"/en/desk/cases/{case.id}")
    assert "4 of 5 stars" in shown.content.decode()
    (one,) = shown.context["reference"]["uncoded"]
    assert (one["column"], one["list"]) == ("จังหวัด", "Provinces")
    address = shown.context["reference"]["address"]
    assert client.post(address, {"step": one["step"]}).status_code == 302
    with remembered():
        intake.work_on(delivery_id=case.delivery_id, at=AT)
    case = queries.get_case_by_id(case.id)
    names = [c["name"] for c in case.delivery.tables.get().columns]
    assert names == ["วันที่", "จังหวัด", "รหัส จังหวัด", "จำนวน"]
    after = client.get(f"/en/desk/cases/{case.id}")
    assert after.context["reference"]["uncoded"] == []
    assert "No place lacks its code." in after.content.decode()


def test_a_published_dataset_tells_its_lists(centre: Centre, client: Client) -> None:
    dataset = cases.published(centre).dataset
    told = client.get(f"/api/v1/datasets/{dataset.slug}/reference").json()
    assert told["level"] == 4
    shown = steward(centre).get(f"/en/desk/datasets/{dataset.slug}").content.decode()
    assert "4 of 5 stars" in shown
