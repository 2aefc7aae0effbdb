"""What did sales make of it? Accepted, rejected and pending as one bar a source that adds up; and the reasons."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts import how_many
from smarketing.charts.axes import NARROW, bar_width, finished, make_room, rows_axis
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, hatched, write
from smarketing.charts.fold import MOST
from smarketing.charts.labels import listed, muted, width
from smarketing.charts.theme import SMALL, Look, escape
from smarketing.metrics.registry import Metric, Unit

PARTS = ("accepted", "rejected", "pending")


def draw(frame: pd.DataFrame, *, look: Look, by: str = "source", most: int = MOST, height: int = HEIGHT) -> Drawn:
    """A bar a source, in three parts that add up to its MQLs.

    frame: one row per value of `by` with accepted, rejected, pending: int, leads. Pending is hatched: not
    final. Beyond `most`, the others are one row of numbers. A click tells [name, part] in `customdata`.
    """
    rows = _rows(frame, by=by, most=most)
    if rows.empty or not rows["total"].sum():
        return blank("No MQLs were handed to sales in this period", look=look, height=height)
    drawn = rows["total"].where(~rows["is_others"], 0)
    ends = [_end(row, look) for _, row in rows.iterrows()]
    made = figure(look=look, height=height, barmode="stack", showlegend=True, legend={"traceorder": "normal"},
                  margin={"t": 34}, yaxis=rows_axis(list(rows[by]), look=look))  # fmt: skip
    for part in PARTS:
        _add_part(made, rows, part, look, by=by, thick=bar_width(len(rows), height=height), widest=drawn.max())
    write(made, *(
        {"x": drawn[place], "y": place, "xanchor": "left", "xshift": 6, "text": text} for place, text in enumerate(ends)
    ))  # fmt: skip
    make_room(made, zip(drawn, ends, strict=True))
    return finished(made, _alt(rows, look, by=by))


def reasons(frame: pd.DataFrame, metric: Metric, *, look: Look, height: int = HEIGHT) -> Drawn:
    """Why MQLs came back, the commonest reason on top.

    frame: tidy rows of the metric `rejected`, one per `reason`.
    """
    return how_many.draw(frame, metric, look=replace(look, slots={}), by="reason", height=height)


def _rows(frame: pd.DataFrame, *, by: str, most: int) -> pd.DataFrame:
    sums = frame.groupby(by, sort=False)[list(PARTS)].sum().reset_index()
    sums = sums.assign(total=sums[list(PARTS)].sum(axis=1), is_others=False)
    ranked = sums.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)
    if len(ranked) <= most + 1:
        return ranked
    rest = ranked.iloc[most:]
    others = {by: f"others, {len(rest)} {by}s", "is_others": True, **rest[[*PARTS, "total"]].sum()}
    return pd.concat([ranked.iloc[:most], pd.DataFrame([others])], ignore_index=True)


def _add_part(
    made: go.Figure, rows: pd.DataFrame, part: str, look: Look, *, by: str, thick: float, widest: float
) -> None:
    colour = {"accepted": look.sales, "rejected": look.neutral, "pending": look.young}[part]
    is_pending = part == "pending"
    lengths = rows[part].where(~rows["is_others"], 0)
    made.add_bar(
        orientation="h",
        x=lengths,
        y=list(rows.index),
        name=part,
        width=thick,
        marker={
            "color": colour,
            "pattern": hatched(colour, look) if is_pending else None,
            "line": {"width": 1, "color": look.background},
            "cornerradius": 0,
        },
        text=["" if is_pending else _inside(v, v / widest if widest else 0, look) for v in lengths],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": SMALL, "color": look.on(colour)},
        constraintext="none",
        customdata=[[None if row["is_others"] else row[by], part] for _, row in rows.iterrows()],
        hovertext=[_hover(row, part, look, by=by) for _, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _inside(count: float, share: float, look: Look) -> str:
    """The number in a part, where even a narrow plot has room for it."""
    said = look.say_exactly(count, Unit.COUNT)
    return said if share * NARROW * 1.5 > width(said, size=SMALL) + 4 else ""


def _hover(row: pd.Series, part: str, look: Look, *, by: str) -> str:
    said, every = (look.say_exactly(row[c], Unit.COUNT) for c in (part, "total"))
    share = look.say(row[part] / row["total"] if row["total"] else None, Unit.RATE)
    return f"<b>{escape(row[by])}</b><br>{part}: {said} of {every} MQLs ({share})"


def _end(row: pd.Series, look: Look) -> str:
    total = f"<b>{look.say_exactly(row['total'], Unit.COUNT)}</b>"
    pending = f"{look.say_exactly(row['pending'], Unit.COUNT)} pending" if row["pending"] else ""
    return f"{total}  {muted(pending, look)}" if pending else total


def _alt(rows: pd.DataFrame, look: Look, *, by: str) -> str:
    def parts(numbers: pd.Series) -> str:
        return ", ".join(f"{look.say_exactly(numbers[p], Unit.COUNT)} {p}" for p in PARTS)

    sums = rows[[*PARTS, "total"]].sum()
    pairs = [(f"{row[by]}:", parts(row)) for _, row in rows.iterrows()]
    return f"What sales made of {look.say_exactly(sums['total'], Unit.COUNT)} MQLs: {parts(sums)}. {listed(pairs)}."
