"""The clock that runs only while sales works: business hours and business days over whole columns, exactly.

A shift is the stretch of one working day from opening to closing; it belongs to the day on which it begins. The
shifts of some years are two sorted columns of moments, and beside them the seconds worked by the end of each, so
every question is a search in sorted integers:

    worked   ____/‾‾‾‾‾‾‾‾‾‾‾/‾‾‾‾‾‾‾‾‾‾‾‾     grows during a shift, else stands still
             opens closes   opens closes

A moment is a count of seconds since 1970 UTC, a day number one of days since 1970-01-01 by the calendar's clock;
both come as integers of any shape and leave in the same shape. The wall clock becomes UTC by one rule that never
runs backwards: an opening, a closing or a midnight is the first moment at which the clock shows that time or a
later one. What is skipped in spring is then the moment of the jump, and what comes twice in autumn is the first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from smarketing.agreement import Calendar
from smarketing.errors import SettingError
from smarketing.periods import to_date, to_number

Integers = npt.NDArray[np.int64]

_HOUR, _DAY = 3600, 86_400

_BEFORE = 3
"""Days before the first year, so that the night shift in which it begins is whole in every time zone."""

_LAST_YEAR = 2400
"""No deadline lies beyond; a number of hours that leads there is a mistake."""


class BusinessTime:
    """Business hours of one calendar, for moments from the day number `first` on.

    last: the day number up to which most moments lie. Later ones are counted just as exactly, at the price of more
    shifts; one before the year of `first` raises ValueError. Shifts are made once per calendar and stretch of years.
    Raises SettingError for a country or subdivision whose holidays are not known.
    """

    def __init__(self, calendar: Calendar, first: int, last: int) -> None:
        self.calendar, self.first = calendar, first
        begins, ends = to_date(first).replace(month=1, day=1), to_date(max(first, last)).year + 1
        if ends > _LAST_YEAR:
            raise ValueError(f"Business time is counted up to the year {_LAST_YEAR}, not up to {ends}.")
        self._from, self._to = to_number(begins), to_number(begins.replace(year=ends + 1)) - 1
        self._zone = _zone(calendar.time_zone, self._from - _BEFORE - 2, self._to + 3)
        self._shifts = _shifts(calendar, self._from - _BEFORE, self._to)

    def worked(self, moments: npt.ArrayLike) -> Integers:
        """Business seconds from this clock's zero, some days before `first`, to each moment; it never falls."""
        asked = np.asarray(moments, np.int64)
        return self._at(asked)._shifts.worked(asked)

    def due(self, moments: npt.ArrayLike, hours: float) -> Integers:
        """The first moment, not before each, at which so many business hours have passed since it.

        Where they end with a shift, that is its closing and not the next opening. 0 hours are due at once.
        """
        asked = np.asarray(moments, np.int64)
        clock = self._at(asked)
        needed = clock._shifts.worked(asked) + round(hours * _HOUR)
        while needed.max(initial=0) > clock._shifts.done[-1]:
            clock = clock._longer()
        return np.maximum(asked, clock._shifts.reached(needed))

    def between(self, first: npt.ArrayLike, last: npt.ArrayLike) -> Integers:
        """Business seconds from each `first` to each `last`; 0 where the last comes before the first."""
        return np.maximum(self.worked(last) - self.worked(first), 0)

    def business_days(self, first_days: npt.ArrayLike, last_days: npt.ArrayLike) -> Integers:
        """Working days from each first to each last day number, both counted; 0 where the last comes first."""
        begins, ends = np.asarray(first_days, np.int64), np.asarray(last_days, np.int64)
        days = self._on(begins)._on(ends)._shifts.days
        return np.maximum(np.searchsorted(days, ends, "right") - np.searchsorted(days, begins, "left"), 0)

    def due_day(self, days: npt.ArrayLike, hours: float) -> Integers:
        """The day number by whose end something is due that came on each day, at an hour that nobody knows.

        The hours are rounded up to whole working days, and those are counted from the day after: 16 hours of
        8-hour days are the end of the second business day after it. 0 hours are that day, or the next business
        day where it is none.
        """
        asked = np.asarray(days, np.int64)
        clock = self._on(asked)
        count = -(-round(hours * _HOUR) // _length(self.calendar))
        place = np.searchsorted(clock._shifts.days, asked, "right" if count else "left") + max(count - 1, 0)
        while place.max(initial=0) >= clock._shifts.days.size:
            clock = clock._longer()
        return clock._shifts.days[place]

    def local_day(self, moments: npt.ArrayLike) -> Integers:
        """The day number that each moment has by the calendar's clock."""
        return self._local(moments) // _DAY

    def weekday_hour(self, moments: npt.ArrayLike) -> Integers:
        """weekday × 24 + hour of each moment by the calendar's clock, 0 to 167; Monday is 0."""
        hours = self._local(moments) // _HOUR
        return (hours + 3 * 24) % (7 * 24)  # 1970-01-01 was a Thursday

    def end_of_day(self, days: npt.ArrayLike) -> Integers:
        """The first moment after each day number: what is known at the end of a day came before it."""
        asked = np.asarray(days, np.int64)
        return self._on(asked)._zone.utc((asked + 1) * _DAY)

    def _local(self, moments: npt.ArrayLike) -> Integers:
        asked = np.asarray(moments, np.int64)
        return self._at(asked)._zone.local(asked)

    def _at(self, moments: Integers) -> BusinessTime:
        return self._on(moments // _DAY, slack=1)  # a clock is up to 14 hours off UTC

    def _on(self, days: Integers, *, slack: int = 0) -> BusinessTime:
        """This clock, or one of the same zero that reaches all these days."""
        if not days.size:
            return self
        if days.min() < self._from - slack:
            raise ValueError(f"Day number {days.min()} is not covered: this begins with {to_date(self._from)}.")
        latest = int(days.max()) + slack
        return self if latest <= self._to else BusinessTime(self.calendar, self.first, latest)

    def _longer(self) -> BusinessTime:
        return BusinessTime(self.calendar, self.first, 2 * self._to - self._from)


def last_second(day: date, time_zone: str) -> int:
    """The last second of a calendar day in a time zone: the moment at which "as of that day" is known."""
    number = to_number(day)
    return int(_zone(time_zone, number - 1, number + 3).utc(np.array((number + 1) * _DAY))) - 1


@dataclass(frozen=True, eq=False)
class _Shifts:
    """One place per working day, in order; the first place but in `days` is an empty shift at the clock's zero.

    opens, closes: moments. done: seconds worked by the closing. days: the day numbers on which shifts begin.
    """

    opens: Integers
    closes: Integers
    done: Integers
    days: Integers

    def worked(self, moments: Integers) -> Integers:
        """Seconds worked by each moment: all of the shift that opened last, less what is left of it."""
        last = np.searchsorted(self.opens, moments, "right") - 1
        return self.done[last] - np.maximum(self.closes[last] - moments, 0)

    def reached(self, seconds: Integers) -> Integers:
        """The first moment by which so many seconds are worked."""
        shift = np.searchsorted(self.done, seconds, "left")
        return self.closes[shift] - (self.done[shift] - seconds)


@cache
def _shifts(calendar: Calendar, first: int, last: int) -> _Shifts:
    """The shifts that begin on the day numbers `first` to `last`."""
    zone = _zone(calendar.time_zone, first - 2, last + 3)
    days = np.arange(first, last + 1)
    works = np.isin((days + 3) % 7, calendar.working_days)
    days = days[works & ~np.isin(days, _holidays(first, last, calendar))]
    wall = days * _DAY + _seconds(calendar.opens)
    zero = (first - 1) * _DAY
    opens = np.concatenate([[zero], zone.utc(wall)])
    closes = np.concatenate([[zero], zone.utc(wall + _length(calendar))])
    return _Shifts(opens, closes, np.cumsum(closes - opens), days)


def _seconds(of_day: time) -> int:
    return of_day.hour * _HOUR + of_day.minute * 60 + of_day.second


def _length(calendar: Calendar) -> int:
    """Seconds of a shift by the wall clock; one that closes at or before it opens ends on the next day."""
    return (_seconds(calendar.closes) - _seconds(calendar.opens)) % _DAY or _DAY


def _holidays(first: int, last: int, calendar: Calendar) -> list[int]:
    """Day numbers of the public holidays in the years of `first` to `last`."""
    if not calendar.country:
        return []
    import holidays  # late: only who counts by a country waits for it

    years, part = range(to_date(first).year, to_date(last).year + 1), calendar.subdivision or None
    try:
        found = holidays.country_holidays(calendar.country, subdiv=part, years=years)
    except NotImplementedError:
        raise SettingError(
            f"The public holidays of {'-'.join(filter(None, (calendar.country, part)))!r} are not known.",
            advice="Use a country code such as DE, and for a part of it one such as BE, or leave it empty.",
        ) from None
    return [to_number(day) for day in found]


@cache
def countries() -> dict[str, str]:
    """The countries whose public holidays are known, by their codes, in the order of their names."""
    import holidays
    from babel import Locale

    names = Locale("en").territories
    told = {code: names.get(code, code) for code in holidays.list_supported_countries(include_aliases=False)}
    return dict(sorted(told.items(), key=lambda pair: pair[1]))


@cache
def subdivisions(country: str) -> dict[str, str]:
    """The parts of a country that have holidays of their own, by code and in the order of their names."""
    import holidays

    if country not in countries():
        return {}
    known = holidays.country_holidays(country)
    names = {known.subdivisions_aliases[name]: name for name in sorted(known.subdivisions_aliases, key=len)}
    return dict(sorted(((code, names.get(code, code)) for code in known.subdivisions), key=lambda pair: pair[1]))


@dataclass(frozen=True, eq=False)
class _Zone:
    """A time zone over some years: from each of `starts` on, in order, the clock is `offsets` seconds before UTC."""

    starts: Integers
    offsets: Integers

    def local(self, moments: Integers) -> Integers:
        """What the clock shows, as seconds since 1970 of that clock."""
        return moments + self.offsets[np.searchsorted(self.starts, moments, "right") - 1]

    def utc(self, wall: Integers) -> Integers:
        """The first moment at which the clock shows each time or a later one."""
        shown_until = self.starts[1:] + self.offsets[:-1]
        stretch = np.searchsorted(shown_until, wall, "right")
        return np.maximum(wall - self.offsets[stretch], self.starts[stretch])


@cache
def _zone(name: str, first: int, last: int) -> _Zone:
    zone = ZoneInfo(name)
    starts = [first * _DAY, *_jumps(zone, first, last)]
    return _Zone(np.array(starts, np.int64), np.array([_offset(zone, at) for at in starts], np.int64))


def _jumps(zone: ZoneInfo, first: int, last: int) -> Iterator[int]:
    """Moments at which the clock is put on or back; no clock is put on and back within a day."""
    probes = [(at, _offset(zone, at)) for at in range(first * _DAY, (last + 1) * _DAY, _DAY)]
    for (at, before), (_, after) in pairwise(probes):
        if before != after:
            yield at + bisect_left(range(_DAY), True, key=lambda s, at=at, old=before: _offset(zone, at + s) != old)


def _offset(zone: ZoneInfo, moment: int) -> int:
    """Seconds by which the clock is before UTC."""
    shown = (_EPOCH + timedelta(seconds=moment)).astimezone(zone)
    return (shown.utcoffset() or timedelta()) // timedelta(seconds=1)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
