"""Entries by hand: who may, what must fit together, two people at one entry; and the figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import cases
from factories.centre import AT, Centre
from factories.files import YEARS
from factories.persons import national_id

from odms.errors import Conflict, Forbidden, Invalid, Unauthenticated
from odms.inventory import actions, queries
from odms.inventory.models import Entry
from odms.inventory.queries import Asked, Summary
from odms.ledger.models import Entry as LedgerEntry

BEDS = {"title_th": "จำนวนเตียง", "data_category": "public", "classification": "open"}
PLAN = {"title_th": "แผนเผชิญเหตุ", "data_category": "security", "classification": "secret"}


def add(centre: Centre, values: dict[str, Any], **more: Any) -> Entry:
    about = {"by": centre.steward, "agency": centre.agency, "at": AT} | more
    return actions.add_entry(values=values, **about)


MAY = ("steward", "second-steward", "both", "admin")


@pytest.mark.parametrize(
    "who",
    ["user", *MAY, "approver", "auditor", "other-steward", "other-approver", "centre-auditor"],
)
def test_who_may_edit(centre: Centre, who: str) -> None:
    entry = add(centre, BEDS)
    by = centre.people[who]
    deeds = [
        lambda: add(centre, PLAN, by=by),
        lambda: actions.change_entry(by=by, entry=entry, values={"n_rows": 3}, at=AT),
        lambda: actions.link(by=by, entry=entry, dataset=None, at=AT),
        lambda: actions.mark_gone(by=by, entry=entry, reason="ยุบรวม", at=AT),
        lambda: actions.bring_back(by=by, entry=entry, at=AT),
        lambda: actions.record_review(by=by, agency=centre.agency, at=AT),
    ]
    for deed in deeds:
        if who in MAY:
            deed()
        else:
            with pytest.raises((Forbidden, Unauthenticated)):
                deed()


def test_classes_above_open_are_held(centre: Centre) -> None:
    entry = add(centre, PLAN)
    assert (entry.classification, entry.n_errors) == ("secret", 0)
    assert queries.get_entry(entry.id, person(centre)).id == entry.id


def person(centre: Centre) -> Any:
    from odms.people.queries import get_person

    return get_person(centre.approver)


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"title_th": ""}, "inventory.title_missing", "title_th"),
    ({"has_personal_data": True}, "inventory.public_with_personal_data", "has_personal_data"),
    ({"classification": "internal"}, "inventory.public_not_open", "classification"),
    ({"data_category": "ความมั่นคง"}, "standards.unknown_code", "data_category"),
    ({"n_rows": -1}, "inventory.wrong_count", "n_rows"),
    ({"owner_email": "x@y.example"}, "inventory.unknown_owner", "owner_email"),
    ({"nothing": 1}, "standards.unknown_field", "nothing"),
    ({"title_th": f"บัตร {national_id(1)}"}, "standards.national_id", "title_th"),
]


@pytest.mark.parametrize(("values", "code", "item"), WRONG)
def test_what_does_not_fit_is_refused(
    centre: Centre, values: dict[str, Any], code: str, item: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(centre, BEDS | values)
    assert (refused.value.code, refused.value.facts["item"]) == (code, item)


def test_change_is_told_in_the_ledger(centre: Centre) -> None:
    entry = add(centre, BEDS)
    actions.change_entry(
        by=centre.steward,
        entry=entry,
        values={"n_rows": "๑๒", "owner_email": centre.steward.email},
        at=AT,
    )
    told = LedgerEntry.objects.order_by("-seq")[0]
    assert (told.verb, told.subject_id, told.agency_id) == (
        "inventory.entry-changed", entry.id, centre.agency.id,
    )  # fmt: skip
    assert told.facts["changes"] == [
        {"what": "n_rows", "before": None, "after": 12},
        {"what": "owner_email", "before": None, "after": "steward@odms.example"},
    ]
    before = LedgerEntry.objects.count()
    actions.change_entry(by=centre.steward, entry=entry, values={"n_rows": 12}, at=AT)
    assert LedgerEntry.objects.count() == before


def test_two_people_never_lose_each_others_work(centre: Centre) -> None:
    entry = add(centre, BEDS)
    seen = entry.modified_at.isoformat()
    later = AT + timedelta(minutes=1)
    actions.change_entry(by=centre.steward, entry=entry, values={"n_rows": 1}, at=later, seen=seen)
    with pytest.raises(Conflict) as refused:
        actions.change_entry(
            by=centre.people["second-steward"],
            entry=entry,
            values={"n_rows": 2},
            at=later,
            seen=seen,
        )
    assert refused.value.code == "inventory.changed_meanwhile"


def test_gone_needs_a_reason_and_comes_back(centre: Centre) -> None:
    entry = add(centre, BEDS)
    with pytest.raises(Invalid):
        actions.mark_gone(by=centre.steward, entry=entry, reason=" ", at=AT)
    actions.mark_gone(by=centre.steward, entry=entry, reason="ยุบรวม", at=AT)
    with pytest.raises(Conflict):
        actions.mark_gone(by=centre.steward, entry=entry, reason="อีก", at=AT)
    assert queries.count_entries([centre.agency.id]) == 0
    assert queries.count_entries([centre.agency.id], Asked(state="gone")) == 1
    assert actions.bring_back(by=centre.steward, entry=entry, at=AT).state == "present"


def test_link_to_a_dataset(centre: Centre) -> None:
    dataset = cases.published(centre, YEARS, name="patients.csv").dataset
    entry, secret = add(centre, BEDS), add(centre, PLAN)
    actions.link(by=centre.steward, entry=entry, dataset=dataset, at=AT)
    with pytest.raises(Conflict) as refused:
        actions.link(by=centre.steward, entry=secret, dataset=dataset, at=AT)
    assert refused.value.code == "inventory.not_open"
    other = actions.add_entry(
        by=centre.admin, agency=centre.other_agency, values={"title_th": "น้ำ"}, at=AT
    )
    with pytest.raises(Conflict) as refused:
        actions.link(by=centre.admin, entry=other, dataset=dataset, at=AT)
    assert refused.value.code == "inventory.dataset_of_another"
    assert queries.summary(centre.agency).n_published == 1


def test_review_is_a_survey_by_hand(centre: Centre) -> None:
    first = add(centre, BEDS)
    survey = actions.record_review(by=centre.steward, agency=centre.agency, at=AT)
    assert (survey.way, survey.n_new, survey.n_unchanged) == ("hand", 1, 0)
    later = AT + timedelta(days=1)
    add(centre, PLAN, at=later)
    actions.change_entry(by=centre.steward, entry=first, values={"n_rows": 1}, at=later)
    survey = actions.record_review(by=centre.steward, agency=centre.agency, at=later)
    assert (survey.n_new, survey.n_changed, survey.n_gone) == (1, 1, 0)
    last = later + timedelta(days=1)
    actions.mark_gone(by=centre.steward, entry=first, reason="ยุบรวม", at=last)
    survey = actions.record_review(by=centre.steward, agency=centre.agency, at=last)
    assert (survey.n_new, survey.n_changed, survey.n_gone, survey.n_unchanged) == (0, 0, 1, 1)


def test_summaries_take_two_statements(centre: Centre) -> None:
    add(centre, BEDS | {"maintainer": "กองแผนงาน", "is_candidate": True})
    add(centre, PLAN | {"owner_email": centre.steward.email})
    add(centre, {"title_th": "ไม่มีเจ้าของ"})
    actions.record_review(by=centre.steward, agency=centre.agency, at=AT)
    ids = [centre.agency.id, centre.other_agency.id]
    with CaptureQueriesContext(connection) as asked:
        found = queries.summaries(ids)
    assert len(asked) == 2
    assert found == {
        centre.agency.id: Summary(
            n_entries=3, n_with_owner=2, n_open=1, n_candidates=1, last_survey_at=AT, n_new=3
        ),
        centre.other_agency.id: Summary(),
    }


def test_entries_are_filtered(centre: Centre) -> None:
    add(centre, BEDS | {"maintainer": "กองแผนงาน", "is_candidate": True})
    add(centre, PLAN)
    ids = [centre.agency.id]

    def titles(**asked: str) -> list[str]:
        return [entry.title_th for entry in queries.list_entries(ids, Asked(**asked))]

    assert titles(text="เตียง") == ["จำนวนเตียง"]
    assert titles(category="security") == titles(classification="secret") == ["แผนเผชิญเหตุ"]
    assert titles(mark="candidate") == ["จำนวนเตียง"]
    assert titles(mark="unowned") == ["แผนเผชิญเหตุ"]
    assert titles(text="\0") == titles(state="gone") == []
    assert queries.list_entries([centre.other_agency.id]) == []
    with pytest.raises(Invalid):
        titles(mark="everything")
