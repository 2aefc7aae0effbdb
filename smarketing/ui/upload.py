"""The upload page."""

import streamlit as st


def page() -> None:
    """Placeholder until the import is in place."""
    st.markdown("## Drop an export and read its funnel")
