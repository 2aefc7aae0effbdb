"""Does it fade? A rate step after step (hours waited, attempts made) as dots with their whiskers, against a line.

The steps stand in their own order from left to right, of how many is under each.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import finished, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, figure, nothing, write
from smarketing.charts.labels import hover, listed, muted, width
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, TEXT, Look, escape, label
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Metric, Unit

MOST = 8
_LEAST = 4


@dataclass(frozen=True)
class Line:
    """What the rates are held against: a rate, and what is said of it."""

    value: float
    text: str


@once
def draw(
    rates: pd.DataFrame, metric: Metric, *, look: Look, by: str, line: Line | None = None, height: int = HEIGHT
) -> Drawn:
    """A dot with its 95 % whisker a step, in the order of the rows.

    rates: tidy rows of one rate (`evaluate`), one per step. by: the column that names the steps. A dot with fewer than
    ten in its denominator is hollow: too few to say. Steps beyond `MOST` are left to the table.
    """
    told = rates.dropna(subset=["value"]).reset_index(drop=True)
    if told.empty:
        return nothing(metric, look=look, height=height)
    rows = told.head(MOST)
    made = figure(look=look, height=height, margin={"t": 12})
    colour, few = look.sales, rows["denominator"] < ENOUGH
    made.add_scatter(
        x=list(rows.index), y=rows["value"], mode="markers",
        marker={"size": 13, "color": [look.background if f else colour for f in few],
                "line": {"width": 2.5, "color": colour}},
        error_y={"type": "data", "symmetric": False, "array": rows["high"] - rows["value"],
                 "arrayminus": rows["value"] - rows["low"], "color": colour, "thickness": 2.5, "width": 6},
        hovertext=[hover(str(row[by]), row, metric, look) + ("<br>too few to say" if few[place] else "")
                   for place, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    _add_numbers(made, rows, metric, look)
    counts = [look.say_exactly(n, Unit.COUNT) for n in rows["denominator"]]
    names = [f"{label(name)}<br>{muted(of, look)}" for name, of in zip(rows[by], counts, strict=True)]
    made.update_xaxes(
        tickmode="array", tickvals=list(rows.index), ticktext=names, showgrid=False, tickangle=0,
        range=[-0.45, max(len(rows), _LEAST) - 0.75], tickfont={"size": SMALL, "color": look.ink},
    )  # fmt: skip
    sure = rows[~few] if not few.all() else rows
    top = max(float(sure["high"].max()), float(rows["value"].max()), line.value if line else 0.0) * 1.06 or 1.0
    made.update_yaxes(range=[0, top], **value_ticks(top, metric.unit, look, most=4))
    if line is not None:
        made.add_hline(y=line.value, line={"color": look.target, "width": 2, "dash": "dash"})
        write(made, {"x": 0, "xref": "paper", "xanchor": "left", "y": line.value, "yanchor": "bottom",
                     "text": escape(line.text), "font": {"size": SMALL, "color": look.ink}})  # fmt: skip
    if len(told) > len(rows):
        corner = {"x": 1, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
        write(made, corner | {"text": muted(f"{len(told) - len(rows)} more in the table", look)})
    return finished(made, _alt(rows, metric, look, by=by, line=line))


def _add_numbers(made: go.Figure, rows: pd.DataFrame, metric: Metric, look: Look) -> None:
    """Each rate, right of its dot and above whatever line crosses it."""
    texts = [f"<b>{look.say(value, metric.unit)}</b>" for value in rows["value"]]
    beside = {
        "xanchor": "left",
        "xshift": 9,
        "yanchor": "bottom",
        "yshift": 1,
        "font": {"size": TEXT, "color": look.ink},
    }
    write(made, *(
        beside | {"x": place, "y": value, "text": text}
        for place, (value, text) in enumerate(zip(rows["value"], texts, strict=True))
    ))  # fmt: skip
    made.update_layout(margin={"r": int(max(map(width, texts)))})


def _alt(rows: pd.DataFrame, metric: Metric, look: Look, *, by: str, line: Line | None) -> str:
    pairs = []
    for _, row in rows.iterrows():
        low, high = (look.say(row[end], metric.unit) for end in ("low", "high"))
        pairs.append((str(row[by]), f"{look.say(row['value'], metric.unit)} ({low} to {high})"))
    against = f"; {line.text}" if line else ""
    return f"{metric.name}, step by step with 95 % intervals: {listed(pairs, most=MOST)}{against}."
