"""What the native charts are made with: a chart with its sheet, marks by their meaning, and words of their own.

python-pptx writes neither error bars nor a line over columns, so a few marks are put in as XML.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
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
from pptx.enum.dml import MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Pt

from smarketing.charts.theme import look
from smarketing.handout.drawn import Bar, Mark, Row, colour_name, keys_of
from smarketing.handout.fitting import SMALL, measured, shortened
from smarketing.handout.svg_sheet import colours, cut
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.scene import Form, Picture

COLOURS = colours(look("light"))
UPRIGHT = (Form.COLUMNS, Form.LINES, Form.STEPS)
MOST_NAMED = 12

Box = tuple[float, float, float, float]
"""Left, top, width and height in points."""


def rgb(name: str) -> RGBColor:
    """A colour by its name."""
    return RGBColor.from_string(COLOURS[name].removeprefix("#"))


@dataclass
class Made:
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
        frame = self.slide.shapes.add_chart(kind, left, top, wide, high, told)  # ty: ignore[invalid-argument-type]
        frame._element.nvGraphicFramePr.cNvPr.set("descr", self.picture.alt[:2000])
        chart = frame.chart  # ty: ignore[missing-attribute]
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


# --- marks ----------------------------------------------------------------------------------------


def paint(made: Made, chart: Chart) -> None:
    """Each bar in its colour, hatched where it is not final, with its interval."""
    for place, line in enumerate(list(chart.plots[0].series)[: len(made.picture.series)]):
        line.invert_if_negative = False
        bars = [row.bars[place] for row in made.rows]
        fill_bar(line.format.fill, bars[0])
        for n, bar in enumerate(bars):
            if (bar.colour, bar.is_young) != (bars[0].colour, bars[0].is_young):
                fill_bar(line.points[n].format.fill, bar)
        whiskers(line, bars, "ink")


def fill_bar(fill: FillFormat, bar: Bar) -> None:
    """Its colour, in stripes where it is not final."""
    if not bar.is_young:
        fill.solid()
        fill.fore_color.rgb = rgb(bar.colour)
        return
    fill.patterned()
    fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    fill.fore_color.rgb, fill.back_color.rgb = rgb(bar.colour), rgb("paper")


def hide(line: Any) -> None:
    """Bars that carry something and are not seen."""
    line.format.fill.background()
    line.format.line.fill.background()


def hide_line(line: Any) -> None:
    """A line that carries something and is not seen."""
    line.format.line.fill.background()
    line.marker.style = XL_MARKER_STYLE.NONE


def dash(line: Any) -> None:
    """Targets of columns: a dash over each."""
    line.smooth = False
    line.format.line.fill.background()
    line.marker.style, line.marker.size = XL_MARKER_STYLE.DASH, 24
    line.marker.format.fill.solid()
    line.marker.format.fill.fore_color.rgb = line.marker.format.line.color.rgb = rgb("target")


def whiskers(line: Any, bars: Sequence[Bar], colour: str) -> None:
    """Intervals as error bars with lengths of their own."""
    if all(bar.low is None or bar.value is None for bar in bars):
        return
    up = [None if b.high is None or b.value is None else max(b.high - b.value, 0) for b in bars]
    down = [None if b.low is None or b.value is None else max(b.value - b.low, 0) for b in bars]

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


def lift(chart: Chart, count: int) -> None:
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


def label(line: Any, said: Sequence[str], place: XL_LABEL_POSITION, *, colours: Sequence[str] = ()) -> None:
    """A text of its own at each point; none where it is empty."""
    for n, text in enumerate(said):
        if not text:
            continue
        at = line.points[n].data_label
        at.text_frame.word_wrap = False
        run = at.text_frame.paragraphs[0].add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(SMALL), True
        run.font.color.rgb = rgb(colours[n] if colours else "ink")
        at.position = place


def number(chart: Chart, made: Made, place: XL_LABEL_POSITION) -> None:
    """Each bar's number, which follows when it is edited."""
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = made.number_format, False
    plot.data_labels.position = place
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(SMALL), True
    plot.data_labels.font.color.rgb = rgb("ink")


def keys(slide: Slide, picture: Picture, box: Box) -> Box:
    """What the marks mean, above the chart in signs of their colours; returns the room that is left.

    Not a legend of PowerPoint's: that would name the series that only carry a label.
    """
    told = [key for key in keys_of(picture) if key[2] is not Mark.TARGET or picture.form in UPRIGHT]
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
