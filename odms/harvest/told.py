"""What the child that reads a source tells the parent that keeps it, as JSON and as it is. Pure."""

from dataclasses import asdict, dataclass, field
from typing import Any

from odms.catalogue.rules import STRAIGHT, Provenance
from odms.harvest.page import Cursor, Destroyed, Gone
from odms.standards.description import Description, from_dict, to_dict
from odms.standards.reading import Trouble


@dataclass(frozen=True)
class Job:
    """What a child is to read. An empty `kind` is found; `known` are fingerprints by name.

    `path` is a file that stands here instead of an address. At most `limit` records are read, 0 is
    all; `since` is a moment in ISO 8601 of UTC, after which what did not change is left out.
    """

    url: str
    path: str = ""
    kind: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    since: str = ""
    cursor: Cursor = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    networks: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    limit: int = 0
    deadline_s: float = 3_600.0

    def to_json(self) -> dict[str, Any]:
        """The job for the child."""
        return asdict(self)


@dataclass(frozen=True)
class Found:
    """A record that is new or may have changed: its name, its fingerprint, what it says, the same as
    JSON, and by which centres it came."""

    name: str
    fingerprint: str
    description: Description
    told: dict[str, Any]
    provenance: Provenance = STRAIGHT

    @classmethod
    def of(
        cls,
        name: str,
        fingerprint: str,
        description: Description,
        provenance: Provenance = STRAIGHT,
    ) -> "Found":
        """A record that was read."""
        return cls(name, fingerprint, description, to_dict(description), provenance)

    @classmethod
    def of_told(
        cls, name: str, fingerprint: str, told: dict[str, Any], came: dict[str, Any] | None = None
    ) -> "Found":
        """A record that was written as JSON."""
        return cls(name, fingerprint, from_dict(told), told, provenance_of(came or {}))

    def to_json(self) -> list[Any]:
        """The record for the parent."""
        return [self.name, self.fingerprint, self.told, self.came]

    @property
    def came(self) -> dict[str, Any]:
        """By which centres it came, for JSON; empty where it came by none."""
        is_told = self.provenance != STRAIGHT
        return asdict(self.provenance) if is_told else {}


def provenance_of(told: dict[str, Any]) -> Provenance:
    """What `Found.came` wrote."""
    return Provenance(**told | {"path": tuple(told.get("path", ()))})


@dataclass
class Part:
    """What one page of a source came to, or a part of a large one. `unchanged` are names whose
    fingerprint is known; `cursor` is where to go on after it; `lists_all` is that of its page."""

    found: list[Found] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    destroyed: list[Destroyed] = field(default_factory=list)
    cursor: Cursor = field(default_factory=dict)
    title: str = ""
    n_total: int | None = None
    is_last: bool = False
    is_complete: bool = True
    lists_all: bool = False

    @property
    def size(self) -> int:
        """How many records are in it."""
        return len(self.found) + len(self.unchanged)

    def to_json(self) -> dict[str, Any]:
        """The part for the parent."""
        plain: dict[str, Any] = {
            "unchanged": self.unchanged,
            "cursor": self.cursor,
            "title": self.title,
        }
        plain |= {"n_total": self.n_total, "is_last": self.is_last, "lists_all": self.lists_all}
        return plain | {
            "is_complete": self.is_complete,
            "found": [one.to_json() for one in self.found],
            "troubles": [asdict(one) for one in self.troubles],
            "gone": [asdict(one) for one in self.gone],
            "destroyed": [asdict(one) for one in self.destroyed],
        }


def part_of(told: dict[str, Any]) -> Part:
    """The part that `Part.to_json` wrote."""
    return Part(
        found=[Found.of_told(*one) for one in told.pop("found")],
        troubles=[Trouble(**one) for one in told.pop("troubles")],
        gone=[Gone(**one) for one in told.pop("gone")],
        destroyed=[Destroyed(**one) for one in told.pop("destroyed")],
        **told,
    )
