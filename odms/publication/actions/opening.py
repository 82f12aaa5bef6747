"""Opening cases, with a record that begins with what the file says of itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Dataset
from odms.catalogue.rules import check_own
from odms.errors import Conflict
from odms.intake import actions as intake
from odms.intake.models import Delivery
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor
from odms.people.models import User
from odms.people.queries import check_by
from odms.publication import prefill
from odms.publication.actions.ordering import announce_update
from odms.publication.actions.steps import enter, tell
from odms.publication.models import Case
from odms.publication.queries import get_open_case
from odms.publication.queries.suggestions import source_of
from odms.publication.rules import OPEN_STATES
from odms.standards.record import Record


@transaction.atomic
def open_case(
    *,
    by: User | Actor,
    at: datetime,
    delivery: Delivery | None = None,
    dataset: Dataset | None = None,
) -> Case:
    """Open a case for a delivery that was read, or for the words of a dataset: published, or with
    its file still to come.

    A delivery has one case, however often this is called. A delivery to a dataset whose case is
    still a draft takes the place of the file in it. Raises Conflict while another case of the
    dataset is before the approver, or holds the file of another table.
    """
    about = dataset or (delivery.dataset if delivery else None)
    if about is not None:
        check_own(slug=about.slug, is_gathered=about.is_gathered)
    lock_open(about.pk if about else None)
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
    return _create(by, dataset, None, _known(dataset), at, opener=by)


def lock_open(dataset_id: str | None) -> None:
    """Hold the case of a dataset that is on its way, with its delivery, before the ledger: every
    deed takes them in this order, so that no two wait for each other."""
    opened = Case.objects.filter(dataset_id=dataset_id, state__in=OPEN_STATES)
    for case in opened.select_for_update(no_key=True):
        list(Delivery.objects.select_for_update(no_key=True).filter(pk=case.delivery_id))


def _open_for_delivery(by: User | Actor, delivery: Delivery, at: datetime) -> Case:
    if (known := Case.objects.filter(delivery=delivery).first()) is not None:
        return known
    delivery = Delivery.objects.select_related("agency", "dataset", "by").get(pk=delivery.pk)
    check_by(by, "case.edit", delivery.agency_id)
    if delivery.state != "read":
        raise Conflict("intake.not_read", state=delivery.state)
    source = source_of(delivery)
    if delivery.dataset is None:
        record = _proposed(delivery, source)
        dataset = catalogue.create_draft(
            by=by, agency=delivery.agency, title_th=record.title_th, hint=delivery.name, at=at
        )
        return _create(by, dataset, delivery, record, at, opener=delivery.by)
    dataset = delivery.dataset
    if (known := get_open_case(dataset)) is not None:
        return _replace_file(by, known, delivery, source, at)
    last = _last_decided(dataset)
    if last is not None and last.delivery is not None:
        intake.carry_decisions(by=by, before=last.delivery, after=delivery, at=at)
    record = _proposed(delivery, source)
    if dataset.record:
        record = prefill.renew(Record.from_dict(dataset.record), source)
    return _create(by, dataset, delivery, record, at, opener=delivery.by)


def _last_decided(dataset: Dataset) -> Case | None:
    """The case whose decisions stand for the next file: the last that was published, else the last."""
    cases = Case.objects.filter(dataset=dataset, delivery__isnull=False).order_by("number")
    return cases.filter(state="published").last() or cases.last()


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
    enter(by, "case.opened", case, at, facts)
    if delivery is not None:
        tell("open", by, case, at)
        announce_update(case.id)
    return case


def _replace_file(
    by: User | Actor, case: Case, delivery: Delivery, source: prefill.Source, at: datetime
) -> Case:
    """Put a corrected file into a draft; what was decided about columns of the same name stands."""
    former = case.delivery
    if case.state != "draft" or (former is not None and _is_for_another(delivery, former)):
        raise Conflict("publication.case_is_open", number=case.number)
    case.delivery = delivery
    case.record = prefill.renew(Record.from_dict(case.record), source).to_dict()
    case.compared_at, case.reasons = None, []
    case.save(update_fields=["delivery", "record", "compared_at", "reasons"])
    if former is not None:
        intake.carry_decisions(by=by, before=former, after=delivery, at=at)
        intake.discard(by=by, delivery=former, at=at)
    enter(by, "case.changed", case, at, {"fields": ["file"], "delivery_id": delivery.id})
    tell("open", by, case, at)
    announce_update(case.id)
    return case


def _is_for_another(delivery: Delivery, former: Delivery) -> bool:
    """Whether a file is for another table than the one that a case holds; then it waits its turn."""
    return (
        delivery.distribution_id is not None and delivery.distribution_id != former.distribution_id
    )


def _known(dataset: Dataset) -> Record:
    """What was approved of a dataset; of one that never was, what its agency begins with."""
    if dataset.record:
        return Record.from_dict(dataset.record)
    agency = dataset.agency
    own = prefill.begin(
        publisher=agency.name_th, unit=agency.contact_unit, email=agency.contact_email
    )
    return own.changed({"title_th": dataset.title_th})


def _proposed(delivery: Delivery, source: prefill.Source) -> Record:
    agency = delivery.agency
    return prefill.propose(
        source, publisher=agency.name_th, unit=agency.contact_unit, email=agency.contact_email
    )
