"""What a machine proposes of a dataset before, or beside, its files: words, and tables to come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Dataset, Distribution
from odms.catalogue.queries import list_distributions
from odms.catalogue.rules import check_declared
from odms.intake import actions as intake
from odms.intake.queries import last_for_tables
from odms.ledger import actions as ledger
from odms.people.models import Agency, User
from odms.publication.actions.deciding import change_record
from odms.publication.actions.opening import lock_open, open_case
from odms.publication.actions.steps import changed_meanwhile, enter, locked
from odms.publication.models import Case
from odms.publication.queries import get_open_case, last_entry_about
from odms.publication.rules import check_edit
from odms.standards.record import Record

# tables to come: what `catalogue.declare` takes, the `id` that a known one is told by, and whether its
# file `is_fetched` from the address that is new
Tables = Sequence[Mapping[str, Any]]


@transaction.atomic
def propose(
    *,
    by: User,
    agency: Agency,
    slug: str,
    changes: Mapping[str, Any],
    tables: Tables = (),
    at: datetime,
) -> Case:
    """Open a case for a dataset that is described before its files are there.

    Raises Invalid for a slug or a value that cannot be one, Conflict for a slug that is taken.
    """
    title = str(changes.get("title_th") or slug)
    dataset = catalogue.create_draft(by=by, agency=agency, title_th=title, slug=slug, at=at)
    case = open_case(by=by, dataset=dataset, at=at)
    case = change_record(by=by, case=case, changes=changes, at=at)
    _keep_tables(by, dataset, tables, at)
    return case


@transaction.atomic
def revise(
    *,
    by: User,
    dataset: Dataset,
    changes: Mapping[str, Any],
    tables: Tables | None = None,
    at: datetime,
    revision: int | None = None,
) -> Case | None:
    """Change what is proposed of a dataset: in its open case, or in a new one. None where a public
    dataset says all this already.

    Where `tables` are given, what was declared and is not among them is taken back, unless a file of
    it came. Raises Invalid, and Conflict unless the case is a draft, or where something happened to
    the dataset or its case after `revision` (`queries.last_entry_about`).
    """
    lock_open(dataset.pk)
    ledger.take_turn()
    last = last_entry_about(dataset)
    if revision is not None and last is not None and last.seq != revision:
        raise changed_meanwhile(last)
    dataset = Dataset.objects.select_related("agency").get(pk=dataset.pk)
    case = get_open_case(dataset)
    if case is not None or not _says_already(dataset, changes):
        case = open_case(by=by, dataset=dataset, at=at)
        case = change_record(by=by, case=case, changes=changes, at=at)
    if tables is not None:
        _keep_tables(by, dataset, tables, at)
    return case


@transaction.atomic
def declare(*, by: User, dataset: Dataset, at: datetime, **form: Any) -> Distribution:
    """Announce a table of a dataset (`catalogue.declare`); its file is delivered for it by name."""
    return catalogue.declare(by=by, dataset=dataset, at=at, **form)


@transaction.atomic
def redeclare(
    *, by: User, distribution: Distribution, changes: Mapping[str, Any], at: datetime
) -> Distribution:
    """Say otherwise what was declared. Raises Conflict while its file is before the approver, who
    would let pass what was not shown."""
    _draft_of(distribution)
    return catalogue.redeclare(by=by, distribution=distribution, changes=changes, at=at)


@transaction.atomic
def undeclare(*, by: User, distribution: Distribution, at: datetime) -> None:
    """Take an announced table back, and its file with it. Raises Conflict as `redeclare` does."""
    check_declared(name=distribution.title_th, is_declared=distribution.is_declared)
    case = _draft_of(distribution)
    delivery = last_for_tables([distribution.id]).get(distribution.id)
    if delivery is not None:
        intake.discard(by=by, delivery=delivery, at=at)
    if case is not None:
        case.delivery, case.compared_at, case.reasons = None, None, []
        case.save(update_fields=["delivery", "compared_at", "reasons"])
        enter(by, "case.changed", case, at, {"fields": ["file"], "delivery_id": ""})
    catalogue.undeclare(by=by, distribution=distribution, at=at)


def _draft_of(distribution: Distribution) -> Case | None:
    """The open case that holds the file of a declared table, ours now. Raises Conflict unless it is
    a draft."""
    case = get_open_case(distribution.dataset)
    if case is None or case.delivery is None:
        return None
    case = locked(case)
    if case.delivery is None or case.delivery.distribution_id != distribution.id:
        return None
    check_edit("edit", state=case.state)
    return case


def _keep_tables(by: User, dataset: Dataset, tables: Tables, at: datetime) -> None:
    """Declare what is new of the tables to come, change what is known, take back what is not there."""
    known = list_distributions(dataset, with_declared=True)
    named = {one.ckan_id: one for one in known if one.ckan_id} | {one.id: one for one in known}
    kept = set()
    for table in tables:
        told, one = dict(table), named.get(table["id"])
        id, is_fetched = told.pop("id"), told.pop("is_fetched", False)
        before = one.address if one else ""
        if one is None:
            new = catalogue.declare(by=by, dataset=dataset, at=at, ckan_id=id, **told)
        elif one.is_declared:
            changes = {"title_th": told.pop("title"), **told}
            new = redeclare(by=by, distribution=one, changes=changes, at=at)
        else:
            new = one
        if is_fetched and new.is_declared and new.address != before:
            intake.ask_for(by=by, distribution=new, url=new.address, at=at)
        kept.add(one.id if one else "")
    left = [one for one in known if one.is_declared and one.id not in kept]
    with_file = last_for_tables([one.id for one in left])
    for one in left:
        if one.id not in with_file:
            catalogue.undeclare(by=by, distribution=one, at=at)


def _says_already(dataset: Dataset, changes: Mapping[str, Any]) -> bool:
    if dataset.state != "published" or "slug" in changes:
        return False
    record = Record.from_dict(dataset.record)
    return record.changed(changes) == record
