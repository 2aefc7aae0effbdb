"""What the room is looking at. One frozen `Filters` crosses from the widgets to everything else.

A filter holds what it keeps *and* the English of it, so that the sentence on screen can't drift
from the numbers under it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from smarketing.errors import FilterError
from smarketing.periods import Grain, Period
from smarketing.stages import Stage

NONE = "(none)"
"""The name of a source, owner, … that the data leaves empty; it can be chosen like any other."""


class Clock(StrEnum):
    """Whose day counts: the day a lead began (cohort), or the day of each event."""

    COHORT = "cohort"
    EVENT = "event"


class Compare(StrEnum):
    """What the period is held against."""

    PREVIOUS = "previous period"
    LAST_YEAR = "same period last year"
    NOTHING = "nothing"


class Dimension(StrEnum):
    """What numbers can be cut by; the value is the field of `Filters` and the table's name."""

    SOURCE = "source"
    CAMPAIGN = "campaign"
    SEGMENT = "segment"
    REGION = "region"
    OWNER = "owner"
    TEAM = "team"

    @property
    def label(self) -> str:
        """`Source`: what people read."""
        return self.value.capitalize()


WINDOWS: tuple[int, ...] = (30, 60, 90, 120, 180, 365)


@dataclass(frozen=True)
class Filters:
    """Period, as-of day, cut and choices of one view; an empty choice keeps everything.

    period: the days that are looked at.
    as_of: every number is as known at the end of this day.
    compare: what the period is held against.
    window: a conversion counts when it comes within so many days.
    """

    period: Period
    as_of: date
    compare: Compare = Compare.PREVIOUS
    grain: Grain = Grain.MONTH
    clock: Clock = Clock.COHORT
    window: int = 90
    source: tuple[str, ...] = field(default=())
    campaign: tuple[str, ...] = field(default=())
    segment: tuple[str, ...] = field(default=())
    region: tuple[str, ...] = field(default=())
    owner: tuple[str, ...] = field(default=())
    team: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not 1 <= self.window <= 3650:
            raise FilterError(f"A window of {self.window} days makes no sense.", advice="Choose 1 to 3650 days.")
        for dimension in Dimension:
            chosen = getattr(self, dimension)
            object.__setattr__(self, dimension.value, tuple(sorted(set(chosen))))

    @property
    def comparison(self) -> Period | None:
        """The period to compare with; where this one is cut off by as-of, the other is cut alike."""
        if self.compare is Compare.NOTHING:
            return None
        return self.seen.previous() if self.compare is Compare.PREVIOUS else self.seen.last_year()

    @property
    def against(self) -> str:
        """What the period is held against, in two or three words: `the period before`."""
        return {
            Compare.PREVIOUS: "the period before",
            Compare.LAST_YEAR: "the same days last year",
            Compare.NOTHING: "",
        }[self.compare]

    @property
    def span(self) -> Period:
        """Both periods in one stretch: what a page asks the database for."""
        return self.period.hull(self.comparison)

    @property
    def choices(self) -> tuple[tuple[Dimension, tuple[str, ...]], ...]:
        """The dimensions that are narrowed, with what they keep."""
        return tuple((d, getattr(self, d)) for d in Dimension if getattr(self, d))

    def within(self, **changes: object) -> Filters:
        """The same view with something changed."""
        return replace(self, **changes)  # ty: ignore[invalid-argument-type]

    @property
    def seen(self) -> Period:
        """The days of the period that as-of lets be seen; at least its first."""
        return Period(self.period.first, max(self.period.first, min(self.period.last, self.as_of)))

    @property
    def unfinished(self) -> date | None:
        """The first day of the bucket that as-of cuts off; None where as-of is past the period or ends a bucket."""
        first = self.grain.start(self.as_of)
        over = self.grain.next(first) - timedelta(days=1) == self.as_of
        return None if over or self.as_of > self.period.last or self.as_of < self.period.first else first

    def sentence(self, *, start: Stage = Stage.MQL, clocks: Iterable[Clock] = ()) -> str:
        """What is on screen, in words: `Leads that became MQL in Oct 2026, followed for 90 days. …`.

        clocks: those of the numbers on screen, where they have their own.
        """
        by = set(clocks) or {self.clock}
        leads = f"Leads that became {start} in {self.period}, followed for {self.window} days"
        dated = f"everything dated in {self.period}" if by == {Clock.EVENT} else "deals by their own days"
        what = " · ".join(part for part, clock in ((leads, Clock.COHORT), (dated, Clock.EVENT)) if clock in by)
        what = what[0].upper() + what[1:]
        kept = [f"{d.label.lower()} {_either(names)}" for d, names in self.choices]
        narrowed = f", only {' and '.join(kept)}" if kept else ""
        against = f", compared with {self.comparison}" if self.comparison else ""
        return f"{what}{narrowed}{against}. As known at the end of {Grain.DAY.label(self.as_of)}."


def _either(names: tuple[str, ...]) -> str:
    shown = names if len(names) <= 3 else (*names[:2], f"{len(names) - 2} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
