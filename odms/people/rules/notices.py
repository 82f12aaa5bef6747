"""How news reaches a person: kinds and paces of letters, steps of escalation, tries and their pauses."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

PACES = ("now", "daily", "weekly", "off")

# kinds of news, by the room that tells them (the first word of the code), and how letters about
# them come to a person who chose nothing
KINDS: dict[str, str] = {
    "publication": "now",
    "intake": "daily",
    "people": "now",
    "inventory": "weekly",
    "voice": "daily",
    "health": "daily",
    "harvest": "daily",
    "outlets": "daily",
    "assessment": "now",
    "programme": "daily",
}

# what is written whatever a person chose: without it they could not come in
ALWAYS = ("people.notice.invited",)

# letters that are not written at once go out at this hour, weekly ones on Mondays
POST_HOUR = 8
POST_WEEKDAY = 0

# older news is on the page and in no letter
NEWS_LASTS = timedelta(days=30)

# a letter names so many news at most, and counts the others
MOST_NEWS = 30

# pauses after each try that failed; after the last of them no more is tried
PAUSES: tuple[timedelta, ...] = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)

# how long one who sends is trusted before another starts
LEASE = timedelta(minutes=5)

# to whom a thing that is due is told, one after the other; `admin` is the centre's
CHAIN = ("steward", "approver", "admin")

# how many days after the due day each further step waits
DAYS_A_STEP = 7


# the sentence around another one, which says for how many days its thing is overdue
OVERDUE = "people.notice.overdue"


def kind_of(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """The kind of the news that a code tells; of what is overdue, that of the thing itself.

    Raises KeyError for a room that tells none.
    """
    told = facts["what"]["code"] if code == OVERDUE and facts else code
    room = str(told).partition(".")[0]
    if room not in KINDS:
        raise KeyError(code)
    return room


def goes_out_at(pace: str, since: datetime, zone: ZoneInfo) -> datetime | None:
    """When a letter with news of `since` goes out; None where the person wants none."""
    if pace == "now":
        return since
    if pace == "off":
        return None
    local = since.astimezone(zone)
    at = datetime.combine(local.date(), time(POST_HOUR), zone)
    if at <= local:
        at += timedelta(days=1)
    if pace == "weekly":
        at += timedelta(days=(POST_WEEKDAY - at.weekday()) % 7)
    return at


def pause_after(n_attempts: int) -> timedelta | None:
    """How long to wait after so many tries; None where no more is tried."""
    return PAUSES[n_attempts - 1] if n_attempts <= len(PAUSES) else None


def days_overdue(due_at: datetime, at: datetime) -> int:
    """How many whole days a thing is overdue, 0 on the day itself and before it."""
    return max((at - due_at).days, 0)


def steps_due(due_at: datetime, at: datetime, chain: Sequence[str]) -> int:
    """How many of the chain should know by now: the first at once, the second from the due time on,
    each further one a week later."""
    if at < due_at:
        return min(1, len(chain))
    return min(2 + days_overdue(due_at, at) // DAYS_A_STEP, len(chain))
