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
        actual = float(evaluate(metric, within(frame, filters.period))["value"].iloc[0])
        rows.append((reached.key, metric.name, actual, frames.aim(filters, measure).total))
    table = pd.DataFrame(rows, columns=["metric", "name", "actual", "target"])
    if table["target"].isna().all():
        return
    with boxed("pace", title="Against the targets of these days", table=table, height="content"):
        for (measure, metric, reached), (_, _, actual, target) in zip(_AIMS, rows, strict=True):
            st.markdown(_words(metric, actual, target, look, reached))
            colour = look.marketing if measure == "mqls" else look.sales
            chart(f"pace-{measure}", how_near.draw(actual, target, metric, look=look, colour=colour))


def _words(metric: Metric, actual: float, target: float | None, look: Look, reached: Metric) -> str:
    name, now = plain(metric.name), plain(look.say(actual, metric.unit))
    if not target:
        return f"**{name}** {now}, nothing was aimed at"
    share = plain(look.say(actual / target, reached.unit))
    return f"**{name}** {now} of {plain(look.say(target, metric.unit))} aimed at, **{share}**"
