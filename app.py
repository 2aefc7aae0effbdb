"""The server: `streamlit run app.py`. The pages are in `pages/`, their frame in `smarketing/ui/frame.py`."""

import streamlit as st

from smarketing.ui import server

app = st.App(
    "smarketing/ui/frame.py",
    lifespan=server.lifespan,
    routes=server.routes(),
    middleware=server.middleware(),
    on_script_error=server.on_script_error,
)
