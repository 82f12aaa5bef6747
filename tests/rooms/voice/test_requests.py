"""Requests: asked by anyone, voted for once, answered by the agency's officers alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, PEOPLE, Centre

from odms.errors import Conflict, Forbidden, Invalid, Refused, TooMany, Unauthenticated
from odms.ledger import queries as ledger
from odms.ledger.rules import VISITOR, Subject, new_id
from odms.people import queries as people
from odms.publication.models import Evidence
from odms.voice import actions, queries
from odms.voice.models import Request, Sending, Vote
from odms.voice.rules import LIMITS, REQUEST_DEEDS, REQUEST_STATES

ASKED = {
    "title": "จำนวนผู้ป่วยรายอำเภอ",
    "wanted": "จำนวนผู้ป่วยนอก รายอำเภอ รายเดือน",
    "purpose": "วางแผนหน่วยบริการเคลื่อนที่",
}


def ask(centre: Centre, **more: Any) -> Request:
    return actions.make_request(
        **({"by": VISITOR, "agency": centre.agency, "mark": "m1", "at": AT} | ASKED | more)
    )


def figures(centre: Centre) -> dict[str, Any]:
    """The latest evidence of demand that publication was given of the agency."""
    found = Evidence.objects.filter(process="demand-survey", source="voice")
    latest = found.filter(subject_id=centre.agency.id).order_by("-at", "-id").first()
    return dict(latest.figures) if latest else {}


def test_request_is_kept_told_and_written_down(centre: Centre) -> None:
    request = ask(centre, name="สมหญิง", email="som@odms.example")
    assert (request.state, request.due_date.isoformat()) == ("new", "2026-12-16")
    assert request.asker_email == "som@odms.example"
    (entry,) = ledger.list_entries(subject=Subject("request", request.id))
    assert (entry.verb, entry.actor_kind, entry.agency_id) == (
        "request.made",
        "visitor",
        centre.agency.id,
    )
    assert "สมหญิง" not in str(entry.facts)
    assert "som@" not in str(entry.facts)
    told = {u for u in centre.people if people.list_notices(centre.people[u])}
    assert told == {"steward", "second-steward", "both"}
    assert figures(centre) == {
        "n_requests": 1, "n_open": 1, "n_answered": 0, "n_votes": 0,
        "n_surveys": 0, "n_answers": 0, "median_answer_days": 0,
    }  # fmt: skip


@pytest.mark.parametrize("item", ["title", "wanted", "purpose"])
def test_request_lacks_nothing(centre: Centre, item: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(centre, **{item: " "})
    assert refused.value.facts["item"] == item
    assert not Request.objects.exists()


def test_request_with_a_wrong_address_is_refused(centre: Centre) -> None:
    with pytest.raises(Invalid):
        ask(centre, email="nowhere")


def test_visitor_asks_so_often_a_day(centre: Centre) -> None:
    for _ in range(LIMITS["request"]):
        ask(centre)
    with pytest.raises(TooMany):
        ask(centre)
    ask(centre, mark="m2")
    ask(centre, at=AT + timedelta(days=1))
    assert Request.objects.count() == LIMITS["request"] + 2


def test_who_sent_is_forgotten_after_a_day(centre: Centre) -> None:
    ask(centre)
    assert actions.forget_senders(at=AT) == 0
    assert actions.forget_senders(at=AT + timedelta(days=1)) == 1
    assert not Sending.objects.exists()


def test_mark_changes_with_day_and_address() -> None:
    marks = {
        queries.mark_of("203.0.113.5", at=AT),
        queries.mark_of("203.0.113.6", at=AT),
        queries.mark_of("203.0.113.5", at=AT + timedelta(days=1)),
    }
    assert len(marks) == 3
    assert not any("203" in mark and "113" in mark for mark in marks)


def test_one_person_votes_once(centre: Centre) -> None:
    request = ask(centre)
    actions.vote(by=VISITOR, request=request, mark="m1", at=AT)
    actions.vote(by=VISITOR, request=request, mark="m2", at=AT)
    actions.vote(by=centre.people["user"], request=request, mark="m1", at=AT)
    for by in (VISITOR, centre.people["user"]):
        with pytest.raises(Conflict):
            actions.vote(by=by, request=request, mark="m1", at=AT + timedelta(hours=1))
    assert queries.get_request(request.id).n_votes == 3
    assert Vote.objects.count() == 3
    assert figures(centre)["n_votes"] == 3


def test_request_goes_its_way(centre: Centre) -> None:
    request = ask(centre, by=centre.people["user"])
    later = AT + timedelta(days=4)
    actions.take_request(by=centre.steward, request=request, at=AT)
    actions.answer_request(by=centre.steward, request=request, text="กำลังจัดทำ", at=later)
    dataset = published(centre).dataset
    dataset.refresh_from_db()
    request = actions.publish_request(by=centre.steward, request=request, dataset=dataset, at=later)
    assert (request.state, request.officer, request.dataset) == (
        "published",
        centre.steward,
        dataset,
    )
    news = [notice.code for notice in people.list_notices(centre.people["user"])]
    assert sorted(news) == [
        "voice.notice.request_answered",
        "voice.notice.request_published",
        "voice.notice.request_taken",
    ]
    verbs = [e.verb for e in ledger.list_entries(subject=Subject("request", request.id))]
    assert verbs == ["request.made", "request.taken", "request.answered", "request.published"]
    assert figures(centre) == {
        "n_requests": 1, "n_open": 0, "n_answered": 1, "n_votes": 0,
        "n_surveys": 0, "n_answers": 0, "median_answer_days": 4,
    }  # fmt: skip
    assert ledger.verify().is_whole


def test_request_is_declined_with_a_reason_alone(centre: Centre) -> None:
    request = ask(centre)
    with pytest.raises(Invalid):
        actions.decline_request(
            by=centre.steward, request=request, ground="security", reason="  ", at=AT
        )
    with pytest.raises(Invalid):
        actions.decline_request(
            by=centre.steward, request=request, ground="whim", reason="ลับ", at=AT
        )
    request = actions.decline_request(
        by=centre.steward, request=request, ground="security", reason="ข้อมูลอยู่ในชั้นลับ", at=AT
    )
    told = (request.state, request.ground, request.reason)
    assert told == ("declined", "security", "ข้อมูลอยู่ในชั้นลับ")


def test_request_without_an_agency_is_given_to_one(centre: Centre) -> None:
    request = ask(centre, agency=None)
    with pytest.raises(Forbidden):
        actions.take_request(by=centre.steward, request=request, at=AT)
    actions.assign_request(by=centre.admin, request=request, agency=centre.agency, at=AT)
    request = actions.take_request(by=centre.steward, request=request, at=AT)
    assert (request.state, request.agency) == ("at-agency", centre.agency)


MAY = "steward second-steward both admin"

# deed: state: who may
MATRIX: dict[str, dict[str, str]] = {
    "assign": {"new": "admin", "at-agency": "admin", "overturned": "admin"},
    "take": {"new": MAY, "overturned": MAY},
    "answer": {"new": MAY, "at-agency": MAY, "overturned": MAY},
    "publish": {"new": MAY, "at-agency": MAY, "overturned": MAY, "answered": MAY},
    "decline": {"new": MAY, "at-agency": MAY, "overturned": MAY},
    "merge": {"new": MAY, "at-agency": MAY, "overturned": MAY},
    "appeal": {"declined": " ".join((*PEOPLE, "visitor"))},
    "uphold": {"appealed": "admin"},
    "overturn": {"appealed": "admin"},
}

DO: dict[str, Callable[[Any, Request, Any], object]] = {
    "assign": lambda by, r, d: actions.assign_request(by=by, request=r, agency=d.agency, at=AT),
    "take": lambda by, r, d: actions.take_request(by=by, request=r, at=AT),
    "answer": lambda by, r, d: actions.answer_request(by=by, request=r, text="มีแล้ว", at=AT),
    "publish": lambda by, r, d: actions.publish_request(by=by, request=r, dataset=d, at=AT),
    "decline": lambda by, r, d: actions.decline_request(
        by=by, request=r, ground="security", reason="ลับ", at=AT
    ),
    "merge": lambda by, r, d: actions.merge_request(by=by, request=r, into=another(r), at=AT),
    "appeal": lambda by, r, d: actions.appeal_request(
        by=by, request=r, text="ไม่ลับ", mark=new_id(), is_followed=True, at=AT
    ),
    "uphold": lambda by, r, d: actions.uphold_refusal(by=by, request=r, text="ลับ", at=AT),
    "overturn": lambda by, r, d: actions.overturn_refusal(by=by, request=r, text="ไม่ลับ", at=AT),
}


def another(request: Request) -> Request:
    return Request.objects.create(**ASKED, agency=request.agency, asked_at=AT, due_date=AT.date())


@pytest.mark.parametrize("deed", REQUEST_DEEDS)
def test_matrix_of_deeds(centre: Centre, deed: str) -> None:
    dataset = published(centre).dataset
    dataset.refresh_from_db()
    for state in sorted({*REQUEST_STATES} - {"merged"}):
        for who in (*PEOPLE, "visitor"):
            request = Request.objects.create(
                **ASKED, agency=centre.agency, state=state, asked_at=AT, due_date=AT.date(),
                reason="ลับ" if state == "declined" else "",
            )  # fmt: skip
            by = centre.people.get(who, VISITOR)
            try:
                DO[deed](by, request, dataset)
                done = True
            except (Conflict, Forbidden, Unauthenticated):
                done = False
            assert done == (who in MATRIX[deed].get(state, "").split()), (state, who)
            Request.objects.filter(id=request.id).delete()


def test_list_of_what_waits_is_of_ones_own_agencies(centre: Centre) -> None:
    mine, others = ask(centre), ask(centre, agency=centre.other_agency)
    nobodys = ask(centre, agency=None)
    seen = {
        who: {r.id for r in queries.waits_for(people.get_person(centre.people[who]))}
        for who in ("user", "steward", "other-steward", "admin")
    }
    assert seen == {
        "user": set(),
        "steward": {mine.id},
        "other-steward": {others.id},
        "admin": {mine.id, others.id, nobodys.id},
    }


def test_unknown_request_is_absent(db: None) -> None:
    with pytest.raises(Refused) as refused:
        queries.get_request("nothing\0")
    assert refused.value.code == "voice.no_such_request"
