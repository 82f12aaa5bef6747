"""Networks of partners and training: who lets whom in, who came, and what it adds up to."""

from datetime import timedelta
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, Centre

from odms.catalogue.queries import get_dataset
from odms.errors import Absent, Conflict, Forbidden, Invalid, Refused
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.people import queries as people
from odms.programme import actions, queries
from odms.programme.models import Course, Network
from odms.programme.queries import together

PROBLEM = {"title_th": "ลดฝุ่นในเมือง", "title_en": "Less dust", "problem": "ฝุ่นเกินเกณฑ์ 60 วันต่อปี"}


def proposed(centre: Centre, **more: Any) -> Network:
    told = PROBLEM | {"goals": ["11", "3"], "call": "ผู้มีเครื่องวัด"} | more
    return actions.propose_network(by=centre.people["user"], at=AT, **told)


def running(centre: Centre) -> Network:
    network = proposed(centre)
    return actions.move_network(by=centre.admin, network=network, deed="approve", at=AT)


def offered(centre: Centre, **more: Any) -> Course:
    begins = AT + timedelta(days=7)
    told: dict[str, Any] = {"title_th": "เปิดข้อมูลใน 1 วัน", "place": "ห้องประชุม 1", "seats": 1}
    return actions.offer_course(
        by=centre.admin, starts_at=begins, ends_at=begins + timedelta(hours=6), at=AT, **told | more
    )


def seen(centre: Centre, slug: str, who: str = "") -> str:
    person = people.get_person(centre.people[who]) if who else None
    try:
        return together.get_network(slug, person).state
    except Absent:
        return "absent"


def test_a_proposal_is_seen_by_its_owner_and_the_centre_until_it_begins(centre: Centre) -> None:
    network = proposed(centre)
    assert network.slug.startswith("less-dust-")
    assert network.goals == ["3", "11"]
    assert [seen(centre, network.slug, who) for who in ("", "steward", "user", "admin")] == [
        "absent", "absent", "proposed", "proposed",
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        actions.move_network(by=centre.people["user"], network=network, deed="approve", at=AT)
    actions.move_network(by=centre.admin, network=network, deed="approve", at=AT)
    assert seen(centre, network.slug) == "running"
    assert [n.code for n in people.list_notices(centre.people["user"])] == [
        "programme.notice.network_running"
    ]


def test_decline_needs_a_reason_and_ends_it(centre: Centre) -> None:
    network = proposed(centre)
    with pytest.raises(Invalid):
        actions.move_network(by=centre.admin, network=network, deed="decline", at=AT)
    actions.move_network(by=centre.admin, network=network, deed="decline", reason="ซ้ำ", at=AT)
    with pytest.raises(Conflict):
        actions.move_network(by=centre.admin, network=network, deed="approve", at=AT)


def test_partners_ask_and_the_owner_decides(centre: Centre) -> None:
    network, owner = running(centre), centre.people["user"]
    ask: dict[str, Any] = {"network": network, "kind": "company", "at": AT}
    first = actions.ask_to_join(
        by=centre.steward, agency=centre.agency, name="", role="ข้อมูลผู้ป่วย", **ask
    )
    other = actions.ask_to_join(by=centre.approver, name="บริษัทเครื่องวัด", role="เครื่องวัด", **ask)
    assert (first.kind, other.kind) == ("agency", "company")
    with pytest.raises(Conflict):
        actions.ask_to_join(by=centre.approver, name="บริษัทเครื่องวัด", role="อีกครั้ง", **ask)
    with pytest.raises(Forbidden):
        actions.move_partner(by=centre.approver, partner=other, deed="accept", at=AT)
    actions.move_partner(by=owner, partner=first, deed="accept", at=AT)
    actions.move_partner(by=owner, partner=other, deed="refuse", reason="มีแล้ว", at=AT)
    assert [one.name for one in together.list_partners(network, "joined")] == [
        centre.agency.name_th
    ]
    actions.move_partner(by=centre.steward, partner=first, deed="leave", at=AT)
    assert together.figures()["network_partners"] == 0


def test_without_a_call_nobody_asks(centre: Centre) -> None:
    network = running(centre)
    actions.change_network(
        by=centre.people["user"], network=network, problem="", is_calling=False, at=AT
    )
    with pytest.raises(Conflict):
        actions.ask_to_join(
            by=centre.steward, network=network, name="ก", kind="civil", role="ข", at=AT
        )


def test_data_milestones_and_outcomes_are_told_by_who_leads(centre: Centre) -> None:
    network, owner = running(centre), centre.people["user"]
    case = published(centre)
    dataset = get_dataset(case.dataset.slug)
    actions.change_network(
        by=owner, network=network, problem="ใหม่", is_calling=True, datasets=[dataset], at=AT
    )
    step = actions.add_step(by=owner, network=network, title="ติดตั้งเครื่องวัด", at=AT)
    with pytest.raises(Invalid):
        actions.finish_step(by=owner, step=step, evidence=" ", at=AT)
    actions.finish_step(by=owner, step=step, evidence="ติดตั้ง 12 จุด", at=AT)
    actions.add_outcome(
        by=owner, network=network, title="แผนที่ฝุ่น", url="https://odms.example/showcases/1", at=AT
    )
    with pytest.raises(Forbidden):
        actions.add_outcome(by=centre.steward, network=network, title="ของคนอื่น", at=AT)
    found = together.get_network(network.slug, None)
    assert [one.slug for one in found.datasets.all()] == [dataset.slug]
    assert [one.title for one in found.outcomes.all()] == ["แผนที่ฝุ่น"]
    verbs = [one.verb for one in ledger.list_entries(subject=Subject("network", network.id))]
    assert verbs == [
        "network.proposed", "network.approved", "network.changed", "network.step-added",
        "network.step-done", "network.outcome",
    ]  # fmt: skip


def test_seats_are_taken_once_and_not_beyond_their_number(centre: Centre) -> None:
    course, at = offered(centre), AT + timedelta(days=1)
    actions.sign_up(by=centre.steward, course=course, agency=centre.agency, at=at)
    refused = []
    for who in ("steward", "approver"):
        with pytest.raises(Refused) as told:
            actions.sign_up(by=centre.people[who], course=course, at=at)
        refused.append(told.value.code)
    assert refused == ["programme.signed_already", "programme.course_full"]
    actions.leave_course(by=centre.steward, course=course, at=at)
    actions.sign_up(by=centre.approver, course=course, at=at)
    with pytest.raises(Conflict) as late:
        actions.sign_up(by=centre.steward, course=offered(centre), at=AT + timedelta(days=8))
    assert late.value.code == "programme.course_begun"


def test_attendance_adds_up_and_the_ledger_names_nobody(centre: Centre) -> None:
    course = offered(centre, seats=None)
    seats = [
        actions.sign_up(by=centre.people[who], course=course, agency=centre.agency, at=AT)
        for who in ("steward", "approver")
    ]
    actions.note_attendance(
        by=centre.admin, sign_up=seats[0], deed="attended", certificate="ODMS-001", at=AT
    )
    actions.note_attendance(by=centre.admin, sign_up=seats[1], deed="absent", at=AT)
    actions.note_headcount(by=centre.admin, course=course, agency=centre.other_agency, n=12, at=AT)
    assert together.figures() == {
        "people_trained": 13, "agencies_trained": 2, "networks": 0, "network_partners": 0,
    }  # fmt: skip
    assert [(agency.slug, n) for agency, n in together.taken_by_agency()] == [
        ("water", 12), ("health", 1),
    ]  # fmt: skip
    facts = [one.facts for one in ledger.list_entries() if one.verb.startswith("training.")]
    assert "ODMS-001" not in str(facts)
    actions.measure(at=AT)
    assert queries.get_indicator("people-trained").value == 13
    assert queries.get_indicator("agencies-trained").value == 1
    with pytest.raises(Forbidden):
        actions.note_attendance(by=centre.steward, sign_up=seats[0], deed="absent", at=AT)


def test_a_course_is_somewhere_and_its_cancellation_is_told(centre: Centre) -> None:
    with pytest.raises(Invalid):
        offered(centre, place="")
    course = offered(centre)
    actions.sign_up(by=centre.steward, course=course, at=AT)
    actions.cancel_course(by=centre.admin, course=course, reason="วิทยากรป่วย", at=AT)
    assert [n.code for n in people.list_notices(centre.steward)] == [
        "programme.notice.course_cancelled"
    ]
    with pytest.raises(Conflict):
        actions.sign_up(by=centre.approver, course=course, at=AT)
