"""Which meeting is on screen, by its number in the link (`/room?meeting=12`), and the ways between room and pages."""

from __future__ import annotations

import streamlit as st

from smarketing.filters import Dimension, Filters
from smarketing.link import COMPARE_LABELS, CUSTOM
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
    """Show a meeting, or the list of all, whose link names none; in a callback."""
    st.switch_page(places.ROOM, query_params={MEETING_KEY: str(meeting.id) if meeting else ""})


def show_page(page: str, filters: Filters) -> None:
    """Open a page under some filters; in a callback. page: its name in a link, "" for Today."""
    set_filters(filters)
    st.switch_page(places.page_of(page), query_params={})


def set_filters(filters: Filters) -> None:
    """Put filters into the bar; before its widgets are drawn, or in a callback."""
    st.session_state.update(
        {
            "period": CUSTOM, "days": (filters.period.first, filters.period.last), "as_of": filters.as_of,
            "compare": COMPARE_LABELS[filters.compare], "grain": filters.grain.value, "clock": filters.clock.value,
            "window": filters.window, **{d.value: list(getattr(filters, d)) for d in Dimension},
        }
    )  # fmt: skip
