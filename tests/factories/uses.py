"""Uses written by hand, and the slow plain twin that counts them one by one."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from odms.usage import events, journal
from odms.usage.journal import Use
from odms.usage.rules import INVESTIGATIONS, PEOPLES, REQUESTS, Visit

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DAY = "2026-11-23"

# as `events.OF_DATASETS` says
Row = tuple[Any, ...]


def visit(n: int = 0, agent: str = BROWSER, **more: Any) -> Visit:
    """A visit of the visitor of this number."""
    given = {"address": f"/datasets/{n}", "agent": agent, "remote": f"192.0.2.{n}"} | more
    return Visit(**given)


def use(at: int, user: int = 1, address: int = 1, dataset: str = "d1", **more: Any) -> Use:
    """A use so many seconds after midnight."""
    given = {"day": DAY, "kind": "view", "agency_id": "a1", "channel": "portal",
             "access": "regular", "status": 200, "words": ""} | more  # fmt: skip
    return Use(at=at, hour=at // 3600 % 24, user=user, address=address, dataset_id=dataset, **given)


def read(path: Path) -> list[Use]:
    """The lines of a file of the journal."""
    kinds = Use.__annotations__.values()
    lines = (line.split("\t") for line in path.read_text().splitlines())
    return [Use(*(kind(text) for kind, text in zip(kinds, line, strict=True))) for line in lines]


def count(folder: Path, uses: Iterable[Use]) -> list[Row]:
    """The uses of a day, taken through the journal and counted as the house does."""
    for one in uses:
        journal.append(folder, one)
    with events.staged(folder, journal.seal(folder)) as days:
        for day, new in days.items():
            events.merge(folder, events.HERE, day, new)
            with events.counted(folder, events.HERE, day, new) as counts:
                return list(counts.of_datasets())
    return []


def count_slowly(uses: Iterable[Use]) -> list[Row]:
    """The same by the words of the Code: of two clicks on the same within 30 seconds the first is
    removed, and so on; a session is a user in an hour."""
    clicks: dict[Any, list[Use]] = defaultdict(list)
    for one in uses:
        if one.status in (200, 304):
            clicks[one.user, one.address, one.dataset_id].append(one)
    kept = []
    for same in clicks.values():
        same.sort(key=lambda one: one.at)
        for one, following in zip(same, [*same[1:], None], strict=True):
            if following is None or following.at - one.at > 30:
                kept.append(one)
    groups: dict[Any, list[Use]] = defaultdict(list)
    for one in kept:
        if one.dataset_id and one.access in PEOPLES:
            groups[one.agency_id, one.dataset_id].append(one)
    return [(*key, *_figures(groups[key])) for key in sorted(groups)]


def _figures(uses: list[Use]) -> Row:
    by_kind = [sum(one.kind == kind for one in uses) for kind in INVESTIGATIONS]
    machine = [one for one in uses if one.access == "machine"]
    requests = [one for one in machine if one.kind in REQUESTS]
    return (
        *by_kind,
        _n_sessions(uses),
        _n_sessions([one for one in uses if one.kind in REQUESTS]),
        *(len(machine), _n_sessions(machine)),
        *(len(requests), _n_sessions(requests)),
    )


def _n_sessions(uses: list[Use]) -> int:
    """How many users in how many hours; somebody who reads with a browser and by a program is two."""
    return len({(one.access, one.user, one.hour) for one in uses})
