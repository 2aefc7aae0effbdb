"""How a page hears that the room has moved: the browser asks a small address, and only a change lets the page run.

    browser ──every 0.5 s──▶ /room-state/own/12 ──at most some times a second──▶ three small SELECTs
       └── something else than is on screen: the fragment runs

Streamlit runs some thirty pages a second; twenty-five browsers that run a fragment each second would take them all.
The answer holds three numbers and no content. Who asks is in the room: that is the sign of life.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse

from smarketing.errors import SmarketingError
from smarketing.store import rooms
from smarketing.ui import data
from smarketing.ui.meeting import ahead, record

_STATIC = Path(__file__).parents[1] / "static" / "watch"
_COMPONENT = st.components.v2.component(
    "watch",
    html="<output aria-live='polite'></output>\n",
    css=(_STATIC / "watch.css").read_text("utf-8"),
    js=(_STATIC / "watch.js").read_text("utf-8"),
)
AWAY = "The database does not answer. What you type is kept in this browser and saved when it is back."

BEAT = 10
"""Seconds between two signs of life that are written down."""


@dataclass
class _Seats:
    """Who asks, by the browser session's name: in which room, as whom, and when that was last written down."""

    known: dict[str, tuple[int, str, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_SEATS = _Seats()


def room(meeting_id: int, known: str, *, browser: str, name: str) -> None:
    """Let the fragment around it run when the room stands otherwise than `known`; tells how many are here."""
    with _SEATS.lock:
        last = _SEATS.known.get(browser, (0, "", 0.0))
        _SEATS.known[browser] = (meeting_id, name, last[2] if last[:2] == (meeting_id, name) else 0.0)
    address = f"room-state/{'sample' if data.is_sample() else 'own'}/{meeting_id}?browser={browser}"
    told = {"of": "room", "known": known, "away": AWAY, "address": address}
    _COMPONENT(key="watch-room", data=told, on_changed_change=lambda: None)


def written(known: int) -> None:
    """Let the fragment around it run when something was written since `known`, as the room on the same page hears."""
    _COMPONENT(key="watch-written", data={"of": "written", "known": known}, on_changed_change=lambda: None)


# --- the address --------------------------------------------------------------------------------


def answer(request: Request) -> JSONResponse:
    """`/room-state/own/12`: where the room is and what was written last, as numbers; 503 while the store is away.

    Runs beside the event loop, in a thread. A question makes nothing: 404 where nobody has begun an own workspace.
    """
    sample, meeting_id = request.path_params["which"] == "sample", request.path_params["meeting"]
    try:
        if not sample and not data.has_own():
            return JSONResponse({"reason": "there is no own workspace"}, status_code=404)
        _beat(request.query_params.get("browser", ""), meeting_id, sample=sample)
        told = state(meeting_id, sample=sample)
    except SmarketingError:
        return JSONResponse({"reason": "the database does not answer"}, status_code=503)
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def state(meeting_id: int, *, sample: bool) -> dict[str, object]:
    """room: its moves, or "closed", or "" where there is none · written: the record's last change · here: people."""
    store = data.store_of(sample=sample)
    there, here = record.room_of(store, meeting_id), record.seats_of(store, meeting_id)
    if there and not there.is_closed:
        ahead.prepare(meeting_id, there.item_id, sample=sample)
    return {"room": stands(there), "written": record.last_change(store), "here": len(here)}


def stands(there: rooms.Room | None) -> str:
    """Where a room is, in a word that differs with every move."""
    if there is None:
        return ""
    return "closed" if there.is_closed else str(there.moved)


def _beat(browser: str, meeting_id: int, *, sample: bool) -> None:
    now = time.monotonic()
    with _SEATS.lock:
        number, name, last = _SEATS.known.get(browser, (0, "", 0.0))
        if number != meeting_id or now - last < BEAT:
            return
        _SEATS.known[browser] = (number, name, now)
    rooms.sit_down(data.store_of(sample=sample), meeting_id, browser=browser, name=name, at=int(time.time()))
