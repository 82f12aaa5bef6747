"""Reading harvest. What a person may not see is Absent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from odms.catalogue.rules import Source as CatalogueSource
from odms.errors import Absent
from odms.harvest.models import Problem, Remote, Run, Source
from odms.harvest.rules import N_STRIP, host_of
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.people.queries import list_agencies
from odms.people.rules import Person, can_do

N_EXAMPLES = 5


@dataclass(frozen=True)
class Cause:
    """One thing that went wrong in a run, how often, and the first records it was met in."""

    code: str
    n: int
    n_left_out: int
    examples: list[Problem]


def list_readable_agencies(person: Person | None) -> list[Agency]:
    """The agencies whose sources a person may see."""
    return [one for one in list_agencies() if can_do(person, "source.read", one.id)]


def list_editable_agencies(person: Person | None) -> list[Agency]:
    """The agencies for which a person may propose sources."""
    return [one for one in list_agencies() if can_do(person, "source.propose", one.id)]


def list_sources(agency_ids: Collection[str], *, state: str = "") -> list[Source]:
    """The sources of agencies by name, each with `strip`: its last runs, the latest last."""
    found = Source.objects.filter(agency_id__in=agency_ids).select_related("agency")
    sources = list(found.filter(state=state) if state else found)
    runs = last_runs([source.id for source in sources])
    for source in sources:
        source.strip = runs.get(source.id, [])
    return sources


def count_proposed() -> int:
    """How many sources wait for an admin of the centre."""
    return Source.objects.filter(state="proposed").count()


def last_runs(source_ids: Collection[str], *, n: int = N_STRIP) -> dict[str, list[Run]]:
    """The last runs of sources, the latest last, by the source's id."""
    place = Window(
        RowNumber(), partition_by=F("source_id"), order_by=[F("asked_at").desc(), F("id").desc()]
    )
    rows = Run.objects.filter(source_id__in=source_ids).annotate(place=place).filter(place__lte=n)
    found: dict[str, list[Run]] = {}
    for run in rows.order_by("asked_at", "id"):
        found.setdefault(run.source_id, []).append(run)
    return found


def get_source(id: str, person: Person | None) -> Source:
    """A source of an agency whose sources the person may see. Raises Absent."""
    source = find(Source.objects.select_related("agency", "proposed_by"), id=id)
    if source is None or not can_do(person, "source.read", source.agency_id):
        raise Absent("harvest.no_such_source", id=id)
    return source


def find_source(url: str, agency: Agency | None = None) -> Source | None:
    """The source at an address that is read, or may be; of this agency, if given."""
    found = Source.objects.select_related("agency").filter(url=url)
    found = found.exclude(state__in=("declined", "ended"))
    return (found.filter(agency=agency) if agency else found).first()


def list_same(url: str) -> list[Source]:
    """The sources that read the same address, or stand on the same host: who else has its datasets."""
    host = host_of(url)
    rows = Source.objects.select_related("agency").exclude(state__in=("declined", "ended"))
    return [
        source for source in rows if source.url == url or (host and host_of(source.url) == host)
    ]


def list_runs(source: Source, *, limit: int = 50) -> list[Run]:
    """The last runs of a source, newest first."""
    return list(source.runs.select_related("by")[:limit])


def get_run(id: str, person: Person | None) -> Run:
    """A run over a source that the person may see. Raises Absent."""
    run = find(Run.objects.select_related("source__agency", "by"), id=id)
    if run is None or not can_do(person, "source.read", run.source.agency_id):
        raise Absent("harvest.no_such_run", id=id)
    return run


def list_causes(run: Run) -> list[Cause]:
    """What went wrong in a run, by cause, what was met most first."""
    counts = (
        run.problems.order_by()
        .values("code")
        .annotate(left_out=Count("id", filter=Q(is_left_out=True)))
    )
    left_out = {row["code"]: row["left_out"] for row in counts}
    told = sorted(run.causes.items(), key=lambda pair: -pair[1])
    return [
        Cause(code, n, left_out.get(code, 0), list(run.problems.filter(code=code)[:N_EXAMPLES]))
        for code, n in told
    ]


def list_problems(
    run: Run, *, code: str = "", offset: int = 0, limit: int | None = 100
) -> list[Problem]:
    """What went wrong in a run, record by record, as it was met."""
    found = run.problems.filter(code=code) if code else run.problems.all()
    return list(found[offset : None if limit is None else offset + limit])


def count_problems(run: Run, *, code: str = "") -> int:
    """How many problems of a run are kept."""
    return (run.problems.filter(code=code) if code else run.problems).count()


def remotes_by_name(source: Source, names: Collection[str]) -> dict[str, Remote]:
    """The records of a source with these names, each with its dataset."""
    rows = Remote.objects.select_related("dataset").filter(source=source, name__in=list(names))
    return {remote.name: remote for remote in rows}


def figures(sources: Sequence[Source]) -> dict[str, dict[str, Any]]:
    """How many datasets each source has here, how many of them copies, how many gone, by the
    source's id."""
    rows = Remote.objects.filter(source__in=sources).order_by().values("source_id")
    counted = rows.annotate(
        n=Count("id", filter=Q(gone_since=None)),
        n_copies=Count("id", filter=Q(is_copy=True, gone_since=None)),
        n_gone=Count("id", filter=Q(gone_since__isnull=False)),
    )
    none = {"n": 0, "n_copies": 0, "n_gone": 0}
    found = {row.pop("source_id"): row for row in counted}
    return {source.id: found.get(source.id, none) for source in sources}


def list_dataset_ids(source: Source) -> list[str]:
    """The datasets that a source is the origin of."""
    mine = source.remotes.filter(is_copy=False).exclude(dataset=None)
    return list(mine.values_list("dataset_id", flat=True))


def list_mirroring() -> list[str]:
    """The sources of whose files copies are to be kept."""
    found = Source.objects.filter(mirrors_files=True).exclude(state__in=("declined", "ended"))
    return list(found.values_list("id", flat=True))


def catalogue_source(source: Source) -> CatalogueSource:
    """A source as the catalogue names it."""
    return CatalogueSource(source.id, source.name, source.url)
