"""Supply and demand in balance: shares of supply and demand, and wishes that nothing serves. Pure.

Formulas and weights stand in `definitions/<country>/balance.yaml`; `docs/explanation/
supply-and-demand.md` explains them with the example that the tests compute.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from odms.definitions import national
from odms.search import words

SIDES = ("supply", "demand")
BANDS = ("under", "even", "over", "none")
KINDS = ("theme", "agency", "province")

Counts = Mapping[str, float]  # by the code of a part

_DECIMALS = 6


@dataclass(frozen=True)
class Balance:
    """How one subject stands: its shares of all supply and of all demand, and of each part."""

    supply: float
    demand: float
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """By how much its share of demand is larger than that of supply."""
        return self.demand - self.supply

    @property
    def band(self) -> str:
        """One of BANDS."""
        return band(self.supply, self.demand)


@dataclass(frozen=True)
class Wish:
    """Words of people: a search in vain with how often it was made, or a request with its votes."""

    text: str
    n_searches: int = 0
    n_requests: int = 0
    n_votes: int = 0
    request: str = ""  # its identifier
    agency: str = ""  # the identifier of the one that was meant, if any
    # as it was said of a request: code of the theme, of the province, identifier of an entry
    theme: str = ""
    province: str = ""
    entry: str = ""

    @property
    def weight(self) -> int:
        """How much it counts: a request as `priority.yaml` weighs it against a search."""
        points = national("priority.yaml")["demand"]["points"]
        return int(
            points["n_requests"] * self.n_requests
            + points["n_votes"] * self.n_votes
            + points["n_failed_searches"] * self.n_searches
        )


@dataclass
class Group:
    """Wishes whose words are alike, under the words of the heaviest."""

    text: str
    tokens: frozenset[str]
    wishes: list[Wish] = field(default_factory=list)

    @property
    def weight(self) -> int:
        """How much all of it counts."""
        return sum(one.weight for one in self.wishes)

    def total(self, name: str) -> int:
        """The sum of a count of its wishes."""
        return sum(getattr(one, name) for one in self.wishes)


def shares(counts: Mapping[str, Counts], side: str) -> dict[str, dict[str, float]]:
    """The share of each subject of each part of a side; a part of which there is nothing is left out."""
    codes = [one["code"] for one in rules()["parts"] if one["side"] == side]
    found: dict[str, dict[str, float]] = {id: {} for id in counts}
    for code in codes:
        whole = sum(told.get(code, 0) for told in counts.values())
        for id, told in counts.items():
            if whole:
                found[id][code] = told.get(code, 0) / whole
    return found


def balances(counts: Mapping[str, Counts]) -> dict[str, Balance]:
    """How each of these subjects stands among them all: weighted means of their shares."""
    of_side = {side: shares(counts, side) for side in SIDES}
    return {
        id: Balance(
            supply=_mean(of_side["supply"][id]),
            demand=_mean(of_side["demand"][id]),
            parts={
                code: round(share, _DECIMALS)
                for side in SIDES
                for code, share in of_side[side][id].items()
            },
        )
        for id in counts
    }


def band(supply: float, demand: float) -> str:
    """Whether something is served under what is wanted, over it, evenly, or there is nothing."""
    limits = rules()["bands"]
    if not supply and not demand:
        return "none"
    if not supply or demand / supply >= limits["under"]:
        return "under"
    return "over" if demand / supply <= limits["over"] else "even"


@lru_cache(maxsize=100_000)
def tokens(text: str) -> frozenset[str]:
    """The words of a text by which it is like others: without little words and single letters."""
    found = words.tokens(words.normalise(text))
    told = {one for one in found if len(one) > 1 and one not in words.little_words()}
    return frozenset(told or found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The part of their words that two texts have in common, from 0 to 1 (Jaccard)."""
    return len(one & other) / len(one | other) if one and other else 0.0


def cover(asked: frozenset[str], thing: frozenset[str]) -> float:
    """The part of what is asked for that a thing names, from 0 to 1."""
    return len(asked & thing) / len(asked) if asked else 0.0


def group(wishes: Iterable[Wish]) -> list[Group]:
    """Wishes put together by their words, the heaviest first.

    Each joins the group that it is most like, if it is like enough, or begins one: so the outcome does
    not hang on the order in which they came.
    """
    found: list[Group] = []
    by_word: dict[str, list[int]] = {}
    for one in sorted(wishes, key=lambda one: (-one.weight, one.text)):
        asked = tokens(one.text)
        near = Counter(place for word in asked for place in by_word.get(word, ()))
        best = max(
            near, key=lambda place: (likeness(asked, found[place].tokens), -place), default=-1
        )
        if best >= 0 and likeness(asked, found[best].tokens) >= rules()["wishes"]["alike"]:
            found[best].wishes.append(one)
        elif asked:
            for word in asked:
                by_word.setdefault(word, []).append(len(found))
            found.append(Group(one.text, asked, [one]))
    return sorted(found, key=lambda one: (-one.weight, one.text))


class Shelf:
    """Things by the words of their titles, to be asked which of them could serve a group."""

    def __init__(self, titles: Iterable[tuple[str, str]]) -> None:
        self._tokens = {id: tokens(title) for id, title in titles}
        self._by_word: dict[str, set[str]] = {}
        for id, found in self._tokens.items():
            for word in found:
                self._by_word.setdefault(word, set()).add(id)

    def serving(self, asked: frozenset[str]) -> list[tuple[str, float]]:
        """The things that name enough of what is asked for, the best first; the shorter of two alike."""
        near = {id for word in asked for id in self._by_word.get(word, ())}
        told = [(id, cover(asked, self._tokens[id])) for id in near]
        enough = [(id, n) for id, n in told if n >= rules()["wishes"]["serves"]]
        return sorted(enough, key=lambda one: (-one[1], len(self._tokens[one[0]]), one[0]))


class Subjects:
    """Themes by the words of what stands under them, to be asked under which something unknown would.

    Each word of a text, and each word inside a compound, votes for the themes of the things that have
    it: for each by the part of those things that is its own, and the more the rarer the word is.
    """

    def __init__(self, things: Iterable[tuple[str, str]]) -> None:
        self._of_word: dict[str, Counter[str]] = {}
        self._n = 0
        for theme, text in things:
            self._n += 1
            for word in _all_words(text):
                self._of_word.setdefault(word, Counter())[theme] += 1

    def theme_of(self, text: str) -> str:
        """The theme with most votes; empty where no word of the text stands anywhere."""
        votes: dict[str, float] = {}
        for word in _all_words(text):
            of = self._of_word.get(word, Counter())
            n = of.total()
            for theme, m in of.items():
                votes[theme] = votes.get(theme, 0.0) + m / n * math.log1p(self._n / n)
        return max(votes, key=lambda theme: (votes[theme], theme), default="")


@lru_cache(maxsize=100_000)
def _all_words(text: str) -> frozenset[str]:
    """The words of a text with those inside them."""
    found = tokens(text)
    return found | {part for word in found for part in words.parts(word) if len(part) > 1}


@cache
def rules() -> dict[str, Any]:
    """Parts, weights and limits of the country in use."""
    found: dict[str, Any] = national("balance.yaml")
    return found


def _mean(of: Mapping[str, float]) -> float:
    weights = {one["code"]: one["weight"] for one in rules()["parts"]}
    whole = sum(weights[code] for code in of)
    told = sum(weights[code] * share for code, share in of.items())
    return round(told / whole, _DECIMALS) if whole else 0.0
