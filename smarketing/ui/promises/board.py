"""The do-not-be-on-it board: who owes a lead a touch or an answer, as of now. It asks again while it is on screen."""

from __future__ import annotations

from functools import partial

import streamlit as st

from smarketing.filters import NONE, Clock
from smarketing.groups import Group
from smarketing.metrics.board import CELEBRATION
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show as written
from smarketing.stages import Stage
from smarketing.ui import data, frames, needs, view
from smarketing.ui.drill import go, leads_button
from smarketing.ui.text import plain

SECONDS = 60
_KEY = "board"
_MOST_IN_BRIEF = 3


@st.fragment(run_every=SECONDS)
def show() -> None:
    """The reps with leads that are overdue, or the celebration; what to export where the data can't tell."""
    if not _can_tell():
        st.markdown("## Who owes leads something can't be told from this data yet")
        st.info(needs.ACCEPTANCE, icon=":material/help_center:")
        return
    board = frames.board(view.current())
    found = board.reps
    st.markdown(f"## {plain(board.sentence)}")
    st.caption(plain(f"{board.about}. It looks again every minute. Tick a rep to see the leads."))
    if found.empty:
        st.success(CELEBRATION, icon=":material/celebration:")
        return
    told = found.assign(
        owner=found["owner"].replace(NONE, "nobody"),
        team=found["team"].replace(NONE, ""),
        longest_over=[written(v, Unit.HOURS) for v in found["longest_over"]],
        at_risk=[written(v, Unit.MONEY, currency=board.currency) for v in found["at_risk"]],
    ).drop(columns="without_value")
    names = {
        "owner": "Rep", "team": "Team", "leads": "Leads", "touch": "Not touched", "decide": "Not answered",
        "at_risk": "Money at risk", "longest_over": "Longest over", "names": "Who",
    }  # fmt: skip
    st.dataframe(
        told[list(names)].rename(columns=names),
        hide_index=True,
        height="content",
        key=_KEY,
        column_config={names[c]: st.column_config.Column(alignment="right") for c in ("at_risk", "longest_over")}
        | {names[c]: st.column_config.NumberColumn(format="localized") for c in ("leads", "touch", "decide")},
        alt="The board: who owes leads an answer",
        selection_mode="single-row",
        on_select=partial(_open, list(found["owner"])),
    )
    leads_button(Group.OVERDUE, key="board-leads", clock=Clock.COHORT, start=Stage.MQL)


@st.fragment(run_every=SECONDS)
def brief() -> None:
    """The board on a page of other things: its sentence, those who owe most, and the way to the leads."""
    if not _can_tell():
        return
    board = frames.board(view.current())
    with st.container(border=True, key="panel-board", gap="xsmall"):
        st.markdown(f"#### {plain(board.sentence)}", help=plain(f"{board.about}. It looks again every minute."))
        if board.reps.empty:
            st.success(CELEBRATION, icon=":material/celebration:")
            return
        for rep in board.reps.head(_MOST_IN_BRIEF).itertuples():
            who = "nobody’s" if rep.owner == NONE else rep.owner
            longest = written(rep.longest_over, Unit.HOURS)
            st.markdown(f"**{rep.leads:,}** {plain(f'{who}, the longest {longest} over')}")
        leads_button(Group.OVERDUE, key="brief-leads", clock=Clock.COHORT, start=Stage.MQL, short=True)


def _can_tell() -> bool:
    return data.can_tell(view.current().as_of)


def _open(owners: list[str]) -> None:
    """The overdue leads of the rep whose row was ticked."""
    for row in st.session_state[_KEY]["selection"]["rows"]:
        go(Group.OVERDUE, Clock.COHORT, Stage.MQL, owner=[owners[row]])
