"""Cohorts at the same age: the share of each that had got there by an age, side by side, young corners left open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from smarketing.metrics.grain import first_days
from smarketing.metrics.intervals import wilson
from smarketing.periods import Grain, to_number

STEP: Mapping[Grain, int] = {Grain.DAY: 7, Grain.WEEK: 7, Grain.MONTH: 30, Grain.QUARTER: 90}
"""Days from one age to the next, so that all cohorts are of the same age whatever their months' lengths."""

MOST_AGES = 12


def triangle(lags: pd.DataFrame, *, grain: Grain, as_of: date) -> pd.DataFrame:
    """One row per cohort and age that at least one of its leads has had.

    lags: `queries.lags`: day: int · lag: int, −1 for those who are not there · n: int.
    bucket: datetime64, the cohort's first day · age: int, 1, 2, … · days: int, that age in days · numerator,
    denominator: int, leads old enough, and those of them that got there within so many days · value, low, high: float,
    their share and its 95 % interval · is_young: bool, whether some of the cohort have not had that age yet.
    """
    known = lags.assign(bucket=first_days(lags["day"], grain), had=to_number(as_of) - lags["day"])
    entered = known.groupby("bucket")["n"].sum()
    ages = range(1, MOST_AGES + 1)
    parts = [_at(known[known["had"] >= age * STEP[grain]], age, age * STEP[grain]) for age in ages]
    rows = pd.concat(parts, ignore_index=True)
    low, high = wilson(rows["numerator"], rows["denominator"])
    value = rows["numerator"] / rows["denominator"]
    is_young = rows["denominator"] < rows["bucket"].map(entered)
    return rows.assign(value=value, low=low, high=high, is_young=is_young.astype(bool))


def _at(old: pd.DataFrame, age: int, days: int) -> pd.DataFrame:
    counted = old.assign(there=old["n"].where(old["lag"].between(0, days), 0))
    summed = counted.groupby("bucket", as_index=False).agg(numerator=("there", "sum"), denominator=("n", "sum"))
    return summed.assign(age=age, days=days)[["bucket", "age", "days", "numerator", "denominator"]]
