"""Appeals: whoever asked wants a refusal looked at again, and the centre decides, by another person."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from odms.errors import Forbidden
from odms.ledger.rules import Actor
from odms.people.models import User
from odms.voice.actions.news import text_hash
from odms.voice.actions.requests import checked_request, move_request
from odms.voice.actions.visitors import count_sending
from odms.voice.models import Request
from odms.voice.rules import check_appeal, check_reviewer, checked_words, due_date, review_date


@transaction.atomic
def appeal_request(
    *,
    by: User | Actor,
    request: Request,
    text: str,
    at: datetime,
    mark: str = "",
    is_followed: bool = False,
) -> Request:
    """Appeal against a refusal, as the one who asked: signed in, or by the secret address
    (`is_followed`). Raises Forbidden for others, Conflict when the time is over."""
    request = checked_request("appeal", by, request, {"text": text.strip()})
    is_asker = isinstance(by, User) and request.user_id == by.id
    if not (is_asker or is_followed):
        raise Forbidden("voice.not_the_asker")
    today = timezone.localdate(at)
    if request.decided_at:
        check_appeal(timezone.localdate(request.decided_at), today)
    count_sending(by=by, mark=mark, kind="appeal", at=at)
    request.appeal, request.appealed_at = checked_words("text", text), at
    request.review_date = review_date(today)
    request.review, request.reviewer, request.reviewed_at = "", None, None
    return move_request("appeal", by, request, at, {"text_sha256": text_hash(request.appeal)})


@transaction.atomic
def uphold_refusal(*, by: User, request: Request, text: str, at: datetime) -> Request:
    """Decide that a refusal stands, with the reason."""
    return _review("uphold", by, request, text, at)


@transaction.atomic
def overturn_refusal(*, by: User, request: Request, text: str, at: datetime) -> Request:
    """Decide that a refusal falls: the agency has to answer anew, in the time of a new request."""
    return _review("overturn", by, request, text, at)


def _review(deed: str, by: User, request: Request, text: str, at: datetime) -> Request:
    request = checked_request(deed, by, request, {"text": text.strip()})
    check_reviewer(by.id, request.officer_id)
    request.review = checked_words("text", text, is_officers=True)
    request.reviewer, request.reviewed_at = by, at
    if deed == "overturn":
        request.decided_at, request.due_date = None, due_date(timezone.localdate(at))
    return move_request(deed, by, request, at, {"text_sha256": text_hash(request.review)})
