"""Will the month keep its promise? What came so far against the ideal line, carried on to the end with its range."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts import events
from smarketing.charts.axes import finished, time_axis, value_ticks
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, write
from smarketing.charts.labels import EndLabel, label_ends
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, TEXT, Look, escape, see_through
from smarketing.metrics.burn_up import BurnUp, State
from smarketing.metrics.registry import Metric, Unit
from smarketing.periods import Grain, to_date

_MOST_TICKS = 5


@once
def draw(burn: BurnUp | None, metric: Metric, *, look: Look, colour: str = "", height: int = HEIGHT) -> Drawn:
    """A thick line of what came, the dashed ideal line to the goal, the dotted projection in its 80 % fan.

    burn: of MQLs or of their worth; None where nothing is promised. metric: what is counted, for its unit. colour:
    marketing's unless said. Days off are shaded, where the ideal line is flat. A click tells the day in `customdata`.
    """
    if burn is None or burn.days.empty:
        return blank(f"No {escape(metric.name)} are promised for these days", look=look, height=height)
    told = burn.days.assign(at=[pd.Timestamp(to_date(day)) for day in burn.days["day"]])
    colour = colour or look.marketing
    made = figure(look=look, height=height)
    _shade_days_off(made, told, look)
    _add_fan(made, told, metric, look, colour=colour)
    _add_ideal(made, told, metric, look)
    _add_actual(made, told, metric, look, colour=colour)
    days = list(told["at"])
    marked = events.shown(look, days, Grain.DAY)
    top = float(told[["actual", "ideal", "high"]].max().max() or 1) * 1.08 * events.room(marked)
    if burn.pace.days_left or burn.as_of < int(told["day"].iloc[-1]):
        _mark_today(made, told, burn, metric, look, colour=colour, below=events.LINE * bool(marked))
    label_ends(made, _ends(burn, metric, look, colour=colour), top=top, height=height)
    made.update_xaxes(**time_axis(days, Grain.DAY) | _weeks(told["at"]))
    events.mark(made, marked, days, Grain.DAY, look)
    made.update_yaxes(range=[0, top], **value_ticks(top, metric.unit, look))
    return finished(made, _alt(burn, metric, look), marked)


def _weeks(at: pd.Series) -> dict[str, object]:
    """Ticks at Mondays, few enough for a narrow panel; a stretch without one has its first day."""
    mondays = at[at.dt.day_of_week == 0]
    named = list(mondays if len(mondays) else at.head(1))
    named = named[:: -(-len(named) // _MOST_TICKS)]
    texts = [f"{day.day} {day:%b}" for day in named]
    return {
        "tickvals": [f"{day:%Y-%m-%d}" for day in named],
        "ticktext": [f"{texts[0]}<br>{named[0].year}", *texts[1:]],
    }


def _whole(value: float, metric: Metric) -> float:
    """Half an MQL is none; the hover keeps what was computed."""
    return round(value) if metric.unit is Unit.COUNT else value


def _said(value: float, metric: Metric, look: Look) -> str:
    return look.say(_whole(value, metric), metric.unit)


# --- lines ------------------------------------------------------------------------------------------


def _shade_days_off(made: go.Figure, told: pd.DataFrame, look: Look) -> None:
    half = pd.Timedelta(hours=12)
    off = ~told["is_business"]
    run = (off != off.shift()).cumsum()[off]
    shapes = [
        {"type": "rect", "x0": days.min() - half, "x1": days.max() + half, "y0": 0, "y1": 1, "yref": "paper",
         "fillcolor": look.surface, "line": {"width": 0}, "layer": "below"}
        for _, days in told["at"][off].groupby(run)
    ]  # fmt: skip
    made.update_layout(shapes=shapes)


def _add_fan(made: go.Figure, told: pd.DataFrame, metric: Metric, look: Look, *, colour: str) -> None:
    coming = told.dropna(subset=["projected"])
    if len(coming) < 2:
        return
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    made.add_scatter(x=coming["at"], y=coming["low"], **edge)
    made.add_scatter(x=coming["at"], y=coming["high"], fill="tonexty", fillcolor=see_through(colour, 0.18), **edge)
    hovers = [
        f"<b>{_day(row['at'])}</b><br>projected: {_said(row['projected'], metric, look)}"
        f"<br>80 % range: {_said(row['low'], metric, look)} – {_said(row['high'], metric, look)}"
        for _, row in coming.iterrows()
    ]
    _add_line(made, coming["at"], coming["projected"], hovers, color=colour, width=3, dash="dot")


def _add_ideal(made: go.Figure, told: pd.DataFrame, metric: Metric, look: Look) -> None:
    hovers = [
        f"<b>{_day(at)}</b><br>ideal line: {look.say_exactly(v, metric.unit)}"
        for at, v in zip(told["at"], told["ideal"], strict=True)
    ]
    _add_line(made, told["at"], told["ideal"], hovers, color=look.target, width=2, dash="dash")
    made.add_scatter(
        x=told["at"].tail(1), y=told["ideal"].tail(1), mode="markers", hoverinfo="skip", cliponaxis=False,
        marker={"symbol": "line-ew", "size": 14, "line": {"width": 4, "color": look.target}},
    )  # fmt: skip


def _add_actual(made: go.Figure, told: pd.DataFrame, metric: Metric, look: Look, *, colour: str) -> None:
    so_far = told.dropna(subset=["actual"])
    hovers = [
        f"<b>{_day(row['at'])}</b><br>{escape(metric.name)} so far: {look.say_exactly(row['actual'], metric.unit)}"
        f"<br>that day: {look.say_exactly(row['amount'], metric.unit)}"
        for _, row in so_far.iterrows()
    ]
    _add_line(made, so_far["at"], so_far["actual"], hovers, color=colour, width=4)


def _add_line(made: go.Figure, x: pd.Series, y: pd.Series, hovers: list[str], **line: object) -> None:
    made.add_scatter(
        x=x, y=y, mode="lines", line=line, hovertext=hovers, hovertemplate="%{hovertext}<extra></extra>",
        customdata=[[f"{at:%Y-%m-%d}"] for at in x],
    )  # fmt: skip


def _day(at: pd.Timestamp) -> str:
    return f"{at:%a} {Grain.DAY.label(at.date())}"


# --- words ------------------------------------------------------------------------------------------


def _mark_today(
    made: go.Figure, told: pd.DataFrame, burn: BurnUp, metric: Metric, look: Look, *, colour: str, below: int
) -> None:
    so_far = told.dropna(subset=["actual"])
    if so_far.empty:
        return
    at, actual = so_far["at"].iloc[-1], so_far["actual"].iloc[-1]
    made.add_scatter(
        x=[at], y=[actual], mode="markers", hoverinfo="skip",
        marker={"size": 13, "color": colour, "line": {"width": 2, "color": look.background}},
    )  # fmt: skip
    made.add_vline(x=at, line={"color": look.quiet, "width": 1}, layer="below")
    is_late = len(so_far) > len(told) / 3
    beside = {"x": at, "xanchor": "right" if is_late else "left", "xshift": -10 if is_late else 10}
    write(made, beside | {
        "y": 1, "yref": "paper", "yanchor": "top", "yshift": -below, "text": f"{at.day} {at:%b}",
        "font": {"size": SMALL, "color": look.muted},
    }, beside | {
        "y": 1, "yref": "paper", "yanchor": "top", "yshift": -below - 20, "align": "right" if is_late else "left",
        "text": f"<b>{_said(actual, metric, look)}</b> so far<br>{_gap(burn, metric, look)}".removesuffix("<br>"),
        "font": {"size": TEXT, "color": look.word(colour)},
    })  # fmt: skip


def _gap(burn: BurnUp, metric: Metric, look: Look) -> str:
    """`29 ahead`, in whole leads; nothing where nothing was asked for."""
    if not burn.pace.goal:
        return ""
    if not _whole(burn.pace.gap, metric):
        return "on the line"
    return f"{_said(abs(burn.pace.gap), metric, look)} {'ahead' if burn.pace.gap > 0 else 'behind'}"


def _ends(burn: BurnUp, metric: Metric, look: Look, *, colour: str) -> list[EndLabel]:
    pace = burn.pace
    ends = []
    if pace.goal:
        ends.append(EndLabel(pace.goal, f"goal {_said(pace.goal, metric, look)}", look.target, bold=False))
    if pace.landing is None:
        return ends
    own = look.broken if pace.state is State.MISSED else colour
    ends.append(
        EndLabel(pace.landing.value, f"{_about(burn)}{_said(pace.landing.value, metric, look)}", look.word(own))
    )
    if pace.landing.high > pace.landing.low:
        low, high = (_said(v, metric, look) for v in (pace.landing.low, pace.landing.high))
        ends.append(EndLabel(pace.landing.value * 0.999, f"{low} – {high}", look.muted, bold=False))
    return ends


def _about(burn: BurnUp) -> str:
    return "landed at " if burn.as_of >= int(burn.days["day"].iloc[-1]) else "lands near "


def _alt(burn: BurnUp, metric: Metric, look: Look) -> str:
    pace = burn.pace
    first, last = (Grain.DAY.label(to_date(burn.days["day"].iloc[i])) for i in (0, -1))
    told = f"{metric.name} from {first} to {last}: {_said(pace.actual, metric, look)}"
    if pace.goal:
        told += f" of {_said(pace.goal, metric, look)} promised, {_gap(burn, metric, look)}"
    if pace.landing is not None and pace.landing.high > pace.landing.low:
        low, high = (_said(v, metric, look) for v in (pace.landing.low, pace.landing.high))
        told += f"; lands near {_said(pace.landing.value, metric, look)} ({low} to {high})"
    return f"{told}. {str(pace.state).capitalize()}."
