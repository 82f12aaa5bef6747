"""Deeds upon milestones: adding, changing, moving on, telling of progress."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from odms.errors import Conflict, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject, new_id
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by
from odms.programme.models import Indicator, Milestone, Note
from odms.programme.rules import check_move, checked_line, checked_text, checked_url

_DEED = "programme.edit"


@transaction.atomic
def add_milestone(
    *,
    by: User | Actor,
    title_th: str,
    title_en: str = "",
    about: str = "",
    parent: Milestone | None = None,
    indicator: Indicator | None = None,
    agency: Agency | None = None,
    owner: str = "",
    due_date: date | None = None,
    at: datetime,
) -> Milestone:
    """Add a milestone under a step, or what is missing in a dimension of the OECD (`indicator`).

    Raises Invalid for anything that belongs to neither.
    """
    check_by(by, _DEED)
    if (parent is None) == (indicator is None) or (parent and parent.kind != "step"):
        raise Invalid("programme.belongs_nowhere", item="parent")
    id = new_id()
    made = Milestone.objects.create(
        id=id,
        code=f"m-{id[-10:].lower()}",
        kind="milestone" if parent else "gap",
        parent=parent,
        year=parent.year if parent else None,
        term=parent.term if parent else "",
        title_th=checked_line("title_th", title_th),
        title_en=" ".join(title_en.split())[:300],
        about_th=checked_text("about", about),
        agency=agency,
        owner=" ".join(owner.split())[:300],
        due_date=due_date,
        changed_at=at,
    )
    if indicator:
        made.indicators.add(indicator)
    facts = {"title": made.title_th, "of": parent.code if parent else indicator.code}  # type: ignore[union-attr]
    _enter(by, "milestone.added", made, at, facts | _kept(made))
    return made


@transaction.atomic
def change_milestone(
    *,
    by: User | Actor,
    milestone: Milestone,
    title_th: str | None = None,
    title_en: str | None = None,
    about: str | None = None,
    agency: Agency | None,
    owner: str,
    due_date: date | None,
    at: datetime,
) -> Milestone:
    """Say who owns it and by when it is due; its words too, unless the guideline prints them."""
    check_by(by, _DEED)
    milestone = _locked(milestone)
    words = {"title_th": title_th, "title_en": title_en, "about": about}
    if milestone.is_printed and any(words.values()):
        raise Conflict("programme.printed_words")
    if title_th is not None:
        milestone.title_th = checked_line("title_th", title_th)
    if title_en is not None:
        milestone.title_en = " ".join(title_en.split())[:300]
    if about is not None:
        milestone.about_th = checked_text("about", about)
    milestone.agency, milestone.due_date = agency, due_date
    milestone.owner = " ".join(owner.split())[:300]
    milestone.changed_at = at
    milestone.save()
    _enter(by, "milestone.changed", milestone, at, _kept(milestone))
    return milestone


@transaction.atomic
def move_milestone(
    *,
    by: User | Actor,
    milestone: Milestone,
    deed: str,
    reason: str = "",
    evidence: str = "",
    url: str = "",
    at: datetime,
) -> Milestone:
    """Start, finish (with evidence), stop or take up again (with a reason) a milestone."""
    check_by(by, _DEED)
    milestone = _locked(milestone)
    reason, evidence = checked_text("reason", reason), checked_text("evidence", evidence)
    url = checked_url("url", url)
    told = (evidence or url) if deed == "finish" else reason
    move = check_move(deed, state=milestone.state, told=told)
    milestone.state, milestone.changed_at = move.after, at
    milestone.done_at = at if move.after == "done" else None
    if move.after == "done":
        milestone.evidence, milestone.evidence_url = evidence, url
    milestone.reason = reason
    milestone.save()
    facts = {"reason": reason, "evidence": evidence, "url": url}
    _enter(by, move.verb, milestone, at, {name: said for name, said in facts.items() if said})
    return milestone


@transaction.atomic
def add_note(*, by: User, milestone: Milestone, text: str, at: datetime) -> Note:
    """Tell of the progress of a milestone; everybody reads it."""
    check_by(by, _DEED)
    if not (text := checked_text("text", text)):
        raise Invalid("programme.missing", item="text")
    note = Note.objects.create(milestone=milestone, text=text, by=by, at=at)
    _enter(by, "milestone.noted", milestone, at, {"note": text})
    return note


def _locked(milestone: Milestone) -> Milestone:
    return Milestone.objects.select_for_update(no_key=True).get(pk=milestone.pk)


def _kept(milestone: Milestone) -> dict[str, Any]:
    """What the ledger keeps of who does it and by when."""
    return {
        "agency": milestone.agency.slug if milestone.agency else "",
        "owner": milestone.owner,
        "due_date": milestone.due_date.isoformat() if milestone.due_date else "",
    }


def _enter(
    by: User | Actor, verb: str, milestone: Milestone, at: datetime, facts: dict[str, Any]
) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("milestone", milestone.code),
        at=at,
        facts=facts,
    )
