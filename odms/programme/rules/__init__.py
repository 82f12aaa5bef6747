"""The rules of the programme: how a milestone moves, in which lane it stands, how values are held
against targets. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from odms.errors import Conflict, Invalid

BUDDHIST_ERA = 543

PART_KINDS = ("provider", "user", "policy", "item")

# a step of the roadmap as the guideline prints it, a milestone of the centre under it, or what is
# missing in a dimension of the OECD
MILESTONE_KINDS = ("step", "milestone", "gap")
MILESTONE_STATES = ("planned", "active", "done", "stopped")
TERMS = ("short", "long")

UNITS = ("share", "count", "mean", "mark")
# the largest value that an indicator of a unit can have
MOST: Mapping[str, float] = {"share": 1, "mark": 1, "mean": 5}

LANES = ("now", "next", "later", "done")

MAX_LINE, MAX_TEXT = 300, 5_000


@dataclass(frozen=True)
class Move:
    """A deed upon a milestone: from which states into which, and what it needs to be told."""

    before: tuple[str, ...]
    after: str
    verb: str
    needs: str = ""  # the fact without which it is not done


MOVES: Mapping[str, Move] = {
    "start": Move(("planned",), "active", "milestone.started"),
    "finish": Move(("planned", "active"), "done", "milestone.finished", needs="evidence"),
    "stop": Move(("planned", "active"), "stopped", "milestone.stopped", needs="reason"),
    "resume": Move(("done", "stopped"), "active", "milestone.resumed", needs="reason"),
}


def check_move(deed: str, *, state: str, told: str) -> Move:
    """The move, if the milestone is where it begins. Raises Invalid and Conflict."""
    if deed not in MOVES:
        raise Invalid("programme.no_such_deed", deed=deed, known=", ".join(MOVES))
    move = MOVES[deed]
    if state not in move.before:
        raise Conflict("programme.wrong_state", state=state, deed=deed)
    if move.needs and not told.strip():
        raise Invalid(f"programme.needs_{move.needs}", item=move.needs)
    return move


def can_move(deed: str, *, state: str) -> bool:
    """Whether a milestone in this state can be moved so."""
    return state in MOVES[deed].before


def lane(state: str, year: int | None, due: date | None, today: date) -> str:
    """Where a milestone stands among what is done now, next and later; one that is late is for now.

    `year` is of the Buddhist era, and holds where there is no day.
    """
    if state in ("done", "stopped"):
        return "done"
    when = due.year if due else (year or 0) - BUDDHIST_ERA
    if state == "active" or when <= today.year:
        return "now"
    return "next" if when == today.year + 1 else "later"


def is_late(state: str, due: date | None, today: date) -> bool:
    """Whether a milestone should be done by now."""
    return state in ("planned", "active") and due is not None and due < today


def checked_value(unit: str, value: float | None) -> float | None:
    """A value that an indicator of this unit can have, or none. Raises Invalid."""
    most = MOST.get(unit)
    if value is not None and not 0 <= value <= (most if most is not None else float("inf")):
        raise Invalid("programme.wrong_value", item="value", most=most or "∞")
    return value


def checked_line(item: str, text: str) -> str:
    """One line of text that is there. Raises Invalid."""
    line = " ".join(text.replace("\0", "").split())
    if not line:
        raise Invalid("programme.missing", item=item)
    if len(line) > MAX_LINE:
        raise Invalid("programme.too_long", item=item, most=MAX_LINE)
    return line


def checked_text(item: str, text: str) -> str:
    """Words that may be left out. Raises Invalid for too many."""
    text = text.replace("\0", "").strip()
    if len(text) > MAX_TEXT:
        raise Invalid("programme.too_long", item=item, most=MAX_TEXT)
    return text


def checked_url(item: str, url: str) -> str:
    """An address on the web, or none. Raises Invalid."""
    url = url.strip()
    if url and (urlsplit(url).scheme not in ("http", "https") or len(url) > 2_000):
        raise Invalid("programme.wrong_url", item=item)
    return url


def gap(now: float | None, target: float | None) -> float | None:
    """How much is missing to the target; nothing where it is reached, None where one is not known."""
    if now is None or target is None:
        return None
    return round(max(0.0, target - now), 4)


def era_year(text: str | int | None, today: date) -> int | None:
    """A year as it was typed, in the Buddhist era: a year of the common era is turned. Raises Invalid."""
    if text in (None, ""):
        return None
    try:
        year = int(str(text))
    except ValueError:
        raise Invalid("programme.wrong_year", item="target_year", year=str(text)[:20]) from None
    if year < 2400:
        year += BUDDHIST_ERA
    if not 2500 <= year <= today.year + BUDDHIST_ERA + 100:
        raise Invalid("programme.wrong_year", item="target_year", year=str(text)[:20])
    return year
