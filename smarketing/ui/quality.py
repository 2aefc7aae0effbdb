"""Can the data be trusted? What leads lack and where their dates contradict, each with its trend and its leads."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from smarketing.filters import Clock
from smarketing.groups import FAULTY, Group
from smarketing.metrics import quality as metrics
from smarketing.metrics.grain import within
from smarketing.metrics.registry import Metric, evaluate
from smarketing.metrics.show import out_of, show
from smarketing.stages import Stage
from smarketing.ui import cards, data, stage_choice, view
from smarketing.ui.drill import leads_button
from smarketing.ui.panel import boxed, foot
from smarketing.ui.text import plain

_NEEDS_MQL = (Group.UNQUALIFIED, Group.WITHOUT_ASSIGNMENT, Group.WITHOUT_HOUR, Group.TOUCHED_EARLY)
"""What can't be asked of data that knows no MQL."""


def panel() -> None:
    """The short version: the worst three, a line each with its leads, or that the data is in order."""
    here = within(_load(), view.current().period)
    found = _worst(here)
    with boxed("quality", title=_title(found), table=_numbers(here), height="content"):
        if found.empty:
            st.success(_in_order(here), icon=":material/verified:")
        for row in found.itertuples():
            with st.container(horizontal=True, vertical_alignment="center", wrap=False):
                metric = metrics.FAULTS[Group[row.group.upper()]]
                st.markdown(plain(_line(metric, row)), width="stretch", help=plain(metric.definition))
                _leads(Group[row.group.upper()], key=f"quality-{row.group}")


def section() -> None:
    """The whole: a card per fault with its share, of how many, its trend by the page's grain, and its leads."""
    quality = _load()
    here = within(quality, view.current().period)
    found = _worst(here)
    st.markdown(f"## {plain(_title(found))}")
    st.caption(plain(view.current().sentence(start=stage_choice.first(), clocks=[Clock.COHORT])))
    told = {card.metric.key: card for card in cards.numbers([metrics.FAULTS[g] for g in _asked()], quality)}
    with st.grid(3, min_column_width=250, gap="small", key="faults"):
        for group in _asked():
            with st.container(border=True, height="stretch", gap="xsmall", key=f"fault-{group.key}"):
                cards.draw(told[metrics.FAULTS[group].key], border=False)
                _leads(group, key=f"fault-leads-{group.key}")
    st.caption(foot([metrics.FAULTS[g] for g in _asked()], view.current(), start=stage_choice.first()))


def _asked() -> Sequence[Group]:
    """The faults that this data can have."""
    knows_mql = Stage.MQL in data.known_stages()
    return [group for group in FAULTY if knows_mql or group not in _NEEDS_MQL]


def _load() -> pd.DataFrame:
    start = stage_choice.first()
    watched = tuple(s for s in data.known_stages() if s in (start, *start.later))
    return data.quality(view.current(), start=start, watched=watched)


def _numbers(here: pd.DataFrame) -> pd.DataFrame:
    return evaluate([metrics.FAULTS[group] for group in _asked()], here)


def _worst(here: pd.DataFrame) -> pd.DataFrame:
    """`metrics.worst`; leads without an MQL date are among those that skipped a stage, and not told twice."""
    return metrics.worst(here, [group for group in _asked() if group is not Group.UNQUALIFIED])


def _title(found: pd.DataFrame) -> str:
    if found.empty:
        return "The data is in order"
    worst = found.iloc[0]
    metric = metrics.FAULTS[Group[worst["group"].upper()]]
    return f"The data’s weakest point: {metric.name[0].lower()}{metric.name[1:]} ({show(worst['value'], metric.unit)})"


def _in_order(here: pd.DataFrame) -> str:
    if not here["checked"].sum():
        return f"There is no {stage_choice.first()} to check in this period."
    return f"None of the faults that are looked for is found in 1 % of the {stage_choice.first().label}, or more."


def _line(metric: Metric, row: object) -> str:
    return f"{metric.name}: {show(row.value, metric.unit)}, {out_of(row.numerator, row.denominator)}"


def _leads(group: Group, *, key: str) -> None:
    leads_button(group, key=key, clock=Clock.COHORT, start=stage_choice.first(), short=True)
