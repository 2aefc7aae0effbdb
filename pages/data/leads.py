"""The leads behind any number: searched, sorted, a page at a time, exported."""

import streamlit as st

from smarketing.ui import leads_table, view
from smarketing.ui.drill import SHOW_KEY
from smarketing.ui.headline import headline

filters = view.current()
with st.container(horizontal=True, vertical_alignment="bottom"):
    choice = leads_table.choose(SHOW_KEY)
found = leads_table.load(filters, choice)
headline(leads_table.sentence(filters, choice, found), start=choice.start)
leads_table.show(filters, choice, found)
