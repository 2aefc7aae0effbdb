"""What is it made of, over time? Stacked columns by source, the parts named beside the last one; they add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts import events
from smarketing.charts.axes import column_axis, finished, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, figure, nothing, patterns
from smarketing.charts.labels import EndLabel, label_ends, listed
from smarketing.charts.once import once
from smarketing.charts.theme import Look, Paint, escape, label
from smarketing.metrics.registry import Metric, Unit
from smarketing.periods import Grain

MOST_PARTS = 8


@dataclass(frozen=True)
class Part:
    """One layer: a value per bucket, in order."""

    name: str
    key: str | None
    values: tuple[float, ...]
    paint: Paint


@once
def draw(
    frame: pd.DataFrame,
    metric: Metric,
    *,
    look: Look,
    grain: Grain,
    by: str = "source",
    as_share: bool = False,
    unfinished: date | None = None,
    most: int = MOST_PARTS,
    height: int = HEIGHT,
) -> Drawn:
    """A column a bucket, a layer a source, the largest at the bottom.

    frame: tidy rows of a count or of money, one per `bucket` (date, its first day) and value of `by`.
    as_share: every column is 100 %. unfinished: the first bucket that is not final; "so far" stands under
    it. Beyond `most`, the rest is one layer "others". A click tells [name, bucket] in `customdata`.
    """
    if frame.empty or not frame["value"].sum():
        return nothing(metric, look=look, height=height)
    dated = frame.assign(bucket=pd.to_datetime(frame["bucket"]))
    table = dated.pivot_table(index="bucket", columns=by, values="value", aggfunc="sum", fill_value=0).sort_index()
    parts = _parts(table, look, by=by, most=most)
    totals = table.sum(axis=1)
    shown = [_as_share(p, totals) for p in parts] if as_share else parts
    unit = Unit.RATE if as_share else metric.unit
    made = figure(look=look, height=height, barmode="stack")
    for part, share in zip(parts, shown, strict=True):
        _add_layer(made, part, share, totals, metric, look, grain)
    marked = events.shown(look, list(table.index), grain)
    top = (1.0 if as_share else float(totals.max()) * 1.05) * events.room(marked)
    label_ends(made, _ends(shown, look), top=top, height=height)
    made.update_xaxes(**column_axis(list(table.index), grain, unfinished=unfinished, least=1))
    events.mark(made, marked, list(table.index), grain, look)
    made.update_yaxes(range=[0, top], **value_ticks(min(top, 1.0) if as_share else top, unit, look))
    pairs = [(p.name, look.say(sum(p.values), metric.unit)) for p in parts]
    return finished(made, f"{metric.name} by {grain} and {by}, summed over the period: {listed(pairs)}.", marked)


def _parts(table: pd.DataFrame, look: Look, *, by: str, most: int) -> list[Part]:
    ranked = list(table.sum().sort_values(ascending=False, kind="stable").index)
    named = ranked if len(ranked) <= most + 1 else ranked[:most]
    parts = [Part(str(name), str(name), tuple(table[name]), look.paint(str(name))) for name in named]
    rest = ranked[len(named) :]
    if rest:
        parts.append(Part(f"others, {len(rest)} {by}s", None, tuple(table[rest].sum(axis=1)), Paint(look.quiet)))
    return parts


def _as_share(part: Part, totals: pd.Series) -> Part:
    shares = tuple(v / t if t else 0.0 for v, t in zip(part.values, totals, strict=True))
    return Part(part.name, part.key, shares, part.paint)


def _add_layer(
    made: go.Figure, part: Part, shown: Part, totals: pd.Series, metric: Metric, look: Look, grain: Grain
) -> None:
    hovers = [
        f"<b>{escape(part.name)}</b>, {grain.label(bucket.date())}<br>{escape(metric.name)}: "
        f"{look.say_exactly(value, metric.unit)} of {look.say_exactly(total, metric.unit)}"
        f" ({look.say(value / total if total else None, Unit.RATE)})"
        for value, bucket, total in zip(part.values, totals.index, totals, strict=True)
    ]
    made.add_bar(
        x=list(range(len(totals))),
        y=shown.values,
        width=0.72,
        name=label(part.name),
        marker={
            "color": part.paint.colour,
            "line": {"width": 1, "color": look.background},
            "pattern": patterns([part.paint], look),
            "cornerradius": 0,
        },
        customdata=[[part.key, f"{bucket:%Y-%m-%d}"] for bucket in totals.index],
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _ends(parts: Sequence[Part], look: Look) -> list[EndLabel]:
    """Names beside the last column, each at the middle of its layer."""
    ends, below = [], 0.0
    for part in parts:
        last = part.values[-1]
        ends.append(EndLabel(below + last / 2, label(part.name), look.word(part.paint.colour)))
        below += last
    return ends
