"""Why did a total move between two periods? Split exactly over sources and factors, by Shapley values.

A source's total is a product, and so is its part of the company's:

    total = all leads × the source's share × each step's rate × amount a customer
            volume      mix                  step to SQL, …     deal size

Each factor's effect is the mean, over every order in which the factors could have changed one after the other, of
what its own change did then (Shapley 1953). So no order is favoured, the parts sum to the change, exchanging the
periods flips every sign, and a source on which nothing changed has no effect. Rates here are flows: entries to a
stage in the period ÷ entries to the one above in the same period, whoever they are.

A rate that is undefined on one side (nobody to convert then) is held at the other side's value, so the whole effect
falls on the factors before it. A stage that a source's total skipped on one side is left out of that source's
product, on both; its effect is in the next step's. Where a total came without any lead of its period, it is told as
`EARLIER`: no factor of the period explains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

VOLUME, MIX, EARLIER = "volume", "mix", "earlier leads"


@dataclass(frozen=True)
class Change:
    """A total then and now, and what moved it.

    parts: one row per group and factor. <by>: str · factor: str, VOLUME, MIX, a step by the column that it leads to,
    EARLIER · effect: float, in the total's unit. They sum to `now − then`.
    """

    by: str
    then: float
    now: float
    parts: pd.DataFrame

    @property
    def difference(self) -> float:
        """Now less then."""
        return self.now - self.then

    def summed(self, by: str) -> pd.Series:
        """The effects summed by `factor` or by the group's column, the largest first."""
        sums = self.parts.groupby(by, sort=True)["effect"].sum()
        return sums.reindex(sums.abs().sort_values(ascending=False, kind="stable").index)


def decompose(then: pd.DataFrame, now: pd.DataFrame, *, by: str, chain: Sequence[str]) -> Change:
    """What moved the sum of the chain's last column.

    then, now: additive rows of each period with the column `by` and those of `chain`, at least two, in the order in
    which one follows from the other: ["mqls", "sqls", "won", "won_amount"]. None is below zero.
    """
    sums = [frame.groupby(by)[list(chain)].sum() for frame in (then, now)]
    names = sums[0].index.union(sums[1].index).sort_values()
    before, after = (s.reindex(names, fill_value=0).to_numpy(float) for s in sums)
    factors = [VOLUME, MIX, *chain[1:], EARLIER]
    effects = np.array([_effects(before, after, row) for row in range(len(names))]).reshape(len(names), len(factors))
    parts = pd.DataFrame(effects, index=pd.Index(names, name=by), columns=pd.Index(factors, name="factor"))
    told = parts.stack().rename("effect").reset_index()
    used = told["effect"].ne(0) | told["factor"].ne(EARLIER)
    return Change(by, float(before[:, -1].sum()), float(after[:, -1].sum()), told[used].reset_index(drop=True))


def _effects(before: Floats, after: Floats, row: int) -> Floats:
    """One group's effects: volume, mix, each step, and what no factor of the period explains."""
    a, b = before[row], after[row]
    effects = np.zeros(len(a) + 2)
    led = [side[0] > 0 or side[-1] == 0 for side in (a, b)]
    if not all(led):
        effects[-1] = b[-1] - a[-1]
        return effects
    kept = [0, *(j for j in range(1, len(a)) if all(side[j] > 0 or side[-1] == 0 for side in (a, b)))]
    whole = before[:, 0].sum(), after[:, 0].sum()
    factors = [_factors(side[kept], all_leads) for side, all_leads in zip((a, b), whole, strict=True)]
    one, other = _held(*factors)
    effects[[0, *(1 + j for j in kept)]] = shapley(one, other)
    return effects


def _factors(side: Floats, all_leads: float) -> Floats:
    """Volume, share, and each step's rate; missing where there was nobody to convert."""
    above = np.array([all_leads, *side[:-1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.array([all_leads, *np.where(above > 0, side / above, np.nan)])


def _held(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Missing rates at the other side's value; where both are missing nothing depends on it."""
    first, second = np.where(np.isnan(one), other, one), np.where(np.isnan(other), one, other)
    return np.nan_to_num(first), np.nan_to_num(second)


def shapley(then: npt.ArrayLike, now: npt.ArrayLike) -> Floats:
    """Each factor's Shapley value in the change of their product from `then` to `now`, arrays of one length.

    The products over all sets of so many changed factors are the coefficients of Π (then + now·x), without the
    factor that is looked at.

    >>> shapley([2.0, 3.0], [4.0, 3.0]).tolist()
    [6.0, 0.0]
    """
    a, b = np.asarray(then, float), np.asarray(now, float)
    n = len(a)
    weights = np.array([factorial(k) * factorial(n - k - 1) for k in range(n)]) / factorial(n)
    return np.array([(b[i] - a[i]) * (weights @ _coefficients(np.delete(a, i), np.delete(b, i))) for i in range(n)])


def _coefficients(a: Floats, b: Floats) -> Floats:
    made = np.ones(1)
    for one, other in zip(a, b, strict=True):
        made = np.append(made * one, 0) + np.append(0, made * other)
    return made


def to_the_cent(effects: pd.Series, total: float, *, decimals: int = 2) -> pd.Series:
    """The effects rounded so that they still sum to the rounded total: the largest remainders are rounded up."""
    unit = 10.0**-decimals
    steps = effects / unit
    floor = np.floor(steps)
    short = round(total / unit - floor.sum())
    up = (steps - floor).sort_values(ascending=False, kind="stable").index[: max(short, 0)]
    return (floor + floor.index.isin(up)) * unit
