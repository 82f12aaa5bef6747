"""A cycle from its opening to its published figures: who may do what when, appeals, and the frozen end."""

from datetime import timedelta
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre

from odms.assessment import actions, rules
from odms.assessment.actions import Saying
from odms.assessment.models import Appeal, Cycle, Participant
from odms.assessment.queries import cycles as queries
from odms.assessment.queries import last_published_cycle, status
from odms.errors import Conflict, Forbidden, Invalid
from odms.ledger.models import Entry
from odms.ledger.rules import Subject
from odms.people import actions as people
from odms.publication import actions as publication

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
READINESS = "odms-2565"


@pytest.fixture
def cycle(centre: Centre) -> Cycle:
    """A cycle of two agencies in which one has published; they declare."""
    cases.published(centre)
    publication.compute_all(at=AT)
    found = actions.open_cycle(
        by=centre.admin,
        code="round-2570",
        title={"th": "รอบ 2570", "en": "Round 2570"},
        frameworks=[READINESS, "opdc-2567"],
        agencies=list(centre.agencies.values()),
        declare_until=(AT + 30 * DAY).date(),
        at=AT,
    )
    return actions.move(by=centre.admin, cycle=found, deed="start", at=AT)


def _one(cycle: Cycle, centre: Centre) -> Participant:
    return queries.get_participant(cycle, centre.agency)


def _given(cycle: Cycle, centre: Centre) -> dict[str, Any]:
    subject = Subject("agency", centre.agency.id)
    return {"framework": READINESS, "subject": subject, "cycle": cycle}


def _reviewed(cycle: Cycle, centre: Centre) -> Cycle:
    """The cycle open for appeals: the steward declared a budget, the reviewer did not find it."""
    said = {"budget": Saying("yes", url="https://health.example/budget")}
    actions.declare(by=centre.steward, said=said, at=AT, **_given(cycle, centre))
    cycle = actions.move(by=centre.admin, cycle=cycle, deed="review", at=AT + DAY)
    actions.verify(
        by=centre.people["centre-auditor"],
        said={"budget": Saying("no", note="ไม่พบในเอกสาร")},
        at=AT + DAY,
        **_given(cycle, centre),
    )
    return actions.move(by=centre.admin, cycle=cycle, deed="hear", at=AT + 2 * DAY)


# side, and the states in which it is taken
TAKEN = {"declared": {"declaring"}, "verified": {"reviewing"}, "appealed": {"appealing"}}


def test_every_state_is_reached_and_every_side_has_its_time() -> None:
    assert {"open"} | {step.after for step in rules.MOVES.values()} == set(rules.CYCLE_STATES)
    assert {side: set(states) for side, states in rules.ANSWERED_IN.items()} == TAKEN


def test_every_notice_is_of_a_deed() -> None:
    assert set(rules.NOTICES) - set(rules.MOVES) == {"assign", "appeal", "decide"}


def test_answers_are_taken_in_their_time(cycle: Cycle, centre: Centre) -> None:
    given = _given(cycle, centre)
    with pytest.raises(Conflict) as raised:
        actions.verify(
            by=centre.people["centre-auditor"], said={"budget": Saying("no")}, at=AT, **given
        )
    assert raised.value.code in ("assessment.not_taken_now", "assessment.nothing_to_verify")
    with pytest.raises(Conflict) as raised:
        actions.declare(
            by=centre.steward, said={"budget": Saying("yes")}, at=AT + 31 * DAY, **given
        )
    assert raised.value.code == "assessment.too_late"
    with pytest.raises(Invalid) as raised_too:
        actions.declare(
            by=centre.steward,
            said={"1": Saying("yes")},
            at=AT,
            framework="odra-3.1",
            subject=given["subject"],
            cycle=cycle,
        )
    assert raised_too.value.code == "assessment.not_in_cycle"


def test_steps_come_in_their_order_and_by_the_centre(cycle: Cycle, centre: Centre) -> None:
    with pytest.raises(Forbidden):
        actions.move(by=centre.approver, cycle=cycle, deed="review", at=AT)
    for deed in ("start", "hear", "close", "publish"):
        with pytest.raises(Conflict):
            actions.move(by=centre.admin, cycle=cycle, deed=deed, at=AT)


def test_a_reviewer_is_of_another_house(cycle: Cycle, centre: Centre) -> None:
    people.grant(
        by=centre.admin,
        user=centre.people["other-steward"],
        agency=centre.other_agency,
        role="auditor",
        at=AT,
    )
    one = _one(cycle, centre)
    for who in ("auditor", "user", "steward"):
        with pytest.raises(Forbidden):
            actions.assign_reviewer(
                by=centre.admin, participant=one, reviewer=centre.people[who], at=AT
            )
    assigned = centre.people["other-steward"]
    actions.assign_reviewer(by=centre.admin, participant=one, reviewer=assigned, at=AT)
    said = {"budget": Saying("yes")}
    actions.declare(by=centre.steward, said=said, at=AT, **_given(cycle, centre))
    cycle = actions.move(by=centre.admin, cycle=cycle, deed="review", at=AT)
    with pytest.raises(Forbidden) as raised:
        actions.verify(
            by=centre.people["centre-auditor"], said=said, at=AT, **_given(cycle, centre)
        )
    assert raised.value.code == "assessment.not_the_reviewer"
    actions.verify(by=assigned, said=said, at=AT, **_given(cycle, centre))


def test_the_head_hands_in(cycle: Cycle, centre: Centre) -> None:
    one = _one(cycle, centre)
    with pytest.raises(Forbidden):
        actions.submit(by=centre.steward, participant=one, at=AT)
    assert actions.submit(by=centre.approver, participant=one, at=AT).submitted_at == AT


def _appeal(cycle: Cycle, centre: Centre, **more: Any) -> Appeal:
    given: dict[str, Any] = {
        "by": centre.approver,
        "participant": _one(cycle, centre),
        "framework": READINESS,
        "question": "budget",
        "reason": "งบประมาณอยู่ในหมวดค่าใช้สอย",
        "at": AT + 2 * DAY,
    }
    return actions.appeal(**given | more)


def test_an_appeal_is_decided_by_another_reviewer(cycle: Cycle, centre: Centre) -> None:
    cycle = _reviewed(cycle, centre)
    with pytest.raises(Invalid):
        _appeal(cycle, centre, reason=" ")
    with pytest.raises(Invalid):
        _appeal(cycle, centre, question="strategy")
    appeal = _appeal(cycle, centre)
    with pytest.raises(Conflict):
        _appeal(cycle, centre)
    with pytest.raises(Conflict) as raised:
        actions.move(by=centre.admin, cycle=cycle, deed="close", at=AT)
    assert raised.value.code == "assessment.open_appeals"
    told: dict[str, Any] = {"appeal": appeal, "outcome": "changed", "note": "พบแล้ว", "at": AT}
    for who in ("centre-auditor", "auditor", "steward"):
        with pytest.raises(Forbidden):
            actions.decide_appeal(by=centre.people[who], value="yes", **told)
    decided = actions.decide_appeal(by=centre.admin, value="yes", **told)
    assert (decided.outcome, decided.decided_by) == ("changed", centre.admin)
    with pytest.raises(Conflict):
        actions.decide_appeal(by=centre.admin, value="yes", **told)
    verbs = Entry.objects.filter(verb__startswith="cycle.appeal").values_list("verb", flat=True)
    assert list(verbs.order_by("seq")) == [
        "cycle.appealing",
        "cycle.appealed",
        "cycle.appeal-decided",
    ]


def test_a_closed_cycle_is_frozen_hashed_and_published(cycle: Cycle, centre: Centre) -> None:
    cycle = _reviewed(cycle, centre)
    cycle = actions.move(by=centre.admin, cycle=cycle, deed="close", at=AT + 3 * DAY)
    assert Entry.objects.get(verb="cycle.closed").facts["hash"] == cycle.hash
    assert queries.faults(cycle) == []
    told = status(cycle)
    assert (told["n_agencies"], told["n_publishing"], told["share_publishing"]) == (2, 1, 0.5)
    rights = next(one for one in told["processes"] if one["process"] == "rights")
    assert (rights["n"], rights["share"], rights["is_weak"]) == (1, 0.5, True)
    budget = next(one for one in told["enablers"] if one["code"] == "budget")
    assert budget["n"] == 0  # verified with no, whatever was declared
    one = _one(cycle, centre)
    assert one.results[READINESS]["answers"]["budget"]["declared"]["value"] == "yes"
    assert set(one.results[READINESS]["marks"]) == {
        "declared",
        "computed",
        "verified",
        "in_force",
    }
    assert queries.peer_median(one, READINESS) is not None
    for refused in (
        lambda: actions.declare(
            by=centre.steward, said={"budget": Saying("no")}, at=AT, **_given(cycle, centre)
        ),
        lambda: actions.assign_reviewer(
            by=centre.admin, participant=one, reviewer=centre.people["centre-auditor"], at=AT
        ),
    ):
        with pytest.raises(Conflict) as raised:
            refused()
        assert raised.value.code == "assessment.frozen"
    # what happens afterwards changes nothing of it
    before = cycle.figures
    publication.declare(
        by=centre.steward,
        process="inventory",
        subject=Subject("agency", centre.agency.id),
        answer="yes",
        at=AT + 4 * DAY,
    )
    assert status(queries.get_cycle("round-2570"))["processes"] == before["processes"]
    assert last_published_cycle().code == "2565"
    actions.move(by=centre.admin, cycle=cycle, deed="publish", at=AT + 5 * DAY)
    assert last_published_cycle(READINESS).code == "round-2570"


def test_people_hear_what_concerns_them(cycle: Cycle, centre: Centre) -> None:
    cycle = _reviewed(cycle, centre)
    appeal = _appeal(cycle, centre)
    told: dict[str, Any] = {"appeal": appeal, "outcome": "upheld", "note": "ยืน", "at": AT}
    actions.decide_appeal(by=centre.admin, **told)
    of_cycles = {"code__startswith": "assessment."}
    assert {
        who: [
            one.code.rpartition(".")[2]
            for one in centre.people[who].notices.filter(**of_cycles).order_by("id")
        ]
        for who in ("steward", "approver", "auditor", "admin")
    } == {
        "steward": ["started"],
        "approver": ["started", "appealing", "decided"],
        "auditor": [],
        "admin": ["appealed"],
    }
    last = centre.approver.notices.order_by("-id").first()
    assert (last.facts["question"], last.path) == (
        "budget",
        "/desk/assessments/round-2570/health",
    )


def test_the_centre_takes_part_where_a_framework_is_its_own(centre: Centre) -> None:
    cycle = actions.open_cycle(
        by=centre.admin,
        code="odm-2570",
        title={"th": "รอบ", "en": "Round"},
        frameworks=["odm-2023"],
        agencies=[],
        at=AT,
    )
    assert [one.subject_kind for one in queries.list_participants(cycle)] == ["centre"]
    for deed in ("start", "review", "close", "publish"):
        cycle = actions.move(by=centre.admin, cycle=cycle, deed=deed, at=AT)
    told = status(cycle)
    assert (told["n_agencies"], told["share_publishing"]) == (0, None)
    assert {one["share"] for one in told["processes"]} == {None}  # nobody was asked for them
    assert last_published_cycle("odm-2023") == cycle
    assert last_published_cycle(READINESS).code == "2565"
    with pytest.raises(Invalid):
        actions.open_cycle(
            by=centre.admin,
            code="nobody",
            title={"th": "", "en": ""},
            frameworks=[READINESS],
            agencies=[],
            at=AT,
        )
