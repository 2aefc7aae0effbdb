"""A scene's picture as SVG: what the page shows and the PDF prints, in one writer for both.

    Picture ── draw ──▶ marks and texts ──▶ SVG, its colours by role: `var(--sales)` on the page, `#0B8577` in the PDF

Written by hand rather than by a chart library, since six forms are few and a library that draws without a browser
weighs more than all the rest. The marks mean what they mean on screen: a source has its slot's colour, what is not
final is hatched, a stroke is a target, a whisker or a band is a 95 % interval, a hollow step goes down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from smarketing.charts.labels import spread
from smarketing.charts.theme import look
from smarketing.handout.drawn import Bar, Mark, bars_of, colour_name, keys_of, known, steps_of
from smarketing.handout.svg_sheet import WIDE, Sheet, colours, cut, in_room, length
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.scene import Form, Line, Picture

MOST_ROWS = 24
_ROW, _THICK, _TALL = 34, 20, 300


def for_page(picture: Picture, *, currency: str, key: str) -> str:
    """SVG within a page that names its colours. key: keeps apart what the pictures of one page define."""
    return _drawn(picture, currency, key, lambda name: f"var(--{name})")


def for_print(picture: Picture, *, currency: str) -> str:
    """SVG that stands for itself, on white."""
    named = colours(look("light"))
    return _drawn(picture, currency, "p", named.__getitem__)


def _drawn(picture: Picture, currency: str, key: str, paint: Callable[[str], str]) -> str:
    sheet = Sheet(paint, lambda value: show(value, Unit(picture.unit), currency=currency), key)
    if not known(picture):
        sheet.high = 40
        sheet.text(0, 20, "Nothing to draw.", colour="muted")
    else:
        _DRAW[picture.form](sheet, picture)
    return sheet.finished(picture.alt)


# --- rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Across:
    """A scale from left to right. left: where its least value is."""

    left: float
    right: float
    least: float
    most: float

    def __call__(self, value: float) -> float:
        return self.left + (value - self.least) / ((self.most - self.least) or 1) * (self.right - self.left)


def _name_rows(sheet: Sheet, names: Sequence[str], *, top: float, step: float) -> float:
    """Write the names of rows; returns where the bars begin."""
    shown = [cut(name) for name in names]
    left = max((length(name) for name in shown), default=0) + 12
    left = min(left, WIDE * 0.36)
    for row, name in enumerate(shown):
        sheet.text(left - 12, top + (row + 0.5) * step, in_room(name, left - 12), at="end")
    return left


def _more(sheet: Sheet, picture: Picture, *, left: float) -> None:
    more = len(picture.categories) - MOST_ROWS
    if more > 0:
        sheet.text(left, sheet.high + 10, f"… and {more:,} more", colour="muted")
        sheet.high += 24


def _legend(sheet: Sheet, picture: Picture) -> float:
    """Name the series where there are several, and the marks that are not said beside them; returns where they end."""
    x = y = 0.0
    for name, colour, kind in keys_of(picture):
        wide = 22 + length(cut(name))
        if x and x + wide > WIDE:
            x, y = 0.0, y + 22
        if kind is Mark.TARGET:
            sheet.stroke((x + 7, y + 3), (x + 7, y + 19), colour=colour, wide=3)
        elif kind is Mark.LINE:
            sheet.stroke((x, y + 11), (x + 15, y + 11), colour=colour, wide=2.5)
        else:
            sheet.rect(x, y + 4, 14, 14, fill=colour, young=kind is Mark.YOUNG)
        sheet.text(x + 20, y + 11, cut(name), colour="muted")
        x += wide + 18
    return y + 32 if x else 4.0


def _bars(sheet: Sheet, picture: Picture) -> None:
    rows = bars_of(picture)[:MOST_ROWS]
    top, step = _legend(sheet, picture), max(_ROW, 24 * len(picture.series) + 10)
    left = _name_rows(sheet, [row.name for row in rows], top=top, step=step)
    every = [bar for row in rows for bar in row.bars]
    reach = [v for bar in every for v in (bar.value, bar.low, bar.high) if v is not None]
    reach += [row.target for row in rows if row.target is not None]
    room = max(length(sheet.say(bar.value)) for bar in every) + 14
    across = _Across(left, WIDE - room, min(0.0, *reach, 0.0), max(0.0, *reach, 0.0))
    for place, row in enumerate(rows):
        middle = top + (place + 0.5) * step
        for number, bar in enumerate(row.bars):
            y = middle + (number - (len(row.bars) - 1) / 2) * 24
            _bar(sheet, bar, across, y, mark=row.target)
        if row.target is not None:
            x, half = across(row.target), step / 2 - 4
            sheet.stroke((x, middle - half), (x, middle + half), colour="target", wide=3)
    sheet.stroke((across(0), top), (across(0), top + step * len(rows)), colour="quiet")
    sheet.high = top + step * len(rows) + 4
    _more(sheet, picture, left=left)


def _bar(sheet: Sheet, bar: Bar, across: _Across, y: float, *, mark: float | None) -> None:
    if bar.value is None:
        sheet.text(across(0) + 6, y, sheet.say(None), colour="muted")
        return
    ends = sorted((across(0), across(bar.value)))
    sheet.rect(ends[0], y - _THICK / 2, max(ends[1] - ends[0], 1), _THICK, fill=bar.colour, young=bar.is_young)
    end = ends[1]
    if bar.low is not None and bar.high is not None:
        sheet.stroke((across(bar.low), y), (across(bar.high), y), colour="ink", wide=1.5)
        for whisker in (bar.low, bar.high):
            sheet.stroke((across(whisker), y - 4), (across(whisker), y + 4), colour="ink", wide=1.5)
        end = max(end, across(bar.high))
    if mark is not None and end - 4 < across(mark) < end + 12 + length(sheet.say(bar.value)):
        end = across(mark)
    sheet.text(end + 8, y, sheet.say(bar.value), bold=True)


def _parts(sheet: Sheet, picture: Picture) -> None:
    rows = bars_of(picture)[:MOST_ROWS]
    top = _legend(sheet, picture)
    left = _name_rows(sheet, [row.name for row in rows], top=top, step=_ROW)
    sums = [sum(max(bar.value or 0, 0) for bar in row.bars) for row in rows]
    room = max(length(sheet.say(total)) for total in sums) + 14
    across = _Across(left, WIDE - room, 0.0, max(*sums, 0.0) or 1.0)
    for place, (row, total) in enumerate(zip(rows, sums, strict=True)):
        y, so_far = top + (place + 0.5) * _ROW, 0.0
        for bar in row.bars:
            size = max(bar.value or 0, 0)
            x, after = across(so_far), across(so_far + size)
            sheet.rect(x, y - 11, max(after - x - 1.5, 0), 22, fill=bar.colour, young=bar.is_young)
            said = sheet.say(bar.value)
            if after - x > length(said) + 10 and not bar.is_young:
                sheet.text((x + after) / 2, y, said, colour=f"on-{bar.colour}", at="middle")
            so_far += size
        sheet.text(across(total) + 8, y, sheet.say(total), bold=True)
    sheet.high = top + _ROW * len(rows) + 4
    _more(sheet, picture, left=left)


def _funnel(sheet: Sheet, picture: Picture) -> None:
    rows = bars_of(picture)[:MOST_ROWS]
    step = 44
    left = _name_rows(sheet, [row.name for row in rows], top=4, step=step)
    values = [max(row.bars[0].value or 0, 0) for row in rows]
    room = max(length(sheet.say(value)) for value in values) + 14
    middle, most = (left + WIDE - room) / 2, max(*values, 0.0) or 1.0
    for place, (row, value) in enumerate(zip(rows, values, strict=True)):
        half, y = (WIDE - room - left) / 2 * value / most, 4 + (place + 0.5) * step
        sheet.rect(middle - half, y - 16, max(2 * half, 1), 32, fill=row.bars[0].colour, young=row.bars[0].is_young)
        sheet.text(middle + half + 8, y, sheet.say(row.bars[0].value), bold=True)
    sheet.high = 4 + step * len(rows) + 4
    _more(sheet, picture, left=left)


# --- time -----------------------------------------------------------------------------------------


def ticks(least: float, most: float) -> list[float]:
    """Three to six round values from least to most.

    >>> ticks(0, 610)
    [0.0, 200.0, 400.0, 600.0]
    """
    rough = (most - least) / 4 or 1.0
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= rough)
    first = math.ceil(least / step - 1e-9)
    return [n * step for n in range(first, math.floor(most / step + 1e-9) + 1)]


def _upright(sheet: Sheet, reach: Sequence[float], *, top: float, bottom: float, right: float) -> tuple[_Across, float]:
    """Grid lines and their numbers; returns the upward scale, and where the plot begins."""
    least, most = min(0.0, *reach, 0.0), max(0.0, *reach, 0.0)
    spare = (most - least or 1) * 0.08
    least, most = least - spare * (least < 0), most + spare
    up = _Across(bottom, top, least, most)
    said = [(value, sheet.say(value)) for value in ticks(least, most)]
    left = max(length(text) for _, text in said) + 10
    for value, text in said:
        sheet.stroke((left, up(value)), (right, up(value)), colour="quiet" if value == 0 else "faint")
        sheet.text(left - 8, up(value), text, colour="muted", at="end")
    return up, left


def _name_buckets(sheet: Sheet, names: Sequence[str], places: Sequence[float], *, y: float) -> None:
    """The names under the axis, as many as stand apart, the last among them."""
    widest = max(length(cut(name)) for name in names) + 14
    every = max(1, math.ceil(widest / max(places[1] - places[0], 1))) if len(places) > 1 else 1
    for place in range(len(names) - 1, -1, -every):
        x, half = places[place], length(cut(names[place])) / 2
        sheet.text(min(x, WIDE - half), y, cut(names[place]), colour="muted", at="middle")


def _columns(sheet: Sheet, picture: Picture) -> None:
    rows, top, bottom = bars_of(picture), _legend(sheet, picture) + 12, _TALL - 28
    every = [bar for row in rows for bar in row.bars if bar.value is not None]
    reach = [v for bar in every for v in (bar.value, bar.low, bar.high) if v is not None]
    reach += [row.target for row in rows if row.target is not None]
    up, left = _upright(sheet, reach, top=top, bottom=bottom, right=WIDE)
    step = (WIDE - left) / len(rows)
    thick = min(step * 0.66, 64 * len(picture.series)) / len(picture.series)
    places = [left + (n + 0.5) * step for n in range(len(rows))]
    named = max(length(sheet.say(bar.value)) for bar in every) < thick + 10
    for x, row in zip(places, rows, strict=True):
        for number, bar in enumerate(row.bars):
            here = x + (number - len(row.bars) / 2) * thick
            if bar.value is not None:
                _column(sheet, bar, up, x=here, thick=thick - 2, mark=row.target, named=named)
        if row.target is not None:
            half = thick * len(row.bars) / 2 + 5
            sheet.stroke((x - half, up(row.target)), (x + half, up(row.target)), colour="target", wide=3)
    _name_buckets(sheet, [row.name for row in rows], places, y=bottom + 16)


def _column(sheet: Sheet, bar: Bar, up: _Across, *, x: float, thick: float, mark: float | None, named: bool) -> None:
    value = bar.value or 0.0
    ends = sorted((up(0), up(value)))
    sheet.rect(x, ends[0], thick, max(ends[1] - ends[0], 1), fill=bar.colour, young=bar.is_young)
    over = ends[0]
    if bar.low is not None and bar.high is not None:
        middle = x + thick / 2
        sheet.stroke((middle, up(bar.low)), (middle, up(bar.high)), colour="ink", wide=1.5)
        over = min(over, up(bar.high))
    if mark is not None and over - 24 < up(mark) < over + 4:
        over = up(mark) - 2
    if named:
        sheet.text(x + thick / 2, over - 10, sheet.say(bar.value), at="middle", bold=True)


def _lines(sheet: Sheet, picture: Picture) -> None:
    top, bottom = _legend(sheet, picture) + 8, _TALL - 28.0
    ends = [(line, next((v for v in reversed(line.values) if v is not None), None)) for line in picture.series]
    said = [f"{cut(line.name, 20)} {sheet.say(end)}" for line, end in ends]
    right = WIDE - min(max(length(text) for text in said) + 16, WIDE * 0.42)
    reach = [v for line in picture.series for v in (*line.values, *line.high, *line.low) if v is not None]
    reach += [v for v in picture.targets if v is not None]
    up, left = _upright(sheet, reach, top=top, bottom=bottom, right=right)
    count = len(picture.categories)
    places = [left + (n + 0.5) * (right - left) / count for n in range(count)]
    marks = [(x, up(v)) for x, v in zip(places, picture.targets, strict=False) if v is not None]
    half = (right - left) / count / 2
    for x, y in marks:
        sheet.stroke((x - half + 2, y), (x + half - 2, y), colour="target", wide=2)
    for place, line in enumerate(picture.series):
        _line(sheet, line, up, places, colour=colour_name(picture, line, place=place), young_from=picture.young_from)
    last = spread([up(end) if end is not None else bottom for _, end in ends], gap=20, low=top)
    for place, ((line, _), y, text) in enumerate(zip(ends, last, said, strict=True)):
        sheet.text(right + 8, y, text, colour=colour_name(picture, line, place=place), bold=True)
    _name_buckets(sheet, picture.categories, places, y=bottom + 16)


def _line(
    sheet: Sheet, line: Line, up: _Across, places: Sequence[float], *, colour: str, young_from: int | None
) -> None:
    sure = [
        (x, up(low), up(high)) for x, low, high in zip(places, line.low, line.high, strict=False)
        if low is not None and high is not None
    ]  # fmt: skip
    if len(sure) > 1:
        sheet.band([(x, high) for x, _, high in sure] + [(x, low) for x, low, _ in reversed(sure)], colour=colour)
    young = len(places) if young_from is None else young_from
    for n in range(1, len(places)):
        before, now = line.values[n - 1], line.values[n]
        if before is not None and now is not None:
            dash = "5 4" if n >= young else ""
            sheet.stroke((places[n - 1], up(before)), (places[n], up(now)), colour=colour, wide=2.5, dash=dash)
    for x, value in zip(places, line.values, strict=True):
        if value is not None and (len(places) <= 12):
            sheet.dot(x, up(value), colour=colour)


# --- a waterfall ----------------------------------------------------------------------------------


def _steps(sheet: Sheet, picture: Picture) -> None:
    steps = steps_of(picture)
    top, bottom = 14.0, _TALL - 62.0
    up, left = _upright(sheet, [v for s in steps for v in (s.first, s.last)], top=top, bottom=bottom, right=WIDE)
    wide = (WIDE - left) / len(steps)
    for place, step in enumerate(steps):
        x, thick = left + place * wide + wide * 0.15, wide * 0.7
        high, low = sorted((up(step.first), up(step.last)))
        is_down = step.is_change and step.last < step.first
        sheet.rect(x, high, thick, max(low - high, 1), fill="paper" if is_down else step.colour, edge=step.colour)
        if place + 1 < len(steps):
            sheet.stroke((x + thick, up(step.last)), (x + wide, up(step.last)), colour="quiet")
        sheet.text(x + thick / 2, high - 11, _signed(sheet, step.size, step.is_change), at="middle", bold=True)
        for number, word in enumerate(_in_lines(step.name, wide - 6)):
            sheet.text(x + thick / 2, bottom + 16 + 17 * number, word, colour="muted", at="middle")


def _signed(sheet: Sheet, value: float, is_change: bool) -> str:
    return f"{'+' if is_change and value > 0 else ''}{sheet.say(value)}"


def _in_lines(name: str, room: float) -> list[str]:
    """A name on at most three lines of so many pixels."""
    made, words = [""], cut(name).split()
    for word in words:
        if made[-1] and length(f"{made[-1]} {word}") > room and len(made) < 3:
            made.append(word)
        else:
            made[-1] = f"{made[-1]} {word}".strip()
    return [in_room(line, room) for line in made]


_DRAW: Mapping[Form, Callable[[Sheet, Picture], None]] = {
    Form.BARS: _bars,
    Form.PARTS: _parts,
    Form.COLUMNS: _columns,
    Form.LINES: _lines,
    Form.STEPS: _steps,
    Form.FUNNEL: _funnel,
}
