"""Reading outlets: only for people who work for the agency; for all others there are none."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.db.models import Count

from odms.catalogue.models import Dataset
from odms.catalogue.queries import packages
from odms.errors import Absent, Invalid
from odms.ledger.queries import find, in_parts
from odms.outlets.models import Outlet, Push, Record, Sending
from odms.outlets.rules import RECORD_STATES
from odms.people.models import Agency
from odms.people.queries import list_agencies
from odms.people.rules import Person, can_do


def list_readable_agencies(person: Person | None) -> list[Agency]:
    """The agencies whose outlets a person may see."""
    return [one for one in list_agencies() if can_do(person, "outlet.read", one.id)]


def list_editable_agencies(person: Person | None) -> list[Agency]:
    """The agencies for which a person may keep outlets."""
    return [one for one in list_agencies() if can_do(person, "outlet.edit", one.id)]


def list_outlets(agency: Agency) -> list[Outlet]:
    """The outlets of an agency by name, each with `last`, its last push, and `counts` of its records by
    state."""
    outlets = list(Outlet.objects.filter(agency=agency).select_related("agency"))
    for outlet in outlets:
        outlet.last = outlet.pushes.filter(is_rehearsal=False).first()
        outlet.counts = counts(outlet)
    return outlets


def get_outlet(id: str, person: Person | None) -> Outlet:
    """An outlet of an agency whose outlets the person may see. Raises Absent."""
    outlet = find(Outlet.objects.select_related("agency"), id=id)
    if outlet is None or not can_do(person, "outlet.read", outlet.agency_id):
        raise Absent("outlets.no_such_outlet", id=id)
    return outlet


def get_outlet_named(name: str, person: Person | None) -> Outlet:
    """An outlet by its identifier, or by its name where the person may see one of that name. Raises
    Absent."""
    named = Outlet.objects.filter(name=name) if "\0" not in name else Outlet.objects.none()
    mine = [one for one in named if can_do(person, "outlet.read", one.agency_id)]
    try:
        return get_outlet(mine[0].id if len(mine) == 1 else name, person)
    except Absent:
        raise Absent("outlets.no_outlet_named", name=name) from None


def counts(outlet: Outlet) -> dict[str, int]:
    """How many records of an outlet are in each state."""
    return dict(outlet.records.order_by().values_list("state").annotate(n=Count("id")))


def list_records(outlet: Outlet, *, state: str = "", limit: int | None = 200) -> list[Record]:
    """What stands at an outlet, what waits for a person and what was refused first. Raises Invalid for
    a state that there is not."""
    if state and state not in RECORD_STATES:
        known = ", ".join(RECORD_STATES)
        raise Invalid("outlets.no_such_state", item="state", state=state, known=known)
    found = outlet.records.select_related("dataset", "decided_by")
    rows = list((found.filter(state=state) if state else found).order_by("dataset__slug"))
    order = {"conflict": 0, "refused": 1}
    return sorted(rows, key=lambda row: order.get(row.state, 2))[:limit]


def get_record(outlet: Outlet, slug: str) -> Record:
    """What is known of a dataset at an outlet. Raises Absent."""
    found = find(outlet.records.select_related("dataset", "outlet"), dataset__slug=slug)
    if found is None:
        raise Absent("outlets.no_such_record", slug=slug)
    return found


def list_pushes(outlet: Outlet, *, limit: int = 20) -> list[Push]:
    """The last pushes to an outlet, newest first."""
    return list(outlet.pushes.select_related("by")[:limit])


def get_push(id: str, person: Person | None) -> Push:
    """A push to an outlet that the person may see. Raises Absent."""
    push = find(Push.objects.select_related("outlet__agency", "by"), id=id)
    if push is None or not can_do(person, "outlet.read", push.outlet.agency_id):
        raise Absent("outlets.no_such_push", id=id)
    return push


def list_sendings(push: Push, *, limit: int | None = 500) -> list[Sending]:
    """What a push did with each record that it did anything with."""
    return list(push.sendings.select_related("dataset")[:limit])


def list_packages(agency: Agency) -> Iterator[tuple[Dataset, dict[str, Any]]]:
    """The public datasets of an agency's own with the packages that CKAN's clients are given of them."""
    own = Dataset.objects.filter(agency=agency, state="published", is_gathered=False)
    ids = own.order_by("id")
    for some in in_parts(ids.values_list("id", flat=True)):
        told = packages.list_packages(some)
        for dataset in Dataset.objects.filter(id__in=some).order_by("id"):
            if dataset.id in told:
                yield dataset, orjson.loads(told[dataset.id])


def record_of(row: Record) -> dict[str, Any]:
    """A record for machines."""
    return {
        "dataset": row.dataset.slug,
        "state": row.state,
        "remote_id": row.remote_id,
        "remote_name": row.remote_name,
        "conflict": row.conflict,
        "changes": row.changes,
        "decision": row.decision,
        "trouble": row.trouble.get("code", ""),
        "errors": row.errors,
        "sent_at": row.sent_at,
        "looked_at": row.looked_at,
    }


def push_of(row: Push) -> dict[str, Any]:
    """A push for machines."""
    counted = ("created", "updated", "deleted", "unchanged", "refused", "conflicts")
    return {
        "id": row.id,
        "outlet": row.outlet_id,
        "is_rehearsal": row.is_rehearsal,
        "state": row.state,
        "by": row.by.name if row.by else None,
        "asked_at": row.asked_at,
        "finished_at": row.finished_at,
        **{name: getattr(row, name) for name in counted},
        "failure": row.failure.get("code", ""),
    }


def sending_of(row: Sending) -> dict[str, Any]:
    """What a push did with a record, for machines."""
    return {
        "dataset": row.dataset.slug,
        "deed": row.deed,
        "conflict": row.conflict,
        "changes": row.changes,
        "trouble": row.trouble.get("code", ""),
        "errors": row.errors,
    }
