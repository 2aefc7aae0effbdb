"""From a number to its leads: the same filters, one group."""

from __future__ import annotations

import streamlit as st

from smarketing.filters import Dimension
from smarketing.groups import Group
from smarketing.ui import places

SHOW_KEY = "show"
"""The leads page's choice of group, and its name in a link."""


def leads_button(group: Group, *, key: str, short: bool = False) -> None:
    """A button that opens the leads of the group, with the filters as they are."""
    label = f"See the leads: {group.value}"
    look = {"type": "tertiary", "help": label} if short else {}
    st.button("Leads" if short else label, icon=":material/table_rows:", key=key, on_click=go, args=(group,), **look)


def go(group: Group, dimension: Dimension | None = None, value: str = "") -> None:
    """Open the leads page, narrowed to one value of a dimension where asked. To be called back, not called."""
    st.session_state[SHOW_KEY] = group.value
    if dimension is not None:
        st.session_state[dimension.value] = [value]
    st.switch_page(places.LEADS, query_params={})
