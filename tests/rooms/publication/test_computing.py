"""The sixteen processes as they are computed from what happened, on a real database."""

from datetime import timedelta

import pytest
from factories import cases
from factories.centre import AT, Centre
from factories.files import VISITORS

from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.publication import actions as publication
from odms.publication.answering import digest, processes
from odms.publication.models import Standing
from odms.publication.queries.answers import list_answers, list_evidence

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)


def _answers(kind: str, id: str) -> dict[str, str]:
    standing = Standing.objects.get(subject_kind=kind, subject_id=id)
    return {process: told["answer"] for process, told in standing.answers.items()}


def test_publishing_answers_the_processes_of_a_dataset(centre: Centre) -> None:
    case = cases.published(centre)
    publication.follow(at=LATER)
    assert _answers("dataset", case.dataset_id) == {
        "classification": "yes",
        "rights": "yes",
        "quality": "yes",
        "format": "yes",
        "frequency": "yes",
        "protection": "yes",
        "description": "yes",
        "approval": "yes",
        "monitoring": "no",
        "improvement": "none",
    }
    of_agency = _answers("agency", centre.agency.id)
    assert list(of_agency) == list(processes()) or set(of_agency) == set(processes())
    assert of_agency["approval"] == "yes"
    assert of_agency["data-survey"] == "no"


def test_submitting_declares_and_approving_verifies(centre: Centre) -> None:
    case = cases.published(centre)
    said = list_answers(Subject("dataset", case.dataset_id))
    assert {key: one.by_id for key, one in said.items()} == {
        ("classification", "declared"): centre.steward.id,
        ("rights", "declared"): centre.steward.id,
        ("frequency", "declared"): centre.steward.id,
        ("protection", "declared"): centre.steward.id,
        ("description", "declared"): centre.steward.id,
        ("classification", "verified"): centre.approver.id,
        ("rights", "verified"): centre.approver.id,
        ("protection", "verified"): centre.approver.id,
        ("approval", "declared"): centre.approver.id,
    }
    assert said[("classification", "declared")].facts["legal_ground"] == "digital-act"


def test_the_engine_gives_evidence_of_what_was_published(centre: Centre) -> None:
    case = cases.published(centre)
    found = list_evidence(Subject("dataset", case.dataset_id))
    assert set(found) == {("quality", "engine"), ("protection", "engine"), ("format", "engine")}
    assert found[("quality", "engine")].figures["points"] > 60
    assert found[("format", "engine")].figures["format"] == "csv"


def test_a_lapse_of_time_changes_answers(centre: Centre) -> None:
    case = cases.published(centre)
    publication.compute_all(at=LATER)
    assert _answers("dataset", case.dataset_id)["frequency"] == "yes"
    assert publication.compute_all(at=LATER) == 0
    assert publication.compute_all(at=AT + timedelta(days=800)) == 2
    assert _answers("dataset", case.dataset_id)["frequency"] == "partly"


def test_new_evidence_reaches_one_dataset_and_its_agency(centre: Centre) -> None:
    case = cases.published(centre)
    publication.follow(at=LATER)
    subject = Subject("dataset", case.dataset_id)
    told = {"n_feedback": 2, "n_open": 1, "n_led_to_release": 0}
    publication.record_evidence(
        by=SYSTEM, process="improvement", subject=subject, source="voice", figures=told, at=LATER
    )
    before = ledger.last_seq()
    assert publication.follow(at=LATER) == 2
    assert _answers("dataset", case.dataset_id)["improvement"] == "partly"
    (entry,) = ledger.list_entries(after=before)
    assert entry.verb == "evidence.computed"
    assert entry.facts["digest"] == digest({"changes": entry.facts["changes"]})
    assert {(kind, process) for kind, _, process, *_ in entry.facts["changes"]} == {
        ("dataset", "improvement"),
        ("agency", "improvement"),
    }
    assert publication.follow(at=LATER) == 0


def test_drafts_and_withdrawn_datasets_count_for_nothing(centre: Centre) -> None:
    cases.draft(centre, VISITORS, name="visitors.csv")
    case = cases.published(centre)
    publication.withdraw(by=centre.approver, dataset=case.dataset, reason="ผิด", at=LATER)
    publication.follow(at=LATER)
    assert Standing.objects.filter(subject_kind="dataset").count() == 1
    assert set(_answers("dataset", case.dataset_id).values()) == {"none"}
    assert _answers("agency", centre.agency.id)["rights"] == "none"
