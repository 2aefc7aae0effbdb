"""Axes: rows of names, round ticks written from the unit, time by its buckets, and room for labels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from smarketing.charts.labels import CHARACTER, visible_length
from smarketing.charts.theme import TEXT, Look, label
from smarketing.metrics.registry import Unit
from smarketing.periods import Grain

NARROW = 560
"""Pixels: the narrowest plotting area that labels at the end of bars must fit into."""

MOST_PIXELS = 34
"""The thickest bar; a chart of one bar is no wall."""

MOST_TICKS = 12
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


def room_for(ends: Iterable[tuple[float, str]]) -> list[float]:
    """The range of an x axis from 0 that leaves room for a text at the end of each bar; `ends`: (length, text)."""
    needed = [
        length * NARROW / max(NARROW - visible_length(text) * CHARACTER - 12, NARROW / 3) for length, text in ends
    ]
    return [0, max(needed, default=0) or 1]


def value_ticks(top: float, unit: Unit, look: Look) -> dict[str, object]:
    """Four or five round ticks, written from the unit: `20 %`, `€1.5M`."""
    ticks = round_ticks(top)
    return {"tickmode": "array", "tickvals": ticks, "ticktext": [_shortest(look.say(t, unit)) for t in ticks]}


def round_ticks(top: float) -> list[float]:
    """Round numbers from 0 up to `top`.

    >>> round_ticks(47.0)
    [0.0, 10.0, 20.0, 30.0, 40.0]
    """
    size = 10.0 ** math.floor(math.log10(top / 6))
    step = next(m * size for m in (1, 2, 2.5, 5, 10, 20) if top / (m * size) <= 6)
    return [round(i * step, 12) for i in range(int(top / step) + 1)]


def _shortest(text: str) -> str:
    """`2.50 %` → `2.5 %`, `3.00 %` → `3 %`."""
    return re.sub(r"\.(\d*?)0+(?!\d)", lambda m: f".{m[1]}" if m[1] else "", text)


def time_axis(buckets: Sequence[pd.Timestamp], grain: Grain, *, unfinished: date | None = None) -> dict[str, object]:
    """An x axis that names at most a dozen buckets, the last one always; an unfinished one says "so far"."""
    step = -(-len(buckets) // MOST_TICKS)
    named = list(buckets)[::-1][::step][::-1]
    room = (buckets[-1] - buckets[0]) * 0.015 if len(buckets) > 1 else pd.Timedelta(days=20)
    return {
        "type": "date",
        "tickmode": "array",
        "tickvals": [f"{b:%Y-%m-%d}" for b in named],
        "ticktext": [bucket_label(b, grain, unfinished) for b in named],
        "range": [buckets[0] - room, buckets[-1] + room],
        "showgrid": False,
        "tickangle": 0,
    }


def column_axis(
    buckets: Sequence[pd.Timestamp], grain: Grain, *, unfinished: date | None = None, least: int = LEAST_ROWS
) -> dict[str, object]:
    """An x axis with one column per bucket at 0, 1, 2, …; fewer than `least` stay on the left, at the same pitch."""
    named = list(range(len(buckets)))[::-1][:: -(-len(buckets) // MOST_TICKS)]
    return {
        "tickmode": "array",
        "tickvals": named,
        "ticktext": [bucket_label(buckets[i], grain, unfinished) for i in named],
        "range": [-0.6, max(len(buckets), least) - 0.4],
        "showgrid": False,
        "tickangle": 0,
    }


def bucket_label(bucket: pd.Timestamp, grain: Grain, unfinished: date | None) -> str:
    """`Oct<br>2026`, with "so far" under what is not final."""
    name, year = grain.label(bucket.date()).rsplit(" ", 1)
    so_far = "<br>so far" if unfinished and bucket.date() >= unfinished else ""
    return f"{name}<br>{year}{so_far}"
