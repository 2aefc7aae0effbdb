"""Which stage, or which two, a funnel page is about; part of the link like every filter."""

from __future__ import annotations

import streamlit as st

from smarketing.filters import Clock
from smarketing.stages import LADDER, Stage
from smarketing.ui import data, view


def first() -> Stage:
    """Where the funnel begins: at MQL, or at the first stage of data that knows no MQL."""
    known = data.known_stages()
    return Stage.MQL if Stage.MQL in known or not known else known[0]


def pick() -> Stage:
    """The stage that is counted; by the cohort clock only those that MQLs can reach."""
    known = [s for s in data.known_stages() if view.current().clock is Clock.EVENT or s in (first(), *first().later)]
    usual = first()
    chosen = st.segmented_control(
        "Count", [s.label for s in known], default=usual.label, key="stage", bind="query-params", required=True
    )
    return next((s for s in known if s.label == chosen), usual)


def pair() -> tuple[Stage, Stage]:
    """From which stage to which; the second always after the first. The data knows two stages at least."""
    known = [s for s in LADDER if s in data.known_stages()]
    starts = known[:-1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = _one("From", starts, first() if first() in starts else starts[0], key="from")
        ends = [s for s in known if s in start.later]
        end = _one("To", ends, Stage.CUSTOMER, key="to")
    return start, end


def _one(label: str, offered: list[Stage], wanted: Stage, *, key: str) -> Stage:
    usual = wanted if wanted in offered else offered[-1]  # the last stage that the data knows
    chosen = st.segmented_control(
        label, [s.value for s in offered], default=usual.value, key=key, bind="query-params", required=True
    )
    return next((s for s in offered if s.value == chosen), usual)
