"""Deeds upon reuses of open data: anyone sends one, the centre looks at it before it is public."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q

from odms import outward
from odms.catalogue.models import Dataset
from odms.errors import Invalid, Refused
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import actor_of, check_by, list_holders, list_users
from odms.voice import pictures
from odms.voice.actions.news import text_hash
from odms.voice.actions.visitors import count_sending
from odms.voice.models import Showcase
from odms.voice.queries.showcases import picture_folder
from odms.voice.rules import (
    MAX_LINE,
    SHOWCASE_DEEDS,
    SHOWCASE_NOTICES,
    check_deed,
    checked_goals,
    checked_kind,
    checked_words,
)

MOST_DATASETS = 20

# how often a link is looked at, and how many a night
LOOK_EVERY = timedelta(days=7)
MOST_A_NIGHT = 200
_LIMITS = outward.Limits(max_bytes=1, connect_timeout_s=5, read_timeout_s=10, deadline_s=15)


def submit_showcase(
    *,
    by: User | Actor,
    title: str,
    about: str,
    kind: str,
    link: str,
    datasets: Sequence[Dataset],
    at: datetime,
    goals: Sequence[str] = (),
    picture: Path | None = None,
    alt: str = "",
    maker: str = "",
    email: str = "",
    mark: str = "",
) -> Showcase:
    """Send a reuse of open data; it is public once the centre has looked at it.

    The picture is made anew, and nothing of the bytes that were sent is kept. Raises Invalid, TooLarge,
    Unreadable for what is no picture, TooMany past the day's limit.
    """
    check_by(by, "showcase.submit")
    told = {
        "title": checked_words("title", title, most=MAX_LINE),
        "about": checked_words("about", about),
        "kind": checked_kind(kind),
        "link": _checked_link(link),
        "goals": checked_goals(goals),
        "maker": checked_words("maker", maker, most=200, is_needed=False, is_officers=True),
        "email": _checked_email(email),
        "alt": checked_words("alt", alt, most=MAX_LINE, is_needed=False),
    }
    if picture is not None and not told["alt"]:
        raise Invalid("voice.needs_alt", item="alt")
    if not datasets or len(datasets) > MOST_DATASETS:
        raise Invalid("voice.no_dataset_named", item="datasets")
    with transaction.atomic():
        count_sending(by=by, mark=mark, kind="showcase", at=at)
    if picture is not None:  # which takes a processor for a while: not for whoever sends too much
        told["picture"] = pictures.keep(picture, picture_folder())
    return _kept(by, told, datasets, at)


@transaction.atomic
def publish_showcase(*, by: User | Actor, showcase: Showcase, at: datetime) -> Showcase:
    """Show a reuse to everybody."""
    return _move("publish", by, showcase, "", at)


@transaction.atomic
def refuse_showcase(*, by: User, showcase: Showcase, reason: str, at: datetime) -> Showcase:
    """Turn a reuse down, with the reason."""
    return _move("refuse", by, showcase, reason, at)


@transaction.atomic
def withdraw_showcase(*, by: User, showcase: Showcase, reason: str, at: datetime) -> Showcase:
    """Show a reuse no more, with the reason."""
    return _move("withdraw", by, showcase, reason, at)


def look_at_links(*, at: datetime) -> int:
    """Ask the links of public reuses whether they answer; how many were asked."""
    due = Q(checked_at=None) | Q(checked_at__lte=at - LOOK_EVERY)
    found = Showcase.objects.filter(due, state="public")
    asked = list(found.order_by(F("checked_at").asc(nulls_first=True))[:MOST_A_NIGHT])
    for one in asked:
        since = None if _answers(one.link) else one.broken_since or at
        Showcase.objects.filter(pk=one.pk).update(checked_at=at, broken_since=since)
    return len(asked)


def _answers(link: str) -> bool:
    try:
        told = outward.probe(link, limits=_LIMITS, allowed=settings.FETCH_NETWORKS)
    except Refused:
        return False
    return told.status < 400 or told.status in (401, 403, 405, 429)


@transaction.atomic
def _kept(
    by: User | Actor, told: dict[str, Any], datasets: Sequence[Dataset], at: datetime
) -> Showcase:
    user = by if isinstance(by, User) else None
    showcase = Showcase.objects.create(**told, user=user, submitted_at=at)
    showcase.datasets.set(datasets)
    facts = {"text_sha256": text_hash(told["title"], told["about"], told["link"])}
    _enter(by, "showcase.submitted", showcase, at, facts)
    _tell("submit", by, showcase, at)
    return showcase


def _move(deed: str, by: User | Actor, showcase: Showcase, reason: str, at: datetime) -> Showcase:
    showcase = Showcase.objects.select_for_update(no_key=True).get(pk=showcase.pk)
    check_by(by, SHOWCASE_DEEDS[deed].permission, "")
    check_deed(SHOWCASE_DEEDS, deed, state=showcase.state, facts={"reason": reason.strip()})
    showcase.state, showcase.decided_at = SHOWCASE_DEEDS[deed].after, at
    showcase.reason = checked_words("reason", reason, is_needed=False, is_officers=True)
    showcase.save()
    _enter(by, SHOWCASE_DEEDS[deed].verb, showcase, at, {"reason": showcase.reason})
    _tell(deed, by, showcase, at)
    return showcase


def _enter(
    by: User | Actor, verb: str, showcase: Showcase, at: datetime, facts: dict[str, Any]
) -> None:
    subject = Subject("showcase", showcase.id)
    ledger.record(by=actor_of(by), verb=verb, subject=subject, at=at, agency_id="", facts=facts)


def _tell(deed: str, by: User | Actor, showcase: Showcase, at: datetime) -> None:
    news, hearers = SHOWCASE_NOTICES[deed], {}
    agencies = {dataset.agency for dataset in showcase.datasets.select_related("agency")}
    if "admin" in news.to and agencies:
        hearers |= {one.id: one for one in list_holders(min(agencies, key=str), "admin", at=at)}
    if "steward" in news.to:
        hearers |= {one.id: one for agency in agencies for one in list_users(agency, "steward")}
    if "asker" in news.to and showcase.user:
        hearers[showcase.user.id] = showcase.user
    hearers.pop(actor_of(by).id, None)
    path = f"/desk/showcase/{showcase.id}" if deed == "submit" else f"/showcase/{showcase.id}"
    for user in hearers.values():
        facts = {"title": showcase.title}
        people.notify(user=user, code=news.code, facts=facts, path=path, at=at)


def _checked_link(link: str) -> str:
    link = link.strip()
    if len(link) > 1000:
        raise Invalid("voice.too_long", item="link", most=1000, n=len(link))
    try:
        outward.check_url(link)
    except Invalid as refused:
        raise Invalid(refused.code, **refused.facts | {"item": "link"}) from None
    return link


def _checked_email(email: str) -> str:
    email = email.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Invalid("people.wrong_email", email=email, item="email") from None
    return email
