"""What the screen reads of meetings. Not by the data version, since an import changes nothing of it.

Everybody in a room asks the same every second, so an answer serves all sessions of a process for a moment; whoever
writes lets go of it (`refresh`) and sees the own words at once.
"""

from __future__ import annotations

import time

import streamlit as st

from smarketing.meeting import Action, Decision, Item, Meeting, Minutes, Note, Room, Seat
from smarketing.store import audit, meetings, minutes, rooms
from smarketing.ui import data
from smarketing.ui.meeting import watch

MOMENT = 0.5
"""Seconds for which an answer serves."""

_SEEN = "record-seen"


def room(meeting_id: int) -> Room | None:
    """Where the room is; None before the meeting has begun."""
    return _told("room_of", data.is_sample(), (meeting_id,))


def listed() -> list[Meeting]:
    """All meetings, the latest first."""
    return _told("meetings", data.is_sample())


def items(meeting_id: int) -> list[Item]:
    """The agenda, in its order."""
    return _told("items", data.is_sample(), (meeting_id,))


def notes(meeting_id: int) -> dict[int, Note]:
    """The notes by their agenda item's id."""
    return _told("notes", data.is_sample(), (meeting_id,))


def decisions(meeting_id: int | None = None) -> list[Decision]:
    """The decisions of a meeting, or of all."""
    return _told("decisions", data.is_sample(), (meeting_id,))


def actions(meeting_id: int | None = None) -> list[Action]:
    """The actions of a meeting, or of all."""
    return _told("actions", data.is_sample(), (meeting_id,))


def minutes_of(meeting_id: int) -> Minutes | None:
    """The minutes of a closed meeting."""
    return _told("minutes_of", data.is_sample(), (meeting_id,))


def last_change() -> int:
    """The number of the last change of anything written down; where it is a new one, what was read before is let go."""
    number = audit.last(data.store())
    if number != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = number
        _told.clear()
    return number


def seats(meeting_id: int) -> list[Seat]:
    """Who is in the room, by name."""
    return _seats(meeting_id, data.is_sample())


@st.cache_data(ttl=2, max_entries=50, show_spinner=False)
def _seats(meeting_id: int, sample_shown: bool) -> list[Seat]:
    return rooms.seats(data.store(), meeting_id, since=int(time.time()) - watch.PRESENT)


def refresh() -> None:
    """Show at once what this session has just written."""
    _told.clear()
    watch.forget()


_ASKED = {
    f.__name__: f
    for f in (
        rooms.room_of, meetings.meetings, meetings.items, meetings.notes, meetings.decisions, meetings.actions,
        minutes.minutes_of,
    )
}  # fmt: skip


@st.cache_data(ttl=MOMENT, max_entries=200, show_spinner=False)
def _told(what: str, sample_shown: bool, of: tuple = ()):  # noqa: ANN202 - as many types as there are questions
    return _ASKED[what](data.store(), *of)
