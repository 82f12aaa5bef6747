"""Means and shares with their 95 % intervals, and the bands of means. Pure.

Means: Student's t with n - 1 degrees of freedom. Shares: Wilson's score interval. Weighted ones: the
same with Kish's effective number of answers, (Σw)² / Σw², in place of n.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from odms.definitions import national

Z = NormalDist().inv_cdf(0.975)

LOWEST, HIGHEST = 1.0, 5.0  # the ends of the scale of marks


@dataclass(frozen=True)
class Estimate:
    """A mean or a share of `n` answers, with the ends of its 95 % interval.

    `n_effective` is n where nothing was weighted.
    """

    n: int
    value: float
    low: float
    high: float
    n_effective: float


def mean_of(
    values: Sequence[float], weights: Sequence[float] | None = None, *, is_mark: bool = True
) -> Estimate | None:
    """The mean of values; None without any. The interval of marks ends where their scale does."""
    if not values:
        return None
    weights = weights or [1.0] * len(values)
    total = math.fsum(weights)
    mean = math.fsum(w * x for w, x in zip(weights, values, strict=True)) / total
    n_effective = total * total / math.fsum(w * w for w in weights)
    half = _half(values, weights, mean, n_effective)
    low, high = mean - half, mean + half
    if is_mark:
        low, high = max(low, LOWEST), min(high, HIGHEST)
    return Estimate(len(values), mean, low, high, n_effective)


def share_of(n: int, of: int) -> Estimate:
    """The share of `n` among `of` answers."""
    return share(n / of, n, of)


def share(value: float, n: int, n_effective: float) -> Estimate:
    """A share, weighted or not, with Wilson's interval. Source: Wilson (1927)."""
    z2 = Z * Z / n_effective
    middle = (value + z2 / 2) / (1 + z2)
    half = Z / (1 + z2) * math.sqrt(value * (1 - value) / n_effective + z2 / (4 * n_effective))
    return Estimate(n, value, max(middle - half, 0.0), min(middle + half, 1.0), n_effective)


def band_of(mean: float) -> dict[str, Any]:
    """The band of a mean as it is printed, with two decimals: `code`, `from`, `th`, `en`.

    Bands hold their lower end and not their upper one.
    """
    bands: list[dict[str, Any]] = national("questionnaire.yaml")["bands"]
    return next(one for one in bands if round(mean, 2) >= one["from"])


def t_quantile(degrees: float) -> float:
    """What 97.5 % of Student's t lie below, right to three decimals from 4 degrees of freedom on.

    Source: Abramowitz and Stegun, 26.7.5.
    """
    z, v = Z, degrees
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )


def _half(
    values: Sequence[float], weights: Sequence[float], mean: float, n_effective: float
) -> float:
    """Half the width of the interval; that of one answer alone is the whole scale."""
    if n_effective <= 1.0:
        return HIGHEST - LOWEST
    squares = math.fsum(w * (x - mean) ** 2 for w, x in zip(weights, values, strict=True))
    variance = squares / math.fsum(weights) * n_effective / (n_effective - 1)
    return t_quantile(n_effective - 1) * math.sqrt(variance / n_effective)
