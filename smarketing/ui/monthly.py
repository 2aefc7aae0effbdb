"""Lead velocity: this month's MQLs against last month's, over whole months only."""

from __future__ import annotations

from datetime import timedelta

from smarketing.filters import Clock, Compare
from smarketing.metrics.grain import over_time
from smarketing.metrics.volume import lead_velocity, lead_velocity_rate
from smarketing.periods import Grain, Period, add_months
from smarketing.stages import Stage
from smarketing.ui import cards, data, view
from smarketing.ui.cards import Card


def velocity() -> list[Card]:
    """The card of the lead velocity rate of the last whole month of the view; none where two months are not whole."""
    filters = view.current()
    if Stage.MQL not in data.known_stages():
        return []
    last = min(filters.period.last, filters.as_of)
    after = Grain.MONTH.start(last + timedelta(days=1))  # the month that is not over, or the one to come
    months = Period(add_months(after, -7), after - timedelta(days=1))
    wider = filters.within(period=months, compare=Compare.NOTHING, clock=Clock.COHORT)
    rates = lead_velocity(over_time(data.cohorts(wider), months, grain=Grain.MONTH))
    return [cards.latest(lead_velocity_rate, rates, note=Grain.MONTH.label(months.last))] if len(rates) else []
