"""Who sits at this browser: there is no sign-in, so people say their name once, and it is what they write under."""

from __future__ import annotations

import hashlib
import secrets

import streamlit as st

from smarketing.ui.guards import COOKIE

_NAME, _BROWSER = "who", "browser"
NOBODY = "somebody"


def name() -> str:
    """What this person is called in what is written down."""
    return st.session_state.get(_NAME, "").strip() or NOBODY


def ask(*, width: int = 220) -> None:
    """The field for it; what was said stays for the session."""
    st.text_input("Your name", key=_NAME, width=width, max_chars=60, placeholder="for what you write down",
                  persist_state="session")  # fmt: skip


def remember(said: str) -> None:
    """What this person was called before the page was loaded anew; before the field is drawn."""
    if said and said != NOBODY and not st.session_state.get(_NAME):
        st.session_state[_NAME] = said


def browser() -> str:
    """The opaque name of this browser, the same after a reload; it can't be used in place of the browser's cookie."""
    cookie = st.context.cookies.get(COOKIE)
    if isinstance(cookie, str) and cookie:
        return hashlib.sha256(cookie.encode()).hexdigest()[:16]
    return st.session_state.setdefault(_BROWSER, secrets.token_hex(8))
