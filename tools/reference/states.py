"""The page of states: a diagram and a table for everything that moves from state to state."""

from collections.abc import Callable, Mapping
from typing import Any

from odms.catalogue.rules import DATASET_STATES
from odms.harvest import rules as harvest
from odms.intake.rules import DELIVERY_STATES
from odms.people.rules import applications
from odms.programme.rules import MOVES as MILESTONE_MOVES
from odms.programme.rules.together import NETWORK_MOVES, PARTNER_MOVES, SIGN_UP_MOVES
from odms.publication.planning import PLAN_DEEDS
from odms.publication.rules import CASE_STATES, TRANSITIONS
from odms.voice import rules as voice
from reference.markdown import table

# what a column of a table tells of a deed and its move
_Column = Callable[[str, Any], str]

_MOVE: dict[str, _Column] = {
    "from": lambda deed, move: ", ".join(move.before),
    "to": lambda deed, move: move.after or "",
    "permission": lambda deed, move: f"`{move.permission}`",
}
_REASON: dict[str, _Column] = {"needs a reason": lambda deed, move: _yes(move.needs_reason)}


def states_page() -> list[str]:
    """Cases first, then whatever else has states."""
    by_another: dict[str, _Column] = {"by another person": lambda _, move: _yes(move.by_another)}
    return [
        "# States",
        "",
        "A case carries one proposal to publish, from draft to published.",
        "",
        *_moves("draft", TRANSITIONS, _MOVE | by_another | _REASON),
        "",
        f"Case: {', '.join(f'`{state}`' for state in CASE_STATES)}.",
        f"Dataset: {', '.join(f'`{state}`' for state in DATASET_STATES)}.",
        f"Delivery: {', '.join(f'`{state}`' for state in DELIVERY_STATES)}.",
        *_applications(),
        *_plan(),
        *_programme(),
        *_voice("A request for data", "new", voice.REQUEST_DEEDS, voice.REQUEST_NOTICES),
        *_voice("Feedback", "open", voice.FEEDBACK_DEEDS, voice.FEEDBACK_NOTICES),
        *_voice("A question", "open", voice.QUESTION_DEEDS, voice.QUESTION_NOTICES),
        *_voice("A reuse", "submitted", voice.SHOWCASE_DEEDS, voice.SHOWCASE_NOTICES),
        *_voice("A survey", "draft", voice.SURVEY_DEEDS, voice.SURVEY_NOTICES),
        *_harvest("Source elsewhere", "proposed", harvest.SOURCE_DEEDS),
        *_harvest("Run over a source", "waiting", harvest.RUN_DEEDS),
        "",
        f"Schedules of a source: {', '.join(f'`{code}`' for code in harvest.SCHEDULES)}. A run ends",
        f"{harvest.DEADLINE} hours after it began at the latest.",
    ]


def _programme() -> list[str]:
    """Milestones, networks with partners, seats in training: each with what its deeds need."""
    needs: dict[str, _Column] = {"needs": lambda deed, move: move.needs}
    told = {name: tell for name, tell in _MOVE.items() if name != "permission"}
    lines = ["", "A milestone of the national programme.", ""]
    lines += _moves("planned", MILESTONE_MOVES, told | needs)
    for thing, first, moves in (
        ("A network of partners", "proposed", NETWORK_MOVES),
        ("A partner of a network", "asked", PARTNER_MOVES),
        ("A seat in a course", "signed", SIGN_UP_MOVES),
    ):
        lines += ["", f"{thing}.", "", *_moves(first, moves, told | _REASON)]
    return lines


def _moves(first: str, deeds: Mapping[str, Any], columns: Mapping[str, _Column]) -> list[str]:
    """The diagram from the first state on, of the deeds that lead to a state, and the table of all."""
    arrows = [
        f"    {before} --> {move.after}: {deed}"
        for deed, move in deeds.items()
        if move.after
        for before in move.before
    ]
    rows = [
        [f"`{deed}`", *(tell(deed, move) for tell in columns.values())]
        for deed, move in deeds.items()
    ]
    return [
        *["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *arrows, "```", ""],
        *table(["deed", *columns], rows),
    ]


def _yes(holds: bool) -> str:
    return "yes" if holds else ""


def _told(news: Mapping[str, Any]) -> dict[str, _Column]:
    return {"told": lambda deed, _: ", ".join(news[deed].to) if deed in news else ""}


def _harvest(name: str, first: str, deeds: Mapping[str, Any]) -> list[str]:
    columns = _MOVE | _REASON | _told(harvest.NOTICES)
    return ["", f"## {name}", "", *_moves(first, deeds, columns)]


def _voice(name: str, first: str, deeds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    needs: dict[str, _Column] = {"needs": lambda _, move: move.needs}
    return ["", f"## {name}", "", *_moves(first, deeds, _MOVE | needs | _told(news))]


def _plan() -> list[str]:
    permission: dict[str, _Column] = {
        "permission": lambda deed, move: (
            f"`{move.permission}`" if deed != "publish" else "the system"
        )
    }
    moves = _moves("proposed", PLAN_DEEDS, _MOVE | permission | _REASON)
    return ["", "## Item of a plan", "", *moves]


def _applications() -> list[str]:
    needs: dict[str, _Column] = {"needs words": lambda _, move: move.text}
    ticks = [
        [sector, ", ".join(f"`{check}`" for check in needed)]
        for sector, needed in applications.NEEDED_CHECKS.items()
    ]
    return [
        "",
        "## Application of an organisation",
        "",
        *_moves("submitted", applications.TRANSITIONS, _MOVE | needs),
        "",
        "What must be checked before it is verified; with a website of a company or civil group also",
        "`domain`. Where a note says how it was found out otherwise, these may stay without a tick:",
        f"{', '.join(f'`{check}`' for check in applications.EXPLAINED)}.",
        "",
        *table(["sector", "checked"], ticks),
    ]
