"""Why did it move? A waterfall from then to now, its steps sorted by size, the rest summed as "others", to the cent.

Then and now are strokes at their levels and no bars: a bar would have to begin at 0, and in front of two long bars
nobody sees what moved. The axis shows the stretch between the levels, so a step's length tells how much it moved.
What fell is hollow, and each label has its sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import bar_width, finished, make_room, rows_axis
from smarketing.charts.drawing import HEIGHT, Drawn, figure, nothing, ticks, write
from smarketing.charts.labels import listed
from smarketing.charts.once import once
from smarketing.charts.theme import Look, escape
from smarketing.metrics.change import Change
from smarketing.metrics.registry import Metric
from smarketing.metrics.show import MINUS

MOST_STEPS = 8
_MOST_BEHIND = 6


@dataclass(frozen=True)
class Step:
    """One bar: its effect, and the effects behind it by name, the largest first. `key` is None for the others."""

    name: str
    key: str | None
    effect: float
    behind: tuple[tuple[str, float], ...]


@once
def draw(
    change: Change,
    metric: Metric,
    *,
    look: Look,
    then: str,
    now: str,
    of: str = "factor",
    names: Mapping[str, str] | None = None,
    most: int = MOST_STEPS,
    height: int = HEIGHT,
) -> Drawn:
    """A row for then, a row a step, a row for now.

    change: `rounded`. then, now: what the periods are called. of: "factor", or the change's own column. names: what
    factors are called. Behind each factor stand the sources that moved it, behind each source the factors. A click
    tells the step's key in `customdata`.
    """
    if not change.then and not change.now:
        return nothing(metric, look=look, height=height)
    steps = _steps(change, of=of, names=names or {}, most=most)
    levels = list(accumulate((s.effect for s in steps), initial=change.then))
    titles = [then, *(s.name for s in steps), now]
    made = figure(look=look, height=height, yaxis=rows_axis(titles, look=look))
    made.layout.yaxis.ticktext = [escape(then), *made.layout.yaxis.ticktext[1:-1], escape(now)]
    _connect(made, levels, look)
    _add_steps(made, steps, levels, metric, look, thick=bar_width(len(titles), height=height))
    ends = [(0, then, change.then), (len(steps) + 1, now, change.now)]
    _add_ends(made, ends, metric, look)
    _label(made, steps, levels, metric, look)
    first, last = (f"{look.say(value, metric.unit)} in {escape(name)}" for _, name, value in ends)
    pairs = [(escape(s.name), _signed(look.say(s.effect, metric.unit))) for s in steps]
    told = f": {listed(pairs, most=MOST_STEPS + 1)}" if pairs else ", nothing moved"
    return finished(made, f"Waterfall of {escape(metric.name)} from {first} to {last}{told}.")


def _signed(written: str) -> str:
    return written if written.startswith(MINUS) else f"+{written}"


def _steps(change: Change, *, of: str, names: Mapping[str, str], most: int) -> list[Step]:
    told = change.parts.assign(factor=[names.get(f, f) for f in change.parts["factor"]])
    keys = dict(zip(told["factor"], change.parts["factor"], strict=True)) if of == "factor" else {}
    sums = told.groupby(of)["effect"].sum()
    sums = sums[sums != 0]
    ranked = list(sums.reindex(sums.abs().sort_values(ascending=False, kind="stable").index).index)
    named = ranked if len(ranked) <= most + 1 else ranked[:most]
    other = change.by if of == "factor" else "factor"
    steps = [
        Step(str(name), str(keys.get(name, name)), float(sums[name]), _behind(told[told[of] == name], other))
        for name in named
    ]
    rest = ranked[len(named) :]
    if not rest:
        return steps
    effect = float(sums[rest].sum())
    return [*steps, Step(f"others, {len(rest)} {of}s", None, effect, _behind(told[told[of].isin(rest)], of))]


def _behind(parts: pd.DataFrame, other: str) -> tuple[tuple[str, float], ...]:
    sums = parts.groupby(other)["effect"].sum()
    ranked = sums[sums != 0].abs().sort_values(ascending=False, kind="stable").index
    return tuple((str(name), float(sums[name])) for name in ranked)


def _connect(made: go.Figure, levels: list[float], look: Look) -> None:
    """A thin line from each row to the next, at the level between them."""
    made.add_scatter(
        x=[x for level in levels for x in (level, level, None)],
        y=[y for row in range(len(levels)) for y in (row, row + 1, None)],
        mode="lines", line={"width": 1, "color": look.quiet}, hoverinfo="skip",
    )  # fmt: skip


def _add_steps(
    made: go.Figure, steps: list[Step], levels: list[float], metric: Metric, look: Look, *, thick: float
) -> None:
    edge = {"width": 2, "color": look.neutral}
    made.add_trace(go.Waterfall(
        orientation="h", x=[s.effect for s in steps], y=list(range(1, len(steps) + 1)), base=levels[0], width=thick,
        measure=["relative"] * len(steps), connector={"visible": False},
        increasing={"marker": {"color": look.neutral, "line": edge}},
        decreasing={"marker": {"color": look.background, "line": edge}},
        customdata=[[s.key] for s in steps], hovertext=[_hover(s, metric, look) for s in steps],
        hovertemplate="%{hovertext}<extra></extra>",
    ))  # fmt: skip


def _hover(step: Step, metric: Metric, look: Look) -> str:
    shown = [f"{escape(name)}: {_signed(look.say_exactly(v, metric.unit))}" for name, v in step.behind[:_MOST_BEHIND]]
    more = len(step.behind) - len(shown)
    head = f"<b>{escape(step.name)}: {_signed(look.say_exactly(step.effect, metric.unit))}</b>"
    return "<br>".join([head, *shown, *([f"and {more} more in the table"] if more else [])])


def _add_ends(made: go.Figure, ends: Sequence[tuple[int, str, float]], metric: Metric, look: Look) -> None:
    """Strokes for then and now: (row, what it is called, value)."""
    made.add_scatter(
        **ticks([row for row, _, _ in ends], [value for _, _, value in ends], reach=0.36, across=True),
        mode="lines", line={"width": 4, "color": look.ink},
        hovertext=[f"<b>{escape(name)}: {look.say_exactly(value, metric.unit)}</b>" for _, name, value in ends
                   for _ in range(3)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _label(made: go.Figure, steps: list[Step], levels: list[float], metric: Metric, look: Look) -> None:
    """The numbers right of their marks, and an axis from the lowest level to the highest."""
    low, high = min(levels), max(levels)
    edge = (high - low or abs(high) or 1.0) * 0.03
    moved = [max(before, after) for before, after in pairwise(levels)]
    places = [levels[0], *moved, levels[-1]]
    said = [_signed(look.say(s.effect, metric.unit)) for s in steps]
    texts = [f"<b>{t}</b>" for t in (look.say(levels[0], metric.unit), *said, look.say(levels[-1], metric.unit))]
    write(made, *(
        {"x": place, "y": row, "xanchor": "left", "xshift": 8, "text": text}
        for row, (place, text) in enumerate(zip(places, texts, strict=True))
    ))  # fmt: skip
    make_room(made, list(zip([place - low + edge for place in places], texts, strict=True)))
    made.update_xaxes(range=[low - edge, high + edge])
