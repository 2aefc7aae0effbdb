"""One scene, as large as the room needs it: the finding, the figures, the chart, and the table on demand."""

from __future__ import annotations

from html import escape

import streamlit as st

from smarketing.charts import scene as charts
from smarketing.scene import Figure, Grid, Scene
from smarketing.ui import view
from smarketing.ui.panel import chart
from smarketing.ui.text import bullets, plain

HEIGHT = 430
"""Pixels of the chart: with all else it is one screen of 1080."""

_LONG = 110
"""Letters of a title, above which it is set smaller: a third line would push the chart off the screen."""

_MOODS = {"good": "green", "bad": "orange", "": "gray"}


def show(scene: Scene, *, key: str, height: int = HEIGHT, letters: int = charts.LETTERS) -> None:
    """Draw it. key: unique on the page."""
    st.markdown(f"{'##' if len(scene.title) <= _LONG else '###'} {plain(scene.title)}")
    if scene.figures:
        _figures(scene.figures, key)
    if scene.picture:
        chart(f"scene-{key}", charts.draw(scene.picture, look=view.plain_look(), height=height, letters=letters))
    elif scene.grid:
        table(scene.grid)
    if scene.sentences:
        st.markdown(bullets(scene.sentences))
    st.caption(plain(f"{scene.shows}. {scene.foot}" if scene.shows else scene.foot))
    if scene.picture and scene.grid:
        with st.expander("The numbers", key=f"numbers-{key}"):
            table(scene.grid)


def _figures(figures: tuple[Figure, ...], key: str) -> None:
    with st.grid(len(figures), min_column_width=125, gap="small", key=f"figures-{key}"):
        for figure in figures:
            st.metric(
                plain(figure.name), figure.value, figure.change or None, delta_color=_MOODS[figure.mood],
                delta_arrow="off", delta_description=plain(figure.of) or None, height="stretch",
            )  # fmt: skip


def table(grid: Grid) -> None:
    """A table that is written out, in the room's letters: Streamlit's own has its size for all pages."""
    cells = [f'<th scope="col">{escape(c)}</th>' for c in grid.columns]
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in grid.rows)
    st.html(f'<table class="grid words-{min(grid.words, 2)}"><thead><tr>{"".join(cells)}</tr></thead>{rows}</table>')
