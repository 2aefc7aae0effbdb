"""From any page: put what is on screen on the agenda of a meeting that is planned, or runs."""

from __future__ import annotations

import streamlit as st

from smarketing import link
from smarketing.agreement import when
from smarketing.filters import Filters
from smarketing.meeting import Point, State
from smarketing.scenes import SCENES
from smarketing.store import meetings
from smarketing.ui import data
from smarketing.ui.meeting import record
from smarketing.ui.meeting.doing import attempt, by, tell

_TITLE, _WHICH = "agenda-title", "agenda-which"
MINUTES = 5


def offer(page: str, filters: Filters) -> None:
    """The form for it; nothing where no meeting is to come. page: its name in a link."""
    shows = [key for key, kind in SCENES.items() if kind.page == page]
    there = {m.id: m for m in record.listed() if m.state is not State.CLOSED} if shows else {}
    if not there:
        return
    st.markdown("**Put this view on an agenda**")
    zone = data.workspace().time_zone
    number = st.selectbox("Meeting", list(there), key=_WHICH,
                          format_func=lambda n: f"{there[n].title}, {when(there[n].starts_at, zone)}")  # fmt: skip
    shown = st.selectbox("Shows", shows, format_func=lambda key: SCENES[key].label, key=f"agenda-shows-{page}")
    st.text_input("About", key=_TITLE, placeholder=SCENES[shown].label, max_chars=120)
    st.button("Add it", key="agenda-add", icon=":material/playlist_add:", on_click=_add,
              args=(number, shown, link.moving(filters, st.session_state.get("period", ""))))  # fmt: skip


def _add(number: int, shown: str, told: str) -> None:
    title = st.session_state.get(_TITLE, "").strip() or SCENES[shown].label
    point = Point(title, MINUTES, shown, told)
    if attempt(lambda: meetings.add_item(data.store(), number, point, **by())):
        st.session_state[_TITLE] = ""
        tell(f"“{title}” is on the agenda.", icon="playlist_add_check")
