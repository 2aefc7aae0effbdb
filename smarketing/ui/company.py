"""Whose numbers are on screen: the sample company until a team starts a workspace of its own."""

from __future__ import annotations

import streamlit as st

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


def empty() -> None:
    """A workspace without a single lead: a way in, not a page of zeros."""
    with st.container(border=True, horizontal_alignment="center", key="empty-workspace"):
        st.markdown("### Nothing here yet")
        st.markdown("Drop an export from your CRM and read its funnel. Nothing is stored unless you say so.")
        st.page_link(places.UPLOAD, label="Drop a file", icon=":material/upload_file:")
        st.caption("Or switch on “Show the sample company” in the sidebar to look around first.")
