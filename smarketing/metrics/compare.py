"""Now against then: how far each number moved, and whether the interval lets anybody say so.

The interval of a difference of two rates is Newcombe's: the square-and-add of both rates' own
intervals. With Wilson's intervals that is his method 10; with the bands of two Kaplan–Meier curves it
serves expected conversions alike.

Two counts are held against each other by the days over which they came, as what comes one by one at a steady rate
would differ (Poisson); where leads come in batches, a difference has to be larger than that to mean something.

Compared by groups, many differences stand in one table, and some of them are chance. There a rate is called clearly
higher or lower only where Benjamini and Hochberg's procedure over all rates of the table says so: of the differences
that are called clear, 5 % or fewer are expected to be false alarms.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtr

from smarketing.metrics.intervals import ENOUGH, Z95, Verdict, benjamini_hochberg, newcombe_p, poisson_p
from smarketing.metrics.registry import REGISTRY, Unit
from smarketing.metrics.show import MISSING, delta

FALSE_ALARMS = 0.05
"""So large a share of the differences that one table calls clear may be chance."""

_ADDITIVE = (Unit.COUNT, Unit.MONEY)


def compare(
    now: pd.DataFrame,
    then: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    currency: str = "EUR",
    ageing: Collection[str] = (),
    days: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """One row per group and metric of two evaluated frames.

    ageing: metrics that are too young to be compared (`conversion.ageing`): the verdict says so, and delta is "–".
    days: how many days there were now and then; without them nothing is said of counts.

    <by> · metric: str · now, then: float; a count or an amount of a group that only one side has is 0 on the
    other · difference: float · relative: float, difference ÷ then · low, high: float, the 95 % interval of the
    difference of two rates, else missing · verdict: str, a `Verdict` of rates, of counts with
    `days` and of what is too young, else ""; with `by` one that allows for their number, so an interval that leaves
    out 0 may be no clear difference · delta: str, "+1.4 pts".
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
    judged = (unit == Unit.RATE) & ~young & _enough(both) & low.notna()
    clear = _clear_together(both[judged], low[judged], high[judged]) if len(by) else (low > 0) | (high < 0)
    clear, above, of_chance = clear.reindex(both.index, fill_value=False), low > 0, unit == Unit.RATE
    if days is not None:
        counted = (unit == Unit.COUNT) & whole
        enough = counted & ~young & (one + other >= ENOUGH)
        p = poisson_p(one[enough], other[enough], days=days)
        differs = pd.Series((benjamini_hochberg(p) if len(by) else p) < FALSE_ALARMS, index=one.index[enough])
        clear = clear | differs.reindex(both.index, fill_value=False)
        above = above | (counted & (one * days[1] > other * days[0]))
        judged, of_chance = judged | enough, of_chance | counted
    told = _verdicts(of_chance, judged=judged, clear=clear, above=above)
    out["verdict"] = np.where(young, Verdict.TOO_YOUNG, told)
    moved = [delta(a, b, u, currency=currency) for a, b, u in zip(one, other, unit, strict=True)]
    out["delta"] = np.where(young, MISSING, np.array(moved, dtype=object))
    return out


def _interval(both: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    one, other = both["value_now"], both["value_then"]
    difference = one - other
    down = np.hypot(one - both["low_now"], both["high_then"] - other)
    up = np.hypot(both["high_now"] - one, other - both["low_then"])
    return difference - down, difference + up


def _enough(both: pd.DataFrame) -> pd.Series:
    return (both[["denominator_now", "denominator_then"]] >= ENOUGH).all(axis=1)


def _clear_together(judged: pd.DataFrame, low: pd.Series, high: pd.Series) -> pd.Series:
    """Which of all differences of one table are clear.

    A rate's p-value inverts Newcombe's interval. A curve tells its band alone: its p-value lets the distance from the
    difference to the end that is nearer to 0 grow with the normal point, and so agrees with the band at 95 %.
    """
    counted = judged["numerator_now"].notna() & judged["numerator_then"].notna()
    ends = ("numerator_now", "denominator_now", "numerator_then", "denominator_then")
    difference = judged["value_now"] - judged["value_then"]
    reach = np.where(difference > 0, difference - low, high - difference)
    by_band = 2 * ndtr(-Z95 * difference.abs() / np.where(reach > 0, reach, np.nan))
    p = np.where(counted, newcombe_p(*(judged[end] for end in ends)), by_band)
    return pd.Series(benjamini_hochberg(p) < FALSE_ALARMS, index=judged.index)


def _verdicts(of_chance: pd.Series, *, judged: pd.Series, clear: pd.Series, above: pd.Series) -> np.ndarray:
    said = [~of_chance, ~judged, clear & above, clear]
    return np.select(said, ["", Verdict.TOO_FEW, Verdict.HIGHER, Verdict.LOWER], Verdict.UNCLEAR)
