"""What stands behind a figure: the agencies or datasets of a subject, each with its part in it."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO

from django.utils.timezone import localdate

from odms.assessment import sums
from odms.assessment.models import DatasetFacts
from odms.assessment.queries import figures
from odms.assessment.queries.figures import Standing, Subject, Told
from odms.assessment.queries.gathering import FRAMEWORKS, KINDS_OF_USE
from odms.assessment.sums import Declared
from odms.publication.answering import processes
from odms.usage import queries as usage

# subjects that consist of agencies; the others consist of datasets
_OF_AGENCIES = (sums.NATION, "ministry")


@dataclass(frozen=True)
class Row:
    """An agency or a dataset with its part of a figure; `within` is the agency of a dataset."""

    kind: str
    slug: str
    name_th: str
    name_en: str
    within_th: str
    within_en: str
    value: float | None
    n: float | None = None
    of: float | None = None
    state: str = ""
    due_date: date | None = None
    is_late: bool = False


def list_rows(
    declared: Declared, subject: Subject, *, at: datetime, day: date | None = None
) -> Sequence[Row]:
    """What a figure of a subject consists of, what lacks something first.

    A past day is told of agencies; which datasets there were on that day is not kept.
    """
    if subject.kind in _OF_AGENCIES:
        ministry = "" if subject.kind == sums.NATION else subject.id
        return _agencies(declared, figures.list_standings(ministry=ministry, day=day))
    if subject.kind == "agency" and declared.rows == "agencies":
        own = [one for one in figures.list_standings(day=day) if one.id == subject.id]
        return _agencies(declared, own)
    return _Datasets(declared, subject, at)


def as_csv(rows: Iterable[Row]) -> str:
    """Rows as CSV, for programs: codes and numbers."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["kind", "slug", "name_th", "name_en", "agency", "value", "n", "of", "state", "due_date"]
    )
    for one in rows:
        numbers = (_plain(number) for number in (one.value, one.n, one.of))
        names = (one.kind, one.slug, one.name_th, one.name_en, one.within_th)
        writer.writerow([*names, *numbers, one.state, one.due_date or ""])
    return out.getvalue()


def history_csv(points: Iterable[tuple[date, float | None]]) -> str:
    """The course of a figure as CSV."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["day", "value"])
    writer.writerows([day, _plain(value)] for day, value in points)
    return out.getvalue()


def groups_csv(subjects: Iterable[tuple[Subject, Told]], codes: Sequence[str]) -> str:
    """Ministries, themes or provinces with these figures, as CSV."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["code", "name_th", "name_en", *codes])
    for subject, told in subjects:
        values = (_plain(told.figure(code).value) for code in codes)
        writer.writerow([subject.slug, subject.name_th, subject.name_en, *values])
    return out.getvalue()


def league_csv(standings: Iterable[Standing]) -> str:
    """The league of agencies as CSV: rank, figures, and the state of each process."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    codes = ("score", "datasets", "fresh")
    heads = ["rank", "slug", "name_th", "name_en", "sector", "ministry"]
    writer.writerow([*heads, *codes, *processes()])
    for rank, one in enumerate(standings, start=1):
        names = (rank, one.slug, one.name_th, one.name_en, one.sector, one.ministry)
        values = (_plain(one.told.figure(code).value) for code in codes)
        writer.writerow([*names, *values, *(one.states.get(code, "") for code in processes())])
    return out.getvalue()


def _agencies(declared: Declared, standings: Sequence[Standing]) -> list[Row]:
    found = []
    for one in standings:
        figure = one.told.figure(declared.code)
        state = one.states.get(declared.process, "")
        if state == "none" or (figure.of is not None and not figure.of):
            continue
        found.append(
            Row(
                kind="agency",
                slug=one.slug,
                name_th=one.name_th,
                name_en=one.name_en,
                within_th="",
                within_en="",
                value=figure.value,
                n=figure.n,
                of=figure.of,
                state=state,
            )
        )
    if declared.unit == "count":
        return sorted(found, key=lambda one: -(one.value or 0))
    return sorted(found, key=lambda one: one.value or 0)


class _Datasets(Sequence[Row]):
    """The datasets behind a figure, read when a part of them is asked for."""

    def __init__(self, declared: Declared, subject: Subject, at: datetime) -> None:
        self._declared, self._subject, self._at = declared, subject, at
        self._n = figures.count_behind(declared.code, subject, at=at)

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, at: int | slice) -> "Row | list[Row]":  # type: ignore[override]
        if isinstance(at, int):
            return self._read(at, 1)[0]
        start, stop, _ = at.indices(self._n)
        return self._read(start, max(stop - start, 0))

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, self._n, 500):
            yield from self._read(start, 500)

    def _read(self, start: int, n: int) -> list[Row]:
        datasets = figures.list_behind(
            self._declared.code, self._subject, at=self._at, offset=start, limit=n
        )
        facts, today = figures.facts_behind([one.id for one in datasets]), localdate(self._at)
        values = self._values(facts)
        return [
            Row(
                kind="dataset",
                slug=one.slug,
                name_th=one.title_th,
                name_en=one.title_en,
                within_th=one.agency.name_th,
                within_en=one.agency.name_en,
                value=values.get(one.id),
                due_date=facts[one.id].due_date,
                is_late=bool(facts[one.id].due_date and facts[one.id].due_date < today),
            )
            for one in datasets
            if one.id in facts
        ]

    def _values(self, facts: Mapping[str, DatasetFacts]) -> dict[str, float | None]:
        """What each dataset adds to the figure: its points, or how often it was used."""
        name = self._declared.have
        if name in FRAMEWORKS:
            return {id: getattr(one, name) for id, one in facts.items()}
        if name not in KINDS_OF_USE:
            return {}
        yesterday = localdate(self._at) - timedelta(days=1)
        used = usage.of_datasets(list(facts), until=yesterday)
        return {id: used.get(id, {}).get(KINDS_OF_USE[name], 0) for id in facts}


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
