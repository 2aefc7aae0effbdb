"""What moved since the last meeting and why, in sentences: the short of what stands below and on other pages."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.metrics.revenue import revenue
from smarketing.ui import since, view, why
from smarketing.ui.panel import boxed
from smarketing.ui.text import plain


def panel() -> None:
    """Since the last snapshot, and against the compared period; how to get either where there is none."""
    filters = view.current()
    found = why.sentence(filters)
    changed = since.sentence(filters)
    unsaid = "Revenue has nothing to explain in these days." if filters.comparison else "Nothing is compared."
    told = [
        ("update", changed or "No snapshot of an earlier day is kept; take one when the meeting ends."),
        ("help", found.text if found else unsaid),
    ]
    table = pd.DataFrame({"what moved": [text for _, text in told]})
    with boxed("what-moved", title="What moved, and why", table=table, metrics=[revenue], height="content"):
        for icon, text in told:
            st.markdown(f":material/{icon}: {plain(text)}")
