"""The leads behind any number: searched, sorted, a page at a time, exported; and how far their data can be trusted."""

import streamlit as st

from smarketing.ui import leads_table, needs, quality, view
from smarketing.ui.drill import LIST, PART_KEY, PARTS, SHOW_KEY

filters = view.current()
part = st.segmented_control("Part", PARTS, default=LIST, key=PART_KEY, bind="query-params", required=True,
                            label_visibility="collapsed")  # fmt: skip
if part == LIST:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice = leads_table.choose(SHOW_KEY)
    filters = leads_table.seen(filters, choice)
    found = leads_table.load(filters, choice)
    leads_table.top(filters, choice, found)
    leads_table.show(filters, choice, found)
else:
    needs.leads()
    quality.section()
