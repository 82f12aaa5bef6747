"""How often data changes: a unit and number of ours, and the words and lists of other catalogues."""

import re
from functools import cache
from typing import Any

from odms.definitions import document
from odms.standards import codes

LIST = "frequencies"

_PARTS = re.compile(r"P(?:T?)(\d+)([YMWDHS])")
# European codes without a duration that stand for one of ours of another name
_LIKE = {"NOT_PLANNED": "NEVER", "AS_NEEDED": "OTHER", "IRREG": "OTHER"}


def recognise(text: str) -> tuple[str, int | None]:
    """The unit (a code of `frequencies.yaml`) and how many of it; ("", None) where none is told.

    Understood are our codes and labels, the European list, Dublin Core's, ISO 19115's, ISO 8601
    durations, also repeating ones (`R/P3M`), and words of catalogues.
    """
    if not text:
        return "", None
    if unit := codes.recognise(LIST, text):
        return unit, _one(unit)
    found = _by_word().get(_folded(text))
    if found is None:
        return _of_duration(text)
    if duration := found.get("iso"):
        return _of_duration(duration)
    unit = codes.recognise(LIST, _LIKE.get(found["eu"], found["eu"])) or ""
    return unit, None


def european(unit: str, interval: int | None) -> str:
    """The address in the European list of frequencies for so many of a unit, or ""."""
    if (interval or 1) == 1:
        return codes.european(LIST, unit)
    told = duration(unit, interval)
    found = next((one["eu"] for one in document("often.yaml") if one.get("iso") == told), "")
    return codes.authority(codes.EUROPEAN[LIST], found) if found else ""


def duration(unit: str, interval: int | None) -> str:
    """ISO 8601 of so many of a unit (`P3M`), or ""."""
    found = codes.find(LIST, unit)
    if found is None or not found.iso:
        return ""
    parts = _PARTS.fullmatch(found.iso)
    if parts is None:
        return ""
    number = int(parts[1]) * (interval or 1)
    return f"{found.iso[: parts.start(1)]}{number}{parts[2]}"


def _of_duration(text: str) -> tuple[str, int | None]:
    """The largest unit of which a duration is a whole number."""
    told = text.upper().rpartition("/")[2]
    parts = _PARTS.fullmatch(told)
    if parts is None or int(parts[1]) == 0:
        return "", None
    found = [(one.code, n) for one in codes.options(LIST) if (n := _times(one.iso, told))]
    return min(found, key=lambda pair: pair[1], default=("", None))


def _times(unit: str, told: str) -> int:
    """How many of a unit a duration is; 0 where it is no whole number, or of another measure."""
    one, all_ = _PARTS.fullmatch(unit), _PARTS.fullmatch(told)
    if one is None or all_ is None or one[2] != all_[2] or ("T" in unit) != ("T" in told):
        return 0
    number, rest = divmod(int(all_[1]), int(one[1]))
    return 0 if rest or number > 999 else number


def _one(unit: str) -> int | None:
    found = codes.find(LIST, unit)
    return 1 if found and found.has_interval else None


@cache
def _by_word() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in document("often.yaml"):
        for word in (one["eu"], *one["words"]):
            found.setdefault(_folded(word), one)
    return found


def _folded(text: str) -> str:
    """The last part of an address, or the words; without case, blanks and hyphens."""
    last = re.split(r"[/#]", text.strip().rstrip("/"))[-1] if "://" in text else text
    return re.sub(r"[\s_\-–.]", "", last).casefold()
