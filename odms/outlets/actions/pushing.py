"""One push: every record of an agency held against what stands at the outlet, and the deed that follows.

What is sent is noted record by record, so that a push that broke off is taken up where it ended.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from odms.catalogue.models import Dataset
from odms.errors import Absent, Conflict, Forbidden, Refused, Unreadable
from odms.outlets import packages, queries
from odms.outlets.models import Push, Record, Sending
from odms.outlets.remote import Declined, Remote
from odms.outlets.rules import NOTHING, Known, Plan, differences, name_there, plan

# after so many refusals of this kind in a row the push ends, for the next would fare alike
_MOST_FORBIDDEN = 3
_MOST_FAILURES = 5

_COUNTED = {"create": "created", "update": "updated", "delete": "deleted"}
_LISTED = 200  # records that one entry of the ledger names

_Package = Mapping[str, Any]


@dataclass
class _There:
    """What stands at the outlet: what each package says of ours, by its identifier, and names."""

    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)

    def add(self, package: _Package) -> str:
        """Take up a package; its identifier."""
        id, name = str(package.get("id") or ""), str(package.get("name") or "")
        self.said[id], self.by_name[name] = packages.ours(package), id
        return id


class Pushing:
    """A push that is under way, and what it came to so far."""

    def __init__(self, push: Push, at: datetime) -> None:
        self.push, self._at, self._outlet = push, at, push.outlet
        self._counts: Counter[str] = Counter()
        self._named: dict[str, list[str]] = {}
        self._there = _There()
        self._in_a_row: Counter[type[Refused]] = Counter()

    def run(self, remote: Remote) -> None:
        """Push everything. Raises the refusal that hinders all records."""
        for package in remote.packages_of(self._outlet.organization):
            self._there.add(package)
        rows = {row.dataset_id: row for row in self._outlet.records.select_related("dataset")}
        seen = set()
        for dataset, package in queries.list_packages(self._outlet.agency):
            seen.add(dataset.id)
            row = rows.get(dataset.id) or Record(outlet=self._outlet, dataset=dataset)
            self._push(remote, row, dataset, packages.ours(package))
        for id, row in rows.items():
            if id not in seen:
                self._push(remote, row, row.dataset, None)

    def save_counts(self) -> None:
        """Put the counts into the row of the push."""
        for name in (*_COUNTED.values(), "unchanged", "refused", "conflicts"):
            setattr(self.push, name, self._counts[name])

    def told(self) -> dict[str, Any]:
        """The counts, and the records by what became of them, for the ledger."""
        counts = {name: n for name, n in self._counts.items() if n}
        return {"counts": counts} | {
            name: slugs[:_LISTED] for name, slugs in self._named.items() if name != "unchanged"
        }

    def _push(
        self, remote: Remote, row: Record, dataset: Dataset, ours: dict[str, Any] | None
    ) -> None:
        known = Known(row.remote_id, row.sent, row.seen, row.decision)
        theirs = self._theirs(remote, row, dataset)
        found = plan(known, ours, self._there.said.get(theirs))
        if found == NOTHING:
            self._count("unchanged", dataset)
            if ours is None and known.was_sent and not theirs:
                self._keep(row, found, state="withdrawn")
        elif found.conflict:
            self._count("conflicts", dataset)
            self._keep(row, found, state="conflict")
        elif self.push.is_rehearsal:
            self._count(_COUNTED.get(found.deed, "unchanged"), dataset)
            self._keep(row, found, state=row.state)
        else:
            self._act(remote, row, dataset, found, ours, theirs)

    def _theirs(self, remote: Remote, row: Record, dataset: Dataset) -> str:
        """The identifier of the record there, empty where there is none."""
        if row.remote_id:
            if row.remote_id not in self._there.said and (found := remote.find(row.remote_id)):
                self._there.add(found)
            return row.remote_id if row.remote_id in self._there.said else ""
        return self._there.by_name.get(name_there(dataset.slug, self._outlet.prefix), "")

    def _act(
        self,
        remote: Remote,
        row: Record,
        dataset: Dataset,
        found: Plan,
        ours: dict[str, Any] | None,
        theirs: str,
    ) -> None:
        try:
            after = self._send(remote, dataset, found, ours, theirs)
        except Declined as declined:
            if (
                found.deed == "create"
                and "name" in declined.errors
                and self._is_taken(remote, row, dataset, ours or {})
            ):
                return
            self._refuse(row, dataset, found, declined, declined.errors)
        except (Absent, Conflict, Forbidden, Unreadable) as refused:
            self._refuse(row, dataset, found, refused, {})
        else:
            self._in_a_row.clear()
            self._count(_COUNTED.get(found.deed, "unchanged"), dataset)
            self._note(row, found, ours, after)

    def _send(
        self,
        remote: Remote,
        dataset: Dataset,
        found: Plan,
        ours: dict[str, Any] | None,
        theirs: str,
    ) -> _Package | None:
        """Do the deed there; the package as it stands then."""
        if found.deed == "delete":
            remote.call("package_delete", id=theirs)
            return None
        if found.deed == "adopt":
            return remote.call("package_show", id=theirs)  # type: ignore[no-any-return]
        before = remote.call("package_show", id=theirs) if theirs else None
        sent = packages.to_send(ours or {}, dialect=self._outlet.dialect, theirs=before)
        if before is None:
            name = name_there(dataset.slug, self._outlet.prefix)
            own = {"name": name, "owner_org": self._outlet.organization, "private": False}
            made = remote.call("package_create", **sent, **own)
        else:
            made = remote.call("package_patch", id=theirs, **sent)
        return made if isinstance(made, dict) else remote.find(theirs)

    def _is_taken(
        self, remote: Remote, row: Record, dataset: Dataset, ours: dict[str, Any]
    ) -> bool:
        """Whether another record there has the name; then a person decides."""
        package = remote.find(name_there(dataset.slug, self._outlet.prefix))
        if package is None:
            return False
        told = differences(packages.ours(package), ours)
        if not told:  # it was made, and the answer lost
            self._count("created", dataset)
            self._note(row, Plan("adopt"), ours, package)
            return True
        self._count("conflicts", dataset)
        row.remote_id = ""
        self._keep(row, Plan("none", told, "name-taken"), state="conflict")
        return True

    def _refuse(
        self,
        row: Record,
        dataset: Dataset,
        found: Plan,
        refused: Refused,
        errors: Mapping[str, Any],
    ) -> None:
        self._count("refused", dataset)
        facts = {name: str(value) for name, value in refused.facts.items()}
        trouble = {"code": refused.code, "facts": facts}
        self._keep(row, found, state="refused", trouble=trouble, errors=dict(errors))
        if isinstance(refused, Declined):
            self._in_a_row.clear()
            return
        kind = Forbidden if isinstance(refused, Forbidden) else Refused
        self._in_a_row[kind] += 1
        if (
            self._in_a_row[Forbidden] >= _MOST_FORBIDDEN
            or self._in_a_row[Refused] >= _MOST_FAILURES
        ):
            raise refused

    def _note(
        self, row: Record, found: Plan, ours: dict[str, Any] | None, after: _Package | None
    ) -> None:
        """Keep what we said and what stands there now."""
        row.sent, row.seen = ours or {}, packages.ours(after) if after else {}
        if after:
            row.remote_id, row.remote_name = str(after.get("id")), str(after.get("name"))[:100]
        row.decision, row.sent_at = "", self._at
        self._keep(row, found, state="sent" if ours is not None else "withdrawn")

    @transaction.atomic
    def _keep(
        self,
        row: Record,
        found: Plan,
        *,
        state: str,
        trouble: dict[str, Any] | None = None,
        errors: dict[str, Any] | None = None,
    ) -> None:
        changes = [change.to_list() for change in found.changes]
        if not self.push.is_rehearsal:
            row.state, row.conflict = state, found.conflict
            row.changes = changes if found.conflict else []
            row.trouble, row.errors = trouble or {}, errors or {}
            row.looked_at = self._at
            row.save()
        if found != NOTHING:
            Sending.objects.create(
                push=self.push,
                dataset=row.dataset,
                deed=found.deed,
                changes=changes,
                conflict=found.conflict,
                trouble=trouble or {},
                errors=errors or {},
            )

    def _count(self, name: str, dataset: Dataset) -> None:
        self._counts[name] += 1
        self._named.setdefault(name, []).append(dataset.slug)
