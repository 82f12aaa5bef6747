"""From measures to points: dimensions, the whole, its band, and what would raise it most cheaply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from odms.definitions import national
from odms.engine.quality.facts import Circumstances, Facts
from odms.engine.quality.measures import MEASURES, Found, Place

_PLACES_TOLD = 5


@dataclass(frozen=True)
class Measure:
    """One measure as it came out; `found` is None where it was not measured."""

    code: str
    declared: Mapping[str, Any]
    found: Found | None

    @property
    def points(self) -> float | None:
        """0 to 100."""
        return None if self.found is None else 100 * self.found.value

    def to_json(self) -> dict[str, Any]:
        """The measure with its derivation."""
        told = self.declared
        found = self.found
        return {
            "code": self.code,
            "dimension": told["dimension"],
            "name": _words(told, ""),
            "formula": _words(told, "formula_") | {"math": told["math"]},
            "inputs": list(told["inputs"]),
            "from": told["from"],
            "weight": told["weight"],
            "points": _rounded(self.points),
            "good": None if found is None else _rounded(found.good),
            "of": None if found is None else _rounded(found.of),
            "places": [_place(one) for one in found.places[:_PLACES_TOLD]] if found else [],
            "n_places": len(found.places) if found else 0,
        }


@dataclass(frozen=True)
class Dimension:
    """One of the six: the weighted mean of what was measured of it, 0 to 100, or None."""

    code: str
    declared: Mapping[str, Any]
    measures: tuple[Measure, ...]

    @property
    def points(self) -> float | None:
        """0 to 100."""
        known = [(m.declared["weight"], m.points) for m in self.measures if m.points is not None]
        return _mean(known)

    @property
    def measured(self) -> float:
        """The part of its weight that was measured, 0 to 1."""
        known = sum(m.declared["weight"] for m in self.measures if m.found is not None)
        return float(known / sum(m.declared["weight"] for m in self.measures))

    def to_json(self) -> dict[str, Any]:
        """The dimension with its measures."""
        return {
            "code": self.code,
            "name": _words(self.declared, ""),
            "about": _words(self.declared, "about_"),
            "weight": self.declared["weight"],
            "points": _rounded(self.points),
            "measured": _rounded(self.measured),
            "measures": [measure.to_json() for measure in self.measures],
        }


@dataclass(frozen=True)
class Step:
    """Something to mend: the points that the whole would gain, and the minutes we think it takes."""

    measure: Measure
    gain: float
    minutes: float

    def to_json(self) -> dict[str, Any]:
        """The step with its words and places."""
        found = self.measure.found
        places = found.places if found else ()
        return {
            "measure": self.measure.code,
            "dimension": self.measure.declared["dimension"],
            "mend": _words(self.measure.declared, "mend_"),
            "gain": _rounded(self.gain),
            "minutes": _rounded(self.minutes),
            "places": [_place(one) for one in places[:_PLACES_TOLD]],
        }


@dataclass(frozen=True)
class Quality:
    """The six dimensions of a file, and the whole of what was measured."""

    dimensions: tuple[Dimension, ...]

    @property
    def points(self) -> float | None:
        """The weighted mean of the dimensions that were measured, 0 to 100."""
        known = [
            (d.declared["weight"], points)
            for d in self.dimensions
            if (points := d.points) is not None
        ]
        return _mean(known)

    @property
    def measured(self) -> float:
        """The part of all weight that was measured, 0 to 1."""
        known = sum(d.declared["weight"] * d.measured for d in self.dimensions)
        return float(known / sum(d.declared["weight"] for d in self.dimensions))

    @property
    def band(self) -> Mapping[str, Any] | None:
        """The band of the points; None where too little was measured to say so."""
        points, rules = self.points, national("quality.yaml")
        if points is None or self.measured < rules["least_measured"]:
            return None
        bands: list[Mapping[str, Any]] = rules["bands"]
        return next(band for band in bands if points >= band["least"])

    def steps(self) -> list[Step]:
        """What could be mended, the most points for a minute first."""
        known = [d for d in self.dimensions if d.points is not None]
        whole = sum(d.declared["weight"] for d in known)
        steps = [step for d in known for step in _steps(d, d.declared["weight"] / whole)]
        return sorted(steps, key=lambda step: (-step.gain / step.minutes, step.measure.code))

    def to_json(self) -> dict[str, Any]:
        """Points, band, dimensions with measures and derivation, and the next steps."""
        band = self.band
        return {
            "points": _rounded(self.points),
            "measured": _rounded(self.measured),
            "band": band and {"code": band["code"], "name": _words(band, "")},
            "dimensions": [dimension.to_json() for dimension in self.dimensions],
            "next": [step.to_json() for step in self.steps()],
        }


def assess(
    report: Mapping[str, Any],
    profiles: Sequence[Mapping[str, Any]],
    around: Circumstances | None = None,
) -> Quality:
    """The quality of a file: its published report, the profiles of its tables, circumstances."""
    facts = Facts(report, profiles, around or Circumstances())
    rules = national("quality.yaml")
    measures = [
        Measure(code, declared, MEASURES[code](facts, declared))
        for code, declared in rules["measures"].items()
    ]
    return Quality(
        tuple(
            Dimension(code, declared, tuple(m for m in measures if m.declared["dimension"] == code))
            for code, declared in rules["dimensions"].items()
        )
    )


def _steps(dimension: Dimension, share: float) -> list[Step]:
    """What could be mended in a dimension that makes up `share` of the whole."""
    known = [measure for measure in dimension.measures if measure.found is not None]
    weight = sum(measure.declared["weight"] for measure in known)
    steps = []
    for measure in known:
        lack = 100 - (measure.points or 0)
        if lack > 0:
            gain = lack * share * measure.declared["weight"] / weight
            steps.append(Step(measure, gain, _minutes(measure)))
    return steps


def _minutes(measure: Measure) -> float:
    told, found = measure.declared["minutes"], measure.found
    n = sum(n for *_, n in found.places) if found else 0
    return max(1.0, float(told["fixed"] + told["each"] * n))


def _mean(known: list[tuple[float, float]]) -> float | None:
    """The weighted mean of pairs of weight and points; None of none."""
    weight = sum(weight for weight, _ in known)
    return sum(weight * points for weight, points in known) / weight if weight else None


def _words(declared: Mapping[str, Any], prefix: str) -> dict[str, str]:
    return {language: declared[f"{prefix}{language}"] for language in ("th", "en")}


def _place(place: Place) -> dict[str, Any]:
    table, column, n = place
    return {"table": table, "column": column, "n": n}


def _rounded(x: float | None) -> float | None:
    return None if x is None else round(x, 4)
