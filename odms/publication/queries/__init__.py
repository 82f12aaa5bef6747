"""Reading cases: only for people who work for the agency; for all others there are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Dataset, Distribution, Release
from odms.catalogue.rules import slug_from
from odms.engine.inspection import Finding
from odms.engine.schema import Schema, drift, table_schema
from odms.errors import Absent, Conflict
from odms.intake import queries as intake
from odms.intake.models import DeliveredTable, Delivery
from odms.lake.protection.plan import Protection, Step
from odms.ledger import queries as ledger
from odms.ledger.models import Entry
from odms.ledger.rules import Subject
from odms.people.models import Agency, User
from odms.people.queries import get_person
from odms.people.rules import Person, can_do
from odms.publication import evidence, gates, protecting
from odms.publication.gates import Gate, Standing
from odms.publication.models import Case
from odms.publication.protecting import Outlook
from odms.publication.queries import held
from odms.publication.queries.answers import declared_with
from odms.publication.risks import Risk, list_risks
from odms.publication.rules import (
    EDITS,
    OPEN_STATES,
    PUBLIC_VERBS,
    TRANSITIONS,
    assign_slugs,
    can_transition,
)
from odms.standards.record import Record


def get_case(id: str, person: Person | None) -> Case:
    """A case of an agency that the person works for. Raises Absent."""
    case = ledger.find(_cases(), id=id)
    if case is None or not can_do(person, "case.read", case.dataset.agency_id):
        raise Absent("publication.no_such_case", id=id)
    return case


def get_case_by_id(id: str) -> Case:
    """A case, whoever asks: for the house's own work."""
    return _cases().get(id=id)


def get_case_of(delivery: Delivery, person: Person | None) -> Case | None:
    """The case that was opened for a delivery, None where there is none yet."""
    if not can_do(person, "case.read", delivery.agency_id):
        raise Absent("intake.no_such_delivery", id=delivery.id)
    return _cases().filter(delivery=delivery).first()


def get_open_case(dataset: Dataset) -> Case | None:
    """The case of a dataset that is on its way, if any."""
    return _cases().filter(dataset=dataset, state__in=OPEN_STATES).first()


def list_cases(
    person: Person | None,
    *,
    agency: Agency | None = None,
    dataset: Dataset | None = None,
    state: str | None = None,
    waiting_for: Person | None = None,
) -> list[Case]:
    """The cases that a person may see, newest first; `waiting_for` leaves what that one may decide."""
    found = _cases()
    if not (person and (person.is_centre_admin or person.is_auditor)):
        agencies = {of for of, _ in person.roles} if person else set()
        found = found.filter(dataset__agency_id__in=agencies)
    wanted = {"dataset__agency": agency, "dataset": dataset, "state": state}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    if waiting_for is not None:
        found = found.filter(state="submitted").exclude(submitted_by_id=waiting_for.id)
        found = found.exclude(first_approved_by_id=waiting_for.id)
        return [c for c in found if can_do(waiting_for, "case.decide", c.dataset.agency_id)]
    return list(found)


def list_unopened() -> list[Delivery]:
    """Deliveries that were read and have no case yet, oldest first: the newest file wins."""
    opened = Case.objects.filter(delivery__isnull=False).values("delivery_id")
    read = Delivery.objects.filter(state="read").select_related("agency", "dataset", "by")
    return list(read.exclude(id__in=opened).order_by("received_at", "id"))


def list_orphans() -> list[Case]:
    """Drafts whose delivery was taken back."""
    return list(_cases().filter(state="draft", delivery__state="discarded"))


def list_unpublished(*, at: datetime) -> list[str]:
    """Cases that were approved and whom no worker is publishing."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    return list(Case.objects.filter(free, state="approved").values_list("id", flat=True))


def list_gates(case: Case) -> list[Gate]:
    """All gates of a case in order, with what each lacks."""
    return gates.list_gates(standing_of(case))


def risks(case: Case) -> list[Risk]:
    """What an approver should look at before deciding."""
    seen = list_outlooks(case)
    after = [outlook.after for _, outlook in seen if outlook and outlook.after]
    n_pending = sum(outlook is None for _, outlook in seen)
    found = [] if n_pending else [one for table in list_drift(case) for one in table.findings]
    return [*list_risks(standing_of(case), found, after, n_pending), *_below(case)]


def list_changes(case: Case) -> list[tuple[DeliveredTable, dict[str, Any]]]:
    """Each chosen table that renews a published one, and what changes with it."""
    return [
        (
            plan.table,
            protecting.changes(
                case,
                plan.former.table_key,
                plan.table.table_key,
                plan.protection,
                held.key_of(plan.schema),
            ),
        )
        for plan in list_plans(case)
        if plan.former
    ]


def list_breaches(case: Case) -> list[tuple[DeliveredTable, list[Finding]]]:
    """Each chosen table whose dataset has a schema, and what it breaks of it."""
    plans = list_plans(case)
    siblings = {plan.slug: (plan.table.table_key, plan.protection) for plan in plans}
    return [
        (
            plan.table,
            held.breaches(case, plan.table.table_key, plan.protection, plan.schema, siblings),
        )
        for plan in plans
        if plan.schema is not None
    ]


def list_drift(case: Case) -> list["Drift"]:
    """What each chosen table that renews one changes, and what it breaks of the schema."""
    breaches = {table.id: found for table, found in list_breaches(case)}
    changes = {table.id: change for table, change in list_changes(case)}
    return [
        Drift(plan.table, plan.slug, changes[plan.table.id], breaches.get(plan.table.id, []))
        for plan in list_plans(case)
        if plan.former
    ]


def list_outlooks(case: Case) -> list[tuple[DeliveredTable, Outlook | None]]:
    """Each chosen table of a case, with what its measures would do to it (`get_outlook`)."""
    tables = intake.list_chosen(case.delivery) if case.delivery else []
    return [(table, get_outlook(case, table)) for table in tables]


def get_outlook(case: Case, table: DeliveredTable) -> Outlook | None:
    """What the measures that were decided would do to a table of a case, and its risk; None while
    that is being worked out."""
    plan = intake.get_protection(table)
    if table.is_outlook_due and not protecting.has_outlook(case, table.table_key, plan):
        return None
    return protecting.outlook(case, table.table_key, plan)


def get_head(case: Case, table: DeliveredTable) -> list[dict[str, Any]]:
    """The first rows of a table of a case as the public would see them."""
    return protecting.head(case, table.table_key, intake.get_protection(table))


def list_samples(case: Case, table: DeliveredTable, steps: Sequence[Step]) -> list[list[str]]:
    """How a few values of each step's column would look after it; the values are not shown."""
    return protecting.samples(case, table.table_key, steps)


def list_measures(case: Case) -> list[dict[str, Any]]:
    """The record of measures of each table of a case (`evidence.FIELDS`): as they were done once it
    is published, as they would be done before. Raises Conflict while that is being worked out."""
    if case.delivery is None:
        return []
    subject = Subject("case", case.id)
    if done := ledger.list_entries(subject=subject, verbs=("table.protected",)):
        return [_kept_record(entry.facts) for entry in done]
    found = []
    for table, outlook in list_outlooks(case):
        if outlook is None:
            raise Conflict("publication.outlook_pending")
        found.append(record_of(case, table, outlook))
    return found


def _kept_record(facts: dict[str, Any]) -> dict[str, Any]:
    """The record beside a version; what the ledger says of it, where the version was destroyed."""
    try:
        return intake.lake().read_json(facts["table_key"], "measures.json")
    except Absent:
        return facts


def record_of(case: Case, table: DeliveredTable, seen: Outlook, **made: Any) -> dict[str, Any]:
    """The record of the measures of one table; `made` says when it was made and who approved."""
    settings = intake.get_protection_settings(table) | {
        part: table.protection[part] for part in ("by", "at") if part in table.protection
    }
    return evidence.record(
        origin={
            "dataset_id": case.dataset_id,
            "case": case.number,
            "delivery_id": table.delivery_id,
            "original_sha256": table.delivery.sha256,
            "n_rows_before": seen.n_rows_before,
            "n_rows_after": seen.n_rows_after,
        },
        table={
            "position": table.position,
            "columns": table.columns,
            "decisions": table.decisions,
            "settings": settings,
        },
        protection=intake.get_protection(table),
        touched=seen.touched,
        before=seen.before,
        after=seen.after,
        **made,
    )


@dataclass(frozen=True)
class Drift:
    """How a delivered table differs from the release that it follows, and from its schema.

    `changes` is the record of `odms.lake.drift.changes`.
    """

    table: DeliveredTable
    slug: str
    changes: dict[str, Any]
    breaches: list[Finding]

    @property
    def findings(self) -> list[Finding]:
        """All of it as findings, what breaks the schema first."""
        return drift.together(self.breaches, self.changes)


@dataclass(frozen=True)
class Plan:
    """What is to become of a chosen table: its distribution, and how it is protected.

    `columns` are those of the table that stay; `former` is the release that it follows, `schema` the
    one that it is held against. `title` is what its agency declared it as, if it did, and `extras`
    what it said of it under names of its own.
    """

    table: DeliveredTable
    slug: str
    title: str
    former: Release | None
    schema: Schema | None
    columns: list[dict[str, Any]]
    protection: Protection
    extras: dict[str, Any]


def list_plans(case: Case) -> list[Plan]:
    """What is to become of each chosen table of a case, in the order of the file."""
    if case.delivery is None:
        return []
    tables = intake.list_chosen(case.delivery)
    forms = catalogue.list_distributions(case.dataset, with_declared=True)
    known = {form.slug: form for form in forms if form.kind == "table"}
    wanted = [slug_from(table.name) or f"table-{table.position + 1}" for table in tables]
    slugs = _slugs(case.delivery, wanted, list(known))
    return [_plan(table, slug, known.get(slug)) for table, slug in zip(tables, slugs, strict=True)]


def _slugs(delivery: Delivery, wanted: list[str], known: list[str]) -> list[str]:
    """The distributions that the tables of a file make or renew; its first is what it was made for."""
    target = delivery.distribution
    if target is None or not wanted:
        return assign_slugs(wanted, known)
    others = [slug for slug in known if slug != target.slug]
    return [target.slug, *assign_slugs(wanted[1:], others)]


def _plan(table: DeliveredTable, slug: str, known: Distribution | None) -> Plan:
    protection = intake.get_protection(table)
    columns = [column for column in table.columns if column["name"] not in protection.dropped]
    kept = catalogue.list_schemas(known)[:1] if known else []
    schema = table_schema.read(kept[0].document) if kept else None
    title = known.title_th if known and known.is_declared else ""
    former, extras = (known.current, known.extras) if known else (None, {})
    return Plan(table, slug, title, former, schema, columns, protection, extras)


def can(deed: str, case: Case, user: User) -> bool:
    """Whether a user may do `deed` (of TRANSITIONS, or `edit`) to a case as it stands."""
    if deed in EDITS:
        allowed = can_do(get_person(user), "case.edit", case.dataset.agency_id)
        return allowed and case.state in EDITS[deed]
    permission = TRANSITIONS[deed].permission
    return can_do(get_person(user), permission, case.dataset.agency_id) and can_transition(
        deed, state=case.state, person_id=user.id, submitted_by_id=case.submitted_by_id
    )


def history(case: Case) -> list[Entry]:
    """What happened to a case and its delivery, in order."""
    entries = ledger.list_entries(subject=Subject("case", case.id))
    if case.delivery_id:
        entries += ledger.list_entries(subject=Subject("delivery", case.delivery_id))
    return sorted(entries, key=lambda entry: entry.seq)


def last_entry(case: Case) -> Entry | None:
    """The last that was done to a case or its delivery."""
    return ledger.latest_of(_subjects(case))


def last_entry_about(dataset: Dataset) -> Entry | None:
    """The last that was done to a dataset, its open case or that case's delivery."""
    subjects = [Subject("dataset", dataset.id)]
    if (case := get_open_case(dataset)) is not None:
        subjects += _subjects(case)
    return ledger.latest_of(subjects)


def revision_of(case: Case) -> int:
    """What a form carries so that nobody's work is lost: the number of the last entry of the ledger
    about the case. Whatever is done to it raises that."""
    last = last_entry(case)
    return last.seq if last else 0


def list_public_steps(dataset: Dataset) -> list[Entry]:
    """What the public may know of how a dataset came to be, in order.

    Cases that led to nothing stay inside, and so do all verbs but PUBLIC_VERBS. Who did it is in
    the entries and is left out by whoever shows them.
    """
    cases = Case.objects.filter(dataset=dataset, state__in=("published", "withdrawn"))
    subjects = {Subject("dataset", dataset.id)}
    for case_id, delivery_id in cases.values_list("id", "delivery_id"):
        subjects |= {Subject("case", case_id), Subject("delivery", delivery_id or "")}
    entries = [
        entry
        for subject in subjects
        for entry in ledger.list_entries(subject=subject, verbs=PUBLIC_VERBS)
    ]
    return sorted(entries, key=lambda entry: entry.seq)


def _subjects(case: Case) -> list[Subject]:
    found = [Subject("case", case.id)]
    return [*found, Subject("delivery", case.delivery_id)] if case.delivery_id else found


def standing_of(case: Case) -> Standing:
    """What the gates and risks must know of a case."""
    delivery = case.delivery
    return Standing(
        record=Record.from_dict(case.record),
        delivery_state=delivery.state if delivery else None,
        n_chosen=len(intake.list_chosen(delivery)) if delivery else 0,
        has_release=case.dataset.published_at is not None,
        personal=intake.list_personal(delivery) if delivery else (),
        submitted_by_id=case.submitted_by_id,
        decided_by_id=case.decided_by_id,
    )


def _below(case: Case) -> list[Risk]:
    """The reason of a steward who submitted less quality than the agency asks for."""
    said = declared_with("quality", case)
    if said is None or case.state != "submitted":
        return []
    facts = {name: said.facts[name] for name in ("points", "threshold")}
    return [Risk("publication.risk.quality", "warning", facts | {"reason": said.note})]


def _cases() -> QuerySet[Case]:
    related = ("dataset__agency", "dataset__theme", "delivery__agency", "delivery__distribution")
    people = ("opened_by", "submitted_by", "decided_by", "first_approved_by", "delivery__by")
    # a report may be large, and most pages of a case do without
    return Case.objects.select_related(*related, *people).defer("delivery__report")
