"""Streamlit: the frame around every page, the filter bar, the panel, and the only caches."""
