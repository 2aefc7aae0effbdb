"""How sales keeps its promise: the first touch and the answer, by person, source and hour of arrival."""

from __future__ import annotations

import streamlit as st

from smarketing.agreement import starts
from smarketing.charts import how_sure
from smarketing.filters import Dimension
from smarketing.groups import Group
from smarketing.metrics import findings, response
from smarketing.metrics.grain import within
from smarketing.metrics.promises import decide_compliance, never_touched_rate, touch_compliance
from smarketing.metrics.registry import evaluate
from smarketing.periods import Grain
from smarketing.ui import cards, data, diagnosis, frames, needs, view
from smarketing.ui.headline import top
from smarketing.ui.panel import panel
from smarketing.ui.text import plain


def show() -> None:
    """Compliance, who keeps it, and how soon a lead is touched."""
    filters = view.current()
    follow_up = data.follow_up(filters)
    here = within(follow_up, filters.period)
    if not here["touch_unjudged"].lt(here["mqls"]).any():
        _untold()
        return
    shown = cards.numbers([touch_compliance, decide_compliance, never_touched_rate], follow_up)
    top(shown, otherwise="How sales keeps its promise")
    if said := diagnosis.stand_ins(here):
        st.caption(said)
    for day, agreement in starts(data.agreements()).items():
        if filters.span.first < day <= filters.seen.last:
            said = (
                f"Version {agreement.number} of the agreement begins on {Grain.DAY.label(day)}: older MQLs are judged"
            )
            st.caption(plain(f"{said} by the version of their day."))
    left, right = st.columns(2)
    with left:
        _by(Dimension.OWNER, "by-owner", what="person")
    with right:
        _by(Dimension.SOURCE, "by-source", what="source")
    diagnosis.show()
    _soon()


def _by(dimension: Dimension, key: str, *, what: str) -> None:
    filters = view.current()
    here = within(data.follow_up(filters, by=dimension), filters.period)
    rates = evaluate(touch_compliance, here, by=[dimension.value])
    rates = rates[rates["denominator"] > 0]
    found = findings.best_and_worst(rates, by=dimension.value, done="touched in time")
    look = view.current_look() if dimension is Dimension.SOURCE else view.plain_look()
    overall = evaluate(touch_compliance, here)
    panel(
        f"promise-{key}",
        how_sure.draw(rates, touch_compliance, look=look, by=dimension.value, overall=overall),
        title=findings.said(found, otherwise=f"First touch in time, by {what}"),
        shows="MQLs touched within the promised business hours, of those that were due",
        table=rates,
        leads=Group.MQLS,
    )


def _soon() -> None:
    filters = view.current()
    waits = data.waits(filters, by=Dimension.TEAM)
    times = response.tidy(response.response_times(waits, by=["team"]), by=["team"])
    panel(
        "promise-soon",
        frames.in_words(times, by="team"),
        title="Business hours until the first touch, by team",
        shows="Those whom nobody has touched count as waiting; so many hours, never a mean",
        table=times,
        leads=Group.MQLS,
    )


def _untold() -> None:
    st.markdown("## What sales made of its promise can't be told for these leads yet")
    st.info(needs.FIRST_TOUCH, icon=":material/help_center:")
