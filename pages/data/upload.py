"""Drop files, read their funnel at once, store them if you want to."""

import streamlit as st

from smarketing.ui import upload

st.markdown("## Drop an export and read its funnel. Nothing is stored unless you say so.")
sheets = upload.drop()
mappings = upload.mapped(sheets) if sheets else None
if mappings:
    upload.read(sheets, mappings)
upload.earlier()
