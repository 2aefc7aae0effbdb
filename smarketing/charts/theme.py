"""What colour and type mean here: a `Look` for light and one for dark, named by role.

Neutral by default; a colour says something. A source's colour belongs to its slot for ever and has the
same hue in both themes. The twelve were searched for, not picked: seen by normal, deuteranope and
protanope eyes, any two are at least 19 apart in CIELAB, and each has 3:1 against the page. After the
twelfth slot they come again with a pattern or a dash, so that colour never carries a name alone.
Red is kept for a broken promise. Keep `.streamlit/config.toml` alike (a test compares them).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import plotly.graph_objects as go

from smarketing.filters import NONE
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.periods import Grain

Mode = Literal["light", "dark"]

FONT = "Inter, system-ui, -apple-system, 'Segoe UI', sans-serif"
SMALL, TEXT, BIG = 14, 15, 17
"""Pixels; nothing is smaller than SMALL, so that the back of the room can read it."""

PATTERNS = ("", ".", "x", "+")
DASHES = ("solid", "dash", "dot", "dashdot")
YOUNG_PATTERN = "/"
"""Hatching is kept for what is too young or not final."""


@dataclass(frozen=True)
class Paint:
    """How one source is drawn: a colour, and a pattern (bars) or dash (lines) once the colours come again."""

    colour: str
    pattern: str = ""
    dash: str = "solid"


@dataclass(frozen=True)
class Event:
    """Something that happened on a day and explains a step: a new promise, a definition that changed."""

    day: date
    word: str

    def __str__(self) -> str:
        return f"A line marks {Grain.DAY.label(self.day)}: {self.word}."


@dataclass(frozen=True)
class Look:
    """Colours by role, the slots of the sources, the currency that money is shown in, and what axes of time mark.

    ink, muted, faint: text, second text, grid lines. neutral, quiet: a bar or line that means nothing
    more, and one that steps back behind a highlighted one. young: not final. broken: a broken promise,
    and nothing else. slots: the colour slot by name; a name without one is grey. To tell apart what has
    no slot (regions, teams), number it: `look(mode, slots={"North": 1, …})`. events: each a line on every chart
    over calendar time (`charts.events`).
    """

    mode: Mode
    background: str
    surface: str
    ink: str
    muted: str
    faint: str
    neutral: str
    quiet: str
    marketing: str
    sales: str
    target: str
    young: str
    broken: str
    palette: tuple[str, ...]
    slots: Mapping[str, int] = field(default_factory=dict, hash=False)
    currency: str = "EUR"
    events: tuple[Event, ...] = ()

    def slot(self, number: int) -> Paint:
        """How slot `number` is drawn; 0 is "(none)"."""
        if number <= 0:
            return Paint(self.quiet)
        lap, place = divmod(number - 1, len(self.palette))
        return Paint(self.palette[place], PATTERNS[lap % len(PATTERNS)], DASHES[lap % len(DASHES)])

    def paint(self, name: str) -> Paint:
        """How a source is drawn; neutral where nothing has a slot, grey where only this name has none."""
        if name == NONE:
            return Paint(self.quiet)
        if not self.slots:
            return Paint(self.neutral)
        return self.slot(self.slots.get(name, 0))

    def on(self, colour: str) -> str:
        """White or black, whichever reads better on `colour`."""
        return max("#FFFFFF", "#0B0F17", key=lambda text: contrast(text, colour))

    def word(self, colour: str) -> str:
        """`colour`, mixed with ink as far as words in it can be read on the page (4.5:1)."""
        mixes = (mix(colour, self.ink, share / 10) for share in range(11))
        return next((c for c in mixes if contrast(c, self.background) >= 4.5), self.ink)

    def say(self, value: float | None, unit: Unit) -> str:
        """A number as it stands in the picture."""
        return show(value, unit, currency=self.currency)

    def say_exactly(self, value: float | None, unit: Unit) -> str:
        """A number as the hover tells it."""
        return show(value, unit, currency=self.currency, exact=True)

    @property
    def template(self) -> go.layout.Template:
        """Plotly's side of the look; every figure names it, since importing Streamlit changes the default."""
        return _template(self)


_LIGHT = Look(
    mode="light",
    background="#FFFFFF",
    surface="#F6F7F9",
    ink="#1A2233",
    muted="#5B6577",
    faint="#E6E9EF",
    neutral="#4C6488",
    quiet="#8A93A4",
    marketing="#6D4AD0",
    sales="#0B8577",
    target="#0B0F17",
    young="#7E899C",
    broken="#C8102E",
    palette=(
        "#1C7DEC", "#C9811D", "#085249", "#5F399F", "#7B5801", "#DF6697",
        "#132E4F", "#437449", "#562707", "#1099D5", "#7D4889", "#8A934E",
    ),
)  # fmt: skip

_DARK = Look(
    mode="dark",
    background="#0F1318",
    surface="#171C24",
    ink="#E8ECF3",
    muted="#9FA9BA",
    faint="#262D38",
    neutral="#8FA6CC",
    quiet="#6B7586",
    marketing="#A78BFA",
    sales="#2CC5B0",
    target="#FFFFFF",
    young="#7F8A9C",
    broken="#FF5C6C",
    palette=(
        "#2284FA", "#C98128", "#03846C", "#BE9AEF", "#FBCA50", "#E491B2",
        "#1266B1", "#75B879", "#9B5B31", "#BFE2FF", "#9C72A6", "#CBD67A",
    ),
)  # fmt: skip


def look(mode: Mode = "light", *, slots: Mapping[str, int] | None = None, currency: str = "EUR") -> Look:
    """The look of one theme. slots: `{source: slot}`, from the store; currency: the workspace's."""
    return replace(_DARK if mode == "dark" else _LIGHT, slots=dict(slots or {}), currency=currency)


# --- labels that come from files ------------------------------------------------------------------

_MEANS_SOMETHING = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "%": "&#37;", "{": "&#123;", "}": "&#125;"}
_LONGEST = 24


def escape(text: object, *, longest: int = 0) -> str:
    """A label as plain text. Plotly reads `<b>`, `<a href>`, `$maths$` and `%{x}` in labels; data is none of these.

    Control and direction characters are dropped, white space becomes one blank. longest: characters to
    keep, with "…" for the rest; 0 keeps all.
    """
    seen = "".join(c for c in str(text) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    shown = re.sub(r"\s+", " ", seen)
    if longest and len(shown) > longest:
        shown = shown[: longest - 1].rstrip() + "…"
    return "".join(_MEANS_SOMETHING.get(c, c) for c in shown)


def label(text: object) -> str:
    """A label short enough for an axis, escaped."""
    return escape(text, longest=_LONGEST)


# --- contrast -------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0…1 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1…21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    parts = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)


def see_through(colour: str, opacity: float) -> str:
    """`#RRGGBB` as `rgba(…)`: for bands."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _template(of: Look) -> go.layout.Template:
    axis = {
        "automargin": True,
        "gridcolor": of.faint,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": SMALL, "color": of.muted},
        "title": {"font": {"size": SMALL, "color": of.muted}},
        "fixedrange": True,
        "ticklabelstandoff": 6,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": TEXT, "color": of.ink},
            "paper_bgcolor": of.background,
            "plot_bgcolor": of.background,
            "colorway": list(of.palette),
            "margin": {"l": 4, "r": 12, "t": 8, "b": 4},
            "xaxis": axis,
            "yaxis": axis,
            "barcornerradius": 3,
            "hoverlabel": {
                "bgcolor": of.surface,
                "bordercolor": of.faint,
                "font": {"family": FONT, "size": TEXT, "color": of.ink},
                "align": "left",
                "namelength": -1,
            },
            "legend": {
                "orientation": "h", "x": 0, "y": 1.0, "xanchor": "left", "yanchor": "bottom",
                "font": {"size": SMALL, "color": of.muted}, "itemclick": False, "itemdoubleclick": False,
            },
            "dragmode": False,
        },
    )  # fmt: skip
