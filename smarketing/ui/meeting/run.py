"""A running meeting on the shared screen: one point at a time with its chart and time box; beside it one writes.

Only who leads moves the room; everybody else's screen follows by itself. All that is needed is on one screen of
1920×1080, so the navigation and the filters step back; they are still there for the pages that the room looks at.
"""

from __future__ import annotations

import time

import streamlit as st

from smarketing import link
from smarketing.closing import close_meeting
from smarketing.meeting import LAST_ACTIONS, Item, Meeting, Room
from smarketing.periods import Grain
from smarketing.scenes import SCENES
from smarketing.store import rooms
from smarketing.ui import data
from smarketing.ui.meeting import chosen, clock, follow, last_time, presentation, record, shown, who, written
from smarketing.ui.meeting.doing import attempt, by
from smarketing.ui.served import served
from smarketing.ui.text import plain

_CSS = """<style>
[data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"], .st-key-filter-bar { display: none; }
[data-testid="stMainBlockContainer"] { padding: 2.6rem 2.2rem 1rem; }
.st-key-room-bar { margin-bottom: -0.5rem; }
[data-testid="stHeader"] { background: none; }
.st-key-rail button, .st-key-rail button > div { justify-content: flex-start; text-align: left; }
.st-key-room [data-testid="stMetricValue"] { font-size: clamp(1.6rem, 2.6vw, 3rem); }
.st-key-room h2 { font-size: 1.9rem; }
.st-key-room h3 { font-size: 1.5rem; }
.st-key-room [data-testid="stMetricLabel"] p, .st-key-room [data-testid="stMetricDelta"] { font-size: 1.06rem; }
.st-key-room [data-testid="stCaptionContainer"] p { font-size: 1.06rem; }
</style>"""


_POINT = "room-point"
"""The point of the agenda on this session's screen, by its id."""


def show(meeting: Meeting) -> None:
    """The room of a running meeting."""
    if record.room(meeting.id) is None:
        st.rerun()
    st.html(_CSS)
    follow.enter(meeting.id)
    st.session_state.pop(_POINT, None)
    _room(meeting)


@st.fragment
def _room(meeting: Meeting) -> None:
    """All of it runs by itself, without the frame around it, when the room goes to another point."""
    with served():
        room, agenda = follow.stand(meeting.id), record.items(meeting.id)
        if _POINT not in st.session_state or not follow.looks_around(room):
            st.session_state[_POINT] = room.item_id
        here = next((item for item in agenda if item.id == st.session_state[_POINT]), None)
        follow.draw(room)
        with st.container(key="room", gap="xsmall"):
            _head(meeting, room, agenda)
            rail, middle, side = st.columns([3, 12, 5], gap="medium")
            with rail:
                _rail(room, agenda)
            with middle:
                _show(meeting, here)
            with side:
                if here is None:
                    st.info("This meeting has no agenda yet.")
                else:
                    written.show(meeting, here, data.workspace().currency)


# --- where the room is --------------------------------------------------------------------------


def _head(meeting: Meeting, room: Room, agenda: list[Item]) -> None:
    now, here = int(time.time()), next((item for item in agenda if item.id == room.item_id), None)
    with st.container(horizontal=True, vertical_alignment="center", key="room-head"):
        with st.container(width="stretch"):
            clock.show(
                spent=(here.spent if here else 0) + max(now - room.item_since, 0), box=here.minutes if here else 0,
                elapsed=now - (meeting.started_at or now), planned=sum(i.minutes for i in agenda),
            )  # fmt: skip
        place = agenda.index(here) if here in agenda else -1
        _step("Back", agenda, place - 1, room, shortcut="PageUp")
        _step("Next", agenda, place + 1, room, shortcut="PageDown")
        if st.button("Close the meeting", key="close-meeting", icon=":material/flag:"):
            _close(meeting)
        st.button("All meetings", key="all-meetings", type="tertiary", on_click=chosen.open_meeting, args=(None,))


def _step(label: str, agenda: list[Item], to: int, room: Room, *, shortcut: str) -> None:
    there = follow.leads(room) and 0 <= to < len(agenda)
    st.button(
        label, key=f"room-{label.lower()}", shortcut=shortcut, disabled=not there, on_click=go,
        args=(room, agenda[to].id if 0 <= to < len(agenda) else 0), type="primary" if label == "Next" else "secondary",
    )  # fmt: skip


def _rail(room: Room, agenda: list[Item]) -> None:
    """The agenda, with what each point took."""
    who.ask(width=260)
    with st.container(key="rail", gap="xxsmall"):
        for number, item in enumerate(agenda, start=1):
            _stop(room, number, item)


def _stop(room: Room, number: int, item: Item) -> None:
    took = f"{round(item.spent / 60)} of {item.minutes} min" if item.spent else f"{item.minutes} min"
    name = f"{number}. {plain(item.title)}"
    if item.id == room.item_id:
        st.markdown(f":primary[**{name}**] · {item.minutes} min")
        return
    st.button(
        f"{name} · {took}", key=f"go-{item.id}", icon=":material/check:" if item.spent else None, width="stretch",
        on_click=go, args=(room, item.id), disabled=not follow.leads(room), type="tertiary",
    )  # fmt: skip


def go(room: Room, item_id: int) -> None:
    """Take the room to a point of the agenda; whoever was quicker has moved it already."""
    attempt(lambda: rooms.go_to(data.store(), room, item_id, **by()))


# --- what it shows ------------------------------------------------------------------------------


def _show(meeting: Meeting, item: Item | None) -> None:
    if item is None:
        return
    if item.scene == LAST_ACTIONS:
        last_time.show(meeting.id)
        return
    if item.scene not in SCENES:
        _so_far(meeting, item)
        return
    with st.spinner("Reading the numbers …"):
        scene = shown.scene(item.scene, item.query)
    presentation.show(scene, key=str(item.id))
    page = SCENES[item.scene].page or "today"
    st.button(f"Explore on the page {page.capitalize()}", key="explore", icon=":material/open_in_new:", type="tertiary",
              on_click=explore, args=(item,))  # fmt: skip


def _so_far(meeting: Meeting, item: Item) -> None:
    """A point without numbers: what this meeting has decided and agreed to do."""
    st.markdown(f"## {plain(item.title)}")
    decided, to_do = record.decisions(meeting.id), record.actions(meeting.id)
    for decision in decided:
        st.markdown(f"### :material/gavel: {plain(decision.decision)}")
    for action in to_do:
        who_does, until = plain(action.owner or "nobody yet"), Grain.DAY.label(action.due_day)
        st.markdown(f"### :material/task_alt: {plain(action.task)}  \n{who_does}, until {until}")
    if not decided and not to_do:
        st.markdown("Nothing is decided yet in this meeting.")


def explore(item: Item) -> None:
    """Open the page that a point is about, with its filters; in a callback."""
    chosen.show_page(SCENES[item.scene].page, link.filters_of(item.query, today=data.today()))


# --- the end ------------------------------------------------------------------------------------


@st.dialog("Close this meeting?", icon=":material/flag:")
def _close(meeting: Meeting) -> None:
    st.markdown(
        "The numbers shown, the notes, decisions and actions are kept as they stand now, and the next meeting begins "
        "with the open actions. Nothing can be written into this one afterwards."
    )
    with st.container(horizontal=True):
        st.button("Close it", key="close-for-good", type="primary", icon=":material/flag:", on_click=_closed,
                  args=(meeting.id,))  # fmt: skip
        if st.button("Not yet", key="close-not-yet"):
            st.rerun()


def _closed(meeting_id: int) -> None:
    attempt(lambda: close_meeting(data.store(), meeting_id, **by()))
    data.refresh()
