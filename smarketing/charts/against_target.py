"""Against what was aimed at: bullets (actual bar, target tick, where we should be by now), and month by month."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts import events
from smarketing.charts.axes import column_axis, finished, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, ticks
from smarketing.charts.labels import Column, label_columns, listed, muted
from smarketing.charts.once import once
from smarketing.charts.theme import YOUNG_PATTERN, Look, escape
from smarketing.metrics.registry import Metric, Unit
from smarketing.periods import Grain


@once
def months(
    rows: pd.DataFrame,
    metric: Metric,
    *,
    look: Look,
    grain: Grain = Grain.MONTH,
    unfinished: date | None = None,
    colour: str = "",
    height: int = HEIGHT,
) -> Drawn:
    """A column a bucket, its target as a tick; what is not finished is hatched.

    rows: bucket: date, first day · actual: float · target: float, missing where none · is_missed: bool, where the
    target is a promise: broken ones are red. A click tells the bucket in `customdata`.
    """
    if rows.empty or rows[["actual", "target"]].isna().all(axis=None):
        return blank(f"No {escape(metric.name)} in this period", look=look, height=height)
    told = _dated(rows, grain, unfinished)
    made = figure(look=look, height=height)
    _add_columns(made, told, metric, look, colour=colour or look.neutral)
    _add_targets(made, told["target"], look, reach=0.38, across=False)
    buckets = list(told["bucket"])
    marked = events.shown(look, buckets, grain)
    top = float(told[["actual", "target"]].max().max() or 1) * 1.12 * events.room(marked)
    columns = [
        Column(i, row["actual"], look.say(row["actual"], metric.unit), row["target"], row["is_young"])
        for i, (_, row) in enumerate(told.iterrows())
    ]
    label_columns(made, columns, look, top=top)
    made.update_yaxes(range=[0, top], **value_ticks(top, metric.unit, look))
    made.update_xaxes(**column_axis(buckets, grain, unfinished=unfinished))
    events.mark(made, marked, buckets, grain, look)
    pairs = _pairs(told.iloc[::-1], metric, look)
    return finished(made, f"{metric.name} against target, newest first: {listed(pairs)}.", marked)


def _dated(rows: pd.DataFrame, grain: Grain, unfinished: date | None) -> pd.DataFrame:
    """The rows in order, with is_young, is_missed: bool and name: str, their bucket in words."""
    told = rows.assign(bucket=pd.to_datetime(rows["bucket"])).sort_values("bucket").reset_index(drop=True)
    told = told.assign(
        is_young=told["bucket"] >= pd.Timestamp(unfinished or date.max), is_missed=told.get("is_missed", False)
    )
    names = [
        f"{grain.label(bucket.date())}{' (so far)' if young else ' (missed)' if missed else ''}"
        for bucket, young, missed in told[["bucket", "is_young", "is_missed"]].itertuples(index=False)
    ]
    return told.assign(name=names)


def _add_columns(made: go.Figure, told: pd.DataFrame, metric: Metric, look: Look, *, colour: str) -> None:
    colours = [
        look.young if young else look.broken if missed else colour
        for young, missed in zip(told["is_young"], told["is_missed"], strict=True)
    ]
    shapes = [YOUNG_PATTERN if young else "" for young in told["is_young"]]
    made.add_bar(
        x=list(told.index),
        y=told["actual"],
        width=0.6,
        showlegend=False,
        marker={
            "color": colours,
            "pattern": {"shape": shapes, "fgcolor": look.young, "bgcolor": look.background, "size": 9, "solidity": 0.3},
            "line": {"width": [1.5 if young else 0 for young in told["is_young"]], "color": colours},
        },
        customdata=[[f"{bucket:%Y-%m-%d}"] for bucket in told["bucket"]],
        hovertext=[_hover(row["name"], row, metric, look) for _, row in told.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _add_targets(made: go.Figure, targets: pd.Series, look: Look, *, reach: float, across: bool) -> None:
    if targets.isna().all():
        return
    made.add_scatter(
        **ticks(list(targets.index), list(targets), reach=reach, across=across), mode="lines", name="target",
        hoverinfo="skip", line={"width": 4, "color": look.target},
    )  # fmt: skip
    made.update_layout(showlegend=True, margin={"t": 34})


def _share(row: pd.Series, metric: Metric, look: Look) -> str:
    said = f"<b>{look.say(row['actual'], metric.unit)}</b>"
    if pd.isna(row["target"]) or not row["target"]:
        return said
    reached, aim = look.say(row["actual"] / row["target"], Unit.PERCENT), look.say(row["target"], metric.unit)
    return f"{said}  {muted(f'{reached} of {aim}', look)}"


def _hover(name: str, row: pd.Series, metric: Metric, look: Look) -> str:
    lines = [f"<b>{escape(name)}</b>", f"{escape(metric.name)}: {look.say_exactly(row['actual'], metric.unit)}"]
    if pd.notna(row["target"]):
        lines.append(f"target: {look.say_exactly(row['target'], metric.unit)}")
    return "<br>".join(lines)


def _pairs(rows: pd.DataFrame, metric: Metric, look: Look) -> list[tuple[str, str]]:
    aims = [f" of {look.say(t, metric.unit)}" if pd.notna(t) else "" for t in rows["target"]]
    return [
        (str(name), f"{look.say(actual, metric.unit)}{aim}")
        for name, actual, aim in zip(rows["name"], rows["actual"], aims, strict=True)
    ]
