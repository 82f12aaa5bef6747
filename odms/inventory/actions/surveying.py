"""Taking in what a survey found: what is new, gone, changed against what was known."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from odms.inventory.actions.filling import CHANGED, fill, owners_of
from odms.inventory.models import Connection, Entry, Survey
from odms.inventory.queries import COLUMNS, last_review_at, values_of
from odms.inventory.rules import (
    MEASURED,
    OWN,
    RECORD,
    Found,
    Trouble,
    check,
    differences,
    folded,
    is_empty,
)
from odms.ledger import actions as ledger
from odms.ledger.queries import in_parts
from odms.ledger.rules import Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by

_BATCH = 100
_FIELDS = tuple(dict.fromkeys((*RECORD, *OWN, *COLUMNS)))


@dataclass
class _Known:
    """The entries that a survey can find again: by identity, and by title in their order."""

    by_key: dict[str, Entry] = field(default_factory=dict)
    by_title: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    met: set[str] = field(default_factory=set)

    def match(self, found: Found) -> Entry | None:
        """The entry that this is, each at most once; None for something new."""
        if entry := self.by_key.get(found.key) if found.key else None:
            return self._first([entry])
        if found.key:
            return None
        return self._first(self.by_title[folded(found.title)])

    def _first(self, entries: list[Entry]) -> Entry | None:
        entry = next((one for one in entries if one.id not in self.met), None)
        if entry is not None:
            self.met.add(entry.id)
        return entry


@dataclass
class _Outcome:
    """What a survey does to the table of entries, and what it says of that."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    gone: list[Entry] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def tell(self, kind: str, entry: Entry, changes: Sequence[dict[str, Any]] = ()) -> None:
        """Note what happened to an entry."""
        about = {"entry": entry.id, "title": str(entry), "kind": kind, "changes": list(changes)}
        self.told.append(about)


@transaction.atomic
def take_in(
    *,
    by: User | Actor,
    agency: Agency,
    way: str,
    found: Sequence[Found],
    at: datetime,
    source: str = "",
    is_whole: bool = False,
    troubles: Sequence[Trouble] = (),
    connection: Connection | None = None,
    survey: Survey | None = None,
) -> Survey:
    """Bring the inventory in line with what was found, and keep what that changed.

    What is not found is gone where a database was surveyed, and where a file `is_whole`, the
    agency's entire inventory. What people wrote about a database's table stays: a survey of it
    measures columns and rows. A value that does not fit together with others is taken in and told.
    """
    check_by(by, "inventory.edit", agency.id)
    ledger.take_turn()
    outcome = _Outcome(troubles=list(troubles))
    known, owners = _known(agency), owners_of(agency)
    for one in found:
        _take(one, known, outcome, way, agency, owners, connection, at)
    for entry in _gone(agency, way, is_whole=is_whole, connection=connection):
        if entry.id not in known.met:
            entry.state, entry.modified_at = "gone", at
            outcome.gone.append(entry)
            outcome.tell("gone", entry)
    _save(outcome, at)
    return _kept(by, agency, way, source, connection, survey, outcome, at)


@transaction.atomic
def record_review(*, by: User | Actor, agency: Agency, at: datetime) -> Survey:
    """A person looked through the inventory and says that it is whole: a survey by hand.

    It counts what people added, changed and took out since the survey by hand before.
    """
    check_by(by, "inventory.edit", agency.id)
    ledger.take_turn()
    since = last_review_at(agency)
    outcome = _Outcome()
    for entry in Entry.objects.filter(agency=agency):
        kind = _by_hand(entry, since)
        if kind in ("new", "gone", "changed"):
            getattr(outcome, kind).append(entry)
            outcome.tell(kind, entry)
        elif entry.state == "present":
            outcome.unchanged.append(entry)
    Entry.objects.filter(agency=agency, origin="hand", state="present").update(last_seen_at=at)
    return _kept(by, agency, "hand", "", None, None, outcome, at)


def _by_hand(entry: Entry, since: datetime | None) -> str:
    """What happened to an entry since a moment: new, gone, changed, or nothing."""
    is_later = since is None or entry.modified_at > since
    if entry.state == "gone":
        return "gone" if is_later else ""
    if since is None or entry.first_seen_at > since:
        return "new"
    return "changed" if is_later else ""


def _known(agency: Agency) -> _Known:
    known = _Known()
    for entry in Entry.objects.filter(agency=agency).order_by("id").select_related("owner"):
        entry.agency = agency
        known.by_key[entry.key or entry.id] = entry
        known.by_key[entry.id] = entry
        for title in {folded(entry.title_th), folded(entry.title_en)} - {""}:
            known.by_title[title].append(entry)
    return known


def _take(
    found: Found,
    known: _Known,
    outcome: _Outcome,
    way: str,
    agency: Agency,
    owners: dict[str, User],
    connection: Connection | None,
    at: datetime,
) -> None:
    if not found.title:
        outcome.troubles.append(Trouble(found.row, "title_th", "", "inventory.title_missing"))
        return
    if found.key and found.key in known.by_key and known.by_key[found.key].id in known.met:
        outcome.troubles.append(Trouble(found.row, "key", found.key, "inventory.key_repeated"))
        found = replace(found, key="")
    found = _with_owner(found, owners, outcome)
    entry = known.match(found)
    if entry is None:
        _add(found, known, outcome, way, agency, owners, connection, at)
    else:
        _renew(entry, found, outcome, way, owners, at)
    outcome.troubles += [
        Trouble(found.row, lack.item, "", lack.code, lack.facts)
        for lack in check(found.values)
        if lack.severity == "error"
    ]


def _with_owner(found: Found, owners: dict[str, User], outcome: _Outcome) -> Found:
    """The thing found, an owner whom nobody knows kept as text and told."""
    email = found.values.get("owner_email", "")
    if not email or email.casefold() in owners:
        return found
    outcome.troubles.append(
        Trouble(found.row, "owner_email", email, "inventory.unknown_owner", {"value": email})
    )
    values = {name: value for name, value in found.values.items() if name != "owner_email"}
    extra = found.extra | {"unread": found.extra.get("unread", {}) | {"owner_email": email}}
    return replace(found, values=values, extra=extra)


def _add(
    found: Found,
    known: _Known,
    outcome: _Outcome,
    way: str,
    agency: Agency,
    owners: dict[str, User],
    connection: Connection | None,
    at: datetime,
) -> None:
    values = {"title_th": found.title[:300], **found.values, "columns": found.columns or []}
    entry = Entry(
        agency=agency,
        origin=way,
        connection=connection,
        key=found.key,
        extra=found.extra,
        first_seen_at=at,
        last_seen_at=at,
        modified_at=at,
    )
    fill(entry, values, owners)
    known.met.add(entry.id)
    known.by_key[found.key or entry.id] = entry
    outcome.new.append(entry)
    outcome.tell("new", entry)


def _renew(
    entry: Entry,
    found: Found,
    outcome: _Outcome,
    way: str,
    owners: dict[str, User],
    at: datetime,
) -> None:
    before = values_of(entry)
    after = before | _news(before, found, way)
    changes = differences(before, after, _FIELDS)
    if entry.state == "gone":
        changes.append({"what": "state", "before": "gone", "after": "present"})
    extra = _merged(entry.extra, found.extra)
    entry.last_seen_at = at
    if not changes and extra == entry.extra:
        outcome.unchanged.append(entry)
        return
    fill(entry, after, owners)
    entry.extra, entry.state, entry.modified_at = extra, "present", at
    outcome.changed.append(entry)
    outcome.tell("changed", entry, changes)


def _news(before: dict[str, Any], found: Found, way: str) -> dict[str, Any]:
    """What of the thing found takes the place of what was known."""
    told = {name: value for name, value in found.values.items() if not is_empty(value)}
    if found.columns is not None:
        told["columns"] = found.columns
    if way != "database":
        return told
    return {name: value for name, value in told.items() if name in MEASURED or name not in before}


def _merged(before: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    return before | {way: before.get(way, {}) | told for way, told in found.items()}


def _gone(
    agency: Agency, way: str, *, is_whole: bool, connection: Connection | None
) -> QuerySet[Entry] | list[Entry]:
    """The entries that a survey of this extent must find, if they are there."""
    present = Entry.objects.filter(agency=agency, state="present")
    if way == "database":
        return present.filter(connection=connection)
    return present.exclude(origin="database") if is_whole else []


def _save(outcome: _Outcome, at: datetime) -> None:
    Entry.objects.bulk_create(outcome.new, batch_size=_BATCH)
    Entry.objects.bulk_update(outcome.changed, CHANGED, batch_size=_BATCH)
    Entry.objects.bulk_update(outcome.gone, ["state", "modified_at"], batch_size=_BATCH)
    ids = [entry.id for entry in outcome.unchanged]
    for some in in_parts(ids):
        Entry.objects.filter(id__in=some).update(last_seen_at=at)


def _kept(
    by: User | Actor,
    agency: Agency,
    way: str,
    source: str,
    connection: Connection | None,
    survey: Survey | None,
    outcome: _Outcome,
    at: datetime,
) -> Survey:
    counts = {
        f"n_{kind}": len(getattr(outcome, kind)) for kind in ("new", "gone", "changed", "unchanged")
    }
    if survey is None:
        survey = Survey(
            agency=agency,
            way=way,
            source=source[:300],
            connection=connection,
            by=by if isinstance(by, User) else None,
            at=at,
        )
    survey.state, survey.ended_at = "done", at
    for name, n in counts.items():
        setattr(survey, name, n)
    survey.changes = outcome.told
    by_row = sorted(outcome.troubles, key=lambda trouble: trouble.row or 0)
    survey.troubles = [trouble.to_json() for trouble in by_row]
    survey.save()
    ledger.record(
        by=actor_of(by),
        verb="inventory.surveyed",
        subject=Subject("data-survey", survey.id),
        at=at,
        agency_id=agency.id,
        facts={
            "way": way,
            "name": survey.source or way,
            **counts,
            "entries": {
                kind: [one["entry"] for one in outcome.told if one["kind"] == kind]
                for kind in ("new", "gone", "changed")
            },
            "n_not_understood": len(outcome.troubles),
        },
    )
    return survey
