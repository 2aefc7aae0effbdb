"""How sure a rate is, and whether two rates, counts or amounts differ: Wilson, Newcombe, Poisson, compound Poisson.

Where many are compared at once, some differ by chance: `z_for` keeps any false alarm rare for one sentence,
`benjamini_hochberg` keeps the false ones a small share of those that a whole table calls clear.

Sources: Wilson 1927, JASA 22:209; Newcombe 1998, Statistics in Medicine 17:873, method 10; Benjamini and Hochberg
1995, JRSS B 57:289.
"""

from __future__ import annotations

from enum import StrEnum
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, ndtr

Floats = npt.NDArray[np.float64]

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""

ENOUGH = 10
"""Below so many in a denominator, nothing is said."""


class Verdict(StrEnum):
    """What may be said of two numbers."""

    HIGHER = "clearly higher"
    LOWER = "clearly lower"
    UNCLEAR = "no clear difference"
    TOO_FEW = "too few to say"
    TOO_YOUNG = "too young to compare"


def wilson(successes: npt.ArrayLike, trials: npt.ArrayLike, *, z: npt.ArrayLike = Z95) -> tuple[Floats, Floats]:
    """The 95 % score interval of each rate `successes ÷ trials`, both ends in 0…1; missing where `trials` is 0.

    successes, trials: numbers or arrays of the same shape. z: another point for other confidence (`z_for`), or one
    for each.
    Returns (low, high) of that shape.

    >>> low, high = wilson(152, 1141)
    >>> round(float(low), 4), round(float(high), 4)
    (0.1147, 0.1542)
    """
    k, n, z = (np.asarray(a, float) for a in (successes, trials, z))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / n
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    empty = n == 0
    low = np.where(k == 0, 0.0, np.clip(centre - half, 0, 1))
    high = np.where(k == n, 1.0, np.clip(centre + half, 0, 1))
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def z_for(comparisons: int) -> float:
    """The point that keeps the chance of any false alarm among so many comparisons under 5 % (Bonferroni)."""
    return NormalDist().inv_cdf(1 - 0.025 / max(comparisons, 1))


def newcombe(
    k1: npt.ArrayLike, n1: npt.ArrayLike, k2: npt.ArrayLike, n2: npt.ArrayLike, *, z: npt.ArrayLike = Z95
) -> tuple[Floats, Floats]:
    """The 95 % interval of the difference `k1 ÷ n1 − k2 ÷ n2` of two independent rates.

    Returns (low, high), in −1…1; missing where either rate is.
    """
    k1, n1, k2, n2 = (np.asarray(a, float) for a in (k1, n1, k2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = k1 / n1, k2 / n2
    (l1, u1), (l2, u2) = wilson(k1, n1, z=z), wilson(k2, n2, z=z)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = difference + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return low, high


_WIDEST = 40.0
"""Past this point of the normal distribution a p-value is 0 in floating point."""


def newcombe_p(k1: npt.ArrayLike, n1: npt.ArrayLike, k2: npt.ArrayLike, n2: npt.ArrayLike) -> Floats:
    """The two-sided p-value of the difference of two independent rates that agrees with `newcombe`.

    The interval at confidence 1 − p ends at 0: it is widened (z) until it does, by halving, so a 95 % interval
    leaves out 0 exactly where p < 0.05. 1 where the rates are the same; missing where either is.
    """
    k1, n1, k2, n2 = np.broadcast_arrays(*(np.asarray(a, float) for a in (k1, n1, k2, n2)))
    inside, outside = np.zeros(k1.shape), np.full(k1.shape, _WIDEST)
    for _ in range(50):
        z = (inside + outside) / 2
        low, high = newcombe(k1, n1, k2, n2, z=z)
        excludes = (low > 0) | (high < 0)
        inside, outside = np.where(excludes, z, inside), np.where(excludes, outside, z)
    return np.where((n1 == 0) | (n2 == 0) | np.isnan(k1 + n1 + k2 + n2), np.nan, 2 * ndtr(-inside))


def poisson_p(k1: npt.ArrayLike, k2: npt.ArrayLike, *, days: tuple[int, int]) -> Floats:
    """The two-sided p-value of two counts that came over so many days each at one rate; missing where either is.

    Given both, the first is binomial with the share of its days (Przyborowski and Wilenski 1940, Biometrika 31:313).
    It is twice the smaller tail, so no more than one in twenty of equal rates is called different.
    """
    k1, k2 = np.broadcast_arrays(*(np.asarray(a, float) for a in (k1, k2)))
    share, n = days[0] / sum(days), k1 + k2
    with np.errstate(invalid="ignore"):
        at_least = np.where(k1 > 0, betainc(np.maximum(k1, 1), k2 + 1, share), 1.0)
        at_most = np.where(k2 > 0, betainc(np.maximum(k2, 1), k1 + 1, 1 - share), 1.0)
    return np.where(np.isnan(n), np.nan, np.minimum(1.0, 2 * np.minimum(at_least, at_most)))


def poisson(k1: npt.ArrayLike, k2: npt.ArrayLike, *, days: tuple[int, int]) -> tuple[Floats, Floats]:
    """The 95 % interval of `k1 − k2 × days[0] ÷ days[1]`: what one count has beyond the other's rate over its days.

    It is the interval of totals of ones (`compound_poisson`), drawn out to 0 where `poisson_p`, which is exact, does
    not leave 0 out. Returns (low, high); missing where either count is.
    """
    k1, k2 = (np.asarray(a, float) for a in (k1, k2))
    low, high = compound_poisson(k1, k2, k1 + k2, days=days)
    is_apart = poisson_p(k1, k2, days=days) < 0.05
    return np.where(is_apart, low, np.minimum(low, 0)), np.where(is_apart, high, np.maximum(high, 0))


def compound_poisson(
    total1: npt.ArrayLike, total2: npt.ArrayLike, squares: npt.ArrayLike, *, days: tuple[int, int]
) -> tuple[Floats, Floats]:
    """The 95 % interval of `total1 − total2 × days[0] ÷ days[1]`: what one total has beyond the other's rate.

    Over as many days it is the interval of total1 − total2. squares: the squares of all amounts of both totals,
    summed. Returns (low, high) in the totals' unit; missing where any is.

    The amounts come one by one at a steady rate, each of any size. Given all of them, each falls into the first days
    with their share s of all days, so the first total has the mean s × both and the variance s × (1 − s) × squares:
    `poisson_p`'s binomial, with amounts for ones and a normal end. That takes `ENOUGH` amounts in both together: where
    nothing differs, 12 % of pairs with 4 amounts of one size would be called different, and 2 to 8 % from 10 on. Where
    a few amounts make nearly all of the squares (very heavy tails), it is too optimistic over days that differ widely
    (7 % in place of 5 over 7 and 90 days), and over like days so cautious (2 %) that little is found.
    """
    difference, error = _beyond_days(total1, total2, squares, days=days)
    return difference - Z95 * error, difference + Z95 * error


def compound_poisson_p(
    total1: npt.ArrayLike, total2: npt.ArrayLike, squares: npt.ArrayLike, *, days: tuple[int, int]
) -> Floats:
    """The two-sided p-value that agrees with `compound_poisson`: under 0.05 where the interval leaves out 0.

    Missing where any is, and where there is no amount.
    """
    difference, error = _beyond_days(total1, total2, squares, days=days)
    return 2 * ndtr(-np.abs(difference) / np.where(error > 0, error, np.nan))


def _beyond_days(
    total1: npt.ArrayLike, total2: npt.ArrayLike, squares: npt.ArrayLike, *, days: tuple[int, int]
) -> tuple[Floats, Floats]:
    """The difference beyond what the days explain, and its standard error where nothing differs."""
    as_many = days[0] / days[1]
    total1, total2, squares = (np.asarray(a, float) for a in (total1, total2, squares))
    return total1 - as_many * total2, np.sqrt(as_many * squares)


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """Adjusted p-values: among those up to a level, at most that share is expected to be false alarms.

    Each p is multiplied by the number of tests and divided by its rank, and none is greater than that of a greater
    p. Missing ones stay missing and are no tests.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    given = np.asarray(p, float)
    order = np.argsort(given)[::-1][np.isnan(given).sum() :]  # the greatest first; missing ones are sorted last
    ranks = np.arange(len(order), 0, -1)
    adjusted = np.full(given.shape, np.nan)
    adjusted[order] = np.minimum.accumulate(np.minimum(given[order] * len(order) / ranks, 1.0))
    return adjusted


def verdict(k1: float, n1: float, k2: float, n2: float, *, z: float = Z95) -> Verdict:
    """What may be said of the first rate against the second; a missing one is too few to say."""
    if not min(n1, n2) >= ENOUGH:
        return Verdict.TOO_FEW
    low, high = newcombe(k1, n1, k2, n2, z=z)
    if low > 0:
        return Verdict.HIGHER
    return Verdict.LOWER if high < 0 else Verdict.UNCLEAR
