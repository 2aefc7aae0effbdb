"""Axes: rows of names, round ticks written from the unit, time by its buckets, and room for labels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.drawing import Drawn
from smarketing.charts.labels import width
from smarketing.charts.theme import SMALL, TEXT, Event, Look, label
from smarketing.metrics.registry import Unit
from smarketing.periods import Grain

NARROW = 160
"""Pixels: the narrowest plotting area that is reckoned with, half a small laptop's screen less the names."""

MOST_PIXELS = 34
"""The thickest bar; a chart of one bar is no wall."""

MOST_TICKS, FEW_TICKS = 9, 7
LINE = 21
"""Pixels that one line of an axis' labels takes, with the first one's distance to the axis."""

LEAST_ROWS = 6
"""A chart of fewer rows keeps the pitch of so many."""


def rows_axis(names: Sequence[str], *, look: Look, least: int = LEAST_ROWS) -> dict[str, object]:
    """A y axis with one row per name from the top down; fewer than `least` rows stay at the top, at the same pitch."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [label(n) for n in names],
        "range": [max(len(names), least) - 0.5, -0.5],
        "showgrid": False,
        "tickfont": {"size": TEXT, "color": look.ink},
        "ticklabelstandoff": 10,
    }


def bar_width(rows: int, *, height: int, share: float = 0.62, least: int = LEAST_ROWS) -> float:
    """How thick a bar may be, in rows."""
    return min(share, MOST_PIXELS * max(rows, least) / height)


def make_room(made: go.Figure, ends: Iterable[tuple[float, str]]) -> None:
    """Fit labels at the end of horizontal bars at any width; `ends`: (length of the bar, its label).

    The x axis ends with the longest bar; the right margin takes as much of each label as its bar leaves over.
    """
    told = list(ends)
    longest = max((length for length, _ in told), default=0) or 1
    reach = max((width(t) + 18 - (1 - length / longest) * NARROW for length, t in told), default=0)
    made.update_xaxes(range=[0, longest], showticklabels=False, showgrid=False)
    made.update_layout(margin={"r": max(int(reach), 12)})


def finished(made: go.Figure, alt: str, events: Sequence[Event] = ()) -> Drawn:
    """The picture with room for the names on its axes, reckoned from their length. events: that it marks.

    Left to find out for itself, Plotly draws everything, measures, and draws again.
    """
    down, across = made.layout.yaxis, made.layout.xaxis
    names = [] if down.showticklabels is False else down.ticktext or ()
    lines = 0 if across.showticklabels is False else max(t.count("<br>") + 1 for t in across.ticktext or ("",))
    longest = max((width(name, size=down.tickfont.size or SMALL) for name in names), default=0)
    stand_off = down.ticklabelstandoff or 6
    made.update_layout(margin={"l": int(longest) + stand_off + 4, "b": lines * LINE + 4})
    made.update_xaxes(automargin=False)
    made.update_yaxes(automargin=False)
    return Drawn(made, " ".join([alt, *map(str, events)]), tuple(events))


def value_ticks(top: float, unit: Unit, look: Look, *, low: float = 0.0, most: int = 6) -> dict[str, object]:
    """A few round ticks, written from the unit: `20 %`, `€1.5M`."""
    ticks = round_ticks(top, low=low, most=most)
    return {"tickmode": "array", "tickvals": ticks, "ticktext": [_shortest(look.say(t, unit)) for t in ticks]}


def round_ticks(top: float, *, low: float = 0.0, most: int = 6) -> list[float]:
    """Round numbers from `low` up to `top`, about `most` of them.

    >>> round_ticks(47.0)
    [0.0, 10.0, 20.0, 30.0, 40.0]
    """
    size = 10.0 ** math.floor(math.log10((top - low) / most))
    step = next(m * size for m in (1, 2, 2.5, 5, 10, 20) if (top - low) / (m * size) <= most)
    return [round(i * step, 12) for i in range(math.ceil(low / step - 1e-9), math.floor(top / step + 1e-9) + 1)]


def _shortest(text: str) -> str:
    """`2.50 %` → `2.5 %`, `3.00 %` → `3 %`."""
    return re.sub(r"\.(\d*?)0+(?!\d)", lambda m: f".{m[1]}" if m[1] else "", text)


def time_axis(buckets: Sequence[pd.Timestamp], grain: Grain, *, unfinished: date | None = None) -> dict[str, object]:
    """An x axis of dates that names a few buckets, the last one always; an unfinished one says "so far"."""
    named, texts = _named(buckets, grain, unfinished)
    room = (buckets[-1] - buckets[0]) * 0.015 if len(buckets) > 1 else pd.Timedelta(days=20)
    return {
        "type": "date",
        "tickmode": "array",
        "tickvals": [f"{buckets[i]:%Y-%m-%d}" for i in named],
        "ticktext": texts,
        "range": [buckets[0] - room, buckets[-1] + room],
        "showgrid": False,
        "tickangle": 0,
    }


def column_axis(
    buckets: Sequence[pd.Timestamp], grain: Grain, *, unfinished: date | None = None, least: int = LEAST_ROWS
) -> dict[str, object]:
    """An x axis with one column per bucket at 0, 1, 2, …; fewer than `least` stay on the left, at the same pitch."""
    named, texts = _named(buckets, grain, unfinished)
    return {
        "tickmode": "array",
        "tickvals": named,
        "ticktext": texts,
        "range": [-0.6, max(len(buckets), least) - 0.4],
        "showgrid": False,
        "tickangle": 0,
    }


def _named(buckets: Sequence[pd.Timestamp], grain: Grain, unfinished: date | None) -> tuple[list[int], list[str]]:
    """Which buckets are named, and how: `Oct`, with the year where it is a new one, "so far" where not final."""
    most = FEW_TICKS if grain is Grain.DAY else MOST_TICKS
    named = list(range(len(buckets)))[::-1][:: -(-len(buckets) // most)][::-1]
    texts, year_before = [], ""
    for i in named:
        name, year = grain.label(buckets[i].date()).rsplit(" ", 1)
        so_far = "<br>so far" if unfinished and buckets[i].date() >= unfinished and i == named[-1] else ""
        texts.append(f"{name}{'' if year == year_before else f'<br>{year}'}{so_far}")
        year_before = year
    return named, texts
