"""What became of them? A bar a group in parts that add up to its leads, the total beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import LEAST_ROWS, NARROW, bar_width, finished, make_room, rows_axis
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, hatched, write
from smarketing.charts.fold import MOST
from smarketing.charts.labels import listed, muted, width
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, Look, escape
from smarketing.metrics.registry import Unit


@dataclass(frozen=True)
class Part:
    """One part of every bar.

    key: its column. colour: of the look. word: what people read, where it isn't the key. is_open: not final, so hatched
    and without a number inside. is_told: its number stands beside the total too.
    """

    key: str
    colour: str
    word: str = ""
    is_open: bool = False
    is_told: bool = False

    @property
    def name(self) -> str:
        """What people read."""
        return self.word or self.key


_LINE, _NARROWEST = 22, 400
"""Pixels: a line of names above the bars, and the picture's width that they are fitted to."""


@once
def draw(
    frame: pd.DataFrame,
    parts: Sequence[Part],
    *,
    look: Look,
    by: str,
    title: str,
    ranked: bool = True,
    what: str = "MQLs",
    most: int = MOST,
    least: int = LEAST_ROWS,
    height: int = HEIGHT,
) -> Drawn:
    """A bar a row, in parts that add up.

    frame: one row per value of `by` with an int column a part. title: begins the words for who can't see it. ranked:
    the longest on top, and beyond `most` the others are one row of numbers; else the rows stay as they come. least:
    fewer rows keep the pitch of so many. A click tells [name, part] in `customdata`.
    """
    rows = _rows(frame, parts, by=by, most=most if ranked else len(frame), ranked=ranked)
    if rows.empty or not rows["total"].sum():
        return blank(f"No {what} were handed to sales in this period", look=look, height=height)
    drawn = rows["total"].where(~rows["is_others"], 0)
    ends = [_end(row, parts, look) for _, row in rows.iterrows()]
    made = figure(look=look, height=height, barmode="stack", yaxis=rows_axis(list(rows[by]), look=look, least=least))
    thick = bar_width(len(rows), height=height, share=0.62 if len(rows) <= MOST + 1 else 0.8, least=least)
    for part in parts:
        _add_part(made, rows, part, look, by=by, what=what, thick=thick, widest=drawn.max())
    write(made, *(
        {"x": drawn[place], "y": place, "xanchor": "left", "xshift": 6, "text": text} for place, text in enumerate(ends)
    ))  # fmt: skip
    make_room(made, zip(drawn, ends, strict=True))
    drawn = finished(made, _alt(rows, parts, look, by=by, title=title, what=what))
    _name_parts(drawn.figure, parts, look)
    return drawn


def _name_parts(made: go.Figure, parts: Sequence[Part], look: Look) -> None:
    """The parts' names over the bars, in the width of the whole picture: Plotly's legend keeps to that of the bars."""
    lines: list[list[str]] = [[]]
    for part in parts:
        square = f'<span style="color:{part.colour}">{"▨" if part.is_open else "■"}</span>'
        name = f"{square} {muted(escape(part.name), look)}"
        if lines[-1] and sum(map(_room, [*lines[-1], name])) > _NARROWEST:
            lines.append([])
        lines[-1].append(name)
    text = "<br>".join("\u2003".join(line) for line in lines)
    made.update_layout(margin={"t": _LINE * len(lines) + 8})
    write(made, {"x": 0, "xref": "paper", "xanchor": "left", "xshift": -made.layout.margin.l, "y": 1, "yref": "paper",
                 "yanchor": "bottom", "align": "left", "yshift": 6, "text": text})  # fmt: skip


def _room(name: str) -> float:
    return width(name, size=SMALL) + 16


def _rows(frame: pd.DataFrame, parts: Sequence[Part], *, by: str, most: int, ranked: bool) -> pd.DataFrame:
    columns = [part.key for part in parts]
    sums = frame.groupby(by, sort=False)[columns].sum().reset_index()
    sums = sums.assign(total=sums[columns].sum(axis=1), is_others=False)
    if ranked:
        sums = sums.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)
    if len(sums) <= most + 1:
        return sums
    rest = sums.iloc[most:]
    others = {by: f"others, {len(rest)} {by}s", "is_others": True, **rest[[*columns, "total"]].sum()}
    return pd.concat([sums.iloc[:most], pd.DataFrame([others])], ignore_index=True)


def _add_part(
    made: go.Figure, rows: pd.DataFrame, part: Part, look: Look, *, by: str, what: str, thick: float, widest: float
) -> None:
    lengths = rows[part.key].where(~rows["is_others"], 0)
    made.add_bar(
        orientation="h",
        x=lengths,
        y=list(rows.index),
        name=part.name,
        width=thick,
        marker={
            "color": part.colour,
            "pattern": hatched(part.colour, look) if part.is_open else None,
            "line": {"width": 1, "color": look.background},
            "cornerradius": 0,
        },
        text=["" if part.is_open else _inside(v, v / widest if widest else 0, look) for v in lengths],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": SMALL, "color": look.on(part.colour)},
        constraintext="none",
        customdata=[[None if row["is_others"] else row[by], part.key] for _, row in rows.iterrows()],
        hovertext=[_hover(row, part, look, by=by, what=what) for _, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _inside(count: float, share: float, look: Look) -> str:
    """The number in a part, where even a narrow plot has room for it."""
    said = look.say_exactly(count, Unit.COUNT)
    return said if share * NARROW > width(said, size=SMALL) + 4 else ""


def _hover(row: pd.Series, part: Part, look: Look, *, by: str, what: str) -> str:
    said, every = (look.say_exactly(row[c], Unit.COUNT) for c in (part.key, "total"))
    share = look.say(row[part.key] / row["total"] if row["total"] else None, Unit.RATE)
    return f"<b>{escape(row[by])}</b><br>{escape(part.name)}: {said} of {every} {what} ({share})"


def _end(row: pd.Series, parts: Sequence[Part], look: Look) -> str:
    total = f"<b>{look.say_exactly(row['total'], Unit.COUNT)}</b>"
    told = [f"{look.say_exactly(row[p.key], Unit.COUNT)} {escape(p.name)}" for p in parts if p.is_told and row[p.key]]
    return f"{total}  {muted(', '.join(told), look)}" if told else total


def _alt(rows: pd.DataFrame, parts: Sequence[Part], look: Look, *, by: str, title: str, what: str) -> str:
    def told(numbers: pd.Series) -> str:
        return ", ".join(f"{look.say_exactly(numbers[p.key], Unit.COUNT)} {p.name}" for p in parts)

    sums = rows[[*(p.key for p in parts), "total"]].sum()
    pairs = [(f"{row[by]}:", told(row)) for _, row in rows.iterrows()]
    return f"{title} {look.say_exactly(sums['total'], Unit.COUNT)} {what}: {told(sums)}. {listed(pairs)}."
