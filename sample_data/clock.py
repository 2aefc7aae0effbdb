"""Business time. Moments are seconds since 1970 on the wall clock of the company (NaN: it did not happen).

Working hours run 9 to 17 on Monday to Friday but for public holidays; a moment's *business hour* is the
count of working hours before it, so that adding three hours on a Friday evening lands on Monday noon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np

from sample_data import story
from sample_data.draws import Numbers

DAY = 86_400
HOUR = 3_600
HOURS_A_DAY = story.CLOSES - story.OPENS
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The calendar day of a day number."""
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True)
class Calendar:
    """The working days from `first` on, as two tables for look-up."""

    first: int
    workdays: np.ndarray
    """Day numbers of the working days, ascending."""
    before: np.ndarray
    """For each day since `first`: how many working days lie before it."""

    @classmethod
    def between(cls, first: date, last: date) -> Calendar:
        """The company's calendar over these days."""
        days = np.arange(day_number(first), day_number(last) + 1)
        free = holidays.country_holidays(story.COUNTRY, years=range(first.year, last.year + 1))
        closed = np.isin(days, [day_number(d) for d in free])
        works = (weekday(days * DAY) < 5) & ~closed
        return cls(int(days[0]), days[works], np.cumsum(works) - works)

    def business_hours(self, moments: Numbers) -> Numbers:
        """Working hours before each moment; NaN stays NaN."""
        known = np.nan_to_num(moments, nan=self.first * DAY)
        day = (known // DAY).astype(np.int64)
        before = self.before[day - self.first]
        works = self.workdays[np.minimum(before, len(self.workdays) - 1)] == day
        since_opening = np.clip((known - day * DAY) / HOUR - story.OPENS, 0, HOURS_A_DAY)
        return np.where(np.isnan(moments), np.nan, before * HOURS_A_DAY + works * since_opening)

    def moments(self, business_hours: Numbers) -> Numbers:
        """The other way round, in whole seconds."""
        known = np.nan_to_num(business_hours)
        nth = (known // HOURS_A_DAY).astype(np.int64)
        at = self.workdays[nth] * DAY + story.OPENS * HOUR + np.floor((known - nth * HOURS_A_DAY) * HOUR + 1e-3)
        return np.where(np.isnan(business_hours), np.nan, at)

    def after(self, moments: Numbers, hours: Numbers) -> Numbers:
        """So many working hours later."""
        return self.moments(self.business_hours(moments) + hours)


def weekday(moments: Numbers) -> np.ndarray:
    """0 is Monday; a moment that did not happen has no weekday and gives -1."""
    days = np.floor(np.nan_to_num(np.asarray(moments, dtype=float), nan=-1e9) / DAY).astype(np.int64)
    return np.where(np.isnan(moments), -1, (days + 3) % 7)
