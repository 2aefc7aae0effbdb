"""Now against then: how far each number moved, and whether the interval lets anybody say so.

The interval of a difference of two rates is Newcombe's: the square-and-add of both rates' own
intervals. With Wilson's intervals that is his method 10; with the bands of two Kaplan–Meier curves it
serves expected conversions alike.

Two counts are held against each other by the days over which they came, as what comes one by one at a steady rate
would differ (Poisson); where leads come in batches, a difference has to be larger than that to mean something. Two
amounts are held against each other alike, as totals of deals that come so and are of any size (compound Poisson).

Verdict and interval of counts and amounts say the same: both speak of what there is now beyond what as many days had
then. Of 28 days after 31 the bare difference is partly that of the days, and its interval would call a February
clearly lower in which the rate has not changed.

Compared by groups, many differences stand in one table, and some of them are chance. There a number is called clearly
higher or lower only where Benjamini and Hochberg's procedure says so, over all rates of the table and over all of its
counts and amounts: of the differences that are called clear, 5 % or fewer are expected to be false alarms.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtr

from smarketing.filters import Filters
from smarketing.metrics.conversion import ageing as still_growing
from smarketing.metrics.grain import within
from smarketing.metrics.intervals import (
    ENOUGH,
    Z95,
    Verdict,
    benjamini_hochberg,
    compound_poisson,
    compound_poisson_p,
    newcombe_p,
    poisson,
    poisson_p,
)
from smarketing.metrics.registry import REGISTRY, SPREAD, Metric, Unit, evaluate
from smarketing.metrics.show import MISSING, delta

FALSE_ALARMS = 0.05
"""So large a share of the differences that one table calls clear may be chance."""

_ADDITIVE = (Unit.COUNT, Unit.MONEY)


def compare_periods(metrics: Sequence[Metric], frame: pd.DataFrame, filters: Filters, *, currency: str) -> pd.DataFrame:
    """Each metric in the period of the view against the one it is compared with.

    frame: additive rows over both periods, with `day: int`.

    One row per metric, in their order and indexed by their keys: the columns of `compare` · numerator, denominator:
    float, of now. Where nothing is compared, then, difference, … are missing and verdict is "".
    """
    now, then = (evaluate(metrics, within(frame, period)) for period in (filters.period, filters.comparison))
    days = (filters.seen.days, filters.comparison.days) if filters.comparison else None
    if days is None:
        then = then.assign(value=float("nan"))
    young = still_growing(within(frame, filters.period))
    moved = compare(now, then, currency=currency, ageing=young, days=days).set_index("metric", drop=False)
    return moved.join(now.set_index("metric")[["numerator", "denominator"]]).loc[[m.key for m in metrics]]


UNSURE = (Verdict.UNCLEAR, Verdict.TOO_FEW, Verdict.TOO_YOUNG)
"""Verdicts that nobody may tell a move by."""


def has_moved(row: pd.Series) -> bool:
    """Did a row of `compare` move, as far as can be said?

    Not where there is less in fewer days at a clearly higher rate, or more in more at a lower one: an arrow would say
    the one and mean the other.
    """
    difference, verdict = row["difference"], row["verdict"]
    if pd.isna(difference) or difference == 0 or verdict in UNSURE:
        return False
    return verdict != (Verdict.LOWER if difference > 0 else Verdict.HIGHER)


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
    days: how many days there were now and then; without them nothing is said of counts and amounts.

    <by> · metric: str · now, then: float; a count or an amount of a group that only one side has is 0 on the
    other · difference: float · relative: float, difference ÷ then · low, high: float, the 95 % interval of the
    difference of two rates, or with `days` of what two counts, or two amounts that are a `Total`, differ by beyond
    their days (now − then × days now ÷ days then: over as many days the difference); missing for others and where
    both have fewer than `ENOUGH` events · verdict: str, a `Verdict` of what can have an interval and of what is too
    young, else ""; with `by` one that allows for their number, so an interval that leaves out 0 may be no clear
    difference · delta: str, "+1.4 pts".
    """
    both = now.merge(then, on=[*by, "metric"], how="outer", suffixes=("_now", "_then"), indicator="side")
    unit = both["metric"].map(lambda key: REGISTRY[key].unit)
    whole = unit.isin(_ADDITIVE) & both[["denominator_now", "denominator_then"]].isna().all(axis=1)
    one = both["value_now"].mask(whole & (both["side"] == "right_only"), 0.0)
    other = both["value_then"].mask(whole & (both["side"] == "left_only"), 0.0)
    out = both[[*by, "metric"]].assign(now=one, then=other, difference=one - other)
    out["relative"] = out["difference"] / other.abs().where(other != 0)
    out["low"], out["high"] = _interval(both)
    kinds = [_rates(both, out)[unit == Unit.RATE]]
    if days is not None:
        kinds.append(_totals(both, out, counted=unit == Unit.COUNT, days=days)[whole].dropna(subset="events"))
        enough = kinds[-1]["is_enough"]
        out.loc[enough[enough].index, ["low", "high"]] = kinds[-1].loc[enough, ["low", "high"]]
    young = both["metric"].isin(list(ageing))
    told = pd.concat([_verdicts(kind, young=young[kind.index], together=bool(by)) for kind in kinds])
    out["verdict"] = told.reindex(both.index, fill_value="").mask(young, Verdict.TOO_YOUNG)
    moved = [delta(a, b, u, currency=currency) for a, b, u in zip(one, other, unit, strict=True)]
    out["delta"] = np.where(young, MISSING, np.array(moved, dtype=object))
    return out


def _interval(both: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    one, other = both["value_now"], both["value_then"]
    difference = one - other
    down = np.hypot(one - both["low_now"], both["high_then"] - other)
    up = np.hypot(both["high_now"] - one, other - both["low_then"])
    return difference - down, difference + up


def _rates(both: pd.DataFrame, out: pd.DataFrame) -> pd.DataFrame:
    """low, high, p: float · is_enough: bool; of every row as if it were a rate.

    A rate's p-value inverts Newcombe's interval. A curve tells its band alone: its p-value lets the distance from the
    difference to the end that is nearer to 0 grow with the normal point, and so agrees with the band at 95 %.
    """
    low, high, difference = out["low"], out["high"], out["difference"]
    counted = both["numerator_now"].notna() & both["numerator_then"].notna()
    ends = ("numerator_now", "denominator_now", "numerator_then", "denominator_then")
    reach = np.where(difference > 0, difference - low, high - difference)
    by_band = 2 * ndtr(-Z95 * difference.abs() / np.where(reach > 0, reach, np.nan))
    p = np.where(counted, newcombe_p(*(both[end] for end in ends)), by_band)
    is_enough = (both[["denominator_now", "denominator_then"]] >= ENOUGH).all(axis=1) & low.notna()
    return pd.DataFrame({"low": low, "high": high, "p": p, "is_enough": is_enough})


def _totals(both: pd.DataFrame, out: pd.DataFrame, *, counted: pd.Series, days: tuple[int, int]) -> pd.DataFrame:
    """events: float, how many both totals are made of, missing where they do not tell · low, high, p: float ·
    is_enough: bool. A count is a total of ones.
    """
    one, other = out["now"], out["then"]
    spread = both.reindex(columns=[f"{name}_{side}" for name in SPREAD for side in ("now", "then")])
    events, squares = (spread.filter(like=name).sum(axis=1, min_count=1) for name in SPREAD)
    events = events.mask(counted, one + other)
    exact, normal = poisson(one, other, days=days), compound_poisson(one, other, squares, days=days)
    low, high = (np.where(counted, a, b) for a, b in zip(exact, normal, strict=True))
    p = np.where(counted, poisson_p(one, other, days=days), compound_poisson_p(one, other, squares, days=days))
    is_enough = (events >= ENOUGH) & ~np.isnan(p)
    return pd.DataFrame({"events": events, "low": low, "high": high, "p": p, "is_enough": is_enough})


def _verdicts(kind: pd.DataFrame, *, young: pd.Series, together: bool) -> pd.Series:
    """What may be said of each row. together: are all of them judged as one table?"""
    judged = kind["is_enough"] & ~young
    p = kind.loc[judged, "p"]
    clear = pd.Series((benjamini_hochberg(p) if together else p) < FALSE_ALARMS, index=p.index)
    clear = clear.reindex(kind.index, fill_value=False)
    said = np.select(
        [~judged, clear & (kind["low"] > 0), clear], [Verdict.TOO_FEW, Verdict.HIGHER, Verdict.LOWER], Verdict.UNCLEAR
    )
    return pd.Series(said, index=kind.index, dtype=object)
