"""A scene's picture as a chart of PowerPoint's own: its numbers stand in a sheet behind it and can be edited.

What PowerPoint has no chart for is made of what it has: a funnel is stacked bars on a transparent pad, a waterfall is
stacked columns on one, a target is a dash of a line chart on the same axes, a 95 % interval is an error bar. Horizontal
bars share no axes with lines: their targets stand in words. The sheet is written here and not by python-pptx, which
would take a category `=1+1` for a formula.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from babel.numbers import get_currency_symbol
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.dml.fill import FillFormat
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Pt

from smarketing.charts.theme import look
from smarketing.handout.drawn import Bar, Mark, Row, bars_of, colour_name, keys_of, known, steps_of
from smarketing.handout.fitting import SMALL, measured, shortened
from smarketing.handout.svg import colours, cut
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.scene import Form, Picture

COLOURS = colours(look("light"))
_ROW = 25
_UPRIGHT = (Form.COLUMNS, Form.LINES, Form.STEPS)
_MOST_NAMED = 12

Box = tuple[float, float, float, float]
"""Left, top, width and height in points."""


def rgb(name: str) -> RGBColor:
    """A colour by its name."""
    return RGBColor.from_string(COLOURS[name].removeprefix("#"))


def add_chart(slide: Slide, picture: Picture, box: Box, *, currency: str, made_at: int) -> int:
    """Put the picture on a slide; how many of its rows had no room. made_at: the moment that its sheet is dated by."""
    if not known(picture):
        return 0
    box, room = _keys(slide, picture, box), len(picture.categories)
    if picture.form not in _UPRIGHT:
        thick = _ROW * max(1, len(picture.series) * (picture.form is Form.BARS))
        room = min(room, max(int(box[3] / thick), 1))
    more = len(picture.categories) - room
    made = _Made(slide, picture, (*box[:3], box[3] - 24 * bool(more)), currency, made_at, bars_of(picture)[:room])
    _DRAW[picture.form](made)
    return more


@dataclass
class _Made:
    """A chart in the making. rows: the categories that have room."""

    slide: Slide
    picture: Picture
    box: Box
    currency: str
    made_at: int
    rows: list[Row]

    @property
    def names(self) -> list[str]:
        """What stands at the rows."""
        return [cut(row.name) for row in self.rows]

    def say(self, value: float | None) -> str:
        """A number as it is read."""
        return show(value, Unit(self.picture.unit), currency=self.currency)

    def values(self, place: int) -> list[float | None]:
        """A series, its rows only."""
        return [row.bars[place].value for row in self.rows]

    def chart(
        self, kind: XL_CHART_TYPE, names: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]
    ) -> Chart:
        """A chart with its sheet, without any ornament."""
        told = CategoryChartData(number_format=self.number_format)
        told.categories = names
        for name, values in series:
            told.add_series(cut(name), values)
        left, top, wide, high = map(Pt, self.box)
        frame = self.slide.shapes.add_chart(kind, left, top, wide, high, told)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", self.picture.alt[:2000])
        chart = frame.chart
        chart.part.chart_workbook.update_from_xlsx_blob(_sheet(names, series, self.made_at))
        chart.has_title = chart.has_legend = False
        chart.font.size, chart.font.color.rgb = Pt(SMALL), rgb("ink")
        for axis in (chart.category_axis, chart.value_axis):
            axis.has_major_gridlines = False
            axis.format.line.color.rgb = rgb("quiet")
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        return chart

    @property
    def number_format(self) -> str:
        """The unit as a spreadsheet writes it, for axes and labels that follow when a number is edited."""
        unit = Unit(self.picture.unit)
        if unit in (Unit.RATE, Unit.PERCENT):
            return "0.0 %"
        if unit not in (Unit.MONEY, Unit.MONEY_A_DAY):
            return {Unit.RATIO: '0.00"×"', Unit.DAYS: '0.0" days"', Unit.HOURS: '0.0" h"'}.get(unit, "#,##0")
        sign = get_currency_symbol(self.currency, locale="en").replace('"', "") if self.currency else ""
        most = max((abs(v) for line in self.picture.series for v in line.values if v is not None), default=0)
        for size, commas, letter in ((1e6, ",,", "M"), (1e4, ",", "K")):
            if most >= size:
                return f'"{sign}"0.0#{commas}"{letter}"' if letter == "M" else f'"{sign}"0{commas}"{letter}"'
        return f'"{sign}"#,##0'


# --- rows -----------------------------------------------------------------------------------------


def _bars(made: _Made) -> None:
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
    _paint(made, chart)
    _number(chart, made, XL_LABEL_POSITION.OUTSIDE_END)


def _alone(made: _Made) -> None:
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
    _paint(made, chart)
    _, gap, carrier = chart.plots[0].series
    _hide(gap)
    _hide(carrier)
    _label(carrier, [_with_target(made, row) for row in made.rows], XL_LABEL_POSITION.INSIDE_BASE)


def _with_target(made: _Made, row: Row) -> str:
    return made.say(row.bars[0].value) + (f", target {made.say(row.target)}" if row.target is not None else "")


def _parts(made: _Made) -> None:
    sums = [sum(max(bar.value or 0, 0) for bar in row.bars) for row in made.rows]
    most = max(*sums, 0) or 1
    series = [(line.name, made.values(place)) for place, line in enumerate(made.picture.series)]
    chart = made.chart(XL_CHART_TYPE.BAR_STACKED, made.names, [*series, ("Room for the sum", [most / 100] * len(sums))])
    _lie(chart, [*sums, 0])
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    _paint(made, chart)
    for place, line in enumerate(chart.plots[0].series):
        if place == len(series):
            _hide(line)
            _label(line, [made.say(total) for total in sums], XL_LABEL_POSITION.INSIDE_BASE)
            continue
        bars = [row.bars[place] for row in made.rows]
        big = [made.say(b.value) if (b.value or 0) > most * 0.09 and not b.is_young else "" for b in bars]
        _label(line, big, XL_LABEL_POSITION.CENTER, colours=[f"on-{b.colour}" for b in bars])


def _funnel(made: _Made) -> None:
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
    _hide(pad)
    for n, row in enumerate(made.rows):
        _fill(shown.points[n].format.fill, row.bars[0])
    _hide(room)
    _label(room, [made.say(v) for v in made.values(0)], XL_LABEL_POSITION.INSIDE_BASE)


def _lie(chart: Chart, reach: Sequence[float], *, spare: float = 0.25) -> None:
    """The first row on top, no numbers along the axis, and room for the labels at the ends of the bars."""
    chart.category_axis.reverse_order = True
    chart.value_axis.visible = False
    most, least = max(*reach, 0.0), min(*reach, 0.0)
    chart.value_axis.maximum_scale = most + (most - least or 1) * spare
    chart.value_axis.minimum_scale = least * 1.25


# --- time -----------------------------------------------------------------------------------------


def _columns(made: _Made) -> None:
    picture, alone = made.picture, len(made.picture.series) == 1
    series = [(line.name, made.values(place)) for place, line in enumerate(picture.series)]
    aims = [row.target for row in made.rows]
    extra = [("Target", aims)] if any(a is not None for a in aims) else []
    reach = [v for row in made.rows for v in (*(bar.value for bar in row.bars), row.target) if v is not None]
    most = max(reach, default=0)
    tops = [_top(row, near=most * 0.12) for row in made.rows]
    is_named = alone and len(made.rows) <= _MOST_NAMED
    carried = [("Room for the number", tops)] if is_named else []
    chart = made.chart(XL_CHART_TYPE.COLUMN_CLUSTERED, made.names, [*series, *extra, *carried])
    _stand(chart, made)
    chart.plots[0].gap_width, chart.plots[0].overlap = 50, 0
    _paint(made, chart)
    _lift(chart, len(series))
    lines = list(chart.plots[1].series) if len(list(chart.plots)) > 1 else []
    if extra:
        _dash(lines[0])
    if carried:
        _hide_line(lines[-1])
        _label(lines[-1], [made.say(v) for v in made.values(0)], XL_LABEL_POSITION.ABOVE)


def _top(row: Row, *, near: float) -> float | None:
    """Where a column's number stands: above its mark, its interval, and a target that would cross it."""
    bar = row.bars[0]
    if bar.value is None:
        return None
    top = max(bar.value, bar.high or bar.value, 0)
    return max(top, row.target) if row.target is not None and row.target < top + near else top


def _lines(made: _Made) -> None:
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
        _whiskers(line, bars, colour_name(picture, picture.series[place], place=place))
        last = max((n for n, bar in enumerate(bars) if bar.value is not None), default=-1)
        _label(line, [made.say(b.value) if n == last else "" for n, b in enumerate(bars)], XL_LABEL_POSITION.ABOVE)


def _steps(made: _Made) -> None:
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
    _hide(pad)
    for line in shown:
        line.invert_if_negative = False
        for n, step in enumerate(steps):
            at = line.points[n].format
            at.line.color.rgb, at.line.width = rgb(step.colour), Pt(2)
            at.fill.solid()
            at.fill.fore_color.rgb = rgb("paper" if step.is_change and step.last < step.first else step.colour)
        _no_edge_where_nothing_is(line, above if line is shown[0] else below)
    _lift(chart, 3)
    (carrier,) = chart.plots[1].series
    _hide_line(carrier)
    said = [f"{'+' if s.is_change and s.size > 0 else ''}{made.say(s.size)}" for s in steps]
    _label(carrier, said, XL_LABEL_POSITION.ABOVE)


def _no_edge_where_nothing_is(line: Any, values: Sequence[float]) -> None:
    for n, value in enumerate(values):
        if not value:
            line.points[n].format.line.fill.background()


def _stand(chart: Chart, made: _Made) -> None:
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
    if len(made.rows) <= _MOST_NAMED:  # they break into lines rather than turn
        chart.category_axis._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")


# --- marks ----------------------------------------------------------------------------------------


def _paint(made: _Made, chart: Chart) -> None:
    """Each bar in its colour, hatched where it is not final, with its interval."""
    for place, line in enumerate(list(chart.plots[0].series)[: len(made.picture.series)]):
        line.invert_if_negative = False
        bars = [row.bars[place] for row in made.rows]
        _fill(line.format.fill, bars[0])  # the legend's
        for n, bar in enumerate(bars):
            if (bar.colour, bar.is_young) != (bars[0].colour, bars[0].is_young):
                _fill(line.points[n].format.fill, bar)
        _whiskers(line, bars, "ink")


def _fill(fill: FillFormat, bar: Bar) -> None:
    if not bar.is_young:
        fill.solid()
        fill.fore_color.rgb = rgb(bar.colour)
        return
    fill.patterned()
    fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    fill.fore_color.rgb, fill.back_color.rgb = rgb(bar.colour), rgb("paper")


def _hide(line: Any) -> None:
    line.format.fill.background()
    line.format.line.fill.background()


def _hide_line(line: Any) -> None:
    line.format.line.fill.background()
    line.marker.style = XL_MARKER_STYLE.NONE


def _dash(line: Any) -> None:
    """Targets of columns: a dash over each."""
    line.smooth = False
    line.format.line.fill.background()
    line.marker.style, line.marker.size = XL_MARKER_STYLE.DASH, 24
    line.marker.format.fill.solid()
    line.marker.format.fill.fore_color.rgb = line.marker.format.line.color.rgb = rgb("target")


def _whiskers(line: Any, bars: Sequence[Bar], colour: str) -> None:
    """Intervals as error bars with lengths of their own."""
    if all(bar.low is None or bar.value is None for bar in bars):
        return

    up = [None if b.high is None or b.value is None else max(b.high - b.value, 0) for b in bars]
    down = [None if b.low is None or b.value is None else max(b.value - b.low, 0) for b in bars]
    _error_bars(line, up, down, colour=colour, thick=1.25, has_caps=True)


def _error_bars(
    line: Any,
    up: Sequence[float | None],
    down: Sequence[float | None],
    *,
    colour: str,
    thick: float,
    has_caps: bool = False,
) -> None:
    def lengths(told: Sequence[float | None]) -> str:
        points = "".join(f'<c:pt idx="{n}"><c:v>{v:.10g}</c:v></c:pt>' for n, v in enumerate(told) if v is not None)
        return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(told)}"/>{points}</c:numLit>'

    made = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/><c:plus>{lengths(up)}</c:plus><c:minus>{lengths(down)}</c:minus>'
        f'<c:spPr><a:ln w="{Pt(1.25)}"><a:solidFill><a:srgbClr val="{rgb(colour)}"/></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    line._element.find(qn("c:cat")).addprevious(made)


def _lift(chart: Chart, count: int) -> None:
    """Move the series after so many into a line chart on the same axes."""
    bars = chart.plots[0]._element
    lifted = bars.findall(qn("c:ser"))[count:]
    if not lifted:
        return
    axes = "".join(f'<c:axId val="{a.get("val")}"/>' for a in bars.findall(qn("c:axId")))
    lines = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>{axes}'
        "</c:lineChart>"
    )
    for one in lifted:
        for found in one.findall(qn("c:invertIfNegative")):
            one.remove(found)
        lines.find(qn("c:marker")).addprevious(one)
    bars.addnext(lines)


# --- words ----------------------------------------------------------------------------------------


def _label(line: Any, said: Sequence[str], place: XL_LABEL_POSITION, *, colours: Sequence[str] = ()) -> None:
    """A text of its own at each point; none where it is empty."""
    for n, text in enumerate(said):
        if not text:
            continue
        label = line.points[n].data_label
        label.text_frame.word_wrap = False
        run = label.text_frame.paragraphs[0].add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(SMALL), True
        run.font.color.rgb = rgb(colours[n] if colours else "ink")
        label.position = place


def _number(chart: Chart, made: _Made, place: XL_LABEL_POSITION) -> None:
    """Each bar's number, which follows when it is edited."""
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = made.number_format, False
    plot.data_labels.position = place
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(SMALL), True
    plot.data_labels.font.color.rgb = rgb("ink")


def _keys(slide: Slide, picture: Picture, box: Box) -> Box:
    """What the marks mean, above the chart in signs of their colours; returns the room that is left.

    Not a legend of PowerPoint's: that would name the series that only carry a label.
    """
    told = [key for key in keys_of(picture) if key[2] is not Mark.TARGET or picture.form in _UPRIGHT]
    if picture.form is Form.LINES and len(picture.series) > 1:
        told = [
            (line.name, colour_name(picture, line, place=n), Mark.LINE) for n, line in enumerate(picture.series)
        ] + told
    if not told:
        return box
    left, top, wide, high = box
    frame = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(wide), Pt(22)).text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    share = 1.0 if sum(measured(cut(name), SMALL) + 40 for name, *_ in told) <= wide else wide / len(told) - 40
    for name, colour, mark in told:
        for text, shown in (
            (f"{_SIGNS[mark]} ", colour),
            (f"{cut(name) if share == 1.0 else shortened(cut(name), SMALL, share)}     ", "muted"),
        ):
            run = frame.paragraphs[0].add_run()
            run.text, run.font.size, run.font.color.rgb = text, Pt(SMALL), rgb(shown)
    return left, top + 24, wide, high - 24


_SIGNS = {Mark.BAR: "■", Mark.YOUNG: "▨", Mark.LINE: "━", Mark.TARGET: "━"}


def _sheet(names: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], made_at: int) -> bytes:
    """The sheet behind a chart, in which a text is a text."""
    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, safe) as book:
        book.set_properties({"created": datetime.fromtimestamp(made_at, UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet()
        for row, name in enumerate(names, start=1):
            sheet.write_string(row, 0, name)
        for column, (name, values) in enumerate(series, start=1):
            sheet.write_string(0, column, cut(name))
            for row, value in enumerate(values, start=1):
                if value is not None:
                    sheet.write_number(row, column, value)
    return out.getvalue()


_DRAW: dict[Form, Callable[[_Made], None]] = {
    Form.BARS: _bars,
    Form.PARTS: _parts,
    Form.COLUMNS: _columns,
    Form.LINES: _lines,
    Form.STEPS: _steps,
    Form.FUNNEL: _funnel,
}
