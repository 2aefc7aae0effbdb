"""What Streamlit and Plotly need by themselves: a page with one list and five bar charts. Run by `floor.py`."""

import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
months = 12 if st.selectbox("Period", ["Last 6 months", "Last 12 months"]) == "Last 12 months" else 6
for place in range(5):
    with st.container(border=True):
        bars = [go.Bar(x=list(range(months)), y=list(range(months)), name=str(k)) for k in range(5)]
        st.plotly_chart(go.Figure(bars), key=f"chart-{place}", theme=None, config={"displayModeBar": False})
