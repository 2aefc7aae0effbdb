"""Following who presents: everybody in the room sees the same page with the same filters, until they look around alone.

    who leads ──each run writes page and filters──▶ room (in the database) ──`watch`──▶ everybody else

The state is the database's, so that it works over any number of processes. A follower's page is never fought over: who
touches a filter or a page is alone from then on, and comes back with one click. Everybody asks with the same filters,
so one answer of the cache serves the room.
"""

from __future__ import annotations

import time

import streamlit as st

from smarketing import link
from smarketing.errors import SmarketingError, StaleEdit
from smarketing.filters import Filters
from smarketing.meeting import Room, Seat
from smarketing.store import rooms
from smarketing.ui import data, places
from smarketing.ui.meeting import chosen, record, watch, who
from smarketing.ui.text import plain

_IN = "in-room"
"""The meeting that this session is in."""

_ALONE, _SHOWN, _PENDING, _TOLD = "room-alone", "room-shown", "room-pending", "room-told"

ROOM, TODAY = "", "today"
"""What a room calls its own page and the first one, whose name in a link is empty."""

AWAY = 30
"""Seconds without one, after which somebody is away."""


def page_name(url_path: str) -> str:
    """A page as a room calls it."""
    return {"room": ROOM, "": TODAY}.get(url_path, url_path)


def enter(meeting_id: int) -> None:
    """This session is in the room from now on, and follows."""
    if st.session_state.get(_IN) != meeting_id:
        st.session_state.update({_IN: meeting_id, _ALONE: False})
        st.session_state.pop(_SHOWN, None)
        st.rerun()


def leave() -> None:
    """This session is in no room."""
    for key in (_IN, _ALONE, _SHOWN, _PENDING):
        st.session_state.pop(key, None)


def take_up(page: str) -> None:
    """Show what who leads has gone on to; before the filter bar is drawn. page: the one of this run (`page_name`)."""
    room: Room | None = st.session_state.pop(_PENDING, None)
    if room is None:
        return
    st.session_state.update({_SHOWN: room, _ALONE: False})
    if room.page == ROOM:
        if page != ROOM or st.query_params.get(chosen.MEETING_KEY) != str(room.meeting_id):
            st.switch_page(places.ROOM, query_params={chosen.MEETING_KEY: str(room.meeting_id)})
        return
    chosen.set_filters(link.filters_of(room.query, today=data.today()))
    if page != room.page:
        st.switch_page(places.page_of(room.page), query_params={})


def bar(page: str, filters: Filters) -> None:
    """The slim bar of who is in a room; writes where the room is for who leads. Nothing for who is in none."""
    meeting_id = st.session_state.get(_IN)
    room = None if meeting_id is None else record.room(meeting_id)
    if room is None:
        return
    if room.presenter == who.browser():
        st.session_state[_SHOWN] = _show_all(room, page, filters)
    elif not st.session_state.get(_ALONE) and _wandered(room, page, filters):
        st.session_state[_ALONE] = True
    with st.container(key="room-bar"):
        _bar(room.meeting_id)


def _here(page: str, filters: Filters) -> tuple[str, str]:
    return page, "" if page == ROOM else link.query(filters)


def _show_all(room: Room, page: str, filters: Filters) -> Room:
    """Who leads has turned a page or a filter: everybody else is to see it."""
    if page == ROOM and st.query_params.get(chosen.MEETING_KEY) != str(room.meeting_id):
        return room  # the list of meetings, or an older one's minutes: nobody is taken there
    at, (there, query) = int(time.time()), _here(page, filters)
    try:
        moved = rooms.look_at(data.store(), room, page=there, query=query, at=at)
    except (StaleEdit, SmarketingError):  # somebody took the lead, or the store is away: the next run tells
        return room
    if moved is not room:
        record.refresh()
    return moved


def _wandered(room: Room, page: str, filters: Filters) -> bool:
    """Does this session look at something else than what it was last shown?"""
    shown: Room | None = st.session_state.get(_SHOWN)
    if shown is None or (shown.page, shown.query) != (room.page, room.query):
        return False  # it has not been shown yet where the room is now
    return _here(page, filters) != (room.page, room.query)


# --- the bar, drawn anew when the room has moved ------------------------------------------------


@st.fragment
def _bar(meeting_id: int) -> None:
    room = record.room(meeting_id)
    if room is None or room.is_closed:
        leave()
        st.rerun(scope="app")
    shown: Room | None = st.session_state.get(_SHOWN)
    leads, alone = room.presenter == who.browser(), bool(st.session_state.get(_ALONE))
    if (shown is None or room.moved != shown.moved) and not (alone and not leads):
        st.session_state[_PENDING] = None if leads else room
        st.rerun(scope="app")
    if st.session_state.get(_PENDING):
        st.rerun(scope="app")
    if told := st.session_state.pop(_TOLD, None):
        st.toast(plain(told), icon=":material/sync:")
    _draw(room, leads=leads, alone=alone)


def _draw(room: Room, *, leads: bool, alone: bool) -> None:
    here = [seat for seat in record.seats(room.meeting_id) if seat.browser != room.presenter]
    away = int(time.time()) - room.seen_at > AWAY
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        names = ", ".join(plain(seat.name) for seat in here) or "Nobody else yet"
        st.markdown(_words(room, leads=leads, alone=alone, away=away), width="stretch", help=f"Here too: {names}")
        with st.container(width="content"):
            watch.room(room.meeting_id, watch.stands(room), browser=who.browser(), name=who.name())
        if leads:
            _hand_over(room, here)
            return
        if alone:
            st.button("Back to the presenter", key="follow-back", icon=":material/undo:", type="primary",
                      shortcut="Alt+B", on_click=_back, args=(room,))  # fmt: skip
        else:
            st.button("Look around alone", key="follow-alone", icon=":material/explore:", type="tertiary",
                      on_click=_alone)  # fmt: skip
        st.button("Take the lead", key="take-lead", icon=":material/co_present:", type="tertiary", on_click=take_lead,
                  args=(room,), disabled=not (room.is_open or away))  # fmt: skip
        st.button("Leave", key="leave-room", type="tertiary", on_click=leave)


def _words(room: Room, *, leads: bool, alone: bool, away: bool) -> str:
    if leads:
        return ":primary[:material/co_present: **You lead.**] Everybody here sees your page and your filters."
    name = plain(room.presenter_name)
    if away:
        return f":material/hourglass_empty: **{name}** leads but has gone away. Anybody may take the lead."
    if alone:
        return f":material/explore: You look around alone. **{name}** leads."
    return f":material/visibility: You follow **{name}**."


def _hand_over(room: Room, here: list[Seat]) -> None:
    with st.popover("Hand over", icon=":material/swap_horiz:", key="hand-over", type="tertiary", disabled=not here):
        for seat in here:
            st.button(
                plain(seat.name), key=f"hand-to-{seat.browser}", on_click=_lead, args=(room, seat), width="stretch"
            )
    st.toggle("Anybody may take the lead", value=room.is_open, key=f"lead-open-{room.is_open}", on_change=_open,
              args=(room,))  # fmt: skip


def _alone() -> None:
    st.session_state[_ALONE] = True


def _back(room: Room) -> None:
    st.session_state[_PENDING] = record.room(room.meeting_id)


def take_lead(room: Room) -> None:
    """Lead from here on; in a callback."""
    _lead(room, Seat(who.browser(), who.name(), 0))
    st.session_state[_ALONE] = False


def _lead(room: Room, seat: Seat) -> None:
    _write(lambda at: rooms.lead(data.store(), room, presenter=seat.browser, name=seat.name, actor=who.name(), at=at))


def _open(room: Room) -> None:
    _write(lambda at: rooms.open_lead(data.store(), room, is_open=not room.is_open, actor=who.name(), at=at))


def _write(write) -> None:  # noqa: ANN001 - a call with the second of now
    try:
        write(int(time.time()))
    except SmarketingError as error:
        st.session_state[_TOLD] = error.happened
    record.refresh()
