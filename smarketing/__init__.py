"""Smarketing: the screen that sales and marketing look at together.

The database counts, pandas does the arithmetic, Plotly draws, Streamlit shows.
"""
