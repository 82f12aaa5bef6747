"""What people ask for, say and use in the demonstration centre, through the same deeds as anywhere."""

import random
from datetime import datetime, timedelta
from itertools import count, cycle
from typing import Any

from odms.catalogue import queries as catalogue
from odms.cli.demo.world import definition
from odms.errors import Absent, Gone
from odms.ledger.rules import SYSTEM, VISITOR
from odms.people import queries as people
from odms.usage import actions as usage
from odms.usage.rules import Visit
from odms.voice import actions as voice
from odms.voice import queries as questions

N_DAYS = 30
MOST_A_DAY = {"view": 14, "download": 5, "rows": 7}

# what the programs of visitors call themselves, in turn; kind of use, the channel that it goes through
_AGENTS = cycle([*["Mozilla/5.0 Firefox/140.0"] * 6, "python-requests/2.32", "curl/8.5",
                 "GPTBot/1.2", "Googlebot/2.1"])  # fmt: skip
_CHANNELS = {"rows": "api"}
_NUMBERS = count(1)


def speak(*, seed: str, now: datetime) -> None:
    """Let visitors ask, say and answer, and officers reply; then let data be used."""
    told, marks = definition("voices.yaml"), (f"visitor-{n}" for n in count(1))
    for entry in told["requests"]:
        _ask(entry, marks, now)
    for entry in told["feedback"]:
        _say(entry, marks, now)
    for slug, given in told["marks"].items():
        for useful in given:
            _mark(slug, useful, marks, now)
    for entry in told["questions"]:
        _question(entry, marks, now)
    for entry in told["showcases"]:
        _show(entry, marks, now)
    for entry in told["answers"]:
        for _ in range(entry["n"]):
            _answer(entry, marks, now)
    _use(told["failed_searches"], random.Random(f"{seed}|usage"), now)  # noqa: S311


def visit(agent: str = "Mozilla/5.0 Firefox/140.0") -> Visit:
    """The visit of somebody who was not here before."""
    return Visit(address="/", agent=agent, remote=str(next(_NUMBERS)))


def _ask(entry: dict[str, Any], marks: Any, now: datetime) -> None:
    at = now - timedelta(days=entry["days"])
    agency = people.get_agency(entry["agency"]) if entry["agency"] else None
    texts = {name: entry[name] for name in ("title", "wanted", "purpose")}
    request = voice.make_request(by=VISITOR, agency=agency, mark=next(marks), at=at, **texts)
    for _ in range(entry["votes"]):
        voice.vote(by=VISITOR, request=request, mark=next(marks), at=at)
    if agency is None or not {"take", "answer", "publish", "decline"} & set(entry):
        return
    of = {
        "by": people.get_user(f"steward.{agency.slug}@odms.example"),
        "request": request,
        "at": min(at + timedelta(days=8), now),
    }
    if "answer" in entry:
        voice.answer_request(**of, text=entry["answer"])
    elif "decline" in entry:
        voice.decline_request(**of, ground=entry["ground"], reason=entry["decline"])
    elif (dataset := known_dataset(entry.get("publish", ""))) is not None:
        voice.publish_request(**of, dataset=dataset, text=entry["text"])
    else:
        voice.take_request(**of)


def _say(entry: dict[str, Any], marks: Any, now: datetime) -> None:
    dataset, at = known_dataset(entry["dataset"]), now - timedelta(days=entry["days"])
    if dataset is None:
        return
    said = {"useful": entry["useful"], "text": entry["text"]}
    feedback = voice.give_feedback(by=VISITOR, dataset=dataset, mark=next(marks), at=at, **said)
    if "answer" in entry:
        steward = people.get_user(f"steward.{dataset.agency.slug}@odms.example")
        at += timedelta(days=2)
        voice.answer_feedback(by=steward, feedback=feedback, text=entry["answer"], at=at)


def _mark(slug: str, useful: int, marks: Any, now: datetime) -> None:
    if (dataset := known_dataset(slug)) is not None:
        given = {"useful": useful, "mark": next(marks), "at": now - timedelta(days=useful)}
        voice.give_feedback(by=VISITOR, dataset=dataset, **given)


def _question(entry: dict[str, Any], marks: Any, now: datetime) -> None:
    dataset, at = known_dataset(entry["dataset"]), now - timedelta(days=entry["days"])
    if dataset is None:
        return
    given = {"by": VISITOR, "mark": next(marks), "at": at}
    question = voice.ask_question(**given, dataset=dataset, text=entry["text"])
    if "answer" in entry:
        of = {"by": people.get_user(f"steward.{dataset.agency.slug}@odms.example")}
        of |= {"question": question, "at": at + timedelta(days=1)}
        reply = voice.answer_question(**of, text=entry["answer"])
        voice.accept_answer(**of, reply=reply)


def _show(entry: dict[str, Any], marks: Any, now: datetime) -> None:
    dataset, at = known_dataset(entry["dataset"]), now - timedelta(days=entry["days"])
    if dataset is None:
        return
    told = {name: entry[name] for name in ("title", "about", "kind", "goals", "maker", "link")}
    given = {"by": VISITOR, "mark": next(marks), "at": at, "datasets": [dataset]}
    sent = voice.submit_showcase(**given, **told)
    voice.publish_showcase(by=SYSTEM, showcase=sent, at=at + timedelta(days=1))


def _answer(entry: dict[str, Any], marks: Any, now: datetime) -> None:
    survey = questions.current_questionnaire()
    dimensions = [one["code"] for one in survey.document["dimensions"]]
    answers: dict[str, Any] = dict(zip(dimensions, entry["marks"], strict=True))
    voice.answer_survey(
        by=VISITOR,
        survey=survey,
        answers=answers | {"suggestion": entry.get("text", "")},
        agency=people.get_agency(entry["agency"]),
        mark=next(marks),
        at=now,
        **{name: entry[name] for name in ("group", "channel", "purpose")},
    )


def _use(failed: list[str], chance: random.Random, now: datetime) -> None:
    """Some use of every dataset on each of the last days, of some of them more."""
    for dataset in catalogue.list_datasets(order="slug", limit=None):
        liked = chance.random()
        for back in range(N_DAYS):
            for kind, most in MOST_A_DAY.items():
                for _ in range(round(most * liked * chance.random())):
                    _note(kind, now - timedelta(days=back), dataset=dataset)
    for words in failed:
        for _ in range(chance.randint(2, 12)):
            _note("search-failed", now - timedelta(days=chance.randrange(N_DAYS)), words=words)
    usage.take_up(at=now)
    usage.hand_evidence(at=now)


def _note(kind: str, at: datetime, **what: Any) -> None:
    usage.note(
        kind=kind, channel=_CHANNELS.get(kind, "portal"), visit=visit(next(_AGENTS)), at=at, **what
    )


def known_dataset(slug: str) -> Any:
    """The published dataset, if the script of this seed published it."""
    try:
        return catalogue.get_dataset(slug) if slug else None
    except (Absent, Gone):
        return None
