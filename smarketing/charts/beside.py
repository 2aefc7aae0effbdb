"""Names beside points: as many as find room, none over another one, over a point, or over words already there.

Places are reckoned for a narrow plot. In a wider one points move apart and names keep their width, so what does not
touch here never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smarketing.charts.labels import width
from smarketing.charts.theme import SMALL

LINE = 20
"""Pixels: the height of a line of text."""

_POINT, _AWAY = 7, 8
"""Pixels: half a point with its rim, and from its centre to its name."""

_SIDES = ((True, True), (False, True), (True, False), (False, False))
"""Right or left, above or below, in the order of liking; diagonally, so that no whisker of its own crosses a name."""


@dataclass(frozen=True)
class Box:
    """A piece of the plot in pixels, from its left lower corner."""

    left: float
    bottom: float
    right: float
    top: float

    def touches(self, other: Box) -> bool:
        """Do they share more than an edge?"""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top

    def lies_in(self, other: Box) -> bool:
        """Is all of it within the other?"""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.bottom <= self.bottom
            and self.top <= other.top
        )


@dataclass(frozen=True)
class Named:
    """A point in pixels and the name that it would like to have beside it."""

    x: float
    y: float
    text: str
    size: float = SMALL

    @property
    def point(self) -> Box:
        """What the point itself takes."""
        return Box(self.x - _POINT, self.y - _POINT, self.x + _POINT, self.y + _POINT)

    def name(self, *, right: bool, above: bool) -> Box:
        """What the name would take on one of its sides."""
        wide = width(self.text, size=self.size)
        left, bottom = self.x + (_AWAY if right else -_AWAY - wide), self.y + (0 if above else -LINE)
        return Box(left, bottom, left + wide, bottom + LINE)


def sides(points: Sequence[Named], *, plot: Box, words: Iterable[Box] = ()) -> list[tuple[bool, bool] | None]:
    """On which side (right, above) each name stands, None where it finds no room; the first ones choose first.

    words: what else is written in the plot.
    """
    taken = [*words, *(p.point for p in points)]
    chosen: list[tuple[bool, bool] | None] = []
    for point in points:
        boxes = {(right, above): point.name(right=right, above=above) for right, above in _SIDES}
        free = (s for s, b in boxes.items() if b.lies_in(plot) and not any(b.touches(other) for other in taken))
        side = next(free, None)
        chosen.append(side)
        taken += [boxes[side]] if side else []
    return chosen


def anchored(side: tuple[bool, bool]) -> dict[str, object]:
    """The part of an annotation that puts it on that side of its point."""
    right, above = side
    return {
        "xanchor": "left" if right else "right", "xshift": _AWAY if right else -_AWAY,
        "yanchor": "bottom" if above else "top", "yshift": 1 if above else -1, "borderpad": 0,
    }  # fmt: skip
