"""Reading reuses of open data: everybody sees those that the centre has looked at."""

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from odms.catalogue.models import Dataset
from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.rules import Person, can_do
from odms.voice import pictures
from odms.voice.models import Showcase


def get_showcase(id: str, person: Person | None = None) -> Showcase:
    """A reuse; one that is not public only for those who review it. Raises Absent."""
    found = find(_showcases(), id=id)
    if found is None or (found.state != "public" and not can_do(person, "showcase.review", "")):
        raise Absent("voice.no_such_showcase", id=id[:40])
    return found


def list_showcases(
    *,
    state: str = "public",
    kind: str = "",
    goal: str = "",
    dataset: Dataset | None = None,
    offset: int = 0,
    limit: int | None = 100,
) -> list[Showcase]:
    """Reuses in a state, the last decided first, of a kind, a goal or a dataset if given."""
    found = _filtered(state, kind, dataset)
    if goal:
        # texts within JSON are not asked of alike by both databases
        ids = [id for id, goals in found.values_list("id", "goals") if goal in goals]
        found = found.filter(id__in=ids)
    return list(found[offset : None if limit is None else offset + limit])


def count_showcases(*, state: str = "public") -> int:
    """How many reuses are in a state."""
    return Showcase.objects.filter(state=state).count()


def picture_folder() -> Path:
    """Where the pictures of reuses are kept."""
    folder: Path = settings.HOME / "lake" / "pictures"
    return folder


def picture_path(showcase: Showcase) -> Path:
    """The picture of a reuse. Raises Absent where it has none."""
    path = pictures.path_of(showcase.picture or "-", picture_folder())
    if not showcase.picture or not path.exists():
        raise Absent("voice.no_such_showcase", id=showcase.id)
    return path


def _filtered(state: str, kind: str, dataset: Dataset | None) -> QuerySet[Showcase]:
    found = _showcases().filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if dataset is not None:
        found = found.filter(datasets=dataset)
    return found.order_by("-decided_at", "-submitted_at", "-id")


def _showcases() -> QuerySet[Showcase]:
    return Showcase.objects.select_related("user").prefetch_related("datasets__agency")
