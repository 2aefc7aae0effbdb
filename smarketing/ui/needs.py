"""What a page can't do without, said in place of the page where the data doesn't have it."""

from __future__ import annotations

import streamlit as st

from smarketing.stages import Stage
from smarketing.ui import data


def tells_acceptance() -> bool:
    """Does the data say what sales made of an MQL?"""
    known = data.known_stages()
    return Stage.MQL in known and (Stage.SAL in known or Stage.SQL in known)


def acceptance() -> None:
    """Stop the page where acceptance is unknown, and say which columns to export."""
    if tells_acceptance():
        return
    st.markdown("## What sales made of the MQLs can't be told from this data yet")
    st.info(
        "Each lead needs the day it became MQL and the day that sales accepted it (SAL or SQL); rejected ones the "
        "day and the reason. Export these columns with the leads and import the file: this page then fills by itself.",
        icon=":material/help_center:",
    )
    st.stop()
