"""The leads behind any number: searched, sorted, a page at a time, exported."""

import streamlit as st

from smarketing.ui import leads_table, view
from smarketing.ui.drill import SHOW_KEY

filters = view.current()
with st.container(horizontal=True, vertical_alignment="bottom"):
    choice = leads_table.choose(SHOW_KEY)
found = leads_table.load(filters, choice)
leads_table.top(filters, choice, found)
leads_table.show(filters, choice, found)
