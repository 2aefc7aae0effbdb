"""What every chart shares: the figure with its height kept, the empty picture, rows of bars, labels at a line's end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.theme import BIG, SMALL, Look, escape, label
from smarketing.metrics.registry import Metric, Unit

HEIGHT = 420
"""Pixels; a panel keeps its height whatever the data."""

CHARACTER = 8.4
"""Pixels that one character of a label takes, on the generous side."""

NARROW = 560
"""Pixels: the narrowest plotting area that labels at the end of bars must fit into."""

MOST_PIXELS = 34
"""The thickest bar; a chart of one bar is no wall."""


@dataclass(frozen=True)
class Drawn:
    """A picture and what it says, for who can't see it."""

    figure: go.Figure
    alt: str


def figure(*traces: go.Bar | go.Scatter, look: Look, height: int = HEIGHT, **layout: object) -> go.Figure:
    """A figure in this project's look."""
    made = go.Figure(data=list(traces))
    made.update_layout({"template": look.template, "height": height, "showlegend": False} | layout)
    return made


def blank(sentence: str, *, look: Look, height: int = HEIGHT) -> Drawn:
    """The picture of nothing: one sentence, at the height that the chart would have."""
    made = figure(look=look, height=height, xaxis={"visible": False}, yaxis={"visible": False})
    made.add_annotation(text=sentence, showarrow=False, font={"size": BIG, "color": look.muted})
    return Drawn(made, sentence)


def nothing(metric: Metric, *, look: Look, height: int = HEIGHT) -> Drawn:
    """The picture of a metric that has no row: "No MQLs in this period"."""
    name = escape(metric.name)
    said = f"No {name}" if metric.unit is Unit.COUNT else f"Nothing to tell of “{name}”"
    return blank(f"{said} in this period", look=look, height=height)


# --- rows of horizontal bars ----------------------------------------------------------------------


def rows_axis(names: Sequence[str], *, look: Look, least: int = 6) -> dict[str, object]:
    """A y axis with one row per name from the top down; fewer than `least` rows stay at the top, at the same pitch."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [label(n) for n in names],
        "range": [max(len(names), least) - 0.5, -0.5],
        "showgrid": False,
        "tickfont": {"size": 15, "color": look.ink},
        "ticklabelstandoff": 10,
    }


def bar_width(rows: int, *, height: int, share: float = 0.62, least: int = 6) -> float:
    """How thick a bar may be, in rows."""
    return min(share, MOST_PIXELS * max(rows, least) / height)


def room_for(texts: Iterable[str], *, most: float) -> list[float]:
    """The range of an x axis from 0 that leaves room for texts at the end of bars up to `most` long."""
    longest = max((visible_length(t) for t in texts), default=0) * CHARACTER + 12
    return [0, (most or 1) * NARROW / max(NARROW - longest, NARROW / 3)]


def visible_length(text: str) -> int:
    """Characters that are seen: without tags, an entity counting as one."""
    plain, inside = 0, ""
    for c in text:
        if inside:
            inside = "" if (inside, c) in (("<", ">"), ("&", ";")) else inside
        elif c in "<&":
            inside, plain = c, plain + (c == "&")
        else:
            plain += 1
    return plain


# --- lines ----------------------------------------------------------------------------------------


def spread(places: Sequence[float], *, gap: float) -> list[float]:
    """Move labels apart until neighbours are `gap` from each other, as little and as evenly as that takes.

    >>> spread([1.0, 1.0, 9.0], gap=2.0)
    [0.0, 2.0, 9.0]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[tuple[float, list[int]]] = []
    for i in order:
        groups.append((places[i], [i]))
        while len(groups) > 1 and _touch(groups[-2], groups[-1], gap):
            (above, upper), (below, lower) = groups.pop(), groups.pop()
            both = lower + upper
            groups.append(((above * len(upper) + below * len(lower)) / len(both), both))
    moved = dict.fromkeys(range(len(places)), 0.0)
    for centre, members in groups:
        for k, i in enumerate(members):
            moved[i] = centre + (k - (len(members) - 1) / 2) * gap
    return [moved[i] for i in range(len(places))]


def _touch(lower: tuple[float, list[int]], upper: tuple[float, list[int]], gap: float) -> bool:
    return upper[0] - lower[0] < gap * (len(lower[1]) + len(upper[1])) / 2


@dataclass(frozen=True)
class EndLabel:
    """A word beside the end of a line."""

    y: float
    text: str
    colour: str
    bold: bool = True


def label_ends(made: go.Figure, labels: Sequence[EndLabel], *, top: float, height: int) -> None:
    """Write the labels right of the plot, in the line's own colour and out of each other's way.

    top: the upper end of the y axis, whose lower end is 0.
    """
    plot = max(height - 70, 60)
    places = spread([one.y for one in labels], gap=21 * top / plot)
    for one, place in zip(labels, places, strict=True):
        text = f"<b>{one.text}</b>" if one.bold else one.text
        made.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=place, text=text, showarrow=False, align="left",
            font={"size": 15, "color": one.colour},
        )  # fmt: skip
    longest = max((visible_length(one.text) for one in labels), default=0)
    made.update_layout(margin={"r": int(longest * CHARACTER) + 20})


# --- words ----------------------------------------------------------------------------------------


def muted(text: str, look: Look) -> str:
    """A second, quieter piece of a label."""
    return f'<span style="color:{look.muted};font-size:{SMALL}px">{text}</span>'


def of_how_many(row: pd.Series, look: Look) -> str:
    """`154 of 1,141`, or nothing where the number is no quotient of counts."""
    if pd.isna(row.get("denominator")):
        return ""
    return f"{look.say_exactly(row['numerator'], Unit.COUNT)} of {look.say_exactly(row['denominator'], Unit.COUNT)}"


def interval(row: pd.Series, metric: Metric, look: Look) -> str:
    """`11.5 % – 15.4 %`, or nothing where there is none."""
    if pd.isna(row.get("low")) or pd.isna(row.get("high")):
        return ""
    return f"{look.say(row['low'], metric.unit)} – {look.say(row['high'], metric.unit)}"


def hover(title: str, row: pd.Series, metric: Metric, look: Look) -> str:
    """What the hover says of one number: exactly how much, of how many, how sure. `title` comes raw."""
    lines = [f"<b>{escape(title)}</b>", f"{escape(metric.name)}: {look.say_exactly(row['value'], metric.unit)}"]
    if told := of_how_many(row, look) if metric.unit is Unit.RATE else "":
        lines.append(f"{told} {escape(metric.of)}".rstrip())
    if sure := interval(row, metric, look):
        lines.append(f"95 % interval: {sure}")
    return "<br>".join(lines)


def listed(pairs: Sequence[tuple[str, str]], *, most: int = 5) -> str:
    """`Webinar 120, Fair 80 and 3 more`: for alternative texts."""
    shown = ", ".join(f"{name} {value}" for name, value in pairs[:most])
    return f"{shown} and {len(pairs) - most} more" if len(pairs) > most else shown
