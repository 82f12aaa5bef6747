"""What every deed of voice leaves: an entry of the ledger, notices, and evidence for publication."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from odms.catalogue.models import Dataset
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject
from odms.people import actions as people
from odms.people.models import Agency, User
from odms.people.queries import actor_of, list_holders, list_users
from odms.people.rules.notices import CHAIN
from odms.publication import actions as publication
from odms.voice import queries
from odms.voice.models import Feedback, Request, Survey
from odms.voice.rules import (
    FEEDBACK_NOTICES,
    OPEN_REQUESTS,
    REQUEST_NOTICES,
    SURVEY_NOTICES,
    News,
)


def enter_request(
    by: User | Actor, verb: str, request: Request, at: datetime, facts: dict[str, Any] | None = None
) -> None:
    """Write what was done to a request. Texts stay out of the ledger, which forgets nothing."""
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("request", request.id),
        at=at,
        agency_id=request.agency_id or "",
        facts=facts or {},
    )


def enter_feedback(
    by: User | Actor,
    verb: str,
    feedback: Feedback,
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    """Write what was done to a piece of feedback."""
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("feedback", feedback.id),
        at=at,
        agency_id=feedback.dataset.agency_id,
        facts={"dataset": feedback.dataset.slug} | (facts or {}),
    )


def text_hash(*texts: str) -> str:
    """What the ledger keeps of texts: enough to show that they were not changed."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def tell_of_request(deed: str, by: User | Actor, request: Request, at: datetime) -> None:
    """Leave notices to those whom a deed upon a request concerns, and what is due to whom."""
    news = REQUEST_NOTICES[deed]
    facts = {"title": request.title}
    _expect(request, at)
    if deed in _REMINDED and request.agency is not None:
        return
    for part in news.to:
        path = (
            f"/requests/{request.id}" if part == "asker" else f"/desk/voice/requests/{request.id}"
        )
        hearers = _hearers(News(news.code, (part,)), request.agency, request.user, at)
        _tell(news, by, hearers, facts, path, at)


# deeds whose news is that something is due, which `_expect` tells
_REMINDED = ("make", "assign")


def _expect(request: Request, at: datetime) -> None:
    """Have an answer, or a decision on an appeal, told to one after the other while it is due."""
    waits = request.state in OPEN_REQUESTS
    _remind(request, "answer", waits, "voice.notice.request_made", request.due_date, CHAIN, at)
    due, is_appealed = request.review_date, request.state == "appealed"
    _remind(request, "appeal", is_appealed, "voice.notice.appeal_due", due, ("admin",), at)


def _remind(
    request: Request,
    what: str,
    is_open: bool,
    code: str,
    due: date | None,
    chain: Sequence[str],
    at: datetime,
) -> None:
    key = f"request:{request.id}:{what}"
    if not is_open or due is None or request.agency is None:
        people.settle(key=key, at=at)
        return
    people.remind(
        key=key,
        agency=request.agency,
        code=code,
        facts={"title": request.title},
        path=f"/desk/voice/requests/{request.id}",
        due_at=timezone.make_aware(datetime.combine(due + timedelta(days=1), time())),
        escalates_to=chain,
        at=at,
    )


def tell_of_feedback(deed: str, by: User | Actor, feedback: Feedback, at: datetime) -> None:
    """Leave notices to those whom a deed upon feedback concerns."""
    news = FEEDBACK_NOTICES[deed]
    path = "/desk/voice" if news.to == ("steward",) else f"/datasets/{feedback.dataset.slug}"
    hearers = _hearers(news, feedback.dataset.agency, feedback.user, at)
    _tell(news, by, hearers, {"title": feedback.dataset.title_th}, path, at)


def tell_of_survey(deed: str, by: User | Actor, survey: Survey, at: datetime) -> None:
    """Leave notices to those whom a deed upon a survey concerns; of the centre's own to nobody."""
    news = SURVEY_NOTICES[deed]
    title = survey.document["title"]["th"]
    path = f"/survey/{survey.code}/results"
    _tell(news, by, _hearers(news, survey.agency, None, at), {"title": title}, path, at)


def hand_demand(agency: Agency | None, at: datetime) -> None:
    """Hand publication what is asked of an agency, as evidence of its survey of demand."""
    if agency is None:
        return
    publication.record_evidence(
        by=SYSTEM,
        process="demand-survey",
        subject=Subject("agency", agency.id),
        source="voice",
        figures=queries.request_figures(agency) | queries.count_answers(agency),
        at=at,
    )


def hand_improvement(dataset: Dataset, at: datetime) -> None:
    """Hand publication what became of the feedback on a dataset."""
    publication.record_evidence(
        by=SYSTEM,
        process="improvement",
        subject=Subject("dataset", dataset.id),
        source="voice",
        figures=queries.feedback_figures(dataset),
        at=at,
    )


def _hearers(news: News, agency: Agency | None, asker: User | None, at: datetime) -> list[User]:
    found: list[User] = []
    if "steward" in news.to and agency is not None:
        found += list_users(agency, "steward")
    if "admin" in news.to and agency is not None:
        found += list_holders(agency, "admin", at=at)
    if "asker" in news.to and asker is not None:
        found.append(asker)
    return found


def _tell(
    news: News,
    by: User | Actor,
    hearers: Iterable[User],
    facts: dict[str, str],
    path: str,
    at: datetime,
) -> None:
    for user in hearers:
        if user.id != actor_of(by).id:
            people.notify(user=user, code=news.code, facts=facts, path=path, at=at)
