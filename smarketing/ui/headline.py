"""The sentence that sums a page up, top left, in words."""

from __future__ import annotations

import streamlit as st

from smarketing.filters import Filters
from smarketing.stages import Stage
from smarketing.ui import view
from smarketing.ui.panel import plain


def headline(sentence: str, *, start: Stage = Stage.MQL, filters: Filters | None = None) -> None:
    """The page's sentence, and under it what is on screen."""
    st.markdown(f"## {plain(sentence)}")
    st.caption(plain((filters or view.current()).sentence(start=start)))
