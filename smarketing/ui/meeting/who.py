"""Who sits at this browser: there is no sign-in, so people say their name once, and it is what they write under."""

from __future__ import annotations

import secrets

import streamlit as st

_NAME, _BROWSER = "who", "browser"
NOBODY = "somebody"


def name() -> str:
    """What this person is called in what is written down."""
    return st.session_state.get(_NAME, "").strip() or NOBODY


def browser() -> str:
    """The opaque name of this browser session."""
    return st.session_state.setdefault(_BROWSER, secrets.token_hex(8))
