"""Lead velocity: this month's MQLs against last month's, over whole months only."""

from __future__ import annotations

from smarketing.filters import Clock, Compare, Filters
from smarketing.metrics.grain import over_time
from smarketing.metrics.volume import lead_velocity, lead_velocity_rate
from smarketing.periods import Grain, Period, add_months
from smarketing.ui import cards, data
from smarketing.ui.cards import Card


def velocity(filters: Filters) -> list[Card]:
    """The card of the lead velocity rate of the last whole month of the view; none where two months are not whole."""
    after = (
        Grain.MONTH.start(min(filters.period.last, filters.as_of))
        if filters.within(grain=Grain.MONTH).unfinished
        else Grain.MONTH.next(filters.period.last)
    )
    months = Period(add_months(after, -7), after.fromordinal(after.toordinal() - 1))
    wider = filters.within(period=months, compare=Compare.NOTHING, clock=Clock.COHORT)
    rates = lead_velocity(over_time(data.cohorts(wider), months, grain=Grain.MONTH))
    return [cards.single(lead_velocity_rate, rates, note=Grain.MONTH.label(months.last))] if len(rates) else []
