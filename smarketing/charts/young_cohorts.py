"""Are young cohorts worse? Solid bars for the mature, hatched for the young, a dot with a whisker for the expected.

What a young one came to so far is struck through, with the expected beside it: it is no conversion.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts import events
from smarketing.charts.axes import column_axis, finished, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, figure, hatched, nothing, write
from smarketing.charts.labels import MOST_COLUMNS, Column, hover, label_columns, listed
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, Look
from smarketing.metrics.registry import Metric
from smarketing.periods import Grain


@once
def draw(
    cohorts: pd.DataFrame, metric: Metric, *, look: Look, grain: Grain, colour: str = "", height: int = HEIGHT
) -> Drawn:
    """A bar a cohort.

    cohorts: one row per cohort, in order. bucket: date, its first day · value, numerator, denominator, low,
    high: the rate of a mature cohort, the rate so far of a young one · is_mature: bool · expected,
    expected_low, expected_high: the Kaplan–Meier estimate and its 95 % band, missing where not told. A
    click tells the bucket in `customdata`.
    """
    if cohorts.empty or cohorts[["value", "expected"]].isna().all(axis=None):
        return nothing(metric, look=look, height=height)
    rows = cohorts.assign(bucket=pd.to_datetime(cohorts["bucket"])).reset_index(drop=True)
    rows = rows.assign(name=[_name(row, grain) for _, row in rows.iterrows()])
    made = figure(look=look, height=height, showlegend=True, margin={"t": 34})
    _add_bars(made, rows[rows["is_mature"]], metric, look, name="mature", colour=colour or look.neutral)
    _add_bars(made, rows[~rows["is_mature"]], metric, look, name="too young: so far", colour=look.young, young=True)
    _add_expected(made, rows.dropna(subset=["expected"]), metric, look)
    buckets = list(rows["bucket"])
    marked = events.shown(look, buckets, grain)
    top = float(rows[["value", "expected", "expected_high"]].max().max() or 1) * 1.12 * events.room(marked)
    label_columns(made, _columns(rows, metric, look), look, top=top)
    _label_expected(made, rows, metric, look)
    made.update_yaxes(range=[0, top], **value_ticks(top, metric.unit, look))
    made.update_xaxes(**column_axis(buckets, grain))
    events.mark(made, marked, buckets, grain, look)
    return finished(made, _alt(rows, metric, look), marked)


def _name(row: pd.Series, grain: Grain) -> str:
    return f"{grain.label(row['bucket'].date())}{'' if row['is_mature'] else ' (too young, so far)'}"


def _add_bars(
    made: go.Figure, rows: pd.DataFrame, metric: Metric, look: Look, *, name: str, colour: str, young: bool = False
) -> None:
    made.add_bar(
        x=list(rows.index),
        y=rows["value"],
        width=0.62,
        name=name,
        showlegend=not rows.empty,
        marker={
            "color": colour,
            "pattern": hatched(colour, look) if young else None,
            "line": {"width": 1.5 if young else 0, "color": colour},
        },
        customdata=[[f"{bucket:%Y-%m-%d}"] for bucket in rows["bucket"]],
        hovertext=[hover(row["name"], row, metric, look) for _, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _add_expected(made: go.Figure, rows: pd.DataFrame, metric: Metric, look: Look) -> None:
    if rows.empty:
        return
    told = rows.assign(value=rows["expected"], low=rows["expected_low"], high=rows["expected_high"], denominator=None)
    made.add_scatter(
        x=list(rows.index),
        y=rows["expected"],
        mode="markers",
        name="expected, with its 95 % interval",
        marker={"size": 11, "color": look.background, "line": {"width": 3, "color": look.ink}},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": rows["expected_high"] - rows["expected"],
            "arrayminus": rows["expected"] - rows["expected_low"],
            "color": look.ink,
            "thickness": 2,
            "width": 6,
        },
        customdata=[[f"{bucket:%Y-%m-%d}"] for bucket in rows["bucket"]],
        hovertext=[hover(f"{row['name']}: expected", row, metric, look) for _, row in told.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _columns(rows: pd.DataFrame, metric: Metric, look: Look) -> list[Column]:
    return [
        Column(i, row["value"], _label(row, metric, look), is_young=not row["is_mature"])
        for i, (_, row) in enumerate(rows.iterrows())
    ]


def _label(row: pd.Series, metric: Metric, look: Look) -> str:
    said = look.say(row["value"], metric.unit)
    return said if row["is_mature"] else f"<s>{said}</s>"


def _label_expected(made: go.Figure, rows: pd.DataFrame, metric: Metric, look: Look) -> None:
    """The expected number over its whisker; where all are alike and stand close, over the last one."""
    told = rows.dropna(subset=["expected"])
    written = told if len(rows) <= MOST_COLUMNS else told.tail(1)
    write(made, *(
        {"x": i, "y": row["expected_high"], "yanchor": "bottom", "yshift": 2, "bgcolor": look.background,
         "text": f"<b>{look.say(row['expected'], metric.unit)}</b>", "font": {"size": SMALL, "color": look.ink}}
        for i, row in written.iterrows()
    ))  # fmt: skip


def _alt(rows: pd.DataFrame, metric: Metric, look: Look) -> str:
    pairs = []
    for _, row in rows.iloc[::-1].iterrows():
        hoped = f", expected {look.say(row['expected'], metric.unit)}" if pd.notna(row["expected"]) else ""
        pairs.append((row["name"], f"{look.say(row['value'], metric.unit)}{hoped}"))
    return f"{metric.name} by cohort, newest first: {listed(pairs)}."
