"""How a page is served, and how a room, which runs without the page around it: in its turn, or with the reason why not.

What the store can't serve says so in words, and works again by itself as soon as it can.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from smarketing.errors import SmarketingError, StoreUnreachable
from smarketing.ui import data
from smarketing.ui.text import plain
from smarketing.ui.turns import TURNS


@contextmanager
def served() -> Iterator[None]:
    """Draw it when it is its turn; in place of what can't be drawn, say what happened and what to do."""
    with TURNS.turn():
        try:
            yield
        except SmarketingError as error:
            st.error(f"**{plain(error.happened)}** {plain(error.advice)}", icon=":material/cloud_off:")
            if isinstance(error, StoreUnreachable):
                _wait_for_store(time.monotonic())


_READING_SECONDS = 4


@st.fragment(run_every=5)
def _wait_for_store(since: float) -> None:
    """Ask every few seconds whether the store answers again, and show the page as soon as it does.

    since: seconds on the monotonic clock when the page failed, so that its words stay long enough to be read.
    """
    if time.monotonic() - since < _READING_SECONDS:
        return
    try:
        data.version()
    except SmarketingError:
        return
    st.rerun(scope="app")
