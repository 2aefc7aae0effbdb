"""How marketing keeps its promise: this month's MQLs, and what they are worth, against the ideal line of each goal."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.agreement import Terms
from smarketing.charts import burn_up as burn_chart
from smarketing.filters import Compare, Filters
from smarketing.metrics.burn_up import State, days_ahead, load, needed_a_day, pace_to_ideal
from smarketing.metrics.goals import GoalInMonth, in_month
from smarketing.metrics.lead_value import mql_worth, worth
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show as written
from smarketing.metrics.volume import mqls
from smarketing.periods import Grain, Period, month_of
from smarketing.ui import data, frames, view
from smarketing.ui.panel import panel
from smarketing.ui.text import plain


def show() -> None:
    """Each goal of the month that as-of lies in: so far, the ideal line, and where the month will land."""
    filters = view.current()
    terms, month = data.terms(filters.as_of), month_of(filters.as_of)
    if not terms.goals:
        st.markdown("## Marketing has promised no figure for this month yet")
        st.info("Write goals into the agreement, in the part Agreement: MQLs a month, and what they are worth.")
        return
    rows = _paces(filters, terms)
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


def _paces(filters: Filters, terms: Terms) -> list[GoalInMonth]:
    came = worth(data.mqls_by_segment(frames.year(filters)), frames.values(filters))
    return in_month(came, terms, as_of=filters.as_of)


def _said(value: float, row: GoalInMonth) -> str:
    """Written out; half an MQL is none."""
    unit = row.measure.unit
    return written(round(value) if unit is Unit.COUNT else value, unit, currency=data.workspace().currency)


def _told(row: GoalInMonth) -> dict[str, str]:
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


def _range(row: GoalInMonth) -> str:
    landing = row.pace.landing
    return f"{_said(landing.low, row)} to {_said(landing.high, row)}" if landing else ""


def _sentence(row: GoalInMonth, month: Period) -> str:
    pace, state = row.pace, row.pace.state
    so_far = f"{row.name}: {_said(pace.actual, row)} of {_said(pace.goal, row)} {row.measure.name} promised for {month}"
    if state in (State.KEPT, State.MISSED):
        return f"{so_far}, the promise is {state}"
    return f"{so_far}, {state}" + (f": it will land at {_range(row)}" if row.pace.landing else "")


def _too_much(row: GoalInMonth, terms: Terms) -> None:
    """Whether more comes than sales can follow up, where its capacity is agreed and attempts are told."""
    landing = row.pace.landing.value if row.pace.landing else row.pace.actual
    each = frames.attempts_a_lead(view.current())
    if row.measure is not mqls or each is None:
        return
    asked = load(landing, attempts=each, reps=terms.reps, attempts_a_rep=terms.attempts_a_rep)
    if asked.is_too_much:
        said = f"{landing:,.0f} MQLs at {each:.1f} attempts each, as many as they took, would take {asked.needed:,.0f}"
        st.warning(plain(f"{said}; sales can make {asked.possible:,.0f} a month."), icon=":material/waves:")
