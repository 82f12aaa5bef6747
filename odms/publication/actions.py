"""Deeds upon cases: from a delivery to an open dataset, by two people."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Dataset
from odms.errors import Conflict, Invalid
from odms.intake import actions as intake
from odms.intake.models import Delivery
from odms.intake.queries import lake, list_tables
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import actor_of, check_by, list_users
from odms.publication import prefill, release
from odms.publication.models import Case
from odms.publication.queries import (
    get_open_case,
    list_gates,
    list_orphans,
    list_unopened,
    list_unpublished,
)
from odms.publication.rules import (
    GATES,
    LEASE_MINUTES,
    NOTICES,
    ON_WITHDRAWAL,
    TRANSITIONS,
    check_edit,
    check_transition,
)
from odms.publication.signals import case_waiting
from odms.standards.record import Record

log = logging.getLogger(__name__)


@transaction.atomic
def open_case(
    *,
    by: User | Actor,
    at: datetime,
    delivery: Delivery | None = None,
    dataset: Dataset | None = None,
) -> Case:
    """Open a case for a delivery that was read, or for a change of a published dataset's words.

    A delivery has one case, however often this is called. A delivery to a dataset whose case is
    still a draft takes the place of the file in it. Raises Conflict while another case of the
    dataset is before the approver.
    """
    ledger.take_turn()
    if delivery is not None:
        return _open_for_delivery(by, delivery, at)
    if dataset is None:
        raise ValueError("a case is about a delivery or a dataset")
    check_by(by, "case.edit", dataset.agency_id)
    if (known := get_open_case(dataset)) is not None:
        return known
    if not isinstance(by, User):
        raise ValueError("a change of words is opened by a person")
    return _create(by, dataset, None, Record.from_dict(dataset.record), at, opener=by)


@transaction.atomic
def change_record(*, by: User, case: Case, changes: Mapping[str, Any], at: datetime) -> Case:
    """Change fields of the proposed record; `slug` too, until the dataset was first published.

    Raises Invalid for a value that cannot be one, Conflict unless the case is a draft.
    """
    case = _locked(case)
    check_by(by, "case.edit", case.dataset.agency_id)
    check_edit("edit", state=case.state)
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
    _record(by, "case.changed", case, at, {"fields": changed})
    return case


@transaction.atomic
def submit(*, by: User, case: Case, at: datetime, note: str = "") -> Case:
    """Hand a case to the approvers. Raises Invalid with all that is lacking in its facts."""
    case = _checked("submit", by, case)
    if case.delivery is not None:
        # first of all, so that nobody decides upon a column while the gates are looked at
        intake.seal(delivery=case.delivery, is_sealed=True)
    _check_gates(case, "submit")
    case.submitted_by, case.submitted_at, case.note = by, at, note.strip()
    case.decided_by = case.decided_at = None
    return _move("submit", by, case, at, {"note": case.note})


@transaction.atomic
def recall(*, by: User, case: Case, at: datetime) -> Case:
    """Take a case back from the approvers to change it."""
    return _reopen("recall", by, _checked("recall", by, case), at, {})


@transaction.atomic
def return_(*, by: User, case: Case, reason: str, at: datetime) -> Case:
    """Send a case back to the steward with a reason. Raises Invalid without one."""
    case = _checked("return", by, case, reason)
    case.reason, case.decided_by, case.decided_at = reason.strip(), by, at
    return _reopen("return", by, case, at, {"reason": case.reason})


@transaction.atomic
def approve(*, by: User, case: Case, at: datetime) -> Case:
    """Approve a case that another person submitted; its publication is then queued."""
    case = _checked("approve", by, case)
    _check_gates(case, "submit")
    case.decided_by, case.decided_at, case.reason = by, at, ""
    _check_gates(case, "approve")
    _announce(case.id)
    return _move("approve", by, case, at, {})


def publish(*, case: Case, at: datetime) -> Case:
    """Build the tables of an approved case and put them before the public, once.

    Does nothing where somebody else is at it or it is done. What was built and not used goes.
    """
    if not _take_lease(case.pk, at):
        return Case.objects.get(pk=case.pk)
    case = Case.objects.select_related("dataset__agency", "delivery").get(pk=case.pk)
    releases = release.build(case)
    try:
        with transaction.atomic():
            case = _locked(case)
            check_transition("publish", state=case.state, person_id=SYSTEM.id, submitted_by_id=None)
            catalogue.publish(
                by=SYSTEM,
                dataset=case.dataset,
                record=Record.from_dict(case.record),
                releases=releases,
                at=at,
            )
            case.published_at, case.lease_until = at, None
            return _move("publish", SYSTEM, case, at, {"dataset_id": case.dataset_id})
    except BaseException:
        for built in releases:
            lake().destroy_table(built.table_key)
        raise


@transaction.atomic
def withdraw(*, by: User, dataset: Dataset, reason: str, at: datetime) -> Dataset:
    """Take a dataset from the public at once; one person may. What was on its way is halted."""
    check_by(by, "dataset.withdraw", dataset.agency_id)
    cases = Case.objects.select_for_update(no_key=True).filter(dataset=dataset)
    moved = [(ON_WITHDRAWAL[c.state], c) for c in cases if c.state in ON_WITHDRAWAL]
    dataset = catalogue.withdraw(by=by, dataset=dataset, reason=reason, at=at)
    for deed, case in moved:
        case.reason = reason.strip()
        if deed == "halt":
            _reopen(deed, by, case, at, {"reason": case.reason})
        else:
            _move(deed, by, case, at, {"reason": case.reason})
    return dataset


@transaction.atomic
def discard(*, by: User, case: Case, at: datetime) -> Case:
    """Give up a draft, and its delivery with it."""
    case = _checked("discard", by, case)
    if case.delivery is not None:
        intake.discard(by=by, delivery=case.delivery, at=at)
    return _move("discard", by, case, at, {})


def sweep(*, at: datetime) -> int:
    """Do what news of intake asked for, also where it was missed; how many cases were touched.

    Opens a case for what was read, gives up drafts whose delivery was taken back, and announces
    again what was approved and forgotten. Trouble with one case is logged and stops no other.
    """
    opened = [_opened(delivery, at) for delivery in list_unopened()]
    orphans = [_orphan_discarded(case, at) for case in list_orphans()]
    waiting = list_unpublished(at=at)
    for case_id in waiting:
        _announce(case_id)
    return sum(opened) + sum(orphans) + len(waiting)


def _opened(delivery: Delivery, at: datetime) -> bool:
    try:
        open_case(by=SYSTEM, delivery=delivery, at=at)
    except Conflict:
        # another case of its dataset is before the approver; the file waits for its end
        return False
    except Exception:
        log.exception("no case could be opened for delivery %s", delivery.id)
        return False
    return True


@transaction.atomic
def _orphan_discarded(case: Case, at: datetime) -> bool:
    case = _locked(case)
    if case.state in TRANSITIONS["discard"].before:
        _move("discard", SYSTEM, case, at, {})
    return True


def _open_for_delivery(by: User | Actor, delivery: Delivery, at: datetime) -> Case:
    if (known := Case.objects.filter(delivery=delivery).first()) is not None:
        return known
    delivery = Delivery.objects.select_related("agency", "dataset", "by").get(pk=delivery.pk)
    check_by(by, "case.edit", delivery.agency_id)
    if delivery.state != "read":
        raise Conflict("intake.not_read", state=delivery.state)
    source = _source(delivery)
    if delivery.dataset is None:
        record = _proposed(delivery, source)
        dataset = catalogue.create_draft(
            by=by, agency=delivery.agency, title_th=record.title_th, hint=delivery.name, at=at
        )
        return _create(by, dataset, delivery, record, at, opener=delivery.by)
    dataset = delivery.dataset
    if (known := get_open_case(dataset)) is not None:
        return _replace_file(by, known, delivery, source, at)
    record = _proposed(delivery, source)
    if dataset.record:
        record = prefill.renew(Record.from_dict(dataset.record), source)
    return _create(by, dataset, delivery, record, at, opener=delivery.by)


def _create(
    by: User | Actor,
    dataset: Dataset,
    delivery: Delivery | None,
    record: Record,
    at: datetime,
    *,
    opener: User,
) -> Case:
    last = Case.objects.aggregate(last=Max("number"))["last"] or 0
    case = Case.objects.create(
        number=last + 1,
        dataset=dataset,
        delivery=delivery,
        record=record.to_dict(),
        opened_by=opener,
        opened_at=at,
    )
    facts = {
        "number": case.number,
        "dataset_id": dataset.id,
        "delivery_id": delivery.id if delivery else "",
    }
    _record(by, "case.opened", case, at, facts)
    if delivery is not None:
        _tell("open", by, case, at)
    return case


def _replace_file(
    by: User | Actor, case: Case, delivery: Delivery, source: prefill.Source, at: datetime
) -> Case:
    """Put a corrected file into a draft; what was decided about columns of the same name stands."""
    if case.state != "draft":
        raise Conflict("publication.case_is_open", number=case.number)
    former = case.delivery
    case.delivery = delivery
    case.record = prefill.renew(Record.from_dict(case.record), source).to_dict()
    case.save(update_fields=["delivery", "record"])
    if former is not None:
        intake.carry_decisions(by=by, before=former, after=delivery, at=at)
        intake.discard(by=by, delivery=former, at=at)
    _record(by, "case.changed", case, at, {"fields": ["file"], "delivery_id": delivery.id})
    _tell("open", by, case, at)
    return case


def _proposed(delivery: Delivery, source: prefill.Source) -> Record:
    agency = delivery.agency
    return prefill.propose(
        source, publisher=agency.name_th, unit=agency.contact_unit, email=agency.contact_email
    )


def _source(delivery: Delivery) -> prefill.Source:
    tables = list_tables(delivery)
    reported = [column for table in delivery.report["tables"] for column in table["columns"]]
    known = [column for table in tables for column in table.columns]
    return prefill.Source(
        file_name=delivery.name,
        format=delivery.report["format"],
        titles=[title for table in delivery.report["tables"] for title in table["titles"]],
        sheet_names=[table.name for table in tables if table.name],
        columns=[
            column | {"min": told["min"], "max": told["max"]}
            for column, told in zip(known, reported, strict=True)
        ],
    )


def _locked(case: Case) -> Case:
    """The case as it stands now, ours until the transaction ends."""
    return (
        Case.objects.select_related("dataset__agency", "delivery", "opened_by", "submitted_by")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=case.pk)
    )


def _checked(deed: str, by: User, case: Case, reason: str | None = None) -> Case:
    """The case, locked, if this person may do this deed to it now."""
    case = _locked(case)
    check_by(by, TRANSITIONS[deed].permission, case.dataset.agency_id)
    check_transition(
        deed,
        state=case.state,
        person_id=by.id,
        submitted_by_id=case.submitted_by_id,
        reason=reason,
    )
    return case


def _check_gates(case: Case, moment: str) -> None:
    """Raise Invalid, with all that is lacking, unless the gates of this moment are passed."""
    lacking = [
        gate for gate in list_gates(case) if GATES[gate.code] == moment and not gate.is_passed
    ]
    if not lacking:
        return
    lacks = [
        {
            "gate": gate.code,
            "code": lack.code,
            "item": lack.item,
            "severity": lack.severity,
            "facts": lack.facts,
        }
        for gate in lacking
        for lack in gate.lacks
        if lack.severity == "error"
    ]
    raise Invalid("publication.gates_closed", n=len(lacks), lacks=lacks)


def _reopen(deed: str, by: User, case: Case, at: datetime, facts: dict[str, Any]) -> Case:
    """Put a case back into the steward's hands."""
    if case.delivery is not None:
        intake.seal(delivery=case.delivery, is_sealed=False)
    case.lease_until = None
    return _move(deed, by, case, at, facts)


def _move(deed: str, by: User | Actor, case: Case, at: datetime, facts: dict[str, Any]) -> Case:
    transition = TRANSITIONS[deed]
    case.state = transition.after
    case.save()
    _record(by, transition.verb, case, at, facts)
    _tell(deed, by, case, at)
    return case


def _take_lease(case_id: str, at: datetime) -> bool:
    taken = Case.objects.filter(pk__in=[case_id], id__in=list_unpublished(at=at))
    return bool(taken.update(lease_until=at + timedelta(minutes=LEASE_MINUTES)))


def _announce(case_id: str) -> None:
    """Wake a worker once the approval is there. If that fails, the sweep finds the case."""
    transaction.on_commit(
        lambda: case_waiting.send_robust(sender=Case, case_id=case_id), robust=True
    )


def _tell(deed: str, by: User | Actor, case: Case, at: datetime) -> None:
    news = NOTICES[deed]
    facts = {
        "number": case.number,
        "title": case.record.get("title_th") or case.dataset.title_th,
        "by": actor_of(by).name,
        "reason": case.reason,
    }
    for user in _hearers(news.to, case):
        if user.id != actor_of(by).id:
            people.notify(
                user=user, code=news.code, facts=facts, path=f"/desk/cases/{case.id}", at=at
            )


def _hearers(parts: tuple[str, ...], case: Case) -> list[User]:
    """Who plays these parts towards a case; each once."""
    found: dict[str, User] = {}
    if "steward" in parts:
        found[case.opened_by_id] = case.opened_by
    if "submitter" in parts and case.submitted_by is not None:
        found[case.submitted_by_id] = case.submitted_by
    if "approver" in parts:
        found |= {u.id: u for u in list_users(agency=case.dataset.agency, role="approver")}
    return list(found.values())


def _record(by: User | Actor, verb: str, case: Case, at: datetime, facts: dict[str, Any]) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("case", case.id),
        at=at,
        agency_id=case.dataset.agency_id,
        facts=facts,
    )
