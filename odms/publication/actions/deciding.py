"""Describing and submitting, returning and withdrawing: the steward's deeds and the approver's.

Approvals are in `approving`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Dataset
from odms.errors import Absent, Invalid
from odms.intake import actions as intake
from odms.intake.models import DeliveredTable, Delivery
from odms.intake.rules import Decision
from odms.people.models import User
from odms.people.queries import check_by, check_may_publish
from odms.publication.actions.quality import declare_below
from odms.publication.actions.saying import declare_submitted
from odms.publication.actions.steps import (
    check_gates,
    check_revision,
    checked,
    enter,
    locked,
    move,
    reopen,
)
from odms.publication.models import Case
from odms.publication.rules import ON_WITHDRAWAL, check_edit
from odms.standards.record import Record


@transaction.atomic
def change_record(
    *,
    by: User,
    case: Case,
    changes: Mapping[str, Any],
    at: datetime,
    revision: int | None = None,
) -> Case:
    """Change fields of the proposed record; `slug` too, until the dataset was first published.

    Raises Invalid for a value that cannot be one, Conflict unless the case is a draft, or where
    something happened to it after `revision` (`queries.revision_of`).
    """
    case = locked(case)
    check_by(by, "case.edit", case.dataset.agency_id)
    check_edit("edit", state=case.state)
    check_revision(case, revision)
    changes = dict(changes)
    if "publisher" in changes:
        raise Invalid("publication.publisher_is_fixed", item="publisher")
    if slug := changes.pop("slug", None):
        catalogue.change_draft(by=by, dataset=case.dataset, slug=slug, at=at)
    before = Record.from_dict(case.record)
    after = before.changed(changes)
    changed = [name for name, value in after.to_dict().items() if value != getattr(before, name)]
    if not changed:
        return case
    case.record = after.to_dict()
    case.save(update_fields=["record"])
    if case.dataset.published_at is None and after.title_th:
        catalogue.change_draft(
            by=by, dataset=case.dataset, title_th=after.title_th, title_en=after.title_en, at=at
        )
    enter(by, "case.changed", case, at, {"fields": changed})
    return case


@transaction.atomic
def decide_columns(
    *,
    by: User,
    case: Case,
    decisions: Iterable[Decision],
    settings: Iterable[tuple[DeliveredTable, Mapping[str, Any]]] = (),
    at: datetime,
    revision: int | None = None,
) -> None:
    """Decide about columns and tables of a case's delivery as `intake.decide_columns`, unless
    somebody did something to the case after `revision`: Conflict."""
    case = locked(case)
    if case.delivery is None:
        raise Absent("publication.no_file")
    # machines decide upon the delivery without the case; nothing more of theirs comes between
    Delivery.objects.select_for_update(no_key=True).get(pk=case.delivery_id)
    check_by(by, "case.edit", case.dataset.agency_id)
    check_revision(case, revision)
    intake.decide_columns(
        by=by, delivery=case.delivery, decisions=decisions, settings=settings, at=at
    )


@transaction.atomic
def submit(
    *,
    by: User,
    case: Case,
    at: datetime,
    note: str = "",
    quality_reason: str = "",
    revision: int | None = None,
) -> Case:
    """Hand a case to the approvers. Raises Invalid with all that is lacking in its facts, and where
    its quality is below what the agency asks for and no reason is given."""
    case = checked("submit", by, case, revision=revision)
    check_may_publish(case.dataset.agency)
    if case.delivery is not None:
        # first of all, so that nobody decides upon a column while the gates are looked at
        intake.seal(delivery=case.delivery, is_sealed=True)
    check_gates(case, "submit")
    declare_below(by=by, case=case, reason=quality_reason, at=at)
    case.submitted_by, case.submitted_at, case.note = by, at, note.strip()
    case.decided_by = case.decided_at = None
    case.first_approved_by = case.first_approved_at = None
    declare_submitted(by, case, at)
    return move("submit", by, case, at, {"note": case.note})


@transaction.atomic
def recall(*, by: User, case: Case, at: datetime) -> Case:
    """Take a case back from the approvers to change it."""
    return reopen("recall", by, checked("recall", by, case), at, {})


@transaction.atomic
def return_(
    *, by: User, case: Case, reason: str, at: datetime, revision: int | None = None
) -> Case:
    """Send a case back to the steward with a reason. Raises Invalid without one."""
    case = checked("return", by, case, reason, revision)
    case.reason, case.decided_by, case.decided_at = reason.strip(), by, at
    return reopen("return", by, case, at, {"reason": case.reason})


@transaction.atomic
def withdraw(*, by: User, dataset: Dataset, reason: str, at: datetime) -> Dataset:
    """Take a dataset from the public at once; one person may. What was on its way is halted."""
    check_by(by, "dataset.withdraw", dataset.agency_id)
    cases = Case.objects.select_related("dataset__agency", "delivery", "opened_by", "submitted_by")
    found = cases.select_for_update(no_key=True, of=("self",)).filter(dataset=dataset)
    touched = [case for case in found.order_by("-number") if case.state in ON_WITHDRAWAL]
    dataset = catalogue.withdraw(by=by, dataset=dataset, reason=reason, at=at)
    told: set[str] = set()
    for case in touched:
        deed, case.reason = ON_WITHDRAWAL[case.state], reason.strip()
        # of many published cases, only the newest is news
        _take_back(deed, by, case, at, is_told=deed not in told)
        told.add(deed)
    return dataset


@transaction.atomic
def discard(*, by: User, case: Case, at: datetime) -> Case:
    """Give up a draft, and its delivery with it."""
    case = checked("discard", by, case)
    if case.delivery is not None:
        intake.discard(by=by, delivery=case.delivery, at=at)
    return move("discard", by, case, at, {})


def _take_back(deed: str, by: User, case: Case, at: datetime, *, is_told: bool) -> None:
    """Close a published case, or put one that was on its way back into the steward's hands."""
    facts = {"reason": case.reason}
    if deed == "halt":
        reopen(deed, by, case, at, facts)
    else:
        move(deed, by, case, at, facts, is_told=is_told)
