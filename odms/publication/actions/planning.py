"""The plan of what an agency publishes: what is proposed, weighed, given to people, and kept."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from odms.catalogue.models import Dataset
from odms.errors import Conflict, Forbidden, Invalid
from odms.inventory.models import Entry
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject
from odms.people import actions as people
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by, list_holders
from odms.publication import planning
from odms.publication.actions.answers import Saying, give_answers
from odms.publication.models import Answer, EntryDemand, PlanItem
from odms.publication.queries import plan

_LISTED = 200
_AT_ONCE = 500


@dataclass(frozen=True)
class Weight:
    """The level that somebody gives to a question, and why; no level: back to what is proposed."""

    level: int | None
    reason: str = ""


@transaction.atomic
def propose_items(
    *, by: User, agency: Agency, things: Sequence[Entry | Dataset], at: datetime
) -> list[PlanItem]:
    """Put entries and datasets of an agency into its plan, under one entry of the ledger.

    What stands there already stays as it is. Raises Invalid for a class that is never opened.
    """
    check_by(by, "plan.edit", agency.id)
    demand = plan.get_demand(agency)
    made = [item for one in things if (item := _proposed(agency, one, demand, at))]
    if made:
        titles = [[item.id, str(item)] for item in made]
        facts = {"n": len(made), "items": titles[:_LISTED]}
        _enter(by, "plan.proposed", Subject("agency", agency.id), agency.id, at, facts)
    return made


@transaction.atomic
def weigh(
    *,
    by: User,
    item: PlanItem,
    weights: Mapping[str, Weight],
    criteria: Sequence[str] | None = None,
    at: datetime,
) -> PlanItem:
    """Give levels to questions, and say which criteria of high value are met.

    Raises Invalid for a level without a reason, unless it is the one that is proposed.
    """
    item = _checked("weigh", by, item)
    for code, told in weights.items():
        item.scores[code] = _score(code, told, item.scores.get(code, {}), by, at)
    if criteria is not None:
        planning.check_criteria(criteria)
        item.criteria = [code for code in planning.criteria_codes() if code in criteria]
    _count(item)
    levels = {code: score["level"] for code, score in item.scores.items()}
    reasons = {code: told.reason for code, told in weights.items() if told.reason}
    facts = {"levels": levels, "criteria": item.criteria, "points": item.points}
    return _kept("weigh", by, item, at, facts | {"reasons": reasons})


@transaction.atomic
def assign(
    *,
    by: User,
    item: PlanItem,
    owner: User | None = None,
    owner_unit: str = "",
    steward: User,
    due_date: date,
    at: datetime,
) -> PlanItem:
    """Plan an item: who owns it (a person or a unit), who prepares it, and by when.

    Raises Invalid without an owner, or for somebody who is no steward of the agency.
    """
    item = _checked("assign", by, item)
    if owner is None and not owner_unit.strip():
        raise Invalid("publication.plan.needs_owner", item="owner_unit")
    if steward not in list_holders(item.agency, "steward", at=at):
        raise Invalid("publication.plan.not_a_steward", item="steward", name=str(steward))
    item.owner, item.owner_unit, item.steward = owner, " ".join(owner_unit.split()), steward
    item.due_date = due_date
    facts = {
        "owner": str(owner) if owner else item.owner_unit,
        "steward": str(steward),
        "due_date": due_date.isoformat(),
    }
    item = _kept("assign", by, item, at, facts)
    _remind(item, at)
    return item


@transaction.atomic
def move(*, by: User, item: PlanItem, place: int | None, reason: str, at: datetime) -> PlanItem:
    """Put an item at a place of its own, whatever its points; None: back to where they put it."""
    item = _checked("move", by, item, reason)
    if place is not None and place < 1:
        raise Invalid("publication.plan.wrong_place", item="place")
    item.place, item.place_reason = place, reason.strip()
    return _kept("move", by, item, at, {"place": place, "reason": item.place_reason})


@transaction.atomic
def drop(*, by: User, item: PlanItem, reason: str, at: datetime) -> PlanItem:
    """Take an item out of the plan."""
    item = _checked("drop", by, item, reason)
    item.reason, item.place = reason.strip(), None
    people.settle(key=_key(item), at=at)
    return _kept("drop", by, item, at, {"reason": item.reason})


@transaction.atomic
def take_up(*, by: User, item: PlanItem, at: datetime) -> PlanItem:
    """Put an item that was taken out back into the plan."""
    item = _checked("take-up", by, item)
    item.reason = ""
    return _kept("take-up", by, item, at, {})


@transaction.atomic
def put_before_head(*, by: User, agency: Agency, at: datetime) -> Answer:
    """Declare the order of the plan as it stands, for the head to agree to."""
    items = plan.list_plan(agency)
    if not items:
        raise Invalid("publication.plan.is_empty")
    facts = {"plan": plan.plan_digest(items), "n": len(items)}
    answer = "yes" if all(one.points is not None for one in items) else "partly"
    said = {"priority": Saying(answer, facts)}
    return give_answers(
        by=by, side="declared", subject=Subject("agency", agency.id), said=said, at=at
    )[0]


@transaction.atomic
def agree(*, by: User, agency: Agency, answer: str = "yes", note: str = "", at: datetime) -> Answer:
    """Agree, as the head, to the order that another person put forward, or not, with a reason.

    Raises Conflict where the order changed since.
    """
    check_by(by, "plan.agree", agency.id)
    stands = plan.get_agreement(agency, plan.list_plan(agency))
    if stands.declared is not None and not stands.is_put:
        raise Conflict("publication.plan.changed_since")
    if answer != "yes" and not note.strip():
        raise Invalid("publication.needs_reason", item="note")
    said = {"priority": Saying(answer, {"plan": stands.plan}, note)}
    return give_answers(
        by=by, side="verified", subject=Subject("agency", agency.id), said=said, at=at
    )[0]


@transaction.atomic
def hand_demand(*, by: User | Actor, figures: Mapping[str, Mapping[str, int]], at: datetime) -> int:
    """Take what a room above saw of the demand for entries of inventories, by their identifiers: from now
    on it counts for them, and not the demand for their agency. How many entries have other figures."""
    known = plan.list_demand(list(figures))
    news = {id: dict(told) for id, told in figures.items() if known.get(id) != dict(told)}
    of = dict(Entry.objects.filter(id__in=list(news)).values_list("id", "agency_id"))
    EntryDemand.objects.bulk_create(
        [EntryDemand(entry_id=id, figures=news[id], at=at) for id in sorted(of)],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["figures", "at"],
        batch_size=_AT_ONCE,
    )
    for agency_id in sorted(set(of.values())):
        told = [[id, news[id]] for id in sorted(of) if of[id] == agency_id]
        facts = {"n": len(told), "entries": told[:_LISTED]}
        _enter(by, "plan.demand-told", Subject("agency", agency_id), agency_id, at, facts)
    return len(of)


def tend(*, at: datetime) -> int:
    """What time brings: propose anew, note what was published, tell what is due; how many changed."""
    n = sum(note_published(item=item, at=at) for item in plan.list_public())
    for agency in Agency.objects.filter(id__in=PlanItem.objects.values("agency_id")):
        n += _propose_anew(agency)
    for item in plan.list_due(localdate(at) + timedelta(days=planning.DAYS_BEFORE)):
        _remind(item, at)
    return n


@transaction.atomic
def note_published(*, item: PlanItem, at: datetime) -> bool:
    """Note that what an item stands for is before the public; whether it was not known."""
    item = _locked(item)
    if not planning.can_deed("publish", state=item.state):
        return False
    dataset = plan.dataset_of(item)
    item.published_at = dataset.published_at if dataset and dataset.published_at else at
    late = item.due_date is not None and localdate(item.published_at) > item.due_date
    people.settle(key=_key(item), at=at)
    _kept("publish", SYSTEM, item, at, {"is_late": late})
    return True


def note_dataset(*, dataset: Dataset, at: datetime) -> None:
    """Note in the plan that a dataset is before the public."""
    for item in plan.list_of_dataset(dataset):
        note_published(item=item, at=at)


def _proposed(
    agency: Agency, thing: Entry | Dataset, demand: plan.Demand, at: datetime
) -> PlanItem | None:
    """A new item; None where the thing stands in the plan already."""
    kind = "entry" if isinstance(thing, Entry) else "dataset"
    if thing.agency_id != agency.id:
        raise Forbidden("people.may_not", deed="plan.edit")
    if kind == "entry" and thing.classification in planning.rules()["never"]:
        raise Invalid("publication.plan.never_opened", title=str(thing))
    if PlanItem.objects.filter(**{kind: thing}).exists():
        return None
    item = PlanItem(agency=agency, proposed_at=at, **{kind: thing})
    _take_proposals(item, demand)
    item.save()
    return item


def _take_proposals(item: PlanItem, demand: plan.Demand) -> None:
    """Put what the centre proposes beside what people said."""
    for code, one in plan.proposals(item, demand).items():
        score = item.scores.setdefault(code, {})
        score["proposed"] = one.level
        score["derived"] = [[sentence, facts] for sentence, facts in one.derived]
        if not score.get("by"):
            score["level"] = one.level
    _count(item)


def _propose_anew(agency: Agency) -> int:
    """Look again at demand and readiness of all that an agency has on its way."""
    demand, n = plan.get_demand(agency), 0
    for item in plan.list_plan(agency):
        before = deepcopy(item.scores)
        if planning.can_deed("weigh", state=item.state):
            _take_proposals(item, demand)
            if item.scores != before:
                _keep_proposals(item, demand)
                n += 1
    return n


@transaction.atomic
def _keep_proposals(item: PlanItem, demand: plan.Demand) -> None:
    item = _locked(item)
    _take_proposals(item, demand)
    item.save(update_fields=["scores", "points"])


def _score(
    code: str, told: Weight, before: Mapping[str, Any], by: User, at: datetime
) -> dict[str, Any]:
    """What is kept of one question: the level, who gave it, and why."""
    proposed = before.get("proposed")
    kept = {name: before[name] for name in ("proposed", "derived") if name in before}
    if told.level is None:
        return kept | {"level": proposed}
    planning.check_level(code, told.level)
    reason = told.reason.strip()
    if told.level == proposed and not reason:
        return kept | {"level": proposed}
    if not reason:
        raise Invalid("publication.needs_reason", item=f"{code}_reason")
    who = {"id": by.id, "name": by.name}
    return kept | {"level": told.level, "reason": reason, "by": who, "at": at.isoformat()}


def _count(item: PlanItem) -> None:
    item.points = planning.points({code: one.get("level") for code, one in item.scores.items()})
    item.is_high_value = planning.is_high_value(item.criteria)


def _remind(item: PlanItem, at: datetime) -> None:
    """Have it told from a week before the day on."""
    if item.due_date is None or item.due_date - localdate(at) > timedelta(planning.DAYS_BEFORE):
        people.settle(key=_key(item), at=at)
        return
    people.remind(
        key=_key(item),
        agency=item.agency,
        code="publication.notice.plan_due",
        due_at=datetime.combine(item.due_date, time(), get_current_timezone()),
        at=at,
        facts={"title": str(item), "due_date": item.due_date.isoformat()},
        path=f"/desk/plan/{item.id}",
    )


def _key(item: PlanItem) -> str:
    return f"plan:{item.id}:due"


def _locked(item: PlanItem) -> PlanItem:
    items = PlanItem.objects.select_related("agency", "entry__dataset", "dataset")
    return items.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)


def _checked(deed: str, by: User, item: PlanItem, reason: str | None = None) -> PlanItem:
    """The item, locked, if this person may do this deed to it now."""
    item = _locked(item)
    check_by(by, planning.PLAN_DEEDS[deed].permission, item.agency_id)
    planning.check_deed(deed, state=item.state, reason=reason)
    return item


def _kept(
    deed: str, by: User | Actor, item: PlanItem, at: datetime, facts: dict[str, Any]
) -> PlanItem:
    known = planning.PLAN_DEEDS[deed]
    item.state = known.after or item.state
    item.save()
    told = {"title": str(item)} | facts
    _enter(by, known.verb, Subject("plan", item.id), item.agency_id, at, told)
    return item


def _enter(
    by: User | Actor, verb: str, subject: Subject, agency_id: str, at: datetime, facts: Any
) -> None:
    ledger.record(
        by=actor_of(by), verb=verb, subject=subject, at=at, agency_id=agency_id, facts=facts
    )
