"""Against what was aimed at: bullets (actual bar, target tick, where we should be by now), and month by month."""

from __future__ import annotations

from datetime import date

import pandas as pd

from smarketing.charts.drawing import (
    HEIGHT,
    Drawn,
    bar_width,
    blank,
    escape,
    figure,
    listed,
    muted,
    room_for,
    rows_axis,
)
from smarketing.charts.over_time import MOST_TICKS, bucket_label, value_ticks
from smarketing.charts.theme import YOUNG_PATTERN, Look
from smarketing.metrics.registry import Metric, Unit
from smarketing.periods import Grain


def bullet(rows: pd.DataFrame, metric: Metric, *, look: Look, colour: str = "", height: int = 220) -> Drawn:
    """A bar a row, its target as a tick.

    rows: name: str · actual · target, missing where none · ideal, optional: where it should be by as-of.
    """
    if rows.empty:
        return blank(f"Nothing was aimed at in {escape(metric.name)}", look=look, height=height)
    told = rows.reset_index(drop=True)
    texts = [_share(row, metric, look) for _, row in told.iterrows()]
    made = figure(look=look, height=height, barmode="overlay", yaxis=rows_axis(list(told["name"]), look=look, least=1))
    thick = bar_width(len(told), height=height, least=1)
    if "ideal" in told:
        made.add_bar(orientation="h", x=told["ideal"], y=list(told.index), width=thick * 1.5, hoverinfo="skip",
                     marker={"color": look.faint})  # fmt: skip
    made.add_bar(
        orientation="h", x=told["actual"], y=list(told.index), width=thick, marker={"color": colour or look.neutral},
        customdata=[[n] for n in told["name"]], hovertext=[_hover(r["name"], r, metric, look) for _, r in told.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    _add_ticks(made, told["target"], list(told.index), look, horizontal=True)
    reach = told[[c for c in ("actual", "target", "ideal") if c in told]].max(axis=1)
    for i, text in enumerate(texts):
        made.add_annotation(x=reach[i], y=i, xanchor="left", xshift=12, text=text, showarrow=False)
    made.update_xaxes(
        range=room_for([f"{t}   " for t in texts], most=reach.max()), showticklabels=False, showgrid=False
    )
    return Drawn(made, f"{metric.name} against target: {listed(_pairs(told, 'name', metric, look))}.")


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

    rows: bucket: date, first day · actual · target, missing where none.
    """
    if rows.empty or rows[["actual", "target"]].isna().all(axis=None):
        return blank(f"No {escape(metric.name)} in this period", look=look, height=height)
    told = rows.assign(bucket=pd.to_datetime(rows["bucket"])).sort_values("bucket").reset_index(drop=True)
    young = [unfinished is not None and b.date() >= unfinished for b in told["bucket"]]
    names = [f"{grain.label(b.date())}{' (so far)' if y else ''}" for b, y in zip(told["bucket"], young, strict=True)]
    made = figure(look=look, height=height, showlegend=bool(told["target"].notna().any()), margin={"t": 34})
    _add_columns(made, told, young, names, metric, look, colour or look.neutral)
    _add_ticks(made, told["target"], list(told.index), look, horizontal=False)
    top = float(told[["actual", "target"]].max().max() or 1) * 1.12
    made.update_yaxes(range=[0, top], **value_ticks(top, metric, look))
    named = list(told.index)[::-1][:: -(-len(told) // MOST_TICKS)]
    made.update_xaxes(tickmode="array", tickvals=named, showgrid=False, tickangle=0, range=[-0.6, max(len(told), 6) - 0.4],
                      ticktext=[bucket_label(told["bucket"][i], grain, unfinished) for i in named])  # fmt: skip
    pairs = _pairs(told.assign(name=names).iloc[::-1], "name", metric, look)
    return Drawn(made, f"{metric.name} against target, newest first: {listed(pairs)}.")


def _add_columns(
    made: object, told: pd.DataFrame, young: list[bool], names: list[str], metric: Metric, look: Look, colour: str
) -> None:
    shapes = [YOUNG_PATTERN if y else "" for y in young]
    made.add_bar(
        x=list(told.index), y=told["actual"], width=0.6, showlegend=False,
        marker={"color": [look.young if y else colour for y in young],
                "pattern": {"shape": shapes, "fgcolor": look.young, "bgcolor": look.background, "size": 9, "solidity": 0.3}},
        text=[look.say(v, metric.unit) for v in told["actual"]] if len(told) <= MOST_TICKS else None,
        textposition="outside", cliponaxis=False, constraintext="none", textfont={"size": 14},
        customdata=[[f"{b:%Y-%m-%d}"] for b in told["bucket"]],
        hovertext=[_hover(n, r, metric, look) for n, (_, r) in zip(names, told.iterrows(), strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _add_ticks(made: object, targets: pd.Series, places: list[int], look: Look, *, horizontal: bool) -> None:
    if targets.isna().all():
        return
    x, y = (targets, places) if horizontal else (places, targets)
    made.add_scatter(
        x=x, y=y, mode="markers", name="target", showlegend=not horizontal, hoverinfo="skip",
        marker={"symbol": "line-ns" if horizontal else "line-ew", "size": 34, "line": {"width": 4, "color": look.target}},
    )  # fmt: skip


def _share(row: pd.Series, metric: Metric, look: Look) -> str:
    said = f"<b>{look.say(row['actual'], metric.unit)}</b>"
    if pd.isna(row["target"]) or not row["target"]:
        return said
    reached = look.say(row["actual"] / row["target"], Unit.PERCENT)
    of_target = f"{reached} of {look.say(row['target'], metric.unit)}"
    return f"{said}  {muted(of_target, look)}"


def _hover(name: str, row: pd.Series, metric: Metric, look: Look) -> str:
    lines = [f"<b>{escape(name)}</b>", f"{escape(metric.name)}: {look.say_exactly(row['actual'], metric.unit)}"]
    if pd.notna(row["target"]):
        lines.append(f"target: {look.say_exactly(row['target'], metric.unit)}")
    return "<br>".join(lines)


def _pairs(rows: pd.DataFrame, name: str, metric: Metric, look: Look) -> list[tuple[str, str]]:
    return [
        (str(r[name]), look.say(r["actual"], metric.unit)
         + (f" of {look.say(r['target'], metric.unit)}" if pd.notna(r["target"]) else ""))
        for _, r in rows.iterrows()
    ]  # fmt: skip
