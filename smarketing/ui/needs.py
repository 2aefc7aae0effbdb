"""What a page or a chart can't do without, said in its place where the data doesn't have it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts.drawing import Drawn, blank
from smarketing.periods import Grain
from smarketing.stages import Stage
from smarketing.ui import data, view

ACCEPTANCE = (
    "Each lead needs the day it became MQL and the day that sales accepted it (SAL or SQL); rejected ones the "
    "day and the reason. Export these columns with the leads and import the file: this page then fills by itself."
)
FIRST_TOUCH = (
    "Each lead needs the moment (with its hour) at which it was assigned or became an MQL, and that of its first "
    "touch; “last contacted” stands in where there is none. And both sides have to sign an agreement that begins "
    "before these leads came: see the part Agreement of the page Promises."
)
"""What to export, or to agree on, where an answer or a first touch can't be told."""

ENOUGH_BUCKETS, ENOUGH_LEADS = 3, 10
"""With fewer, a line or a row of cohorts would show a trend where there is none."""


def history(drawn: Drawn, timed: pd.DataFrame, leads: str, *, grain: Grain) -> Drawn:
    """The chart over time, or in its place that there is not enough history for one.

    timed: additive rows with `bucket`; leads: the column that counts them.
    """
    counts = timed.groupby("bucket")[leads].sum()
    told, buckets = int(counts.sum()), int((counts > 0).sum())
    lacks = f"{buckets} of {ENOUGH_BUCKETS} {grain}s" if told >= ENOUGH_LEADS else f"{told} of {ENOUGH_LEADS} leads"
    if told >= ENOUGH_LEADS and buckets >= ENOUGH_BUCKETS:
        return drawn
    return blank(f"Not enough history: {lacks}", look=view.current_look(), height=drawn.figure.layout.height)


def tells_acceptance() -> bool:
    """Does the data say what sales made of an MQL? Without rejections everything would look accepted."""
    known = data.known_stages()
    return Stage.MQL in known and (Stage.SAL in known or Stage.SQL in known) and data.knows_rejections()


def leads() -> None:
    """Stop the page where no lead has a date: files of deals only."""
    if data.known_stages():
        return
    st.markdown("## There is no lead with a date here yet")
    st.info("The page Revenue tells what the deals bring. Import the leads too, and this page fills by itself.")
    st.stop()


def two_stages() -> None:
    """Stop the page where the data knows fewer than two stages: there is nothing to convert to."""
    if len(data.known_stages()) > 1:
        return
    st.markdown("## How far leads get can't be told from this data yet")
    st.info(
        "The leads have dates for one stage only. Export the date of a later one too (SQL, opportunity, customer), or "
        "the deals, and import the file: this page then fills by itself.",
        icon=":material/help_center:",
    )
    st.stop()


def acceptance() -> None:
    """Stop the page where acceptance is unknown, and say which columns to export."""
    if tells_acceptance():
        return
    st.markdown("## What sales made of the MQLs can't be told from this data yet")
    st.info(ACCEPTANCE, icon=":material/help_center:")
    st.stop()
