"""What the screen reads of meetings, asked once for everybody in a room.

What is written down is kept by the number of its last change, as the numbers are by the data version, and never read
from before it. The number itself, where the room is, and who is in it are asked of the store some times a second at
most, for pages and for the small address (`watch`) alike: a page that was told of a move finds it. Whoever writes lets
go of them (`refresh`) and sees the own words at once. Nobody may change what is given here.
"""

from __future__ import annotations

import time
from threading import Lock

from cachetools import LRUCache, TTLCache, cached

from smarketing.meeting import Action, Decision, Item, Meeting, Minutes, Note, Room, Seat
from smarketing.store import audit, meetings, minutes, rooms
from smarketing.store.engine import Engine
from smarketing.ui import data

MOMENT = 0.3
"""Seconds for which an answer serves."""

MOST = 200
"""So many answers are kept of a kind."""

PRESENT = 25
"""Who gave a sign of life within so many seconds is there."""


def room(meeting_id: int) -> Room | None:
    """Where the room is; None before the meeting has begun."""
    return room_of(data.store(), meeting_id)


def listed() -> list[Meeting]:
    """All meetings, the latest first."""
    return _told("meetings")


def items(meeting_id: int) -> list[Item]:
    """The agenda, in its order."""
    return items_of(data.store(), meeting_id)


def notes(meeting_id: int) -> dict[int, Note]:
    """The notes by their agenda item's id."""
    return _told("notes", meeting_id)


def decisions(meeting_id: int | None = None) -> list[Decision]:
    """The decisions of a meeting, or of all."""
    return _told("decisions", meeting_id)


def actions(meeting_id: int | None = None) -> list[Action]:
    """The actions of a meeting, or of all."""
    return _told("actions", meeting_id)


def minutes_of(meeting_id: int) -> Minutes | None:
    """The minutes of a closed meeting."""
    return _told("minutes_of", meeting_id)


def seats(meeting_id: int) -> list[Seat]:
    """Who is in the room, by name."""
    return seats_of(data.store(), meeting_id)


_ASKED = {
    f.__name__: f
    for f in (
        meetings.meetings, meetings.items, meetings.notes, meetings.decisions, meetings.actions, minutes.minutes_of,
    )
}  # fmt: skip


def _told(what: str, *of: object):  # noqa: ANN202 - as many types as there are questions
    return _told_by(data.store(), what, *of)


def _told_by(store: Engine, what: str, *of: object):  # noqa: ANN202 - see above
    return _read(store, last_change(store), what, *of)


@cached(LRUCache(MOST), lock=Lock())
def _read(store: Engine, change: int, what: str, *of: object):  # noqa: ANN202 - see above
    return _ASKED[what](store, *of)


# --- of a store, for who has no session too -----------------------------------------------------


def items_of(store: Engine, meeting_id: int) -> list[Item]:
    """The agenda of a meeting, in its order."""
    return _told_by(store, "items", meeting_id)


@cached(TTLCache(MOST, MOMENT), lock=Lock())
def last_change(store: Engine) -> int:
    """The number of the last change of anything written down."""
    return audit.last(store)


@cached(TTLCache(MOST, MOMENT), lock=Lock())
def room_of(store: Engine, meeting_id: int) -> Room | None:
    """Where a room is; None where there is none."""
    return rooms.room_of(store, meeting_id)


@cached(TTLCache(MOST, MOMENT), lock=Lock())
def seats_of(store: Engine, meeting_id: int) -> list[Seat]:
    """Who is in a room, by name."""
    return rooms.seats(store, meeting_id, since=int(time.time()) - PRESENT)


def refresh() -> None:
    """Show at once what this process has just written."""
    last_change.cache_clear()
    room_of.cache_clear()
