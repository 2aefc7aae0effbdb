"""A sheet that SVG is drawn on: bars, strokes and texts in colours by their names, and how wide a text is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from smarketing.charts.labels import width
from smarketing.charts.theme import Look

WIDE = 720
TEXT = 14
_LONGEST_NAME = 28


def colours(of: Look) -> dict[str, str]:
    """Every colour of a look by its name here, as `--name` on the page."""
    named = ("ink", "muted", "faint", "neutral", "quiet", "marketing", "sales", "target", "young", "broken")
    made = {name: getattr(of, name) for name in named} | {"paper": of.background}
    slots = {f"slot{n}": colour for n, colour in enumerate(of.palette, start=1)}
    return made | slots | {f"on-{name}": of.on(colour) for name, colour in (made | slots).items()}


@dataclass
class Sheet:
    """What is drawn so far. paint: a colour's name → what SVG is told; say: a number as it stands in the picture."""

    paint: Callable[[str], str]
    say: Callable[[float | None], str]
    key: str
    high: float = 300
    marks: list[str] = field(default_factory=list)
    hatched: dict[str, str] = field(default_factory=dict)

    def rect(
        self, x: float, y: float, wide: float, high: float, *, fill: str, edge: str = "", young: bool = False
    ) -> None:
        """A bar; a hatched one where it is not final."""
        paint = self.hatch(fill) if young else self.paint(fill)
        line = f' stroke="{self.paint(edge)}" stroke-width="2"' if edge else ""
        self.marks.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{max(high, 0):.1f}" rx="2" '
            f'fill="{paint}"{line}/>'
        )

    def hatch(self, name: str) -> str:
        """The colour in stripes."""
        self.hatched[name] = f"{self.key}-{name}"
        return f"url(#{self.key}-{name})"

    def stroke(self, *ends: tuple[float, float], colour: str, wide: float = 1.0, dash: str = "") -> None:
        """A line through points."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in ends)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.marks.append(
            f'<polyline points="{points}" fill="none" stroke="{self.paint(colour)}" stroke-width="{wide}"{dashed}/>'
        )

    def band(self, points: Sequence[tuple[float, float]], *, colour: str) -> None:
        """An area that shines through."""
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.marks.append(f'<polygon points="{told}" fill="{self.paint(colour)}" fill-opacity="0.14"/>')

    def dot(self, x: float, y: float, *, colour: str) -> None:
        """Where a value is."""
        self.marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{self.paint(colour)}"/>')

    def text(
        self, x: float, y: float, said: str, *, colour: str = "ink", at: str = "start", bold: bool = False
    ) -> None:
        """A text; y is the middle of its letters."""
        weight = ' font-weight="600"' if bold else ""
        self.marks.append(
            f'<text x="{x:.1f}" y="{y + TEXT * 0.35:.1f}" text-anchor="{at}" fill="{self.paint(colour)}"{weight}>'
            f"{escape(said.replace('→', '›'))}</text>"  # Inter has no arrow to the right
        )

    def finished(self, alt: str) -> str:
        """The whole of it."""
        stripes = "".join(
            f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="6" height="6" fill="{self.paint("paper")}"/>'
            f'<rect width="3" height="6" fill="{self.paint(colour)}"/></pattern>'
            for colour, name in self.hatched.items()
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {self.high:.0f}" role="img" '
            f'aria-label="{escape(alt)}" font-family="Inter, DejaVu Sans, Noto Sans, sans-serif" font-size="{TEXT}">'
            f"<defs>{stripes}</defs>{''.join(self.marks)}</svg>"
        )


def length(text: str) -> float:
    """Pixels that a text takes, in whatever letters its reader has: Inter's are narrower than most."""
    return 1.12 * width(escape(text), size=TEXT)


def cut(text: str, longest: int = _LONGEST_NAME) -> str:
    """A name in one line, short enough to stand beside a mark."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def in_room(text: str, room: float) -> str:
    """A name cut so that it takes no more than so many pixels."""
    line = cut(text)
    while line and length(line) > room + 0.01:
        line = line[:-2].rstrip() + "…" if len(line) > 2 else ""
    return line
