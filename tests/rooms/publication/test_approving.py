"""Approvals: numbers, two approvers, many at once, work that is not lost, the decision as a document."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from factories import cases
from factories.centre import AT, Centre
from factories.files import PATIENTS, VISITORS
from factories.records import DESCRIPTION

from odms.errors import Absent, Conflict, Forbidden, Invalid, Refused
from odms.intake import actions as intake
from odms.intake import queries as intake_queries
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.people import queries as people
from odms.publication import actions, queries
from odms.publication.actions import Wanted
from odms.publication.models import ApprovalOrder, Case
from odms.publication.queries.approval import may_approve
from odms.publication.queries.decision import decision_pdf, get_decision
from odms.standards.record import Record

LATER = AT + timedelta(hours=1)


def submitted(centre: Centre, n: int, text: str = PATIENTS) -> Case:
    """The `n`th of several cases before the approver."""
    return cases.submitted(centre, text + f"ตาก,2567,{n}\n", name=f"patients-{n}.csv")


def approve(centre: Centre, case: Case, who: str = "approver", **options: Any) -> Case:
    return actions.approve(by=centre.people[who], case=case, at=LATER, **options)


def with_names_kept(centre: Centre) -> Case:
    """A case whose steward keeps names of persons, with a reason."""
    case = cases.draft(centre, VISITORS)
    [table] = intake_queries.list_tables(case.delivery)
    for column in table.columns:
        if column["name"] == "ชื่อ":
            column["personal"]["verdict"] = "likely"
    table.save()
    for column, deed, reason in (
        ("เลขบัตรประชาชน", "drop", ""),
        ("ชื่อ", "keep", "ผู้บริหารที่เปิดเผยตามกฎหมาย"),
        ("อีเมล", "drop", ""),
        ("อายุ", "drop", ""),
    ):
        intake.decide_column(
            by=centre.steward, table=table, column=column, deed=deed, reason=reason, at=AT
        )
    case = cases.worked_out(case)
    return actions.submit(by=centre.steward, case=case, at=AT)


# numbers


def test_numbers_run_within_agency_and_year(centre: Centre) -> None:
    numbers = [approve(centre, submitted(centre, n)).order_number for n in (1, 2)]
    later = actions.approve(
        by=centre.approver, case=submitted(centre, 3), at=AT + timedelta(days=60)
    )
    assert [*numbers, later.order_number] == ["1/2569", "2/2569", "1/2570"]


def test_numbers_of_the_agencys_own_pattern(centre: Centre) -> None:
    actions.set_approval(
        by=centre.approver, agency=centre.agency, at=AT,
        authority="คำสั่งกรมที่ 5/2569", pattern="นร 0001/{year}-{n:4}",
    )  # fmt: skip
    case = approve(centre, submitted(centre, 1))
    assert case.order_number == "นร 0001/2569-0001"
    assert get_decision(case)["authority"] == "คำสั่งกรมที่ 5/2569"
    [entry] = ledger.list_entries(verbs=("agency.approval-set",))
    assert entry.facts["pattern"] == "นร 0001/{year}-{n:4}"
    with pytest.raises(Invalid):
        actions.set_approval(
            by=centre.approver, agency=centre.agency, authority="", pattern="{year}", at=AT
        )
    with pytest.raises(Forbidden):
        actions.set_approval(
            by=centre.steward, agency=centre.agency, authority="", pattern="", at=AT
        )


def test_a_typed_number_is_used_once(centre: Centre) -> None:
    assert approve(centre, submitted(centre, 1), order_number=" 1/2569 ").order_number == "1/2569"
    other = submitted(centre, 2)
    with pytest.raises(Conflict) as refused:
        approve(centre, other, order_number="1/2569")
    assert refused.value.code == "publication.number_taken"
    # the running number passes over the one that was typed
    assert approve(centre, other).order_number == "2/2569"
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalOrder.objects.create(agency=centre.agency, number="1/2569", year=2569, at=AT)


# two approvers


def test_kept_names_take_two_approvers(centre: Centre) -> None:
    case = approve(centre, with_names_kept(centre))
    assert (case.state, case.first_approved_by, case.order_number) == (
        "submitted",
        centre.approver,
        "",
    )
    codes = [notice.code for notice in people.list_notices(centre.people["both"])]
    assert codes[0] == "publication.notice.first-approved"
    assert not may_approve(case, centre.approver)
    for who, waiting in (("approver", []), ("both", [case])):
        person = people.get_person(centre.people[who])
        assert queries.list_cases(person, waiting_for=person) == waiting
    with pytest.raises(Forbidden) as refused:
        approve(centre, case)
    assert refused.value.code == "publication.approved_by_you"
    case = approve(centre, case, "both")
    assert (case.state, case.decided_by, case.order_number) == (
        "approved",
        centre.people["both"],
        "1/2569",
    )
    assert get_decision(case)["first_approved"]["name"] == "Approver"
    verbs = [e.verb for e in ledger.list_entries(subject=Subject("case", case.id))]
    assert verbs[-2:] == ["case.first-approved", "case.approved"]


def test_a_returned_case_begins_with_none(centre: Centre) -> None:
    case = approve(centre, with_names_kept(centre))
    case = actions.return_(by=centre.people["both"], case=case, reason="ขาดฐานกฎหมาย", at=LATER)
    assert case.first_approved_by is None
    case = actions.submit(by=centre.steward, case=case, at=LATER)
    assert approve(centre, case).state == "submitted"


def test_the_database_wants_two_different_approvers(centre: Centre) -> None:
    case = approve(centre, with_names_kept(centre))
    for who in ("approver", "steward"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(
                state="approved",
                decided_by=centre.people["approver"],
                first_approved_by=centre.people[who],
            )


def test_flagged_cases_are_the_agencys_own(centre: Centre) -> None:
    case = cases.draft(centre)
    changes = {"description_th": DESCRIPTION["description_th"] + " โทร 081-234-5678"}
    case = actions.change_record(by=centre.steward, case=case, changes=changes, at=AT)
    case = actions.submit(by=centre.steward, case=case, at=AT)
    assert not may_approve(case, centre.admin)
    with pytest.raises(Forbidden) as refused:
        approve(centre, case, "admin")
    assert refused.value.code == "publication.not_your_approval"
    assert approve(centre, case).state == "approved"


# many at once


def test_many_are_approved_under_one_order(centre: Centre) -> None:
    waiting = [submitted(centre, n) for n in (1, 2, 3)]
    done = actions.approve_many(
        by=centre.approver,
        wanted=[Wanted(case, queries.revision_of(case)) for case in waiting],
        at=LATER,
    )
    assert {case.pk for case in done.approved} == {case.pk for case in waiting}
    assert done.left == ()
    assert {case.order_number for case in done.approved} == {"1/2569"}
    [entry] = ledger.list_entries(verbs=("cases.approved",))
    assert entry.subject_id == centre.agency.id
    assert {one[1] for one in entry.facts["cases"]} == {case.pk for case in waiting}
    own = ledger.list_entries(verbs=("case.approved",))
    assert [one.facts["together"] for one in own] == [entry.seq] * 3
    assert ledger.verify().is_whole


def test_of_many_what_changed_or_is_flagged_is_left(centre: Centre) -> None:
    seen = [Wanted(case, queries.revision_of(case)) for case in (submitted(centre, 1), submitted(centre, 2), submitted(centre, 3))]  # fmt: skip
    kept = with_names_kept(centre)
    own = actions.submit(
        by=centre.people["both"], case=cases.draft(centre, by=centre.people["both"]), at=AT
    )
    actions.recall(by=centre.steward, case=seen[0].case, at=AT)
    actions.recall(by=centre.steward, case=seen[1].case, at=AT)
    actions.submit(by=centre.steward, case=seen[1].case, at=AT)
    wanted = [*seen, Wanted(kept), Wanted(own)]
    done = actions.approve_many(by=centre.people["both"], wanted=wanted, at=LATER)
    assert [case.pk for case in done.approved] == [seen[2].case.pk]
    assert {case.pk: refused.code for case, refused in done.left} == {
        seen[0].case.pk: "publication.wrong_state_since",
        seen[1].case.pk: "publication.changed_meanwhile",
        kept.pk: "publication.flagged",
        own.pk: "publication.second_pair_of_eyes",
    }
    assert all(case.state != "approved" for case in Case.objects.exclude(pk=seen[2].case.pk))


def test_nothing_to_approve_is_no_entry(centre: Centre) -> None:
    kept, before = with_names_kept(centre), ledger.last_seq()
    done = actions.approve_many(by=centre.approver, wanted=[Wanted(kept)], at=LATER)
    assert (done.approved, ledger.last_seq()) == ((), before)
    with pytest.raises(Forbidden):
        actions.approve_many(by=centre.steward, wanted=[Wanted(kept)], at=LATER)


# nobody's work is lost


def test_a_stale_form_is_told_who_was_first(centre: Centre) -> None:
    case = cases.draft(centre)
    seen = queries.revision_of(case)
    second = centre.people["second-steward"]
    actions.change_record(
        by=second, case=case, changes={"title_en": "Theirs"}, revision=seen, at=LATER
    )
    with pytest.raises(Conflict) as refused:
        actions.change_record(
            by=centre.steward, case=case, changes={"title_en": "Mine"}, revision=seen, at=LATER
        )
    assert (refused.value.code, refused.value.facts) == (
        "publication.changed_meanwhile",
        {
            "by": "Second-Steward",
            "when": "2026-11-23 17:00",
            "what_th": "แก้ไขคำอธิบาย",
            "what_en": "Description edited",
        },
    )
    assert Record.from_dict(Case.objects.get(pk=case.pk).record).title_en == "Theirs"
    again = queries.revision_of(case)
    actions.change_record(
        by=centre.steward, case=case, changes={"title_en": "Mine"}, revision=again, at=LATER
    )


def test_decisions_about_columns_are_work_too(centre: Centre) -> None:
    case = cases.draft(centre, VISITORS)
    [table] = intake_queries.list_tables(case.delivery)
    seen = queries.revision_of(case)
    intake.decide_column(
        by=centre.people["second-steward"], table=table, column="อายุ", deed="drop", at=AT
    )
    for deed in (
        lambda: actions.decide_columns(
            by=centre.steward, case=case, decisions=[], at=AT, revision=seen
        ),
        lambda: actions.submit(by=centre.steward, case=case, at=AT, revision=seen),
    ):
        with pytest.raises(Conflict) as refused:
            deed()
        assert refused.value.facts["by"] == "Second-Steward"


@pytest.mark.parametrize("deed", ["approve", "return"])
def test_a_decision_about_what_was_not_seen(centre: Centre, deed: str) -> None:
    case = cases.submitted(centre)
    seen = queries.revision_of(case)
    actions.recall(by=centre.steward, case=case, at=AT)
    actions.change_record(by=centre.steward, case=case, changes={"title_en": "Other"}, at=AT)
    actions.submit(by=centre.steward, case=case, at=AT)
    with pytest.raises(Conflict) as refused:
        if deed == "approve":
            approve(centre, case, revision=seen)
        else:
            actions.return_(by=centre.approver, case=case, reason="ก", at=AT, revision=seen)
    assert refused.value.facts["what_en"] == "Submitted for approval"


def test_a_late_decision_is_told_who_decided(centre: Centre) -> None:
    case = cases.submitted(centre)
    approve(centre, case)
    with pytest.raises(Conflict) as refused:
        approve(centre, case, "admin")
    assert refused.value.code == "publication.wrong_state_since"
    assert (refused.value.facts["by"], refused.value.facts["state"]) == ("Approver", "approved")


# the decision as a document


def test_the_decision_is_told_from_the_ledger(centre: Centre) -> None:
    case = approve(centre, cases.submitted(centre))
    told = get_decision(case)
    [entry] = ledger.list_entries(verbs=("case.approved",))
    assert told["entry"] == {"seq": entry.seq, "hash": entry.hash}
    assert told["decided"] == {"name": "Approver", "at": "2026-11-23T17:00+07:00"}
    assert (told["kind"], told["rule"], told["order_number"]) == ("first", "first", "1/2569")
    assert told["file_sha256"] == case.delivery.sha256
    assert told["record_sha256"] == entry.facts["record_sha256"]


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_decision_is_a_tagged_pdf(centre: Centre, language: str) -> None:
    case = approve(centre, approve(centre, with_names_kept(centre)), "both")
    made = decision_pdf(case, language)
    assert made.startswith(b"%PDF-")
    assert b"/MarkInfo" in made
    assert b"/StructTreeRoot" in made


def test_no_decision_before_there_is_one(centre: Centre) -> None:
    with pytest.raises(Absent):
        get_decision(cases.submitted(centre))


def test_refusals_have_sentences(centre: Centre) -> None:
    from odms.definitions.messages import sentences

    case = cases.submitted(centre)
    with pytest.raises(Refused) as refused:
        approve(centre, case, "steward")
    assert all(sentences(refused.value.code, refused.value.facts).values())
