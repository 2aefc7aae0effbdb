"""The list of meetings, and the plan of one: its agenda in order, with time boxes, each point tied to what it shows.

Everybody may add to a plan; what is changed is saved at once, under the version that was read.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from datetime import time as clock_time
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from smarketing import link
from smarketing.agreement import when
from smarketing.meeting import AGENDAS, LAST_ACTIONS, Item, Meeting, Point, Series, State
from smarketing.scenes import SCENES
from smarketing.store import meetings, rooms
from smarketing.ui import data, view
from smarketing.ui.meeting import chosen, documents, record, typed, who
from smarketing.ui.meeting.doing import attempt, by
from smarketing.ui.text import plain

SHOWS = {"": "Nothing, we talk", LAST_ACTIONS: "The open actions", **{k: kind.label for k, kind in SCENES.items()}}
"""What a point can show, as people choose it."""

_REMOVED = "removed-item"
_USUAL_HOUR = clock_time(10, 0)


# --- the list -----------------------------------------------------------------------------------


def listing() -> None:
    """What runs, what is planned, what was; and the way to plan one."""
    there = record.listed()
    st.markdown("## Meetings")
    _new(there)
    for state, title in ((State.RUNNING, "Running now"), (State.PLANNED, "Planned"), (State.CLOSED, "Closed")):
        some = [m for m in there if m.state is state]
        if some:
            st.markdown(f"#### {title}")
        for meeting in some if state is State.CLOSED else reversed(some):
            _row(meeting)
    if not there:
        st.info("No meeting is planned yet. Plan the first: its agenda comes with it, and can be changed.")


_OPENS = {
    State.RUNNING: ("Join", "groups"), State.PLANNED: ("Open the plan", "edit_calendar"),
    State.CLOSED: ("Read the minutes", "description"),
}  # fmt: skip


def _row(meeting: Meeting) -> None:
    label, icon = _OPENS[meeting.state]
    zone = data.workspace().time_zone
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"meeting-{meeting.id}"):
        with st.container(width="stretch", gap="xxsmall"):
            st.markdown(f"**{plain(meeting.title)}**")
            st.caption(plain(f"{meeting.series.label} · {when(meeting.starts_at, zone)}"))
        st.button(label, key=f"open-{meeting.id}", icon=f":material/{icon}:", on_click=chosen.open_meeting,
                  args=(meeting,), type="primary" if meeting.state is State.RUNNING else "secondary")  # fmt: skip


# --- a new one ----------------------------------------------------------------------------------


def _new(there: list[Meeting]) -> None:
    with st.popover("Plan a meeting", icon=":material/add:", key="plan-meeting"):
        series = st.segmented_control("Which", list(Series), default=Series.WEEKLY, format_func=lambda s: s.label,
                                      key="new-series", required=True) or Series.WEEKLY  # fmt: skip
        day, hour = usual(there, series)
        with st.container(horizontal=True):
            st.date_input("Day", value=day, format="YYYY-MM-DD", key=f"new-day-{series}", required=True)
            st.time_input(f"Begins, {data.workspace().time_zone}", value=hour, key=f"new-hour-{series}")
        with st.container(horizontal=True):
            st.text_input("Title", value=series.label, key=f"new-title-{series}", max_chars=120)
            who.ask()
        points = AGENDAS[series]
        told = ", ".join(point.title for point in points)
        st.caption(plain(f"{sum(p.minutes for p in points)} minutes: {told}. All of it can be changed."))
        st.button("Plan it", key="plan-it", type="primary", on_click=_plan, args=(series,))


def usual(there: list[Meeting], series: Series) -> tuple[date, clock_time]:
    """The day and hour at which the next of a series is to be expected: after its last one, not before today."""
    last = next((m for m in there if m.series is series), None)
    if last is None:
        return data.today(), _USUAL_HOUR
    begins = datetime.fromtimestamp(last.starts_at, UTC).astimezone(ZoneInfo(data.workspace().time_zone))
    return max(series.next_after(begins.date()), data.today()), begins.time()


def _plan(series: Series) -> None:
    day, hour = st.session_state[f"new-day-{series}"], st.session_state[f"new-hour-{series}"]
    begins = datetime.combine(day, hour, ZoneInfo(data.workspace().time_zone))
    title = st.session_state[f"new-title-{series}"] or ""

    def planned() -> None:
        made = meetings.plan(data.store(), series, title=title, starts_at=int(begins.timestamp()),
                             points=AGENDAS[series], **by())  # fmt: skip
        chosen.open_meeting(made)

    attempt(planned)


# --- the plan -----------------------------------------------------------------------------------


def agenda(meeting: Meeting) -> None:
    """The agenda of a planned meeting, and the button that begins it."""
    points, zone = record.items(meeting.id), data.workspace().time_zone
    st.markdown(f"## {plain(meeting.title)}")
    minutes = sum(item.minutes for item in points)
    st.caption(plain(f"{meeting.series.label} · {when(meeting.starts_at, zone)} · {minutes} minutes planned"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who.ask()
        st.button("Begin the meeting", key="begin", type="primary", icon=":material/play_arrow:", on_click=_begin,
                  args=(meeting,))  # fmt: skip
        documents.of_plan(meeting, points)
        _when(meeting)
        st.button("All meetings", key="all-meetings", type="tertiary", on_click=chosen.open_meeting, args=(None,))
    if removed := st.session_state.get(_REMOVED):
        st.button(f"Bring back “{plain(removed.title)}”", key="undo-item", icon=":material/undo:", type="tertiary",
                  on_click=_bring_back, args=(removed,))  # fmt: skip
    for item in points:
        _point(item, points)
    _add(meeting)
    room = (st.context.url or "").split("?")[0]
    st.caption("The link to this room, for everybody:")
    st.code(f"{room}?{chosen.MEETING_KEY}={meeting.id}", language=None)


def _point(item: Item, points: list[Item]) -> None:
    place = points.index(item)
    with st.container(border=True, key=f"item-{item.id}", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            with st.container(width="stretch"):
                typed.field(f"item-{item.id}-title", f"Point {place + 1}", item.title, read=partial(_title_now, item),
                            save=partial(_save_title, item))  # fmt: skip
            minutes = f"minutes-{item.id}-{item.minutes}"
            st.number_input("Minutes", 1, 240, item.minutes, key=minutes, width=120, on_change=_boxed,
                            args=(item, minutes))  # fmt: skip
            shows = f"shows-{item.id}-{item.scene}"
            at = list(SHOWS).index(item.scene) if item.scene in SHOWS else 0
            st.selectbox("Shows", list(SHOWS), index=at, format_func=SHOWS.__getitem__, key=shows, width=330,
                         on_change=_shown, args=(item, shows))  # fmt: skip
            for label, to, icon in (("Up", place - 1, "arrow_upward"), ("Down", place + 1, "arrow_downward")):
                st.button(label, key=f"{label.lower()}-{item.id}", icon=f":material/{icon}:", type="tertiary",
                          disabled=not 0 <= to < len(points), on_click=_move, args=(points, place, to))  # fmt: skip
            st.button("Remove", key=f"remove-{item.id}", icon=":material/delete:", type="tertiary", on_click=_remove,
                      args=(item,))  # fmt: skip
        _about(item)


def _about(item: Item) -> None:
    """By which filters it is shown and by whom it was put here, and the ways to change that."""
    by = f"by {item.written_by}"
    if item.scene not in SCENES:
        st.caption(plain(by))
        return
    filters = link.filters_of(item.query, today=data.today())
    usual_view = "" if item.query else "The usual view: "
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.caption(plain(f"{usual_view}{filters.sentence()} {by[0].upper()}{by[1:]}."), width="stretch")
        st.button("Use the filters on screen", key=f"filters-{item.id}", type="tertiary", on_click=_use_filters,
                  args=(item,), icon=":material/filter_alt:")  # fmt: skip
        st.button("Open its page", key=f"page-{item.id}", type="tertiary", icon=":material/open_in_new:",
                  on_click=chosen.show_page, args=(SCENES[item.scene].page, filters))  # fmt: skip


def _add(meeting: Meeting) -> None:
    with st.popover("Add a point", icon=":material/add:", key="add-point"):
        st.text_input("What about", key="point-title", max_chars=120)
        st.number_input("Minutes", 1, 240, 5, key="point-minutes")
        st.selectbox("Shows", list(SHOWS), format_func=SHOWS.__getitem__, key="point-shows")
        st.button("Add it", key="add-it", type="primary", on_click=_added, args=(meeting.id,))


def _when(meeting: Meeting) -> None:
    zone = ZoneInfo(data.workspace().time_zone)
    begins = datetime.fromtimestamp(meeting.starts_at, UTC).astimezone(zone)
    with st.popover("Move", icon=":material/event:", key="move-meeting"):
        st.date_input("Day", value=begins.date(), format="YYYY-MM-DD", key="moved-day", required=True)
        st.time_input("Begins", value=begins.time(), key="moved-hour")
        st.button("Move it", key="move-it", type="primary", on_click=_moved, args=(meeting, zone))


# --- what the buttons do ------------------------------------------------------------------------


def _title_now(item: Item) -> str | None:
    return next((i.title for i in meetings.items(data.store(), item.meeting_id) if i.id == item.id), None)


def _save_title(item: Item, text: str) -> None:
    there = next((i for i in meetings.items(data.store(), item.meeting_id) if i.id == item.id), None)
    if there is not None and text.strip():
        meetings.change(data.store(), there, title=text, **by())
        record.refresh()


def _change(item: Item, **values: object) -> None:
    attempt(lambda: meetings.change(data.store(), item, **values, **by()))


def _boxed(item: Item, key: str) -> None:
    _change(item, minutes=int(st.session_state[key] or item.minutes))


def _shown(item: Item, key: str) -> None:
    _change(item, scene=st.session_state[key])


def _use_filters(item: Item) -> None:
    _change(item, query=view.moving())


def _move(points: list[Item], place: int, to: int) -> None:
    order = [item.id for item in points]
    order.insert(to, order.pop(place))
    attempt(lambda: meetings.reorder(data.store(), points[0].meeting_id, order, **by()))


def _remove(item: Item) -> None:
    def removed() -> None:
        meetings.remove(data.store(), item, **by())
        st.session_state[_REMOVED] = item

    attempt(removed)


def _bring_back(item: Item) -> None:
    def back() -> None:
        point = Point(item.title, item.minutes, item.scene, item.query)
        made = meetings.add_item(data.store(), item.meeting_id, point, **by())
        order = [i.id for i in meetings.items(data.store(), item.meeting_id) if i.id != made.id]
        order.insert(item.place - 1, made.id)
        meetings.reorder(data.store(), item.meeting_id, order, **by())
        st.session_state.pop(_REMOVED)

    attempt(back)


def _added(meeting_id: int) -> None:
    shows = st.session_state["point-shows"]
    point = Point(st.session_state["point-title"] or "", int(st.session_state["point-minutes"] or 5), shows)
    attempt(lambda: meetings.add_item(data.store(), meeting_id, _with_filters(point), **by()))


def _with_filters(point: Point) -> Point:
    return replace(point, query=view.moving()) if point.scene in SCENES else point


def _moved(meeting: Meeting, zone: ZoneInfo) -> None:
    begins = datetime.combine(st.session_state["moved-day"], st.session_state["moved-hour"], zone)
    attempt(lambda: meetings.change(data.store(), meeting, starts_at=int(begins.timestamp()), **by()))


def _begin(meeting: Meeting) -> None:
    attempt(lambda: rooms.begin(data.store(), meeting, presenter=who.browser(), name=who.name(), at=int(time.time())))
