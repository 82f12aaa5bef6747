"""Answers that were given elsewhere, taken in from a workbook or a delimited text."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from odms.engine.meanings.personal import masked
from odms.engine.sandbox import Limits
from odms.errors import Unreadable
from odms.ledger import actions as ledger
from odms.ledger.queries import in_parts
from odms.ledger.rules import Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by, list_agencies
from odms.voice import reading
from odms.voice.actions.news import hand_demand
from odms.voice.models import AnswerFile, Survey, SurveyAnswer
from odms.voice.rules.cells import Problem, plain
from odms.voice.rules.documents import questions_of
from odms.voice.rules.taking import Row, Taken, take

# problems that are kept with a file; all are counted
MOST_PROBLEMS = 5_000

_BATCH = 1_000


def import_answers(
    *,
    by: User | Actor,
    survey: Survey,
    path: Path,
    name: str,
    at: datetime,
    day: date | None = None,
    is_trial: bool = False,
) -> AnswerFile:
    """Take in the answers of the file at `path`, those that can be read; the others are told.

    `day` is when rows were answered that do not say it, by default the day of `at`. A file that was
    taken in before counts once: its first record is given back, `is_repeated` set. Nothing is kept
    where it `is_trial`. Raises Unreadable for a file without a column of the survey, and what the
    engine refuses.
    """
    check_by(by, "survey.edit", survey.agency_id or "")
    sha256 = _hash_of(path)
    if (known := survey.files.filter(sha256=sha256).first()) is not None:
        known.is_repeated = True
        return known
    taken = _taken(survey, path, name, day or timezone.localdate(at))
    return _kept(by, survey, name, sha256, taken, at, is_trial=is_trial)


def _taken(survey: Survey, path: Path, name: str, day: date) -> Taken:
    """What all tables of the file come to together."""
    limits = Limits(memory_mb=settings.READ_MEMORY_MB, seconds=settings.READ_TIMEOUT_S)
    agencies = _agencies()
    found: list[Taken] = []
    skipped: list[Problem] = []
    for table in reading.tables_of(path, name, limits):
        try:
            found.append(
                take(survey.document, table.columns, table.numbers, agencies=agencies, day=day)
            )
        except Unreadable as refused:
            facts = {"table": table.name}
            skipped.append(Problem(None, table.name, "", refused.code, facts))
    if not found:
        raise Unreadable("voice.import.no_columns")
    return _joined(found, skipped)


def _joined(found: list[Taken], skipped: list[Problem]) -> Taken:
    whole = Taken(problems=skipped)
    for one in found:
        whole.fields |= one.fields
        whole.n_rows += one.n_rows
        whole.n_refused += one.n_refused
        whole.rows += one.rows
        whole.problems += one.problems
    return whole


@transaction.atomic
def _kept(
    by: User | Actor,
    survey: Survey,
    name: str,
    sha256: str,
    taken: Taken,
    at: datetime,
    *,
    is_trial: bool,
) -> AnswerFile:
    fresh = _fresh(survey, taken.rows)
    file = AnswerFile(
        survey=survey,
        name=name[:300],
        sha256=sha256,
        n_rows=taken.n_rows,
        n_taken=len(fresh),
        n_known=len(taken.rows) - len(fresh),
        n_refused=taken.n_refused,
        fields=taken.fields,
        problems=[_told(one) for one in taken.problems[:MOST_PROBLEMS]],
        n_problems=len(taken.problems),
        by=by if isinstance(by, User) else None,
        at=at,
    )
    if is_trial:
        return file
    file.save()
    texts = [one["code"] for one in questions_of(survey.document, "text")]
    SurveyAnswer.objects.bulk_create(_answers(survey, file, fresh, texts), batch_size=_BATCH)
    facts = {"code": survey.code, "sha256": sha256, "n_taken": len(fresh)}
    ledger.record(
        by=actor_of(by),
        verb="survey.imported",
        subject=Subject("survey", survey.id),
        at=at,
        agency_id=survey.agency_id or "",
        facts=facts | {"n_refused": taken.n_refused},
    )
    _hand_demands({survey.agency_id or row.agency_id for row, _ in fresh} - {""}, at)
    return file


def _fresh(survey: Survey, rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """The rows that no file brought before, nor another sheet of this one, with their keys."""
    keyed = [(row, _key(survey, row.key)) for row in rows]
    known: set[str] = set()
    for some in in_parts(key for _, key in keyed if key):
        known |= set(survey.answers.filter(key__in=some).values_list("key", flat=True))
    fresh = []
    for row, key in keyed:
        if key not in known:
            fresh.append((row, key))
            known |= {key} - {""}
    return fresh


def _key(survey: Survey, key: str) -> str:
    if not key:
        return ""
    return salted_hmac(f"odms.voice.{survey.id}", key, algorithm="sha256").hexdigest()[:40]


def _answers(
    survey: Survey, file: AnswerFile, rows: Iterable[tuple[Row, str]], texts: list[str]
) -> Iterator[SurveyAnswer]:
    for row, key in rows:
        hidden = {code: masked(row.answers[code]) for code in texts if code in row.answers}
        yield SurveyAnswer(
            survey=survey,
            day=row.day,
            agency_id=survey.agency_id or row.agency_id or None,
            group=row.group,
            channel=row.channel,
            purpose=row.purpose,
            answers=row.answers | hidden,
            file=file,
            key=key,
        )


def _agencies() -> dict[str, str]:
    """The ids of all agencies by each of their names."""
    found: dict[str, str] = {}
    for agency in list_agencies():
        for name in (agency.slug, agency.name_th, agency.name_en, agency.short_name):
            if text := plain(name or ""):
                found.setdefault(text, agency.id)
    return found


def _hand_demands(agency_ids: set[str], at: datetime) -> None:
    for some in in_parts(sorted(agency_ids)):
        for agency in Agency.objects.filter(id__in=some):
            hand_demand(agency, at)


def _told(problem: Problem) -> dict[str, Any]:
    return asdict(problem) | {"value": masked(problem.value)}


def _hash_of(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
