"""Whose numbers are on screen: the sample company until a team starts a workspace of its own."""

from __future__ import annotations

from datetime import date

import streamlit as st

from smarketing.filters import Compare, Filters
from smarketing.periods import Grain, to_date
from smarketing.ui import data, places
from smarketing.ui.text import plain


def badge() -> None:
    """The company's name in the sidebar, marked where it is the sample, with the way to the other one."""
    with st.sidebar.container(key="company"):
        if data.has_own():
            st.toggle("Show the sample company", key=data.SAMPLE_KEY, bind="query-params")
        st.markdown(f"**{plain(data.workspace().name)}**")
        if data.is_sample():
            st.badge("sample company", icon=":material/science:", color="orange")
        if not data.has_own():
            st.button("Start your own workspace", icon=":material/add:", on_click=data.own_store, key="start-own")


def nothing_to_see(filters: Filters) -> bool:
    """Is there no data at all, or none in the days on screen? Then it is said here, with a way on."""
    if data.extent() is None:
        _empty()
        return True
    if _out_of_sight(filters):
        _way_back()
        return True
    return False


def _empty() -> None:
    """A workspace without a single lead: a way in, not a page of zeros."""
    with st.container(border=True, horizontal_alignment="center", key="empty-workspace"):
        st.markdown("### Nothing here yet", width="content")
        st.markdown(
            "Drop an export from your CRM and read its funnel. Nothing is stored unless you say so.", width="content"
        )
        st.page_link(places.UPLOAD, label="Drop a file", icon=":material/upload_file:")
        st.caption("Or switch on “Show the sample company” in the sidebar to look around first.", width="content")


def comparable(filters: Filters) -> Filters:
    """The view without its comparison where that would reach back to days before the data begins; it says so."""
    extent = data.extent()
    if extent is None or filters.comparison is None or filters.comparison.first >= to_date(extent[0]):
        return filters
    st.caption(f"Nothing is compared: the data begins on {Grain.DAY.label(to_date(extent[0]))}.")
    return filters.within(compare=Compare.NOTHING)


def _out_of_sight(filters: Filters) -> bool:
    """Do the days on screen hold nothing of the data? Only where there is some."""
    first, last = map(to_date, data.extent() or (0, 0))
    return last < filters.period.first or min(filters.period.last, filters.as_of) < first


def _way_back() -> None:
    """Say when there is something to see, and offer to go there."""
    first, last = map(to_date, data.extent() or (0, 0))
    with st.container(border=True, horizontal_alignment="center", key="out-of-sight"):
        st.markdown("### Nothing happened in these days", width="content")
        st.markdown(f"The data runs from {Grain.DAY.label(first)} to {Grain.DAY.label(last)}.", width="content")
        day = min(last, data.today())
        st.button("Show its last 12 months", on_click=_show_until, args=(day,), key="show-data", type="primary")


def _show_until(day: date) -> None:
    st.session_state.update(period="Last 12 months", as_of=day)
