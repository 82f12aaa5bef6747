"""How many points of quality an agency asks for, and whether a case has them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from odms.catalogue.models import Dataset
from odms.definitions import national
from odms.errors import Absent, Conflict
from odms.ledger.rules import Subject
from odms.people.models import Agency
from odms.people.queries import get_person, list_agencies
from odms.people.rules import Person, can_do
from odms.publication.models import Answer, Case, QualitySettings
from odms.publication.queries.answers import latest_evidence
from odms.publication.queries.report import steward_report

PROCESS = "quality"


@dataclass(frozen=True)
class Measured:
    """A public dataset with its points, and the reason that was accepted where they are too few."""

    dataset: Dataset
    points: int | None
    threshold: int
    waiver: Answer | None = None  # verified
    reason: str = ""

    def is_below(self) -> bool:
        """Whether the agency asks for more."""
        return self.points is not None and self.points < self.threshold

    def is_waived(self, today: date) -> bool:
        """Whether a reason was accepted and is not to be looked at again yet."""
        said = self.waiver
        return said is not None and said.answer == "yes" and said.review_date >= today


@cache
def usual() -> int:
    """The points asked for where an agency said nothing: from where quality is called fair."""
    bands = {band["code"]: band["least"] for band in national("quality.yaml")["bands"]}
    return int(bands["fair"])


def threshold_of(agency: Agency) -> int:
    """The points that an agency asks for."""
    kept = QualitySettings.objects.filter(agency=agency).values_list("threshold", flat=True)
    found: int | None = kept.first()
    return usual() if found is None else found


def points_of(case: Case, *, at: datetime) -> int | None:
    """The quality of a case's delivery, whole points; None where it cannot be told."""
    if case.delivery is None:
        return None
    try:
        report = steward_report(case.delivery, get_person(case.opened_by), at=at)
    except (Absent, Conflict):
        return None
    points = report["quality"]["points"]
    return None if points is None else int(points)


def list_measured(agency: Agency) -> list[Measured]:
    """The public datasets of an agency, those of fewest points first."""
    public = Dataset.objects.filter(agency=agency, state="published", is_gathered=False)
    datasets = public.select_related("agency")
    found = {one.id: one for one in datasets}
    subjects = [Subject("dataset", id) for id in found]
    points = latest_evidence(PROCESS, "engine", subjects)
    declared, verified = _said(found, "declared"), _said(found, "verified")
    least = threshold_of(agency)
    measured = [
        Measured(
            dataset=one,
            points=points.get(Subject("dataset", id), {}).get("points"),
            threshold=least,
            waiver=verified.get(id),
            reason=declared[id].note if id in declared else "",
        )
        for id, one in found.items()
    ]
    return sorted(measured, key=lambda one: (one.points is None, one.points or 0))


def list_readable_agencies(person: Person | None) -> list[Agency]:
    """The agencies whose quality the person may look at."""
    return [one for one in list_agencies() if can_do(person, "case.read", one.id)]


def _said(ids: Collection[str], side: str) -> dict[str, Answer]:
    rows = Answer.objects.filter(process=PROCESS, side=side, subject_kind="dataset")
    told = rows.filter(subject_id__in=ids).select_related("by").order_by("at", "id")
    return {row.subject_id: row for row in told}


def record(one: Measured, today: date) -> dict[str, Any]:
    """A dataset with its points, for machines."""
    return {
        "dataset": one.dataset.slug,
        "points": one.points,
        "threshold": one.threshold,
        "is_below": one.is_below(),
        "is_waived": one.is_waived(today),
        "reason": one.reason,
        "review_date": one.waiver.review_date if one.waiver else None,
    }
