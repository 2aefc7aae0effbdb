"""Are cohorts better at the same age? A row a cohort, a column an age; the deeper, the more are there by then."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import finished
from smarketing.charts.drawing import HEIGHT, Drawn, figure, nothing, write
from smarketing.charts.labels import hover, listed, muted
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, TEXT, YOUNG_PATTERN, Look, contrast, mix
from smarketing.metrics.findings import share
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Metric
from smarketing.periods import Grain

MOST_ROWS = 13
_DEEPEST = 0.6


@once
def draw(frame: pd.DataFrame, metric: Metric, *, look: Look, grain: Grain, height: int = HEIGHT) -> Drawn:
    """A heat map, the newest cohort at the bottom; at most the last thirteen.

    frame: `metrics.triangle`: bucket: datetime64 · age, days: int · value, numerator, denominator, low, high: the share
    there by that age, of those old enough · is_young: bool, hatched: some of the cohort have not had that age. An age
    that nobody has had is left empty; a cell with fewer than ten has no colour and tells only how many.
    """
    buckets = sorted(frame["bucket"].unique())[-MOST_ROWS:]
    cells = frame[frame["bucket"].isin(buckets)]
    if cells.empty:
        return nothing(metric, look=look, height=height)
    names = [grain.label(pd.Timestamp(b).date()) for b in buckets]
    deepest = float(cells.loc[cells["denominator"] >= ENOUGH, "value"].max() or 1) or 1.0
    ages = cells.drop_duplicates("age").set_index("age")["days"].sort_index()
    made = figure(look=look, height=height, barmode="stack", barcornerradius=0)
    for age in ages.index:
        column = cells[cells["age"] == age].set_index("bucket").reindex(buckets)
        _add_column(made, column, names, metric, look, x=int(age) - 1, deepest=deepest)
    made.update_xaxes(side="top", tickmode="array", tickvals=[a - 0.5 for a in ages.index], showgrid=False, tickangle=0,
                      ticktext=[f"{'day ' if age == 1 else ''}{days}" for age, days in ages.items()],
                      range=[0, len(ages)], tickfont={"size": SMALL, "color": look.ink})  # fmt: skip
    made.update_yaxes(tickmode="array", tickvals=list(range(len(names))), ticktext=names, showgrid=False,
                      range=[len(names) - 0.5, -0.5], tickfont={"size": TEXT, "color": look.ink},
                      ticklabelstandoff=10)  # fmt: skip
    drawn = finished(made, _alt(cells, metric, grain))
    drawn.figure.update_layout(margin={"t": 34, "b": 8, "r": 8})
    return drawn


def _add_column(
    made: go.Figure, rows: pd.DataFrame, names: list[str], metric: Metric, look: Look, *, x: int, deepest: float
) -> None:
    few = rows["denominator"].fillna(0) < ENOUGH
    young = rows["is_young"].eq(True)
    depth = (rows["value"] / deepest).clip(upper=1).where(~few, 0).fillna(0) * _DEEPEST
    painted = [mix(look.background, look.neutral, float(d)) for d in depth]
    made.add_bar(
        orientation="h", x=[1] * len(rows), y=list(range(len(rows))), width=1,
        marker={
            "color": painted, "line": {"width": 3, "color": look.background},
            "pattern": {"shape": [YOUNG_PATTERN if hatched else "" for hatched in young], "size": 9, "solidity": 0.3,
                        "fgcolor": painted, "bgcolor": [mix(look.background, p, 0.45) for p in painted]},
        },
        hovertext=[_hover(name, row, metric, look) for name, (_, row) in zip(names, rows.iterrows(), strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    write(made, *(
        {"x": x + 0.5, "y": place, "text": _told(row, look), "bgcolor": look.background if row["is_young"] else None,
         "font": {"size": SMALL, "color": look.ink if row["is_young"] else _ink(under, look)}}
        for place, ((_, row), under) in enumerate(zip(rows.iterrows(), painted, strict=True))
        if pd.notna(row["value"])
    ))  # fmt: skip


def _ink(painted: str, look: Look) -> str:
    return max((look.ink, look.background), key=lambda colour: contrast(colour, painted))


def _told(row: pd.Series, look: Look) -> str:
    if row["denominator"] < ENOUGH:
        return muted(f"{row['numerator']:.0f} of {row['denominator']:.0f}", look)
    return share(row["value"])


def _hover(name: str, row: pd.Series, metric: Metric, look: Look) -> str:
    if pd.isna(row["value"]):
        return f"<b>{name}</b>: nobody of it is so old yet"
    young = "<br>of those old enough: the cohort is not" if row["is_young"] else ""
    return hover(f"{name} by day {row['days']:.0f}", row, metric, look) + young


def _alt(cells: pd.DataFrame, metric: Metric, grain: Grain) -> str:
    last = cells[~cells["is_young"]].sort_values("age").groupby("bucket").last().iloc[::-1]
    pairs = [(grain.label(b.date()), f"{share(r['value'])} by day {r['days']:.0f}") for b, r in last.iterrows()]
    return f"{metric.name} by cohort and age; at the greatest age of each whole cohort: {listed(pairs, most=8)}."
