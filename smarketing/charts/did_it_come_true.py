"""Did it come true? For each cohort what was expected on its last day, as a whisker, and what happened, as a dot."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts import events
from smarketing.charts.axes import column_axis, finished, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure
from smarketing.charts.labels import listed
from smarketing.charts.once import once
from smarketing.charts.theme import Look
from smarketing.metrics.registry import Unit
from smarketing.periods import Grain

NOTHING = "No cohort has had its days yet since the first that could be told"


@once
def draw(tested: pd.DataFrame, *, look: Look, grain: Grain, height: int = HEIGHT) -> Drawn:
    """A whisker and a dot a cohort, in order; a dot outside its whisker is a cross.

    tested: one row per cohort. bucket: datetime64 · leads: int · value, low, high: float, as expected then, with its
    95 % interval · truth: float · holds: bool.
    """
    if tested.empty:
        return blank(NOTHING, look=look, height=height)
    rows = tested.sort_values("bucket").reset_index(drop=True)
    made = figure(look=look, height=height, showlegend=True, margin={"t": 34})
    made.add_scatter(
        x=list(rows.index), y=rows["value"], mode="markers", name="expected then, with its 95 % interval",
        marker={"size": 11, "symbol": "line-ew", "line": {"width": 2, "color": look.muted}},
        error_y={"type": "data", "symmetric": False, "array": rows["high"] - rows["value"],
                 "arrayminus": rows["value"] - rows["low"], "color": look.muted, "thickness": 2, "width": 6},
        hoverinfo="skip",
    )  # fmt: skip
    _add_truth(made, rows[rows["holds"]], look, grain, name="what happened", symbol="circle")
    _add_truth(made, rows[~rows["holds"]], look, grain, name="outside the interval", symbol="x")
    buckets = list(rows["bucket"])
    marked = events.shown(look, buckets, grain)
    top = float(rows[["high", "truth"]].max().max() or 1) * 1.08 * events.room(marked)
    made.update_yaxes(range=[0, top], **value_ticks(top, Unit.RATE, look))
    made.update_xaxes(**column_axis(buckets, grain))
    events.mark(made, marked, buckets, grain, look)
    pairs = [(grain.label(row["bucket"].date()), _told(row, look)) for _, row in rows.iloc[::-1].iterrows()]
    return finished(made, f"Expected and true conversion by cohort, newest first: {listed(pairs)}.", marked)


def _add_truth(made: go.Figure, rows: pd.DataFrame, look: Look, grain: Grain, *, name: str, symbol: str) -> None:
    made.add_scatter(
        x=list(rows.index), y=rows["truth"], mode="markers", name=name, showlegend=not rows.empty,
        marker={"size": 12, "symbol": symbol, "color": look.neutral if symbol == "circle" else look.ink},
        hovertext=[f"<b>{grain.label(row['bucket'].date())}</b>, {row['leads']:,} leads<br>{_told(row, look)}"
                   for _, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _told(row: pd.Series, look: Look) -> str:
    low, value, high, truth = (look.say(row[c], Unit.RATE) for c in ("low", "value", "high", "truth"))
    return f"{truth}, expected {value} ({low} – {high})"
