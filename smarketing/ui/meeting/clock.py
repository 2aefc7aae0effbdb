"""The meeting's clock and the time box of the point at hand, counted in the browser: no rerun for a second."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STATIC = Path(__file__).parents[1] / "static" / "clock"
_COMPONENT = st.components.v2.component(
    "clock",
    html="""<section role="timer">
  <span data-of="item"></span><span data-of="box"></span><span data-of="meeting"></span>
  <div class="track"><div data-of="bar"></div></div>
</section>""",
    css=(_STATIC / "clock.css").read_text("utf-8"),
    js=(_STATIC / "clock.js").read_text("utf-8"),
)


def show(*, spent: int, box: int, elapsed: int, planned: int) -> None:
    """Draw both. spent, elapsed: seconds at the point and in the meeting by now. box, planned: minutes."""
    _COMPONENT(key="room-clock", data={"spent": spent, "box": box, "elapsed": elapsed, "planned": planned})
