"""How much quality an agency asks for, and the reasons that steward and approver give below it."""

from datetime import datetime

from django.db import transaction

from odms.errors import Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by
from odms.publication.actions.answers import Saying, give_answers
from odms.publication.models import Case, QualitySettings
from odms.publication.queries import thresholds
from odms.publication.queries.answers import declared_with

MOST = 100


@transaction.atomic
def set_threshold(*, by: User, agency: Agency, threshold: int, at: datetime) -> None:
    """Ask for so many points of quality, 0 to 100, of what an agency publishes. Raises Invalid."""
    check_by(by, "quality.set", agency.id)
    if not 0 <= threshold <= MOST:
        raise Invalid("publication.quality.wrong_threshold", item="threshold")
    before = thresholds.threshold_of(agency)
    QualitySettings.objects.update_or_create(agency=agency, defaults={"threshold": threshold})
    ledger.record(
        by=actor_of(by),
        verb="quality.threshold-set",
        subject=Subject("agency", agency.id),
        at=at,
        agency_id=agency.id,
        facts={"before": before, "after": threshold},
    )


def declare_below(*, by: User, case: Case, reason: str, at: datetime) -> None:
    """Keep the steward's reason where a case is below the threshold. Raises Invalid without one."""
    points = thresholds.points_of(case, at=at)
    least = thresholds.threshold_of(case.dataset.agency)
    facts = {"points": points, "threshold": least}
    if points is None or points >= least:
        if (
            declared_with(thresholds.PROCESS, case) is not None
        ):  # it was below when submitted before
            said = {thresholds.PROCESS: Saying("yes", facts)}
            give_answers(by=by, side="declared", subject=_subject(case), said=said, at=at)
        return
    if not reason.strip():
        raise Invalid("publication.quality.below", item="quality_reason", **facts)
    said = {thresholds.PROCESS: Saying("partly", facts | {"case": case.number}, reason)}
    give_answers(by=by, side="declared", subject=_subject(case), said=said, at=at)


def accept_below(by: User, case: Case, at: datetime) -> None:
    """Keep that the approver accepted the reason of this case, by approving it."""
    declared = declared_with(thresholds.PROCESS, case)
    if declared is None or declared.by_id == by.id:
        return
    said = {thresholds.PROCESS: Saying("yes", {"case": case.number})}
    give_answers(by=by, side="verified", subject=_subject(case), said=said, at=at)


def _subject(case: Case) -> Subject:
    return Subject("dataset", case.dataset_id)
