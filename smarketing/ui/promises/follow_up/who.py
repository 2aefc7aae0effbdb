"""Who keeps the promise: compliance with its interval, and what became of it in parts that add up."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts import how_sure, what_became_of
from smarketing.charts.theme import Look, mix
from smarketing.charts.what_became_of import Part
from smarketing.filters import NONE, Dimension
from smarketing.groups import Group
from smarketing.metrics import findings
from smarketing.metrics.promises import COMPLIANCE, COUNTS, Promise, stand_in, states, states_said
from smarketing.metrics.registry import evaluate
from smarketing.ui.panel import panel
from smarketing.ui.promises import missing
from smarketing.ui.promises.follow_up.choice import Choice

HEIGHT, MOST = 336, 14
"""Both stand on the first screen, under the sentence and the headline numbers."""


def show(choice: Choice) -> None:
    """Two panels by the chosen cut, of the chosen promise."""
    here = choice.here()
    lacks = missing.of(choice.promise, here)
    left, right = st.columns(2)
    if lacks:
        title = f"{choice.promise.label}: who keeps it, and what became of it"
        missing.instead("who", title, lacks)
        return
    with left:
        _compliance(choice, here)
    with right:
        _states(choice, here)


def _compliance(choice: Choice, here: pd.DataFrame) -> None:
    metric, by = COMPLIANCE[choice.promise], choice.by.value
    rates = evaluate(metric, here, by=[by])
    rates = rates[rates["denominator"] > 0]
    somebodys = rates[rates[by] != NONE] if choice.by is not Dimension.SOURCE else rates
    found = findings.best_and_worst(somebodys, by=by, done=choice.done)
    panel(
        "promise-compliance",
        how_sure.draw(rates, metric, look=choice.look, by=by, overall=evaluate(metric, here), most=MOST, height=HEIGHT),
        title=findings.said(found, otherwise=f"{metric.name} by {choice.word}"),
        shows=missing.shown(f"Of those due: {choice.within}", _proxy(choice, here)),
        table=rates,
        leads=Group.MQLS,
    )


def _states(choice: Choice, here: pd.DataFrame) -> None:
    by = choice.by.value
    told = states(here, choice.promise, by=[by])
    parts = _parts(choice.look)
    named = told.assign(**{by: told[by].replace(NONE, "nobody" if choice.word == "person" else NONE)})
    panel(
        "promise-states",
        what_became_of.draw(named, parts, look=choice.look, by=by, title="What became of the promise to",
                            most=MOST, height=HEIGHT),
        title=states_said(here, choice.promise),
        shows=missing.shown(f"All MQLs by {choice.word}", missing.unjudged(choice.promise), _proxy(choice, here)),
        table=told,
        metrics=COUNTS[choice.promise],
        leads=Group.MQLS,
    )  # fmt: skip


def _proxy(choice: Choice, here: pd.DataFrame) -> str:
    return stand_in(here) if choice.promise is Promise.TOUCH else ""


def _parts(look: Look) -> list[Part]:
    return [
        Part("met", look.sales, "in time"),
        Part("late", mix(look.broken, look.background, 0.5), "late"),
        Part("breached", look.broken, "overdue"),
        Part("pending", look.young, "not due", is_open=True),
        Part("unjudged", mix(look.quiet, look.background, 0.5), "not judged"),
    ]
