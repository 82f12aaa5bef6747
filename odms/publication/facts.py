"""What the processes are computed from: one dataset's facts, one agency's. Pure.

They are gathered for many subjects at once (`queries.gathering`), so that two hundred agencies with
five hundred datasets each take a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from odms.standards.record import Record

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """An answer that a person gave."""

    answer: str
    by_id: str
    at: datetime
    review_date: date


@dataclass(frozen=True)
class Approval:
    """The last approval of a dataset's case."""

    number: int
    submitted_by_id: str
    decided_by_id: str
    decided_at: datetime
    order_number: str = ""


@dataclass(frozen=True)
class Subject:
    """What every subject has: evidence in force by process and source, and what people said."""

    id: str
    agency_id: str
    sector: str
    evidence: Mapping[tuple[str, str], Figures] = field(default_factory=dict)
    declared: Mapping[str, Said] = field(default_factory=dict)
    verified: Mapping[str, Said] = field(default_factory=dict)

    def figures(self, process: str, source: str) -> Figures | None:
        """What a source handed in last; None where it never did."""
        return self.evidence.get((process, source))

    def is_reviewed(self, process: str, today: date) -> bool:
        """Whether somebody declared the process and need not do so again yet."""
        said = self.declared.get(process)
        return said is not None and said.review_date >= today


@dataclass(frozen=True)
class DatasetFacts(Subject):
    """A dataset as the processes see it. `columns` are those of its published tables."""

    record: Record = field(default_factory=Record)
    is_published: bool = False
    released_on: date | None = None
    formats: tuple[str, ...] = ()
    columns: tuple[Figures, ...] = ()
    approval: Approval | None = None
    threshold: int = 60  # points of quality that the agency asks for


@dataclass(frozen=True)
class Held:
    """The inventory of an agency in figures; what the last survey found to be new, gone, changed."""

    n_entries: int = 0
    n_with_owner: int = 0
    n_open: int = 0
    n_published: int = 0
    n_new: int = 0
    n_gone: int = 0
    n_changed: int = 0
    last_survey_at: datetime | None = None


@dataclass(frozen=True)
class Plan:
    """The publication plan of an agency in figures: candidates, and those that are to be published."""

    n_items: int = 0
    n_weighed: int = 0
    n_high_value: int = 0
    n_planned: int = 0
    n_assigned: int = 0
    n_overdue: int = 0


@dataclass(frozen=True)
class AgencyFacts(Subject):
    """An agency as the processes see it, with how its published datasets stand: {process: answers}."""

    inventory: Held = field(default_factory=Held)
    plan: Plan = field(default_factory=Plan)
    n_published: int = 0
    datasets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
