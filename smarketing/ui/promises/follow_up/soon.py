"""How soon a lead is touched: median, 90 %, and how many never are, by the chosen cut."""

from __future__ import annotations

import pandas as pd

from smarketing.filters import NONE
from smarketing.groups import Group
from smarketing.metrics import response
from smarketing.metrics.promises import Promise, never_touched_rate, stand_in
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.show import show as written
from smarketing.ui import data, view
from smarketing.ui.panel import panel
from smarketing.ui.promises import missing
from smarketing.ui.promises.follow_up.choice import Choice


def show(choice: Choice) -> None:
    """A row per person, team or source, the slowest on top."""
    here, by = choice.here(), choice.by.value
    title = f"Business hours until the first touch, by {choice.word}"
    lacks = missing.of(Promise.TOUCH, here)
    if lacks:
        missing.instead("soon", title, lacks)
        return
    times = response.response_times(data.waits(view.current(), by=choice.by), by=[by])
    never = evaluate(never_touched_rate, here, by=[by])
    panel(
        "promise-soon",
        in_words(times, never, by=by),
        title=title,
        shows=missing.shown("Those whom nobody has touched count as waiting; so many hours, never a mean",
                            missing.hourless(), stand_in(here)),
        table=pd.concat([response.tidy(times, by=[by]), never[never["denominator"] > 0]], ignore_index=True),
        leads=Group.MQLS,
    )  # fmt: skip


def in_words(times: pd.DataFrame, never: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """The table that people read. times: `response_times`; never: evaluated never_touched_rate, both by `by`."""
    ranked = times.assign(is_nobody=times[by] == NONE).merge(never, on=by, how="left")
    ranked = ranked.sort_values(["median", "p90"], ascending=False, na_position="first").sort_values(
        "is_nobody", kind="stable"
    )
    nobody = "nobody" if by == "owner" else NONE
    untouched = [
        f"{written(rate, Unit.RATE)} of {due:,.0f}" if due else "–"
        for rate, due in zip(ranked["value"], ranked["denominator"].fillna(0), strict=True)
    ]
    return pd.DataFrame(
        {
            "Person" if by == "owner" else by.capitalize(): ranked[by].replace(NONE, nobody),
            "Median": [written(v, Unit.HOURS) for v in ranked["median"]],
            "90 % within": [written(v, Unit.HOURS) for v in ranked["p90"]],
            "Never touched, of due": untouched,
            "Of MQLs": [f"{n:,}" for n in ranked["n"]],
        }
    )
