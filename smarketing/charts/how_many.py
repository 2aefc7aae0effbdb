"""How many, by source? Horizontal bars, sorted, labelled at the end, the target as a tick."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import bar_width, finished, make_room, rows_axis
from smarketing.charts.drawing import HEIGHT, Drawn, figure, nothing, patterns, ticks, write
from smarketing.charts.fold import MOST, top
from smarketing.charts.labels import hover, listed, muted, of_how_many, say_left_out
from smarketing.charts.once import once
from smarketing.charts.theme import Look, Paint, escape
from smarketing.filters import NONE
from smarketing.metrics.registry import Metric, Unit


@dataclass(frozen=True)
class Bar:
    """One row: what is drawn, what stands at its end, what the hover says. `key` is None for the others."""

    name: str
    key: str | None
    value: float
    before: float
    target: float
    text: str
    hover: str
    paint: Paint

    @property
    def end(self) -> float:
        """Where the label stands: past the bar and its marks."""
        known = [v for v in (self.value, self.before, self.target) if pd.notna(v)]
        return max(known, default=0.0)


@once
def draw(
    frame: pd.DataFrame,
    metric: Metric,
    *,
    look: Look,
    by: str = "source",
    targets: Mapping[str, float] | None = None,
    before: pd.DataFrame | None = None,
    before_name: str = "before",
    highlight: Collection[str] = (),
    most: int = MOST,
    height: int = HEIGHT,
) -> Drawn:
    """A bar a source, the largest on top.

    frame: tidy rows of one metric (`evaluate(metric, …, by=[by])`), one per value of `by`. before: the same
    of the period that is compared with; a thin grey bar named `before_name`. targets: by source; a tick
    (one of "(none)" is the whole company's and not drawn).
    highlight: names that keep their colour while the rest steps back. Beyond `most`, the rest is summed
    into "others": a number without a bar where it adds up (it would dwarf the rest), a bar where it is a
    rate. A click tells the name in `customdata`.
    """
    rows, left_out = top(frame, metric, by=by, most=most)
    if rows.empty:
        return nothing(metric, look=look, height=height)
    then = {} if before is None else dict(zip(before[by], before["value"], strict=True))
    bars = [
        _bar(row, metric, look, by=by, before=then, targets=targets or {}, highlight=highlight)
        for _, row in rows.iterrows()
    ]
    thick = bar_width(len(bars), height=height)
    made = figure(look=look, height=height, barmode="overlay", yaxis=rows_axis([b.name for b in bars], look=look))
    _add_bars(made, bars, look, thick=thick)
    _add_before(made, bars, metric, look, name=before_name, thick=thick)
    _add_targets(made, bars, look)
    _label_ends(made, bars)
    make_room(made, [(b.end, b.text) for b in bars])
    say_left_out(made, left_out, by, look)
    pairs = [(b.name, look.say(v, metric.unit)) for b, v in zip(bars, rows["value"], strict=True)]
    return finished(made, f"Bars of {metric.name} by {by}, largest first: {listed(pairs)}.")


def _bar(
    row: pd.Series,
    metric: Metric,
    look: Look,
    *,
    by: str,
    before: Mapping[str, float],
    targets: Mapping[str, float],
    highlight: Collection[str],
) -> Bar:
    name, is_others = str(row[by]), bool(row["is_others"])
    steps_back = is_others or (highlight and name not in highlight)
    told = of_how_many(row, look) if metric.unit is Unit.RATE else ""
    said = f"<b>{look.say(row['value'], metric.unit)}</b>"
    target = float("nan") if name == NONE else targets.get(name, float("nan"))
    without_bar = is_others and pd.isna(row["denominator"])
    return Bar(
        name=name,
        key=None if is_others else name,
        value=float("nan") if without_bar else row["value"],
        before=before.get(name, float("nan")),
        target=target,
        text=f"{said}  {muted(told, look)}" if told else said,
        hover=hover(name, row, metric, look) + _against(target, metric, look),
        paint=Paint(look.quiet) if steps_back else look.paint(name),
    )


def _against(target: float, metric: Metric, look: Look) -> str:
    return "" if pd.isna(target) else f"<br>target: {look.say_exactly(target, metric.unit)}"


def _add_bars(made: go.Figure, bars: Sequence[Bar], look: Look, *, thick: float) -> None:
    has_before = any(pd.notna(b.before) for b in bars)
    made.add_bar(
        orientation="h",
        x=[b.value for b in bars],
        y=list(range(len(bars))),
        width=thick * (0.72 if has_before else 1),
        offset=-thick / 2,
        marker={"color": [b.paint.colour for b in bars], "pattern": patterns([b.paint for b in bars], look)},
        customdata=[[b.key] for b in bars],
        hovertext=[b.hover for b in bars],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _add_before(made: go.Figure, bars: Sequence[Bar], metric: Metric, look: Look, *, name: str, thick: float) -> None:
    if all(pd.isna(b.before) for b in bars):
        return
    made.add_bar(
        orientation="h",
        x=[b.before for b in bars],
        y=list(range(len(bars))),
        width=thick * 0.2,
        offset=thick * 0.28,
        marker={"color": look.quiet},
        name=escape(name),
        hovertext=[f"{escape(name)}: {look.say_exactly(b.before, metric.unit)}" for b in bars],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    made.update_layout(showlegend=True, margin={"t": 34})


def _add_targets(made: go.Figure, bars: Sequence[Bar], look: Look) -> None:
    if all(pd.isna(b.target) for b in bars):
        return
    made.add_scatter(
        **ticks(range(len(bars)), [b.target for b in bars], reach=0.42, across=True),
        mode="lines",
        name="target",
        line={"width": 3.5, "color": look.target},
        hoverinfo="skip",
    )
    made.update_layout(showlegend=True, margin={"t": 34})


def _label_ends(made: go.Figure, bars: Sequence[Bar]) -> None:
    write(made, *(
        {"x": bar.end, "y": place, "xanchor": "left", "xshift": 6, "text": bar.text} for place, bar in enumerate(bars)
    ))  # fmt: skip
