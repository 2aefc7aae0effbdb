"""What was aimed at for the days on screen, and how far both sides have come."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts import how_near
from smarketing.charts.theme import Look
from smarketing.metrics import revenue, volume
from smarketing.metrics.grain import within
from smarketing.metrics.registry import Metric, evaluate
from smarketing.metrics.targets import mqls_against_target, pipeline_against_target, revenue_against_target
from smarketing.ui import frames, view
from smarketing.ui.panel import boxed, chart
from smarketing.ui.text import plain

_AIMS: tuple[tuple[str, Metric, Metric], ...] = (
    ("mqls", volume.mqls, mqls_against_target),
    ("pipeline_created", revenue.pipeline_created, pipeline_against_target),
    ("won_amount", revenue.revenue, revenue_against_target),
)


def panel(leads: pd.DataFrame, deals: pd.DataFrame) -> None:
    """A bar a target, marketing's and sales' each in its colour; nothing where nothing was aimed at."""
    filters, look = view.current(), view.current_look()
    rows = []
    for (measure, metric, reached), frame in zip(_AIMS, (leads, deals, deals), strict=True):
        target = frames.aim(filters, measure).total
        if target is not None:
            actual = float(evaluate(metric, within(frame, filters.period))["value"].iloc[0])
            rows.append((metric, reached, actual, target))
    if not rows:
        return
    told = [(reached.key, metric.name, actual, target) for metric, reached, actual, target in rows]
    table = pd.DataFrame(told, columns=["metric", "name", "actual", "target"])
    with boxed("pace", title="Against the targets of these days", table=table, height="content"):
        for metric, reached, actual, target in rows:
            st.markdown(_words(metric, actual, target, look, reached))
            colour = look.marketing if metric is volume.mqls else look.sales
            chart(f"pace-{metric.key}", how_near.draw(actual, target, metric, look=look, colour=colour))


def _words(metric: Metric, actual: float, target: float, look: Look, reached: Metric) -> str:
    name, now = plain(metric.name), plain(look.say(actual, metric.unit))
    share = plain(look.say(actual / target if target else None, reached.unit))
    return f"**{name}** {now} of {plain(look.say(target, metric.unit))} aimed at, **{share}**"
