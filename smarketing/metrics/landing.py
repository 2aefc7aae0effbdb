"""Where a month will land: its days so far and the recent past carried on, with a range that holds four times in five.

    level (the newer a day, the heavier) × pattern of the week × days to come, and how far off that was on past days

The pattern knows weekdays and public holidays. The range adds two kinds of chance: how unevenly leads come (more
unevenly than by Poisson's law: a fair, a mailing), and how far the same projection was off on earlier days when as
many days were to come, so that a company whose level drifts has a wider one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

RANGE = 0.8
"""The chance that the range holds the landing."""

HALF_LIFE = 14
"""Days after which a day counts for half in the level."""

WINDOW = 84
"""Days that the level and the pattern are made from."""

LEAST_DAYS = 14
"""Fewer days of history say nothing."""

_KINDS = 8
_HOLIDAY = 7
_YEAR = 364
_OFF, _OFF_WEIGHT = 0.1, 4
"""A projection is taken to be a tenth off until the past says otherwise; that counts as four past days."""

_SHRINK = 2
"""A kind of day is taken to be like the others of its class (business day or not) by so many days."""


@dataclass(frozen=True)
class Landing:
    """A projected total with its 80 % range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Projection:
    """What is still to come, summed up to each day to come; one value a day.

    expected: float. low, high: float, the 80 % range of the sum.
    """

    expected: Floats
    low: Floats
    high: Floats


def kinds(days: npt.ArrayLike, is_business: npt.ArrayLike) -> Ints:
    """0 Monday … 6 Sunday, and 7 for a day off on a weekday that is mostly worked: a public holiday."""
    weekday = (np.asarray(days, np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    works = np.asarray(is_business, bool)
    worked = np.bincount(weekday, works, 7) > 0.5 * np.bincount(weekday, minlength=7)
    return np.where(worked[weekday] & ~works, _HOLIDAY, weekday)


def project(
    amounts: npt.ArrayLike, kind: npt.ArrayLike, is_business: npt.ArrayLike, *, known: int, first: int = 0
) -> Projection | None:
    """What the days after the first `known` will bring, judged by those; summed from the day at place `first` on.

    amounts: of each day, MQLs or money, as many as `known` or more; kind (`kinds`), is_business: of all days, the ones
    to come too. None where fewer than two weeks are known or nothing came in the last twelve.

    The sum has mean M and variance φM + (cM)². φ: how much more the days scatter round their moving fortnight than
    by Poisson's law, at least 1 (quasi-Poisson: McCullagh & Nelder 1989, §6.2). c: root mean square of what the same
    projection was off by on earlier days, chance of φ taken out, weekly origins of a year, as many days ahead. The
    range is that of the gamma distribution with this mean and variance, the negative binomial's smooth likeness; drawn
    out to the mean where that lies above, as of a month in which hardly anything comes.
    """
    kind, works = np.asarray(kind, np.int64), np.asarray(is_business, bool)
    past = np.asarray(amounts, float)[:known]
    begin = int(np.flatnonzero(past)[0]) if past.any() else known
    past, kind, works = past[begin:], kind[begin:], works[begin:]
    wait, ahead = max(first - known, 0), len(kind) - len(past)
    now = _level(past, kind, works, len(past))
    if ahead <= wait or now is None:
        return None
    mean = np.cumsum(now[0] * now[1][kind[len(past) + wait :]])
    scatter = _scatter(past, kind, now[1])
    off = _off(past, kind, works, slice(wait, ahead), scatter)
    low, high = _range(mean, scatter * mean + off * mean**2)
    return Projection(mean, low, high)


def _level(past: Floats, kind: Ints, works: Flags, known: int) -> tuple[float, Floats] | None:
    """A day's level after `known` days, and the factor of each kind of day."""
    first = max(0, known - WINDOW)
    seen, of = past[first:known], kind[first:known]
    if known < LEAST_DAYS or not seen.any():
        return None
    pattern = _pattern(seen / seen.mean(), of, works[first:known])
    weight = 0.5 ** (np.arange(len(seen) - 1, -1, -1) / HALF_LIFE)
    return float((weight * seen).sum() / (weight * pattern[of]).sum()), pattern


def _pattern(relative: Floats, of: Ints, works: Flags) -> Floats:
    days, sums = np.bincount(of, minlength=_KINDS), np.bincount(of, relative, _KINDS)
    is_work = np.where(days > 0, np.bincount(of, works, _KINDS) > days / 2, np.arange(_KINDS) != _HOLIDAY)
    pattern = np.ones(_KINDS)
    for alike in (is_work, ~is_work):
        whole = (sums[alike].sum() + _SHRINK) / (days[alike].sum() + _SHRINK)
        pattern[alike] = (sums[alike] + _SHRINK * whole) / (days[alike] + _SHRINK)
    return pattern


def _scatter(past: Floats, kind: Ints, pattern: Floats) -> float:
    """φ over the last twelve weeks."""
    seen, factor = past[-WINDOW:], pattern[kind[: len(past)]][-WINDOW:]
    fortnight = np.ones(min(LEAST_DAYS, len(seen)))
    level = np.convolve(seen, fortnight, "same") / np.convolve(factor, fortnight, "same")
    usual = seen.sum() / factor.sum() * factor
    return max(1.0, float(((seen - level * factor) ** 2 / usual).sum() / max(len(seen) - 7, 1)))


def _off(past: Floats, kind: Ints, works: Flags, ahead: slice, scatter: float) -> float:
    """c², the mean squared relative error of earlier projections over as many days."""
    squares, latest = [], len(past) - ahead.stop
    for origin in range(latest, max(latest - _YEAR, 2 * LEAST_DAYS), -7):
        then = _level(past, kind, works, origin)
        if then is None:
            continue
        days = slice(origin + ahead.start, origin + ahead.stop)
        came, mean = past[days].sum(), then[0] * then[1][kind[days]].sum()
        squares.append(((came - mean) ** 2 - scatter * mean) / mean**2)
    return max(0.0, (_OFF_WEIGHT * _OFF**2 + sum(squares)) / (_OFF_WEIGHT + len(squares)))


def _range(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    shape, scale = mean**2 / variance, variance / mean
    low, high = (gammaincinv(shape, q) * scale for q in ((1 - RANGE) / 2, (1 + RANGE) / 2))
    return low, np.maximum(high, mean)
