"""What a scene's picture means, before anybody draws it: SVG and slide take their bars, steps and colours from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from smarketing.scene import Form, Line, Picture, Role

SLOTS = 12


@dataclass(frozen=True)
class Bar:
    """One value. colour: its name (`svg_sheet.colours`). low, high: its 95 % interval, both or neither."""

    value: float | None
    colour: str
    is_young: bool
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Row:
    """A category with a bar a series, and its target."""

    name: str
    bars: tuple[Bar, ...]
    target: float | None


@dataclass(frozen=True)
class Step:
    """A step of a waterfall, from one level to the next; the ends go from 0. size: the value that is written."""

    name: str
    first: float
    last: float
    size: float
    is_change: bool
    colour: str


class Mark(Enum):
    """How something is shown in a key."""

    BAR = "bar"
    YOUNG = "young"
    LINE = "line"
    TARGET = "target"


def keys_of(picture: Picture) -> list[tuple[str, str, Mark]]:
    """What has to be said beside the marks: (name, colour's name, mark).

    The names of several series, but for lines, which have theirs at their ends; the stroke of a target; the hatching.
    """
    lines = picture.form is Form.LINES
    made: list[tuple[str, str, Mark]] = []
    if len(picture.series) > 1 and not lines and picture.form not in (Form.STEPS, Form.FUNNEL):
        made = [
            (line.name, colour_name(picture, line, place=place), Mark.YOUNG if line.role is Role.YOUNG else Mark.BAR)
            for place, line in enumerate(picture.series)
        ]
    if any(target is not None for target in picture.targets):
        made.append(("Target", "target", Mark.TARGET))
    if picture.young_from is not None and picture.young_from < len(picture.categories) and not lines:
        made.append(("Not final", colour_name(picture, picture.series[0], category=picture.young_from), Mark.YOUNG))
    if picture.young_from is not None and lines:
        made.append(("Dashed: not final", "muted", Mark.LINE))
    return made


def known(picture: Picture) -> bool:
    """Is there any value to draw?"""
    return any(value is not None for line in picture.series for value in line.values)


def colour_name(picture: Picture, line: Line, *, category: int = 0, place: int = 0) -> str:
    """The name of the colour of a series, or of one of its categories. place: the series' own, from 0.

    Sources have their slots; a second neutral series steps back.
    """
    if line.role is Role.SOURCES:
        slot = picture.slots[category] if category < len(picture.slots) else 0
        return f"slot{(slot - 1) % SLOTS + 1}" if slot > 0 else "quiet"
    if line.role is Role.NEUTRAL and place and picture.series[0].role is Role.NEUTRAL:
        return "quiet"
    return line.role.value


def bars_of(picture: Picture) -> list[Row]:
    """The rows, or buckets, of a picture."""
    targets = dict(enumerate(picture.targets))
    return [
        Row(name, tuple(_bar(picture, line, n, place) for place, line in enumerate(picture.series)), targets.get(n))
        for n, name in enumerate(picture.categories)
    ]


def _bar(picture: Picture, line: Line, category: int, place: int) -> Bar:
    is_young = line.role is Role.YOUNG or (picture.young_from is not None and category >= picture.young_from)
    low, high = (ends[category] if category < len(ends) else None for ends in (line.low, line.high))
    sure = (low, high) if low is not None and high is not None else (None, None)
    return Bar(line.values[category], colour_name(picture, line, category=category, place=place), is_young, *sure)


def steps_of(picture: Picture) -> list[Step]:
    """The waterfall of the first series."""
    line, level, made = picture.series[0], 0.0, []
    last = len(picture.categories) - 1
    for n, (name, value) in enumerate(zip_longest(picture.categories, line.values)):
        size, is_change = value or 0.0, 0 < n < last
        first = level if is_change else 0.0
        level = first + size
        made.append(Step(name, first, level, size, is_change, colour_name(picture, line, category=n)))
    return made
