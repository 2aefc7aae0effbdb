"""What a page can't do without, said in place of the page where the data doesn't have it."""

from __future__ import annotations

import streamlit as st

from smarketing.stages import Stage
from smarketing.ui import data


def stages(*every: Stage, any_of: tuple[Stage, ...], told_by: str) -> None:
    """Stop the page where a stage of `every`, or all of `any_of`, is unknown, and say which column to export."""
    known = data.known_stages()
    if all(s in known for s in every) and any(s in known for s in any_of):
        return
    st.markdown("## This can't be told from the data yet")
    st.info(
        f"No lead here has {told_by}. Export it with the leads (the columns are listed on the upload page under "
        f"{any_of[0]} and {any_of[-1]}) and import the file; this page then fills by itself.",
        icon=":material/help_center:",
    )
    st.stop()
