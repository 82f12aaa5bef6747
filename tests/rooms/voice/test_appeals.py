"""Appeals and merging: another person decides, in time, and no vote is lost or counted twice."""

from datetime import timedelta
from typing import Any

import pytest
from factories.centre import AT, Centre

from odms.errors import Conflict, Forbidden, Invalid
from odms.ledger.rules import VISITOR
from odms.people import actions as people
from odms.people.models import Notice
from odms.voice import actions, queries
from odms.voice.models import Request

ASKED = {"title": "จำนวนเตียงรายอำเภอ", "wanted": "เตียง", "purpose": "วางแผน"}


def ask(centre: Centre, **more: Any) -> Request:
    given = {"by": VISITOR, "agency": centre.agency, "mark": "m1", "at": AT}
    return actions.make_request(**(given | ASKED | more))


def refused(centre: Centre, by: Any = None, **more: Any) -> Request:
    request = ask(centre, **more)
    return actions.decline_request(
        by=by or centre.steward, request=request, ground="opinion", reason="ภายใน", at=AT
    )


def codes(centre: Centre, who: str) -> list[str]:
    return [one.code for one in Notice.objects.filter(user=centre.people[who]).order_by("id")]


def test_whoever_refused_does_not_decide_on_the_appeal(centre: Centre) -> None:
    request = refused(centre, by=centre.admin)
    given = {"by": VISITOR, "mark": "m1", "text": "ไม่ใช่ความเห็น", "at": AT}
    with pytest.raises(Forbidden, match="not_the_asker"):
        actions.appeal_request(**given, request=request)
    request = actions.appeal_request(**given, request=request, is_followed=True)
    assert (request.state, request.review_date.isoformat()) == ("appealed", "2026-12-16")
    with pytest.raises(Forbidden, match="reviewer_refused"):
        actions.uphold_refusal(by=centre.admin, request=request, text="ยืน", at=AT)
    other = people.create_user(
        by=centre.admin, email="second@odms.example", name="Second", at=AT, is_centre_admin=True
    )
    later = AT + timedelta(days=3)
    request = actions.overturn_refusal(by=other, request=request, text="ไม่ใช่", at=later)
    assert (request.state, request.decided_at, request.officer) == (
        "overturned", None, centre.admin,
    )  # fmt: skip
    assert request.id in [one.id for one in queries.list_requests(states=("overturned",))]


def test_notices_of_an_appeal_reach_those_whom_it_concerns(centre: Centre) -> None:
    user = centre.people["user"]
    request = ask(centre, by=user)
    actions.decline_request(
        by=centre.steward, request=request, ground="opinion", reason="ภายใน", at=AT
    )
    actions.appeal_request(by=user, request=request, text="ไม่ใช่", at=AT)
    actions.uphold_refusal(by=centre.admin, request=request, text="ใช่", at=AT)
    assert codes(centre, "user") == ["voice.notice.request_declined", "voice.notice.request_upheld"]
    assert codes(centre, "admin") == ["voice.notice.appeal_due", "voice.notice.request_appealed"]
    assert "voice.notice.request_upheld" in codes(centre, "steward")


def test_appeal_has_its_time(centre: Centre) -> None:
    request = refused(centre)
    late = {"at": AT + timedelta(days=31), "text": "ไม่ใช่", "mark": "m1", "is_followed": True}
    with pytest.raises(Conflict, match="appeal_too_late"):
        actions.appeal_request(by=VISITOR, request=request, **late)
    assert not queries.can_appeal(request, late["at"].date())


def test_what_is_overdue_goes_to_the_next_one(centre: Centre) -> None:
    ask(centre)
    assert codes(centre, "approver") == []
    people.escalate(at=AT + timedelta(days=25))
    assert codes(centre, "approver") == ["people.notice.overdue"]
    people.escalate(at=AT + timedelta(days=40))
    assert codes(centre, "admin") == ["people.notice.overdue"]


def test_merged_votes_count_once_and_the_asker_too(centre: Centre) -> None:
    one, other = ask(centre), ask(centre, title="เตียงของแต่ละอำเภอ")
    for request, marks in ((one, "ab"), (other, "bc")):
        for mark in marks:
            actions.vote(by=VISITOR, request=request, mark=mark, at=AT)
    merged = actions.merge_request(by=centre.steward, request=one, into=other, at=AT)
    assert (merged.state, merged.merged_into) == ("merged", other)
    assert queries.get_request(other.id).n_votes == 4  # a, b, c and who asked
    with pytest.raises(Invalid):
        actions.merge_request(by=centre.steward, request=other, into=merged, at=AT)
    told = queries.list_wanted("theme")
    assert told == [{"code": "", "n_requests": 1, "n_open": 1, "n_votes": 4}]


def test_figures_of_many_agencies_are_those_of_each(centre: Centre) -> None:
    ask(centre)
    refused(centre)
    ask(centre, agency=centre.other_agency)
    both = [centre.agency, centre.other_agency]
    assert queries.request_figures_of(both) == {
        agency.id: queries.request_figures(agency) for agency in both
    }
