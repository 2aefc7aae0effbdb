"""Until when sales has to accept or reject an MQL: so many business days after the day it became one.

Business days are Monday to Friday less the public holidays of the workspace's country. An answer on
the deadline's own day is in time, so a deadline has passed by the end of as-of when it is not later.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from smarketing.errors import SettingError
from smarketing.periods import to_date, to_number

Days = npt.NDArray[np.int64]

_REACH = 120
"""Calendar days that 60 business days, the most that a workspace may set, never pass."""


def deadline(days: npt.ArrayLike, *, response_days: int, country: str = "") -> Days:
    """The day number by whose end sales has to answer an MQL of each day number, of the same shape.

    With 0 response days that is the MQL day itself, or the next business day where it is none.
    Raises SettingError for a country whose holidays are not known.
    """
    asked = np.asarray(days, np.int64)
    if not asked.size:
        return asked
    off = _holidays(to_date(asked.min()).year, to_date(asked.max() + _REACH).year, country)
    roll = "backward" if response_days else "forward"
    return np.busday_offset(asked.astype("M8[D]"), response_days, roll=roll, holidays=off).astype(np.int64)


def last_due(as_of: date, *, response_days: int, country: str = "") -> int:
    """The last MQL day number whose deadline has passed by the end of `as_of`.

    Raises SettingError for a country whose holidays are not known.
    """
    off = _holidays(as_of.year - 1, as_of.year, country)
    back = max(response_days - 1, 0)
    day = int(np.busday_offset(np.datetime64(as_of), -back, roll="backward", holidays=off).astype(np.int64))
    return day - 1 if response_days else day


def business_days(first: npt.ArrayLike, last: npt.ArrayLike, *, country: str = "") -> Days:
    """How many business days there are from each `first` to each `last`, both counted; day numbers of one shape."""
    begins, ends = np.asarray(first, np.int64), np.asarray(last, np.int64) + 1
    if not begins.size:
        return begins
    off = _holidays(to_date(begins.min()).year, to_date(ends.max()).year, country)
    count = np.busday_count(begins.astype("M8[D]"), ends.astype("M8[D]"), holidays=off)
    return np.maximum(count, 0).astype(np.int64)


@cache
def _holidays(first_year: int, last_year: int, country: str) -> npt.NDArray[np.datetime64]:
    if not country:
        return np.array([], "M8[D]")
    import holidays

    try:
        found = holidays.country_holidays(country, years=range(first_year, last_year + 1))
    except NotImplementedError:
        raise SettingError(
            f"The public holidays of {country!r} are not known.",
            advice="Use a country code such as DE, or leave it empty.",
        ) from None
    return np.array([to_number(day) for day in found], np.int64).astype("M8[D]")
