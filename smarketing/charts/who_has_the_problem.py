"""Who has the problem? Acceptance over first touches in time: a point a group, with both 95 % intervals.

Where a point lies tells its rates; whether they say anything is told by how it is drawn. A group that is clearly
behind is large, in its colour and named in bold; the others are small and grey; one with too few leads is hollow.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import finished, value_ticks
from smarketing.charts.beside import LINE, Box, Named, anchored, sides
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, write
from smarketing.charts.labels import listed, muted, width
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, TEXT, Look, escape, label, see_through
from smarketing.metrics.diagnosis import RATES, Diagnosis, together
from smarketing.metrics.registry import Unit

ACROSS, UP = "compliance", "acceptance"

_SAID = {UP: "accepted", ACROSS: "touched in time"}

_PLOT = Box(0, 0, 560, 300)
"""The smallest plot that is reckoned with."""

_PAD = 3
"""Pixels around the word of a corner."""


@once
def draw(frame: pd.DataFrame, *, look: Look, by: str = "source", height: int = HEIGHT) -> Drawn:
    """First touches in time to the right, acceptance upwards, both rates of all groups together as dashed lines.

    frame: `diagnose`. Names stand beside their points as long as there is room, those with a problem first; the hover
    has them all. A click tells the name in `customdata`.
    """
    told = frame.dropna(subset=[UP, ACROSS]).reset_index(drop=True)
    if told.empty:
        return blank("Nothing to tell of follow-up: no first touch was due", look=look, height=height)
    all_together = together(frame)
    ranges = {rate: _range(told, rate, all_together[rate]) for rate in RATES}
    made = figure(look=look, height=height, margin={"t": 50})
    for colour, points in told.groupby(_colours(told, look, by=by), sort=False):
        _add_points(made, points, look, by=by, colour=str(colour))
    _add_lines(made, all_together, look)
    corners = _corners(by)
    write(made, *_corner_words(corners, look), *_names(told, corners, look, ranges, by=by))
    _say_not_drawn(made, len(frame) - len(told), look)
    _set_axes(made, ranges, look)
    drawn = finished(made, _alt(told, look, by=by, all_together=all_together))
    drawn.figure.update_layout(margin={"b": 2 * LINE + 8})
    return drawn


def _range(told: pd.DataFrame, rate: str, line: float) -> tuple[float, float]:
    """From the lowest whisker that is drawn to the highest, with the line of all and some air."""
    sure = told[told["diagnosis"] != Diagnosis.TOO_FEW]
    seen = pd.concat([told[rate], sure[f"{rate}_low"], sure[f"{rate}_high"], pd.Series([line])])
    air = max(0.06 * float(seen.max() - seen.min()), 0.02)
    return float(seen.min()) - air, float(seen.max()) + air


def _has_problem(row: pd.Series) -> bool:
    return row["short"] > 0


def _colours(told: pd.DataFrame, look: Look, *, by: str) -> pd.Series:
    colours = [look.paint(row[by]).colour if _has_problem(row) else look.quiet for _, row in told.iterrows()]
    return pd.Series(colours, told.index)


def _add_points(made: go.Figure, rows: pd.DataFrame, look: Look, *, by: str, colour: str) -> None:
    few = rows["diagnosis"] == Diagnosis.TOO_FEW
    problem = rows["short"] > 0
    made.add_scatter(
        x=rows[ACROSS], y=rows[UP], mode="markers",
        marker={
            "size": [15 if p else 10 for p in problem],
            "opacity": 1,
            "color": [look.background if f else colour for f in few],
            "line": {"width": 2, "color": [colour if f else look.background for f in few]},
        },
        error_x=_whiskers(rows.mask(few), ACROSS, colour, strong=bool(problem.any())),
        error_y=_whiskers(rows.mask(few), UP, colour, strong=bool(problem.any())),
        customdata=[[name] for name in rows[by]],
        hovertext=[_hover(row, look, by=by) for _, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _whiskers(rows: pd.DataFrame, rate: str, colour: str, *, strong: bool) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": rows[f"{rate}_high"] - rows[rate],
        "arrayminus": rows[rate] - rows[f"{rate}_low"],
        "color": colour if strong else see_through(colour, 0.45),
        "thickness": 2 if strong else 1.2,
        "width": 0,
    }


def _add_lines(made: go.Figure, all_together: dict[str, float], look: Look) -> None:
    line = {"color": look.muted, "width": 1.5, "dash": "dash"}
    made.add_vline(x=all_together[ACROSS], line=line, layer="below")
    made.add_hline(y=all_together[UP], line=line, layer="below")
    said = {rate: muted(f"all {look.say(all_together[rate], Unit.RATE)}", look) for rate in RATES}
    write(
        made,
        {"x": all_together[ACROSS], "y": 1, "yref": "paper", "yanchor": "bottom", "text": said[ACROSS]},
        {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": all_together[UP], "text": said[UP]},
    )
    made.update_layout(margin={"r": int(width(said[UP], size=SMALL)) + 10})


def _corners(by: str) -> dict[tuple[int, int], str]:
    """What each corner of the plot means, by its place across and up."""
    follow_up, quality = Diagnosis.FOLLOW_UP.word(by), Diagnosis.QUALITY.word(by)
    return {(0, 1): follow_up, (1, 1): "fine", (0, 0): "both", (1, 0): quality}


def _corner_words(corners: dict[tuple[int, int], str], look: Look) -> list[dict[str, object]]:
    return [
        {
            "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": ("left", "right")[x],
            "yanchor": ("bottom", "top")[y], "text": muted(word, look), "bgcolor": look.surface,
            "borderpad": _PAD,
        }
        for (x, y), word in corners.items()
    ]  # fmt: skip


def _set_axes(made: go.Figure, ranges: dict[str, tuple[float, float]], look: Look) -> None:
    low, high = ranges[ACROSS]
    made.update_xaxes(range=[low, high], **_ticks(ranges[ACROSS], look), tickangle=0, title="MQLs touched in time →")
    made.update_yaxes(range=list(ranges[UP]), **_ticks(ranges[UP], look))
    up = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 22}
    write(made, up | {"text": muted("↑ MQLs accepted, of those answered", look)})


def _say_not_drawn(made: go.Figure, count: int, look: Look) -> None:
    """How many groups have no place, since nothing was answered or due."""
    if count:
        corner = {"x": 1, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
        write(made, corner | {"yshift": 22, "text": muted(f"{count} not drawn", look)})


def _ticks(ends: tuple[float, float], look: Look) -> dict[str, object]:
    return value_ticks(min(ends[1], 1.0), Unit.RATE, look, low=max(ends[0], 0.0), most=5)


def _names(
    told: pd.DataFrame,
    corners: dict[tuple[int, int], str],
    look: Look,
    ranges: dict[str, tuple[float, float]],
    *,
    by: str,
) -> list[dict[str, object]]:
    """The names beside their points, as far as there is room; `told` has those with a problem first."""
    points = [_named(row, ranges, by=by) for _, row in told.iterrows()]
    words = [_corner_box(x, y, word) for (x, y), word in corners.items()]
    placed = zip(told.iterrows(), points, sides(points, plot=_PLOT, words=words), strict=True)
    behind = {"bgcolor": see_through(look.background, 0.75)}
    return [
        {"x": row[ACROSS], "y": row[UP], "text": point.text, **behind, **anchored(side),
         "font": {"size": point.size, "color": _ink(row, look, by=by)}}
        for (_, row), point, side in placed
        if side
    ]  # fmt: skip


def _named(row: pd.Series, ranges: dict[str, tuple[float, float]], *, by: str) -> Named:
    x, y = ((row[rate] - ranges[rate][0]) / (ranges[rate][1] - ranges[rate][0]) for rate in (ACROSS, UP))
    name, size = (f"<b>{label(row[by])}</b>", TEXT) if _has_problem(row) else (label(row[by]), SMALL)
    return Named(x * _PLOT.right, y * _PLOT.top, name, size)


def _corner_box(x: int, y: int, word: str) -> Box:
    wide, high = width(word, size=SMALL) + 2 * _PAD, LINE + 2 * _PAD
    left, bottom = x * (_PLOT.right - wide), y * (_PLOT.top - high)
    return Box(left, bottom, left + wide, bottom + high)


def _ink(row: pd.Series, look: Look, *, by: str) -> str:
    return look.word(look.paint(row[by]).colour) if _has_problem(row) else look.muted


# --- in words -------------------------------------------------------------------------------------


def _hover(row: pd.Series, look: Look, *, by: str) -> str:
    lines = [f"<b>{escape(row[by])}</b>: {Diagnosis(row['diagnosis']).word(by)}"]
    for rate, (done, of) in RATES.items():
        low, high, others = (look.say(row[f"{rate}_{end}"], Unit.RATE) for end in ("low", "high", "others"))
        counts = f"{look.say_exactly(row[done], Unit.COUNT)} of {look.say_exactly(row[of], Unit.COUNT)}"
        lines.append(f"{_SAID[rate]}: {look.say_exactly(row[rate], Unit.RATE)}, {counts}; all others {others}")
        lines.append(f"95 % interval: {low} – {high}")
    return "<br>".join(lines)


def _alt(told: pd.DataFrame, look: Look, *, by: str, all_together: dict[str, float]) -> str:
    def both(row: pd.Series | dict[str, float]) -> str:
        return " and ".join(f"{look.say(row[rate], Unit.RATE)} {said}" for rate, said in _SAID.items())

    pairs = [(f"{row[by]}:", f"{both(row)} ({Diagnosis(row['diagnosis']).word(by)})") for _, row in told.iterrows()]
    return f"Acceptance over first touches in time by {by}; all together {both(all_together)}. {listed(pairs)}."
