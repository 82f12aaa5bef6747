"""Deeds upon surveys: made, changed until somebody answered, opened, closed, made anew."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from odms.catalogue.models import Dataset
from odms.definitions import national
from odms.errors import Conflict, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by
from odms.voice.actions.news import tell_of_survey
from odms.voice.models import Survey
from odms.voice.rules import SURVEY_DEEDS, check_deed
from odms.voice.rules.documents import built_in, checked_document, checked_shares

_NO_CODE = re.compile(r"[^a-z0-9]+")
_MOST_CODE = 60

# what may be changed after somebody answered: it asks nobody anything else
_ALWAYS = ("about", "reported")


@transaction.atomic
def make_survey(
    *,
    by: User | Actor,
    document: Mapping[str, Any],
    at: datetime,
    code: str = "",
    agency: Agency | None = None,
    dataset: Dataset | None = None,
    opens_date: date | None = None,
    closes_date: date | None = None,
    shares: Mapping[str, Any] | None = None,
) -> Survey:
    """Make a survey, a draft that nobody can answer yet: about the centre, an agency or a dataset.

    `code` stands in its address; without one it is made of the title. Raises Invalid for a document
    that is none, Conflict for a code that is taken.
    """
    agency = dataset.agency if dataset else agency
    check_by(by, "survey.edit", agency.id if agency else "")
    kept = checked_document(document)
    survey = Survey.objects.create(
        code=_free_code(code, kept["title"]),
        document=kept,
        agency=agency,
        dataset=dataset,
        shares=checked_shares(kept, shares or {}),
        made_at=at,
        **_period(opens_date, closes_date),
    )
    _enter(by, "survey.made", survey, at)
    return survey


@transaction.atomic
def change_survey(
    *,
    by: User | Actor,
    survey: Survey,
    at: datetime,
    document: Mapping[str, Any] | None = None,
    shares: Mapping[str, Any] | None = None,
    **period: date | None,
) -> Survey:
    """Change what a survey asks, when (`opens_date`, `closes_date`), or the shares of its groups.

    Raises Conflict for other questions once somebody answered: they are a new version's.
    """
    survey = _locked(by, survey)
    if document is not None:
        kept = checked_document(document)
        if _asked(kept) != _asked(survey.document) and survey.answers.exists():
            raise Conflict("voice.survey_answered")
        survey.document = kept
    if shares is not None:
        survey.shares = checked_shares(survey.document, shares)
    for name, day in _period(
        period.get("opens_date", survey.opens_date), period.get("closes_date", survey.closes_date)
    ).items():
        setattr(survey, name, day)
    survey.save()
    _enter(by, "survey.changed", survey, at)
    return survey


@transaction.atomic
def open_survey(*, by: User | Actor, survey: Survey, at: datetime) -> Survey:
    """Let people answer; the version before it is closed. Raises Invalid where nothing is asked."""
    survey = _checked("open", by, survey)
    if not survey.document["questions"]:
        raise Invalid("voice.survey_asks_nothing", item="questions")
    if survey.follows and survey.follows.state == "open":
        close_survey(by=by, survey=survey.follows, at=at)
    survey.opened_at = at
    return _move("open", by, survey, at)


@transaction.atomic
def close_survey(*, by: User | Actor, survey: Survey, at: datetime) -> Survey:
    """Take no more answers; the results stand as they are."""
    survey = _checked("close", by, survey)
    survey.closed_at = at
    return _move("close", by, survey, at)


@transaction.atomic
def renew_survey(*, by: User | Actor, survey: Survey, at: datetime) -> Survey:
    """A draft that begins with the questions of this survey, as its next version."""
    check_by(by, "survey.edit", survey.agency_id or "")
    document = {name: part for name, part in survey.document.items() if name != "reported"}
    made = Survey.objects.create(
        code=_next_code(survey.code),
        document=document,
        agency=survey.agency,
        dataset=survey.dataset,
        follows=survey,
        is_built_in=survey.is_built_in,
        shares=survey.shares,
        made_at=at,
    )
    _enter(by, "survey.made", made, at, {"follows": survey.code})
    return made


def close_ended(*, day: date, at: datetime) -> int:
    """Close the surveys whose last day has passed; how many there were."""
    ended = list(Survey.objects.filter(state="open", closes_date__lt=day))
    for survey in ended:
        close_survey(by=SYSTEM, survey=survey, at=at)
    return len(ended)


@transaction.atomic
def open_questionnaire(*, at: datetime) -> None:
    """See to it that the centre's own questionnaire, as the definitions have it, can be answered."""
    code = national("questionnaire.yaml")["code"]
    if Survey.objects.filter(code=code).exists():
        return
    document = checked_document(built_in())
    Survey.objects.create(
        code=code, document=document, state="open", is_built_in=True, made_at=at, opened_at=at
    )


def _locked(by: User | Actor, survey: Survey) -> Survey:
    locked = Survey.objects.select_for_update(no_key=True, of=("self",))
    survey = locked.select_related("agency", "dataset").get(pk=survey.pk)
    check_by(by, "survey.edit", survey.agency_id or "")
    return survey


def _checked(deed: str, by: User | Actor, survey: Survey) -> Survey:
    survey = _locked(by, survey)
    check_deed(SURVEY_DEEDS, deed, state=survey.state, facts={})
    return survey


def _move(deed: str, by: User | Actor, survey: Survey, at: datetime) -> Survey:
    survey.state = SURVEY_DEEDS[deed].after
    survey.save()
    _enter(by, SURVEY_DEEDS[deed].verb, survey, at)
    tell_of_survey(deed, by, survey, at)
    return survey


def _enter(
    by: User | Actor, verb: str, survey: Survey, at: datetime, facts: dict[str, Any] | None = None
) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("survey", survey.id),
        at=at,
        agency_id=survey.agency_id or "",
        facts={"code": survey.code} | (facts or {}),
    )


def _asked(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in document.items() if name not in _ALWAYS}


def _period(opens_date: date | None, closes_date: date | None) -> dict[str, date | None]:
    if opens_date and closes_date and closes_date < opens_date:
        raise Invalid("voice.survey_period", item="closes_date")
    return {"opens_date": opens_date, "closes_date": closes_date}


def _free_code(code: str, title: Mapping[str, str]) -> str:
    """The code that was asked for, or a free one of the English title."""
    if code:
        plain = _plain_code(code)
        if plain != code:
            raise Invalid("voice.survey_code", item="code", code=code[:60])
        if Survey.objects.filter(code=code).exists():
            raise Conflict("voice.survey_code_taken", code=code)
        return code
    found = _plain_code(title["en"]) or "survey"
    return found if not Survey.objects.filter(code=found).exists() else _next_code(found)


def _plain_code(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return _NO_CODE.sub("-", folded).strip("-")[:_MOST_CODE].strip("-")


def _next_code(code: str) -> str:
    """The code of the next version: `trial`, `trial-2`, `trial-3`, whatever is free."""
    stem, _, number = code.rpartition("-")
    n = int(number) + 1 if stem and number.isdecimal() else 2
    stem = stem if stem and number.isdecimal() else code
    while Survey.objects.filter(code=f"{stem}-{n}").exists():
        n += 1
    return f"{stem}-{n}"
