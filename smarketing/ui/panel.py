"""One chart with all that belongs to it: finding, definition, table, downloads, the way to the leads.

    ┌ the finding, or what is shown ──────────── ⋯ details ┐
    │ chart                                                │
    └ clock · window · as of ──────────────────────────────┘

A panel answers the four questions about its numbers: how defined (hover over the title, or details), of
how many (hover), how sure (in the chart), which leads (details). Its definitions and its clock are those
of the metrics that its table names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

import pandas as pd
import streamlit as st

from smarketing.charts.drawing import Drawn
from smarketing.filters import Clock, Filters
from smarketing.groups import Group
from smarketing.metrics.registry import REGISTRY, Metric
from smarketing.periods import Grain
from smarketing.ui import exports, view
from smarketing.ui.drill import leads_button
from smarketing.ui.text import definitions, plain

CONFIG = {"displayModeBar": False, "scrollZoom": False}


def panel(
    key: str,
    drawn: Drawn | pd.DataFrame,
    *,
    title: str,
    table: pd.DataFrame,
    shows: str = "",
    metrics: Sequence[Metric] = (),
    leads: Group | None = None,
    filters: Filters | None = None,
) -> None:
    """Draw a panel with a chart, or with a table whose numbers are written out for people; see `boxed`."""
    with boxed(key, title=title, table=table, shows=shows, metrics=metrics, leads=leads, filters=filters):
        if isinstance(drawn, Drawn):
            chart(key, drawn)
        else:
            _written(key, drawn, title)


@contextmanager
def boxed(
    key: str,
    *,
    title: str,
    table: pd.DataFrame,
    shows: str = "",
    metrics: Sequence[Metric] = (),
    leads: Group | None = None,
    filters: Filters | None = None,
    height: Literal["stretch", "content"] = "stretch",
) -> Iterator[None]:
    """What is drawn in this block stands in a panel.

    key: its name in files and tests. title: the finding. table: the numbers behind it. shows: what is
    drawn, in a line. metrics: whose definitions apply, where the table has no column `metric`. leads: the
    group behind it. filters: where they are not those on screen.
    """
    filters = filters or view.current()
    metrics = metrics or [REGISTRY[m] for m in table["metric"].unique()]
    with st.container(border=True, key=f"panel-{key}", height=height, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="top", wrap=False):
            st.markdown(f"#### {plain(title)}", help=definitions(metrics), width="stretch")
            _details(key, title, table, metrics, leads, filters)
        if shows:
            st.caption(plain(shows))
        yield
        st.caption(foot(metrics, filters))


def chart(key: str, drawn: Drawn) -> None:
    """A chart in this project's look, with its words for who can't see it."""
    st.plotly_chart(drawn.figure, key=f"chart-{key}", theme=None, config=CONFIG, alt=drawn.alt)


def _written(key: str, shown: pd.DataFrame, title: str) -> None:
    numbers = {c: st.column_config.Column(c, alignment="right") for c in shown.columns[1:]}
    st.dataframe(shown, key=f"table-{key}", hide_index=True, height="content", column_config=numbers, alt=title)


def _details(
    key: str, title: str, table: pd.DataFrame, metrics: Sequence[Metric], leads: Group | None, filters: Filters
) -> None:
    details = st.popover(
        "Details", icon=":material/more_horiz:", type="tertiary", key=f"details-{key}", on_change="rerun"
    )
    if not details.open:
        return
    with details:
        st.markdown(definitions(metrics))
        st.dataframe(table, hide_index=True, key=f"behind-{key}", alt=f"The numbers behind: {title}")
        with st.container(horizontal=True):
            told = {m.name: m.definition for m in metrics}
            exports.buttons(key, table, title=title, filters=filters, definitions=told)
            if leads is not None:
                leads_button(leads, key=f"leads-{key}")


def foot(metrics: Sequence[Metric], filters: Filters) -> str:
    """The small print under a panel: clock, window, as-of day."""
    clocks = {m.clock or filters.clock for m in metrics}
    words = {
        frozenset({Clock.COHORT}): f"by the day a lead became MQL, within {filters.window} days",
        frozenset({Clock.EVENT}): "by the day of each event",
        frozenset(Clock): "leads by their MQL day, deals by their own",
    }
    return f"{words[frozenset(clocks)]} · as of {Grain.DAY.label(filters.as_of)}"
