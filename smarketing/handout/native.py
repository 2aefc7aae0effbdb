"""A scene's picture as a chart of PowerPoint's own: its numbers stand in a sheet behind it and can be edited.

What PowerPoint has no chart for is made of what it has: a funnel is stacked bars on a transparent pad, a waterfall is
stacked columns on one, a target is a dash of a line chart on the same axes, a 95 % interval is an error bar. Horizontal
bars share no axes with lines: their targets stand in words. The sheet is written here and not by python-pptx, which
would take a category `=1+1` for a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from smarketing.handout.drawn import Row, bars_of, colour_name, known, steps_of
from smarketing.handout.fitting import SMALL, shortened
from smarketing.handout.native_marks import (
    MOST_NAMED,
    UPRIGHT,
    Box,
    Made,
    dash,
    fill_bar,
    hide,
    hide_line,
    keys,
    label,
    lift,
    number,
    paint,
    rgb,
    whiskers,
)
from smarketing.handout.svg_sheet import cut
from smarketing.scene import Form, Picture

_ROW = 25
"""Points that a bar needs at least."""


def add_chart(slide: Slide, picture: Picture, box: Box, *, currency: str, made_at: int) -> int:
    """Put the picture on a slide; how many of its rows had no room. made_at: the moment that its sheet is dated by."""
    if not known(picture):
        return 0
    box, room = keys(slide, picture, box), len(picture.categories)
    if picture.form not in UPRIGHT:
        thick = _ROW * max(1, len(picture.series) * (picture.form is Form.BARS))
        room = min(room, max(int(box[3] / thick), 1))
    more = len(picture.categories) - room
    made = Made(slide, picture, (*box[:3], box[3] - 24 * bool(more)), currency, made_at, bars_of(picture)[:room])
    _DRAW[picture.form](made)
    return more


# --- rows -----------------------------------------------------------------------------------------


def _bars(made: Made) -> None:
    if len(made.picture.series) == 1:
        _alone(made)
        return
    names = [
        f"{cut(row.name)}{f' (target {made.say(row.target)})' if row.target is not None else ''}" for row in made.rows
    ]
    series = [(line.name, made.values(place)) for place, line in enumerate(made.picture.series)]
    chart = made.chart(XL_CHART_TYPE.BAR_CLUSTERED, names, series)
    _lie(chart, [v for row in made.rows for bar in row.bars for v in (bar.value, bar.low, bar.high) if v is not None])
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 0
    paint(made, chart)
    number(chart, made, XL_LABEL_POSITION.OUTSIDE_END)


def _alone(made: Made) -> None:
    """One series, stacked with what carries its numbers."""
    values = made.values(0)
    reach = [v for row in made.rows for b in row.bars for v in (b.value, b.low, b.high) if v is not None]
    gaps = [
        max(row.bars[0].high or 0, value or 0, 0) - max(value or 0, 0)
        for row, value in zip(made.rows, values, strict=True)
    ]
    carried = [(max(*reach, 0) - min(*reach, 0)) / 100] * len(gaps)
    series = [(made.picture.series[0].name, values), ("Up to the number", gaps), ("Room for the number", carried)]
    chart = made.chart(XL_CHART_TYPE.BAR_STACKED, made.names, series)
    is_aimed = any(row.target is not None for row in made.rows)
    _lie(chart, reach, spare=0.75 if is_aimed else 0.25)
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    paint(made, chart)
    _, gap, carrier = chart.plots[0].series
    hide(gap)
    hide(carrier)
    label(carrier, [_with_target(made, row) for row in made.rows], XL_LABEL_POSITION.INSIDE_BASE)


def _with_target(made: Made, row: Row) -> str:
    return made.say(row.bars[0].value) + (f", target {made.say(row.target)}" if row.target is not None else "")


def _parts(made: Made) -> None:
    sums = [sum(max(bar.value or 0, 0) for bar in row.bars) for row in made.rows]
    most = max(*sums, 0) or 1
    series = [(line.name, made.values(place)) for place, line in enumerate(made.picture.series)]
    chart = made.chart(XL_CHART_TYPE.BAR_STACKED, made.names, [*series, ("Room for the sum", [most / 100] * len(sums))])
    _lie(chart, [*sums, 0])
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    paint(made, chart)
    for place, line in enumerate(chart.plots[0].series):
        if place == len(series):
            hide(line)
            label(line, [made.say(total) for total in sums], XL_LABEL_POSITION.INSIDE_BASE)
            continue
        bars = [row.bars[place] for row in made.rows]
        big = [made.say(b.value) if (b.value or 0) > most * 0.09 and not b.is_young else "" for b in bars]
        label(line, big, XL_LABEL_POSITION.CENTER, colours=[f"on-{b.colour}" for b in bars])


def _funnel(made: Made) -> None:
    values = [max(v or 0, 0) for v in made.values(0)]
    most = max(*values, 0) or 1
    name = made.picture.series[0].name
    pads = [(most - v) / 2 for v in values]
    carried = [most / 100] * len(values)
    series = [("Pad", pads), (name, values), ("Room for the number", carried)]
    chart = made.chart(XL_CHART_TYPE.BAR_STACKED, made.names, series)
    _lie(chart, [most, 0])
    chart.plots[0].gap_width, chart.plots[0].overlap = 30, 100
    pad, shown, room = chart.plots[0].series
    hide(pad)
    for n, row in enumerate(made.rows):
        fill_bar(shown.points[n].format.fill, row.bars[0])
    hide(room)
    label(room, [made.say(v) for v in made.values(0)], XL_LABEL_POSITION.INSIDE_BASE)


def _lie(chart: Chart, reach: Sequence[float], *, spare: float = 0.25) -> None:
    """The first row on top, no numbers along the axis, and room for the labels at the ends of the bars."""
    chart.category_axis.reverse_order = True
    chart.value_axis.visible = False
    most, least = max(*reach, 0.0), min(*reach, 0.0)
    chart.value_axis.maximum_scale = most + (most - least or 1) * spare
    chart.value_axis.minimum_scale = least * 1.25


# --- time -----------------------------------------------------------------------------------------


def _columns(made: Made) -> None:
    picture, alone = made.picture, len(made.picture.series) == 1
    series = [(line.name, made.values(place)) for place, line in enumerate(picture.series)]
    aims = [row.target for row in made.rows]
    extra = [("Target", aims)] if any(a is not None for a in aims) else []
    reach = [v for row in made.rows for v in (*(bar.value for bar in row.bars), row.target) if v is not None]
    most = max(reach, default=0)
    tops = [_top(row, near=most * 0.12) for row in made.rows]
    is_named = alone and len(made.rows) <= MOST_NAMED
    carried = [("Room for the number", tops)] if is_named else []
    chart = made.chart(XL_CHART_TYPE.COLUMN_CLUSTERED, made.names, [*series, *extra, *carried])
    _stand(chart, made)
    chart.plots[0].gap_width, chart.plots[0].overlap = 50, 0
    paint(made, chart)
    lift(chart, len(series))
    lines = list(chart.plots[1].series) if len(list(chart.plots)) > 1 else []
    if extra:
        dash(lines[0])
    if carried:
        hide_line(lines[-1])
        label(lines[-1], [made.say(v) for v in made.values(0)], XL_LABEL_POSITION.ABOVE)


def _top(row: Row, *, near: float) -> float | None:
    """Where a column's number stands: above its mark, its interval, and a target that would cross it."""
    bar = row.bars[0]
    if bar.value is None:
        return None
    top = max(bar.value, bar.high or bar.value, 0)
    return max(top, row.target) if row.target is not None and row.target < top + near else top


def _lines(made: Made) -> None:
    picture = made.picture
    series = [(line.name, made.values(place)) for place, line in enumerate(picture.series)]
    aims = [row.target for row in made.rows]
    extra = [("Target", aims)] if any(a is not None for a in aims) else []
    chart = made.chart(XL_CHART_TYPE.LINE_MARKERS, made.names, [*series, *extra])
    _stand(chart, made)
    for place, line in enumerate(chart.plots[0].series):
        line.smooth = False
        if place == len(series):
            line.marker.style = XL_MARKER_STYLE.NONE
            line.format.line.color.rgb, line.format.line.width = rgb("target"), Pt(1.5)
            continue
        colour = rgb(colour_name(picture, picture.series[place], place=place))
        line.format.line.color.rgb, line.format.line.width = colour, Pt(2.5)
        line.marker.style, line.marker.size = XL_MARKER_STYLE.CIRCLE, 6
        line.marker.format.fill.solid()
        line.marker.format.fill.fore_color.rgb = line.marker.format.line.color.rgb = colour
        for n in range(len(made.rows) if picture.young_from is None else picture.young_from, len(made.rows)):
            at = line.points[n].format.line  # the stretch that ends here
            at.color.rgb, at.width, at.dash_style = colour, Pt(2.5), MSO_LINE.DASH
        bars = [row.bars[place] for row in made.rows]
        whiskers(line, bars, colour_name(picture, picture.series[place], place=place))
        last = max((n for n, bar in enumerate(bars) if bar.value is not None), default=-1)
        label(line, [made.say(b.value) if n == last else "" for n, b in enumerate(bars)], XL_LABEL_POSITION.ABOVE)


def _steps(made: Made) -> None:
    steps = steps_of(made.picture)
    pads, above, below = [], [], []
    for step in steps:
        low, high = sorted((step.first, step.last))
        pads.append(max(low, 0) + min(high, 0))
        above.append(max(high, 0) - max(low, 0))
        below.append(min(low, 0) - min(high, 0))
    tops = [max(s.first, s.last) for s in steps]
    series = [("Pad", pads), (made.picture.series[0].name, above), ("Below zero", below), ("Room for the number", tops)]
    room = made.box[2] * 0.95 / len(steps)
    names = [shortened(cut(s.name), SMALL, room, lines=2) or "…" for s in steps]
    chart = made.chart(XL_CHART_TYPE.COLUMN_STACKED, names, series)
    _stand(chart, made)
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE  # each step has its number, which needs the room
    chart.plots[0].gap_width, chart.plots[0].overlap = 35, 100
    pad, *shown, _ = chart.plots[0].series
    hide(pad)
    for line in shown:
        line.invert_if_negative = False
        for n, step in enumerate(steps):
            at = line.points[n].format
            at.line.color.rgb, at.line.width = rgb(step.colour), Pt(2)
            at.fill.solid()
            at.fill.fore_color.rgb = rgb("paper" if step.is_change and step.last < step.first else step.colour)
        _no_edge_where_nothing_is(line, above if line is shown[0] else below)
    lift(chart, 3)
    (carrier,) = chart.plots[1].series
    hide_line(carrier)
    said = [f"{'+' if s.is_change and s.size > 0 else ''}{made.say(s.size)}" for s in steps]
    label(carrier, said, XL_LABEL_POSITION.ABOVE)


def _no_edge_where_nothing_is(line: Any, values: Sequence[float]) -> None:
    for n, value in enumerate(values):
        if not value:
            line.points[n].format.line.fill.background()


def _stand(chart: Chart, made: Made) -> None:
    """Grid lines with their numbers, and a zero that can be seen."""
    axis = chart.value_axis
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb("faint")
    axis.format.line.fill.background()
    axis.tick_labels.font.size, axis.tick_labels.font.color.rgb = Pt(SMALL), rgb("muted")
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = (
        made.number_format.replace("0.0 %", "0 %"),
        False,
    )
    values = [v for line in made.picture.series for v in (*line.values, *line.low) if v is not None]
    if made.picture.form is not Form.STEPS and min(values) >= 0:
        axis.minimum_scale = 0
    names = chart.category_axis.tick_labels.font
    names.color.rgb = rgb("muted")
    if len(made.rows) <= MOST_NAMED:  # they break into lines rather than turn
        chart.category_axis._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")


_DRAW: dict[Form, Callable[[Made], None]] = {
    Form.BARS: _bars,
    Form.PARTS: _parts,
    Form.COLUMNS: _columns,
    Form.LINES: _lines,
    Form.STEPS: _steps,
    Form.FUNNEL: _funnel,
}
