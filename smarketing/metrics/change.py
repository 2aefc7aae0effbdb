"""Why did a total move between two periods? Split exactly over groups and factors, by Shapley values.

A source's total is a product, and so is its part of the company's:

    total = all leads × the source's share × each step's flow × amount a deal
            volume      mix                  MQL → SAL, …       deal size

A factor's effect is what its own change did, on average over every order in which the factors could have changed one
after the other (Shapley 1953). So no order is favoured, the parts sum to the change, exchanging the periods flips
every sign, and a source that stands as it stood sums to nothing. In these orders the steps change together, one right
after the other, in each order of theirs (Owen 1977): what volume, mix and deal size did is then the same however many
stages the data knows. A step is a flow: entries to a stage in the period ÷ entries to the one above in the same
period, whoever they are.

A flow that is undefined on one side (nobody came to the stage above) is held at the other side's value, so the whole
effect falls on the factors before it. A stage that a source's total skipped on one side is left out of that source's
product, on both; its effect is in the next step's. What a source's total was in a period without any lead of its own
no factor explains: it is told as `EARLIER`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import factorial

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

VOLUME, MIX, SIZE, EARLIER = "volume", "mix", "deal size", "earlier leads"
FLOW = "flow"
"""All steps together (`Change.by_kind`)."""


@dataclass(frozen=True)
class Change:
    """A total then and now, and what moved it.

    counted: what the last step counts, then and now: how many the total is made of. parts: one row per group and
    factor that had an effect. <by>: str · factor: str, VOLUME, MIX, a step by the column that it leads to, SIZE,
    EARLIER · effect: float, in the total's unit. They sum to `difference`.
    """

    by: str
    then: float
    now: float
    counted: tuple[float, float]
    parts: pd.DataFrame

    @property
    def difference(self) -> float:
        """Now less then."""
        return self.now - self.then

    def summed(self, by: str) -> pd.Series:
        """The effects summed by `factor` or by the group's column, the largest first."""
        return _largest_first(self.parts.groupby(by, sort=True)["effect"].sum())

    def by_kind(self) -> pd.Series:
        """The effects summed by kind of factor, all steps together as FLOW, the largest first."""
        kinds = self.parts["factor"].where(self.parts["factor"].isin([VOLUME, MIX, SIZE, EARLIER]), FLOW)
        return _largest_first(self.parts.groupby(kinds, sort=True)["effect"].sum())

    def rounded(self, decimals: int = 2) -> Change:
        """The same in whole cents, which still sum to the change: over factors, over groups, and in all."""
        then, now = round(self.then, decimals), round(self.now, decimals)
        rows = self.parts.groupby(self.by)["effect"]
        sums = to_the_cent(rows.sum(), now - then, decimals=decimals)
        cells = [to_the_cent(effects, sums[name], decimals=decimals) for name, effects in rows]
        return replace(self, then=then, now=now, parts=self.parts.assign(effect=pd.concat([_EMPTY, *cells])))


_EMPTY = pd.Series(dtype=float)


def _largest_first(sums: pd.Series) -> pd.Series:
    return sums.reindex(sums.abs().sort_values(ascending=False, kind="stable").index)


def decompose(then: pd.DataFrame, now: pd.DataFrame, *, by: str, steps: Sequence[str], amount: str = "") -> Change:
    """What moved the sum of `amount`, or without one that of the last step.

    then, now: additive rows of each period with the column `by` and those named; none of their sums is below zero.
    steps: counts in the order in which one follows from the other, ["mqls", "sqls", "won"]. amount: what the last of
    them brought.
    """
    columns = [*steps, *([amount] if amount else [])]
    sums = [frame.groupby(by)[columns].sum() for frame in (then, now)]
    names = sums[0].index.union(sums[1].index).sort_values()
    sides = [side.reindex(names, fill_value=0).to_numpy(float) for side in sums]
    with_leads = [np.where(side[:, :1] > 0, side, 0.0) for side in sides]
    earlier = [side[:, -1] - led[:, -1] for side, led in zip(sides, with_leads, strict=True)]
    effects = np.column_stack([_effects(*with_leads, steps=len(steps)), earlier[1] - earlier[0]])
    factors = [VOLUME, MIX, *steps[1:], SIZE, EARLIER]
    parts = pd.DataFrame({
        by: np.repeat(names.to_numpy(), len(factors)), "factor": factors * len(names), "effect": effects.ravel()
    })  # fmt: skip
    totals = [float(side[:, -1].sum()) for side in sides]
    counted = [float(side[:, len(steps) - 1].sum()) for side in sides]
    return Change(
        by, totals[0], totals[1], (counted[0], counted[1]), parts[parts["effect"] != 0].reset_index(drop=True)
    )


def _effects(before: Floats, after: Floats, *, steps: int) -> Floats:
    """One row per group: the effects of volume, mix, each step and deal size."""
    factors = [_factors(side, steps=steps) for side in _without_skipped(before, after)]
    then, now = _held(*factors)
    whole = [np.column_stack([f[:, :2], f[:, 2:-1].prod(axis=1), f[:, -1]]) for f in (then, now)]
    rest = _others(*whole)
    volume_and_mix = (now[:, :2] - then[:, :2]) * rest[:, :2]
    flows = shapley(then[:, 2:-1], now[:, 2:-1]) * rest[:, 2:3]
    size = (now[:, -1] - then[:, -1]) * rest[:, 3]
    return np.column_stack([volume_and_mix, flows, size])


def _without_skipped(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """A stage that nobody came to although the total is there counts as many as the one above, on both sides."""
    a, b = before.copy(), after.copy()
    for place in range(1, a.shape[1]):
        skipped = ((a[:, place] == 0) & (a[:, -1] > 0)) | ((b[:, place] == 0) & (b[:, -1] > 0))
        for side in (a, b):
            side[skipped, place] = side[skipped, place - 1]
    return a, b


def _factors(side: Floats, *, steps: int) -> Floats:
    """All leads, share, the flow of each step, the amount; missing where nobody came to the stage above."""
    whole = np.full((len(side), 1), side[:, 0].sum())
    above = np.column_stack([whole, side[:, :-1]])
    flows = np.divide(side, above, out=np.full_like(side, np.nan), where=above > 0)
    without_amount = side.shape[1] == steps
    return np.column_stack([whole, flows, *([np.ones(len(side))] if without_amount else [])])


def _held(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Missing flows at the other side's value; where both are missing nothing depends on it."""
    first, second = np.where(np.isnan(one), other, one), np.where(np.isnan(other), one, other)
    return np.nan_to_num(first), np.nan_to_num(second)


def shapley(then: npt.ArrayLike, now: npt.ArrayLike) -> Floats:
    """Each factor's Shapley value in the change of a product, along the last axis of two arrays of one shape.

    >>> shapley([2.0, 3.0], [4.0, 3.0]).tolist()
    [6.0, 0.0]
    """
    a, b = np.asarray(then, float), np.asarray(now, float)
    return (b - a) * _others(a, b)


def _others(then: Floats, now: Floats) -> Floats:
    """For each factor the product of the others, on average over all orders in which they may have changed before it.

    The products over all sets of k changed ones sum to the coefficient of xᵏ in Π (then + now·x).
    """
    n = then.shape[-1]
    weights = [factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)]
    means = [_coefficients(np.delete(then, i, axis=-1), np.delete(now, i, axis=-1)) @ weights for i in range(n)]
    return np.stack(means, axis=-1) if means else np.ones_like(then)


def _coefficients(a: Floats, b: Floats) -> Floats:
    made = np.ones((*a.shape[:-1], 1))
    nothing = np.zeros_like(made)
    for i in range(a.shape[-1]):
        kept, changed = made * a[..., i : i + 1], made * b[..., i : i + 1]
        made = np.concatenate([kept, nothing], axis=-1) + np.concatenate([nothing, changed], axis=-1)
    return made


def to_the_cent(effects: pd.Series, total: float, *, decimals: int = 2) -> pd.Series:
    """The effects rounded so that they sum to the rounded total: those with the largest remainders are rounded up.

    >>> to_the_cent(pd.Series([1.004, 1.004, 1.002]), 3.01).tolist()
    [1.01, 1.0, 1.0]
    """
    scale = 10**decimals
    floor = np.floor(effects * scale)
    each, more = divmod(round(total * scale - floor.sum()), len(effects)) if len(effects) else (0, 0)
    up = (effects * scale - floor).sort_values(ascending=False, kind="stable").index[:more]
    return (floor + each + floor.index.isin(up)) / scale
