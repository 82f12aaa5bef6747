"""The sixteen processes by page, API and command: who sees what, and who may answer."""

import pytest
from django.test import Client
from factories import cases
from factories.centre import AT, Centre

from odms.publication import actions as publication
from odms.publication.answering import processes
from odms.publication.models import Answer

pytestmark = pytest.mark.django_db

INSIDE = ("steward", "approver", "auditor", "admin", "centre-auditor")
OUTSIDE = ("user", "other-steward", "other-approver")


@pytest.fixture
def slug(centre: Centre) -> str:
    """A published dataset whose processes were computed."""
    case = cases.published(centre)
    publication.compute_all(at=AT)
    return case.dataset.slug


def _as(centre: Centre, who: str) -> Client:
    client = Client()
    client.force_login(centre.people[who])
    return client


@pytest.mark.parametrize("who", [*INSIDE, *OUTSIDE])
def test_people_of_the_agency_see_its_processes(centre: Centre, slug: str, who: str) -> None:
    client = _as(centre, who)
    expected = 200 if who in INSIDE else 403 if who == "user" else 404
    for address in (
        f"/desk/agencies/{centre.agency.slug}/processes",
        f"/desk/datasets/{slug}/processes",
        f"/desk/datasets/{slug}/processes/rights/declared",
    ):
        assert client.get(address).status_code == expected, address


def test_every_process_stands_on_both_pages(centre: Centre, slug: str) -> None:
    client = _as(centre, "steward")
    for address in ("/desk/agencies/health/processes", f"/desk/datasets/{slug}/processes"):
        text = client.get(address).content.decode()
        for one in processes().values():
            assert one.names["th"] in text
            assert f'id="{one.code}"' in text


@pytest.mark.parametrize(
    ("who", "status"), [("steward", 302), ("approver", 302), ("auditor", 403), ("admin", 302)]
)
def test_declaring(centre: Centre, slug: str, who: str, status: int) -> None:
    address = f"/desk/datasets/{slug}/processes/monitoring/declared"
    given = {"answer": "yes", "note": "ทบทวนในที่ประชุม", "url": ""}
    assert _as(centre, who).post(address, given).status_code == status
    assert Answer.objects.filter(process="monitoring").count() == (status == 302)


def test_the_one_who_declared_does_not_verify(centre: Centre, slug: str) -> None:
    address = f"/desk/datasets/{slug}/processes/rights/verified"
    answer = _as(centre, "steward").post(address, {"answer": "yes"})
    assert answer.status_code == 403
    assert _as(centre, "approver").post(address, {"answer": "no"}).status_code == 302


def test_an_answer_left_out_is_asked_for_and_nothing_is_lost(centre: Centre, slug: str) -> None:
    address = f"/desk/datasets/{slug}/processes/monitoring/declared"
    answer = _as(centre, "steward").post(address, {"answer": "", "note": "เขียนไว้แล้ว"})
    assert answer.status_code == 422
    assert "เขียนไว้แล้ว" in answer.content.decode()


def test_a_process_of_an_agency_is_not_answered_for_a_dataset(centre: Centre, slug: str) -> None:
    address = f"/desk/datasets/{slug}/processes/inventory/declared"
    assert _as(centre, "steward").post(address, {"answer": "yes"}).status_code == 422


def test_the_public_sees_what_was_computed_and_no_names(centre: Centre, slug: str) -> None:
    text = Client().get(f"/datasets/{slug}/processes").content.decode()
    assert processes()["rights"].names["th"] in text
    assert centre.steward.name not in text
    told = Client().get(f"/api/v1/datasets/{slug}/processes").json()
    assert [one["number"] for one in told] == list(range(1, 17))
    rights = told[7]
    assert rights["state"] == "done"
    assert rights["computed"]["says"]["en"] == "Origin, rights of others and licence: 3 of 3 right"
    assert (rights["declared"], rights["verified"], rights["evidence"]) == (None, None, [])
    of_agency = Client().get(f"/api/v1/agencies/{centre.agency.slug}/processes").json()
    assert [one["code"] for one in of_agency] == list(processes())


def test_the_list_of_processes_is_open() -> None:
    told = Client().get("/api/v1/processes").json()
    assert [one["code"] for one in told] == list(processes())
    assert told[13]["verifies"] == ["auditor", "centre-auditor"]


def test_an_agency_sets_its_threshold_of_quality_by_api(centre: Centre, slug: str) -> None:
    address = f"/api/v1/agencies/{centre.agency.slug}/quality"
    assert Client().get(address).status_code == 401
    rules = Client().get("/api/v1/quality").json()
    assert "measures" in rules
