"""What every number means: the stages, the rules, and each metric's own definition."""

import streamlit as st

from smarketing.ui import glossary

st.markdown("## One definition of each number, used by every page, export and report")
with st.container(horizontal=True, vertical_alignment="bottom"):
    sought = st.text_input("Search", key="term", bind="query-params", placeholder="acceptance, MQL, cohort …",
                           icon=":material/search:", live="500ms", type="search", width=420)  # fmt: skip
glossary.show(sought)
