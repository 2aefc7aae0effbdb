"""What every chart shares: the figure with its height kept, the empty picture, patterns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import plotly.graph_objects as go

from smarketing.charts.theme import BIG, YOUNG_PATTERN, Event, Look, Paint, escape
from smarketing.metrics.registry import Metric, Unit

HEIGHT = 420
"""Pixels; a panel keeps its height whatever the data."""

_LINE = 42
"""Letters of a sentence in large that fit beside each other in half a laptop's screen."""


@dataclass(frozen=True)
class Drawn:
    """A picture and what it says, for who can't see it. events: those that it marks."""

    figure: go.Figure
    alt: str
    events: tuple[Event, ...] = ()


def figure(*traces: go.Bar | go.Scatter, look: Look, height: int = HEIGHT, **layout: object) -> go.Figure:
    """A figure in this project's look."""
    return go.Figure(
        data=list(traces), layout={"template": look.template, "height": height, "showlegend": False} | layout
    )


def write(made: go.Figure, *notes: dict[str, object]) -> None:
    """Texts on the picture, each as a layout's annotation without an arrow.

    All at once: with each one that is added alone, Plotly checks all that are there again.
    """
    made.layout.annotations = [*made.layout.annotations, *({"showarrow": False} | note for note in notes)]


def blank(sentence: str, *, look: Look, height: int = HEIGHT) -> Drawn:
    """The picture of nothing: one sentence, at the height that the chart would have."""
    made = figure(look=look, height=height, xaxis={"visible": False}, yaxis={"visible": False})
    lines = wrap(sentence, _LINE, break_long_words=False, break_on_hyphens=False)
    write(made, {"text": "<br>".join(lines), "font": {"size": BIG, "color": look.muted}})
    return Drawn(made, sentence)


def nothing(metric: Metric, *, look: Look, height: int = HEIGHT) -> Drawn:
    """The picture of a metric that has no row: "No MQLs in this period"."""
    name = escape(metric.name)
    said = f"No {name}" if metric.unit is Unit.COUNT else f"Nothing to tell of “{name}”"
    return blank(f"{said} in this period", look=look, height=height)


def patterns(paints: Sequence[Paint], look: Look, *, size: int = 8) -> dict[str, object]:
    """The patterns of bars whose colours have come round again."""
    return {"shape": [p.pattern for p in paints], "fgcolor": look.background, "size": size, "solidity": 0.25}


def hatched(colour: str, look: Look) -> dict[str, object]:
    """The pattern of what is too young or not final."""
    return {"shape": YOUNG_PATTERN, "fgcolor": colour, "bgcolor": look.background, "size": 9, "solidity": 0.3}


def ticks(
    places: Sequence[float], values: Sequence[float], *, reach: float, across: bool
) -> dict[str, list[float | None]]:
    """x and y of short strokes at `values`, one per place and as wide as its bar: targets.

    across: on horizontal bars, so that the strokes stand upright.
    """
    along = [v for p in places for v in (p - reach, p + reach, None)]
    at = [v for value in values for v in (value, value, None)]
    return {"x": at, "y": along} if across else {"x": along, "y": at}
