"""A closed meeting: its minutes as they were frozen, with the way to the numbers of today and to its papers."""

from __future__ import annotations

import streamlit as st

from smarketing import link
from smarketing.agreement import when
from smarketing.meeting import Action, Decision, Meeting, Minutes, Told
from smarketing.metrics.actions import aim_said, stand_said
from smarketing.periods import Grain
from smarketing.scenes import SCENES
from smarketing.ui import data
from smarketing.ui.meeting import chosen, documents, presentation, record, typed
from smarketing.ui.meeting.written import SIDES
from smarketing.ui.text import bullets, plain

_HEIGHT, _LETTERS = 380, 16


def show(meeting: Meeting) -> None:
    """The minutes."""
    minutes = record.minutes_of(meeting.id)
    if minutes is None:
        st.rerun()
    st.markdown(f"## {plain(meeting.title)}")
    day = Grain.DAY.label(minutes.as_of)
    st.caption(plain(
        f"{when(meeting.started_at or meeting.starts_at, minutes.time_zone)}, closed by {minutes.closed_by}. Every "
        f"number stands as it was known at the end of {day}, whatever has changed since."
    ))  # fmt: skip
    with st.container(horizontal=True, key="minutes-head"):
        documents.of_minutes(minutes)
        st.button("All meetings", key="all-meetings", on_click=chosen.open_meeting, args=(None,))
    typed.unsaved(_fields(minutes))
    if minutes.decisions or minutes.actions:
        left, right = st.columns(2)
        with left:
            _decided(minutes)
        with right:
            _to_do(minutes)
    for told in minutes.items:
        _item(told, minutes)


def _fields(minutes: Minutes) -> dict[str, str]:
    """The fields in which one could write, as `written` names them."""
    entries = {"note": "Notes", "decide": "A decision", "act": "An action"}
    of_items = {
        f"{key}-{t.item.id}": f"{label}, {t.item.title}" for t in minutes.items for key, label in entries.items()
    }
    of_decisions = {f"decision-{row.id}-{name}": f"{label} of “{row.decision}”" for row in minutes.decisions
                    for name, label in (("decision", "Words"), ("issue", "Issue"), ("owner", "Owner"),
                                        ("success", "Success metric"))}  # fmt: skip
    of_actions = {f"action-{row.id}-{name}": f"{label} of “{row.task}”" for row in minutes.actions
                  for name, label in (("task", "Words"), ("owner", "Owner"))}  # fmt: skip
    return of_items | of_decisions | of_actions


def _decided(minutes: Minutes) -> None:
    with st.container(border=True, height="stretch", key="decided"):
        st.markdown("#### Decisions")
        for decision in minutes.decisions:
            st.markdown(_decision(decision))
        if not minutes.decisions:
            st.caption("None was written down.")


def _decision(decision: Decision) -> str:
    more = [("Issue", decision.issue), ("Owner", decision.owner), ("Right if", decision.success)]
    told = " · ".join(f"{name}: {plain(text)}" for name, text in more if text)
    return f"**{plain(decision.decision)}**" + (f"  \n{told}" if told else "")


def _to_do(minutes: Minutes) -> None:
    """The actions that it made, and what has become of them since."""
    now = {action.id: action for action in record.actions(minutes.meeting.id)}
    with st.container(border=True, height="stretch", key="to-do"):
        st.markdown("#### Actions")
        for action in minutes.actions:
            st.markdown(_action(action, now.get(action.id), minutes))
        if not minutes.actions:
            st.caption("None was written down.")


def _action(action: Action, now: Action | None, minutes: Minutes) -> str:
    who, due = plain(action.owner or "nobody"), Grain.DAY.label(action.due_day)
    number = aim_said(action, currency=minutes.currency)
    became = f" · today: {outcome_said(now)}" if now else ""
    parts = [who, SIDES.get(action.side, ""), f"until {due}", *([plain(number)] if number else [])]
    return f"**{plain(action.task)}**  \n{' · '.join(p for p in parts if p)}{became}"


def outcome_said(action: Action) -> str:
    """`done on 16 Nov 2026: In the CRM since Monday.`"""
    if action.settled_day is None:
        late = ", past its day" if action.is_overdue(data.today()) else ""
        return f"**open{late}**"
    on = f"**{action.outcome}** on {Grain.DAY.label(action.settled_day)}"
    late = " (late)" if action.in_time is False else ""
    return f"{on}{late}{f': {plain(action.result)}' if action.result else ''}"


def _item(told: Told, minutes: Minutes) -> None:
    item = told.item
    with st.container(border=True, key=f"minutes-{item.id}"):
        took = f"{round(item.spent / 60)} of {item.minutes} minutes"
        st.markdown(f"### {item.place}. {plain(item.title)}")
        st.caption(took)
        if told.scene:
            presentation.show(told.scene, key=f"closed-{item.id}", height=_HEIGHT, letters=_LETTERS)
            filters = link.filters_of(item.query, today=data.today())
            st.button("The same, as of today", key=f"today-{item.id}", type="tertiary", icon=":material/update:",
                      on_click=chosen.show_page, args=(SCENES[told.scene.key].page, filters))  # fmt: skip
        for waiting in minutes.earlier if item.place == 1 else ():
            number = stand_said(waiting.action, waiting.now, currency=minutes.currency)
            due = Grain.DAY.label(waiting.action.due_day)
            parts = [plain(waiting.action.owner or "nobody"), f"due {due}", *([plain(number)] if number else [])]
            st.markdown(f"- **{plain(waiting.action.task)}** {' · '.join(parts)}")
        if told.note:
            st.markdown(bullets(line for line in told.note.splitlines() if line.strip()))
