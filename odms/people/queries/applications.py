"""Reading the applications of organisations."""

from pathlib import Path

from django.core import signing

from odms.errors import Absent
from odms.ledger.queries import find
from odms.people.models import Application
from odms.people.papers import papers
from odms.people.rules import Person, can_do, check_do
from odms.people.rules.applications import TRANSITIONS, can_transition
from odms.people.rules.register import Match, matches

_SALT = "odms.people.application"


def list_applications(person: Person | None, state: str = "") -> list[Application]:
    """Applications, newest first; those in one state, if asked. Raises Forbidden."""
    check_do(person, "application.read", "")
    applications = Application.objects.select_related("agency", "decided_by")
    return list(applications.filter(state=state) if state else applications)


def count_waiting() -> int:
    """How many applications wait for the centre."""
    return Application.objects.filter(state="submitted").count()


def get_application(application_id: str, person: Person | None) -> Application:
    """The application with this id. Raises Forbidden, Absent."""
    check_do(person, "application.read", "")
    return find_application(application_id)


def find_application(application_id: str) -> Application:
    """The application with this id, whoever asks. Raises Absent."""
    applications = Application.objects.select_related("agency", "decided_by")
    if (found := find(applications, id=application_id)) is None:
        raise Absent("people.no_such_application")
    return found


def application_token(application: Application) -> str:
    """What the applicant's own address says: signed, it opens this application alone."""
    return signing.dumps(application.pk, salt=_SALT)


def get_application_by_token(token: str) -> Application:
    """The application of the bearer of an address that was given to them. Raises Absent."""
    try:
        return find_application(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        raise Absent("people.no_such_application") from None


def can_decide(deed: str, application: Application, person: Person | None) -> bool:
    """Whether a person may do a deed to an application now."""
    transition = TRANSITIONS[deed]
    return can_do(person, transition.permission, "") and can_transition(
        deed, state=application.state
    )


def listed_matches(application: Application) -> list[Match]:
    """Entries of the list of state agencies that the organisation may be."""
    found: dict[str, Match] = {}
    for match in (*matches(application.name_th), *matches(application.name_en)):
        known = found.get(match.listed.code)
        if known is None or match.n_slips < known.n_slips:
            found[match.listed.code] = match
    return sorted(found.values(), key=lambda match: match.n_slips)


def paper_path(application: Application) -> Path:
    """The file that was handed in as evidence. Raises Absent where there is none."""
    if not application.paper_sha256 or not papers().has(application.paper_sha256):
        raise Absent("people.no_paper")
    return papers().blob_path(application.paper_sha256)
