"""Drop files, read their funnel at once, store them if you want to."""

import streamlit as st

from smarketing.ui import upload

st.markdown("## Drop an export and read its funnel. Nothing is stored unless you say so.")
files = upload.drop()
lists = upload.mapped(files)
if lists:
    upload.read(lists)
upload.earlier()
