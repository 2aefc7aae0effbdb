"""Who sits at this browser: there is no sign-in, so people say their name once, and it is what they write under."""

from __future__ import annotations

import secrets

import streamlit as st

_NAME, _BROWSER = "who", "browser"
NOBODY = "somebody"


def name() -> str:
    """What this person is called in what is written down."""
    return st.session_state.get(_NAME, "").strip() or NOBODY


def ask(*, width: int = 220) -> None:
    """The field for it; what was said stays for the session."""
    st.text_input("Your name", key=_NAME, width=width, max_chars=60, placeholder="for what you write down",
                  persist_state="session")  # fmt: skip


def browser() -> str:
    """The opaque name of this browser session."""
    return st.session_state.setdefault(_BROWSER, secrets.token_hex(8))
