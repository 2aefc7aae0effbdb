"""Is marketing's promise usually kept? The last twelve months that are over, each by its own agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from smarketing.agreement import Goal
from smarketing.charts import against_target
from smarketing.filters import Compare, Filters
from smarketing.metrics.grain import within
from smarketing.metrics.kept import month_by_month, months_kept
from smarketing.metrics.lead_value import mql_worth
from smarketing.metrics.registry import evaluate
from smarketing.metrics.volume import mqls
from smarketing.periods import Period
from smarketing.ui import view
from smarketing.ui.panel import panel
from smarketing.ui.promises import months
from smarketing.ui.promises.months import Month

_HEIGHT = 300


def show(goal: Goal, month: Month, came: pd.DataFrame) -> None:
    """A strip of MQLs and one of their worth, of the goals that had this one's name.

    goal: of the month that is on screen; came: `months.came` of it.
    """
    past = months.last_twelve(month.as_of)
    goals = {one.days: _promised(one, goal) for one in past}
    handed, look = _came(past, {month.terms.horizon: came}), view.current_look()
    seen = Filters(Period(past[0].days.first, past[-1].days.last), month.as_of, compare=Compare.NOTHING)
    for column, metric, measure in zip(st.columns(2), (mqls, mql_worth), ("mqls", "worth"), strict=True):
        rows = month_by_month(handed, goals, measure=measure)
        with column:
            panel(
                f"kept-{measure}",
                against_target.months(rows, metric, look=look, colour=look.marketing, height=_HEIGHT),
                title=f"{goal.name}: {metric.name}, {_verdict(rows)}",
                shows="Months that are over; the tick is what the agreement of the month's last day promised",
                table=rows,
                metrics=[metric, months_kept],
                filters=seen,
            )


def _promised(month: Month, goal: Goal) -> Goal:
    """What the month's agreement promised under the goal's name; nothing where it had none."""
    return next((g for g in month.terms.goals if g.name == goal.name), replace(goal, mqls=0, value=None))


def _came(past: Sequence[Month], known: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """The twelve months' rows of `months.came`, each month's by its own horizon. known: those there already."""
    others = {one.terms.horizon: one for one in past if one.terms.horizon not in known}
    by_horizon = known | {horizon: months.came(one) for horizon, one in others.items()}
    return pd.concat([within(by_horizon[one.terms.horizon], one.days) for one in past], ignore_index=True)


def _verdict(rows: pd.DataFrame) -> str:
    told = evaluate(months_kept, rows)
    kept, of = (int(told[column].item()) for column in ("numerator", "denominator"))
    return f"the promise was kept in {kept} of {of} month{'s' * (of != 1)}" if of else "not promised in these months"
