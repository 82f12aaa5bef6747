"""Standing orders, and updates that go as far by themselves as nothing flagged changed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset
from odms.errors import Conflict, Forbidden, Invalid
from odms.intake import actions as intake
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Subject, as_fact
from odms.people.models import Token, User
from odms.people.queries import actor_of, check_by, check_may_publish, get_person
from odms.people.rules import can_do
from odms.publication.actions.approving import grant, kept, seen_facts
from odms.publication.actions.numbering import take_number
from odms.publication.actions.steps import check_revision, locked, move, tell
from odms.publication.models import Case, StandingOrder
from odms.publication.queries import get_case_by_id, history, revision_of
from odms.publication.queries.approval import parts_of, requirement_of
from odms.publication.queries.updates import (
    get_standing_order,
    get_update,
    offer_of,
    shape_of,
    terms_of,
)
from odms.publication.rules import OWN_VERBS
from odms.publication.signals import update_waiting
from odms.publication.updates import (
    Reason,
    Terms,
    Update,
    check_terms,
    list_changes,
    list_mismatches,
)


@transaction.atomic
def give_order(
    *,
    by: User,
    dataset: Dataset,
    reason: str,
    expires_date: date,
    most_changed: int,
    most_shrunk: int,
    at: datetime,
    stewards: Sequence[User] = (),
    tokens: Sequence[Token] = (),
    way: str = "",
    file_name: str = "",
    url: str = "",
) -> StandingOrder:
    """Order that updates of a published dataset in which nothing flagged changed go out without a
    further look; in place of the order that stood.

    Raises Invalid for terms that cannot be, Forbidden for somebody who may not deliver.
    """
    check_by(by, "order.give", dataset.agency_id)
    Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    terms = Terms(
        expires_date=expires_date,
        shape=shape_of(dataset),
        most_changed=most_changed,
        most_shrunk=most_shrunk,
        stewards=[user.id for user in stewards],
        tokens=[token.id for token in tokens],
        way=way,
        file_name=file_name.strip(),
        url=url.strip(),
        giver_id=by.id,
    )
    _check_order(terms, dataset, stewards, tokens, reason, at)
    if (former := get_standing_order(dataset)) is not None:
        _revoke(by, former, reason, at)
    order = StandingOrder.objects.create(
        dataset=dataset,
        given_by=by,
        given_at=at,
        reason=reason.strip(),
        way=way,
        file_name=terms.file_name,
        url=terms.url,
        shape=terms.shape,
        schemas=_schemas(dataset),
        most_changed=most_changed,
        most_shrunk=most_shrunk,
        expires_date=expires_date,
    )
    order.stewards.set(stewards)
    order.tokens.set(tokens)
    _record(by, "order.given", order, at, _told(order, terms))
    return order


@transaction.atomic
def revoke_order(*, by: User, order: StandingOrder, reason: str, at: datetime) -> StandingOrder:
    """End a standing order at once; ending it twice changes nothing. Raises Invalid without a
    reason."""
    check_by(by, "order.revoke", order.dataset.agency_id)
    if not reason.strip():
        raise Invalid("publication.needs_reason", item="reason")
    orders = StandingOrder.objects.select_for_update(no_key=True, of=("self",))
    order = orders.select_related("dataset").get(pk=order.pk)
    if order.revoked_at is None:
        _revoke(by, order, reason, at)
    return order


def proceed(*, case_id: str, at: datetime) -> Case:
    """See what an update changes, once; under a standing order that covers it submit and approve it.

    Does nothing while its risk is being worked out, or where somebody is at the case meanwhile:
    the sweep asks again.
    """
    case = get_case_by_id(case_id)
    revision = revision_of(case)
    if not _is_due(case):
        return case
    try:
        check_may_publish(case.dataset.agency)
        update = get_update(case, at=at)
        return _settle(case, update, revision, at)
    except Conflict:
        return get_case_by_id(case_id)


def announce_update(case_id: str) -> None:
    """Wake a worker once the update is there. If that fails, the sweep finds the case."""
    transaction.on_commit(
        lambda: update_waiting.send_robust(sender=Case, case_id=case_id), robust=True
    )


def _is_due(case: Case) -> bool:
    return (
        case.state == "draft"
        and case.compared_at is None
        and case.delivery is not None
        and case.delivery.state == "read"
        and case.dataset.published_at is not None
    )


@transaction.atomic
def _settle(case: Case, update: Update, revision: int, at: datetime) -> Case:
    case = locked(case)
    check_revision(case, revision)
    reasons = list_changes(update)
    order = get_standing_order(case.dataset)
    case.compared_at = at
    if order is None:
        return _left(case, reasons, at, is_told=False)
    terms, offer = terms_of(order), offer_of(case)
    reasons += list_mismatches(terms, offer, update, today=localdate(at))
    reasons += _people(case, order, update)
    if reasons:
        return _left(case, reasons, at, is_told=True)
    return _approved(case, order, update, at)


def _left(case: Case, reasons: Sequence[Reason], at: datetime, *, is_told: bool) -> Case:
    """Leave an update to a person, with all that asks for one."""
    case.reasons = [reason.to_dict() | {"facts": as_fact(reason.facts)} for reason in reasons]
    case.save(update_fields=["compared_at", "reasons"])
    if is_told:
        tell("need-person", SYSTEM, case, at)
    return case


def _people(case: Case, order: StandingOrder, update: Update) -> list[Reason]:
    """What speaks against going on without a person, on the side of people."""
    found = []
    needed = requirement_of(case, update.risks)
    if needed.n_approvers > 1:
        found.append(Reason("publication.person.two_approvers"))
    elif not parts_of(order.given_by, case) & set(needed.parts):
        found.append(Reason("publication.person.giver_left"))
    if not _may_submit(case.delivery.by, case.dataset):
        found.append(Reason("publication.person.steward"))
    if any(entry.verb not in OWN_VERBS for entry in history(case)):
        found.append(Reason("publication.person.touched"))
    return found


def _approved(case: Case, order: StandingOrder, update: Update, at: datetime) -> Case:
    """Submit for the one who delivered, approve for the one who gave the order.

    What people said of the processes stands as they said it: nothing flagged changed.
    """
    intake.seal(delivery=case.delivery, is_sealed=True)
    under = {
        "standing_order": order.id,
        "given_by": {"id": order.given_by.id, "name": order.given_by.name},
        "delivered_by": {"id": case.delivery.by.id, "name": case.delivery.by.name},
    }
    case.submitted_by, case.submitted_at, case.note = case.delivery.by, at, ""
    move("submit", SYSTEM, case, at, under, is_told=False)
    case.standing_order, case.reasons = order, []
    case.risks_seen = [kept(risk) for risk in update.risks]
    facts = seen_facts(case, requirement_of(case, update.risks), update.risks)
    number = take_number(agency=case.dataset.agency, typed="", at=at)
    case = grant(SYSTEM, order.given_by, case, at, number, facts | under, is_told=False)
    tell("approve-by-order", SYSTEM, case, at)
    return case


def _check_order(
    terms: Terms,
    dataset: Dataset,
    stewards: Sequence[User],
    tokens: Sequence[Token],
    reason: str,
    at: datetime,
) -> None:
    check_terms(terms, today=localdate(at))
    if not reason.strip():
        raise Invalid("publication.needs_reason", item="reason")
    if dataset.state != "published":
        raise Conflict("catalogue.not_published", slug=dataset.slug)
    for user in (*stewards, *(token.user for token in tokens)):
        if user.id == terms.giver_id:
            raise Invalid("publication.order_for_oneself", item="stewards")
        if not _may_submit(user, dataset):
            raise Forbidden("publication.order_for_no_steward", name=user.name, item="stewards")


def _may_submit(user: User, dataset: Dataset) -> bool:
    return can_do(get_person(user), "case.submit", dataset.agency_id)


def _revoke(by: User, order: StandingOrder, reason: str, at: datetime) -> None:
    order.revoked_by, order.revoked_at, order.revoked_reason = by, at, reason.strip()
    order.save(update_fields=["revoked_by", "revoked_at", "revoked_reason"])
    _record(by, "order.revoked", order, at, {"order_id": order.id, "reason": reason.strip()})


def _schemas(dataset: Dataset) -> dict[str, int]:
    """The version of the schema in force of each published table that has one."""
    schemas = {t.slug: catalogue.list_schemas(t) for t in catalogue.list_tables(dataset)}
    return {slug: found[0].number for slug, found in schemas.items() if found}


def _told(order: StandingOrder, terms: Terms) -> dict[str, object]:
    return {
        "order_id": order.id,
        "reason": order.reason,
        "expires": order.expires_date.isoformat(),
        "stewards": list(terms.stewards),
        "tokens": list(terms.tokens),
        "way": terms.way,
        "file_name": terms.file_name,
        "url": terms.url.partition("?")[0],
        "shape": terms.shape,
        "schemas": order.schemas,
        "most_changed": order.most_changed,
        "most_shrunk": order.most_shrunk,
    }


def _record(
    by: User, verb: str, order: StandingOrder, at: datetime, facts: dict[str, object]
) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("dataset", order.dataset_id),
        at=at,
        agency_id=order.dataset.agency_id,
        facts=facts,
    )
