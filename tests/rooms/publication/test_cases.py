"""Cases from a delivery to the public, through the real engine."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import duckdb
import pytest
from django.db import connection
from django.utils.timezone import localdate
from factories import cases
from factories.centre import AT, Centre, build
from factories.files import PATIENTS, PATIENTS_NEXT, PDF, VISITORS, cp874
from factories.records import DESCRIPTION

from odms.catalogue import actions as catalogue_actions
from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset, Release
from odms.catalogue.queries.documents import list_search_documents
from odms.errors import Absent, Conflict, Forbidden, Gone, Invalid
from odms.intake import actions as intake
from odms.intake import queries as intake_queries
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import queries as people
from odms.people.actions import make_token
from odms.people.queries import get_person, get_user_by_token
from odms.publication import actions, queries
from odms.publication.actions import publishing
from odms.publication.models import Case

ID, NAME, MAIL, AGE = "เลขบัตรประชาชน", "ชื่อ", "อีเมล", "อายุ"


def heard(centre: Centre, who: str) -> list[str]:
    notices = people.list_notices(centre.people[who])
    return [notice.code.rpartition(".")[2] for notice in reversed(notices)]


def rows_of(dataset: Dataset) -> list[dict[str, Any]]:
    (distribution,) = catalogue.list_distributions(dataset)
    path = intake_queries.lake().table_path(distribution.current.table_key)
    table = duckdb.read_parquet(str(path))
    return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]


def lacks(refused: Invalid) -> set[str]:
    return {lack["code"] for lack in refused.facts["lacks"]}


# opening


def test_open_prefills_from_the_file(centre: Centre) -> None:
    delivery = cases.read(centre, cp874(PATIENTS), name="opd_2567.csv")
    case = actions.open_case(by=SYSTEM, delivery=delivery, at=AT)
    said = {name: value for name, value in case.record.items() if value}
    assert said == {
        "title_th": "สถิติผู้ป่วยนอก รายจังหวัด",
        "publisher": "กรมสุขภาพตัวอย่าง",
        "tags": ["จังหวัด", "จำนวนผู้ป่วย"],
        "data_type": "statistics",
        "maintainer": "กลุ่มงานข้อมูล",
        "maintainer_email": "data@health.example",
        "geo_coverage": "06",
        "data_format": ["csv"],
        "data_category": "public",
        "classification": "open",
        "licence": "odc",
        "language": ["th"],
        "period_start": "2023-01-01",
        "period_end": "2024-12-31",
    }
    assert (case.number, case.state, case.opened_by) == (1, "draft", centre.steward)
    assert (case.dataset.slug, case.dataset.state) == ("opd-2567", "draft")
    assert heard(centre, "steward") == ["opened"]


def test_open_twice_is_one_case(centre: Centre) -> None:
    delivery = cases.read(centre)
    first = actions.open_case(by=SYSTEM, delivery=delivery, at=AT)
    assert actions.open_case(by=centre.steward, delivery=delivery, at=AT) == first
    assert Dataset.objects.count() == 1


def test_open_follows_reading_by_itself(centre: Centre, committed: Callable[[], Any]) -> None:
    with committed():
        delivery = cases.read(centre)
    case = queries.get_case_of(delivery, get_person(centre.steward))
    assert case is not None
    assert case.opened_by == centre.steward


def test_open_missed_is_found_by_the_sweep(centre: Centre) -> None:
    delivery = cases.read(centre)
    assert queries.get_case_of(delivery, get_person(centre.steward)) is None
    assert [actions.sweep(at=AT) for _ in range(2)] == [1, 0]
    assert queries.get_case_of(delivery, get_person(centre.steward)) is not None


def test_open_for_an_unreadable_file(centre: Centre) -> None:
    delivery = cases.read(centre, PDF, name="a.csv")
    with pytest.raises(Conflict):
        actions.open_case(by=SYSTEM, delivery=delivery, at=AT)
    assert actions.sweep(at=AT) == 0


def test_slugs_stay_apart(centre: Centre) -> None:
    slugs = [
        actions.open_case(by=SYSTEM, delivery=cases.read(centre, f"a,b\n{i},2\n", name=name), at=AT)
        .dataset.slug
        for i, name in enumerate(["Hospital Beds.csv", "hospital-beds.xlsx", "เตียง.csv", "2567.csv"])
    ]  # fmt: skip
    assert slugs == ["hospital-beds", "hospital-beds-2", "health-1", "health-2"]


# describing


def test_change_keeps_what_is_not_named(centre: Centre) -> None:
    case = cases.draft(centre)
    case = actions.change_record(
        by=centre.steward,
        case=case,
        changes={"tags": "ก ข, ค", "columns": {"0": {"ปี": {"label_en": "Year"}}}},
        at=AT,
    )
    assert case.record["title_th"] == DESCRIPTION["title_th"]
    assert case.record["tags"] == ["ก ข", "ค"]
    assert case.dataset.title_th == DESCRIPTION["title_th"]
    entry = queries.history(case)[-1]
    assert (entry.verb, entry.facts) == ("case.changed", {"fields": ["tags", "columns"]})


def test_change_of_nothing_is_no_entry(centre: Centre) -> None:
    case = cases.draft(centre)
    n = ledger.last_seq()
    actions.change_record(by=centre.steward, case=case, changes=DESCRIPTION, at=AT)
    assert ledger.last_seq() == n


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"publisher": "กรมอื่น"}, "publication.publisher_is_fixed"),
        ({"colour": "red"}, "standards.unknown_field"),
        ({"licence": "ฟรี"}, "standards.unknown_code"),
        ({"slug": "ก"}, "catalogue.wrong_slug"),
    ],
)
def test_change_refused(centre: Centre, changes: dict[str, str], code: str) -> None:
    case = cases.draft(centre)
    with pytest.raises(Invalid) as refused:
        actions.change_record(by=centre.steward, case=case, changes=changes, at=AT)
    assert refused.value.code == code


def test_address_is_free_until_published_and_kept_after(centre: Centre) -> None:
    case = cases.draft(centre)
    change = {"by": centre.steward, "at": AT}
    actions.change_record(case=case, changes={"slug": "out-patients"}, **change)
    case = actions.submit(by=centre.steward, case=case, at=AT)
    case = actions.publish(case=actions.approve(by=centre.approver, case=case, at=AT), at=AT)
    assert case.dataset.slug == "out-patients"
    words = actions.open_case(by=centre.steward, dataset=case.dataset, at=AT)
    with pytest.raises(Conflict) as refused:
        actions.change_record(case=words, changes={"slug": "other"}, **change)
    assert refused.value.code == "catalogue.address_is_kept"


# gates


GATES = {
    "description": ({"title_th": ""}, {"standards.missing.title_th"}),
    "frequency": ({"frequency_interval": ""}, {"standards.interval_missing"}),
    "classification": ({"classification": "secret"}, {"standards.never_published"}),
    "no-class": ({"classification": ""}, {"publication.classification_missing"}),
    "licence": ({"licence": "cc-by-nc"}, {"publication.licence_not_open"}),
    "no-licence": ({"licence": ""}, {"standards.missing.licence"}),
    "several": (
        {"licence": "cc-by-nd", "tags": "", "classification": "internal"},
        {"publication.licence_not_open", "standards.missing.tags", "standards.not_open"},
    ),
}


@pytest.mark.parametrize("gate", GATES)
def test_gate_stops_a_record(centre: Centre, gate: str) -> None:
    changes, codes = GATES[gate]
    case = cases.draft(centre)
    case = actions.change_record(by=centre.steward, case=case, changes=changes, at=AT)
    with pytest.raises(Invalid) as refused:
        actions.submit(by=centre.steward, case=case, at=AT)
    assert refused.value.code == "publication.gates_closed"
    assert lacks(refused.value) == codes
    assert Case.objects.get(pk=case.pk).state == "draft"
    assert not queries.get_case_by_id(case.id).delivery.is_sealed


def test_gate_stops_undecided_personal_data(centre: Centre) -> None:
    case = cases.draft(centre, VISITORS)
    with pytest.raises(Invalid) as refused:
        actions.submit(by=centre.steward, case=case, at=AT)
    assert lacks(refused.value) == {"publication.column_undecided"}
    told = {lack["item"] for lack in refused.value.facts["lacks"]}
    assert {ID, MAIL} <= told


def test_gate_stops_kept_national_ids(centre: Centre) -> None:
    """Even where somebody wrote the decision into the database by hand."""
    case = cases.draft(centre, VISITORS)
    (table,) = intake_queries.list_tables(case.delivery)
    table.decisions = {
        column["name"]: {"deed": "keep", "reason": "จำเป็น"} for column in table.columns
    }
    table.save()
    with pytest.raises(Invalid) as refused:
        actions.submit(by=centre.steward, case=case, at=AT)
    assert ID in {lack["item"] for lack in refused.value.facts["lacks"]}


def test_gates_are_told_one_by_one(centre: Centre) -> None:
    case = cases.draft(centre, VISITORS)
    assert {gate.code: gate.is_passed for gate in queries.list_gates(case)} == {
        "file-read": True,
        "tables-chosen": True,
        "personal-data": False,
        "description": True,
        "classification": True,
        "licence": True,
        "rights": True,
        "second-person": False,
    }


# deciding


def test_return_and_submit_again(centre: Centre) -> None:
    case = cases.submitted(centre)
    case = actions.return_(by=centre.approver, case=case, reason="ขาดหน่วยนับ", at=AT)
    assert (case.state, case.reason, case.delivery.is_sealed) == ("draft", "ขาดหน่วยนับ", False)
    case = actions.submit(by=centre.steward, case=case, at=AT)
    case = actions.approve(by=centre.approver, case=case, at=AT)
    assert case.state == "approved"
    assert heard(centre, "steward") == ["returned", "approved"]
    assert heard(centre, "approver") == ["submitted", "submitted"]
    assert heard(centre, "other-approver") == []


def test_return_needs_a_reason(centre: Centre) -> None:
    case = cases.submitted(centre)
    with pytest.raises(Invalid) as refused:
        actions.return_(by=centre.approver, case=case, reason="  ", at=AT)
    assert (refused.value.code, refused.value.facts) == (
        "publication.needs_reason",
        {"item": "reason"},
    )


def test_submitted_file_is_sealed_until_recalled(centre: Centre) -> None:
    case = cases.submitted(centre)
    (table,) = intake_queries.list_tables(case.delivery)
    drop = {"by": centre.steward, "table": table, "column": "ปี", "deed": "drop", "at": AT}
    with pytest.raises(Conflict):
        intake.decide_column(**drop)
    actions.recall(by=centre.steward, case=case, at=AT)
    intake.decide_column(**drop)


def test_approve_by_token(centre: Centre) -> None:
    case = cases.submitted(centre)
    _, secret = make_token(
        by=centre.approver, user=centre.approver, name="x", expires_at=AT + timedelta(days=1), at=AT
    )
    with pytest.raises(Forbidden) as refused:
        actions.approve(by=get_user_by_token(secret, at=AT), case=case, at=AT)
    assert refused.value.code == "people.not_by_token"


def test_approve_own_submission(centre: Centre) -> None:
    both = centre.people["both"]
    case = cases.draft(centre)
    case = actions.submit(by=both, case=case, at=AT)
    with pytest.raises(Forbidden) as refused:
        actions.approve(by=both, case=case, at=AT)
    assert refused.value.code == "publication.second_pair_of_eyes"


@pytest.mark.parametrize("who", ["user", "other-steward", "other-approver"])
def test_case_of_another_agency_is_absent(centre: Centre, who: str) -> None:
    case, person = cases.submitted(centre), get_person(centre.people[who])
    with pytest.raises(Absent):
        queries.get_case(case.id, person)
    assert queries.list_cases(person) == []
    assert queries.list_cases(person, waiting_for=person) == []


def test_case_waits_for_approvers(centre: Centre) -> None:
    case = cases.submitted(centre)
    waiting = {
        who: queries.list_cases(get_person(user), waiting_for=get_person(user)) == [case]
        for who, user in centre.people.items()
    }
    assert {who for who, is_waiting in waiting.items() if is_waiting} == {
        "approver",
        "both",
        "admin",
    }


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once() -> None:
    centre, outcomes = build(), []
    case = cases.submitted(centre)

    def decide(who: str) -> None:
        try:
            actions.approve(by=centre.people[who], case=case, at=AT)
            outcomes.append("approved")
        except Conflict:
            outcomes.append("late")
        finally:
            connection.close()

    threads = [Thread(target=decide, args=(who,)) for who in ("approver", "both", "admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved", "late", "late"]
    assert len(ledger.list_entries(verbs=("case.approved",))) == 1


# publishing


def test_publish_shows_the_dataset(centre: Centre) -> None:
    case = cases.published(centre, cp874(PATIENTS), name="opd_2567.csv")
    dataset = catalogue.get_dataset("opd-2567")
    assert (dataset.state, dataset.title_th, dataset.theme_id) == (
        "published",
        DESCRIPTION["title_th"],
        "health",
    )
    (distribution,) = catalogue.list_distributions(dataset)
    release = distribution.current
    assert (release.number, release.n_rows, release.changes) == (1, 3, {})
    assert (release.raw_name, release.raw_sha256) == ("opd_2567.csv", case.delivery.sha256)
    assert rows_of(dataset)[0] == {
        "_row": 2,
        "จังหวัด": "เชียงใหม่",
        "ปี": 2566,
        "จำนวนผู้ป่วย": 1204,
    }
    assert catalogue.get_record(dataset).tags == DESCRIPTION["tags"]
    assert heard(centre, "steward") == ["approved", "published"]


def test_publish_twice_is_one_release(centre: Centre) -> None:
    case = cases.published(centre)
    n = len(list(intake_queries.lake().list_tables()))
    again = actions.publish(case=case, at=AT + timedelta(days=1))
    assert (again.state, Release.objects.count()) == ("published", 1)
    assert len(list(intake_queries.lake().list_tables())) == n


def test_publish_unapproved(centre: Centre) -> None:
    case = actions.publish(case=cases.submitted(centre), at=AT)
    assert (case.state, Release.objects.count()) == ("submitted", 0)


def test_publish_forgotten_is_found_by_the_sweep(centre: Centre, committed: Any) -> None:
    case = cases.approved(centre)
    assert queries.list_unpublished(at=AT) == [case.id]
    assert actions.sweep(at=AT) == 1
    actions.publish(case=case, at=AT)
    assert queries.list_unpublished(at=AT + timedelta(days=1)) == []


def test_publish_is_left_to_the_one_who_holds_it(centre: Centre) -> None:
    case = cases.approved(centre)
    assert publishing._take_lease(case, AT)
    assert actions.publish(case=case, at=AT + timedelta(minutes=9)).state == "approved"
    assert actions.publish(case=case, at=AT + timedelta(minutes=10)).state == "published"


def test_publish_drops_and_masks(centre: Centre) -> None:
    case = cases.draft(centre, VISITORS)
    (table,) = intake_queries.list_tables(case.delivery)
    deeds = {ID: "mask", NAME: "drop", MAIL: "mask"}
    for column, deed in deeds.items():
        intake.decide_column(by=centre.steward, table=table, column=column, deed=deed, at=AT)
    case = actions.submit(by=centre.steward, case=cases.worked_out(case), at=AT)
    assert {risk.code for risk in queries.risks(case)} == {
        "publication.risk.personal_masked",
        "publication.risk.small_groups",  # of three people, each has an age of their own
    }
    case = actions.approve(by=centre.approver, case=case, at=AT)
    dataset = actions.publish(case=case, at=AT).dataset
    assert rows_of(dataset)[0] == {
        "_row": 1,
        "ลำดับ": 1,
        ID: "xxxxxxxxxxx21",
        MAIL: "sxxx@xxx",
        AGE: 34,
    }
    (distribution,) = catalogue.list_distributions(dataset)
    shown = {c["name"]: (c["type"], c["meaning"]) for c in distribution.current.columns}
    assert list(shown) == ["ลำดับ", ID, MAIL, AGE]
    assert shown[ID] == ("text", None)
    assert not any("personal" in column for column in distribution.current.columns)


def test_public_side_knows_nothing_personal(centre: Centre) -> None:
    """No byte of what was dropped or masked is in anything a release names."""
    case = cases.draft(centre, VISITORS)
    (table,) = intake_queries.list_tables(case.delivery)
    for column in (ID, NAME, MAIL):
        intake.decide_column(by=centre.steward, table=table, column=column, deed="mask", at=AT)
    case = actions.submit(by=centre.steward, case=case, at=AT)
    case = actions.approve(by=centre.approver, case=case, at=AT)
    dataset = actions.publish(case=case, at=AT).dataset
    (distribution,) = catalogue.list_distributions(dataset)
    lake, key = intake_queries.lake(), distribution.current.table_key
    seen = str(rows_of(dataset)) + str(lake.profile(key)) + str(distribution.current.columns)
    seen += str(list_search_documents([dataset.id]))
    for secret in ("123456789012", "สมชาย", "somchai", "ดีใจ", "เพ็ญ"):
        assert secret not in seen
        assert secret.encode() not in lake.table_path(key).read_bytes()


def test_keep_with_reason_is_shown_to_the_approver(centre: Centre) -> None:
    case = cases.draft(centre, VISITORS)
    (table,) = intake_queries.list_tables(case.delivery)
    for column in table.columns:
        if column["name"] == MAIL:
            column["personal"]["verdict"] = "likely"
    table.save()
    for column, deed in {ID: "drop", NAME: "drop", MAIL: "keep"}.items():
        intake.decide_column(
            by=centre.steward, table=table, column=column, deed=deed, reason="อีเมลกลาง", at=AT
        )
    case = actions.submit(by=centre.steward, case=case, at=AT)
    kept = next(r for r in queries.risks(case) if r.code == "publication.risk.personal_kept")
    assert kept.facts == {
        "column": MAIL,
        "kind": "email",
        "n": 3,
        "reason": "อีเมลกลาง",
        "verdict": "likely",
    }


# delivering again


def test_second_release_tells_what_changed(centre: Centre) -> None:
    dataset = cases.published(centre).dataset
    dataset.refresh_from_db()
    case = cases.submitted(centre, PATIENTS_NEXT, dataset=dataset)
    assert [change["n_rows_added"] for _, change in queries.list_changes(case)] == [1]
    (distribution,) = catalogue.list_distributions(dataset)
    assert distribution.current.number == 1
    actions.publish(case=actions.approve(by=centre.approver, case=case, at=AT), at=AT)
    (distribution,) = catalogue.list_distributions(dataset)
    assert (distribution.current.number, distribution.current.n_rows) == (2, 4)
    assert distribution.current.changes == {
        "n_rows_before": 3,
        "n_rows_after": 4,
        "n_rows_added": 1,
        "n_rows_removed": 0,
        "n_rows_changed": 1,
        "key": ["จังหวัด"],
        "columns_added": ["จำนวนเตียง"],
        "columns_removed": [],
        "columns_renamed": [],
        "columns_retyped": [],
        "is_reordered": False,
        "ranges": [
            {"name": "ปี", "before": [2566, 2567], "after": [2566, 2568]},
            {"name": "จำนวนผู้ป่วย", "before": [388, 1204], "after": [77, 1204]},
        ],
        "choices": [],
    }
    assert [release.number for release in catalogue.list_releases(distribution)] == [2, 1]


def test_renewed_record_begins_with_the_former(centre: Centre) -> None:
    dataset = cases.published(centre).dataset
    dataset.refresh_from_db()
    delivery = cases.read(centre, PATIENTS_NEXT, dataset=dataset)
    case = actions.open_case(by=SYSTEM, delivery=delivery, at=AT)
    assert case.record["description_th"] == DESCRIPTION["description_th"].strip()
    assert (case.record["period_start"], case.record["period_end"]) == ("2023-01-01", "2025-12-31")


def test_period_ends_with_the_day_of_delivery(centre: Centre) -> None:
    table = f"ปี,จำนวน\n{AT.year - 1},10\n{AT.year},20\n"
    case = actions.open_case(by=SYSTEM, delivery=cases.read(centre, table), at=AT)
    assert case.record["period_start"] == f"{AT.year - 1}-01-01"
    assert case.record["period_end"] == localdate(AT).isoformat()


def test_corrected_file_takes_the_place_in_a_draft(centre: Centre) -> None:
    case = cases.draft(centre, VISITORS)
    (table,) = intake_queries.list_tables(case.delivery)
    intake.decide_column(by=centre.steward, table=table, column=ID, deed="drop", at=AT)
    former = case.delivery
    better = cases.read(centre, VISITORS + "4,,,,5\n", dataset=case.dataset)
    again = actions.open_case(by=SYSTEM, delivery=better, at=AT)
    assert (again.id, again.delivery) == (case.id, better)
    former.refresh_from_db()
    assert former.state == "discarded"
    (table,) = intake_queries.list_tables(better)
    assert {name: one["deed"] for name, one in table.decisions.items()} == {ID: "drop"}
    assert again.record["title_th"] == DESCRIPTION["title_th"]


def test_next_file_waits_while_the_approver_looks(centre: Centre) -> None:
    case = cases.submitted(centre)
    waiting = cases.read(centre, PATIENTS_NEXT, dataset=case.dataset)
    with pytest.raises(Conflict) as refused:
        actions.open_case(by=SYSTEM, delivery=waiting, at=AT)
    assert refused.value.code == "publication.case_is_open"
    assert actions.sweep(at=AT) == 0
    actions.publish(case=actions.approve(by=centre.approver, case=case, at=AT), at=AT)
    assert actions.sweep(at=AT) == 1
    assert queries.get_open_case(case.dataset).delivery == waiting


def test_of_several_waiting_files_the_newest_wins(centre: Centre) -> None:
    case = cases.submitted(centre)
    older = cases.read(centre, PATIENTS_NEXT, dataset=case.dataset)
    newer = cases.read(centre, PATIENTS_NEXT + "น่าน,2568,9,1\n", dataset=case.dataset)
    actions.publish(case=actions.approve(by=centre.approver, case=case, at=AT), at=AT)
    actions.sweep(at=AT)
    older.refresh_from_db()
    assert (queries.get_open_case(case.dataset).delivery, older.state) == (newer, "discarded")


# words alone


def test_words_change_through_a_case_and_not_before(centre: Centre) -> None:
    dataset = cases.published(centre).dataset
    dataset.refresh_from_db()
    case = actions.open_case(by=centre.steward, dataset=dataset, at=AT)
    assert actions.open_case(by=centre.steward, dataset=dataset, at=AT) == case
    change = {"title_th": "ผู้ป่วยนอกทั้งประเทศ"}
    case = actions.change_record(by=centre.steward, case=case, changes=change, at=AT)
    case = actions.submit(by=centre.steward, case=case, at=AT)
    case = actions.approve(by=centre.approver, case=case, at=AT)
    assert catalogue.get_dataset(dataset.slug).title_th == DESCRIPTION["title_th"]
    actions.publish(case=case, at=AT)
    assert catalogue.get_dataset(dataset.slug).title_th == change["title_th"]
    assert Release.objects.count() == 1
    verbs = [e.verb for e in ledger.list_entries(subject=Subject("dataset", dataset.id))]
    assert [verb for verb in verbs if verb.startswith("dataset.")] == [
        "dataset.drafted",
        "dataset.schema-kept",
        "dataset.published",
        "dataset.changed",
    ]


def test_words_of_a_draft_dataset_have_no_file(centre: Centre) -> None:
    dataset = catalogue_actions.create_draft(by=SYSTEM, agency=centre.agency, title_th="ก", at=AT)
    case = actions.open_case(by=centre.steward, dataset=dataset, at=AT)
    case = actions.change_record(by=centre.steward, case=case, changes=DESCRIPTION, at=AT)
    with pytest.raises(Invalid) as refused:
        actions.submit(by=centre.steward, case=case, at=AT)
    assert "publication.no_file" in lacks(refused.value)


# withdrawing


def test_withdraw_by_one_person(centre: Centre) -> None:
    case = cases.published(centre)
    actions.withdraw(by=centre.steward, dataset=case.dataset, reason="ตัวเลขผิด", at=AT)
    with pytest.raises(Gone) as gone:
        catalogue.get_dataset(case.dataset.slug)
    assert (gone.value.facts["reason"], gone.value.facts["title_th"]) == (
        "ตัวเลขผิด",
        DESCRIPTION["title_th"],
    )
    (distribution,) = catalogue.list_distributions(case.dataset)
    with pytest.raises(Gone):
        catalogue.get_distribution(distribution.id)
    assert catalogue.list_datasets() == []
    assert list_search_documents([case.dataset.id]) == {}
    assert queries.get_case_by_id(case.id).state == "withdrawn"
    assert heard(centre, "approver")[-1] == "withdrawn"


def test_withdraw_needs_a_reason(centre: Centre) -> None:
    case = cases.published(centre)
    with pytest.raises(Invalid):
        actions.withdraw(by=centre.steward, dataset=case.dataset, reason=" ", at=AT)
    assert catalogue.get_dataset(case.dataset.slug)


def test_withdraw_twice(centre: Centre) -> None:
    case = cases.published(centre)
    actions.withdraw(by=centre.steward, dataset=case.dataset, reason="ผิด", at=AT)
    with pytest.raises(Conflict):
        actions.withdraw(by=centre.steward, dataset=case.dataset, reason="ผิด", at=AT)


def test_withdraw_halts_what_was_approved(centre: Centre) -> None:
    dataset = cases.published(centre).dataset
    dataset.refresh_from_db()
    case = cases.approved(centre, PATIENTS_NEXT, dataset=dataset)
    actions.withdraw(by=centre.steward, dataset=dataset, reason="รั่ว", at=AT)
    assert actions.publish(case=case, at=AT + timedelta(days=1)).state == "draft"
    assert catalogue.list_datasets() == []
    assert heard(centre, "approver")[-2:] == ["halted", "withdrawn"]


def test_withdrawn_dataset_comes_back_through_a_case(centre: Centre) -> None:
    dataset = cases.published(centre).dataset
    actions.withdraw(by=centre.steward, dataset=dataset, reason="ผิด", at=AT)
    dataset.refresh_from_db()
    case = cases.published(centre, PATIENTS_NEXT, dataset=dataset)
    found = catalogue.get_dataset(dataset.slug)
    assert (case.state, found.state, found.withdrawal_reason) == ("published", "published", "")


# giving up


def test_discard_takes_the_delivery_along(centre: Centre) -> None:
    case = actions.discard(by=centre.steward, case=cases.draft(centre), at=AT)
    case.delivery.refresh_from_db()
    assert (case.state, case.delivery.state) == ("discarded", "discarded")


def test_discarded_delivery_takes_the_draft_along(centre: Centre, committed: Any) -> None:
    case = cases.draft(centre)
    with committed():
        intake.discard(by=centre.steward, delivery=case.delivery, at=AT)
    assert queries.get_case_by_id(case.id).state == "discarded"


def test_history_is_whole_and_in_order(centre: Centre) -> None:
    case = cases.published(centre)
    assert [entry.verb for entry in queries.history(case)] == [
        "delivery.received",
        "delivery.read",
        "case.opened",
        "case.changed",
        "case.submitted",
        "case.approved",
        "table.protected",
        "case.published",
    ]
    assert ledger.verify().is_whole
