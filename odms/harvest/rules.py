"""What a source and its runs are, what may be done with them, and when a source is read again. Pure."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from odms.definitions.messages import catalogue
from odms.errors import Conflict, Invalid
from odms.standards.description import Description
from odms.standards.reading import Trouble

# proposed: an admin of the centre has not said yes · approved: read on its schedule · paused: shown
# and not read · declined: never read · ended: its datasets were withdrawn
SOURCE_STATES = ("proposed", "approved", "paused", "declined", "ended")

RUN_STATES = ("waiting", "running", "done", "failed", "cancelled")
OPEN_RUNS = ("waiting", "running")


@dataclass(frozen=True)
class Move:
    """A deed that moves a source or a run: from which states, to which, who may, what is written."""

    before: tuple[str, ...]
    after: str
    permission: str
    verb: str
    needs_reason: bool = False


SOURCE_DEEDS: dict[str, Move] = {
    "approve": Move(("proposed", "declined"), "approved", "source.approve", "source.approved"),
    "decline": Move(("proposed",), "declined", "source.approve", "source.declined", True),
    "pause": Move(("approved",), "paused", "source.edit", "source.paused"),
    "resume": Move(("paused",), "approved", "source.edit", "source.resumed"),
    "end": Move(("approved", "paused"), "ended", "source.approve", "source.ended", True),
}

RUN_DEEDS: dict[str, Move] = {
    "begin": Move(("waiting",), "running", "source.run", ""),
    "finish": Move(("running",), "done", "source.run", "run.done"),
    "fail": Move(("waiting", "running"), "failed", "source.run", "run.failed"),
    "cancel": Move(("waiting", "running"), "cancelled", "source.run", "run.cancelled"),
    "resume": Move(("failed", "cancelled"), "waiting", "source.run", "run.resumed"),
}


@dataclass(frozen=True)
class News:
    """Who hears of a deed, in which sentence. `proposer` is whoever proposed the source."""

    code: str
    to: tuple[str, ...]


NOTICES: dict[str, News] = {
    "propose": News("harvest.notice.proposed", ("admin",)),
    "approve": News("harvest.notice.approved", ("proposer", "steward")),
    "decline": News("harvest.notice.declined", ("proposer",)),
    "end": News("harvest.notice.ended", ("steward",)),
    "fail": News("harvest.notice.failed", ("steward", "admin")),
    "vanish": News("harvest.notice.vanished", ("steward", "admin")),
}

# how often a source is read; None is by hand alone
SCHEDULES: dict[str, timedelta | None] = {
    "5-minutes": timedelta(minutes=5),
    "hourly": timedelta(hours=1),
    "nightly": timedelta(days=1),
    "weekly": timedelta(days=7),
    "by-hand": None,
}

# the hours of the night in which sources are read, each at a minute of its own
_NIGHT_BEGINS, _NIGHT_MINUTES = time(1, 0), 240

# what changed is asked for between, everything at least so often
FULL_EVERY = timedelta(days=7)
# clocks differ, and what changes while it is read must not be missed
OVERLAP = timedelta(hours=1)

DEADLINE = timedelta(hours=6)
LEASE = timedelta(minutes=3)
RENEWED_EVERY_S = 15.0
# work that was announced and not begun is announced again after this
ANNOUNCED_FOR = timedelta(minutes=5)

# after so many failures in a row people are told, once; of what is read every few minutes after those
# of an hour, for a centre may be started anew
TOLD_AFTER = 2
TOLD_AFTER_AN = timedelta(hours=1)
_PAUSES = (timedelta(hours=1), timedelta(hours=4))

MAX_GRACE_DAYS = 90
DEFAULT_GRACE_DAYS = 7
# more than this many gone at once is told before anything is withdrawn
MANY_GONE, MANY_GONE_SHARE = 10, 0.3

N_STRIP = 14
KEPT_PROBLEMS = 1_000  # of one cause in one run
RUNS_KEPT = timedelta(days=400)
PROBLEMS_KEPT_RUNS = 14
# of runs that found nothing changed, of which one source may have hundreds a day
IDLE_RUNS_KEPT = timedelta(days=2)

_GLOBAL = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:doi:)?10\.\d{4,9}/\S+|urn:\S+",
    re.IGNORECASE,
)
_MAX_NAME = 500


@dataclass
class Counts:
    """What a run did to the catalogue, in datasets; copies are those that another source has too."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    refused: int = 0
    copies: int = 0

    def to_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


@dataclass(frozen=True)
class Keys:
    """By what a record may be known again, within its source and in another; empty where it has none.

    `uri`, `page` and `identifier` are marks of addresses and of identifiers that are one of a kind
    in the world, `title` is a mark of the title.
    """

    uri: str = ""
    page: str = ""
    identifier: str = ""
    title: str = ""


def keys_of(description: Description) -> Keys:
    """The keys of a record."""
    identifier = description.identifier
    is_global = bool(_GLOBAL.fullmatch(identifier)) or "://" in identifier
    return Keys(
        uri=_mark(_plain(description.uri)),
        page=_mark(_plain(next(iter(description.landing_pages), ""))),
        identifier=_mark(_plain(identifier)) if is_global else "",
        title=_mark("".join(description.title().split()).casefold()),
    )


def name_of(text: str) -> str:
    """What a source calls a record, as it is kept: one that is too long by its mark."""
    return text if len(text) <= _MAX_NAME else f"{text[:400]}…{_mark(text)}"


def host_of(url: str) -> str:
    """The host of an address, without `www.`; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_own(source_url: str, description: Description) -> bool:
    """Whether a record is the source's own: what it is, or its page, stands on the source's host."""
    host = host_of(source_url)
    told = (description.uri, *description.landing_pages)
    return bool(host) and any(host_of(url) == host for url in told if url)


def is_from_here(centre_url: str, description: Description, path: Collection[str]) -> bool:
    """Whether a dataset is this centre's own, or came through it, and was passed on by others."""
    here = _plain(centre_url)
    return here in {_plain(url) for url in path} or _plain(description.uri).startswith(
        f"{here}/id/dataset/"
    )


def check_source(*, schedule: str, grace_days: int, name: str) -> None:
    """Raise Invalid for what a source cannot have."""
    if not name.strip():
        raise Invalid("harvest.nameless", item="name")
    if schedule not in SCHEDULES:
        known = ", ".join(SCHEDULES)
        raise Invalid("harvest.unknown_schedule", item="schedule", schedule=schedule, known=known)
    if not 0 <= grace_days <= MAX_GRACE_DAYS:
        raise Invalid("harvest.wrong_grace", item="grace_days", most=MAX_GRACE_DAYS)


def check_move(
    deeds: dict[str, Move], deed: str, *, state: str, reason: str = ""
) -> Move:  # fmt: skip
    """The move of a deed. Raises Conflict where the state does not allow it, Invalid without a reason
    where one is needed."""
    move = deeds[deed]
    if state not in move.before:
        raise Conflict("harvest.wrong_state", deed=deed, state=state)
    if move.needs_reason and not reason.strip():
        raise Invalid("harvest.needs_reason", item="reason")
    return move


def can_move(deeds: dict[str, Move], deed: str, *, state: str) -> bool:
    """Whether the state allows a deed."""
    return state in deeds[deed].before


def next_run(schedule: str, *, source_id: str, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When a source is read after `at`: by night at a minute of its own, or so long after."""
    every = SCHEDULES[schedule]
    if every is None or every < timedelta(days=1):
        return at + every if every else None
    local = at.astimezone(zone)
    minute = int(_mark(source_id)[:6], 16) % _NIGHT_MINUTES
    begins = datetime.combine(local.date(), _NIGHT_BEGINS, zone) + timedelta(minutes=minute)
    following = begins if begins > local else begins + timedelta(days=1)
    return following + every - timedelta(days=1)


def next_try(n_failed: int, planned: datetime | None, *, at: datetime) -> datetime | None:
    """When a source that failed so often in a row is read again: soon at first, then as planned."""
    if planned is None or not 1 <= n_failed <= len(_PAUSES):
        return planned
    return min(planned, at + _PAUSES[n_failed - 1])


def told_after(schedule: str) -> int:
    """After how many failures in a row people are told of a source."""
    every = SCHEDULES[schedule]
    return TOLD_AFTER if every is None else max(TOLD_AFTER, TOLD_AFTER_AN // every)


def is_full_due(*, has_changes: bool, last_full_at: datetime | None, at: datetime) -> bool:
    """Whether a run reads everything, and not what changed alone."""
    return not has_changes or last_full_at is None or at - last_full_at >= FULL_EVERY


def are_many(n_gone: int, n_known: int) -> bool:
    """Whether so many records are gone at once that people should look."""
    return n_gone > MANY_GONE and n_gone > n_known * MANY_GONE_SHARE


def severity(trouble: Trouble) -> str:
    """How bad a trouble is: `error` where a record was left out, else what its code says."""
    if trouble.is_left_out:
        return "error"
    return str(catalogue().get(trouble.code, {}).get("severity", "warning"))


def _plain(url: str) -> str:
    """An address as addresses are compared: its scheme, `www.`, a slash at the end say nothing."""
    text = re.sub(r"^[a-z]+://(www\.)?", "", url.strip(), flags=re.IGNORECASE)
    host, slash, path = text.partition("#")[0].partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


def _mark(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest() if text else ""
