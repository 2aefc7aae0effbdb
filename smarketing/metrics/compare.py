"""Now against then: how far each number moved, and whether the interval lets anybody say so.

The interval of a difference of two rates is Newcombe's: the square-and-add of both rates' own
intervals. With Wilson's intervals that is his method 10; with the bands of two Kaplan–Meier curves it
serves expected conversions alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from smarketing.metrics.intervals import ENOUGH, Verdict
from smarketing.metrics.registry import REGISTRY, Unit
from smarketing.metrics.show import MISSING, delta

_ADDITIVE = (Unit.COUNT, Unit.MONEY)


def compare(
    now: pd.DataFrame,
    then: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    currency: str = "EUR",
    ageing: Collection[str] = (),
) -> pd.DataFrame:
    """One row per group and metric of two evaluated frames.

    ageing: metrics that are too young to be compared (`conversion.ageing`): the verdict says so, and delta is "–".

    <by> · metric: str · now, then: float; a count or an amount of a group that only one side has is 0 on the
    other · difference: float · relative: float, difference ÷ then · low, high: float, the 95 % interval of the
    difference of two rates, else missing · verdict: str, a `Verdict` of rates and of what is too young, else "" ·
    delta: str, "+1.4 pts".
    """
    both = now.merge(then, on=[*by, "metric"], how="outer", suffixes=("_now", "_then"), indicator="side")
    unit = both["metric"].map(lambda key: REGISTRY[key].unit)
    whole = unit.isin(_ADDITIVE) & both[["denominator_now", "denominator_then"]].isna().all(axis=1)
    one = both["value_now"].mask(whole & (both["side"] == "right_only"), 0.0)
    other = both["value_then"].mask(whole & (both["side"] == "left_only"), 0.0)
    low, high = _interval(both)
    out = both[[*by, "metric"]].assign(now=one, then=other, difference=one - other)
    out["relative"] = out["difference"] / other.abs().where(other != 0)
    out["low"], out["high"] = low, high
    young = both["metric"].isin(list(ageing))
    out["verdict"] = np.where(young, Verdict.TOO_YOUNG, _verdicts(both, unit, low, high))
    moved = [delta(a, b, u, currency=currency) for a, b, u in zip(one, other, unit, strict=True)]
    out["delta"] = np.where(young, MISSING, np.array(moved, dtype=object))
    return out


def _interval(both: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    one, other = both["value_now"], both["value_then"]
    difference = one - other
    down = np.hypot(one - both["low_now"], both["high_then"] - other)
    up = np.hypot(both["high_now"] - one, other - both["low_then"])
    return difference - down, difference + up


def _verdicts(both: pd.DataFrame, unit: pd.Series, low: pd.Series, high: pd.Series) -> np.ndarray:
    enough = (both["denominator_now"] >= ENOUGH) & (both["denominator_then"] >= ENOUGH) & low.notna()
    is_rate = unit == Unit.RATE
    said = [~is_rate, ~enough, low > 0, high < 0]
    return np.select(said, ["", Verdict.TOO_FEW, Verdict.HIGHER, Verdict.LOWER], Verdict.UNCLEAR)
