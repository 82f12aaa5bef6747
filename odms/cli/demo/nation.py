"""The nation's picture in the demonstration centre: the roadmap, networks, training, what people made of
data and ask about it; and all that is computed at night, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from odms.assessment import actions as assessment
from odms.cli.demo import voices
from odms.cli.demo.world import definition
from odms.ledger.rules import VISITOR
from odms.people import queries as people
from odms.programme import actions as programme
from odms.programme import queries as roadmap
from odms.voice import actions as voice

if TYPE_CHECKING:
    from odms.people.models import User

ADMIN = "admin@odms.example"


def tell(now: datetime) -> None:
    """Have the centre tell of the roadmap, networks and training, and people of what they made."""
    admin = people.get_user(ADMIN)
    story = definition("nation.yaml")
    for entry in story["steps"]:
        _tell_step(entry, admin, now)
    for entry in story["gaps"]:
        _tell_gap(entry, admin, now)
    for entry in story["networks"]:
        _tell_network(entry, admin, now)
    for entry in story["courses"]:
        _tell_course(entry, admin, now)
    for entry, mark in zip(story["showcases"], _marks(), strict=False):
        _show(entry, mark, admin, now)
    for entry, mark in zip(story["questions"], _marks(), strict=False):
        _ask(entry, mark, now)


def compute(now: datetime) -> None:
    """Compute figures, answers and indicators, as is done each night."""
    assessment.compute_all(at=now)
    assessment.answer_all(at=now)
    assessment.compute_balance(at=now)
    programme.measure(at=now)


def _tell_step(entry: dict[str, Any], by: "User", now: datetime) -> None:
    step = roadmap.get_milestone(entry["code"])
    begun = now - timedelta(days=entry["start"])
    programme.change_milestone(
        by=by, milestone=step, agency=None, owner=entry["owner"], due_date=None, at=begun
    )
    programme.move_milestone(by=by, milestone=step, deed="start", at=begun)
    programme.add_note(by=by, milestone=step, text=entry["note"], at=begun + timedelta(days=30))
    if "finish" in entry:
        programme.move_milestone(
            by=by,
            milestone=step,
            deed="finish",
            evidence=entry["evidence"],
            at=now - timedelta(days=entry["finish"]),
        )


def _tell_gap(entry: dict[str, Any], by: "User", now: datetime) -> None:
    indicator = roadmap.get_indicator(entry["dimension"])
    programme.add_milestone(
        by=by,
        title_th=entry["title"],
        indicator=indicator,
        owner=entry["owner"],
        due_date=(now + timedelta(days=entry["due"])).date(),
        at=now,
    )


def _tell_network(entry: dict[str, Any], admin: "User", now: datetime) -> None:
    """A network from its proposal to what came of it so far."""
    owner, at = people.get_user(entry["owner"]), now - timedelta(days=entry["begun"])
    told = {name: entry[name] for name in ("title_th", "title_en", "problem", "goals", "call")}
    network = programme.propose_network(by=owner, at=at, **told)
    programme.move_network(by=admin, network=network, deed="approve", at=at + timedelta(days=3))
    for one in entry["partners"]:
        slug = one.get("agency", "")
        partner = programme.ask_to_join(
            by=people.get_user(f"steward.{slug}@odms.example" if slug else entry["owner"]),
            network=network,
            name=one.get("name", ""),
            kind=one["kind"],
            role=one["role"],
            agency=people.get_agency(slug) if slug else None,
            at=at + timedelta(days=9),
        )
        programme.move_partner(by=owner, partner=partner, deed="accept", at=at + timedelta(days=12))
    for one in entry["steps"]:
        due = now + timedelta(days=one["due"])
        step = programme.add_step(
            by=owner, network=network, title=one["title"], due_date=due.date(), at=at
        )
        if "evidence" in one:
            programme.finish_step(by=owner, step=step, evidence=one["evidence"], at=due)


def _tell_course(entry: dict[str, Any], by: "User", now: datetime) -> None:
    """A course that was held, with who came, or one to come."""
    begins = (now + timedelta(days=entry["begins"])).replace(hour=2, minute=0, second=0)
    course = programme.offer_course(
        by=by,
        title_th=entry["title_th"],
        title_en=entry["title_en"],
        part=next(part for part in roadmap.list_parts() if part.code == entry["part"]),
        audience=entry["audience"],
        starts_at=begins,
        ends_at=begins + timedelta(hours=6),
        place=entry["place"],
        seats=entry["seats"],
        at=begins - timedelta(days=40),
    )
    for slug, n in entry.get("came", {}).items():
        programme.note_headcount(
            by=by, course=course, agency=people.get_agency(slug), n=n, at=begins
        )


def _show(entry: dict[str, Any], mark: str, admin: "User", now: datetime) -> None:
    """Somebody sends what they made; the centre shows it a day later."""
    if not (datasets := _known(entry["datasets"])):
        return
    at = now - timedelta(days=entry["days"])
    named = ("title", "about", "kind", "link", "goals", "maker")
    sent = {name: entry[name] for name in named}
    showcase = voice.submit_showcase(by=VISITOR, datasets=datasets, mark=mark, at=at, **sent)
    if not entry.get("waits"):
        voice.publish_showcase(by=admin, showcase=showcase, at=at + timedelta(days=1))


def _ask(entry: dict[str, Any], mark: str, now: datetime) -> None:
    for dataset in _known([entry["dataset"]]):
        at = now - timedelta(days=entry["days"])
        question = voice.ask_question(
            by=VISITOR, dataset=dataset, text=entry["text"], mark=mark, at=at
        )
        if "answer" in entry:
            steward = people.get_user(f"steward.{dataset.agency.slug}@odms.example")
            at += timedelta(days=1)
            reply = voice.answer_question(
                by=steward, question=question, text=entry["answer"], at=at
            )
            voice.accept_answer(by=steward, question=question, reply=reply, at=at)


def _known(slugs: list[str]) -> list[Any]:
    """The datasets of these names that the script of this seed published."""
    return [one for slug in slugs if (one := voices.known_dataset(slug)) is not None]


def _marks() -> Iterator[str]:
    return (f"maker-{n}" for n in count(1))
