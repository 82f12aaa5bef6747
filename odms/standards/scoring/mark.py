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


def band(bands: Iterable[Mapping[str, Any]], points: float) -> str:
    """The code of the first band that the points reach; the bands stand from the highest down."""
    return next(str(one["code"]) for one in bands if points >= one["from"])


def together(marks: Iterable[Mark], bands: Iterable[Mapping[str, Any]]) -> Mark | None:
    """The mark of many things: the mean of their points, and what most of them lack; None of none.

    A point that is lacking counts as the share of things that lack it.
    """
    found = list(marks)
    if not found:
        return None
    first, n = found[0], len(found)
    names = dict.fromkeys(name for mark in found for name in mark.dimensions)
    lacks: dict[str, list[Lacking]] = {}
    for mark in found:
        for one in mark.lacking:
            lacks.setdefault(one.code, []).append(one)
    points = round(sum(mark.points for mark in found) / n, 1)
    return Mark(
        framework=first.framework,
        points=points,
        of=first.of,
        grade=band(bands, points),
        dimensions={
            name: round(sum(mark.dimensions.get(name, 0) for mark in found) / n, 1)
            for name in names
        },
        lacking=tuple(
            Lacking(
                code, round(sum(one.points for one in some) / n, 1), some[0].minutes * len(some)
            )
            for code, some in lacks.items()
        ),
        is_whole=all(mark.is_whole for mark in found),
    )


def cheapest(mark: Mark, n: int = 3) -> list[Lacking]:
    """The next points that cost the least work each, the cheapest first."""
    told = [one for one in mark.lacking if one.points > 0]
    return sorted(told, key=lambda one: (one.minutes / one.points, -one.points, one.code))[:n]
