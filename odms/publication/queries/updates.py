"""What an update changes against what is published, and the standing order that may cover it."""

from datetime import datetime
from typing import Any

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset
from odms.errors import Absent, Conflict
from odms.intake import queries as intake
from odms.intake.protecting import column_after
from odms.ledger.queries import find
from odms.people.models import Agency, Token, User
from odms.people.queries import get_person, list_tokens, list_users
from odms.people.rules import Person, can_do
from odms.publication.models import Case, StandingOrder
from odms.publication.queries import list_drift, list_gates, list_outlooks, list_plans, risks
from odms.publication.queries.thresholds import points_of, threshold_of
from odms.publication.rules import GATES
from odms.publication.updates import Offer, Shape, Terms, Update, mark_of


def list_uncompared() -> list[str]:
    """Drafts that renew a dataset and of which nobody looked yet what changed."""
    drafts = Case.objects.filter(
        state="draft",
        compared_at=None,
        delivery__state="read",
        dataset__published_at__isnull=False,
    )
    return list(drafts.order_by("opened_at").values_list("id", flat=True))


def get_update(case: Case, *, at: datetime) -> Update:
    """What a case's delivery changes. Raises Conflict while its risk is being worked out."""
    if any(outlook is None for _table, outlook in list_outlooks(case)):
        raise Conflict("publication.outlook_pending")
    dataset, former = case.dataset, _last_published(case)
    return Update(
        is_public=dataset.state == "published",
        before=shape_of(dataset),
        after=_shape_after(case),
        undecided=[p.column for p in intake.list_personal(case.delivery) if not p.is_decided],
        classification=(dataset.classification, case.record.get("classification", "")),
        licence=(dataset.licence, case.record.get("licence", "")),
        points=points_of(case, at=at),
        least=threshold_of(dataset.agency),
        n_lacking=_n_lacking(case),
        risks=risks(case),
        known=frozenset(
            mark_of(risk["code"], risk["facts"]) for risk in (former.risks_seen if former else ())
        ),
        rows=[one.changes for one in list_drift(case)],
    )


def shape_of(dataset: Dataset) -> Shape:
    """The published tables of a dataset: their columns by name and type."""
    return {
        table.slug: [[column["name"], column["type"]] for column in table.current.columns]
        for table in catalogue.list_tables(dataset)
    }


def get_standing_order(dataset: Dataset) -> StandingOrder | None:
    """The standing order of a dataset that was not revoked, also one that has expired."""
    orders = StandingOrder.objects.select_related("given_by", "dataset__agency")
    return orders.filter(dataset=dataset, revoked_at=None).first()


def get_order(id: str, person: Person | None) -> StandingOrder:
    """A standing order of an agency that the person works for. Raises Absent."""
    order = find(_orders(), id=id)
    if order is None or not can_do(person, "case.read", order.dataset.agency_id):
        raise Absent("publication.no_such_order", id=id)
    return order


def list_orders(
    person: Person | None, *, agency: Agency | None = None, dataset: Dataset | None = None
) -> list[StandingOrder]:
    """The standing orders that a person may see, the newest first, revoked ones too."""
    wanted = {"dataset__agency": agency, "dataset": dataset}
    found = _orders().filter(**{name: value for name, value in wanted.items() if value})
    return [one for one in found if can_do(person, "case.read", one.dataset.agency_id)]


def terms_of(order: StandingOrder) -> Terms:
    """What an order allows, and whether the one who gave it still may."""
    agency_id = order.dataset.agency_id
    return Terms(
        expires_date=order.expires_date,
        shape=order.shape,
        most_changed=order.most_changed,
        most_shrunk=order.most_shrunk,
        stewards=list(order.stewards.values_list("id", flat=True)),
        tokens=list(order.tokens.values_list("id", flat=True)),
        way=order.way,
        file_name=order.file_name,
        url=order.url,
        is_revoked=order.revoked_at is not None,
        giver_id=order.given_by_id,
        giver_may_decide=can_do(get_person(order.given_by), "case.decide", agency_id),
    )


def offer_of(case: Case) -> Offer:
    """Where a case's delivery came from."""
    delivery = case.delivery
    return Offer(
        person_id=delivery.by_id,
        way=delivery.way,
        file_name=delivery.name,
        token_id=delivery.token_id or "",
        url=delivery.source_url,
    )


def list_submitters(agency: Agency, *, without: User) -> list[User]:
    """Who may submit for an agency, but for one person: from whom an order may take files."""
    return [user for user in list_users(agency=agency, role="steward") if user.id != without.id]


def list_machines(agency: Agency, *, without: User, at: datetime) -> list[Token]:
    """The tokens in force of those who may submit for an agency, but for one person."""
    people = list_submitters(agency, without=without)
    tokens = [token for user in people for token in list_tokens(user)]
    return [token for token in tokens if token.expires_at > at]


def _orders() -> Any:
    return StandingOrder.objects.select_related("dataset__agency", "given_by", "revoked_by")


def _last_published(case: Case) -> Case | None:
    published = Case.objects.filter(dataset=case.dataset_id, state="published")
    return published.order_by("number").last()


def _shape_after(case: Case) -> Shape:
    # a file for one table leaves the others as they are
    found = dict(shape_of(case.dataset)) if case.delivery.distribution_id else {}
    for plan in list_plans(case):
        columns = [column_after(column, plan.protection) for column in plan.columns]
        found[plan.slug] = [[column["name"], column["type"]] for column in columns]
    return found


def _n_lacking(case: Case) -> int:
    """What the gates of submission find lacking, but for personal data, which is told apart."""
    return sum(
        lack.severity == "error"
        for gate in list_gates(case)
        if GATES[gate.code] == "submit" and gate.code != "personal-data"
        for lack in gate.lacks
    )
