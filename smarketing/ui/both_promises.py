"""What marketing and sales owe each other this month: each promise with its pace, a slim bar a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from smarketing.charts import how_near
from smarketing.charts.drawing import Drawn
from smarketing.filters import Compare, Filters
from smarketing.metrics.burn_up import pace_to_ideal
from smarketing.metrics.goals import in_month
from smarketing.metrics.promises import COMPLIANCE, Promise, stand_in
from smarketing.metrics.registry import Metric, evaluate
from smarketing.periods import month_of
from smarketing.ui import data, places, view
from smarketing.ui.panel import boxed, chart
from smarketing.ui.promises import missing, months
from smarketing.ui.promises.marketing import landing_range, said
from smarketing.ui.promises.months import Month
from smarketing.ui.text import plain

_MOST_GOALS = 2
"""Lines of marketing's first goal: its MQLs, and what they are worth."""


@dataclass(frozen=True)
class _Line:
    """A promise in words and as a bar. state: how it stands, in a word or two."""

    metric: Metric
    name: str
    so_far: str
    state: str
    drawn: Drawn


def panel() -> None:
    """Both sides' promises of the month that as-of lies in, of the whole company; how to begin where none is signed."""
    as_of = view.current().as_of
    month = Month(month_of(as_of), as_of)
    seen = Filters(period=month.days, as_of=as_of, compare=Compare.NOTHING)
    lines = [*_marketing(month), *_sales(seen)]
    told = [(line.name, line.so_far, line.state) for line in lines]
    table = pd.DataFrame(told, columns=["promise", "so far", "state"])
    metrics = [*(line.metric for line in lines), pace_to_ideal]
    title = f"What we owe each other in {month}"
    with boxed("both-promises", title=title, table=table, metrics=metrics, filters=seen, height="stretch"):
        for place, line in enumerate(lines):
            st.markdown(f"**{plain(line.name)}** {plain(line.so_far)}, **{plain(line.state)}**")
            chart(f"both-promises-{place}", line.drawn)
        for said in _untold(seen):
            st.caption(plain(f"{said}."))
        if not lines:
            st.info("Nothing is agreed for these days, so nobody owes anything. Write what both sides promise.")
        st.button("Promises", icon=":material/signature:", key="open-promises", type="tertiary", on_click=_open)


def _marketing(month: Month) -> Iterator[_Line]:
    look = view.current_look()
    if not month.terms.goals:
        return
    rows = in_month(months.came(month), month.terms, month.days, since=months.history(month).first, as_of=month.as_of)
    for row in rows[:_MOST_GOALS]:
        pace = row.pace
        drawn = how_near.draw(pace.actual, pace.goal, row.measure, look=look, colour=look.marketing, ideal=pace.ideal)
        so_far, landing = f"{said(pace.actual, row)} of {said(pace.goal, row)}", landing_range(row)
        told = f"{so_far}, heading for {landing}" if landing else so_far
        yield _Line(row.measure, row.measure.name, told, pace.state.value, drawn)


def _sales(seen: Filters) -> Iterator[_Line]:
    look = view.current_look()
    follow_up = data.follow_up(seen)
    for promise in Promise:
        if missing.of(promise, follow_up):
            continue
        metric = COMPLIANCE[promise]
        rate = evaluate(metric, follow_up).iloc[0]
        due = int(rate["denominator"])
        if not due:
            continue
        drawn = how_near.draw(rate["value"], None, metric, look=look, colour=look.sales, whole=1)
        broken = due - int(rate["numerator"])
        so_far = f"{int(rate['numerator']):,} of {due:,} due"
        if promise is Promise.TOUCH and stand_in(follow_up):
            so_far += " by the last contact, a proxy"
        state = f"{look.say(rate['value'], metric.unit)} kept, {broken:,} broken" if broken else "all kept"
        yield _Line(metric, f"{promise.label} in time", so_far, state, drawn)


def _untold(seen: Filters) -> list[str]:
    """What sales has promised of the month and the data can't tell, with the columns to export."""
    if data.agreement(seen.as_of) is None:
        return []
    follow_up = data.follow_up(seen)
    return [said for promise in Promise if (said := missing.said(promise, follow_up))]


def _open() -> None:
    st.switch_page(places.PROMISES, query_params={})
