"""Repairs over HTTP: buttons beside findings, the log, undoing; and the same by API."""

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories import cases
from factories.centre import AT, Centre
from factories.engine import remembered

from odms.engine.repairs import proposals
from odms.engine.repairs.proposing import ASKED
from odms.intake import actions, queries
from odms.intake.models import Delivery
from odms.people import actions as people
from odms.publication import actions as publication
from odms.web.views.desk import mend

BUDGET = "ภาค,จังหวัด,งบ (ล้านบาท),อัตรา\nใต้,กระบี่,1,5%\nใต้,กทม.,2,6\nรวม,,3,7%\n"


class Api:
    """Requests with a token of the steward."""

    def __init__(self, centre: Centre) -> None:
        now = timezone.now()
        ends = now + timedelta(days=1)
        _, secret = people.make_token(
            by=centre.steward, user=centre.steward, name="test", at=now, expires_at=ends
        )
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(path, json.dumps(body), content_type="application/json")

    def delete(self, path: str) -> Any:
        return self.client.delete(path)


@pytest.fixture
def api(centre: Centre) -> Api:
    return Api(centre)


@pytest.fixture
def enter(centre: Centre) -> Callable[[str], Client]:
    """`enter("steward")`: a browser in which this person has signed in."""

    def entered(who: str) -> Client:
        client = Client()
        client.force_login(centre.people[who])
        return client

    return entered


@pytest.fixture
def delivery(centre: Centre) -> Delivery:
    delivery = cases.draft(centre, BUDGET, name="งบ.csv").delivery
    assert delivery is not None
    return delivery


def work(delivery: Delivery) -> None:
    with remembered():
        actions.work_on(delivery_id=delivery.id, at=AT)
    delivery.refresh_from_db()


def steps(page: str) -> dict[str, str]:
    """The buttons of a page that repair, by their label."""
    found = re.findall(r'name="step" value="([^"]*)"[^>]*>([^<]*)<', page)
    return {html.unescape(label): html.unescape(value) for value, label in found}


def test_finding_is_mended_with_its_button_and_undone(
    enter: Any, centre: Centre, delivery: Delivery
) -> None:
    client, path = enter("steward"), f"/en/desk/deliveries/{delivery.id}"
    page = client.get(path).content.decode()
    pressed = steps(page)["Take out total rows"]
    answer = client.post(f"{path}/repairs", {"step": pressed})
    assert (answer.status_code, answer["Location"]) == (302, path)
    work(delivery)
    page = client.get(path).content.decode()
    assert "Mended in one step" in page
    assert "<small>1 row</small>" in page
    assert "Take out total rows" not in steps(page)
    assert client.post(f"{path}/repairs/0/undo").status_code == 302
    work(delivery)
    assert "Take out total rows" in steps(client.get(path).content.decode())


def test_repair_that_asks_takes_what_is_typed(enter: Any, centre: Centre) -> None:
    delivery = cases.draft(centre, "1,2\n3,4\n5,6\n").delivery
    assert delivery is not None
    client, path = enter("steward"), f"/en/desk/deliveries/{delivery.id}"
    pressed = steps(client.get(path).content.decode())["Choose the header row"]
    field = json.loads(pressed)["asks"]["rows"]
    assert client.post(f"{path}/repairs", {"step": pressed, field: "zwei"}).status_code == 422
    assert client.post(f"{path}/repairs", {"step": pressed, field: "1"}).status_code == 302
    work(delivery)
    (table,) = queries.list_tables(delivery)
    assert [column["name"] for column in table.columns] == ["1", "2"]


WRONG = [
    "",
    "[]",
    "null",
    "{",
    '{"repair": "mend_all"}',
    '{"repair": "tidy_texts", "column": "x"}',
    "9" * 30_000,
]


@pytest.mark.parametrize("told", WRONG)
def test_button_that_no_page_has_is_refused(enter: Any, delivery: Delivery, told: str) -> None:
    answer = enter("steward").post(f"/desk/deliveries/{delivery.id}/repairs", {"step": told})
    assert answer.status_code == 422


def test_pages_speak_thai(enter: Any, delivery: Delivery) -> None:
    page = enter("steward").get(f"/desk/deliveries/{delivery.id}").content.decode()
    assert "ตัดแถวผลรวม" in steps(page)


def test_recipe_of_the_last_file_is_proposed(enter: Any, centre: Centre) -> None:
    case = cases.draft(centre, BUDGET, name="งบ.csv")
    actions.repair(
        by=centre.steward, delivery=case.delivery, steps=[{"repair": "drop_totals"}], at=AT
    )
    work(case.delivery)
    after = cases.read(centre, BUDGET + "เหนือ,แพร่,4,8%\n", dataset=case.dataset)
    publication.open_case(by=centre.steward, delivery=after, at=AT)
    client, path = enter("steward"), f"/en/desk/deliveries/{after.id}"
    page = client.get(path).content.decode()
    assert "The last file of this dataset was mended in one step" in page
    pressed = steps(page)["Do the same with this file"]
    assert client.post(f"{path}/repairs", {"step": pressed}).status_code == 302
    work(after)
    assert [step["repair"] for step in after.recipe] == ["drop_totals"]


def test_api_repairs_and_tells_the_changes(api: Any, centre: Centre, delivery: Delivery) -> None:
    path = f"/api/v1/deliveries/{delivery.id}"
    body = {"repair": "spell_as_listed", "column": "จังหวัด", "parameters": {"list": "th-province"}}
    answer = api.post(f"{path}/repairs", body)
    assert (answer.status_code, answer.json()["state"]) == (202, "received")
    assert api.post(f"{path}/repairs", body).status_code == 409
    work(delivery)
    told = api.get(path).json()
    assert told["recipe"] == [
        {
            "repair": "spell_as_listed",
            "table": 0,
            "column": "จังหวัด",
            "parameters": {"list": "th-province"},
        }
    ]
    (entry,) = api.get(f"{path}/changes").json()["items"]
    assert (entry["ref"], entry["before"], entry["after"]) == ("B3", "กทม.", "กรุงเทพมหานคร")
    assert api.delete(f"{path}/repairs/0").status_code == 202
    work(delivery)
    assert api.get(path).json()["recipe"] == []
    assert api.delete(f"{path}/repairs/0").status_code == 404
    assert api.post(f"{path}/repairs", {"repair": "mend_all"}).status_code == 400


def test_desk_has_words_for_all_that_is_asked() -> None:
    assert set(mend.ASKED) == ASKED


def test_page_of_every_finding_that_can_be_mended(enter: Any, centre: Centre) -> None:
    text = "ภาค,จังหวัด,lat,lon,รหัส,ปี\n" + "".join(
        f"{'ใต้' if i % 4 == 0 else ''},{['เชียงไหม่', 'ตรัง', 'กระบี่'][i % 3]},{100 + i / 9},{14 + i / 9},"
        f"{i:05}, {2565 if i % 2 else 2022}\n"
        for i in range(40)
    )
    delivery = cases.draft(centre, text + "รวม,,,,77,\n").delivery
    assert delivery is not None
    for prefix in ("", "/en"):
        answer = enter("steward").get(f"{prefix}/desk/deliveries/{delivery.id}")
        assert answer.status_code == 200
    assert {one.step.repair for one in proposals(delivery.report)} >= {
        "fill_down",
        "spell_as_listed",
        "drop_totals",
        "swap_coordinates",
    }
