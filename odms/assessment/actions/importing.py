"""Taking in an earlier cycle from a file of agencies: every row a participant, shares counted anew."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from odms.assessment import agencies_file, chapter
from odms.assessment.agencies_file import AgencyRow
from odms.assessment.frameworks import get_framework, mark
from odms.assessment.models import Cycle, Participant
from odms.assessment.queries.cycles import baseline, counts, cycle_digest, participant_digest
from odms.assessment.queries.users import users_chapter
from odms.engine.sandbox import Limits
from odms.errors import Conflict, Invalid
from odms.inventory import reading
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by
from odms.voice.queries import find_survey

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AT_ONCE = 500


def import_cycle(
    *,
    by: User | Actor,
    path: Path,
    name: str,
    code: str,
    title: Mapping[str, str],
    surveyed_date: date,
    at: datetime,
    source: Mapping[str, str] | None = None,
    survey: str = "",
) -> Cycle:
    """A closed cycle from the agencies of a file (CSV or a workbook), `name` its name; `survey` is the
    code of the survey of users that belongs to it, if there is one.

    Raises Invalid for a code that cannot be one and for a cell that was not understood, Conflict for a
    code that is taken, and what the reader refuses.
    """
    check_by(by, "assessment.manage")
    check_code(code)
    if survey:
        find_survey(survey)
    limits = Limits(memory_mb=settings.READ_MEMORY_MB, seconds=settings.READ_TIMEOUT_S)
    rows = agencies_file.read(reading.rows_of(path, name, limits))
    told = dict(source or {}) | {"file": name, "sha256": _sha256(path)}
    if survey:
        told["survey"] = survey
    cycle = Cycle(
        code=code,
        title_th=title["th"],
        title_en=title["en"],
        frameworks=[chapter.READINESS],
        state="closed",
        origin="imported",
        source=told,
        surveyed_date=surveyed_date,
        opened_at=at,
        closed_at=at,
    )
    return _keep(by, cycle, rows, at)


def check_code(code: str) -> None:
    """Raise Invalid for a code that cannot be one, Conflict where there is such a cycle."""
    if len(code) > Cycle._meta.get_field("code").max_length or not _CODE.fullmatch(code):
        raise Invalid("assessment.wrong_code", cycle=code)
    if code == baseline().code or Cycle.objects.filter(code=code).exists():
        raise Conflict("assessment.code_taken", cycle=code)


@transaction.atomic
def _keep(by: User | Actor, cycle: Cycle, rows: list[AgencyRow], at: datetime) -> Cycle:
    known = {one.name_th: one for one in Agency.objects.all()}
    told = [_participant(cycle, row, known, place) for place, row in enumerate(rows, 1)]
    cycle.figures = chapter.counted(
        counts(told), n_agencies=len(told), n_publishing=sum(bool(p.is_publishing) for p in told)
    )
    if survey := cycle.source.get("survey"):
        cycle.figures |= users_chapter(survey)
    cycle.hash = "-"  # that of its participants is not known before they are there
    cycle.save(force_insert=True)
    Participant.objects.bulk_create(told, batch_size=_AT_ONCE)
    cycle.hash = cycle_digest(cycle)
    cycle.save(update_fields=["hash"])
    ledger.record(
        by=actor_of(by),
        verb="cycle.imported",
        subject=Subject("cycle", cycle.id),
        at=at,
        facts={
            "code": cycle.code,
            "file": cycle.source["file"],
            "sha256": cycle.source["sha256"],
            "n": len(told),
            "hash": cycle.hash,
        },
    )
    return cycle


def _participant(
    cycle: Cycle, row: AgencyRow, known: Mapping[str, Agency], place: int
) -> Participant:
    agency = known.get(row.name)
    found = Participant(
        cycle=cycle,
        subject_kind="agency",
        subject_id=agency.id if agency else "",
        agency=agency,
        name=row.name,
        kind=row.kind or (agency.sector if agency else ""),
        position=place,
        is_publishing=row.is_publishing,
        results={chapter.READINESS: _results(row.answers)},
    )
    found.hash = participant_digest(found)
    return found


def _results(answers: Mapping[str, str]) -> dict[str, Any]:
    told = mark(get_framework(chapter.READINESS), answers).to_dict()
    return {
        "answers": {code: {"declared": {"value": value}} for code, value in answers.items()},
        "marks": {"declared": told, "in_force": told},
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
