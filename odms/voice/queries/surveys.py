"""Reading surveys, and what their answers come to. Answers name nobody.

For the rooms above: `results(survey)`, `satisfaction(agency)`, `satisfaction_by_agency()` and
`reported(survey)`. Figures are plain numbers; where too few answered they are left out.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import Count, Max, Q, QuerySet

from odms.definitions import national
from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.models import Agency
from odms.people.rules import Person, can_do
from odms.voice.models import AnswerFile, Survey, SurveyAnswer
from odms.voice.rules.documents import LISTS, dimensions_of, questions_of
from odms.voice.rules.hiding import LEAST, hidden_cells, hidden_rows
from odms.voice.rules.tallies import OVERALL, Answered, estimates, person_marks, tally

# results of an open survey go forward by so many answers, that no single one shows in a difference
STEP = 5

# a survey's id, how many answered and who last, its state and its shares: what results depend on
_Key = tuple[str, int, str, str, bytes]

_PARTS = ("group", "channel", "purpose", "agency_id", "answers")


def get_questionnaire() -> dict[str, Any]:
    """The centre's questionnaire as the definitions have it: lists, questions, marks, bands."""
    document: dict[str, Any] = national("questionnaire.yaml")
    return document


def get_survey(code: str, person: Person | None = None) -> Survey:
    """A survey by its code or identifier; a draft only for those who may edit it. Raises Absent."""
    found = find(_surveys(), code=code) or find(_surveys(), id=code)
    if found is None or (found.state == "draft" and not may_edit(found, person)):
        raise Absent("voice.no_such_survey", code=code[:100])
    return found


def get_own_survey(id: str, person: Person | None) -> Survey:
    """A survey that this person may edit. Raises Absent."""
    survey = get_survey(id, person)
    if not may_edit(survey, person):
        raise Absent("voice.no_such_survey", code=id[:100])
    return survey


def find_survey(code: str) -> Survey:
    """A survey in any state, for commands and the rooms above. Raises Absent."""
    if (found := find(_surveys(), code=code)) is None:
        raise Absent("voice.no_such_survey", code=code[:100])
    return found


def current_questionnaire() -> Survey:
    """The newest open version of the centre's own questionnaire; the last one where none is open."""
    mine = _surveys().filter(is_built_in=True).exclude(state="draft")
    found = mine.filter(state="open").order_by("-opened_at").first() or mine.first()
    if found is None:
        raise Absent("voice.no_such_survey", code=get_questionnaire()["code"])
    return found


def list_surveys(
    *, states: Collection[str] = ("open", "closed"), person: Person | None = None
) -> list[Survey]:
    """Surveys in these states, the newest first; with a person, those that they may edit."""
    found = _surveys().filter(state__in=list(states))
    if person is not None:
        return [survey for survey in found if may_edit(survey, person)]
    return list(found)


def may_edit(survey: Survey, person: Person | None) -> bool:
    """Whether a person may change this survey."""
    return can_do(person, "survey.edit", survey.agency_id or "")


def is_open(survey: Survey, day: date) -> bool:
    """Whether a survey takes answers on a day."""
    begun = survey.opens_date is None or survey.opens_date <= day
    ended = survey.closes_date is not None and survey.closes_date < day
    return survey.state == "open" and begun and not ended


def count_answers(agency: Agency | None = None) -> dict[str, int]:
    """`n_surveys` that were answered, and `n_answers`; of an agency if given."""
    found = SurveyAnswer.objects.all()
    if agency is not None:
        found = found.filter(agency=agency)
    return {"n_surveys": found.values("survey").distinct().count(), "n_answers": found.count()}


def count_answers_of(survey: Survey) -> int:
    """How many people answered a survey, whether its results show them yet or not."""
    return survey.answers.count()


def list_files(survey: Survey) -> list[AnswerFile]:
    """The files of answers that were taken in, the last first."""
    return list(survey.files.select_related("by"))


def list_texts(survey: Survey, *, limit: int = 200) -> list[tuple[str, str]]:
    """What people wrote last, for officers: the code of the question and the text."""
    asked = [one["code"] for one in questions_of(survey.document, "text")]
    rows = survey.answers.order_by("-id").values_list("answers", flat=True).iterator()
    found: list[tuple[str, str]] = []
    for answers in rows:
        found += [(code, answers[code]) for code in asked if code in answers]
        if len(found) >= limit:
            break
    return found[:limit]


def reported(survey: Survey) -> dict[str, Any]:
    """The figures of a survey as somebody else printed them (`overall`, `dimensions`, `n`, `source`,
    `surveyed_on`), empty where nobody did; what its answers come to is in `results`."""
    told: dict[str, Any] = survey.document.get("reported", {})
    return told


def results(survey: Survey, agency: Agency | None = None) -> dict[str, Any]:
    """What the answers to a survey come to, small cells hidden; of those that name an agency if given.

    `n`; `overall` and `dimensions`: {code: n, mean, low, high, band, and `weighted` where `shares`
    are given}; `questions`; `groups`, `channels`, `purposes`: {code: n, share, low, high, overall,
    dimensions, or None where hidden}; `weights`; `reported`. `low` and `high` are the ends of the 95 %
    interval. With fewer than `least` answers there is nothing but `n`, and not even that (None)
    where it would tell of few others.
    """
    told = survey.answers.aggregate(n=Count("id"), last=Max("id"))
    shares = orjson.dumps(survey.shares, option=orjson.OPT_SORT_KEYS)
    key = (survey.id, told["n"], told["last"], survey.state, shares)
    found = _results(key, orjson.dumps(survey.document), agency.id if agency else "")
    return {"code": survey.code, "state": survey.state} | found | {"reported": reported(survey)}


def satisfaction(
    agency: Agency | None = None, *, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """How satisfied people are now with the centre, or with an agency that they name.

    Of all versions of the centre's questionnaire, and for an agency of the surveys about it, those
    answered within the days given: `n`, `overall` and `dimensions` as in `results`, the latter left out
    where fewer than `least` answered.
    """
    if agency is None:
        return _satisfied(_told_by(since, until).values())
    return satisfaction_by_agency(since=since, until=until).get(agency.id, _satisfied([]))


def satisfaction_by_agency(
    *, since: date | None = None, until: date | None = None
) -> dict[str, dict[str, Any]]:
    """`satisfaction` of every agency that somebody named, by its id: one reading for all.

    `n` is None for agencies of which too few answers tell, or whose figures would give away others'.
    """
    by_agency = _told_by(since, until)
    counts = {agency_id: len(marks) for agency_id, marks in by_agency.items()}
    hidden = hidden_cells(counts)
    nothing = {"n": None, "least": LEAST, OVERALL: None, "dimensions": {}}
    return {
        agency_id: nothing if agency_id in hidden else _satisfied([marks])
        for agency_id, marks in by_agency.items()
        if agency_id
    }


def _told_by(since: date | None, until: date | None) -> dict[str, list[dict[str, float]]]:
    """The marks of each person, by the agency that they name, empty for none; of surveys that are
    open whole steps of them."""
    asked = SurveyAnswer.objects.filter(
        Q(survey__is_built_in=True)
        | Q(survey__agency__isnull=False, survey__state__in=("open", "closed"))
    )
    if since:
        asked = asked.filter(day__gte=since)
    if until:
        asked = asked.filter(day__lte=until)
    surveys = {one.id: one for one in Survey.objects.exclude(state="draft")}
    questions = {id: dimensions_of(one.document) for id, one in surveys.items()}
    given: dict[str, list[tuple[str, dict[str, float]]]] = defaultdict(list)
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    rows = asked.order_by("id").values_list("survey", "agency", "file", "answers")
    for survey_id, agency_id, file_id, answers in rows:
        if survey_id not in surveys or not (marks := person_marks(questions[survey_id], answers)):
            continue
        if file_id is None and surveys[survey_id].state == "open":
            given[survey_id].append((agency_id or "", marks))
        else:
            found[agency_id or ""].append(marks)
    for told in given.values():
        for agency_id, marks in told[: len(told) // STEP * STEP]:
            found[agency_id].append(marks)
    return found


def _satisfied(groups: Any) -> dict[str, Any]:
    marks = [one for group in groups for one in group]
    found = estimates(marks)
    overall = found.pop(OVERALL, None)
    return {"n": len(marks), "least": LEAST, OVERALL: overall, "dimensions": found}


@lru_cache(maxsize=64)
def _results(key: _Key, document: bytes, agency_id: str) -> dict[str, Any]:
    asked = orjson.loads(document)
    if not agency_id:
        people = _people(key[0], is_open=key[3] == "open")
        return tally(asked, people, shares=orjson.loads(key[4]))
    by_agency = _by_agency(key)
    if agency_id in hidden_cells({id: len(found) for id, found in by_agency.items()}):
        return {"n": None, "least": LEAST}
    parts = [part for part in LISTS if agency_id not in _hidden_by(key, part)]
    return tally(asked, by_agency.get(agency_id, []), parts=parts)


@lru_cache(maxsize=1)
def _by_agency(key: _Key) -> dict[str, list[Answered]]:
    """The answers by the agency that they name: read once for all agencies of a night."""
    found: dict[str, list[Answered]] = {}
    for one in _people(key[0], is_open=key[3] == "open"):
        found.setdefault(one.agency_id, []).append(one)
    return found


@lru_cache(maxsize=len(LISTS))
def _hidden_by(key: _Key, part: str) -> set[str]:
    """The agencies whose breakdown by a list would, with those of the others, tell of few."""
    table: dict[str, dict[str, int]] = {}
    for agency_id, people in _by_agency(key).items():
        table[agency_id] = defaultdict(int)
        for one in people:
            table[agency_id][getattr(one, part)] += 1
    return hidden_rows(table)


def _people(survey_id: str, *, is_open: bool) -> Sequence[Answered]:
    """The answers that results tell of: while people can still answer, whole steps of them."""
    rows = SurveyAnswer.objects.filter(survey=survey_id).order_by("id")
    given = list(rows.filter(file=None).values_list(*_PARTS))
    if is_open:
        given = given[: len(given) // STEP * STEP]
    given += rows.exclude(file=None).values_list(*_PARTS)
    return [
        Answered(group, channel, purpose, agency_id or "", answers)
        for group, channel, purpose, agency_id, answers in given
    ]


def _surveys() -> QuerySet[Survey]:
    return Survey.objects.select_related("agency", "dataset__agency", "follows")
