"""Days → weeks, months, quarters: additive rows are put into buckets here, not in the database.

A bucket in which nothing happened is a row of zeros, so that a chart draws a quiet week as quiet
instead of leaving it out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from smarketing.periods import Grain, Period, to_number


def within(frame: pd.DataFrame, period: Period | None) -> pd.DataFrame:
    """The rows of a frame with `day: int` that lie in the period; none for no period."""
    if period is None:
        return frame.iloc[:0]
    return frame[frame["day"].between(to_number(period.first), to_number(period.last))]


def first_days(days: pd.Series, grain: Grain) -> pd.Series:
    """The first day of the bucket of each day number, as datetime64; the same as `Grain.start`."""
    numbers = days.to_numpy(np.int64)
    dates = numbers.astype("datetime64[D]")
    if grain is Grain.WEEK:
        dates = ((numbers + 3) // 7 * 7 - 3).astype("datetime64[D]")  # 1970-01-01 was a Thursday
    if grain is Grain.MONTH:
        dates = dates.astype("datetime64[M]")
    if grain is Grain.QUARTER:
        months = dates.astype("datetime64[M]").astype(np.int64)
        dates = (months // 3 * 3).astype("datetime64[M]")
    return pd.Series(dates.astype("datetime64[s]"), index=days.index, name="bucket")


def over_time(frame: pd.DataFrame, period: Period, *, grain: Grain, by: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of the period with `bucket: datetime64`, the first day of their bucket.

    Every bucket of the period is there for every value of `by` that the frame has, at least with a row
    of zeros; the first and the last may be cut short by the period.
    """
    kept = within(frame, period)
    if by and kept.empty:
        return kept.assign(bucket=first_days(kept["day"], grain))
    kept = pd.concat([kept, _zeros(kept, period, grain, list(by))], ignore_index=True)
    return kept.assign(bucket=first_days(kept["day"], grain))


def _zeros(frame: pd.DataFrame, period: Period, grain: Grain, by: list[str]) -> pd.DataFrame:
    buckets = pd.DataFrame({"day": [to_number(b.first) for b in period.buckets(grain)]})
    groups = frame[by].drop_duplicates()
    rows = buckets.merge(groups, how="cross") if by else buckets
    numbers = frame.select_dtypes("number").columns.difference(rows.columns)
    return rows.assign(**dict.fromkeys(numbers, 0)).reindex(columns=frame.columns, fill_value="")
