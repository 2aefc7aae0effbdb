"""By whom and of which promise: two switches that are in the link, and the frame that they choose."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import streamlit as st

from smarketing.agreement import starts
from smarketing.charts.theme import Look
from smarketing.filters import Dimension
from smarketing.metrics.grain import within
from smarketing.metrics.promises import Promise
from smarketing.periods import Grain
from smarketing.ui import data, view

CUTS = {"Person": Dimension.OWNER, "Team": Dimension.TEAM, "Source": Dimension.SOURCE}
PROMISES = {promise.label: promise for promise in Promise}


@dataclass(frozen=True)
class Choice:
    """What the switches say."""

    by: Dimension
    promise: Promise

    @property
    def word(self) -> str:
        """`person`: what people call the cut."""
        return "person" if self.by is Dimension.OWNER else self.by.value

    @property
    def done(self) -> str:
        """What a lead was when the promise was kept: `touched in time`."""
        return "touched in time" if self.promise is Promise.TOUCH else "answered in time"

    @property
    def look(self) -> Look:
        """Sources have colours of their own; people and teams have none."""
        return view.current_look() if self.by is Dimension.SOURCE else view.plain_look()

    @property
    def within(self) -> str:
        """`within 24 business hours, 16 from 1 Jul 2026`: what was promised in the days on screen."""
        filters = view.current()
        began = [day for day in starts(data.agreements()) if filters.seen.first < day <= filters.seen.last]
        hours = [getattr(data.terms(day), f"{self.promise.value}_hours") for day in (filters.seen.first, *began)]
        later = [
            f", {now:g} from {Grain.DAY.label(day)}"
            for day, (then, now) in zip(began, pairwise(hours), strict=True)
            if now != then
        ]
        return f"within {hours[0]:g} business hours{''.join(later)}"

    def follow_up(self) -> pd.DataFrame:
        """The follow-up of both periods by the cut."""
        return data.follow_up(view.current(), by=self.by)

    def here(self) -> pd.DataFrame:
        """The same of the period on screen."""
        return within(self.follow_up(), view.current().period)


def current() -> Choice:
    """What was chosen, before the switches are drawn too."""
    by, promise = st.session_state.get("by"), st.session_state.get("promise")
    return Choice(CUTS.get(by, Dimension.OWNER), PROMISES.get(promise, Promise.TOUCH))


def switches() -> Choice:
    """Draw them, side by side."""
    with st.container(horizontal=True, vertical_alignment="center"):
        promise = _one("Promise", list(PROMISES), key="promise")
        by = _one("By", list(CUTS), key="by")
    return Choice(CUTS[by], PROMISES[promise])


def _one(label: str, offered: list[str], *, key: str) -> str:
    chosen = st.segmented_control(label, offered, default=offered[0], key=key, bind="query-params", required=True,
                                  label_visibility="collapsed")  # fmt: skip
    return chosen if chosen in offered else offered[0]
