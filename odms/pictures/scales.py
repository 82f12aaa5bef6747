"""Scales: round steps for axes and for the classes of a map."""

import math
from bisect import bisect_left
from collections.abc import Sequence

N_CLASSES = 5


def round_step(span: float, n_steps: int) -> float:
    """The smallest step of 1, 2, 2.5 or 5 times a power of ten that covers `span` in `n_steps`."""
    if span <= 0:
        return 1.0
    rough = span / n_steps
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.9999)


def class_edges(values: Sequence[float]) -> list[float]:
    """Four round edges that part `values` into five classes; fewer where they are all alike.

    The edges stand a round step apart. Where that would leave most values in one class, as with
    populations, the edges are the rounded quintiles instead.
    """
    if not values:
        return []
    ordered = sorted(values)
    low, high = ordered[0], ordered[-1]
    if low == high:
        return []
    step = round_step(high - low, N_CLASSES)
    start = math.floor(low / step) * step
    even = [tidy(start + step * n) for n in range(1, N_CLASSES)]
    crowd = max(_members(ordered, even))
    if crowd <= 0.6 * len(ordered):
        return even
    fifths = [ordered[len(ordered) * n // N_CLASSES] for n in range(1, N_CLASSES)]
    return sorted({_rounded(value) for value in fifths})


def class_of(value: float, edges: Sequence[float]) -> int:
    """The class of a value, from 1: values up to the first edge are 1."""
    return bisect_left(edges, value) + 1


def tidy(value: float) -> float:
    """A value without the dust of binary fractions."""
    return float(f"{value:.10g}")


def _members(ordered: Sequence[float], edges: Sequence[float]) -> list[int]:
    counts = [0] * (len(edges) + 1)
    for value in ordered:
        counts[class_of(value, edges) - 1] += 1
    return counts


def _rounded(value: float) -> float:
    """A value to two digits that count."""
    return float(f"{value:.2g}")
