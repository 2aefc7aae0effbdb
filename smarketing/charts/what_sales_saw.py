"""What did sales see of marketing's MQLs? A bridge from the one count to the other; its bars add up."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import bar_width, finished, make_room, rows_axis
from smarketing.charts.drawing import Drawn, blank, figure, hatched, write
from smarketing.charts.labels import listed, muted
from smarketing.charts.once import once
from smarketing.charts.theme import Look, escape
from smarketing.groups import Group
from smarketing.metrics.registry import REGISTRY, Unit

ROW = 42.5
"""Pixels that a bar takes: as high as a button, so that one beside the picture stands beside its bar."""


_OPEN = (Group.NOT_DUE.key, Group.WORKED_OPEN.key)
"""What is not final, so hatched."""


@once
def draw(steps: pd.DataFrame, *, look: Look) -> Drawn:
    """A bar a step from the top down, each beginning where the one above ends; under sales' count, its parts.

    steps: `metrics.bridge.steps`. Both ends have marketing's and sales' colour, and a bar of MQLs that nobody touched
    in time that of a broken promise. A click tells [group, reason] in `customdata`.
    """
    total = steps["n"].iloc[0] if len(steps) else 0
    if not total:
        return blank("No MQLs in this period", look=look)
    names = [name_of(row) for row in steps.itertuples()]
    height = ROW * len(steps)
    made = figure(look=look, height=height, barmode="overlay", yaxis=rows_axis(names, look=look, least=len(steps)))
    made.update_layout(margin={"t": 0})
    colours = [_colour(row, look) for row in steps.itertuples()]
    shapes = [
        hatched(c, look) if row.group in _OPEN else {} for c, row in zip(colours, steps.itertuples(), strict=True)
    ]
    made.add_bar(
        orientation="h",
        x=steps["n"],
        base=steps["low"],
        y=list(steps.index),
        width=bar_width(len(steps), height=height, share=0.62, least=len(steps)),
        marker={
            "color": colours,
            "pattern": {
                "shape": [s.get("shape", "") for s in shapes],
                "fgcolor": colours,
                "bgcolor": [s.get("bgcolor", c) for s, c in zip(shapes, colours, strict=True)],
                "size": 9,
                "solidity": 0.3,
            },
            "line": {"width": 1, "color": colours},
            "cornerradius": 0,
        },
        customdata=steps[["group", "reason"]].to_numpy(),
        hovertext=[_hover(row, name, total, look) for row, name in zip(steps.itertuples(), names, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    _join(made, steps, look)
    ends = [(row.high, _end(row, total, look)) for row in steps.itertuples()]
    write(made, *(
        {"x": high, "y": place, "xanchor": "left", "xshift": 6, "text": text} for place, (high, text) in enumerate(ends)
    ))  # fmt: skip
    make_room(made, ends)
    pairs = [(f"{name}:", _signed(row, look)) for row, name in zip(steps.itertuples(), names, strict=True)]
    drawn = finished(made, f"A bridge from marketing’s count to sales’: {listed(pairs, most=len(pairs))}.")
    made.update_layout(margin={"b": 0})
    return drawn


def name_of(row: object) -> str:
    """What people call a row of `steps`: `No budget, returned untouched`."""
    name = "Marketing’s MQLs" if row.kind == "start" else REGISTRY[row.metric].name
    told = f"{row.others} other reasons" if row.others else row.reason
    return f"{told}, {name[0].lower()}{name[1:]}" if told else name


def _colour(row: object, look: Look) -> str:
    if row.kind == "start":
        return look.marketing
    if row.kind == "end" or row.group == Group.WORKED_ACCEPTED.key:
        return look.sales
    return {Group.UNTOUCHED.key: look.broken, **dict.fromkeys(_OPEN, look.young)}.get(row.group, look.neutral)


def _join(made: go.Figure, steps: pd.DataFrame, look: Look) -> None:
    """Thin lines from where each bar ends to where the next begins."""
    lines = steps[steps["kind"].isin(["start", "less"])]
    at = lines["low"].where(lines["kind"] == "less", lines["high"])
    made.add_scatter(
        x=[v for value in at for v in (value, value, None)],
        y=[v for place in lines.index for v in (place, place + 1, None)],
        mode="lines",
        line={"width": 1, "color": look.quiet},
        hoverinfo="skip",
    )


def _signed(row: object, look: Look) -> str:
    said = look.say_exactly(row.n, Unit.COUNT)
    return f"−{said}" if row.kind == "less" else said


def _end(row: object, total: int, look: Look) -> str:
    share = "" if row.kind == "start" else f"  {muted(look.say(row.n / total, Unit.RATE), look)}"
    return f"<b>{_signed(row, look)}</b>{share}"


def _hover(row: object, name: str, total: int, look: Look) -> str:
    told = REGISTRY[row.metric]
    of = f"{look.say_exactly(row.n, Unit.COUNT)} of {look.say_exactly(total, Unit.COUNT)} MQLs"
    means = "<br>".join(map(escape, wrap(told.summary, 60)))
    return f"<b>{escape(name)}</b><br>{of} ({look.say(row.n / total, Unit.RATE)})<br>{means}"
