"""Are young cohorts worse? Solid bars for the mature, hatched for the young, a dot with a whisker for what to expect."""

from __future__ import annotations

import pandas as pd

from smarketing.charts.drawing import HEIGHT, Drawn, figure, hover, listed, nothing
from smarketing.charts.over_time import MOST_TICKS, bucket_label, value_ticks
from smarketing.charts.theme import YOUNG_PATTERN, Look
from smarketing.metrics.registry import Metric
from smarketing.periods import Grain


def draw(
    cohorts: pd.DataFrame, metric: Metric, *, look: Look, grain: Grain, colour: str = "", height: int = HEIGHT
) -> Drawn:
    """A bar a cohort.

    cohorts: one row per cohort, in order. bucket: date, its first day · value, numerator, denominator, low,
    high: the rate of a mature cohort, the rate so far of a young one · is_mature: bool · expected,
    expected_low, expected_high: the Kaplan–Meier estimate and its 95 % band, missing where not told.
    """
    if cohorts.empty or cohorts[["value", "expected"]].isna().all(axis=None):
        return nothing(metric, look=look, height=height)
    rows = cohorts.assign(bucket=pd.to_datetime(cohorts["bucket"])).reset_index(drop=True)
    made = figure(look=look, height=height, showlegend=True, margin={"t": 34})
    _add_bars(
        made, rows[rows["is_mature"]], metric, look, grain, name="mature", colour=colour or look.neutral, young=False
    )
    _add_bars(
        made, rows[~rows["is_mature"]], metric, look, grain, name="too young: so far", colour=look.young, young=True
    )
    _add_expected(made, rows.dropna(subset=["expected"]), metric, look, grain)
    top = float(rows[["value", "expected", "expected_high"]].max().max() or 1) * 1.12
    made.update_yaxes(range=[0, top], **value_ticks(top, metric, look))
    made.update_xaxes(**_cohort_axis(rows, grain))
    return Drawn(made, _alt(rows, metric, look, grain))


def _add_bars(
    made: object, rows: pd.DataFrame, metric: Metric, look: Look, grain: Grain, *, name: str, colour: str, young: bool
) -> None:
    pattern = {"shape": YOUNG_PATTERN, "fgcolor": colour, "bgcolor": look.background, "size": 9, "solidity": 0.3}
    made.add_bar(
        x=list(rows.index), y=rows["value"], width=0.62, name=name, showlegend=not rows.empty,
        marker={"color": colour, "pattern": pattern if young else None, "line": {"width": 1.5 if young else 0, "color": colour}},
        text=[look.say(v, metric.unit) for v in rows["value"]], textposition="outside", cliponaxis=False,
        textfont={"size": 14, "color": look.muted if young else look.ink}, constraintext="none",
        customdata=[[f"{b:%Y-%m-%d}"] for b in rows["bucket"]],
        hovertext=[hover(f"{grain.label(r['bucket'].date())} ({'too young, so far' if young else 'mature'})", r, metric, look)
                   for _, r in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _add_expected(made: object, rows: pd.DataFrame, metric: Metric, look: Look, grain: Grain) -> None:
    if rows.empty:
        return
    made.add_scatter(
        x=list(rows.index), y=rows["expected"], mode="markers", name="expected, with its 95 % interval", showlegend=True,
        marker={"size": 11, "color": look.background, "line": {"width": 3, "color": look.ink}},
        error_y={"type": "data", "symmetric": False, "array": rows["expected_high"] - rows["expected"],
                 "arrayminus": rows["expected"] - rows["expected_low"], "color": look.ink, "thickness": 2, "width": 6},
        customdata=[[f"{b:%Y-%m-%d}"] for b in rows["bucket"]],
        hovertext=[f"<b>{grain.label(r['bucket'].date())}</b><br>expected: {look.say_exactly(r['expected'], metric.unit)}"
                   f"<br>95 % interval: {look.say(r['expected_low'], metric.unit)} – {look.say(r['expected_high'], metric.unit)}"
                   for _, r in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _cohort_axis(rows: pd.DataFrame, grain: Grain) -> dict[str, object]:
    named = list(rows.index)[::-1][:: -(-len(rows) // MOST_TICKS)]
    texts = [bucket_label(rows["bucket"][i], grain, None) for i in named]
    return {"tickmode": "array", "tickvals": named, "ticktext": texts, "showgrid": False, "tickangle": 0,
            "range": [-0.6, max(len(rows), 6) - 0.4]}  # fmt: skip


def _alt(rows: pd.DataFrame, metric: Metric, look: Look, grain: Grain) -> str:
    pairs = []
    for _, row in rows.iloc[::-1].iterrows():
        state = "" if row["is_mature"] else " so far"
        hoped = f", expected {look.say(row['expected'], metric.unit)}" if pd.notna(row["expected"]) else ""
        pairs.append((grain.label(row["bucket"].date()), f"{look.say(row['value'], metric.unit)}{state}{hoped}"))
    return f"{metric.name} by cohort, newest first: {listed(pairs)}."
