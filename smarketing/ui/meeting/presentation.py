"""One scene, as large as the room needs it: the finding, the figures, the chart, and the table on demand."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from smarketing.charts import scene as charts
from smarketing.scene import Figure, Grid, Scene
from smarketing.ui import view
from smarketing.ui.panel import chart
from smarketing.ui.text import bullets, plain

HEIGHT = 500
"""Pixels of the chart: with all else it is one screen of 1080."""

_MOODS = {"good": "green", "bad": "orange", "": "gray"}


def show(scene: Scene, *, key: str, height: int = HEIGHT, letters: int = charts.LETTERS) -> None:
    """Draw it. key: unique on the page."""
    st.markdown(f"## {plain(scene.title)}")
    if scene.figures:
        _figures(scene.figures, key)
    if scene.picture:
        chart(f"scene-{key}", charts.draw(scene.picture, look=view.plain_look(), height=height, letters=letters))
    elif scene.grid:
        table(scene.grid, key=key, title=scene.title)
    if scene.sentences:
        st.markdown(bullets(scene.sentences))
    st.caption(plain(f"{scene.shows}. {scene.foot}" if scene.shows else scene.foot))
    if scene.picture and scene.grid:
        with st.expander("The numbers", key=f"numbers-{key}"):
            table(scene.grid, key=key, title=scene.title)


def _figures(figures: tuple[Figure, ...], key: str) -> None:
    with st.grid(len(figures), min_column_width=150, gap="small", key=f"figures-{key}"):
        for figure in figures:
            st.metric(
                plain(figure.name), figure.value, figure.change or None, delta_color=_MOODS[figure.mood],
                delta_arrow="off", delta_description=plain(figure.of) or None, height="stretch",
            )  # fmt: skip


def table(grid: Grid, *, key: str, title: str) -> None:
    """A table that is written out."""
    names = [
        f"{c}{' ' * grid.columns[:i].count(c)}" for i, c in enumerate(grid.columns)
    ]  # a frame wants them to differ
    frame = pd.DataFrame(list(grid.rows), columns=names)
    numbers = {c: st.column_config.Column(c.strip(), alignment="right") for c in names[grid.words :]}
    st.dataframe(frame, key=f"grid-{key}", hide_index=True, column_config=numbers, alt=title)
