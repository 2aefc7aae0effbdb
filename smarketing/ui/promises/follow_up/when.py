"""When the promise is kept: by weekday and hour of arrival, and as time goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from smarketing.agreement import starts
from smarketing.charts import over_time as line_chart
from smarketing.charts import when_do_they_wait
from smarketing.groups import Group
from smarketing.metrics import arrivals, findings
from smarketing.metrics.grain import over_time
from smarketing.metrics.promises import COMPLIANCE, Promise, stand_in, states
from smarketing.metrics.registry import evaluate
from smarketing.ui import data, needs, view
from smarketing.ui.panel import panel
from smarketing.ui.promises import missing
from smarketing.ui.promises.follow_up.choice import Choice

HEIGHT = 320


def show(choice: Choice) -> None:
    """The week's hours across the page; under it the trend of both promises."""
    st.markdown("### When")
    _arrivals(choice)
    for promise, column in zip(Promise, st.columns(2), strict=True):
        with column:
            _trend(choice, promise)


def _arrivals(choice: Choice) -> None:
    here = choice.here()
    lacks = missing.of(Promise.TOUCH, here)
    if lacks:
        missing.instead("arrivals", "First touch by weekday and hour of arrival", lacks)
        return
    filters = view.current()
    calendar, came = data.terms(filters.as_of).calendar, data.arrivals(filters)
    rates, metric = arrivals.by_hour(came, calendar), COMPLIANCE[Promise.TOUCH]
    panel(
        "promise-arrivals",
        when_do_they_wait.draw(rates, metric, look=view.current_look()),
        title=findings.said(arrivals.slowest(came, calendar), otherwise="First touch by weekday and hour of arrival"),
        shows=missing.shown(
            f"The share touched in time of those due, and of how many, by sales’ clock ({calendar.time_zone})",
            "hatched: fewer than ten, too few to say", missing.hourless(), stand_in(here),
        ),
        table=rates,
        leads=Group.MQLS,
    )  # fmt: skip


def _trend(choice: Choice, promise: Promise) -> None:
    filters, look, metric = view.current(), view.current_look(), COMPLIANCE[promise]
    here = choice.here()
    lacks = missing.of(promise, here)
    if lacks:
        missing.instead(f"trend-{promise}", f"{metric.name} by {filters.grain}", lacks)
        return
    timed = over_time(choice.follow_up(), filters.seen, grain=filters.grain)
    rates = evaluate(metric, timed, by=["bucket"])
    pending = states(timed, promise, by=["bucket"]).set_index("bucket")["pending"]
    rates = rates.assign(pending=rates["bucket"].map(pending))
    since = not_final_since(pending, filters.unfinished)
    open_still = int(pending[pending.index >= pd.Timestamp(since)].sum()) if since else 0
    open_said = f"dotted: not final, {open_still:,} MQLs are not due yet" if open_still else ""
    judged = "each MQL by the version of its day" if len(starts(data.agreements())) > 1 else ""
    line = line_chart.draw(rates, replace(metric, name=promise.label), look=look, grain=filters.grain,
                           unfinished=since, colour=look.sales, height=HEIGHT)  # fmt: skip
    panel(
        f"promise-trend-{promise}",
        needs.history(line, timed, "mqls", grain=filters.grain),
        title=f"{metric.name} by {filters.grain} of the MQLs",
        shows=missing.shown("Of those due, with the 95 % band", open_said, judged,
                            stand_in(here) if promise is Promise.TOUCH else ""),
        table=rates,
        leads=Group.MQLS,
    )  # fmt: skip


def not_final_since(pending: pd.Series, unfinished: date | None) -> date | None:
    """The first day of the youngest buckets that are not final: cut off by as-of, or with leads that are not due yet.

    pending: by bucket, in time order. None where the last one is final.
    """
    is_open = pending > 0
    if unfinished is not None:
        is_open |= pending.index >= pd.Timestamp(unfinished)
    run = is_open[::-1].cummin()[::-1]
    return run.idxmax().date() if run.any() else None
