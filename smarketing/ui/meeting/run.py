"""Not written yet."""

from __future__ import annotations

import streamlit as st

from smarketing.meeting import Meeting


def show(meeting: Meeting | None = None) -> None:
    """Not written yet."""
    st.write(meeting)
