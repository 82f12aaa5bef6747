"""Reading feedback on datasets."""

from collections.abc import Collection
from datetime import UTC
from typing import Any

from django.db.models import Avg, Count, Min, Q, QuerySet

from odms.catalogue.models import Dataset
from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.rules import Person, can_do
from odms.voice.models import Feedback
from odms.voice.rules import OPEN_FEEDBACK


def get_feedback(id: str) -> Feedback:
    """One piece of feedback. Raises Absent."""
    if (found := find(_feedback(), id=id)) is None:
        raise Absent("voice.no_such_feedback", id=id)
    return found


def list_feedback(
    *,
    dataset: Dataset | None = None,
    person: Person | None = None,
    states: Collection[str] = (),
    offset: int = 0,
    limit: int | None = 100,
) -> list[Feedback]:
    """Feedback, newest first: on a dataset, or on all that concern a person's agencies."""
    found = _filtered(_feedback(), dataset, person, states)
    return list(found[offset : None if limit is None else offset + limit])


def count_feedback(
    *,
    dataset: Dataset | None = None,
    person: Person | None = None,
    states: Collection[str] = (),
) -> int:
    """How many `list_feedback` would list in all."""
    return _filtered(Feedback.objects.all(), dataset, person, states).count()


def useful_mean(dataset: Dataset) -> tuple[float, int] | None:
    """The mean of the marks that a dataset got, and how many gave one; None where nobody did."""
    told = Feedback.objects.filter(dataset=dataset).aggregate(mean=Avg("useful"), n=Count("useful"))
    return (told["mean"], told["n"]) if told["n"] else None


def feedback_figures(dataset: Dataset) -> dict[str, Any]:
    """What the feedback on a dataset comes to; `oldest_open_at` is empty where none is open.

    A mark without words asks for no answer and is not counted.
    """
    told = (
        Feedback.objects.filter(dataset=dataset)
        .exclude(text="")
        .aggregate(
            n_feedback=Count("id"),
            n_open=Count("id", filter=Q(state__in=OPEN_FEEDBACK)),
            n_answered=Count("id", filter=~Q(state__in=OPEN_FEEDBACK)),
            n_led_to_release=Count("id", filter=Q(release__isnull=False)),
            oldest=Min("given_at", filter=Q(state__in=OPEN_FEEDBACK)),
        )
    )
    oldest = told.pop("oldest")
    return told | {"oldest_open_at": oldest.astimezone(UTC).isoformat() if oldest else ""}


def _feedback() -> QuerySet[Feedback]:
    related = ("dataset__agency", "table", "user", "release__distribution")
    return Feedback.objects.select_related(*related).prefetch_related("answers__by")


def _filtered(
    found: QuerySet[Feedback],
    dataset: Dataset | None,
    person: Person | None,
    states: Collection[str],
) -> QuerySet[Feedback]:
    if dataset is not None:
        found = found.filter(dataset=dataset)
    if person is not None and not (person.is_centre_admin or person.is_auditor):
        mine = {agency for agency, _ in person.roles if can_do(person, "voice.read", agency)}
        found = found.filter(dataset__agency_id__in=mine)
    return found.filter(state__in=list(states)) if states else found
