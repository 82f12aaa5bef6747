"""Which titles ask for the same: by the letters that follow each other, whatever the language. Pure."""

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

# from this likeness on a title is shown; 1 is the same
LEAST = 0.34

_LENGTH = 3

Key = TypeVar("Key")


def alike(title: str, others: Iterable[tuple[Key, str]], *, most: int = 5) -> list[Key]:
    """The keys of the titles that are like this one, the most alike first."""
    wanted = _pieces(title)
    marked = [(_likeness(wanted, _pieces(text)), key) for key, text in others]
    near = sorted((one for one in marked if one[0] >= LEAST), key=lambda one: -one[0])
    return [key for _, key in near[:most]]


def _likeness(one: set[str], other: set[str]) -> float:
    """What two titles share, of all that both say (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _pieces(text: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(c for c in folded if unicodedata.category(c)[0] in "LMN")
    return {letters[i : i + _LENGTH] for i in range(len(letters) - _LENGTH + 1)}
