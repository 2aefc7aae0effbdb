"""Which month, by which agreement, and what came in it: what every view of marketing's promise is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from smarketing import owed
from smarketing.agreement import Terms
from smarketing.metrics.lead_value import worth
from smarketing.periods import Grain, Period, add_months, month_of, to_date
from smarketing.ui import data

KEY = "month"
"""The select box's key, and so its name in a link."""


@dataclass(frozen=True)
class Month:
    """A month as it is looked at from a day."""

    days: Period
    as_of: date

    @property
    def has_begun(self) -> bool:
        """Is anything of it known?"""
        return self.days.first <= self.as_of

    @property
    def is_over(self) -> bool:
        """Is all of it known?"""
        return self.days.last <= self.as_of

    @property
    def judged_on(self) -> date:
        """The day whose agreement counts: the month's last, or as-of while it runs; of one to come, its first."""
        return max(self.days.first, min(self.days.last, self.as_of))

    @property
    def terms(self) -> Terms:
        """What was agreed for it."""
        return data.terms(self.judged_on)

    def __str__(self) -> str:
        return str(self.days)


def last_twelve(as_of: date) -> list[Month]:
    """The twelve months before as-of that are over, the oldest first."""
    after = Grain.MONTH.start(as_of + timedelta(days=1))
    return [Month(month_of(add_months(after, -n)), as_of) for n in range(12, 0, -1)]


def history(month: Month) -> Period:
    """The days up to as-of that a month is judged by: the year before it, or from the month on where that is older."""
    year = owed.year(month.as_of).period
    return Period(min(year.first, month.days.first), year.last)


def came(month: Month) -> pd.DataFrame:
    """MQLs of `history` by day, source and segment, with their worth by the horizon that was agreed for the month.

    day: int · source, segment: str · mqls: int · worth: float, money, each lead at the value known at as-of.
    """
    handed = data.mqls_by_segment(owed.year(month.as_of).within(period=history(month)))
    return worth(handed, data.values(month.as_of, horizon=month.terms.horizon))


# --- the choice -----------------------------------------------------------------------------------


def pick(as_of: date) -> Month:
    """The month that the room looks at: that of as-of, any before it with a lead, or the next one."""
    offered = {str(month): month for month in _offered(as_of)}
    names, usual = list(offered), str(month_of(as_of))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content", key="months"):
        before = st.container(width="content")
        chosen = st.selectbox("Month", names, index=names.index(usual), key=KEY, bind="query-params", width=140)
        at = names.index(chosen if chosen in offered else usual)
        with before:
            _step(names, at + 1, "month-before", icon=":material/chevron_left:")
        _step(names, at - 1, "month-after", icon=":material/chevron_right:")
    return offered[names[at]]


def _offered(as_of: date) -> list[Month]:
    """The newest first."""
    known = data.extent()
    first = Grain.MONTH.start(min(to_date(known[0]), as_of) if known else as_of)
    last = Grain.MONTH.next(as_of)
    count = (last.year - first.year) * 12 + last.month - first.month
    return [Month(month_of(add_months(last, -n)), as_of) for n in range(count + 1)]


def _step(names: list[str], at: int, key: str, *, icon: str) -> None:
    """A button to the month beside, named after it."""
    there = 0 <= at < len(names)
    position = "left" if key == "month-before" else "right"
    st.button(
        names[at] if there else "–", icon=icon, icon_position=position, key=key, type="tertiary", disabled=not there,
        on_click=_go, args=(names[at] if there else "",),
    )  # fmt: skip


def _go(name: str) -> None:
    st.session_state[KEY] = name
