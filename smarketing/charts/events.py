"""What happened on a day and explains a step there: a thin vertical with a word, on every axis of calendar time.

    one point or column a bucket    ·  June  ·│·  July  ·     Agreement v2 from 1 July: between the two
    a point a day                   ·· 9 ··│·· 10 ··          the day begins there

The events are the look's (`Look.events`), so that every chart has them and no page repeats them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.drawing import write
from smarketing.charts.theme import SMALL, Event, Look, escape
from smarketing.periods import Grain

ROOM = 1.12
"""How much higher an axis ends, so that the words stand above what is drawn."""

_LONGEST = 34
LINE = 20
"""Pixels from one line of words to the next."""


def shown(look: Look, buckets: Sequence[pd.Timestamp], grain: Grain) -> list[Event]:
    """The events that lie in these buckets (their first days, in order), the oldest first."""
    first, last = buckets[0], buckets[-1]
    return sorted(
        (e for e in look.events if first <= pd.Timestamp(grain.start(e.day)) <= last), key=lambda event: event.day
    )


def room(events: Sequence[Event]) -> float:
    """What to multiply the upper end of the y axis with."""
    return ROOM if events else 1.0


def mark(made: go.Figure, events: Sequence[Event], buckets: Sequence[pd.Timestamp], grain: Grain, look: Look) -> None:
    """Draw the lines and write the words; the x axis has its type and its range already."""
    axis = made.layout.xaxis
    low, high = axis.range
    lines, words = [], []
    for i, event in enumerate(events):
        at = min(max(_at(event, buckets, grain, is_dated=axis.type == "date"), low), high)
        is_late = pd.Timestamp(event.day) >= buckets[len(buckets) * 3 // 4]
        lines.append({
            "type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": look.quiet, "width": 1},
        })  # fmt: skip
        words.append({
            "x": at, "y": 1, "yref": "paper", "yanchor": "top", "yshift": -LINE * (i % 2),
            "xanchor": "right" if is_late else "left", "xshift": -3 if is_late else 3,
            "text": escape(event.word, longest=_LONGEST), "font": {"size": SMALL, "color": look.muted},
            "bgcolor": look.background,
        })  # fmt: skip
    made.layout.shapes = [*made.layout.shapes, *lines]
    write(made, *words)


def _at(event: Event, buckets: Sequence[pd.Timestamp], grain: Grain, *, is_dated: bool) -> float | pd.Timestamp:
    """Where the day begins, if each bucket reaches half a bucket to both sides of its point or column.

    On an axis of dates a bucket's point stands at its first day, on one of columns at 0, 1, 2, …; a day in a bucket
    that has no column lies between the columns beside it.
    """
    first, after = grain.start(event.day), grain.next(event.day)
    share = (event.day - first).days / (after - first).days - 0.5
    if is_dated:
        return pd.Timestamp(first) + share * (after - first)
    place = bisect_left(buckets, pd.Timestamp(first))
    return place + share if buckets[place] == pd.Timestamp(first) else place - 0.5
