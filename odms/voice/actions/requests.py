"""Deeds upon requests: anyone asks and votes, officers answer, refuse on a ground, merge and sort."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from odms.catalogue.models import Dataset, Release, Theme
from odms.errors import Conflict, Invalid
from odms.inventory.models import Entry
from odms.ledger.rules import Actor
from odms.people.models import Agency, User
from odms.people.queries import check_by
from odms.publication.models import Case
from odms.voice.actions.news import enter_request, hand_demand, tell_of_request, text_hash
from odms.voice.actions.visitors import count_sending, sender
from odms.voice.models import Request, Vote
from odms.voice.rules import (
    MAX_LINE,
    REQUEST_DEEDS,
    check_deed,
    checked_province,
    checked_words,
    due_date,
    refusal_of,
)


@transaction.atomic
def make_request(
    *,
    by: User | Actor,
    title: str,
    wanted: str,
    purpose: str,
    at: datetime,
    agency: Agency | None = None,
    name: str = "",
    email: str = "",
    mark: str = "",
    theme: Theme | None = None,
    province: str = "",
) -> Request:
    """Ask for data; `mark` is the day's mark of a visitor, name and address are told to officers.
    `theme` and `province` say of what subject and of where, as far as they are known.

    Raises Invalid for what is missing, too long or personal, TooMany past the day's limit.
    """
    check_by(by, "request.make")
    texts = {
        "title": checked_words("title", title, most=MAX_LINE),
        "wanted": checked_words("wanted", wanted),
        "purpose": checked_words("purpose", purpose),
    }
    count_sending(by=by, mark=mark, kind="request", at=at)
    user = by if isinstance(by, User) else None
    request = Request.objects.create(
        **texts,
        agency=agency,
        user=user,
        asker_name="" if user else name.replace("\0", "").strip()[:200],
        asker_email="" if user else _email_of(email),
        asked_at=at,
        due_date=due_date(timezone.localdate(at)),
        theme=theme,
        province=checked_province(province),
    )
    enter_request(by, "request.made", request, at, {"text_sha256": text_hash(*texts.values())})
    tell_of_request("make", by, request, at)
    hand_demand(agency, at)
    return request


@transaction.atomic
def vote(*, by: User | Actor, request: Request, at: datetime, mark: str = "") -> Vote:
    """Support a request. Raises Conflict where the same person did before."""
    check_by(by, "request.vote")
    count_sending(by=by, mark=mark, kind="vote", at=at)
    given, is_new = Vote.objects.get_or_create(
        request=request, mark=sender(by, mark), defaults={"at": at}
    )
    if not is_new:
        raise Conflict("voice.voted_already")
    enter_request(by, "request.voted", request, at)
    hand_demand(request.agency, at)
    return given


@transaction.atomic
def assign_request(*, by: User | Actor, request: Request, agency: Agency, at: datetime) -> Request:
    """Give a request to the agency that it concerns."""
    request, before = checked_request("assign", by, request, {}), request.agency
    request.agency, request.officer = agency, None
    request = move_request("assign", by, request, at, {"agency": agency.slug})
    hand_demand(before, at)
    return request


@transaction.atomic
def take_request(*, by: User, request: Request, at: datetime) -> Request:
    """Take a request up: the officer is named to those who read it."""
    request = checked_request("take", by, request, {})
    request.officer = by
    return move_request("take", by, request, at, {})


@transaction.atomic
def answer_request(*, by: User, request: Request, text: str, at: datetime) -> Request:
    """Answer a request. Raises Invalid without words."""
    request = checked_request("answer", by, request, {"text": text.strip()})
    request.answer = checked_words("text", text, is_officers=True)
    return _decide("answer", by, request, at, {"text_sha256": text_hash(request.answer)})


@transaction.atomic
def publish_request(
    *,
    by: User,
    request: Request,
    dataset: Dataset | None,
    at: datetime,
    text: str = "",
    release: Release | None = None,
    case: Case | None = None,
) -> Request:
    """Tell that what was asked for is published, and where: perhaps by another agency. Raises Invalid
    for a dataset that is not public."""
    request = checked_request("publish", by, request, {"dataset": dataset})
    if dataset is None or dataset.state != "published":
        raise Invalid("voice.dataset_not_public", item="dataset")
    request.dataset, request.release, request.case = dataset, release, case
    request.answer = checked_words("text", text, is_needed=False, is_officers=True)
    facts = {"dataset": dataset.slug, "text_sha256": text_hash(request.answer)}
    return _decide("publish", by, request, at, facts)


@transaction.atomic
def decline_request(
    *, by: User, request: Request, ground: str, reason: str, at: datetime
) -> Request:
    """Decline a request on a ground of `refusals`, with the reason in this case. Raises Invalid."""
    request = checked_request("decline", by, request, {"reason": reason.strip()})
    request.ground = refusal_of(ground)["code"]
    request.reason = checked_words("reason", reason, is_officers=True)
    return _decide("decline", by, request, at, {"ground": ground, "reason": request.reason})


@transaction.atomic
def merge_request(*, by: User, request: Request, into: Request | None, at: datetime) -> Request:
    """End a request that asks for the same as another of the agency: its votes, each person's once,
    and that of whoever asked count there."""
    into = _locked(request, into)
    request = checked_request("merge", by, request, {"into": into})
    if into is None or into.pk == request.pk or into.state == "merged":
        raise Invalid("voice.merge_with_itself", item="into")
    check_by(by, "request.answer", into.agency_id or "")
    known = set(into.votes.values_list("mark", flat=True))
    asker = request.user_id or f"asker-{request.id}"
    marks = {*request.votes.values_list("mark", flat=True), asker} - known
    moved = [Vote(request=into, mark=mark, at=at) for mark in sorted(marks)]
    Vote.objects.bulk_create(moved, ignore_conflicts=True)
    request.merged_into = into
    merged = _decide("merge", by, request, at, {"into": into.id, "n_votes": len(marks)})
    hand_demand(into.agency, at)
    return merged


def _locked(request: Request, into: Request | None) -> Request | None:
    """What a request is to be merged into, as it stands now; both are held, in one order for all."""
    if into is None:
        return None
    rows = Request.objects.select_for_update(no_key=True, of=("self",)).select_related("agency")
    held = {one.pk: one for one in rows.filter(pk__in=[request.pk, into.pk]).order_by("pk")}
    return held.get(into.pk)


@transaction.atomic
def sort_request(
    *,
    by: User,
    request: Request,
    at: datetime,
    theme: Theme | None = None,
    province: str = "",
    entry: Entry | None = None,
) -> Request:
    """Say of what subject and province a request is, and which entry of the inventory could answer
    it. Raises Invalid for another agency's entry."""
    locked = Request.objects.select_for_update(no_key=True, of=("self",))
    request = locked.select_related("agency").get(pk=request.pk)
    check_by(by, "request.answer", request.agency_id or "")
    if entry is not None and entry.agency_id != request.agency_id:
        raise Invalid("voice.entry_of_another", item="entry")
    request.theme, request.province, request.entry = theme, checked_province(province), entry
    request.save()
    told = {"theme": theme.code if theme else "", "province": province}
    enter_request(by, "request.sorted", request, at, told | {"entry": entry.id if entry else ""})
    return request


def checked_request(
    deed: str, by: User | Actor, request: Request, facts: dict[str, Any]
) -> Request:
    """The request, locked, if this person may do this deed to it now."""
    locked = Request.objects.select_for_update(no_key=True, of=("self",))
    request = locked.select_related("agency", "user").get(pk=request.pk)
    check_by(by, REQUEST_DEEDS[deed].permission, request.agency_id or "")
    check_deed(REQUEST_DEEDS, deed, state=request.state, facts=facts)
    return request


def _decide(deed: str, by: User, request: Request, at: datetime, facts: dict[str, Any]) -> Request:
    request.officer, request.decided_at = by, at
    return move_request(deed, by, request, at, facts)


def move_request(
    deed: str, by: User | Actor, request: Request, at: datetime, facts: dict[str, Any]
) -> Request:
    """Put a request into the state that a deed leads to, write it down, and tell people."""
    request.state = REQUEST_DEEDS[deed].after
    request.save()
    enter_request(by, REQUEST_DEEDS[deed].verb, request, at, facts)
    tell_of_request(deed, by, request, at)
    hand_demand(request.agency, at)
    return request


def _email_of(email: str) -> str:
    email = email.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Invalid("people.wrong_email", email=email, item="email") from None
    return email
