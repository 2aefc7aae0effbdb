"""Is it the leads or the follow-up? One panel for whoever asks: by source, segment, person or team."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts import who_has_the_problem
from smarketing.charts.theme import Look
from smarketing.filters import Dimension, Filters
from smarketing.groups import Group
from smarketing.metrics import findings
from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.diagnosis import RATES, Diagnosis, diagnose, worst
from smarketing.metrics.grain import within
from smarketing.metrics.promises import stand_in, touch_compliance
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import MISSING
from smarketing.metrics.show import show as say
from smarketing.ui import data, frames, needs, view
from smarketing.ui.panel import boxed, chart, written

KINDS = {
    "Source": Dimension.SOURCE,
    "Segment": Dimension.SEGMENT,
    "Person": Dimension.OWNER,
    "Team": Dimension.TEAM,
}
_SHOWN = (
    "MQLs accepted (of those answered) against MQLs touched in time (of those due), with 95 % intervals. Acceptance "
    "alone blames nobody: leads that are called late are returned as well."
)
_MOST_ROWS, _HEIGHT = 8, 320
"""A longer table is as many pixels high and scrolls; those with a problem are on top."""

_HEADS = {"acceptance": "Accepted", "compliance": "In time"}


def show() -> None:
    """The panel, by the kind of group that the address names."""
    names, filters = list(KINDS), view.current()
    chosen = st.segmented_control(
        "Whose problem is it? By", names, default=names[0], key="problem", bind="query-params", required=True
    )
    kind = chosen if chosen in KINDS else names[0]
    by = KINDS[kind]
    follow_up = within(data.follow_up(filters, by=by), filters.period)
    if missing := _missing(follow_up):
        st.info(f"Whether it is the leads or the follow-up can't be told yet. {missing}", icon=":material/help_center:")
        return
    _panel(filters, follow_up, kind)


def unjudged(follow_up: pd.DataFrame) -> str:
    """How many MQLs no promise covers; nothing where it covers all."""
    count, of = int(follow_up["touch_unjudged"].sum()), int(follow_up["mqls"].sum())
    said = f"Of {count:,} of {of:,} MQLs follow-up can't be judged: nobody was assigned, sales found them itself, "
    return f"{said}no hour is known, nothing was agreed, or only a later contact is known." if count else ""


def _missing(follow_up: pd.DataFrame) -> str:
    """What to export or to sign first; nothing where all is there. An empty period is no gap in the data."""
    if not needs.tells_acceptance():
        return needs.ACCEPTANCE
    none_judged = len(follow_up) > 0 and not follow_up["touch_unjudged"].lt(follow_up["mqls"]).any()
    return needs.FIRST_TOUCH if none_judged else ""


def _panel(filters: Filters, follow_up: pd.DataFrame, kind: str) -> None:
    by = KINDS[kind]
    cohorts = within(frames.mqls(filters, by=by), filters.period)
    if by is Dimension.SOURCE:
        cohorts, follow_up = frames.handed_over(cohorts), frames.handed_over(follow_up)
    diagnosed = diagnose(cohorts, follow_up, by=by.value)
    title = findings.said(worst(diagnosed, by=by.value), otherwise=f"No {kind.lower()} is clearly behind the others")
    metrics = [acceptance_rate, touch_compliance]
    shows = f"{_SHOWN} {proxy.capitalize()}." if (proxy := stand_in(follow_up)) else _SHOWN
    with boxed("problem", title=title, table=diagnosed, shows=shows, metrics=metrics, leads=Group.MQLS):
        chart("problem", who_has_the_problem.draw(diagnosed, look=_look(by), by=by.value))
        shown = _in_words(diagnosed, kind)
        written("problem", shown, title, words=2, height=_HEIGHT if len(shown) > _MOST_ROWS else "content")
        if said := unjudged(follow_up):
            st.caption(said)


def _look(by: Dimension) -> Look:
    return view.current_look() if by is Dimension.SOURCE else view.plain_look()


def _in_words(diagnosed: pd.DataFrame, kind: str) -> pd.DataFrame:
    """A row per group: its diagnosis, and each rate with its counts and that of the others."""
    by = KINDS[kind].value
    words = {kind: diagnosed[by], "Diagnosis": [Diagnosis(d).word(by) for d in diagnosed["diagnosis"]]}
    for rate, head in _HEADS.items():
        counted = diagnosed[[rate, *RATES[rate]]].itertuples(index=False)
        words[head] = [
            f"{say(value, Unit.RATE)} ({done:,.0f} of {of:,.0f})" if of else MISSING for value, done, of in counted
        ]
        words[f"{head}, others"] = [say(value, Unit.RATE) for value in diagnosed[f"{rate}_others"]]
    return pd.DataFrame(words)
