"""The one thing of ours in the session: what the room is looking at. Set by the frame, read by the page."""

from __future__ import annotations

import streamlit as st

from smarketing.charts.theme import Look, look
from smarketing.filters import Filters

_KEY = "view"


def keep(filters: Filters) -> None:
    """What the filter bar said in this run."""
    st.session_state[_KEY] = filters


def current() -> Filters:
    """What the room is looking at."""
    return st.session_state[_KEY]


def current_look() -> Look:
    """Light or dark, as the person at this browser chose."""
    return look("dark" if st.context.theme.type == "dark" else "light")
