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
from pandas.io.formats.style import Styler

from smarketing.charts.drawing import Drawn
from smarketing.charts.theme import Event
from smarketing.filters import Clock, Filters
from smarketing.groups import Group
from smarketing.metrics.registry import REGISTRY, Metric
from smarketing.periods import Grain
from smarketing.stages import Stage
from smarketing.ui import exports, stage_choice, view
from smarketing.ui.drill import leads_button
from smarketing.ui.text import definitions, plain

CONFIG = {"displayModeBar": False, "scrollZoom": False}


def panel(
    key: str,
    drawn: Drawn | pd.DataFrame | Styler,
    *,
    title: str,
    table: pd.DataFrame,
    shows: str = "",
    metrics: Sequence[Metric] = (),
    leads: Group | None = None,
    start: Stage | None = None,
    filters: Filters | None = None,
) -> None:
    """Draw a panel with a chart, or with a table whose numbers are written out for people; see `boxed`."""
    marks = drawn.events if isinstance(drawn, Drawn) else ()
    with boxed(
        key, title=title, table=table, shows=shows, metrics=metrics, leads=leads, start=start, filters=filters,
        marks=marks,
    ):  # fmt: skip
        if isinstance(drawn, Drawn):
            chart(key, drawn)
        else:
            written(key, drawn, title)


@contextmanager
def boxed(
    key: str,
    *,
    title: str,
    table: pd.DataFrame,
    shows: str = "",
    metrics: Sequence[Metric] = (),
    leads: Group | None = None,
    start: Stage | None = None,
    filters: Filters | None = None,
    height: Literal["stretch", "content"] = "stretch",
    marks: Sequence[Event] = (),
) -> Iterator[None]:
    """What is drawn in this block stands in a panel.

    key: its name in files and tests. title: the finding. table: the numbers behind it. shows: what is
    drawn, in a line. metrics: whose definitions apply, where the table has no column `metric`. leads: the
    group behind it. start: the stage whose days make the cohort, where it isn't the funnel's first.
    filters: where they are not those on screen. marks: what happened in these days, for the files.
    """
    filters = filters or view.current()
    metrics = metrics or [REGISTRY[m] for m in table["metric"].unique()]
    start = start or stage_choice.first()
    with st.container(border=True, key=f"panel-{key}", height=height, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="top", wrap=False):
            st.markdown(f"#### {plain(title)}", help=definitions(metrics) or None, width="stretch")
            _details(key, title, table, metrics, leads, filters, start, marks, shows)
        if shows:
            st.caption(plain(shows))
        yield
        st.caption(foot(metrics, filters, start=start))


def chart(key: str, drawn: Drawn) -> None:
    """A chart in this project's look, with its words for who can't see it."""
    st.plotly_chart(drawn.figure, key=f"chart-{key}", theme=None, config=CONFIG, alt=drawn.alt)


def written(
    key: str, shown: pd.DataFrame | Styler, title: str, *, words: int = 1, height: Literal["content"] | int = "content"
) -> None:
    """A table that is written out for people: its first columns are words, the others numbers on the right."""
    numbers = {c: st.column_config.Column(c, alignment="right") for c in shown.columns[words:]}
    st.dataframe(shown, key=f"table-{key}", hide_index=True, height=height, column_config=numbers, alt=title)


def _details(
    key: str,
    title: str,
    table: pd.DataFrame,
    metrics: Sequence[Metric],
    leads: Group | None,
    filters: Filters,
    start: Stage,
    marks: Sequence[Event],
    shows: str,
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
            clocks = clocks_of(metrics, filters)
            noted = [f"{shows[0].upper()}{shows[1:].removesuffix('.')}."] if shows else []
            sentence = " ".join([filters.sentence(start=start, clocks=clocks), *noted, *map(str, marks)])
            told = {m.name: m.definition for m in metrics}
            exports.buttons(key, table, title=title, sentence=sentence, definitions=told)
            if leads is not None:
                of = None if filters == view.current() else filters
                leads_button(leads, key=f"leads-{key}", clock=min(clocks), start=start, of=of)


def clocks_of(metrics: Sequence[Metric], filters: Filters) -> frozenset[Clock]:
    """Whose days the numbers go by: the metrics' own clocks, or the one on screen."""
    return frozenset(m.clock or filters.clock for m in metrics) or frozenset({filters.clock})


def foot(metrics: Sequence[Metric], filters: Filters, *, start: Stage) -> str:
    """The small print under a panel: clock, window where there is one, as-of day."""
    windowed = any(m.family == "Conversion" or m.key == "expected_conversion" for m in metrics)
    within = f", within {filters.window} days" if windowed else ""
    words = {
        frozenset({Clock.COHORT}): f"by the day a lead became {start}{within}",
        frozenset({Clock.EVENT}): "by the day of each event",
        frozenset(Clock): f"leads by their {start} day, deals by their own",
    }
    return f"{words[clocks_of(metrics, filters)]} · as of {Grain.DAY.label(filters.as_of)}"
