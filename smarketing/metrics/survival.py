"""Expected conversion and how long it takes, with the leads that still wait counted for what they know.

Kaplan–Meier over whole days: a lead is at risk until it gets there or until its age at as-of, so a
young lead says what it can and no more. Rejected and lost leads stay at risk: they are the ones that
never convert. Sources: Kaplan & Meier 1958, JASA 53:457; the band is Greenwood's variance on the
log-log scale (Kalbfleisch & Prentice 2002, §1.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.intervals import Z95, wilson
from smarketing.metrics.registry import Better, Metric, Unit, add

_SAME = 1e-12
"""Two shares nearer than this are the same number; products of fractions are off by less."""

expected_conversion = add(
    Metric(
        key="expected_conversion",
        name="Expected conversion",
        unit=Unit.RATE,
        better=Better.UP,
        clock=Clock.COHORT,
        of="leads that entered",
        compute=None,
        definition="""The share of leads that will have got there by a day, judged by all that is known so far.

Kaplan–Meier: on each day of age, those who got there are held against those who were still under way
and old enough to be seen that day. So young leads count for the days they have had, and a young month
doesn't look like a collapse. Drawn dashed, with its 95 % band.""",
    )
)


def _time(key: str, name: str, definition: str) -> Metric:
    return add(
        Metric(key, name, Unit.DAYS, Better.DOWN, definition, compute=None, clock=Clock.COHORT, of="leads that entered")
    )


median_days = _time(
    "median_days", "Median days",
    "After so many days half of all leads that entered have got there, the waiting ones counted.\n\n"
    "From the Kaplan–Meier curve. Where less than half ever get there it does not exist, and “–” is shown.",
)  # fmt: skip
p90_days = _time(
    "p90_days", "90 % within",
    "After so many days nine in ten of all leads that entered have got there, the waiting ones counted.\n\n"
    "From the Kaplan–Meier curve. Where fewer ever get there it does not exist, and “–” is shown.",
)  # fmt: skip
median_days_of_finished = _time(
    "median_days_of_finished", "Median days of those who got there",
    "Half of those who got there took so many days or less; those who still wait are not in it.\n\n"
    "For a young period it is too short, because slow leads have not had their time yet.",
)  # fmt: skip
p90_days_of_finished = _time(
    "p90_days_of_finished", "90 % of those who got there within",
    "Nine in ten of those who got there took so many days or less; those who still wait are not in it.\n\n"
    "For a young period it is too short, because slow leads have not had their time yet.",
)  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """Expected conversion by a day: the share, its 95 % band, and how much stands behind it.

    at_risk: leads still under way that day. followed: the greatest age of any lead, in days; past it
    nothing is known and the last share is carried on.
    """

    value: float
    low: float
    high: float
    at_risk: int
    followed: int


def curve(lives: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """One row per group and day of age on which anything happened, and day 0.

    lives: `queries.life_table`: age: int days, converted: 0 or 1, n: int, and the columns of `by`.
    <by> · day: int · at_risk: int, leads seen to that age and not yet there · events: int, leads that got
    there that day · value: float, the share there by then; missing in an empty group · low, high: float,
    its 95 % band. Before the first event, and once all are there, the band is Wilson's: Greenwood has none.
    """
    keys = list(by)
    rows = _daily(lives, keys)
    group = _groups(rows, keys)
    rows["at_risk"] = rows["n"][::-1].groupby(group[::-1]).cumsum()
    left = (rows["at_risk"] - rows["events"]).astype(float)
    some = rows["at_risk"].where(rows["at_risk"] > 0).astype(float)
    survival = (left / some).fillna(1.0).groupby(group).cumprod()
    variance = (rows["events"] / (some * left.where(left > 0))).fillna(0.0).groupby(group).cumsum()
    entered = rows["at_risk"].groupby(group).transform("first")
    rows["value"] = (1 - survival).where(entered > 0)
    rows["low"], rows["high"] = _band(rows, survival, variance, group)
    return rows[[*keys, "day", "at_risk", "events", "value", "low", "high"]]


def _daily(lives: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    begins = lives[keys].drop_duplicates() if keys else pd.DataFrame(index=[0])
    counted = lives[keys].assign(day=lives["age"], n=lives["n"], events=lives["n"] * lives["converted"])
    rows = pd.concat([begins.assign(day=0, n=0, events=0), counted], ignore_index=True)
    return rows.groupby([*keys, "day"], as_index=False)[["n", "events"]].sum()


def _groups(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    return rows.groupby(keys).ngroup() if keys else pd.Series(0, index=rows.index)


def _band(
    rows: pd.DataFrame, survival: pd.Series, variance: pd.Series, group: pd.Series
) -> tuple[pd.Series, pd.Series]:
    inside = (survival > 0) & (survival < 1)
    kept = survival.where(inside)
    spread = np.exp(Z95 * np.sqrt(variance) / -np.log(kept))
    low, high = 1 - kept ** (1 / spread), 1 - kept**spread
    seen, ended = rows["at_risk"].where(rows["at_risk"] > 0), survival <= 0
    edge_low, edge_high = wilson(seen.where(ended, 0), seen)
    low = low.mask(survival == 1, 0.0)
    low = low.mask(ended, np.fmax(low.groupby(group).ffill(), edge_low))
    high = high.where(inside, edge_high)
    return low.where(seen.notna()), high


def at(curve: pd.DataFrame, day: int) -> Estimate:
    """Expected conversion by `day`, from the curve of one group.

    Example: `at(curve(lives), 90)` → Estimate(value=0.1219, low=0.1083, high=0.1371, …).
    """
    row = curve[curve["day"] <= day].iloc[-1]
    under_way = curve[curve["day"] >= day]
    return Estimate(
        float(row["value"]), float(row["low"]), float(row["high"]),
        at_risk=int(under_way["at_risk"].iloc[0]) if len(under_way) else 0,
        followed=int(curve["day"].iloc[-1]),
    )  # fmt: skip


def quantile(curve: pd.DataFrame, q: float) -> float:
    """The day by which a share `q` of all that entered are there; missing where so many never are."""
    there = curve.loc[curve["value"] >= q - _SAME, "day"]
    return float(there.iloc[0]) if len(there) else float("nan")


def expected(lives: pd.DataFrame, *, horizon: int, by: Sequence[str] = ()) -> pd.DataFrame:
    """Expected conversion by `horizon` days of each group, in the shape of `evaluate`.

    <by> · metric: str · value, low, high: float · numerator: missing · denominator: float, leads that entered ·
    followed: int, the greatest age of any of them, past which the last share is carried on.
    """
    keys = list(by)
    rows = curve(lives, by=keys)
    group = _groups(rows, keys)
    told = rows.assign(
        metric=expected_conversion.key,
        numerator=float("nan"),
        denominator=rows["at_risk"].groupby(group).transform("first").astype(float),
        followed=rows["day"].groupby(group).transform("last"),
    )
    last = told[told["day"] <= horizon].groupby(group).tail(1).reset_index(drop=True)
    return last[[*keys, "metric", "value", "numerator", "denominator", "low", "high", "followed"]]


def times(lives: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """How long it takes in each group: one row per group.

    <by> · n, finished: int, leads that entered, and that got there · median, p90: float, days of all that entered,
    by the Kaplan–Meier curve; missing where so many never get there · median_of_finished, p90_of_finished,
    mean_of_finished: float, days of those who got there (linear between two leads, as numpy and pandas do).
    """
    keys = list(by)
    rows = curve(lives, by=keys)
    group = _groups(rows, keys)
    out = rows.groupby(group).first()[keys]
    out["n"], out["finished"] = rows["at_risk"].groupby(group).first(), rows["events"].groupby(group).sum()
    for name, q in (("median", 0.5), ("p90", 0.9)):
        out[name] = rows["day"].where(rows["value"] >= q - _SAME).groupby(group).min().astype(float)
        out[f"{name}_of_finished"] = _finished_quantile(rows, group, q)
    summed = (rows["day"] * rows["events"]).groupby(group).sum()
    out["mean_of_finished"] = summed / out["finished"].where(out["finished"] > 0)
    return out.reset_index(drop=True)


def _finished_quantile(rows: pd.DataFrame, group: pd.Series, q: float) -> pd.Series:
    through = rows["events"].groupby(group).cumsum()
    total = rows["events"].groupby(group).transform("sum")
    place = (total - 1) * q
    below, above = (_day_at(rows, group, through, edge) for edge in (np.floor(place), np.ceil(place)))
    fraction = (place - np.floor(place)).groupby(group).first()
    return below + fraction * (above - below)


def _day_at(rows: pd.DataFrame, group: pd.Series, through: pd.Series, place: pd.Series) -> pd.Series:
    """The age of the lead at `place`, counted from 0, among those who got there in order of age."""
    return rows["day"].where((through > place) & (through > 0)).groupby(group).min().astype(float)
