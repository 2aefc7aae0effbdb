"""Calendar days as integers, and the stretches of them that a meeting speaks of.

A *day number* counts days since 1970-01-01 in the workspace's time zone. Lags and as-of are then
integer arithmetic, the same in every database. Nothing here asks what day it is: `as_of` is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from smarketing.errors import FilterError

EPOCH = date(1970, 1, 1)


def to_number(day: date) -> int:
    """`date(1970, 1, 2)` → 1."""
    return (day - EPOCH).days


def to_date(number: int) -> date:
    """1 → `date(1970, 1, 2)`."""
    return EPOCH + timedelta(days=int(number))


class Grain(StrEnum):
    """How time is cut; weeks are ISO weeks and begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    def start(self, day: date) -> date:
        """The first day of the bucket that holds `day`."""
        if self is Grain.WEEK:
            return day - timedelta(days=day.weekday())
        if self is Grain.MONTH:
            return day.replace(day=1)
        if self is Grain.QUARTER:
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        return day

    def next(self, day: date) -> date:
        """The first day of the bucket after the one that holds `day`."""
        first = self.start(day)
        if self is Grain.WEEK:
            return first + timedelta(days=7)
        if self is Grain.MONTH:
            return add_months(first, 1)
        if self is Grain.QUARTER:
            return add_months(first, 3)
        return first + timedelta(days=1)

    def label(self, day: date) -> str:
        """What stands on an axis: `Oct 2026`, `Q4 2026`, `W42 2026`, `14 Oct 2026`."""
        if self is Grain.MONTH:
            return f"{day:%b %Y}"
        if self is Grain.QUARTER:
            return f"Q{(day.month + 2) // 3} {day.year}"
        if self is Grain.WEEK:
            year, week, _ = day.isocalendar()
            return f"W{week:02d} {year}"
        return f"{day.day} {day:%b %Y}"


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both in it."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise FilterError(
                f"The period ends on {self.last} before it begins on {self.first}.",
                advice="Choose a last day that is not before the first.",
            )

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days are in it."""
        return (self.last - self.first).days + 1

    def previous(self) -> Period:
        """The stretch just before. One that begins with a month is held against as many months
        earlier, cut off at the same day (1–18 Nov against 1–18 Oct); any other against as many days.
        """
        if self.first.day != 1:
            return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return self._earlier(months)

    def last_year(self) -> Period:
        """The same days a year ago; whole months stay whole months."""
        return self._earlier(12)

    def _earlier(self, months: int) -> Period:
        last = add_months(self.last, -months)
        if (self.last + timedelta(days=1)).day == 1:  # a month's end stays one
            last = add_months(last.replace(day=1), 1) - timedelta(days=1)
        return Period(add_months(self.first, -months), last)

    def hull(self, other: Period | None) -> Period:
        """The shortest period that holds both."""
        if other is None:
            return self
        return Period(min(self.first, other.first), max(self.last, other.last))

    def buckets(self, grain: Grain) -> Iterator[Period]:
        """The period cut at `grain`; the first and the last bucket may be cut short."""
        first = self.first
        while first <= self.last:
            after = grain.next(first)
            yield Period(first, min(after - timedelta(days=1), self.last))
            first = after

    def __str__(self) -> str:
        if self.first == self.last:
            return Grain.DAY.label(self.first)
        whole = self.first.day == 1 and (self.last + timedelta(days=1)).day == 1
        if whole and self.first.replace(day=1) == self.last.replace(day=1):
            return Grain.MONTH.label(self.first)
        if whole:
            return f"{Grain.MONTH.label(self.first)} – {Grain.MONTH.label(self.last)}"
        return f"{Grain.DAY.label(self.first)} – {Grain.DAY.label(self.last)}"


def month_of(day: date) -> Period:
    """The whole month that holds `day`."""
    first = Grain.MONTH.start(day)
    return Period(first, Grain.MONTH.next(first) - timedelta(days=1))


def year_to(day: date) -> Period:
    """The month of `day` up to it, and the twelve before: what promises are judged by."""
    return _months_to(day, 13)


def _months_to(day: date, months: int) -> Period:
    return Period(add_months(day.replace(day=1), 1 - months), day)


def _before(day: date, grain: Grain) -> Period:
    last = grain.start(day) - timedelta(days=1)
    return Period(grain.start(last), last)


PRESETS: dict[str, Callable[[date], Period]] = {
    "This week": lambda day: Period(Grain.WEEK.start(day), day),
    "Last week": lambda day: _before(day, Grain.WEEK),
    "This month": lambda day: Period(Grain.MONTH.start(day), day),
    "Last month": lambda day: _before(day, Grain.MONTH),
    "This quarter": lambda day: Period(Grain.QUARTER.start(day), day),
    "Last quarter": lambda day: _before(day, Grain.QUARTER),
    "Last 3 months": lambda day: _months_to(day, 3),
    "Last 6 months": lambda day: _months_to(day, 6),
    "Last 12 months": lambda day: _months_to(day, 12),
    "Year to date": lambda day: Period(date(day.year, 1, 1), day),
    "Last 24 months": lambda day: _months_to(day, 24),
}
"""The periods on offer, each counted from the as-of day. "Last 3 months" is this month and the two before."""
