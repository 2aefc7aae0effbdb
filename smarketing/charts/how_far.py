"""How far do they get? A funnel as bars of equal height, with the rate, its interval and n between the stages."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from smarketing.charts.drawing import (
    CHARACTER,
    HEIGHT,
    NARROW,
    Drawn,
    blank,
    escape,
    figure,
    listed,
    muted,
    visible_length,
)
from smarketing.charts.theme import SMALL, Look, label
from smarketing.metrics.registry import Unit

MOST_SOURCES = 8
EMPTY = "No lead entered the funnel in this period"


def draw(stages: pd.DataFrame, *, look: Look, colour: str = "", height: int = HEIGHT) -> Drawn:
    """The funnel of one cohort.

    stages: one row per stage that the data knows, in order. stage: str, what people read · reached: how
    many of the cohort got there by as-of · value, numerator, denominator, low, high: the rate from the
    stage above (missing in the first row) · skipped: int, optional, passed it without a date of its own ·
    too_young: int, optional, left out of the rate because their window is not over.
    """
    if stages.empty or not stages["reached"].max():
        return blank(EMPTY, look=look, height=height)
    rows = stages.reset_index(drop=True)
    made = figure(_bars(rows, look, colour=colour or look.neutral), look=look, height=height)
    for i, row in rows.iterrows():
        if i and _is_told(row):
            made.add_annotation(
                x=0, y=i - 0.5, xanchor="left", xshift=6, showarrow=False, text=_between(row, look), font={"size": 15}
            )
    longest = max(visible_length(_end(row, look)) for _, row in rows.iterrows()) * CHARACTER + 12
    made.update_xaxes(
        range=[0, rows["reached"].max() * NARROW / (NARROW - longest)], showticklabels=False, showgrid=False
    )
    made.update_yaxes(tickmode="array", tickvals=list(rows.index), ticktext=[f"<b>{label(s)}</b>" for s in rows["stage"]],
                      range=[len(rows) - 0.6, -0.4], showgrid=False, tickfont={"size": 16, "color": look.ink},
                      ticklabelstandoff=10)  # fmt: skip
    return Drawn(made, _alt(rows, look))


def _bars(rows: pd.DataFrame, look: Look, *, colour: str) -> go.Bar:
    return go.Bar(
        orientation="h", x=rows["reached"], y=list(rows.index), width=0.5, marker={"color": colour},
        text=[_end(row, look) for _, row in rows.iterrows()], textposition="outside", cliponaxis=False,
        constraintext="none", textfont={"size": 16}, customdata=[[s] for s in rows["stage"]],
        hovertext=[_hover(row, rows, look) for _, row in rows.iterrows()], hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _end(row: pd.Series, look: Look) -> str:
    said = f"<b>{look.say_exactly(row['reached'], Unit.COUNT)}</b>"
    skipped = row.get("skipped", 0)
    return f"{said}  {muted(f'{skipped:,.0f} skipped it', look)}" if skipped and skipped > 0 else said


def _between(row: pd.Series, look: Look) -> str:
    if pd.isna(row["value"]):
        return muted("↓ – too young to say", look)
    sure = f"  {look.say(row['low'], Unit.RATE)} – {look.say(row['high'], Unit.RATE)}" if pd.notna(row["low"]) else ""
    young = row.get("too_young", 0)
    waiting = f" · {young:,.0f} too young" if young and young > 0 else ""
    said = f"{look.say_exactly(row['numerator'], Unit.COUNT)} of {look.say_exactly(row['denominator'], Unit.COUNT)}"
    return f"{muted('↓', look)} <b>{look.say(row['value'], Unit.RATE)}</b>  {muted(f'{said} · {sure.strip()}{waiting}', look)}"


def _hover(row: pd.Series, rows: pd.DataFrame, look: Look) -> str:
    first = rows["reached"].iloc[0]
    lines = [f"<b>{escape(row['stage'])}</b>: {look.say_exactly(row['reached'], Unit.COUNT)}"]
    lines.append(
        f"{look.say_exactly(row['reached'] / first if first else None, Unit.RATE)} of {escape(rows['stage'].iloc[0])}"
    )
    if _is_told(row):
        lines.append(
            f"from the stage above: {look.say_exactly(row['value'], Unit.RATE)}"
            f" ({look.say_exactly(row['numerator'], Unit.COUNT)} of {look.say_exactly(row['denominator'], Unit.COUNT)})"
        )
    return "<br>".join(lines)


def _is_told(row: pd.Series) -> bool:
    return pd.notna(row["denominator"])


def _alt(rows: pd.DataFrame, look: Look) -> str:
    pairs = [
        (str(row["stage"]), look.say_exactly(row["reached"], Unit.COUNT)
         + (f" ({look.say(row['value'], Unit.RATE)} of the stage above)" if pd.notna(row["value"]) else ""))
        for _, row in rows.iterrows()
    ]  # fmt: skip
    return f"Funnel: {listed(pairs, most=8)}."


# --- small multiples ------------------------------------------------------------------------------


def by_source(
    stages: pd.DataFrame, *, look: Look, by: str = "source", most: int = MOST_SOURCES, height: int = 520
) -> Drawn:
    """A small funnel per source, all on the same scale: the share of its own first stage.

    stages: one row per value of `by` and stage, in order, as in `draw`. The `most` with the largest first
    stage are drawn, the others summed into the last one.
    """
    if stages.empty or not stages["reached"].max():
        return blank(EMPTY, look=look, height=height)
    order = list(dict.fromkeys(stages["stage"]))
    table = _reached(stages, order, by=by, most=most)
    columns = min(4, len(table))
    lines = -(-len(table) // columns)
    made = make_subplots(rows=lines, cols=columns, shared_yaxes=True, shared_xaxes=True, horizontal_spacing=0.035,
                         vertical_spacing=0.14 if lines > 1 else 0)  # fmt: skip
    made.update_layout(template=look.template, height=height, showlegend=False, margin={"t": 34})
    for i, (name, reached) in enumerate(table.iterrows()):
        _add_small(made, str(name), reached, look, row=i // columns + 1, column=i % columns + 1)
    made.update_xaxes(range=[0, 1.75], showticklabels=False, showgrid=False)
    made.update_yaxes(range=[len(order) - 0.5, -0.5], tickmode="array", tickvals=list(range(len(order))),
                      ticktext=[label(s) for s in order], showgrid=False, tickfont={"size": SMALL, "color": look.ink})  # fmt: skip
    return Drawn(made, _alt_by(table, look, by=by))


def _reached(stages: pd.DataFrame, order: list[str], *, by: str, most: int) -> pd.DataFrame:
    """One row per source to draw, a column per stage: how many reached it."""
    wide = stages.pivot_table(index=by, columns="stage", values="reached", aggfunc="sum", fill_value=0)[order]
    ranked = wide.loc[wide[order[0]].sort_values(ascending=False, kind="stable").index]
    if len(ranked) <= most:
        return ranked
    rest = ranked.iloc[most - 1 :]
    others = rest.sum().to_frame(f"others, {len(rest)} {by}s").T
    return pd.concat([ranked.iloc[: most - 1], others])


def _add_small(made: go.Figure, name: str, reached: pd.Series, look: Look, *, row: int, column: int) -> None:
    first = reached.iloc[0]
    shares = reached / first if first else reached * float("nan")
    paint = look.paint(name)
    made.add_bar(
        orientation="h", x=shares.fillna(0), y=list(range(len(reached))), width=0.66,
        marker={"color": paint.colour, "pattern": {"shape": paint.pattern, "fgcolor": look.background, "size": 6, "solidity": 0.25}},
        text=[f"<b>{look.say(s, Unit.RATE)}</b> {muted(look.say(n, Unit.COUNT), look)}" if i else f"<b>{look.say(n, Unit.COUNT)}</b>"
              for i, (s, n) in enumerate(zip(shares, reached, strict=True))],
        textposition="outside", cliponaxis=False, constraintext="none", textfont={"size": SMALL},
        customdata=[[name, stage] for stage in reached.index],
        hovertext=[f"<b>{escape(name)}</b><br>{escape(stage)}: {look.say_exactly(n, Unit.COUNT)} of {look.say_exactly(first, Unit.COUNT)}"
                   f"<br>{look.say_exactly(s, Unit.RATE)}" for stage, n, s in zip(reached.index, reached, shares, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>", row=row, col=column,
    )  # fmt: skip
    made.add_annotation(
        x=0, y=1, xref="x domain", yref="y domain", xanchor="left", yanchor="bottom", showarrow=False,
        text=f"<b>{label(name)}</b>", font={"size": 15, "color": look.ink}, row=row, col=column,
    )  # fmt: skip


def _alt_by(table: pd.DataFrame, look: Look, *, by: str) -> str:
    last = table.columns[-1]
    pairs = [
        (str(name), f"{look.say_exactly(row[last], Unit.COUNT)} of {look.say_exactly(row.iloc[0], Unit.COUNT)}")
        for name, row in table.iterrows()
    ]
    return f"Small funnels by {by}; reached {last}: {listed(pairs)}."
