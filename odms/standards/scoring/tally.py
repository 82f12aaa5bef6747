"""Marks added up: what an agency, a source or a centre has, kept so that one mark can be taken out again.

Points are counted in whole tenths, for sums of fractions do not come back to nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from odms.standards.scoring.mark import Lacking, Mark, band

_TENTHS = 10


@dataclass
class Tally:
    """The marks of `n` things in one framework. `lacking` has, by metric: how many things lack it, the
    points that they lack, the minutes to mend them all."""

    n: int = 0
    n_whole: int = 0
    points: int = 0
    of: int = 0
    dimensions: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, list[int]] = field(default_factory=dict)

    def add(self, mark: Mark) -> None:
        """Count a mark."""
        self._count(mark, 1)
        self.of = mark.of

    def take_out(self, mark: Mark) -> None:
        """Count a mark no more that was counted."""
        self._count(mark, -1)

    def include(self, other: "Tally") -> None:
        """Count all that another counted, what it took out as well."""
        self.n, self.n_whole = self.n + other.n, self.n_whole + other.n_whole
        self.points, self.of = self.points + other.points, other.of or self.of
        for name, sum_ in other.dimensions.items():
            self.dimensions[name] = self.dimensions.get(name, 0) + sum_
        for code, sums in other.lacking.items():
            self._lack(code, sums)

    def mean(self, framework: str, bands: Iterable[Mapping[str, Any]]) -> Mark | None:
        """The mark of all together: the mean of their points; None of none.

        A point that is lacking counts as the share of things that lack it. Without bands the points
        are the grade.
        """
        if not self.n:
            return None
        points = self._mean(self.points)
        told = list(bands)
        return Mark(
            framework=framework,
            points=points,
            of=self.of,
            grade=band(told, points) if told else f"{points:g}",
            dimensions={name: self._mean(sum_) for name, sum_ in self.dimensions.items()},
            lacking=tuple(
                Lacking(code, self._mean(sum_), minutes)
                for code, (_, sum_, minutes) in self.lacking.items()
            ),
            is_whole=self.n_whole == self.n,
        )

    def to_dict(self) -> dict[str, Any]:
        """The sums for JSON."""
        return asdict(self)

    def _mean(self, sum_: int) -> float:
        return round(sum_ / _TENTHS / self.n, 1)

    def _count(self, mark: Mark, sign: int) -> None:
        self.n += sign
        self.n_whole += sign * mark.is_whole
        self.points += sign * _tenths(mark.points)
        for name, points in mark.dimensions.items():
            self.dimensions[name] = self.dimensions.get(name, 0) + sign * _tenths(points)
        for one in mark.lacking:
            self._lack(one.code, (sign, sign * _tenths(one.points), sign * one.minutes))

    def _lack(self, code: str, more: Sequence[int]) -> None:
        sums = [a + b for a, b in zip(self.lacking.get(code, (0, 0, 0)), more, strict=True)]
        if any(sums):
            self.lacking[code] = sums
        else:
            self.lacking.pop(code, None)


def together(marks: Iterable[Mark], bands: Iterable[Mapping[str, Any]]) -> Mark | None:
    """The mark of many things, as `Tally.mean` has it; None of none."""
    tally, framework = Tally(), ""
    for mark in marks:
        framework = mark.framework
        tally.add(mark)
    return tally.mean(framework, bands)


def _tenths(points: float) -> int:
    return round(points * _TENTHS)
