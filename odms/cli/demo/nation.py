"""The nation's picture in the demonstration centre: what the centre says of the roadmap, and all that is
computed at night, once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from odms.assessment import actions as assessment
from odms.cli.demo.world import definition
from odms.people import queries as people
from odms.programme import actions as programme
from odms.programme import queries as roadmap

if TYPE_CHECKING:
    from odms.people.models import User

ADMIN = "admin@odms.example"


def tell(now: datetime) -> None:
    """Have the centre tell of the steps of the roadmap."""
    admin = people.get_user(ADMIN)
    for entry in definition("nation.yaml")["steps"]:
        _tell_step(entry, admin, now)


def compute(now: datetime) -> None:
    """Compute figures, answers and indicators, as is done each night."""
    assessment.compute_all(at=now)
    assessment.answer_all(at=now)
    programme.measure(at=now)


def _tell_step(entry: dict[str, Any], by: "User", now: datetime) -> None:
    step = roadmap.get_milestone(entry["code"])
    begun = now - timedelta(days=entry["start"])
    programme.change_milestone(
        by=by, milestone=step, agency=None, owner=entry["owner"], due_date=None, at=begun
    )
    programme.move_milestone(by=by, milestone=step, deed="start", at=begun)
    programme.add_note(by=by, milestone=step, text=entry["note"], at=begun + timedelta(days=30))
    if "finish" in entry:
        programme.move_milestone(
            by=by,
            milestone=step,
            deed="finish",
            evidence=entry["evidence"],
            at=now - timedelta(days=entry["finish"]),
        )
