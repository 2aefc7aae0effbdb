"""When do they wait? A rate by weekday and hour of arrival: the deeper the red, the more often the promise broke."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smarketing.agreement import WEEKDAYS
from smarketing.charts.axes import finished
from smarketing.charts.drawing import HEIGHT, Drawn, figure, nothing, write
from smarketing.charts.labels import hover, listed, muted
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, TEXT, YOUNG_PATTERN, Look, contrast, mix
from smarketing.metrics.findings import share
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.registry import Metric, Unit

_DEEPEST = 0.8
_APART = 0.25
"""The whole day stands this far from its hours."""


@once
def draw(frame: pd.DataFrame, metric: Metric, *, look: Look, height: int = HEIGHT) -> Drawn:
    """A row a weekday, a column an hour, beside them the whole day; in each cell the rate and of how many.

    frame: tidy rows of one rate, one per weekday: int, Monday is 0, and place: int, the order of hours: str, its word;
    place −1 is the whole day. A cell with fewer than ten is hatched and tells only how many: too few to say. One
    without any is left out.
    """
    cells = frame[frame["denominator"] > 0]
    if cells.empty:
        return nothing(metric, look=look, height=height)
    hours = cells[cells["place"] >= 0].drop_duplicates("place").set_index("place")["hours"]
    places = range(hours.index.min(), hours.index.max() + 1)
    made = figure(look=look, height=height, barmode="stack", barcornerradius=0)
    for x, place in enumerate(places):
        _add_column(made, cells[cells["place"] == place], metric, look, x=x)
    made.add_bar(orientation="h", x=[_APART] * 7, y=list(range(7)), marker={"color": look.background}, hoverinfo="skip")
    whole_day = cells[cells["place"] == -1]
    _add_column(made, whole_day, metric, look, x=len(places) + _APART)
    heads = [hours.get(place, "") for place in places] + list(whole_day["hours"][:1])
    at = [*range(len(places)), len(places) + _APART]
    made.update_xaxes(side="top", tickmode="array", tickvals=[x + 0.5 for x in at], showgrid=False, tickangle=0,
                      ticktext=[head.replace(" ", "<br>") for head in heads], range=[0, len(places) + 1 + _APART],
                      tickfont={"size": SMALL, "color": look.ink})  # fmt: skip
    made.update_yaxes(tickmode="array", tickvals=list(range(7)), ticktext=list(WEEKDAYS), range=[6.5, -0.5],
                      showgrid=False, tickfont={"size": TEXT, "color": look.ink}, ticklabelstandoff=10)  # fmt: skip
    drawn = finished(made, _alt(whole_day, metric, look))
    drawn.figure.update_layout(margin={"t": 50, "b": 8, "r": 8})
    return drawn


def _add_column(made: go.Figure, cells: pd.DataFrame, metric: Metric, look: Look, *, x: float) -> None:
    rows = cells.set_index("weekday").reindex(range(7))  # a weekday without any is there, and unseen
    few = rows["denominator"] < ENOUGH
    depth = (1 - rows["value"]).where(~few, 0).fillna(0) * _DEEPEST
    painted = [mix(look.background, look.broken, share_broken) for share_broken in depth]
    made.add_bar(
        orientation="h", x=[1] * 7, y=list(range(7)), width=1,
        marker={
            "color": painted, "line": {"width": 3, "color": look.background},
            "pattern": {"shape": [YOUNG_PATTERN if thin else "" for thin in few], "fgcolor": look.faint,
                        "bgcolor": look.background, "size": 9, "solidity": 0.3},
        },
        hovertext=[_hover(day, row, metric, look) for day, (_, row) in zip(WEEKDAYS, rows.iterrows(), strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    write(made, *(
        {"x": x + 0.5, "y": place, "text": _told(row, look, painted[place]), "font": {"size": SMALL,
         "color": _ink(painted[place], look)}}
        for place, row in rows.dropna(subset=["denominator"]).iterrows()
    ))  # fmt: skip


def _ink(painted: str, look: Look) -> str:
    return max((look.ink, look.background), key=lambda colour: contrast(colour, painted))


def _told(row: pd.Series, look: Look, painted: str) -> str:
    n = look.say(row["denominator"], Unit.COUNT)
    if row["denominator"] < ENOUGH:
        return muted(n, look)
    soft = next((c for c in (look.muted, _ink(painted, look)) if contrast(c, painted) >= 4.5), _ink(painted, look))
    return f'<b>{share(row["value"])}</b><br><span style="color:{soft};font-size:{SMALL}px">{n}</span>'


def _hover(day: str, row: pd.Series, metric: Metric, look: Look) -> str:
    if pd.isna(row["denominator"]):
        return f"<b>{day}</b>: none was due"
    few = "<br>too few to say" if row["denominator"] < ENOUGH else ""
    return hover(f"{day}, {row['hours']}", row, metric, look) + few


def _alt(days: pd.DataFrame, metric: Metric, look: Look) -> str:
    pairs = [
        (WEEKDAYS[int(row["weekday"])], f"{share(row['value'])} of {look.say(row['denominator'], Unit.COUNT)}")
        for _, row in days.iterrows()
    ]
    return f"{metric.name} by weekday and hour of arrival; by weekday: {listed(pairs, most=7)}."
