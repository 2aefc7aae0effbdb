"""Frames → pictures: a tidy frame and a `Look` in, a `Drawn` (a Plotly figure and its alternative text) out."""
