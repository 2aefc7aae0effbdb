"""The picture of a scene: drawn from plain numbers, in letters that are read from three metres.

One drawing for the room and for the minutes of any age: what is frozen holds no chart, only a form, categories and
series. Colours come from roles and source slots, so that they are those of all other charts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import plotly.graph_objects as go

from smarketing.charts.drawing import Drawn, blank, figure, hatched, ticks, write
from smarketing.charts.labels import width
from smarketing.charts.once import once
from smarketing.charts.theme import Look, escape, see_through
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import MINUS
from smarketing.scene import Form, Line, Picture, Role

LETTERS = 20
"""Pixels: the room's size."""

_THICK = 0.62
_THICKEST = 70
"""Pixels: two bars do not fill the screen."""

_LONGEST = 28


@once
def draw(picture: Picture | None, *, look: Look, height: int, letters: int = LETTERS) -> Drawn:
    """A picture in a look. height, letters: pixels. Without a picture, or with nothing in it, one sentence."""
    if picture is None or not picture.categories:
        return blank("Nothing to show in this period", look=look, height=height)
    made = figure(look=look, height=height, font={"size": letters}, margin={"t": 12, "b": 8, "l": 8, "r": 16})
    _FORMS[picture.form](made, picture, look, letters)
    made.update_xaxes(tickfont={"size": letters, "color": look.muted})
    made.update_yaxes(tickfont={"size": letters, "color": look.ink})
    return Drawn(made, escape(f"{picture.alt}: {_listed(picture, look)}"))


def _colour(role: Role, look: Look) -> str:
    return {
        Role.MARKETING: look.marketing, Role.SALES: look.sales, Role.TARGET: look.target, Role.YOUNG: look.young,
        Role.BROKEN: look.broken,
    }.get(role, look.neutral)  # fmt: skip


def _say(value: float | None, picture: Picture, look: Look) -> str:
    unit = Unit(picture.unit)
    return look.say(round(value) if unit is Unit.COUNT and value is not None else value, unit)


def _thick(made: go.Figure, picture: Picture) -> float:
    """Of a bar, in rows."""
    return min(_THICK, _THICKEST * len(picture.categories) / made.layout.height)


def _rows(made: go.Figure, picture: Picture, look: Look) -> list[int]:
    """The categories down the left side, the first on top; their places."""
    places = list(range(len(picture.categories)))
    names = [escape(c, longest=_LONGEST) for c in picture.categories]
    made.update_yaxes(
        tickvals=places, ticktext=names, range=[len(names) - 0.5, -0.5], showgrid=False, ticklabelstandoff=10
    )
    made.update_xaxes(visible=False)
    return places


def _bars(made: go.Figure, picture: Picture, look: Look, letters: int) -> None:
    """One bar a category and series, with its number behind it; whiskers where there is an interval."""
    places, many = _rows(made, picture, look), len(picture.series)
    whole = _thick(made, picture)
    thick = whole / many
    reach = _reach(picture)
    for number, line in enumerate(picture.series):
        at = [p - whole / 2 + thick * (number + 0.5) for p in places]
        made.add_bar(
            x=_zeroed(line.values), y=at, orientation="h", width=thick * 0.94, marker=_marker(picture, line, look),
            error_x=_whiskers(line, look), name=escape(line.name), hoverinfo="skip",
        )  # fmt: skip
        ends = [max(v or 0, h or 0) for v, h in zip(line.values, line.high or line.values, strict=True)]
        goals = picture.targets or (None,) * len(places)
        said = [f"<b>{_say(v, picture, look)}</b>{_aim(t, picture, look)}" for v, t in
                zip(line.values, goals, strict=True)]  # fmt: skip
        past = [max(e, t or 0) for e, t in zip(ends, goals, strict=True)]
        beside = {"xanchor": "left", "xshift": 12, "font": {"size": letters, "color": look.ink}}
        write(made, *(beside | {"x": e, "y": y, "text": t} for e, y, t in zip(past, at, said, strict=True)))
        made.update_layout(margin={"r": int(max(width(t, size=letters) for t in said)) + 24})
    _strokes(made, places, picture, look, across=True)
    made.update_xaxes(range=[0, reach])
    _legend(made, picture, letters, look)


def _aim(target: float | None, picture: Picture, look: Look) -> str:
    return "" if target is None else f" of {_say(target, picture, look)}"


def _parts(made: go.Figure, picture: Picture, look: Look, letters: int) -> None:
    """The series of a category one after the other; they add up to it."""
    places = _rows(made, picture, look)
    for line in picture.series:
        colour = _colour(line.role, look)
        made.add_bar(
            x=_zeroed(line.values), y=places, orientation="h", width=_thick(made, picture), name=escape(line.name),
            hoverinfo="skip", text=[_say(v, picture, look) if v else "" for v in line.values], textposition="inside",
            insidetextanchor="middle", textfont={"size": letters, "color": look.on(colour)}, marker={"color": colour},
        )  # fmt: skip
    made.update_layout(barmode="stack")
    _legend(made, picture, letters, look, always=True)


def _columns(made: go.Figure, picture: Picture, look: Look, letters: int) -> None:
    """Upright bars over time; what is not final is hatched."""
    places = list(range(len(picture.categories)))
    line = picture.series[0]
    colour = _colour(line.role, look)
    young = [picture.young_from is not None and p >= picture.young_from for p in places]
    look_of = {"color": colour}
    if any(young):
        look_of["pattern"] = hatched(colour, look) | {"shape": ["/" if y else "" for y in young]}
    made.add_bar(x=places, y=_zeroed(line.values), width=_THICK, marker=look_of, hoverinfo="skip")
    goals = picture.targets or (None,) * len(places)
    tops = [max(v or 0, t or 0) for v, t in zip(line.values, goals, strict=True)]
    pairs = zip(picture.categories, line.values, strict=True)
    names = [f"{escape(c)}<br><b>{_say(v, picture, look)}</b>" for c, v in pairs]
    _strokes(made, places, picture, look, across=False)
    made.update_xaxes(tickvals=places, ticktext=names, showgrid=False)
    made.update_yaxes(visible=False, range=[min(0, *_zeroed(line.values)), (max(tops, default=0) or 1) * 1.05])


def _lines(made: go.Figure, picture: Picture, look: Look, letters: int) -> None:
    """Lines over time, each with its name and last value at its end; a band where there is an interval."""
    places, taken = list(range(len(picture.categories))), []
    top = max((v for line in picture.series for v in (*line.values, *line.high) if v is not None), default=1)
    for line in picture.series:
        colour = _colour(line.role, look)
        if line.low:
            _band(made, line, places, colour)
        dash = "dash" if line.role is Role.TARGET else "dot" if line.role is Role.YOUNG else "solid"
        made.add_scatter(
            x=places, y=list(line.values), mode="lines", hoverinfo="skip", connectgaps=False,
            line={"color": colour, "width": 5 if dash == "solid" else 3, "dash": dash},
        )  # fmt: skip
        known = [(p, v) for p, v in zip(places, line.values, strict=True) if v is not None]
        if known:
            taken.append((known[-1], f"{escape(line.name)} <b>{_say(known[-1][1], picture, look)}</b>", colour))
    beside = {"xanchor": "left", "xshift": 10}
    apart = letters * 1.5 * top / max(made.layout.height - 60, 1)
    heights = _kept_apart([value for (_, value), _, _ in taken], apart)
    write(made, *(
        beside | _before(place, places) | {"x": place, "y": y, "text": text} | {"font": _font(colour, look, letters)}
        for ((place, _), text, colour), y in zip(taken, heights, strict=True)
    ))  # fmt: skip
    room = max((width(text, size=letters) for (place, _), text, _ in taken if place > len(places) * 0.7), default=0)
    made.update_layout(margin={"r": int(room) + 24})
    step = max(1, len(places) // 8)
    names = [escape(c) for c in picture.categories[::step]]
    made.update_xaxes(tickvals=places[::step], ticktext=names, showgrid=False)
    made.update_yaxes(rangemode="tozero", showgrid=True, nticks=5, tickfont={"color": look.muted})


def _font(colour: str, look: Look, letters: int) -> dict[str, object]:
    return {"size": letters, "color": look.word(colour)}


def _before(place: int, places: Sequence[int]) -> dict[str, object]:
    """A line that ends in the middle has its name before its end, where no other goes on."""
    return {"xanchor": "right", "xshift": -10, "yanchor": "bottom"} if place < places[-1] else {}


def _band(made: go.Figure, line: Line, places: list[int], colour: str) -> None:
    known = [(p, lo, hi) for p, lo, hi in zip(places, line.low, line.high, strict=True) if lo is not None]
    there, back = [p for p, _, _ in known], [p for p, _, _ in reversed(known)]
    made.add_scatter(
        x=there + back, y=[hi for _, _, hi in known] + [lo for _, lo, _ in reversed(known)], fill="toself",
        fillcolor=see_through(colour, 0.18), line={"width": 0}, mode="lines", hoverinfo="skip",
    )  # fmt: skip


def _kept_apart(values: Sequence[float], least: float) -> list[float]:
    """The same, moved up where two labels would lie on each other."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed = list(values)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + least)
    return placed


def _steps(made: go.Figure, picture: Picture, look: Look, letters: int) -> None:
    """A waterfall: strokes at then and now, between them what each step added; what fell is hollow."""
    places, values = _rows(made, picture, look), [v or 0 for v in picture.series[0].values]
    levels = list(accumulate(values[1:-1], initial=values[0]))
    changes = values[1:-1]
    made.add_bar(
        x=changes, y=places[1:-1], base=levels[:-1], orientation="h", width=_thick(made, picture), hoverinfo="skip",
        marker={"color": [look.neutral if c > 0 else look.background for c in changes],
                "line": {"color": look.neutral, "width": 3}},
    )  # fmt: skip
    ends = ticks([places[0], places[-1]], [values[0], values[-1]], reach=_THICK / 2, across=True)
    made.add_scatter(**ends, mode="lines", line={"color": look.ink, "width": 6}, hoverinfo="skip")
    said = [_say(values[0], picture, look), *(_signed(_say(c, picture, look)) for c in changes),
            _say(values[-1], picture, look)]  # fmt: skip
    right = [values[0], *(max(a, a + c) for a, c in zip(levels, changes, strict=False)), values[-1]]
    beside = {"xanchor": "left", "xshift": 12, "font": {"size": letters, "color": look.ink}}
    texts = zip(right, places, said, strict=True)
    write(made, *(beside | {"x": x, "y": y, "text": f"<b>{text}</b>"} for x, y, text in texts))
    low, high = min(*levels, *values[:: len(values) - 1]), max(*levels, *values[:: len(values) - 1])
    spread = (high - low) or abs(high) or 1
    made.update_xaxes(range=[low - 0.05 * spread, high + 0.02 * spread])
    made.update_layout(margin={"r": int(max(width(t, size=letters) for t in said)) + 30})


def _signed(written: str) -> str:
    return written if written.startswith(MINUS) else f"+{written}"


def _funnel(made: go.Figure, picture: Picture, look: Look, letters: int) -> None:
    """Centred bars, a stage a row, with the share of the stage above."""
    places, values = _rows(made, picture, look), _zeroed(picture.series[0].values)
    most = max(values) or 1
    made.add_bar(
        x=values, y=places, base=[-v / 2 for v in values], orientation="h", width=_thick(made, picture),
        hoverinfo="skip", marker={"color": _colour(picture.series[0].role, look)},
    )  # fmt: skip
    shares = ["", *(f"  {look.say(b / a if a else None, Unit.RATE)} of these" for a, b in pairwise(values))]
    said = [f"<b>{_say(v, picture, look)}</b>{s}" for v, s in zip(values, shares, strict=True)]
    beside = {"xanchor": "left", "xshift": 12, "font": {"size": letters, "color": look.ink}}
    texts = zip(values, places, said, strict=True)
    write(made, *(beside | {"x": v / 2, "y": y, "text": text} for v, y, text in texts))
    made.update_xaxes(range=[-most / 2, most / 2])
    made.update_layout(margin={"r": int(max(width(t, size=letters) for t in said)) + 24})


_FORMS: dict[Form, Callable[[go.Figure, Picture, Look, int], None]] = {
    Form.BARS: _bars,
    Form.PARTS: _parts,
    Form.COLUMNS: _columns,
    Form.LINES: _lines,
    Form.STEPS: _steps,
    Form.FUNNEL: _funnel,
}


# --- what the forms share -------------------------------------------------------------------------


def _zeroed(values: Sequence[float | None]) -> list[float]:
    return [v or 0 for v in values]


def _reach(picture: Picture) -> float:
    every = [v for line in picture.series for v in (*line.values, *line.high) if v is not None]
    return max([*every, *(t for t in picture.targets if t is not None)], default=0) or 1


def _marker(picture: Picture, line: Line, look: Look) -> dict[str, object]:
    if line.role is Role.SOURCES and picture.slots:
        paints = [look.slot(slot) for slot in picture.slots]
        return {"color": [p.colour for p in paints],
                "pattern": {"shape": [p.pattern for p in paints], "fgcolor": look.background}}  # fmt: skip
    return {"color": _colour(line.role, look)}


def _whiskers(line: Line, look: Look) -> dict[str, object] | None:
    if not any(h is not None for h in line.high):
        return None
    ends = list(zip(line.values, line.low, line.high, strict=True))
    return {
        "type": "data", "symmetric": False, "thickness": 3, "width": 9, "color": look.muted,
        "array": [(h or v or 0) - (v or 0) for v, _, h in ends],
        "arrayminus": [(v or 0) - (lo or 0) if lo is not None else 0 for v, lo, _ in ends],
    }  # fmt: skip


def _strokes(made: go.Figure, places: Sequence[float], picture: Picture, look: Look, *, across: bool) -> None:
    told = [(p, t) for p, t in zip(places, picture.targets, strict=False) if t is not None]
    if told:
        at = ticks([p for p, _ in told], [t for _, t in told], reach=_THICK / 2 + 0.06, across=across)
        made.add_scatter(**at, mode="lines", line={"color": look.target, "width": 4}, hoverinfo="skip")


def _legend(made: go.Figure, picture: Picture, letters: int, look: Look, *, always: bool = False) -> None:
    if always or len(picture.series) > 1:
        words = {"size": letters, "color": look.muted}
        made.update_layout(showlegend=True, legend={"font": words, "traceorder": "normal"})


def _listed(picture: Picture, look: Look) -> str:
    return "; ".join(
        ", ".join(
            f"{category} {_say(v, picture, look)}"
            for category, v in zip(picture.categories, line.values, strict=True) if v is not None
        )
        for line in picture.series
    )  # fmt: skip
