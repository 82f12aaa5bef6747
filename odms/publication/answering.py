"""The sixteen processes as they are declared, and what an answer to one is. Pure.

Three answers stand beside each other: what the system computed, what somebody declared and what
another person verified, each with its date, who gave it, and the hash of what it says.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

import orjson

from odms.definitions import document
from odms.errors import Absent, Forbidden, Invalid

FRAMEWORK = "odms-2565"

SUBJECTS = ("agency", "dataset")

# sides that a person gives; the third, computed, is the system's
SIDES = ("declared", "verified")

# how far a process is done; `none`: it does not bind this subject
ANSWERS = ("yes", "partly", "no", "none")


@dataclass(frozen=True)
class Process:
    """A process as `definitions/processes/` declares it; `words` are all its words by language."""

    code: str
    number: int
    level: str
    names: Mapping[str, str]
    short: Mapping[str, str]
    needs: tuple[str, ...]
    gate: str
    sees: Mapping[str, str]
    asks: Mapping[str, str]
    declares: tuple[str, ...]
    verifies: tuple[str, ...]
    review_months: int


@dataclass(frozen=True)
class Found:
    """What was computed of a process: `have` of `of` things hold, the sentence `code` says it."""

    answer: str
    code: str
    have: int = 0
    of: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The answer as it is kept."""
        return {
            "answer": self.answer,
            "code": self.code,
            "have": self.have,
            "of": self.of,
            "facts": dict(self.facts),
        }


@cache
def processes() -> dict[str, Process]:
    """Every process by its code, in the order of the framework."""
    declared = document(f"processes/{FRAMEWORK}.yaml")["processes"]
    return {one["code"]: _process(one) for one in declared}


def get_process(code: str) -> Process:
    """The process with this code. Raises Absent."""
    if code not in processes():
        raise Absent("publication.no_such_process", process=code)
    return processes()[code]


# how a process stands, all three answers together: done, done in part, said but not seen, missing, or
# not asked of this subject
STATES = ("done", "partly", "said", "missing", "none")


def state(computed: str, declared: str = "", verified: str = "") -> str:
    """How a process stands. What somebody verified outweighs what was computed, and what is only
    declared is told as such."""
    if computed == "none":
        return "none"
    if verified == "no":
        return "missing"
    if "yes" in (computed, verified):
        return "done"
    if computed == "partly":
        return "partly"
    return "said" if declared in ("yes", "partly") else "missing"


def share(have: int, of: int) -> str:
    """The answer of a count: all is `yes`, some `partly`, nothing `no`."""
    if of and have >= of:
        return "yes"
    return "partly" if have else "no"


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of canonical JSON, as the ledger's."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def answer_digest(
    *,
    process: str,
    subject: tuple[str, str],
    side: str,
    answer: str,
    facts: Mapping[str, Any],
    by: str,
    at: datetime,
) -> str:
    """The hash of one answer: what it says, of what, by whom and when."""
    return digest(
        {
            "process": process,
            "subject": list(subject),
            "side": side,
            "answer": answer,
            "facts": facts,
            "by": by,
            "at": _moment(at),
        }
    )


@lru_cache(maxsize=8)  # one computing gives thousands of answers at one moment
def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def check_answer(process: Process, *, level: str, side: str, answer: str) -> None:
    """Raise Invalid unless such an answer can be given to a process."""
    if level != process.level:
        raise Invalid("publication.wrong_level", process=process.code, level=process.level)
    if answer not in ANSWERS:
        raise Invalid("publication.no_such_answer", answer=answer, known=", ".join(ANSWERS))
    if side not in SIDES or (side == "verified" and not process.verifies):
        raise Invalid("publication.not_verified_by_people", process=process.code)


def check_by_another(*, person_id: str, declared_by_id: str | None) -> None:
    """Raise Forbidden where somebody would verify what they declared, Invalid where nobody did."""
    if declared_by_id is None:
        raise Invalid("publication.nothing_declared")
    if person_id == declared_by_id:
        raise Forbidden("publication.second_pair_of_eyes")


def review_date(given: date, months: int) -> date:
    """The day so many months later, the last of its month where there is no such day."""
    years, month = divmod(given.month - 1 + months, 12)
    for day in (given.day, 30, 29, 28):
        try:
            return date(given.year + years, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _process(one: Mapping[str, Any]) -> Process:
    return Process(
        code=one["code"],
        number=one["number"],
        level=one["level"],
        names={language: one[language] for language in ("th", "en")},
        short=one["short"],
        needs=tuple(one["needs"]),
        gate=one.get("gate", ""),
        sees=one["sees"],
        asks=one["asks"],
        declares=tuple(one["declares"]),
        verifies=tuple(one["verifies"]),
        review_months=one["review_months"],
    )
