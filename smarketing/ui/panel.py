"""One chart with all that belongs to it: finding, definition, table, downloads, the way to the leads.

    ┌ the finding, or what is shown ──────────── ⋯ details ┐
    │ chart                                                │
    └ clock · window · as of · of how many ────────────────┘

A panel answers the four questions about its numbers: how defined (hover over the title, or details), of
how many (foot and hover), how sure (in the chart), which leads (details).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from smarketing.charts.drawing import Drawn
from smarketing.filters import Clock, Filters
from smarketing.groups import Group
from smarketing.metrics.registry import Metric
from smarketing.periods import Grain
from smarketing.ui import exports
from smarketing.ui.drill import leads_button

CONFIG = {"displayModeBar": False, "scrollZoom": False}


@dataclass(frozen=True)
class Panel:
    """What a panel says beside its chart.

    key: its name in links, files and tests. title: the finding. shows: what is drawn, one line.
    table: the numbers behind it. metrics: whose definitions apply. leads: the group behind it.
    clock: which clock its numbers go by, where that is not the chosen one. foot: more small print.
    """

    key: str
    title: str
    table: pd.DataFrame
    metrics: Sequence[Metric]
    shows: str = ""
    leads: Group | None = None
    clock: Clock | None = None
    foot: str = ""
    definitions: dict[str, str] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, str]:
        """`{name: definition}` of all that the panel shows."""
        return {m.name: m.definition for m in self.metrics} | self.definitions


def panel(said: Panel, drawn: Drawn, *, filters: Filters) -> None:
    """Draw a panel with its chart."""
    with _frame(said, filters):
        st.plotly_chart(drawn.figure, key=f"chart-{said.key}", theme=None, config=CONFIG, alt=drawn.alt)


def table_panel(said: Panel, shown: pd.DataFrame, *, filters: Filters, height: int | str = "content") -> None:
    """Draw a panel whose picture is a table; `shown` has its numbers written out for people."""
    with _frame(said, filters):
        numbers = {c: st.column_config.Column(c, alignment="right") for c in shown.columns[1:]}
        st.dataframe(
            shown, key=f"table-{said.key}", hide_index=True, height=height, column_config=numbers, alt=said.title
        )


def _frame(said: Panel, filters: Filters) -> st.delta_generator.DeltaGenerator:
    box = st.container(border=True, key=f"panel-{said.key}", height="stretch")
    with box.container(horizontal=True, vertical_alignment="top", wrap=False):
        st.markdown(f"#### {plain(said.title)}", help=_hint(said.told), width="stretch")
        _details(said, filters)
    if said.shows:
        box.caption(plain(said.shows))
    body = box.container()
    box.caption(foot(said, filters))
    return body


def _details(said: Panel, filters: Filters) -> None:
    opened = st.popover("Details", icon=":material/more_horiz:", type="tertiary", key=f"details-{said.key}",
                        on_change="rerun")  # fmt: skip
    if not opened.open:
        return
    with opened:
        for name, definition in said.told.items():
            st.markdown(f"**{plain(name)}.** {plain(definition)}")
        st.dataframe(said.table, hide_index=True, key=f"behind-{said.key}", alt=f"The numbers behind: {said.title}")
        with st.container(horizontal=True):
            exports.buttons(said.key, said.table, title=said.title, filters=filters, definitions=said.told)
            if said.leads is not None:
                leads_button(said.leads, key=f"leads-{said.key}")


def foot(said: Panel, filters: Filters) -> str:
    """The small print under a panel: clock, window, as-of day."""
    clock = said.clock or filters.clock
    parts = ["by the day a lead became MQL" if clock is Clock.COHORT else "by the day of each event"]
    if clock is Clock.COHORT:
        parts.append(f"within {filters.window} days")
    parts.append(f"as of {Grain.DAY.label(filters.as_of)}")
    return " · ".join([*parts, *([plain(said.foot)] if said.foot else [])])


def _hint(told: dict[str, str]) -> str:
    return "\n\n".join(f"**{plain(name)}.** {plain(definition)}" for name, definition in told.items())


_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()<>#+!|~$:"})


def plain(text: str) -> str:
    """Text as it is, with nothing in it taken for Markdown, HTML, LaTeX or an icon."""
    return text.translate(_MARKDOWN)


def bullets(lines: Iterable[str]) -> str:
    """Lines of text as a Markdown list."""
    return "\n".join(f"- {plain(line)}" for line in lines)
