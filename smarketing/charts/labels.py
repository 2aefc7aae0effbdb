"""Words in a picture: what the hover says, and labels at the ends of lines and over columns, kept apart."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.drawing import write
from smarketing.charts.theme import SMALL, TEXT, Look, escape
from smarketing.metrics.registry import Metric, Unit

_TAG = re.compile(r"<[^>]*>")
_NARROW, _SLIM, _WIDE = frozenset("ijlI!,.:;·'’|¦ \u00a0\u202f"), frozenset("tfr()/[]-"), frozenset("mwMW@%æ→…—")


# --- what is said ---------------------------------------------------------------------------------


def muted(text: str, look: Look) -> str:
    """A second, quieter piece of a label."""
    return f'<span style="color:{look.muted};font-size:{SMALL}px">{text}</span>'


def of_how_many(row: pd.Series, look: Look) -> str:
    """`154 of 1,141`, or nothing where the number is no quotient of counts."""
    if pd.isna(row.get("denominator")):
        return ""
    return f"{look.say_exactly(row['numerator'], Unit.COUNT)} of {look.say_exactly(row['denominator'], Unit.COUNT)}"


def interval(row: pd.Series, metric: Metric, look: Look) -> str:
    """`11.5 % – 15.4 %`, or nothing where there is none."""
    if pd.isna(row.get("low")) or pd.isna(row.get("high")):
        return ""
    return f"{look.say(row['low'], metric.unit)} – {look.say(row['high'], metric.unit)}"


def hover(title: str, row: pd.Series, metric: Metric, look: Look) -> str:
    """What the hover says of one number: exactly how much, of how many, how sure. `title` comes raw."""
    lines = [f"<b>{escape(title)}</b>", f"{escape(metric.name)}: {look.say_exactly(row['value'], metric.unit)}"]
    if told := of_how_many(row, look) if metric.unit is Unit.RATE else "":
        lines.append(f"{told} {escape(metric.of)}".rstrip())
    if sure := interval(row, metric, look):
        lines.append(f"95 % interval: {sure}")
    return "<br>".join(lines)


def listed(pairs: Sequence[tuple[str, str]], *, most: int = 5) -> str:
    """`Webinar 120, Fair 80 and 3 more`: for alternative texts."""
    shown = ", ".join(f"{name} {value}" for name, value in pairs[:most])
    return f"{shown} and {len(pairs) - most} more" if len(pairs) > most else shown


def width(text: str, *, size: float = TEXT) -> float:
    """Pixels that a label takes in a line, on the generous side: by the widths of Inter's letters, tags left out."""
    ems = sum(map(_ems, html.unescape(_TAG.sub("", text))))
    return ems * size * (1.07 if "<b>" in text else 1)


def _ems(letter: str) -> float:
    if letter in _NARROW:
        return 0.3
    if letter in _SLIM:
        return 0.4
    if letter in _WIDE or letter >= "\u2e80":  # from there on letters are as wide as they are high
        return 1.0
    return 0.7 if letter.isupper() or letter.isdigit() or not letter.isalpha() else 0.6


def say_left_out(made: go.Figure, left_out: int, by: str, look: Look) -> None:
    """How many rows had no room and could not be put together."""
    if left_out:
        corner = {"x": 1, "y": 0, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
        write(made, corner | {"text": muted(f"{left_out} more {by}{'s' if left_out > 1 else ''} in the table", look)})


# --- at the end of lines --------------------------------------------------------------------------


def spread(places: Sequence[float], *, gap: float, low: float = 0.0) -> list[float]:
    """Move labels apart until neighbours are `gap` from each other, as little and as evenly as that takes.

    low: none goes below it; the others make way.

    >>> spread([5.0, 5.0, 9.0], gap=2.0)
    [4.0, 6.0, 9.0]
    >>> spread([0.0, 0.0, 9.0], gap=2.0)
    [0.0, 2.0, 9.0]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[tuple[float, list[int]]] = []
    for i in order:
        groups.append((places[i], [i]))
        while len(groups) > 1 and _touch(groups[-2], groups[-1], gap):
            (above, upper), (below, lower) = groups.pop(), groups.pop()
            both = lower + upper
            groups.append(((above * len(upper) + below * len(lower)) / len(both), both))
    moved = dict.fromkeys(range(len(places)), 0.0)
    for centre, members in groups:
        for k, i in enumerate(members):
            moved[i] = centre + (k - (len(members) - 1) / 2) * gap
    least = low
    for i in order:
        moved[i] = max(moved[i], least)
        least = moved[i] + gap
    return [moved[i] for i in range(len(places))]


def _touch(lower: tuple[float, list[int]], upper: tuple[float, list[int]], gap: float) -> bool:
    return upper[0] - lower[0] < gap * (len(lower[1]) + len(upper[1])) / 2


@dataclass(frozen=True)
class EndLabel:
    """A word beside the end of a line."""

    y: float
    text: str
    colour: str
    bold: bool = True


def label_ends(made: go.Figure, labels: Sequence[EndLabel], *, top: float, height: int) -> None:
    """Write the labels right of the plot, in the line's own colour and out of each other's way.

    top: the upper end of the y axis, whose lower end is 0.
    """
    plot = max(height - 70, 60)
    places = spread([one.y for one in labels], gap=21 * top / plot, low=8 * top / plot)
    right = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "align": "left"}
    write(made, *(
        right | {"y": place, "text": f"<b>{one.text}</b>" if one.bold else one.text,
                 "font": {"size": TEXT, "color": one.colour}}
        for one, place in zip(labels, places, strict=True)
    ))  # fmt: skip
    longest = max((width(f"<b>{one.text}</b>") for one in labels), default=0)
    made.update_layout(margin={"r": int(longest) + 16})


# --- over columns ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """What stands over one column: its number, above whatever mark would cross it. A young one's stands at its foot."""

    x: int
    value: float
    text: str
    mark: float = float("nan")
    is_young: bool = False


MOST_COLUMNS = 9


def _worth_a_number(columns: Sequence[Column], *, room: float) -> list[Column]:
    if len(columns) <= MOST_COLUMNS:
        return list(columns)
    final = [c for c in columns if not c.is_young] or list(columns)
    chosen = [columns[-1]]
    for c in (max(final, key=lambda c: c.value), min(final, key=lambda c: c.value)):
        if all(abs(c.x - other.x) > 1 or abs(c.value - other.value) > room for other in chosen):
            chosen.append(c)
    return chosen


def label_columns(made: go.Figure, columns: Sequence[Column], look: Look, *, top: float) -> None:
    """Write the numbers of columns out of the way of target ticks and whiskers. top: the y axis's upper end.

    More than a few columns stand too close for all their numbers: then the last, the highest and the lowest have one,
    on the page's own colour, since it may reach over the columns beside.
    """
    near = top * 0.08
    notes = []
    for c in _worth_a_number([c for c in columns if pd.notna(c.value)], room=2 * near):
        inside = c.is_young and c.value > 2 * near
        crossed = not c.is_young and c.value - near / 4 <= c.mark < c.value + near
        notes.append({
            "x": c.x, "y": 0 if inside else c.mark if crossed else c.value, "yanchor": "bottom",
            "yshift": 6 if inside else 4 if crossed else 1, "text": c.text,
            "bgcolor": look.background if inside or len(columns) > MOST_COLUMNS else None,
            "font": {"size": SMALL, "color": look.muted if c.is_young else look.ink},
        })  # fmt: skip
    write(made, *notes)
