"""What a recogniser of personal data is, and what all of them need.

Each kind has a module of its own: the signs that are counted over a column's different values (SQL
conditions on `x`, the cleaned text with Arabic digits), the judgement of those counts, and test
values. Patterns and words are the country's, in `personal_data.yaml`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from odms.definitions import national
from odms.engine.column import Personal
from odms.engine.meanings.meaning import Candidate, Meaning, meanings

# Fewer different values than this are no proof by themselves.
FEW = 5


@dataclass(frozen=True)
class Samples:
    """Texts that are of a kind, and texts that look like it and are not."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recogniser:
    """One kind of personal data: `about` says in a sentence of each language how it is told.

    `tell` judges a column by itself, None where only the table around it can (`beside`).
    `facts` are worked out once for each value, `signs` are conditions on them and are counted.
    `cells` are held against the sign `sign`, `headers` against the words for the kind.
    """

    kind: str
    about: dict[str, str]
    tell: Callable[[Candidate], Meaning | None] | None = None
    facts: Callable[[], dict[str, str]] = dict
    signs: Callable[[], dict[str, str]] = dict
    sign: str = ""
    cells: Samples = Samples()
    headers: Samples = Samples()


def told(kind: str) -> Any:
    """The country's patterns and shares of a kind."""
    return national("personal_data.yaml")[kind]


def is_code(c: Candidate) -> bool:
    """Whether the column's name speaks of a code, which may look like anything."""
    return re.search(national("header_words.yaml")["code"], c.name, re.IGNORECASE) is not None


def spot(c: Candidate, kind: str, n: int, verdict: str, how: str, *basis: str) -> Personal:
    """Personal data in `n` rows of a column; `basis` are the grounds, see `Personal`."""
    is_sensitive = bool(meanings()[kind].get("is_sensitive"))
    share = round(n / c.signs.n, 4) if c.signs.n else 0.0
    return Personal(kind, n, share, verdict, how, basis, is_sensitive)


def percent(share: float, words: str) -> str:
    """A share as it is told: `97% match the pattern`."""
    return f"{share:.0%} {words}"
