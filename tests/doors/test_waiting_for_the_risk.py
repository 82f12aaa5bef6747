"""Pages while the queue works out what was decided: they say so, in both languages, and wait for nothing."""

from typing import Any

import pytest
from django.test import Client
from factories import cases
from factories.centre import AT, Centre
from factories.files import VISITORS

from odms.intake import actions as intake
from odms.publication import actions as publication
from odms.publication import protecting

AGE = "อายุ"


@pytest.fixture
def case(centre: Centre) -> Any:
    """A submitted case of which nothing was worked out."""
    made = cases.draft(centre, VISITORS)
    table = made.delivery.tables.get()
    for column in table.columns:
        if "personal" in column:
            intake.decide_column(
                by=centre.steward, table=table, column=column["name"], deed="drop", at=AT
            )
    settings = {"quasi_identifiers": [AGE], "k": 3}
    intake.choose_protection(by=centre.steward, table=table, settings=settings, at=AT)
    return publication.submit(by=centre.steward, case=made, at=AT)


def signed_in(centre: Centre, who: str) -> Client:
    client = Client()
    client.force_login(centre.people[who])
    return client


PAGES = [
    ("steward", "/desk/cases/{id}/personal", "กำลังคำนวณความเสี่ยง"),
    ("steward", "/en/desk/cases/{id}/personal", "The risk is being worked out."),
    ("approver", "/desk/approvals/{id}", "กำลังคำนวณความเสี่ยงที่จะรู้ว่าใครเป็นใครของตาราง 1 ตาราง"),
    ("approver", "/en/desk/approvals/{id}", "The risk is being worked out."),
    ("approver", "/desk/approvals", "โปรดรอผลก่อนตัดสินใจ"),
]


@pytest.mark.parametrize(("who", "address", "told"), PAGES)
def test_page_says_so_and_works_nothing_out(
    centre: Centre, case: Any, who: str, address: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(centre, who)
    with monkeypatch.context() as patched:
        patched.delattr(protecting, "_outlook")  # who works it out in a request fails here
        answer = client.get(address.format(id=case.id))
    assert answer.status_code == 200
    assert told in answer.content.decode()
    cases.worked_out(case)
    assert told not in client.get(address.format(id=case.id)).content.decode()


def test_record_of_measures_is_not_there_yet(centre: Centre, case: Any) -> None:
    client, address = signed_in(centre, "steward"), f"/desk/cases/{case.id}/measures.json"
    assert client.get(address).status_code == 409
    cases.worked_out(case)
    assert client.get(address).json()["tables"][0]["risk"]["before"]["k"] == 1
