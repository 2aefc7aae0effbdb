"""How often a lead is tried before it is answered or given up, against the number of attempts promised."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts import what_became_of
from smarketing.charts.theme import Look
from smarketing.charts.what_became_of import Part
from smarketing.groups import Group
from smarketing.metrics.returned import ENDED, by_attempts, ends_by_tried, given_up_early_rate
from smarketing.ui import data, view
from smarketing.ui.panel import boxed, chart
from smarketing.ui.promises import missing
from smarketing.ui.promises.follow_up import promised

HEIGHT = 220


def show() -> None:
    """Fewer, as many, more: in parts by what became of the leads; and the same attempt by attempt."""
    made, unable = promised.attempts(view.current()), data.terms(view.current().as_of).unable
    title = "Attempts per MQL against the number promised"
    if not promised.is_told(made):
        missing.instead("often", title, [missing.ATTEMPTS if len(made) else missing.NO_MQL])
        return
    table, look = attempt_by_attempt(made), view.plain_look()
    counted = "calls and mails until the answer, or so far"
    with boxed(
        "promise-attempts",
        title=_said(made, unable) or title,
        shows=missing.shown(f"{promised.numbers(made)} attempts are promised before “{unable}”; {counted}",
                            promised.usual(made), promised.stands_in(made)),
        table=table,
        metrics=[given_up_early_rate],
        leads=Group.MQLS,
    ):  # fmt: skip
        chart("promise-attempts", what_became_of.draw(
            ends_by_tried(made), _parts(look), look=look, by="tried", title="Attempts and what became of",
            ranked=False, least=3, height=HEIGHT,
        ))  # fmt: skip
        numbers = {c: st.column_config.NumberColumn(c, format="localized") for c in table.columns[1:]}
        st.dataframe(table, hide_index=True, height="content", key="table-attempts", column_config=numbers,
                     alt="MQLs by number of attempts and what became of them")  # fmt: skip


def _parts(look: Look) -> list[Part]:
    return [
        Part("accepted", look.sales),
        Part("rejected", look.neutral),
        Part("unable_early", look.broken, _WORDS["unable_early"]),
        Part("unable", look.quiet, _WORDS["unable"]),
        Part("pending", look.young, is_open=True),
    ]


_WORDS = {"unable_early": "given up early", "unable": "given up"}


def attempt_by_attempt(made: pd.DataFrame) -> pd.DataFrame:
    """One row per number of attempts, up to one more than promised: MQLs, and what became of them, in words."""
    most = int(made["promised"].max()) + 1
    rows = by_attempts(made, promised=most, by=["ended"])
    wide = rows.pivot_table(index=["tried", "label"], columns="ended", values="n", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(ENDED), fill_value=0)
    wide.insert(0, "MQLs", wide.sum(axis=1))
    told = wide[wide["MQLs"] > 0].sort_index(key=lambda level: level.where(level != -1, most + 1))
    told = told.reset_index().drop(columns="tried").rename(columns={"label": "Attempts", **_WORDS})
    return told.rename(columns=lambda name: name if name == "MQLs" else name.capitalize())


def _said(made: pd.DataFrame, unable: str) -> str:
    early, known = int(made["unable_early"].sum()), int((made["unable"] - made["unable_unknown"]).sum())
    return f"{early:,} of {known:,} MQLs given up as “{unable}” had fewer attempts than promised" if known else ""
