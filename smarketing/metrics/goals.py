"""The rows of a frame that a goal of the agreement speaks of (its sources and segments), and where its month stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from smarketing.agreement import Goal, Terms
from smarketing.business_time import BusinessTime
from smarketing.metrics.burn_up import BurnUp, Pace, burn_up, filled
from smarketing.metrics.lead_value import mql_worth
from smarketing.metrics.registry import Metric, Unit
from smarketing.metrics.show import is_missing, show
from smarketing.metrics.volume import mqls
from smarketing.periods import Period, to_number


def rows_of(frame: pd.DataFrame, goal: Goal) -> pd.DataFrame:
    """The rows of the goal's sources and segments; a goal that names none means all.

    Raises KeyError where the goal names segments (or sources) and the frame has no such column: its numbers would be
    those of all segments.
    """
    kept = pd.Series(True, index=frame.index)
    for column, names in (("source", goal.sources), ("segment", goal.segments)):
        if names:
            kept &= frame[column].isin(names)
    return frame[kept]


@dataclass(frozen=True)
class GoalInMonth:
    """A goal in one measure, MQLs or what they are worth, against the ideal line of a month."""

    goal: Goal
    measure: Metric
    burn: BurnUp

    @property
    def pace(self) -> Pace:
        """Where it stands at as-of."""
        return self.burn.pace

    def say(self, value: float, *, currency: str) -> str:
        """A number of it, written out; half an MQL is none."""
        unit, is_whole = self.measure.unit, self.measure.unit is Unit.COUNT and not is_missing(value)
        return show(round(value) if is_whole else value, unit, currency=currency)

    def landing(self, *, currency: str) -> str:
        """The 80 % range in which the month will land, `540 to 610`; nothing where it is not told."""
        ends = self.pace.landing
        return f"{self.say(ends.low, currency=currency)} to {self.say(ends.high, currency=currency)}" if ends else ""


def in_month(came: pd.DataFrame, terms: Terms, month: Period, *, since: date, as_of: date) -> list[GoalInMonth]:
    """Each goal of the terms in each measure that it promises, in one month.

    came: `lead_value.worth` of the MQLs from `since`, a year before, to as_of: day: int · source, segment: str ·
    mqls: int · worth: float, money.
    """
    return [
        GoalInMonth(goal, measure, burn_in(rows_of(came, goal), column, float(aim), terms, month, since, as_of))
        for goal in terms.goals
        for measure, column, aim in ((mqls, "mqls", goal.mqls), (mql_worth, "worth", goal.value))
        if aim
    ]


def burn_in(
    came: pd.DataFrame, column: str, aim: float, terms: Terms, month: Period, since: date, as_of: date
) -> BurnUp:
    """One column of these rows against the ideal line of a month, by the terms' business days; see `in_month`."""
    days = np.arange(to_number(since), to_number(month.last) + 1)
    works = BusinessTime(terms.calendar, int(days[0]), int(days[-1])).business_days(days, days) > 0
    amounts = filled(came, column, days=days)
    return burn_up(amounts, days, works, first=to_number(month.first), as_of=to_number(as_of), goal=aim)
