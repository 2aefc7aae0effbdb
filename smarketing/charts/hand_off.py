"""What did sales make of it? Accepted, rejected and pending as one bar a source that adds up; and the reasons."""

from __future__ import annotations

import pandas as pd

from smarketing.charts import how_many
from smarketing.charts.drawing import HEIGHT, Drawn, bar_width, blank, figure, listed, muted, room_for, rows_axis
from smarketing.charts.theme import YOUNG_PATTERN, Look, escape
from smarketing.metrics.registry import Metric, Unit

PARTS = ("accepted", "rejected", "pending")
MOST = 12


def draw(frame: pd.DataFrame, *, look: Look, by: str = "source", most: int = MOST, height: int = HEIGHT) -> Drawn:
    """A bar a source, in three parts that add up to its MQLs.

    frame: one row per value of `by` with accepted, rejected, pending: int, leads. Pending is hatched: not
    final. Beyond `most`, the others are summed into one bar. A click tells [name, part] in `customdata`.
    """
    rows = _rows(frame, by=by, most=most)
    if rows.empty or not rows["total"].sum():
        return blank("No MQLs were handed to sales in this period", look=look, height=height)
    made = figure(look=look, height=height, barmode="stack", showlegend=True, margin={"t": 34},
                  yaxis=rows_axis(list(rows[by]), look=look))  # fmt: skip
    ends = [_end(row, look) for _, row in rows.iterrows()]
    room = room_for(ends, most=rows["total"].max())
    for part in PARTS:
        _add_part(made, rows, part, look, by=by, height=height, widest=room[1])
    for i, row in rows.iterrows():
        made.add_annotation(x=row["total"], y=i, xanchor="left", xshift=6, text=ends[i], showarrow=False)
    made.update_xaxes(range=room, showticklabels=False, showgrid=False)
    return Drawn(made, _alt(rows, look))


def _rows(frame: pd.DataFrame, *, by: str, most: int) -> pd.DataFrame:
    sums = frame.groupby(by, sort=False)[list(PARTS)].sum().reset_index()
    sums = sums.assign(total=sums[list(PARTS)].sum(axis=1), is_others=False)
    ranked = sums.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)
    if len(ranked) <= most + 1:
        return ranked
    rest = ranked.iloc[most:]
    others = {by: f"others, {len(rest)} {by}s", "is_others": True, **rest[[*PARTS, "total"]].sum()}
    return pd.concat([ranked.iloc[:most], pd.DataFrame([others])], ignore_index=True)


def _colours(look: Look) -> dict[str, str]:
    return {"accepted": look.sales, "rejected": look.neutral, "pending": look.young}


def _add_part(made: object, rows: pd.DataFrame, part: str, look: Look, *, by: str, height: int, widest: float) -> None:
    colour = _colours(look)[part]
    pattern = {"shape": YOUNG_PATTERN, "fgcolor": colour, "bgcolor": look.background, "size": 8, "solidity": 0.3}
    texts = [look.say_exactly(v, Unit.COUNT) for v in rows[part]]
    made.add_bar(
        orientation="h", x=rows[part], y=list(rows.index), name=part, width=bar_width(len(rows), height=height),
        marker={"color": colour, "pattern": pattern if part == "pending" else None,
                "line": {"width": 1, "color": look.background}, "cornerradius": 0},
        text=[t if part != "pending" and v / widest > 0.05 else "" for t, v in zip(texts, rows[part], strict=True)],
        textposition="inside", insidetextanchor="middle", textangle=0,
        textfont={"size": 14, "color": look.on(colour)}, constraintext="none",
        customdata=[[None if row["is_others"] else row[by], part] for _, row in rows.iterrows()],
        hovertext=[f"<b>{escape(row[by])}</b><br>{part}: {text} of {look.say_exactly(row['total'], Unit.COUNT)} MQLs"
                   f" ({look.say(row[part] / row['total'] if row['total'] else None, Unit.RATE)})"
                   for (_, row), text in zip(rows.iterrows(), texts, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _end(row: pd.Series, look: Look) -> str:
    waiting = f"  {muted(look.say_exactly(row['pending'], Unit.COUNT) + ' pending', look)}" if row["pending"] else ""
    return f"<b>{look.say_exactly(row['total'], Unit.COUNT)}</b>{waiting}"


def _alt(rows: pd.DataFrame, look: Look) -> str:
    said = [f"{part} {look.say_exactly(rows[part].sum(), Unit.COUNT)}" for part in PARTS]
    pairs = [
        (str(row.iloc[0]), ", ".join(f"{look.say_exactly(row[part], Unit.COUNT)} {part}" for part in PARTS))
        for _, row in rows.iterrows()
    ]
    return f"What sales made of {look.say_exactly(rows['total'].sum(), Unit.COUNT)} MQLs: {', '.join(said)}; {listed(pairs)}."


def reasons(frame: pd.DataFrame, metric: Metric, *, look: Look, height: int = HEIGHT) -> Drawn:
    """Why MQLs came back, the commonest first.

    frame: tidy rows of the metric `rejected`, one per `reason`.
    """
    return how_many.draw(frame, metric, look=look_without_slots(look), by="reason", height=height)


def look_without_slots(look: Look) -> Look:
    """Reasons are no sources: one neutral colour."""
    from dataclasses import replace

    return replace(look, slots={})
