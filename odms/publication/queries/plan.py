"""Reading the plan of what an agency publishes. What a person may not see is Absent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from odms.catalogue.models import Dataset
from odms.errors import Absent
from odms.inventory import queries as inventory
from odms.inventory.models import Entry
from odms.inventory.rules import RECORD
from odms.ledger.queries import find
from odms.ledger.rules import Subject
from odms.people.models import Agency
from odms.people.queries import list_agencies
from odms.people.rules import Person, can_do
from odms.publication import planning
from odms.publication.answering import digest
from odms.publication.facts import Plan
from odms.publication.models import Answer, EntryDemand, PlanItem
from odms.publication.queries.answers import list_answers, list_evidence
from odms.standards.record import Record

# whether the dataset of the item, or of its entry, is before the public
IS_PUBLIC = Q(dataset__state="published") | Q(entry__dataset__state="published")

_PROCESS = "priority"


@dataclass(frozen=True)
class Demand:
    """Figures of the demand for an agency's data, and for those of its entries of which it was told."""

    of_agency: Mapping[str, Any]
    of_entries: Mapping[str | None, Mapping[str, Any]]


@dataclass(frozen=True)
class Agreement:
    """What was said of the order: put before the head, agreed to, and whether it still is the order."""

    plan: str
    declared: Answer | None
    verified: Answer | None

    @property
    def is_put(self) -> bool:
        """Whether this order stands before the head."""
        return self.declared is not None and self.declared.facts.get("plan") == self.plan

    @property
    def is_agreed(self) -> bool:
        """Whether the head agreed to this order."""
        said = self.verified
        return said is not None and said.answer == "yes" and said.facts.get("plan") == self.plan


def get_item(id: str, person: Person | None) -> PlanItem:
    """An item of a plan that the person may read. Raises Absent."""
    item = find(_items(), id=id)
    if item is None or not can_do(person, "plan.read", item.agency_id):
        raise Absent("publication.plan.no_such_item", id=id)
    return item


def list_plan(agency: Agency) -> list[PlanItem]:
    """The items of an agency's plan in their order, each with its `rank`; dropped ones are left out."""
    found = {one.id: one for one in _items().filter(agency=agency).exclude(state="dropped")}
    order = planning.ranked(
        [planning.Ranked(one.id, one.points, one.place, str(one)) for one in found.values()]
    )
    for rank, id in enumerate(order, start=1):
        found[id].rank = rank
    return [found[id] for id in order]


def list_dropped(agency: Agency) -> list[PlanItem]:
    """What was taken out of the plan."""
    return list(_items().filter(agency=agency, state="dropped"))


def plan_digest(items: Collection[PlanItem]) -> str:
    """The hash of a plan: which thing stands at which place, and when it is due."""
    told = [[one.id, one.due_date.isoformat() if one.due_date else ""] for one in items]
    return digest({"plan": told})


def get_agreement(agency: Agency, items: Collection[PlanItem]) -> Agreement:
    """How the head stands to the order of the plan."""
    said = list_answers(Subject("agency", agency.id))
    return Agreement(
        plan_digest(items), said.get((_PROCESS, "declared")), said.get((_PROCESS, "verified"))
    )


def plan_figures(agency: Agency, today: date) -> Plan:
    """An agency's plan in figures, in one statement."""
    kept = PlanItem.objects.filter(agency=agency).exclude(state="dropped").order_by()
    due = Q(state__in=("planned", "published"))
    assigned = due & Q(steward__isnull=False, due_date__isnull=False)
    assigned &= ~Q(owner_unit="") | Q(owner__isnull=False)
    told = kept.aggregate(
        n_items=Count("id"),
        n_weighed=Count("id", filter=Q(points__isnull=False)),
        n_high_value=Count("id", filter=Q(is_high_value=True)),
        n_planned=Count("id", filter=due),
        n_assigned=Count("id", filter=assigned),
        n_overdue=Count("id", filter=Q(state="planned", due_date__lt=today)),
    )
    return Plan(**told)


def list_candidates(agency: Agency) -> list[Entry]:
    """Entries that are to be opened and stand in no plan yet."""
    planned = PlanItem.objects.filter(agency=agency, entry__isnull=False).values("entry_id")
    present = Entry.objects.filter(agency=agency, state="present", is_candidate=True)
    return list(
        present.exclude(id__in=planned).exclude(classification__in=planning.rules()["never"])
    )


def list_addable(agency: Agency) -> list[Entry | Dataset]:
    """Entries and unpublished datasets that somebody could put into the plan."""
    planned = PlanItem.objects.filter(agency=agency)
    entries = planned.filter(entry__isnull=False).values("entry_id")
    datasets = planned.filter(dataset__isnull=False).values("dataset_id")
    linked = Entry.objects.filter(agency=agency, dataset__isnull=False).values("dataset_id")
    drafts = Dataset.objects.filter(agency=agency, state="draft").exclude(id__in=datasets)
    present = Entry.objects.filter(agency=agency, state="present").exclude(id__in=entries)
    return [*present, *drafts.exclude(id__in=linked)]


def list_public() -> list[PlanItem]:
    """Items on their way whose dataset is before the public."""
    return list(_items().filter(IS_PUBLIC, state__in=("proposed", "planned")))


def list_of_dataset(dataset: Dataset) -> list[PlanItem]:
    """The items that stand for a dataset, itself or by its entry."""
    return list(_items().filter(Q(dataset=dataset) | Q(entry__dataset=dataset)))


def list_due(by: date) -> list[PlanItem]:
    """Planned items that are due by a day."""
    return list(_items().filter(state="planned", due_date__lte=by))


def list_readable_agencies(person: Person | None) -> list[Agency]:
    """The agencies whose plan the person may read."""
    return [one for one in list_agencies() if can_do(person, "plan.read", one.id)]


def proposals(item: PlanItem, demand: Demand) -> dict[str, planning.Proposal]:
    """What the centre proposes for an item by the demand for it, or else for its agency's data."""
    own = demand.of_entries.get(item.entry_id)
    figures = demand.of_agency if own is None else own
    return {
        "demand": planning.propose_demand(figures, is_own=own is not None),
        "readiness": planning.propose_readiness(_held(item)),
    }


def get_demand(agency: Agency) -> Demand:
    """What the centre saw of the demand for an agency's data, and for each of its entries."""
    rows = EntryDemand.objects.filter(entry__agency=agency).values_list("entry_id", "figures")
    return Demand(demand_figures(agency), dict(rows))


def list_demand(ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The figures of the demand for these entries, by identifier, where they were told."""
    rows = EntryDemand.objects.filter(entry_id__in=list(ids))
    return dict(rows.values_list("entry_id", "figures"))


def demand_figures(agency: Agency) -> dict[str, Any]:
    """What the centre saw of the demand for an agency's data."""
    found: dict[str, Any] = {}
    for (process, _source), evidence in list_evidence(Subject("agency", agency.id)).items():
        if process == "demand-survey":
            found |= evidence.figures
    return found


def dataset_of(item: PlanItem) -> Dataset | None:
    """The dataset that an item became, if it did."""
    return item.dataset or (item.entry.dataset if item.entry else None)


def _items() -> QuerySet[PlanItem]:
    return PlanItem.objects.select_related(
        "agency", "entry__dataset", "entry__owner", "dataset", "owner", "steward"
    )


def _held(item: PlanItem) -> planning.Held:
    dataset = dataset_of(item)
    is_published = dataset is not None and dataset.state == "published"
    if item.entry is None:
        record = Record.from_dict(dataset.record) if dataset and dataset.record else Record()
        return planning.Held(record, None, is_published)
    values = inventory.values_of(item.entry)
    record = Record().changed({name: values[name] for name in RECORD if name in values})
    return planning.Held(record, item.entry.has_personal_data, is_published)
