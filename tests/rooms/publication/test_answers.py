"""Evidence that rooms hand in and answers that people give, on a real database."""

from datetime import timedelta

import pytest
from factories.cases import published
from factories.centre import AT, Centre

from odms.errors import Absent, Forbidden, Invalid
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.publication import actions as publication
from odms.publication.models import Answer, Evidence
from odms.publication.queries.answers import list_answers, list_evidence

LATER = AT + timedelta(days=1)

pytestmark = pytest.mark.django_db


def _of(centre: Centre) -> Subject:
    return Subject("agency", centre.agency.id)


def test_evidence_is_kept_once_and_the_last_counts(centre: Centre) -> None:
    told = {"process": "demand-survey", "source": "voice", "subject": _of(centre)}
    for n, hour in ((1, 0), (1, 1), (2, 2)):
        publication.record_evidence(
            by=SYSTEM, figures={"n_requests": n}, at=AT + timedelta(hours=hour), **told
        )
    assert Evidence.objects.count() == 2
    kept = list_evidence(_of(centre))[("demand-survey", "voice")]
    assert kept.figures == {"n_requests": 2}
    entries = ledger.list_entries(subject=_of(centre), verbs=("evidence.recorded",))
    assert [entry.facts["evidence"][0][2] for entry in entries] == list(
        Evidence.objects.order_by("at").values_list("hash", flat=True)
    )


def test_figures_of_many_are_one_entry_an_agency(centre: Centre) -> None:
    subjects = [Subject("agency", agency.id) for agency in centre.agencies.values()]
    before = ledger.last_seq()
    n = publication.record_figures(
        by=SYSTEM,
        process="channels",
        source="health.endpoints",
        figures={subject: {"n_endpoints": 1} for subject in subjects},
        at=AT,
    )
    assert (n, ledger.last_seq() - before) == (2, 2)


def test_evidence_about_nothing_is_refused(centre: Centre) -> None:
    with pytest.raises(Absent):
        publication.record_evidence(
            by=SYSTEM,
            process="rights",
            subject=Subject("dataset", "nowhere"),
            source="engine",
            figures={},
            at=AT,
        )


def test_another_person_verifies_what_one_declared(centre: Centre) -> None:
    case = published(centre)
    subject = Subject("dataset", case.dataset_id)
    declared = publication.declare(
        by=centre.steward, process="rights", subject=subject, answer="yes", note="ของเรา", at=LATER
    )
    for person in (centre.steward, centre.people["other-approver"], centre.people["user"]):
        with pytest.raises(Forbidden):
            publication.verify(by=person, process="rights", subject=subject, answer="yes", at=LATER)
    verified = publication.verify(
        by=centre.approver, process="rights", subject=subject, answer="no", at=LATER
    )
    assert verified.facts == {"declared": declared.hash}
    found = list_answers(subject)
    assert found[("rights", "declared")].answer == "yes"
    assert found[("rights", "verified")].answer == "no"
    assert Answer.objects.filter(subject_id=case.dataset_id, process="rights").count() >= 2


def test_what_nobody_declared_is_not_verified(centre: Centre) -> None:
    with pytest.raises(Invalid):
        publication.verify(
            by=centre.people["auditor"],
            process="priority",
            subject=_of(centre),
            answer="yes",
            at=AT,
        )
