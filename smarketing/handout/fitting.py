"""Text on a slide that fits its room: measured, made smaller in a few steps, and at last cut with "…".

PowerPoint lays text out when it is opened and tells nobody how high it became. So it is measured here, by the widths of
Inter's letters, which are a little wider than Arial's: what fits here fits there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from smarketing.charts.labels import width

SMALL = 14
"""Points; nothing on a slide is smaller."""

LINE, AFTER = 1.2, 0.35
"""The height of a line, and the room after a paragraph, in letters."""


@dataclass(frozen=True)
class Said:
    """A paragraph. size: 0 for the text's own."""

    text: str
    colour: str = "ink"
    bold: bool = False
    size: int = 0


def measured(text: str, size: float, *, bold: bool = False) -> float:
    """Points that a text takes in one line of Arial."""
    return 0.95 * (1.07 if bold else 1.0) * width(escape(text), size=size)


def lines_of(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """How many lines a text takes in so many points; a word that is longer is broken."""
    count, used, blank = 1, 0.0, measured(" ", size)
    for word in text.split(" "):
        wide = measured(word, size, bold=bold)
        if used and used + blank + wide > room:
            count, used = count + 1, 0.0
        used += wide + (blank if used else 0)
        if used > room:
            count += math.ceil(used / room) - 1
            used %= room
    return count


def fitted(said: Sequence[Said], box: tuple[float, float], sizes: Sequence[int]) -> list[Said]:
    """The paragraphs at the largest size at which all fit into width and height; at the smallest, cut with "…"."""
    made: list[Said] = []
    for size in sizes:
        made = [replace(one, size=one.size or size) for one in said]
        if sum(_height(one, box[0]) for one in made) - made[-1].size * AFTER <= box[1]:
            return made
    return _cut(made, *box)


def needed(said: Sequence[Said], wide: float) -> float:
    """How high paragraphs are in the smallest letters."""
    return sum(_height(replace(one, size=one.size or SMALL), wide) for one in said)


def _height(said: Said, wide: float) -> float:
    return lines_of(said.text, said.size, wide, bold=said.bold) * said.size * LINE + said.size * AFTER


def _cut(said: Sequence[Said], wide: float, high: float) -> list[Said]:
    kept: list[Said] = []
    for one in said:
        room = int(high / (one.size * LINE))
        short = shortened(one.text, one.size, wide, lines=room, bold=one.bold) if room > 0 else ""
        kept += [replace(one, text=short)] if short else []
        if short != one.text:
            break
        high -= _height(one, wide)
    if kept and len(kept) < len(said) and not kept[-1].text.endswith("…"):
        kept[-1] = replace(kept[-1], text=f"{kept[-1].text[:-2].rstrip()}…")
    return kept


def shortened(text: str, size: float, room: float, *, lines: int = 1, bold: bool = False) -> str:
    """As much of a text as takes so many lines of so many points, with "…" where it was cut."""

    def part(count: int) -> str:
        return text if count >= len(text) else f"{text[:count].rstrip()}…"

    if lines_of(text, size, room, bold=bold) <= lines:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        fits = lines_of(part(middle), size, room, bold=bold) <= lines
        low, high = (middle, high) if fits else (low, middle - 1)
    return part(low) if low else ""
