"""The list of state agencies: which entry an organisation's name means.

Names are compared as people hear them: without blanks, zero-width signs and the words that are
written or left out at will, and with a few letters' difference.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from odms.definitions import national, national_table

# one slip of the pen for so many letters
_LETTERS_A_SLIP = 8
_MOST_SLIPS = 3
_IGNORED = re.compile(r"[\s\u200b-\u200d\ufeff.,()“”\"'ฯ-]+")


@dataclass(frozen=True)
class Listed:
    """A state agency of the list; `parent` is the code of the one above, or empty."""

    code: str
    name_th: str
    name_en: str
    kind: str
    parent: str


@dataclass(frozen=True)
class Match:
    """An entry that a name may mean, and by how many letters they differ."""

    listed: Listed
    n_slips: int


@cache
def register() -> dict[str, Listed]:
    """Every state agency of the country's list, by code."""
    return {row["code"]: Listed(**row) for row in national_table("state_agencies.csv")}


def matches(name: str, *, limit: int = 5) -> list[Match]:
    """The entries that a Thai or English name may mean, nearest first; none where none is near."""
    wanted = plain(name)
    if not wanted:
        return []
    found = [
        Match(register()[code], slips)
        for code, names in _plain_names().items()
        if (slips := min(_slips(wanted, one) for one in names)) <= _allowed(wanted)
    ]
    return sorted(found, key=lambda match: (match.n_slips, match.listed.code))[:limit]


def plain(name: str) -> str:
    """A name as it is compared: one spelling of sara am, short forms written out, no ornaments."""
    text = unicodedata.normalize("NFC", name).replace("\u0e4d\u0e32", "\u0e33").casefold()
    text = re.sub(r"\s+", " ", text.translate(_digits())).strip()
    for short, full in _words()["written_out"].items():
        text = re.sub(short, full, text)
    for word in _words()["left_out"]:
        text = text.replace(word.casefold(), "")
    return _IGNORED.sub("", text)


@cache
def _plain_names() -> dict[str, tuple[str, ...]]:
    return {
        code: tuple(plain(name) for name in (one.name_th, one.name_en) if name)
        for code, one in register().items()
    }


def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = national("agency_names.yaml")
    return found


def _digits() -> dict[int, int | str]:
    return str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def _allowed(name: str) -> int:
    return min(len(name) // _LETTERS_A_SLIP, _MOST_SLIPS)


def _slips(one: str, other: str) -> int:
    """By how many letters two names differ (Levenshtein); beyond the most that matters, more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > _MOST_SLIPS or _n_foreign(one, other) > _MOST_SLIPS:
        return _MOST_SLIPS + 1
    before = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, mark in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != mark)))
        if min(row) > _MOST_SLIPS:
            return _MOST_SLIPS + 1
        before = row
    return before[-1]


def _n_foreign(one: str, other: str) -> int:
    """How many letters of one name the other lacks: each is a slip, and counting them is quick."""
    return (Counter(one) - Counter(other)).total()
