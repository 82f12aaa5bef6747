"""An organisation comes in: it applies, the centre asks, verifies or refuses."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction

from odms.errors import Conflict, Invalid, TooLarge, TooMany
from odms.ledger import actions as ledger
from odms.ledger.rules import VISITOR, Actor, Subject
from odms.people.actions.accounts import create_agency, create_user, grant
from odms.people.actions.letters import write
from odms.people.actions.notices import notify
from odms.people.models import Agency, Application, User
from odms.people.papers import papers
from odms.people.queries import actor_of, application_token, check_by
from odms.people.rules import SECTORS
from odms.people.rules.applications import (
    PAPER_MB,
    TRANSITIONS,
    check_ticks,
    check_transition,
    checked_number,
    paper_type,
)
from odms.people.rules.register import register

# so many applications may wait at once: of one e-mail, and of all; and so many of one sender a day
_MOST_OF_ONE = 3
_MOST = 500
_MOST_A_DAY = 5

_NEEDED = (
    "name_th",
    "contact_unit",
    "contact_email",
    "person_name",
    "person_office",
    "person_email",
)


@dataclass(frozen=True)
class Wish:
    """What an organisation tells of itself when it applies."""

    name_th: str
    sector: str
    contact_unit: str
    contact_email: str
    person_name: str
    person_office: str
    person_email: str
    name_en: str = ""
    number: str = ""
    website: str = ""
    paper_url: str = ""
    language: str = "th"


def apply(
    *,
    wish: Wish,
    at: datetime,
    paper: BinaryIO | None = None,
    paper_name: str = "",
    mark: str = "",
) -> Application:
    """Take in an organisation's application, from anybody. Raises Invalid, Conflict, TooMany.

    Evidence is a paper (PDF or picture) or the address where it can be seen. `mark` tells one sender
    from another for a day.
    """
    wish = _checked(wish)
    if paper is None and not wish.paper_url:
        raise Invalid("people.application_needs_evidence", item="paper")
    _check_room(wish, mark)
    kept = _keep(paper, paper_name) if paper is not None else {}
    with transaction.atomic():
        application = Application.objects.create(**vars(wish), **kept, mark=mark, made_at=at)
        _record(VISITOR, "application.made", application, at)
        _tell_centre("people.notice.application_made", application, at)
        _write("people.letter.application_received", application, at)
    return application


@transaction.atomic
def ask(*, by: User | Actor, application: Application, question: str, at: datetime) -> Application:
    """Ask the applicant for something more. Raises Invalid without a question."""
    application = _checked_for("ask", by, application, question)
    application.question, application.answer = question.strip(), ""
    return _move("ask", by, application, at)


@transaction.atomic
def answer(*, application: Application, answer: str, at: datetime) -> Application:
    """Take the applicant's answer; who has the address of the application may give it."""
    application = _locked(application)
    check_transition("answer", state=application.state, text=answer)
    application.answer = answer.strip()[:5000]
    application = _move("answer", VISITOR, application, at)
    _tell_centre("people.notice.application_answered", application, at)
    return application


@transaction.atomic
def refuse(*, by: User | Actor, application: Application, reason: str, at: datetime) -> Application:
    """Turn an organisation down. Raises Invalid without a reason."""
    application = _checked_for("refuse", by, application, reason)
    application.reason = reason.strip()
    return _move("refuse", by, application, at)


@transaction.atomic
def verify(
    *,
    by: User | Actor,
    application: Application,
    slug: str,
    checks: Collection[str],
    at: datetime,
    listed_as: str = "",
    note: str = "",
) -> Application:
    """Let an organisation in: its agency, the account of the one who asked, and their role as
    steward are made. `checks` says what the officer checked, `listed_as` which entry of the list of
    state agencies it is. Raises Invalid, Conflict.
    """
    application = _checked_for("verify", by, application)
    check_ticks(
        checks,
        sector=application.sector,
        website=application.website,
        email=application.contact_email,
        note=note,
    )
    if ("register" in checks) != bool(listed_as) or (listed_as and listed_as not in register()):
        raise Invalid("people.choose_listed", item="listed_as")
    application.checks, application.note = sorted(checks), note.strip()
    application.listed_as = listed_as
    application.agency = _enter_agency(by, application, slug, at)
    _enter_person(by, application, application.agency, at)
    return _move("verify", by, application, at)


def _checked(wish: Wish) -> Wish:
    """The wish with its texts trimmed and its number written as digits."""
    wish = replace(wish, **{name: str(value).strip() for name, value in vars(wish).items()})
    for name in _NEEDED:
        if not getattr(wish, name):
            raise Invalid("people.application_lacks", item=name)
    if wish.sector not in SECTORS:
        raise Invalid("people.unknown_sector", sector=wish.sector, item="sector")
    for name in ("contact_email", "person_email"):
        _check_email(name, getattr(wish, name))
    for name in ("website", "paper_url"):
        _check_url(name, getattr(wish, name))
    if any(len(value) > 200 for name, value in vars(wish).items() if not name.endswith("url")):
        raise Invalid("people.application_too_long")
    if Agency.objects.filter(name_th=wish.name_th).exists():
        raise Conflict("people.agency_name_taken", name=wish.name_th, item="name_th")
    language = wish.language if wish.language in ("th", "en") else "th"
    return replace(wish, number=checked_number(wish.number, wish.sector), language=language)


def _check_email(name: str, value: str) -> None:
    try:
        validate_email(value)
    except ValidationError:
        raise Invalid("people.wrong_email", email=value, item=name) from None


def _check_url(name: str, value: str) -> None:
    try:
        if value:
            URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise Invalid("people.wrong_address", url=value, item=name) from None


def _check_room(wish: Wish, mark: str) -> None:
    if mark and Application.objects.filter(mark=mark).count() >= _MOST_A_DAY:
        raise TooMany("people.applications_too_many")
    waiting = Application.objects.filter(state__in=("submitted", "more-asked"))
    of_one = waiting.filter(person_email__iexact=wish.person_email).count()
    if of_one >= _MOST_OF_ONE or waiting.count() >= _MOST:
        raise TooMany("people.applications_too_many")


def _keep(paper: BinaryIO, name: str) -> dict[str, str]:
    media_type = paper_type(paper.read(8))
    paper.seek(0)
    try:
        blob = papers().put(paper, max_bytes=PAPER_MB * 1024 * 1024)
    except TooLarge:
        raise TooLarge("people.paper_too_large", max_mb=PAPER_MB, item="paper") from None
    # a name from elsewhere: its last part, without signs that end a line or a heading
    plain = re.sub(r"[\x00-\x1f\"\\/]", "_", name)[-200:]
    return {"paper_sha256": blob.sha256, "paper_name": plain, "paper_type": media_type}


def _locked(application: Application) -> Application:
    applications = Application.objects.select_for_update(no_key=True, of=("self",))
    return applications.get(pk=application.pk)


def _checked_for(
    deed: str, by: User | Actor, application: Application, text: str = ""
) -> Application:
    """The application, locked, if this person may do this deed to it now."""
    check_by(by, TRANSITIONS[deed].permission)
    application = _locked(application)
    check_transition(deed, state=application.state, text=text)
    return application


def _move(deed: str, by: User | Actor, application: Application, at: datetime) -> Application:
    transition = TRANSITIONS[deed]
    application.state = transition.after
    if isinstance(by, User):
        application.decided_by = by
    if deed != "answer":
        application.decided_at = at
    application.save()
    _record(by, transition.verb, application, at)
    if code := _LETTERS.get(deed):
        _write(code, application, at)
    return application


# what the applicant is told of a deed; one who is verified gets an account's first letter instead
_LETTERS = {
    "ask": "people.letter.application_asked",
    "refuse": "people.letter.application_refused",
}


def _enter_agency(by: User | Actor, application: Application, slug: str, at: datetime) -> Agency:
    listed = register().get(application.listed_as)  # whose names are spelt right
    return create_agency(
        by=by,
        slug=slug,
        name_th=listed.name_th if listed else application.name_th,
        name_en=listed.name_en if listed else application.name_en or application.name_th,
        sector=application.sector,
        parent=_parent(application.listed_as),
        website=application.website,
        contact_unit=application.contact_unit,
        contact_email=application.contact_email,
        number=application.number,
        listed_as=application.listed_as,
        at=at,
    )


def _parent(listed_as: str) -> Agency | None:
    """The agency above, if it publishes here too."""
    above = register()[listed_as].parent if listed_as else ""
    if not above:
        return None
    known = Agency.objects.filter(sector="state")
    by_code = known.filter(listed_as=above).first()
    return by_code or known.filter(name_th=register()[above].name_th).first()


def _enter_person(by: User | Actor, application: Application, agency: Agency, at: datetime) -> None:
    """Make the steward's account and invite them, or take the account that there is."""
    user = User.objects.filter(email__iexact=application.person_email).first()
    if user is None:
        user = create_user(
            by=by,
            email=application.person_email,
            name=application.person_name,
            language=application.language,
            is_invited=True,
            at=at,
        )
    facts = {"agency_th": agency.name_th, "agency_en": agency.name_en}
    notify(user=user, code="people.notice.agency_verified", facts=facts, path="/desk", at=at)
    grant(by=by, user=user, agency=agency, role="steward", at=at)


def _record(by: User | Actor, verb: str, application: Application, at: datetime) -> None:
    """The ledger keeps the organisation and what was checked, and nothing of the applicant."""
    facts = {"name_th": application.name_th, "sector": application.sector}
    if verb == "application.verified":
        facts |= {"checks": application.checks, "listed_as": application.listed_as}
    if verb == "application.made" and application.paper_sha256:
        facts["paper_sha256"] = application.paper_sha256
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("application", application.id),
        at=at,
        agency_id=application.agency_id or "",
        facts=facts,
    )


def _tell_centre(code: str, application: Application, at: datetime) -> None:
    path = f"/desk/applications/{application.id}"
    for user in User.objects.filter(is_active=True, is_centre_admin=True):
        notify(user=user, code=code, facts={"name": application.name_th}, path=path, at=at)


def _write(code: str, application: Application, at: datetime) -> None:
    write(
        email=application.person_email,
        language=application.language,
        code=code,
        facts={
            "name": application.name_th,
            "question": application.question,
            "reason": application.reason,
        },
        path=f"/apply/{application_token(application)}",
        at=at,
    )
