"""Which meeting is on screen: its number stands in the link, `/room?meeting=12`."""

from __future__ import annotations

import streamlit as st

from smarketing.meeting import Meeting
from smarketing.ui import places
from smarketing.ui.meeting import record

MEETING_KEY = "meeting"
"""The meeting's name in a link."""


def current() -> Meeting | None:
    """The meeting that the link names; None where it names none, or one that isn't there."""
    told = st.query_params.get(MEETING_KEY, "")
    return next((m for m in record.listed() if str(m.id) == told), None)


def open_meeting(meeting: Meeting | None) -> None:
    """Show a meeting, or the list of all; not in a callback."""
    st.switch_page(places.ROOM, query_params={MEETING_KEY: str(meeting.id)} if meeting else {})
