"""The programme as the guideline has it, and what the centre does to it."""

from datetime import date

import pytest
from factories.centre import AT, Centre

from odms.errors import Conflict, Forbidden, Invalid
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.programme import actions, queries

# code: year, term, bodies that lead
STEPS = {
    "awareness": (2565, "short", ""),
    "architecture": (2566, "short", ""),
    "oecd": (2567, "long", "dga onde foreign-department digital-council"),
    "standard": (2567, "long", ""),
    "networks": (2568, "long", ""),
    "centre": (2569, "long", "dga"),
    "cooperation": (2570, "long", ""),
}


def test_a_new_centre_has_the_guidelines_programme(db: None) -> None:
    told = {
        one.code: (one.year, one.term, " ".join(lead.body_id for lead in one.leads.all()))
        for one in queries.list_steps()
    }
    assert told == STEPS
    kinds = [one.kind for one in queries.list_parts()]
    assert [kinds.count(kind) for kind in ("provider", "user", "policy")] == [5, 3, 2]
    items = {one.code: len(one.items.all()) for one in queries.list_parts("user", "policy")}
    assert items == {
        "study": 2, "co-develop": 1, "apply": 2, "standard-policy": 3, "infrastructure-policy": 2,
    }  # fmt: skip
    assert queries.list_parts("policy")[0].name_th == (
        "ร่างนโยบายส่งเสริมมาตรฐานด้านข้อมูลเปิดและธรรมาภิบาลข้อมูลระดับชาติ"
    )
    standard = queries.get_milestone("standard")
    assert (standard.is_uncertain, standard.year, standard.year_until) == (True, 2567, 2568)


def test_what_is_there_stays_when_definitions_are_taken_up_again(centre: Centre) -> None:
    step = queries.get_milestone("centre")
    actions.change_milestone(
        by=centre.admin, milestone=step, agency=centre.agency, owner="", due_date=None, at=AT
    )
    actions.take_up()
    found = queries.get_milestone("centre")
    assert found.agency == centre.agency
    assert len(found.leads.all()) == 1
    assert len(queries.list_steps()) == 7


def test_milestone_goes_its_way_with_evidence(centre: Centre) -> None:
    made = actions.add_milestone(
        by=centre.admin,
        title_th="ประกาศมาตรฐาน",
        parent=queries.get_milestone("standard"),
        agency=centre.agency,
        due_date=date(2027, 3, 31),
        at=AT,
    )
    assert (made.kind, made.year, made.term, made.state) == ("milestone", 2567, "long", "planned")
    actions.move_milestone(by=centre.admin, milestone=made, deed="start", at=AT)
    with pytest.raises(Invalid):
        actions.move_milestone(by=centre.admin, milestone=made, deed="finish", at=AT)
    done = actions.move_milestone(
        by=centre.admin, milestone=made, deed="finish", url="https://odms.example/s", at=AT
    )
    assert (done.state, done.done_at, done.evidence_url) == ("done", AT, "https://odms.example/s")
    actions.add_note(by=centre.admin, milestone=made, text="ลงราชกิจจานุเบกษาแล้ว", at=AT)
    verbs = [one.verb for one in ledger.list_entries(subject=Subject("milestone", made.code))]
    assert verbs == [
        "milestone.added", "milestone.started", "milestone.finished", "milestone.noted",
    ]  # fmt: skip
    assert [one.code for one in queries.get_milestone("standard").milestones.all()] == [made.code]


def test_printed_words_stay(centre: Centre) -> None:
    with pytest.raises(Conflict) as refused:
        actions.change_milestone(
            by=centre.admin,
            milestone=queries.get_milestone("oecd"),
            title_th="ชื่ออื่น",
            agency=None,
            owner="",
            due_date=None,
            at=AT,
        )
    assert refused.value.code == "programme.printed_words"


def test_gap_belongs_to_a_dimension(centre: Centre) -> None:
    dimension = queries.get_indicator("oecd-dgi-open-by-default")
    made = actions.add_milestone(
        by=centre.admin, title_th="ยังไม่มีนโยบาย", indicator=dimension, owner="กองนโยบาย", at=AT
    )
    assert [one.code for one in queries.list_gaps(dimension.code)] == [made.code]
    (dgi, _) = queries.list_oecd()
    told = {one.indicator.group: [gap.code for gap in one.gaps] for one in dgi.dimensions}
    assert told["open-by-default"] == [made.code]
    with pytest.raises(Invalid):
        actions.add_milestone(by=centre.admin, title_th="ไม่อยู่ที่ใด", at=AT)


def test_nobody_but_the_centre_edits(centre: Centre) -> None:
    for who in ("user", "steward", "approver", "auditor", "centre-auditor"):
        with pytest.raises(Forbidden):
            actions.move_milestone(
                by=centre.people[who],
                milestone=queries.get_milestone("oecd"),
                deed="start",
                at=AT,
            )
