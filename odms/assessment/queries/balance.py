"""Reading the balance of supply and demand as it was computed last, and what is wanted most."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from odms.assessment.balance import KINDS, band, rules
from odms.assessment.models import BalanceDay, Wanted
from odms.assessment.queries.figures import Subject, get_subject
from odms.catalogue.models import Theme
from odms.errors import Absent, Invalid
from odms.inventory.models import Entry
from odms.people.models import Agency
from odms.people.rules import Person, can_do
from odms.pictures.provinces import tiles
from odms.voice.models import Request

_OPEN = "open"


@dataclass(frozen=True)
class Standing:
    """How a theme, an agency or a province stood on a day."""

    subject: Subject
    supply: float
    demand: float
    counts: dict[str, float]
    parts: dict[str, float]

    @property
    def gap(self) -> float:
        """By how much its share of demand is larger than that of supply."""
        return self.demand - self.supply

    @property
    def band(self) -> str:
        """One of `balance.BANDS`."""
        return band(self.supply, self.demand)


@dataclass(frozen=True)
class Wish:
    """What is wanted: similar words together, the requests among them, entries that could serve it."""

    row: Wanted
    requests: list[Request]
    entries: list[tuple[Entry, float]]


def last_day() -> date | None:
    """The day of the last computation; None before the first."""
    found: date | None = BalanceDay.objects.aggregate(day=Max("day"))["day"]
    return found


def list_days() -> list[date]:
    """The days that are kept, the last first."""
    days = BalanceDay.objects.order_by("-day").values_list("day", flat=True).distinct()
    return list(days)


def list_balance(kind: str, *, day: date | None = None) -> list[Standing]:
    """Every theme, agency or province on a day (the last, if none is given), the least served first.

    Raises Invalid for a kind that there is not.
    """
    check_kind(kind)
    rows = BalanceDay.objects.filter(subject_kind=kind, day=day or last_day())
    names = _subjects(kind)
    found = [
        Standing(names[one.subject_id], one.supply, one.demand, one.counts, one.parts)
        for one in rows
        if one.subject_id in names
    ]
    return sorted(found, key=lambda one: (-one.gap, one.subject.name_th))


def course(kind: str, id: str) -> list[tuple[date, float, float]]:
    """The shares of supply and demand of one subject on each day that is kept."""
    rows = BalanceDay.objects.filter(subject_kind=kind, subject_id=id).order_by("day")
    return list(rows.values_list("day", "supply", "demand"))


def list_wanted(
    person: Person | None, *, agency: Agency | None = None, theme: str = "", limit: int = 50
) -> list[Wish]:
    """What is wanted most and served least, the heaviest first; with an agency, what it could serve.

    The entries are those of the class open; further ones are named to those who may read the inventory
    that holds them. What nobody asked for and few searched for is told to nobody outside.
    """
    rows = Wanted.objects.filter(theme=theme) if theme else Wanted.objects.all()
    is_inside = agency is not None and can_do(person, "inventory.read", agency.id)
    if not is_inside:
        rows = rows.exclude(n_requests=0, n_searches__lt=rules()["wishes"]["least"])
    told = list(rows[:limit] if agency is None else rows)
    entries, requests = _entries(told, person), _requests(told)
    found = [
        Wish(
            row=one,
            requests=[requests[id] for id in one.requests if id in requests],
            entries=[(entries[id], n) for id, n in one.entries if id in entries],
        )
        for one in told
    ]
    if agency is not None:
        found = [_within(one, agency) for one in found]
        found = [one for one in found if one.entries or one.requests]
    return [_shortened(one) for one in found[:limit]]


def count_wanted() -> int:
    """How many groups of wishes there are that anybody may see."""
    return Wanted.objects.exclude(n_requests=0, n_searches__lt=rules()["wishes"]["least"]).count()


def check_kind(kind: str) -> None:
    """Raise Invalid for a kind of subject that has no balance."""
    if kind not in KINDS:
        raise Invalid("assessment.no_such_kind", kind=kind, known=", ".join(KINDS))


def check_day(text: str) -> date | None:
    """The day that an address names, None for the last. Raises Invalid, and Absent for one not kept."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("assessment.no_day", day=text[:40]) from None
    if not BalanceDay.objects.filter(day=day).exists():
        raise Absent("assessment.no_day", day=text[:40])
    return day


def _subjects(kind: str) -> dict[str, Subject]:
    if kind == "agency":
        rows = Agency.objects.values_list("id", "slug", "name_th", "name_en").order_by()
        return {id: Subject(kind, id, *names) for id, *names in rows}
    if kind == "theme":
        return {
            code: get_subject(kind, code) for code in Theme.objects.values_list("pk", flat=True)
        }
    return {one.code: get_subject(kind, one.code) for one in tiles()}


def _entries(rows: list[Wanted], person: Person | None) -> dict[str, Entry]:
    ids = {id for one in rows for id, _ in one.entries}
    found = Entry.objects.filter(id__in=ids, state="present").select_related("agency")
    return {
        one.id: one
        for one in found
        if one.classification == _OPEN or can_do(person, "inventory.read", one.agency_id)
    }


def _requests(rows: list[Wanted]) -> dict[str, Any]:
    ids = {id for one in rows for id in one.requests}
    return Request.objects.select_related("agency").in_bulk(list(ids))


def _within(one: Wish, agency: Agency) -> Wish:
    return Wish(
        one.row,
        [request for request in one.requests if request.agency_id == agency.id],
        [(entry, n) for entry, n in one.entries if entry.agency_id == agency.id],
    )


def _shortened(one: Wish) -> Wish:
    return Wish(one.row, one.requests, one.entries[: rules()["wishes"]["entries"]])
