"""Marks of datasets and of groups, what they are scored from, and how they changed."""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import orjson
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from odms.catalogue.models import Dataset, Distribution
from odms.catalogue.queries import list_origins
from odms.catalogue.queries.descriptions import list_descriptions, list_told
from odms.engine.quality.kept import NAME, n_errors
from odms.errors import Absent
from odms.health.models import Check, DatasetMarks, GroupMarks, PastMark
from odms.health.rules import CENTRE, next_points
from odms.intake.queries import lake
from odms.ledger.queries import in_parts
from odms.people.models import Agency
from odms.standards.description import Description
from odms.standards.scoring import (
    Lacking,
    Mark,
    Seen,
    declared,
    from_dict,
    grade_words,
    how_to_get,
)
from odms.standards.view import MEDIA_TYPES, Addresses

Marks = dict[str, Mark]  # by framework
Faults = Mapping[str, int | None]  # by table key


@dataclass
class Scorable:
    """A public dataset with all that it is scored from. `described_as` and `faults` are as in
    `DatasetMarks`."""

    dataset_id: str
    agency_id: str
    description: Description
    described_as: str
    source_id: str = ""
    seen: dict[str, Seen] = field(default_factory=dict)
    faults: dict[str, int | None] = field(default_factory=dict)
    # faults in the copy of the file at an address
    read: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """The marks of a dataset as they are kept, `told` as JSON."""

    agency_id: str
    source_id: str
    described_as: str
    told: dict[str, Any]
    faults: Faults

    @property
    def marks(self) -> Marks:
        """The marks by framework."""
        return {framework: from_dict(mark) for framework, mark in self.told.items()}


def get_marks(dataset: Dataset) -> DatasetMarks | None:
    """The current marks of a dataset; None until it was scored."""
    return DatasetMarks.objects.filter(dataset=dataset).first()


def get_agency_marks(agency: Agency) -> GroupMarks | None:
    """The marks of an agency's datasets together; None while it has none that were scored."""
    return _group("agency", agency.id)


def get_source_marks(source_id: str) -> GroupMarks | None:
    """The marks of the datasets of a source together; None while it has none that were scored."""
    return _group("source", source_id)


def get_centre_marks() -> GroupMarks | None:
    """The marks of all datasets together; None while there are none."""
    return _group("centre", CENTRE)


def marks_of(row: DatasetMarks | GroupMarks) -> Marks:
    """The marks that a row keeps."""
    return {framework: from_dict(told) for framework, told in row.marks.items()}


def record(row: DatasetMarks | GroupMarks) -> dict[str, Any]:
    """What a row comes to, for machines: every framework, and the points that are got next."""
    marks = marks_of(row)
    return {
        "frameworks": [_mark_record(mark) for mark in marks.values()],
        "next": [
            {"framework": framework, **_lacking_record(framework, one)}
            for framework, one in next_points(marks, is_own=is_own(row))
        ],
    }


def is_own(row: DatasetMarks | GroupMarks) -> bool:
    """Whether all that was scored is this centre's own."""
    return isinstance(row, DatasetMarks) and not row.source_id


def list_history(kind: str, id: str, framework: str = "") -> list[PastMark]:
    """How the marks of a dataset, agency, source or of the centre changed, from the first day on."""
    rows = PastMark.objects.filter(subject_kind=kind, subject_id=id)
    return list(rows.filter(framework=framework) if framework else rows)


def history_csv(rows: Iterable[PastMark]) -> str:
    """A history as CSV: a row for each day on which figures changed."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["day", "framework", "points", "grade"])
    writer.writerows([row.day, row.framework, f"{row.points:g}", row.grade] for row in rows)
    return out.getvalue()


def known_marks(ids: Collection[str]) -> dict[str, Known]:
    """The marks that are kept of these datasets."""
    found: dict[str, Known] = {}
    for some in in_parts(ids):
        rows = DatasetMarks.objects.filter(dataset_id__in=some).values_list(
            "dataset_id", "agency_id", "source_id", "described_as", _text("marks"), _text("faults")
        )
        for id, *plain, marks, faults in rows:
            found[id] = Known(*plain, orjson.loads(marks), orjson.loads(faults))
    return found


def list_scorable(ids: Collection[str], known: Mapping[str, Known]) -> list[Scorable]:
    """The public ones among these datasets, with what they are scored from.

    What is known of the faults of a table is not looked up again, for a version never changes.
    """
    published = Dataset.objects.filter(id__in=list(ids), state="published")
    datasets = list(published.prefetch_related("agency"))
    origins = list_origins([one.id for one in datasets if one.is_gathered])
    own = [one for one in datasets if not one.is_gathered]
    described = dict(
        zip((one.id for one in own), list_descriptions(own, with_columns=False), strict=True)
    )
    # of others, what their source says and nothing that we add
    described |= list_told([one.id for one in datasets if one.is_gathered])
    found = {
        one.id: Scorable(
            one.id,
            one.agency_id,
            described[one.id],
            origins[one.id].fingerprint if one.id in origins else one.modified_at.isoformat(),
            origins[one.id].source_id if one.id in origins else "",
        )
        for one in datasets
    }
    _see_own(datasets, found, known)
    _see_elsewhere(found)
    return list(found.values())


def list_unpublished(limit: int = 500) -> list[str]:
    """At most so many datasets that have marks and are not public any more."""
    rows = DatasetMarks.objects.exclude(dataset__state="published")
    return list(rows.values_list("dataset_id", flat=True)[:limit])


def _mark_record(mark: Mark) -> dict[str, Any]:
    told = mark.to_dict()
    return {
        **told,
        "name": declared(mark.framework)["source"],
        "grade_name": grade_words(mark),
        "lacking": [_lacking_record(mark.framework, one) for one in mark.lacking],
    }


def _lacking_record(framework: str, one: Lacking) -> dict[str, Any]:
    told = {"code": one.code, "points": one.points, "minutes": one.minutes}
    return told | {"how": how_to_get(framework, one.code)}


def _group(kind: str, id: str) -> GroupMarks | None:
    return GroupMarks.objects.filter(subject_kind=kind, subject_id=id).first()


def _see_own(
    datasets: Iterable[Dataset], found: Mapping[str, Scorable], known: Mapping[str, Known]
) -> None:
    """What this centre gives itself: pages, and tables for as long as the lake has them."""
    addresses = Addresses(settings.CENTRE_URL)
    slugs = {dataset.id: dataset.slug for dataset in datasets}
    for id, slug in slugs.items():
        found[id].seen[addresses.dataset(slug)] = Seen(answers=True)
    tables = Distribution.objects.filter(dataset_id__in=slugs, current__isnull=False)
    told = ("dataset_id", "slug", "current__table_key", "mirror_of__address")
    for id, table, key, original in tables.values_list(*told):
        before = known[id].faults if id in known else {}
        faults = before[key] if key in before else _faults(key)
        found[id].faults[key] = faults
        seen = Seen(answers=lake().table_path(key).exists(), n_errors=faults)
        if original:
            # what was found in the copy is what stands at the address
            found[id].read[original] = faults
            continue
        for form in MEDIA_TYPES:
            found[id].seen[addresses.download(slugs[id], table, form)] = seen


def _see_elsewhere(found: Mapping[str, Scorable]) -> None:
    """What the addresses on other machines answered last."""
    asked = Check.objects.filter(kind="link", dataset_id__in=found).exclude(checked_at=None)
    for id, address, state in asked.values_list("dataset_id", "address", "state"):
        told = found[id]
        told.seen[address] = Seen(state == "answering", told.read.get(address))


def _faults(table_key: str) -> int | None:
    try:
        return n_errors(lake().read_json(table_key, NAME))
    except Absent:
        return None


def _text(name: str) -> Cast:
    """A JSON field as its text, which orjson reads in a fifth of the time."""
    return Cast(name, TextField())
