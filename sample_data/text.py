"""Numbers to text, a million at a time: by looking words up, never by formatting row by row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sample_data import story
from sample_data.clock import DAY, day_of
from sample_data.draws import Numbers

TIMES = [f"T{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}Z" for s in range(DAY)]


def said(options: Sequence[str], at: np.ndarray) -> pd.Series:
    """The words at these positions; -1 says nothing."""
    known = np.where(at < 0, len(options), at)
    return pd.Series(pd.array([*options, None], dtype="str").take(known.astype(int)))


def numbered(prefix: str, numbers: np.ndarray, width: int) -> pd.Series:
    """`L000042`"""
    return prefix + pd.Series(numbers).astype("str").str.zfill(width)


def iso_moments(moments: Numbers) -> pd.Series:
    """`2026-03-02T08:12:44Z` for seconds on the company's wall clock, empty where it did not happen."""
    known = np.flatnonzero(~np.isnan(moments))
    seconds = _utc(moments[known])
    days, which = np.unique(seconds // DAY, return_inverse=True)
    day, time = np.full((2, len(moments)), -1)
    day[known], time[known] = which, seconds % DAY
    return said([day_of(d).isoformat() for d in days], day) + said(TIMES, time)


def _utc(moments: Numbers) -> np.ndarray:
    """Of the hour that comes twice in October the first is meant; the one missing in March is skipped."""
    local = pd.DatetimeIndex(moments.astype("int64").astype("datetime64[s]"))
    there = local.tz_localize(story.ZONE, ambiguous=np.ones(len(local), bool), nonexistent="shift_forward")
    return there.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype("int64")
