"""Last time first: the open actions of earlier meetings, judged by their number where they have one."""

from __future__ import annotations

import streamlit as st

from smarketing.meeting import Action, Judged, Outcome
from smarketing.metrics.actions import stand_said
from smarketing.periods import Grain
from smarketing.scenes.measure import still_open
from smarketing.store import meetings
from smarketing.ui import data
from smarketing.ui.meeting import record, shown
from smarketing.ui.meeting.doing import attempt, by
from smarketing.ui.meeting.written import SIDES
from smarketing.ui.text import plain


def show(meeting_id: int) -> None:
    """Each with owner, day and number; one click says what became of it."""
    waiting = still_open(record.actions(), but=meeting_id)
    late = sum(a.is_overdue(data.today()) for a in waiting)
    st.markdown(f"## {_sentence(len(waiting), late)}")
    if not waiting:
        st.markdown("Nothing is open from earlier meetings.")
    for told in shown.judged(waiting):
        row(told)


def _sentence(count: int, late: int) -> str:
    actions = f"{count} action{'s' if count != 1 else ''} from earlier meetings"
    return f"{actions}, {late} past {'its' if late == 1 else 'their'} day" if late else actions


def row(told: Judged) -> None:
    """One open action, with the buttons that settle it."""
    action = told.action
    with st.container(border=True, key=f"open-{action.id}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"#### {plain(action.task)}", width="stretch")
            settling(action)
        day = Grain.DAY.label(action.due_day)
        due = f"**was due {day}**" if action.is_overdue(data.today()) else f"due {day}"
        owner = plain(action.owner or "nobody yet")
        number = stand_said(action, told.now, currency=data.workspace().currency)
        parts = [owner, SIDES.get(action.side, ""), due, *([plain(number)] if number else [])]
        st.markdown(" · ".join(part for part in parts if part))


def settling(action: Action) -> None:
    """The field and the buttons that say what became of an open action."""
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.text_input("What came of it", key=f"result-{action.id}", label_visibility="collapsed", width=320,
                      placeholder="What came of it", max_chars=400)  # fmt: skip
        for outcome, label, icon in ((Outcome.DONE, "Done", "check"), (Outcome.DROPPED, "Dropped", "close")):
            st.button(label, key=f"{outcome}-{action.id}", icon=f":material/{icon}:", on_click=settle,
                      args=(action, outcome))  # fmt: skip


def settle(action: Action, outcome: Outcome) -> None:
    """Say what became of an action, with what was typed beside it."""
    result = st.session_state.get(f"result-{action.id}", action.result) or ""
    attempt(lambda: meetings.settle(data.store(), action, outcome, day=data.today(), result=result.strip(), **by()))
