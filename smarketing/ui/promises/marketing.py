"""How marketing keeps its promise: a month's MQLs, and what they are worth, against the ideal line of each goal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from smarketing.agreement import Goal
from smarketing.charts import burn_up as burn_chart
from smarketing.filters import Compare, Filters
from smarketing.metrics.burn_up import Load, State, capacity_used, days_ahead, needed_a_day, pace_to_ideal
from smarketing.metrics.goals import GoalInMonth, burn_in, in_month
from smarketing.metrics.lead_value import mql_worth
from smarketing.metrics.money import without_rate
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show as written
from smarketing.metrics.volume import mqls
from smarketing.periods import Grain, Period, add_months
from smarketing.ui import data, frames, revenue_tables, view
from smarketing.ui.panel import panel
from smarketing.ui.promises import kept, missing, months
from smarketing.ui.promises.months import Month
from smarketing.ui.text import plain

_SIGNS = {
    State.KEPT: "✓",
    State.MISSED: "✗",
    State.AHEAD: "▲",
    State.ON_COURSE: "●",
    State.BEHIND: "▼",
    State.UNKNOWN: "?",
}


def show() -> None:
    """A month and a goal to choose: so far, the ideal line, the landing; then what was kept before, and the review."""
    as_of = view.current().as_of
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        month = months.pick(as_of)
        came = months.came(month)
        rows = _rows(month, came)
        goal = _pick(rows)
    if goal is None:
        st.markdown(f"## {plain(f'Marketing has promised no figure for {month}')}")
        st.info("Write goals into the agreement, in the part Agreement: MQLs a month, and what they are worth.")
    else:
        _burn_ups(month, [row for row in rows if row.goal == goal])
        _goals(month, rows, came)
        kept.show(goal, month, came)
    _review(as_of)


def _pick(rows: Sequence[GoalInMonth]) -> Goal | None:
    """The goal whose curves are drawn; None where nothing is promised."""
    goals = {row.goal.name: row.goal for row in rows}
    if not goals:
        return None
    names = list(goals)
    chosen = st.segmented_control(
        "Goal", names, default=names[0], key="goal", bind="query-params", required=True, format_func=plain
    )
    return goals.get(chosen or names[0], goals[names[0]])


# --- the month --------------------------------------------------------------------------------------


def _rows(month: Month, came: pd.DataFrame) -> list[GoalInMonth]:
    return in_month(came, month.terms, month.days, since=months.history(month).first, as_of=month.as_of)


def _burn_ups(month: Month, rows: Sequence[GoalInMonth]) -> None:
    """The goal's sentence and its curves."""
    st.markdown(f"## {plain(_sentence(rows[0], month))}")
    st.caption(plain(_basis(month)))
    fan = "" if month.is_over else "; the fan holds the landing in four of five months"
    for row, column in zip(rows, st.columns(len(rows)), strict=True):
        with column:
            panel(
                f"burn-up-{row.measure.key}",
                burn_chart.draw(row.burn, row.measure, look=view.current_look()),
                title=f"{row.goal.name}: {row.measure.name} against the ideal line, {row.pace.state}",
                shows=f"The ideal line rises on business days only{fan}",
                table=row.burn.days,
                metrics=[row.measure, pace_to_ideal],
                filters=_seen(month),
            )


def _seen(month: Month) -> Filters:
    return Filters(period=month.days, as_of=month.as_of, compare=Compare.NOTHING)


def _basis(month: Month) -> str:
    """`Qualified in Oct 2026, whatever is filtered, as of 18 Nov 2026; promised in version 2 of the agreement.`"""
    told = f"Qualified in {month}, whatever is filtered, as of {Grain.DAY.label(month.as_of)}"
    if any(goal.value for goal in month.terms.goals):
        told = missing.shown(told, without_rate(data.values(month.as_of, horizon=month.terms.horizon).apart))
    agreement = data.agreement(month.judged_on)
    if agreement is None:
        return f"{told}."
    late = ", which began within the month" if agreement.effective_from > month.days.first else ""
    return f"{told}; promised in version {agreement.number} of the agreement{late}."


def said(value: float, row: GoalInMonth) -> str:
    """Written out in the workspace's currency."""
    return row.say(value, currency=data.workspace().currency)


def landing_range(row: GoalInMonth) -> str:
    """`GoalInMonth.landing` in the workspace's currency."""
    return row.landing(currency=data.workspace().currency)


def _sentence(row: GoalInMonth, month: Month) -> str:
    pace, state = row.pace, row.pace.state
    came = f"{said(pace.actual, row)} of " if month.has_begun else ""
    so_far = f"{row.goal.name}: {came}{said(pace.goal, row)} {row.measure.name} promised for {month}"
    if state in (State.KEPT, State.MISSED):
        return f"{so_far}, the promise {'was' if month.is_over else 'is'} {state}"
    return f"{so_far}, {state}" + (f": heading for {landing_range(row)}" if row.pace.landing else "")


# --- all goals, and whether it is too much ----------------------------------------------------------


def _goals(month: Month, rows: Sequence[GoalInMonth], came: pd.DataFrame) -> None:
    table = pd.DataFrame([_told(row) | ({} if month.is_over else _to_come(row)) for row in rows])
    broken = f"color: {view.current_look().broken}; font-weight: bold"
    styles = {_signed(State.MISSED): broken, _signed(State.BEHIND): "font-weight: bold"}
    panel(
        "goals",
        table.style.map(lambda state: styles.get(state, ""), subset=["State"]),
        title=f"Each goal of {month}: {'what came' if month.is_over else 'so far, what is needed, where it lands'}",
        shows=_follow_up(month, came),
        table=table,
        metrics=[mqls, mql_worth, pace_to_ideal, days_ahead, needed_a_day, capacity_used],
        filters=_seen(month),
    )


def _signed(state: State) -> str:
    """The state with a sign of its own, so that nobody needs its colour."""
    return f"{_SIGNS[state]} {state}"


def _told(row: GoalInMonth) -> dict[str, str]:
    pace = row.pace
    return {
        "Goal": f"{row.goal.name}: {'MQLs' if row.measure is mqls else 'value'}",
        "State": _signed(pace.state),
        "Promised": said(pace.goal, row),
        "Came": said(pace.actual, row),
        "Gap": said(pace.gap, row),
        "Business days": written(pace.days_ahead, Unit.DAYS),
    }


def _to_come(row: GoalInMonth) -> dict[str, str]:
    """What only a month that runs has."""
    pace = row.pace
    landing = "–" if pace.landing is None else f"{said(pace.landing.value, row)} ({landing_range(row)})"
    return {"Landing (80 %)": landing, "Needed a day": said(pace.needed, row), "Ideal by now": said(pace.ideal, row)}


def _follow_up(month: Month, came: pd.DataFrame) -> str:
    """Whether all MQLs of the month are more than sales can follow up, or why that can't be said; a warning if so."""
    terms, since = month.terms, months.history(month).first
    pace = burn_in(came, "mqls", 0.0, terms, month.days, since, month.as_of).pace
    each = frames.attempts_a_lead(view.current())
    if not terms.reps * terms.attempts_a_rep:
        return "Whether it is too much for sales can't be said: the agreement names no reps and attempts a month"
    if each is None:
        return "Whether it is too much for sales can't be said: export how often each lead was called or written to"
    asked = Load(pace.landing.value if pace.landing else pace.actual, each, terms.reps, terms.attempts_a_rep)
    if asked.is_too_much:
        st.warning(plain(f"More than sales can follow up. {asked}."), icon=":material/waves:")
    return str(asked)


# --- the SLA review ---------------------------------------------------------------------------------


def _review(as_of: date) -> None:
    """The review's four numbers of the last year, by month or by quarter, of the whole company."""
    grains = [Grain.MONTH.value, Grain.QUARTER.value]
    chosen = st.segmented_control(
        "SLA review by", grains, default=grains[0], key="review", bind="query-params", required=True
    )
    grain = Grain(chosen or Grain.MONTH)
    period = Period(grain.start(add_months(as_of, -12)), as_of)
    revenue_tables.review(Filters(period=period, as_of=as_of, compare=Compare.NOTHING, grain=grain))
