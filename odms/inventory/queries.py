"""Reading the inventory. What a person may not see is Absent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from odms.errors import Absent, Invalid
from odms.inventory.models import Connection, Entry, Survey
from odms.inventory.rules import ENTRY_STATES, MARKS, ORIGINS
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.people.queries import list_agencies
from odms.people.rules import Person, can_do

# the fields of an entry that have a column of its table, and the column
COLUMNS: dict[str, str] = {
    "title_th": "title_th",
    "title_en": "title_en",
    "maintainer": "owner_unit",
    "data_category": "category",
    "classification": "classification",
    "held_in": "held_in",
    "has_personal_data": "has_personal_data",
    "n_rows": "n_rows",
    "is_candidate": "is_candidate",
    "candidate_reason": "candidate_reason",
    "columns": "columns",
}


@dataclass(frozen=True)
class Summary:
    """An agency's inventory in figures; those of change are of its last survey that ended."""

    n_entries: int = 0
    n_with_owner: int = 0
    n_open: int = 0
    n_published: int = 0
    n_candidates: int = 0
    n_with_errors: int = 0
    last_survey_at: datetime | None = None
    n_new: int = 0
    n_gone: int = 0
    n_changed: int = 0


@dataclass(frozen=True)
class Asked:
    """Which entries are asked for: a part of their words, and what they must be. Empty: any."""

    text: str = ""
    state: str = "present"
    category: str = ""
    classification: str = ""
    origin: str = ""
    mark: str = ""  # candidate, unowned, wrong, personal or published

    def check(self) -> None:
        """Raise Invalid for a value that there is not."""
        for name, value, known in (
            ("state", self.state, (*ENTRY_STATES, "all")),
            ("origin", self.origin, ORIGINS),
            ("mark", self.mark, MARKS),
        ):
            if value and value not in known:
                raise Invalid(
                    "inventory.unknown_filter", name=name, value=value, known=", ".join(known)
                )


_MARKS: dict[str, Q] = {
    "candidate": Q(is_candidate=True),
    "unowned": Q(owner_unit="", owner=None),
    "wrong": Q(n_errors__gt=0),
    "personal": Q(has_personal_data=True),
    "published": Q(dataset__state="published"),
}


def list_entries(
    agency_ids: Collection[str],
    asked: Asked | None = None,
    *,
    offset: int = 0,
    limit: int | None = 100,
) -> list[Entry]:
    """Entries of these agencies, by their titles. Raises Invalid."""
    found = _filtered(agency_ids, asked or Asked()).select_related("agency", "dataset", "owner")
    return list(found[offset : None if limit is None else offset + limit])


def count_entries(agency_ids: Collection[str], asked: Asked | None = None) -> int:
    """How many entries `list_entries` would list in all."""
    return _filtered(agency_ids, asked or Asked()).count()


def get_entry(id: str, person: Person | None) -> Entry:
    """An entry of an agency whose inventory the person may read. Raises Absent."""
    entry = find(Entry.objects.select_related("agency", "dataset", "owner"), id=id)
    if entry is None or not can_do(person, "inventory.read", entry.agency_id):
        raise Absent("inventory.no_such_entry", id=id)
    return entry


def values_of(entry: Entry) -> dict[str, Any]:
    """All that an entry says, by the names of its fields; what is empty is left out."""
    own = {name: getattr(entry, column) for name, column in COLUMNS.items()}
    own["owner_email"] = entry.owner.email if entry.owner else ""
    return {
        name: value
        for name, value in (entry.record | own).items()
        if value is not None and value not in ("", [])
    }


def list_surveys(agency_ids: Collection[str], *, limit: int = 50) -> list[Survey]:
    """Surveys of these agencies, the last first."""
    found = Survey.objects.filter(agency__in=agency_ids).select_related(
        "agency", "by", "connection"
    )
    return list(found[:limit])


def get_survey(id: str, person: Person | None) -> Survey:
    """A survey of an agency whose inventory the person may read. Raises Absent."""
    survey = find(Survey.objects.select_related("agency", "by", "connection"), id=id)
    if survey is None or not can_do(person, "inventory.read", survey.agency_id):
        raise Absent("inventory.no_such_survey", id=id)
    return survey


def list_connections(agency_ids: Collection[str]) -> list[Connection]:
    """The databases of these agencies that can be surveyed, each with its last survey as `last`."""
    found = list(Connection.objects.filter(agency__in=agency_ids).select_related("agency"))
    last: dict[str, Survey] = {}
    for survey in Survey.objects.filter(connection__in=found).order_by("at", "id"):
        last[survey.connection_id] = survey
    for connection in found:
        connection.last = last.get(connection.id)
    return found


def get_connection(id: str, person: Person | None) -> Connection:
    """A connection of an agency whose inventory the person may read. Raises Absent."""
    connection = find(Connection.objects.select_related("agency"), id=id)
    if connection is None or not can_do(person, "inventory.read", connection.agency_id):
        raise Absent("inventory.no_such_connection", id=id)
    return connection


def get_connection_named(agency: Agency, name: str) -> Connection:
    """The connection of an agency with this name. Raises Absent."""
    found = find(Connection.objects.select_related("agency"), agency_id=agency.id, name=name)
    if found is None:
        raise Absent("inventory.no_connection_named", name=name)
    return found


def summaries(agency_ids: Collection[str]) -> dict[str, Summary]:
    """The inventory of each of these agencies in figures, in two statements for all."""
    counted: dict[str, dict[str, Any]] = {id: {} for id in agency_ids}
    for row in _counts(agency_ids):
        counted[row.pop("agency_id")] |= row
    for row in _last_surveys(agency_ids):
        counted[row.pop("agency_id")] |= row
    return {id: Summary(**figures) for id, figures in counted.items()}


def summary(agency: Agency) -> Summary:
    """The inventory of an agency in figures."""
    return summaries([agency.id])[agency.id]


def list_readable_agencies(person: Person | None) -> list[Agency]:
    """The agencies whose inventory the person may read, by their Thai names."""
    return [one for one in list_agencies() if can_do(person, "inventory.read", one.id)]


def list_editable_agencies(person: Person | None) -> list[Agency]:
    """The agencies whose inventory the person may change, by their Thai names."""
    return [one for one in list_agencies() if can_do(person, "inventory.edit", one.id)]


def _counts(agency_ids: Collection[str]) -> QuerySet[Entry, dict[str, Any]]:
    present = Entry.objects.filter(agency__in=agency_ids, state="present")
    return present.order_by().values("agency_id").annotate(
        n_entries=Count("id"),
        n_with_owner=Count("id", filter=~Q(owner_unit="") | Q(owner__isnull=False)),
        n_open=Count("id", filter=Q(classification="open")),
        n_published=Count("id", filter=Q(dataset__state="published")),
        n_candidates=Count("id", filter=Q(is_candidate=True)),
        n_with_errors=Count("id", filter=Q(n_errors__gt=0)),
    )  # fmt: skip


def _last_surveys(agency_ids: Collection[str]) -> QuerySet[Survey, dict[str, Any]]:
    place = Window(RowNumber(), partition_by=F("agency"), order_by=[F("at").desc(), F("id").desc()])
    done = Survey.objects.filter(agency__in=agency_ids, state="done")
    last = done.order_by().annotate(place=place).filter(place=1)
    return last.annotate(last_survey_at=F("at")).values(
        "agency_id", "last_survey_at", "n_new", "n_gone", "n_changed"
    )


def last_review_at(agency: Agency) -> datetime | None:
    """When the agency's inventory was last looked through by a person; None for never."""
    reviews = Survey.objects.filter(agency=agency, way="hand", state="done")
    found: datetime | None = reviews.aggregate(at=Max("at"))["at"]
    return found


def _filtered(agency_ids: Collection[str], asked: Asked) -> QuerySet[Entry]:
    asked.check()
    if any("\0" in part for part in (asked.text, asked.category, asked.classification)):
        return Entry.objects.none()
    found = Entry.objects.filter(agency__in=agency_ids)
    if asked.state != "all":
        found = found.filter(state=asked.state or "present")
    if asked.mark:
        found = found.filter(_MARKS[asked.mark])
    wanted = {name: getattr(asked, name) for name in ("category", "classification", "origin")}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    return found.filter(_has(asked.text)) if asked.text else found


def _has(text: str) -> Q:
    parts = ("title_th", "title_en", "owner_unit", "held_in", "key")
    wanted = Q()
    for part in parts:
        wanted |= Q(**{f"{part}__icontains": text})
    return wanted
