"""Following who presents: everybody in the room sees the same page with the same filters, until they look around alone.

    who leads ──each run writes page and filters──▶ room (in the database) ──`watch`──▶ everybody else

The state is the database's, so that it works over any number of processes. A follower's page is never fought over: who
touches a filter or a page is alone from then on, and comes back with one click. Everybody asks with the same filters,
so one answer of the cache serves the room.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import NoReturn

import streamlit as st

from smarketing import link
from smarketing.errors import SmarketingError, StaleEdit
from smarketing.filters import Filters
from smarketing.meeting import Room, Seat, State
from smarketing.store import rooms
from smarketing.ui import data, places
from smarketing.ui.meeting import chosen, record, watch, who
from smarketing.ui.meeting.doing import attempt, by, say
from smarketing.ui.text import plain

_IN = "in-room"
"""The meeting that this session is in."""

_ALONE, _LEADS, _SHOWN, _PENDING = "room-alone", "room-leads", "room-shown", "room-pending"

ROOM, TODAY = "", "today"
"""What a room calls its own page and the first one, whose name in a link is empty."""

AWAY = 30
"""Seconds without one, after which somebody is away."""


def page_name(url_path: str) -> str:
    """A page as a room calls it."""
    return {"room": ROOM, "": TODAY}.get(url_path, url_path)


def enter(meeting_id: int) -> None:
    """This session is in the room from now on, and follows."""
    if _room_number() != meeting_id:
        _come_in(meeting_id)
        st.rerun()


def _come_in(meeting_id: int) -> None:
    _forget()
    st.session_state[_IN] = (meeting_id, data.is_sample())
    browser = who.browser()
    sat = (seat.name for seat in rooms.seats(data.store(), meeting_id, since=0) if seat.browser == browser)
    who.remember(next(sat, ""))


def leave() -> None:
    """This session is in no room; in a callback."""
    with suppress(SmarketingError):  # the store is away: the seat is empty in a moment anyway
        rooms.stand_up(data.store(), _room_number() or 0, browser=who.browser())
    _forget()
    st.query_params.pop(chosen.MEETING_KEY, None)
    record.refresh()


def _forget() -> None:
    for key in (_IN, _ALONE, _LEADS, _SHOWN, _PENDING):
        st.session_state.pop(key, None)


def _room_number() -> int | None:
    """The meeting whose room this session is in; a room of the other company's is out of sight."""
    number, of_sample = st.session_state.get(_IN, (None, False))
    return number if of_sample == data.is_sample() else None


def _keep_in_link(page: str) -> None:
    """A page's link names the room too, so that a reload stays in it; the list of meetings names none."""
    number, named = _room_number(), st.query_params.get(chosen.MEETING_KEY)
    if number is None and named and page != ROOM:
        there = chosen.current()
        if there and there.state is State.RUNNING:
            _come_in(there.id)
    elif number is not None and (named is None or page != ROOM) and named != str(number):
        st.query_params[chosen.MEETING_KEY] = str(number)


def take_up(page: str) -> None:
    """Show what who leads has gone on to; before the filter bar is drawn. page: the one of this run (`page_name`)."""
    _keep_in_link(page)
    room: Room | None = st.session_state.get(_PENDING)  # until it is on screen (`bar`): this run may be cut short
    if room is None:
        return
    named = {chosen.MEETING_KEY: str(room.meeting_id)}
    if room.page == ROOM:
        if _at(page, room) != ROOM:
            st.switch_page(places.ROOM, query_params=named)
        return
    chosen.set_filters(link.filters_of(room.query, today=data.today()))
    if page != room.page:
        st.switch_page(places.page_of(room.page), query_params=named)


def bar(page: str, filters: Filters) -> None:
    """The slim bar of who is in a room; writes where the room is for who leads. Nothing for who is in none.

    On its own page the room draws it (`run`).
    """
    meeting_id = _room_number()
    room = None if meeting_id is None else record.room(meeting_id)
    if room is None:
        return
    here = _at(page, room), "" if page == ROOM else link.query(filters)
    if leads(room):
        _lead_on(room, here)
    else:
        st.session_state[_LEADS] = False
        _follow_on(here)
    if here[0] != ROOM or room.is_closed:
        _bar(room.meeting_id)


def _follow_on(here: tuple[str | None, str]) -> None:
    """What was to be shown is on screen now; or who follows has gone to something else, and is alone."""
    pending: Room | None = st.session_state.pop(_PENDING, None)
    shown: Room | None = st.session_state.get(_SHOWN)
    if pending is not None:
        st.session_state.update({_SHOWN: pending, _ALONE: False})
    elif shown is not None and here != (shown.page, shown.query):
        st.session_state[_ALONE] = True


def _at(page: str, room: Room) -> str | None:
    """The page as the room calls it; None on the list of meetings, or at another one's minutes."""
    return None if page == ROOM and st.query_params.get(chosen.MEETING_KEY) != str(room.meeting_id) else page


def _lead_on(room: Room, here: tuple[str | None, str]) -> None:
    """Who leads has turned a page or a filter: everybody else is to see it. Who was just given the lead looks first."""
    followed, st.session_state[_LEADS] = st.session_state.get(_LEADS) is False, True
    if followed and here != (room.page, room.query):
        _go_after(room)
    page, query = here
    if page is None:
        st.session_state[_SHOWN] = room  # nobody is taken to the list of meetings
        return
    try:
        moved = rooms.look_at(data.store(), room, page=page, query=query, at=int(time.time()))
    except StaleEdit as stale:
        record.refresh()
        if stale.theirs is None or stale.theirs.presenter != who.browser():
            _go_after(stale.theirs)
        moved = rooms.look_at(data.store(), stale.theirs, page=page, query=query, at=int(time.time()))
    if moved is not room:
        record.refresh()
    st.session_state[_SHOWN] = moved


def _go_after(room: Room | None) -> NoReturn:
    st.session_state[_PENDING] = room
    st.rerun()


# --- drawn anew when the room has moved ----------------------------------------------------------


@st.fragment
def _bar(meeting_id: int) -> None:
    draw(stand(meeting_id))


def stand(meeting_id: int) -> Room:
    """Where the room is, for a fragment to draw. Where that is another page or another's, the whole page runs."""
    room = record.room(meeting_id)
    if _room_number() != meeting_id or room is None:
        st.rerun(scope="app")
    if room.is_closed:
        _forget()
        st.switch_page(places.ROOM, query_params={chosen.MEETING_KEY: str(meeting_id)})  # its minutes
    shown: Room | None = st.session_state.get(_SHOWN)
    if not looks_around(room):
        if shown is None or _page_of(shown) != _page_of(room):
            st.session_state[_PENDING] = None if leads(room) else room
            st.rerun(scope="app")
        st.session_state[_SHOWN] = room
    if st.session_state.get(_PENDING):
        st.rerun(scope="app")
    say()
    return room


def _page_of(room: Room) -> tuple[str, str, str]:
    return room.page, room.query, room.presenter


def leads(room: Room) -> bool:
    """Does this session lead the room?"""
    return room.presenter == who.browser()


def looks_around(room: Room) -> bool:
    """Does it look around alone, and is not moved by the room?"""
    return bool(st.session_state.get(_ALONE)) and not leads(room)


def draw(room: Room) -> None:
    """Who leads, who is here, and the buttons to go one's own way and back."""
    here = [seat for seat in record.seats(room.meeting_id) if seat.browser != room.presenter]
    away = int(time.time()) - room.seen_at > AWAY
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="room-bar"):
        names = ", ".join(plain(seat.name) for seat in here) or "Nobody else yet"
        st.markdown(_words(room, away=away), width="stretch", help=f"Here too: {names}")
        with st.container(width="content"):
            watch.room(room.meeting_id, watch.stands(room), browser=who.browser(), name=who.name())
        if leads(room):
            _hand_over(room, here)
            return
        if looks_around(room):
            st.button("Back to the presenter", key="follow-back", icon=":material/undo:", type="primary",
                      shortcut="Alt+B", on_click=_back, args=(room,))  # fmt: skip
        else:
            st.button("Look around alone", key="follow-alone", icon=":material/explore:", type="tertiary",
                      on_click=_alone)  # fmt: skip
        st.button("Take the lead", key="take-lead", icon=":material/co_present:", type="tertiary", on_click=take_lead,
                  args=(room,), disabled=not (room.is_open or away))  # fmt: skip
        st.button("Leave", key="leave-room", type="tertiary", on_click=leave)


def _words(room: Room, *, away: bool) -> str:
    if leads(room):
        return ":primary[:material/co_present: **You lead.**] Everybody here sees your page and your filters."
    name = plain(room.presenter_name)
    if away:
        return f":material/hourglass_empty: **{name}** leads but has gone away. Anybody may take the lead."
    if looks_around(room):
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
    st.session_state.update({_ALONE: False, _LEADS: True})


def _lead(room: Room, seat: Seat) -> None:
    attempt(lambda: rooms.lead(data.store(), room, presenter=seat.browser, name=seat.name, **by()))


def _open(room: Room) -> None:
    attempt(lambda: rooms.open_lead(data.store(), room, is_open=not room.is_open, **by()))
