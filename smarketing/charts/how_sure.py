"""How sure are we? Rates by source as dots with their 95 % whiskers, the whole company as a line."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from smarketing.charts.drawing import (
    CHARACTER,
    HEIGHT,
    Drawn,
    figure,
    hover,
    listed,
    muted,
    nothing,
    of_how_many,
    rows_axis,
    visible_length,
)
from smarketing.charts.fold import MOST, top
from smarketing.charts.theme import Look, Paint
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Metric


def draw(
    frame: pd.DataFrame,
    metric: Metric,
    *,
    look: Look,
    by: str = "source",
    overall: pd.DataFrame | None = None,
    highlight: Collection[str] = (),
    most: int = MOST,
    height: int = HEIGHT,
) -> Drawn:
    """A dot with a whisker a source, highest rate first.

    frame: tidy rows of one rate (`evaluate(metric, …, by=[by])`), one per value of `by`. overall: the one
    tidy row of everything; a thin line. A dot with fewer than ten in its denominator is hollow: too few to say.
    """
    rows, _ = top(frame, metric, by=by, most=most)
    if rows.empty or rows["value"].isna().all():
        return nothing(metric, look=look, height=height)
    made = figure(look=look, height=height, yaxis=rows_axis(list(rows[by]), look=look))
    whole = overall.iloc[0] if overall is not None and len(overall) else None
    _add_dots(made, rows, metric, look, by=by, highlight=highlight)
    _add_numbers(made, rows, metric, look)
    if whole is not None and pd.notna(whole["value"]):
        made.add_vline(x=whole["value"], line={"color": look.muted, "width": 1.5, "dash": "dash"}, layer="below")
        made.add_annotation(x=whole["value"], y=1, yref="paper", yanchor="bottom", showarrow=False,
                            text=muted(f"all {look.say(whole['value'], metric.unit)}", look))  # fmt: skip
    made.update_layout(margin={"t": 26})
    made.update_xaxes(**_rate_axis(rows, metric, look))
    return Drawn(made, _alt(rows, metric, look, by=by, whole=whole))


def _add_dots(
    made: object, rows: pd.DataFrame, metric: Metric, look: Look, *, by: str, highlight: Collection[str]
) -> None:
    for i, row in rows.iterrows():
        if pd.isna(row["value"]):
            continue
        steps_back = row["is_others"] or (highlight and row[by] not in highlight)
        colour = (Paint(look.quiet) if steps_back else look.paint(row[by])).colour
        few = pd.notna(row["denominator"]) and row["denominator"] < ENOUGH
        made.add_scatter(
            x=[row["value"]], y=[i], mode="markers",
            marker={"size": 13, "color": look.background if few else colour, "line": {"width": 2.5, "color": colour}},
            error_x={"type": "data", "symmetric": False, "array": [row["high"] - row["value"]],
                     "arrayminus": [row["value"] - row["low"]], "color": colour, "thickness": 2.5, "width": 6},
            customdata=[[None if row["is_others"] else row[by]]],
            hovertext=[hover(row[by], row, metric, look) + ("<br>too few to say" if few else "")],
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip


def _add_numbers(made: object, rows: pd.DataFrame, metric: Metric, look: Look) -> None:
    texts = [
        f"<b>{look.say(row['value'], metric.unit)}</b>  {muted(of_how_many(row, look), look)}"
        for _, row in rows.iterrows()
    ]
    for i, text in enumerate(texts):
        made.add_annotation(x=1, xref="paper", y=i, xanchor="left", xshift=10, text=text, showarrow=False, align="left")
    made.update_layout(margin={"r": int(max(visible_length(t) for t in texts) * CHARACTER) + 12})


def _rate_axis(rows: pd.DataFrame, metric: Metric, look: Look) -> dict[str, object]:
    from smarketing.charts.over_time import value_ticks

    highest = float(rows[["value", "high"]].max().max()) * 1.03 or 1.0
    return {"range": [0, highest], **value_ticks(highest, metric, look)}


def _alt(rows: pd.DataFrame, metric: Metric, look: Look, *, by: str, whole: pd.Series | None) -> str:
    pairs = [
        (
            str(row[by]),
            f"{look.say(row['value'], metric.unit)} ({look.say(row['low'], metric.unit)} to {look.say(row['high'], metric.unit)})",
        )
        for _, row in rows.iterrows()
    ]
    every = f"; all together {look.say(whole['value'], metric.unit)}" if whole is not None else ""
    return f"{metric.name} by {by} with 95 % intervals, highest first: {listed(pairs)}{every}."
