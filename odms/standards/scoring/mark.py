"""A mark: the points that something has of those it could have, and what it would take to get more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Seen:
    """What was last seen of an address: whether it answered, and of a table whether it is valid.

    `n_errors` are the faults that the engine found in the file, None where it was not read.
    """

    answers: bool
    n_errors: int | None = None


@dataclass(frozen=True)
class Lacking:
    """Points that are not there: the metric's code, how many they are, minutes to mend it."""

    code: str
    points: float
    minutes: int


@dataclass(frozen=True)
class Mark:
    """`points` of `of` in a framework, its band, the points by dimension, and what is lacking.

    `is_whole` is False where something could not be asked yet, such as a link never checked.
    """

    framework: str
    points: float
    of: int
    grade: str
    dimensions: Mapping[str, float] = field(default_factory=dict)
    lacking: tuple[Lacking, ...] = ()
    is_whole: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The mark for JSON."""
        return {
            "framework": self.framework,
            "points": self.points,
            "of": self.of,
            "grade": self.grade,
            "dimensions": dict(self.dimensions),
            "lacking": [[one.code, one.points, one.minutes] for one in self.lacking],
            "is_whole": self.is_whole,
        }


def from_dict(told: Mapping[str, Any]) -> Mark:
    """The mark that `to_dict` wrote."""
    lacking = tuple(Lacking(*one) for one in told["lacking"])
    return Mark(**{**told, "lacking": lacking})


def band(bands: Iterable[Mapping[str, Any]], points: float) -> str:
    """The code of the first band that the points reach; the bands stand from the highest down."""
    return next(str(one["code"]) for one in bands if points >= one["from"])


def cheapest(mark: Mark, n: int = 3) -> list[Lacking]:
    """The next points that cost the least work each, the cheapest first."""
    told = [one for one in mark.lacking if one.points > 0]
    return sorted(told, key=lambda one: (one.minutes / one.points, -one.points, one.code))[:n]
