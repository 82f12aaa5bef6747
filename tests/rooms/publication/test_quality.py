"""The agency's threshold of quality: below it a steward gives a reason, and the approver accepts it."""

from datetime import timedelta
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre

from odms.errors import Forbidden, Invalid
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.publication import actions as publication
from odms.publication import queries
from odms.publication.models import Standing
from odms.publication.queries import thresholds
from odms.publication.queries.answers import list_answers

pytestmark = pytest.mark.django_db


def strict(centre: Centre, threshold: int = 100) -> None:
    publication.set_threshold(by=centre.approver, agency=centre.agency, threshold=threshold, at=AT)


def answered(case: Any) -> str:
    publication.follow(at=AT + timedelta(days=1))
    answer: str = Standing.objects.get(subject_id=case.dataset_id).answers["quality"]["code"]
    return answer


def test_an_agency_asks_for_the_usual_until_it_says_otherwise(centre: Centre) -> None:
    assert thresholds.threshold_of(centre.agency) == 60
    strict(centre, 80)
    assert thresholds.threshold_of(centre.agency) == 80
    assert thresholds.threshold_of(centre.other_agency) == 60
    (entry,) = ledger.list_entries(verbs=("quality.threshold-set",))
    assert entry.facts == {"before": 60, "after": 80}


@pytest.mark.parametrize("threshold", [-1, 101])
def test_a_threshold_is_of_a_hundred(centre: Centre, threshold: int) -> None:
    with pytest.raises(Invalid, match="wrong_threshold"):
        strict(centre, threshold)


def test_a_steward_sets_no_threshold(centre: Centre) -> None:
    with pytest.raises(Forbidden):
        publication.set_threshold(by=centre.steward, agency=centre.agency, threshold=1, at=AT)


def test_below_the_threshold_a_reason_is_asked_for(centre: Centre) -> None:
    strict(centre)
    case = cases.draft(centre)
    with pytest.raises(Invalid, match="below"):
        publication.submit(by=centre.steward, case=case, at=AT)
    case.refresh_from_db()
    assert case.state == "draft"


def test_the_approver_sees_the_reason_and_accepts_it_by_approving(centre: Centre) -> None:
    strict(centre)
    told: dict[str, Any] = {"by": centre.steward, "quality_reason": "ไฟล์เก่ามีเท่านี้", "at": AT}
    case = publication.submit(case=cases.draft(centre), **told)
    (risk,) = [one for one in queries.risks(case) if one.code == "publication.risk.quality"]
    assert (risk.facts["threshold"], risk.facts["reason"]) == (100, "ไฟล์เก่ามีเท่านี้")
    case = publication.approve(by=centre.approver, case=case, at=AT)
    publication.publish(case=case, at=AT)
    said = list_answers(Subject("dataset", case.dataset_id))
    assert said[("quality", "verified")].by_id == centre.approver.id
    assert answered(case) == "process.quality.waived"
    (one,) = thresholds.list_measured(centre.agency)
    assert one.is_below() and one.is_waived(AT.date())
    assert not one.is_waived(said[("quality", "verified")].review_date + timedelta(days=1))


def test_what_is_returned_is_accepted_by_nobody(centre: Centre) -> None:
    strict(centre)
    case = publication.submit(
        by=centre.steward, case=cases.draft(centre), quality_reason="รีบ", at=AT
    )
    case = publication.return_(by=centre.approver, case=case, reason="แก้ก่อน", at=AT)
    assert ("quality", "verified") not in list_answers(Subject("dataset", case.dataset_id))
    strict(centre, 1)
    case = publication.submit(by=centre.steward, case=case, at=AT)
    assert [one.code for one in queries.risks(case) if "quality" in one.code] == []
    publication.approve(by=centre.approver, case=case, at=AT)
    assert ("quality", "verified") not in list_answers(Subject("dataset", case.dataset_id))


def test_a_higher_threshold_shows_what_was_published_below_it(centre: Centre) -> None:
    case = cases.published(centre)
    assert answered(case) == "process.quality.found"
    strict(centre)
    publication.compute_all(at=AT + timedelta(days=1))
    assert answered(case) == "process.quality.below"
