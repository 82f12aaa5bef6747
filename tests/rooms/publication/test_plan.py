"""The plan of an agency, from candidates to what is published, on a real database."""

from datetime import date, timedelta
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre

from odms.errors import Conflict, Forbidden, Invalid
from odms.inventory import actions as inventory
from odms.inventory.models import Entry
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people.models import Notice
from odms.publication import actions as publication
from odms.publication.actions import Weight
from odms.publication.models import PlanItem, Standing
from odms.publication.queries import plan

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 20)
WEIGHTS = {"value": Weight(4, "ใช้ทั้งประเทศ"), "cost": Weight(3, "ส่งออกเอง")}


def entry(centre: Centre, title: str = "ทะเบียนโรงพยาบาล", **values: Any) -> Entry:
    told = {"title_th": title, "classification": "open", "has_personal_data": False}
    return inventory.add_entry(by=centre.steward, agency=centre.agency, values=told | values, at=AT)


def planned(centre: Centre, thing: Any = None, *, due: date = DUE) -> PlanItem:
    """An item that is weighed and given to people."""
    (item,) = publication.propose_items(
        by=centre.steward, agency=centre.agency, things=[thing or entry(centre)], at=AT
    )
    publication.weigh(by=centre.steward, item=item, weights=WEIGHTS, at=AT)
    return publication.assign(
        by=centre.steward,
        item=item,
        owner_unit="กองข้อมูล",
        steward=centre.steward,
        due_date=due,
        at=AT,
    )


def test_candidates_come_into_the_plan_once_under_one_entry_of_the_ledger(centre: Centre) -> None:
    wanted = [entry(centre, f"ชุดที่ {n}", is_candidate=True) for n in range(3)]
    entry(centre, "ไม่เปิด")
    assert plan.list_candidates(centre.agency) == wanted
    told: dict[str, Any] = {"by": centre.steward, "agency": centre.agency, "at": AT}
    assert len(publication.propose_items(things=wanted, **told)) == 3
    assert publication.propose_items(things=wanted, **told) == []
    assert [e.facts["n"] for e in ledger.list_entries() if e.verb == "plan.proposed"] == [3]
    assert plan.list_candidates(centre.agency) == []


def test_what_is_never_opened_is_not_planned(centre: Centre) -> None:
    secret = entry(centre, classification="secret", data_category="secret")
    with pytest.raises(Invalid, match="never_opened"):
        publication.propose_items(by=centre.steward, agency=centre.agency, things=[secret], at=AT)


def test_demand_and_readiness_are_proposed_and_may_be_overruled_with_a_reason(
    centre: Centre,
) -> None:
    publication.record_evidence(
        by=SYSTEM, process="demand-survey", subject=Subject("agency", centre.agency.id),
        source="voice", figures={"n_requests": 4, "n_votes": 17}, at=AT,
    )  # fmt: skip
    item = planned(centre)
    item.refresh_from_db()
    assert {code: one["level"] for code, one in item.scores.items()} == {
        "demand": 3, "readiness": 3, "value": 4, "cost": 3,
    }  # fmt: skip
    assert item.points == 84
    with pytest.raises(Invalid, match="needs_reason"):
        publication.weigh(by=centre.steward, item=item, weights={"readiness": Weight(1)}, at=AT)
    item = publication.weigh(
        by=centre.steward, item=item, weights={"readiness": Weight(1, "ยังเป็นกระดาษ")}, at=AT
    )
    assert item.points == 63
    assert item.scores["readiness"]["by"]["name"] == "Steward"
    item = publication.weigh(
        by=centre.steward, item=item, weights={"readiness": Weight(None)}, at=AT
    )
    assert (item.points, "by" in item.scores["readiness"]) == (84, False)


def test_new_evidence_is_looked_at_every_night_and_people_are_not_overruled(centre: Centre) -> None:
    item = planned(centre)
    publication.weigh(by=centre.steward, item=item, weights={"readiness": Weight(2, "ก")}, at=AT)
    publication.record_evidence(
        by=SYSTEM, process="demand-survey", subject=Subject("agency", centre.agency.id),
        source="voice", figures={"n_requests": 90}, at=AT,
    )  # fmt: skip
    assert publication.tend(at=AT) == 1
    assert publication.tend(at=AT) == 0
    item.refresh_from_db()
    levels = [item.scores[code]["level"] for code in ("demand", "readiness")]
    assert levels == [4, 2]


def test_the_head_agrees_to_the_order_that_another_put_forward(centre: Centre) -> None:
    item = planned(centre)
    told: dict[str, Any] = {"agency": centre.agency, "at": AT}
    with pytest.raises(Forbidden):
        publication.agree(by=centre.people["auditor"], **told)
    publication.put_before_head(by=centre.people["both"], **told)
    with pytest.raises(Forbidden, match="second_pair"):
        publication.agree(by=centre.people["both"], **told)
    publication.agree(by=centre.approver, **told)
    assert plan.get_agreement(centre.agency, plan.list_plan(centre.agency)).is_agreed
    planned(centre, entry(centre, "อีกชุด"))
    publication.move(by=centre.steward, item=item, place=2, reason="รองบ", at=AT)
    assert not plan.get_agreement(centre.agency, plan.list_plan(centre.agency)).is_agreed
    with pytest.raises(Conflict, match="changed_since"):
        publication.agree(by=centre.approver, **told)


def test_who_prepares_an_item_is_a_steward_of_the_agency(centre: Centre) -> None:
    item = planned(centre)
    wanted: dict[str, Any] = {"by": centre.steward, "item": item, "due_date": DUE, "at": AT}
    with pytest.raises(Invalid, match="not_a_steward"):
        publication.assign(owner_unit="ก", steward=centre.approver, **wanted)
    with pytest.raises(Invalid, match="needs_owner"):
        publication.assign(steward=centre.steward, **wanted)


def news(centre: Centre) -> list[str]:
    told = Notice.objects.filter(path__startswith="/desk/plan").order_by("id")
    return [one.user.name for one in told.select_related("user")]


def test_what_is_due_is_told_a_week_before_and_overdue_to_the_next(centre: Centre) -> None:
    from odms.people import actions as people

    item = planned(centre)
    assert news(centre) == []
    week_before = AT + timedelta(days=20)
    publication.tend(at=week_before)
    publication.tend(at=week_before)
    assert sorted(news(centre)) == ["Both", "Second-Steward", "Steward"]
    people.escalate(at=AT + timedelta(days=28))
    assert "Approver" in news(centre) and "Admin" not in news(centre)
    people.escalate(at=AT + timedelta(days=35))
    assert "Admin" in news(centre)
    assert plan.plan_figures(centre.agency, DUE + timedelta(days=1)).n_overdue == 1
    publication.drop(by=centre.steward, item=item, reason="ยุบงาน", at=AT)
    assert plan.plan_figures(centre.agency, DUE + timedelta(days=1)).n_overdue == 0


def test_an_item_is_published_when_its_dataset_is(centre: Centre) -> None:
    case = cases.approved(centre)
    item = planned(centre, case.dataset)
    publication.publish(case=case, at=AT + timedelta(hours=2))
    item.refresh_from_db()
    assert (item.state, item.published_at) == ("published", AT + timedelta(hours=2))


def test_an_entry_linked_to_a_public_dataset_is_noted_at_night(centre: Centre) -> None:
    case, held = cases.published(centre), entry(centre)
    item = planned(centre, held)
    inventory.link(by=centre.steward, entry=held, dataset=case.dataset, at=AT)
    publication.tend(at=AT + timedelta(days=1))
    item.refresh_from_db()
    assert item.state == "published"


def test_the_plan_answers_two_processes(centre: Centre) -> None:
    planned(centre)
    (other,) = publication.propose_items(
        by=centre.steward, agency=centre.agency, things=[entry(centre, "อีกชุด")], at=AT
    )
    publication.follow(at=AT)
    answers = Standing.objects.get(subject_id=centre.agency.id).answers
    assert [answers["priority"][part] for part in ("answer", "have", "of")] == ["partly", 1, 2]
    assert [answers["responsibility"][part] for part in ("answer", "have", "of")] == ["yes", 1, 1]
    publication.drop(by=centre.steward, item=other, reason="ซ้ำ", at=AT)
    publication.follow(at=AT)
    answers = Standing.objects.get(subject_id=centre.agency.id).answers
    assert answers["priority"]["answer"] == "yes"
    publication.take_up(by=centre.steward, item=other, at=AT)
