"""One view of the numbers as plain data: what an agenda item shows, what minutes freeze, what a slide draws.

    the SELECTs ──▶ metrics ──▶ Scene ──▶ the room's big chart · HTML and PDF · a native PowerPoint chart · JSON

A scene is computed once (`scenes`), and everything that shows it draws the same figures; frozen as JSON it still reads
as it stood, whatever the program's charts have become. Texts are written out; only a picture holds bare numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a picture is drawn."""

    BARS = "bars"  # horizontal, a category a row, the first on top; several series stand one after the other
    PARTS = "parts"  # horizontal, stacked: the series of a category add up to it
    COLUMNS = "columns"  # upright, categories are buckets of time
    LINES = "lines"  # categories are buckets of time
    STEPS = "steps"  # a waterfall: the first and last value stand, those between are changes
    FUNNEL = "funnel"  # centred horizontal bars, a stage a row


class Role(StrEnum):
    """What a series means, and so its colour."""

    NEUTRAL = "neutral"
    MARKETING = "marketing"
    SALES = "sales"
    TARGET = "target"
    YOUNG = "young"
    BROKEN = "broken"
    SOURCES = "sources"  # each category is a source and has its own colour (`Picture.slots`)


@dataclass(frozen=True)
class Line:
    """One series of a picture, a value a category, None where there is none. low, high: 95 % intervals, or empty."""

    name: str
    values: tuple[float | None, ...]
    role: Role = Role.NEUTRAL
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Picture:
    """The chart of a scene. unit: a `registry.Unit`'s value. slots: the colour slot of each category, or empty.

    targets: a value a category that is marked by a stroke, or empty. young_from: the place of the first category that
    is not final, or None.
    """

    form: Form
    categories: tuple[str, ...]
    series: tuple[Line, ...]
    unit: str
    alt: str
    slots: tuple[int, ...] = ()
    targets: tuple[float | None, ...] = ()
    young_from: int | None = None


@dataclass(frozen=True)
class Figure:
    """A headline number, written out. of: "154 of 1,141". change: on the period that `foot` names.

    mood: "good", "bad", or "" where no difference is clear.
    """

    name: str
    value: str
    of: str = ""
    change: str = ""
    mood: str = ""


@dataclass(frozen=True)
class Grid:
    """A table, written out, each row as long as `columns`. words: how many columns, from the left, are no numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


@dataclass(frozen=True)
class Scene:
    """What one agenda item shows.

    title: the finding, or what is shown. shows: what is drawn, in a line. foot: clock, window, as-of day, n.
    sentences: what else is to be said, a line each. definitions: (name, text) of the numbers shown. page, query: the
    page with its filters where it can be explored.
    """

    key: str
    title: str
    shows: str
    foot: str
    page: str
    query: str
    figures: tuple[Figure, ...] = ()
    picture: Picture | None = None
    grid: Grid | None = None
    sentences: tuple[str, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
