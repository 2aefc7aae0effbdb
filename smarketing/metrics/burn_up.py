"""Marketing's promise day by day: what came so far against the ideal line, and where the month will land.

The ideal line rises on business days only, by the same amount each, and reaches the goal on the last of them. It
works for MQLs and for what they are worth alike, for any stretch of days. Days are day numbers, one after the other,
with a flag each that says whether it is a business day.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.landing import Flags, Floats, Landing, Projection, kinds, project
from smarketing.metrics.registry import Better, Metric, Quotient, Sums, Unit, add, metric
from smarketing.metrics.show import show


@metric(unit=Unit.PERCENT, clock=Clock.COHORT, of="what the ideal line asks for by now", name="Pace")
def pace_to_ideal(sums: Sums) -> Quotient:
    """What came so far ÷ what the ideal line asks for by now: 100 % is exactly on the line.

    The ideal line shares the goal out evenly over the business days of the period, so a weekend asks for nothing.
    """
    return Quotient(sums["actual"], sums["ideal"])


@metric(unit=Unit.PERCENT, clock=Clock.COHORT, better=Better.DOWN, of="attempts that sales can make")
def capacity_used(sums: Sums) -> Quotient:
    """The attempts that the leads ask for ÷ those that sales can make: above 100 % is more than sales can follow up.

    Leads × attempts a lead, against reps × attempts that a rep can make in the period.
    """
    return Quotient(sums["attempts_needed"], sums["attempts_possible"])


days_ahead = add(
    Metric(
        key="days_ahead",
        name="Business days ahead",
        unit=Unit.DAYS,
        better=Better.UP,
        clock=Clock.COHORT,
        compute=None,
        definition="""So many business days ahead of the ideal line, or behind it if below zero.

The gap to the line ÷ what the line asks for on a business day.""",
    )
)

needed_a_day = add(
    Metric(
        key="needed_a_day",
        name="Needed a business day",
        unit=Unit.COUNT,
        better=Better.DOWN,
        clock=Clock.COHORT,
        compute=None,
        definition="""What each business day that is left has to bring for the goal to be met.

What is missing to the goal ÷ business days left. Missing where none is left.""",
    )
)

projected_landing = add(
    Metric(
        key="projected_landing",
        name="Projected landing",
        unit=Unit.COUNT,
        better=Better.UP,
        clock=Clock.COHORT,
        compute=None,
        definition="""Where the period will end if things go on as in the last weeks, with a range that holds four times in five.

What came so far, and for the days to come the pace of the last weeks (the newer, the heavier) with its pattern of
weekdays and holidays. The range grows with how unevenly leads come and with how far off the same projection was on
earlier days.""",  # noqa: E501
    )
)


class State(StrEnum):
    """How the promise stands. Of a period that runs, only what the range allows to say."""

    KEPT = "kept"
    MISSED = "missed"
    AHEAD = "clearly ahead"
    ON_COURSE = "on course"
    BEHIND = "clearly behind"
    UNKNOWN = "too few to say"


@dataclass(frozen=True)
class Pace:
    """Where a goal stands at the end of a day, in MQLs or in money; missing numbers are NaN.

    actual, ideal: so far, and by the ideal line. gap: actual − ideal; below zero is behind. days_ahead: the gap in
    business days. days, days_left: business days of the period, and those after the day. missing: to the goal, at
    least 0. needed: of it on each business day left. landing: at the end, None where nothing can be projected.
    """

    goal: float
    actual: float
    ideal: float
    gap: float
    days_ahead: float
    days: int
    days_left: int
    missing: float
    needed: float
    landing: Landing | None
    state: State


@dataclass(frozen=True)
class BurnUp:
    """A period day by day against its goal.

    days: one row per day of the period: day: int · is_business: bool · amount: float, that came that day · actual:
    float, all so far · ideal: float, by the line · projected, low, high: float, where all will stand, with its 80 %
    range, from as_of on. amount and actual are missing after as_of, projected before it.
    """

    days: pd.DataFrame
    as_of: int
    pace: Pace


def ideal(goal: float, is_business: npt.ArrayLike) -> Floats:
    """The ideal line at the end of each day: the goal, shared out evenly over the business days.

    A period without any has its calendar days instead. $100,000 over 30 business days: $50,000 after the 15th.
    """
    works = np.asarray(is_business, bool)
    works = works if works.any() else np.ones_like(works)
    return goal * np.cumsum(works) / max(works.sum(), 1)


def filled(frame: pd.DataFrame, column: str, *, days: npt.ArrayLike) -> Floats:
    """A column of a frame with `day: int` summed by day, one value for each of `days`; 0 where nothing came."""
    summed = frame.groupby("day")[column].sum()
    return summed.reindex(np.asarray(days, np.int64), fill_value=0).to_numpy(float)


def burn_up(
    amounts: npt.ArrayLike, days: npt.ArrayLike, is_business: npt.ArrayLike, *, first: int, as_of: int, goal: float
) -> BurnUp:
    """The period from `first` to the last of `days` against its goal, as known at the end of `as_of`.

    days: day numbers one after the other, from as far back as there is history (a year is enough) to the last of the
    period; is_business: of each. amounts: of each (`filled`), MQLs or money; those after as_of are not looked at.
    """
    every, works = np.asarray(days, np.int64), np.asarray(is_business, bool)
    came = np.asarray(amounts, float)
    here = every >= first
    known = int((every <= as_of).sum())
    line = ideal(goal, works[here])
    past = every[here] <= as_of
    table = pd.DataFrame({"day": every[here], "is_business": works[here], "amount": np.where(past, came[here], np.nan)})
    table = table.assign(actual=table["amount"].cumsum(), ideal=line)
    so_far = float(table["amount"].sum())
    ahead = project(came[:known], kinds(every, works), works, known=known, first=int((every < first).sum()))
    table = table.assign(**_fan(ahead, past, so_far))
    return BurnUp(table, as_of, _pace(table, goal, past, so_far))


def _fan(ahead: Projection | None, past: Flags, so_far: float) -> dict[str, Floats]:
    """projected, low, high of each day of the period."""
    told = {}
    for name in ("expected", "low", "high"):
        line = np.full(len(past), np.nan)
        if past.any():
            line[past.sum() - 1] = so_far
        if ahead is not None and not past.all():
            line[~past] = so_far + getattr(ahead, name)
        told["projected" if name == "expected" else name] = line
    return told


def _pace(table: pd.DataFrame, goal: float, past: Flags, so_far: float) -> Pace:
    works = table["is_business"].to_numpy() if table["is_business"].any() else np.ones(len(table), bool)
    line = float(table["ideal"][past].iloc[-1]) if past.any() else 0.0
    left = int(works[~past].sum())
    missing = max(goal - so_far, 0.0)
    landing = _landing(table)
    return Pace(
        goal=goal,
        actual=so_far,
        ideal=line,
        gap=so_far - line,
        days_ahead=(so_far - line) / goal * int(works.sum()) if goal else float("nan"),
        days=int(works.sum()),
        days_left=left,
        missing=missing,
        needed=missing / left if left else 0.0 if not missing else float("nan"),
        landing=landing,
        state=_state(goal, so_far, landing, is_over=bool(past.all())),
    )


def _landing(table: pd.DataFrame) -> Landing | None:
    last = table.iloc[-1]
    return None if pd.isna(last["projected"]) else Landing(*(float(last[c]) for c in ("projected", "low", "high")))


def _state(goal: float, actual: float, landing: Landing | None, *, is_over: bool) -> State:
    if actual >= goal or is_over:
        over = landing is not None and landing.low > goal and not is_over
        return State.AHEAD if over else State.KEPT if actual >= goal else State.MISSED
    if landing is None:
        return State.UNKNOWN
    if landing.high < goal:
        return State.BEHIND
    return State.AHEAD if landing.low > goal else State.ON_COURSE


# --- too much for sales? ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """The attempts that leads ask for against those that sales can make: leads × attempts ≤ reps × a rep's.

    attempts: made on a lead, on average. attempts_a_rep: that a rep can make in the same time.
    1,000 leads of one attempt, 400 a rep and month: 2.5 reps.
    """

    leads: float
    attempts: float
    reps: float
    attempts_a_rep: float

    @property
    def needed(self) -> float:
        """Attempts, of all leads."""
        return self.leads * self.attempts

    @property
    def possible(self) -> float:
        """Attempts, of all reps; missing where nothing is agreed."""
        return self.reps * self.attempts_a_rep or float("nan")

    @property
    def reps_needed(self) -> float:
        """Reps that could make the attempts needed; missing likewise."""
        return self.needed / self.attempts_a_rep if self.attempts_a_rep else float("nan")

    @property
    def used(self) -> float:
        """needed ÷ possible; missing likewise."""
        return self.needed / self.possible

    @property
    def is_too_much(self) -> bool:
        """Is it more than sales can follow up? Not said where its capacity is not agreed."""
        return bool(self.used > 1)

    def __str__(self) -> str:
        """`Not too much: 666 MQLs in all at 1.3 attempts each, as many as they took, ask for 861 attempts: 51.3 %…`."""
        verdict = "Too much" if self.is_too_much else "Not too much"
        asks = f"{self.leads:,.0f} MQLs in all at {self.attempts:.1f} attempts each, as many as they took, ask for"
        used = f"{show(self.used, Unit.PERCENT)} of the {self.possible:,.0f} that sales can make a month"
        return f"{verdict}: {asks} {self.needed:,.0f} attempts: {used}"
