"""How marketing keeps its promise: this month's MQLs, and what they are worth, against the ideal line of each goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
import streamlit as st

from smarketing import owed
from smarketing.agreement import Terms
from smarketing.business_time import BusinessTime
from smarketing.charts import burn_up as burn_chart
from smarketing.filters import Compare, Filters
from smarketing.metrics.burn_up import (
    BurnUp,
    Pace,
    State,
    burn_up,
    days_ahead,
    filled,
    load,
    needed_a_day,
    pace_to_ideal,
)
from smarketing.metrics.goals import rows_of
from smarketing.metrics.lead_value import mql_worth, worth
from smarketing.metrics.registry import Metric, Unit
from smarketing.metrics.show import show as written
from smarketing.metrics.volume import mqls
from smarketing.periods import Grain, Period, to_number
from smarketing.ui import data, frames, view
from smarketing.ui.panel import panel
from smarketing.ui.text import plain


@dataclass(frozen=True)
class _Row:
    """A goal in one measure, and where it stands."""

    name: str
    measure: Metric
    burn: BurnUp

    @property
    def pace(self) -> Pace:
        """Where it stands at as-of."""
        return self.burn.pace


def show() -> None:
    """Each goal of the month that as-of lies in: so far, the ideal line, and where the month will land."""
    filters = view.current()
    terms, month = data.terms(filters.as_of), _month(filters)
    if not terms.goals:
        st.markdown("## Marketing has promised no figure for this month yet")
        st.info("Write goals into the agreement, in the part Agreement: MQLs a month, and what they are worth.")
        return
    rows = _paces(filters, terms, month)
    seen = Filters(period=month, as_of=filters.as_of, compare=Compare.NOTHING)
    st.markdown(f"## {plain(_sentence(rows[0], month))}")
    st.caption(plain(f"Qualified in {month}, whatever is filtered, as of {Grain.DAY.label(seen.as_of)}."))
    _too_much(rows[0], terms)
    for place, (row, column) in enumerate(zip(rows[:2], st.columns(min(len(rows), 2)), strict=False)):
        with column:
            panel(
                f"burn-up-{place}",
                burn_chart.draw(row.burn, row.measure, look=view.current_look()),
                title=f"{row.name}: {row.measure.name} against the ideal line, {row.pace.state}",
                shows="The ideal line rises on business days only; the fan holds the landing in four of five months",
                table=row.burn.days,
                metrics=[row.measure, pace_to_ideal],
                filters=seen,
            )
    table = pd.DataFrame([_told(row) for row in rows])
    panel(
        "goals",
        table,
        title="Each goal of the month: so far, by the ideal line, and where it will land",
        table=table,
        metrics=[mqls, mql_worth, pace_to_ideal, days_ahead, needed_a_day],
        filters=seen,
    )


def _month(filters: Filters) -> Period:
    first = Grain.MONTH.start(filters.as_of)
    return Period(first, Grain.MONTH.next(first) - timedelta(days=1))


def _paces(filters: Filters, terms: Terms, month: Period) -> list[_Row]:
    whole = owed.year(filters.as_of)
    came = worth(data.mqls_by_segment(whole), data.values(filters.as_of))
    first, last, as_of = to_number(month.first), to_number(month.last), to_number(filters.as_of)
    days = np.arange(to_number(whole.period.first), last + 1)
    works = BusinessTime(terms.calendar, int(days[0]), int(days[-1])).business_days(days, days) > 0
    rows = []
    for goal in terms.goals:
        own = rows_of(came, goal)
        for measure, column, aim in ((mqls, "mqls", goal.mqls), (mql_worth, "worth", goal.value)):
            if aim:
                amounts = filled(own, column, days=days)
                made = burn_up(amounts, days, works, first=first, as_of=as_of, goal=float(aim))
                rows.append(_Row(goal.name, measure, made))
    return rows


def _said(value: float, row: _Row) -> str:
    """Written out; half an MQL is none."""
    unit = row.measure.unit
    return written(round(value) if unit is Unit.COUNT else value, unit, currency=data.workspace().currency)


def _told(row: _Row) -> dict[str, str]:
    pace = row.pace
    landing = "–" if pace.landing is None else f"{_said(pace.landing.value, row)} ({_range(row)})"
    return {
        "Goal": f"{row.name}: {row.measure.name}",
        "Promised": _said(pace.goal, row),
        "So far": _said(pace.actual, row),
        "Ideal by now": _said(pace.ideal, row),
        "Gap": _said(pace.gap, row),
        "Business days ahead": written(pace.days_ahead, Unit.DAYS),
        "Needed a business day": _said(pace.needed, row),
        "Landing (80 %)": landing,
        "State": pace.state.value,
    }


def _range(row: _Row) -> str:
    landing = row.pace.landing
    return f"{_said(landing.low, row)} to {_said(landing.high, row)}" if landing else ""


def _sentence(row: _Row, month: Period) -> str:
    pace, state = row.pace, row.pace.state
    so_far = f"{row.name}: {_said(pace.actual, row)} of {_said(pace.goal, row)} {row.measure.name} promised for {month}"
    if state in (State.KEPT, State.MISSED):
        return f"{so_far}, the promise is {state}"
    return f"{so_far}, {state}" + (f": it will land at {_range(row)}" if row.pace.landing else "")


def _too_much(row: _Row, terms: Terms) -> None:
    """Whether more comes than sales can follow up, where its capacity is agreed and attempts are told."""
    landing = row.pace.landing.value if row.pace.landing else row.pace.actual
    each = frames.attempts_a_lead(view.current())
    if row.measure is not mqls or each is None:
        return
    asked = load(landing, attempts=each, reps=terms.reps, attempts_a_rep=terms.attempts_a_rep)
    if asked.is_too_much:
        said = f"{landing:,.0f} MQLs at {each:.1f} attempts each, as many as they took, would take {asked.needed:,.0f}"
        st.warning(plain(f"{said}; sales can make {asked.possible:,.0f} a month."), icon=":material/waves:")
