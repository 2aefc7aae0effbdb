"""The one thing of ours in the session: what the room is looking at. Set by the frame, read by the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import streamlit as st

from smarketing import link
from smarketing.agreement import starts
from smarketing.charts.theme import Event, Look, look
from smarketing.filters import Filters
from smarketing.ui import data

_KEY = "view"


def keep(filters: Filters) -> None:
    """What the filter bar said in this run."""
    st.session_state[_KEY] = filters


def current() -> Filters:
    """What the room is looking at."""
    return st.session_state[_KEY]


def moving() -> str:
    """What the room is looking at, as a link's part that moves along (`link.moving`)."""
    return link.moving(current(), st.session_state.get("period", ""))


def current_look() -> Look:
    """Light or dark, as the person at this browser chose, with the sources' colours and the workspace's currency.

    Each version of the agreement that has begun by as-of is marked on every axis of time.
    """
    slots = dict(data.sources()[["source", "slot"]].itertuples(index=False))
    begun = {day: a for day, a in starts(data.agreements()).items() if day <= current().as_of}
    return replace(look_with(slots), events=tuple(Event(day, f"Agreement v{a.number}") for day, a in begun.items()))


def look_with(slots: Mapping[str, int]) -> Look:
    """The same for sources with other colour slots: files that are not stored."""
    return look("dark" if st.context.theme.type == "dark" else "light", slots=slots, currency=data.workspace().currency)


def plain_look() -> Look:
    """The look for what has no colour of its own: people, reasons."""
    return replace(current_look(), slots={})


def numbered_look(names: Iterable[str]) -> Look:
    """The look for a few lines that must be told apart: teams, regions; in alphabetical order."""
    return replace(current_look(), slots={name: i for i, name in enumerate(sorted(set(names)), start=1)})
