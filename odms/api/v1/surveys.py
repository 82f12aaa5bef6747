"""Surveys: made, answered by anybody, taken in from elsewhere, and their open results."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile

from odms.api.doors import operation, user_of
from odms.api.present import surveys as present
from odms.api.schemas import surveys as schemas
from odms.api.v1.answers import answers
from odms.api.v1.voice import sent_by
from odms.catalogue import queries as catalogue
from odms.errors import Invalid
from odms.people import queries as people
from odms.voice import actions, exports
from odms.voice import queries as voice
from odms.voice.rules.tallies import as_csv

router = Router(tags=["surveys"])

_TOKEN = {"security": [{"token": []}]}
_AGENCY = Query("", description="Slug of an agency: only of those who name it")
_DAY = Form(None, description="When rows were answered that do not say it")
_FILE = File(..., description="A workbook or a delimited text, one row a person")


@router.get("/surveys", response=answers(schemas.Surveys), summary="List surveys")
@operation("catalogue.read")
def list_surveys(
    request: HttpRequest,
    state: Literal["", "open", "closed"] = Query("", description="open or closed; empty: both"),
) -> dict[str, Any]:
    """Surveys that can be answered, and those that are closed, the newest first."""
    found = voice.list_surveys(states=(state,) if state else ("open", "closed"))
    return {"items": [present.survey(one) for one in found]}


@router.post(
    "/surveys",
    response=answers(schemas.Survey, 401, 403, 404, 409, status=201),
    summary="Make a survey",
    openapi_extra=_TOKEN,
)
@operation("survey.edit")
def make_survey(request: HttpRequest, body: schemas.NewSurvey) -> Status[dict[str, Any]]:
    """A draft about the centre, an agency or a dataset; nobody can answer it before it is opened."""
    told = body.dict(exclude={"agency", "dataset"})
    made = actions.make_survey(
        by=user_of(request),
        agency=people.get_agency(body.agency) if body.agency else None,
        dataset=catalogue.get_dataset(body.dataset) if body.dataset else None,
        at=timezone.now(),
        **told,
    )
    return Status(201, present.survey(made))


@router.get("/surveys/{code}", response=answers(schemas.Survey, 404), summary="One survey")
@operation("catalogue.read")
def get_survey(request: HttpRequest, code: str) -> dict[str, Any]:
    """What a survey asks; drafts only for those who may edit them."""
    return present.survey(_survey(request, code))


@router.post(
    "/surveys/{code}",
    response=answers(schemas.Survey, 401, 403, 404, 409),
    summary="Change a survey",
    openapi_extra=_TOKEN,
)
@operation("survey.edit")
def change_survey(request: HttpRequest, code: str, body: schemas.SurveyChange) -> dict[str, Any]:
    """Change what it asks while nobody has answered; period and shares of groups at any time."""
    changes = body.dict(exclude_unset=True)
    changed = actions.change_survey(
        by=user_of(request), survey=_survey(request, code), at=timezone.now(), **changes
    )
    return present.survey(changed)


@router.post(
    "/surveys/{code}/state",
    response=answers(schemas.Survey, 401, 403, 404, 409),
    summary="Open, close or renew a survey",
    openapi_extra=_TOKEN,
)
@operation("survey.edit")
def move_survey(request: HttpRequest, code: str, body: schemas.SurveyDeed) -> dict[str, Any]:
    """Let people answer, take no more answers, or begin a new version as a draft."""
    deeds = {
        "open": actions.open_survey,
        "close": actions.close_survey,
        "renew": actions.renew_survey,
    }
    if body.deed not in deeds:
        raise Invalid("web.unknown_deed", deed=body.deed)
    survey, now = _survey(request, code), timezone.now()
    return present.survey(deeds[body.deed](by=user_of(request), survey=survey, at=now))


@router.post(
    "/surveys/{code}/answers",
    response=answers(schemas.SurveyKept, 404, 409, status=201),
    summary="Answer a survey",
)
@operation("survey.answer")
def answer_survey(
    request: HttpRequest, code: str, body: schemas.SurveyAnswer
) -> Status[dict[str, Any]]:
    """Nobody is named, and of the time only the day is kept."""
    survey, told = voice.get_survey(code), body.dict()
    told["agency"] = people.get_agency(body.agency) if body.agency else None
    actions.answer_survey(survey=survey, **sent_by(request), **told)
    return Status(201, {"code": survey.code, "n_answers": voice.count_answers_of(survey)})


@router.get(
    "/surveys/{code}/results", response=answers(schemas.SurveyResults, 404), summary="Results"
)
@operation("catalogue.read")
def get_survey_results(
    request: HttpRequest,
    code: str,
    agency: str = _AGENCY,
    format: Literal["json", "csv"] = Query("json", description="json or csv"),
) -> Any:
    """Means, shares and their 95 % intervals, weighted and not; small cells are hidden."""
    found = voice.results(
        _survey(request, code), agency=people.get_agency(agency) if agency else None
    )
    if format == "csv":
        return HttpResponse(as_csv(found), content_type="text/csv; charset=utf-8")
    return found


@router.post(
    "/surveys/{code}/import",
    response=answers(schemas.AnswerFile, 401, 403, 404, 413, status=201),
    summary="Take answers in from elsewhere",
    openapi_extra=_TOKEN,
)
@operation("survey.edit", takes_any=True)
def import_answers(
    request: HttpRequest,
    code: str,
    file: UploadedFile = _FILE,
    day: date | None = _DAY,
    dry_run: bool = Form(False, description="Tell what would be taken in, and keep nothing"),
) -> Status[dict[str, Any]]:
    """Every row that can be read becomes an answer; the others are told with row and reason."""
    user, survey = user_of(request), _survey(request, code)
    with tempfile.TemporaryDirectory(prefix="answers-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        kept = actions.import_answers(
            by=user,
            survey=survey,
            path=path,
            name=file.name or "",
            day=day,
            is_trial=dry_run,
            at=timezone.now(),
        )
    return Status(201, exports.record(kept, is_trial=dry_run))


@router.get("/satisfaction", response=answers(schemas.Satisfaction, 404), summary="Satisfaction")
@operation("catalogue.read")
def get_satisfaction(request: HttpRequest, agency: str = _AGENCY) -> dict[str, Any]:
    """How satisfied people are with the centre, or with an agency, in all answers so far."""
    return voice.satisfaction(people.get_agency(agency) if agency else None)


def _survey(request: HttpRequest, code: str) -> Any:
    return voice.get_survey(code, request.person)  # type: ignore[attr-defined]
