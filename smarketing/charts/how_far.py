"""How far do they get? A funnel as bars of equal height, with the rate, its interval and n between the stages."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from smarketing.charts.axes import finished, make_room
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, patterns, write
from smarketing.charts.labels import listed, muted
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, TEXT, Look, escape, label
from smarketing.metrics.registry import Unit

MOST_SOURCES = 8
EMPTY = "No lead entered the funnel in this period"


@once
def draw(stages: pd.DataFrame, *, look: Look, colour: str = "", height: int = HEIGHT) -> Drawn:
    """The funnel of one cohort.

    stages: one row per stage that the data knows, in order. stage: str, what people read · reached: how
    many of the cohort got there by as-of · value, numerator, denominator, low, high: the rate from the
    stage above (missing in the first row) · skipped: int, optional, passed it without a date of its own ·
    too_young: int, optional, not in the rate because their window is not over. A click tells the stage in
    `customdata`.
    """
    if stages.empty or not stages["reached"].max():
        return blank(EMPTY, look=look, height=height)
    rows = stages.reset_index(drop=True)
    ends = [_end(row, look) for _, row in rows.iterrows()]
    made = figure(look=look, height=height)
    made.add_bar(
        orientation="h",
        x=rows["reached"],
        y=list(rows.index),
        width=0.5,
        marker={"color": colour or look.neutral},
        customdata=[[stage] for stage in rows["stage"]],
        hovertext=[_hover(row, rows, look) for _, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    _write(made, rows, ends, look)
    make_room(made, zip(rows["reached"], ends, strict=True))
    made.update_yaxes(**_stage_axis([f"<b>{label(s)}</b>" for s in rows["stage"]], look, size=TEXT + 1))
    return finished(made, _alt(rows, look))


def _write(made: go.Figure, rows: pd.DataFrame, ends: list[str], look: Look) -> None:
    right = {"xanchor": "left", "xshift": 6}
    notes = []
    for place, (_, row) in enumerate(rows.iterrows()):
        notes.append(right | {"x": row["reached"], "y": place, "text": ends[place], "font": {"size": TEXT + 1}})
        if place and pd.notna(row["denominator"]):
            notes.append(right | {"x": 0, "y": place - 0.5, "text": _between(row, look)})
    write(made, *notes)


def _stage_axis(texts: list[str], look: Look, *, size: int) -> dict[str, object]:
    return {
        "tickmode": "array",
        "tickvals": list(range(len(texts))),
        "ticktext": texts,
        "range": [len(texts) - 0.6, -0.4],
        "showgrid": False,
        "tickfont": {"size": size, "color": look.ink},
        "ticklabelstandoff": 10,
    }


def _end(row: pd.Series, look: Look) -> str:
    said = f"<b>{look.say_exactly(row['reached'], Unit.COUNT)}</b>"
    skipped = row.get("skipped", 0)
    return f"{said}  {muted(f'{skipped:,.0f} skipped it', look)}" if skipped and skipped > 0 else said


def _between(row: pd.Series, look: Look) -> str:
    if pd.isna(row["value"]):
        return muted("↓ –", look)
    parts = [_of(row, look)]
    if pd.notna(row["low"]):
        parts.append(f"{look.say(row['low'], Unit.RATE)} – {look.say(row['high'], Unit.RATE)}")
    if (young := row.get("too_young", 0)) and young > 0:
        parts.append(f"{young:,.0f} too young")
    return f"{muted('↓', look)} <b>{look.say(row['value'], Unit.RATE)}</b>  {muted(' · '.join(parts), look)}"


def _of(row: pd.Series, look: Look) -> str:
    return f"{look.say_exactly(row['numerator'], Unit.COUNT)} of {look.say_exactly(row['denominator'], Unit.COUNT)}"


def _hover(row: pd.Series, rows: pd.DataFrame, look: Look) -> str:
    first, entered = escape(rows["stage"].iloc[0]), rows["reached"].iloc[0]
    share = look.say_exactly(row["reached"] / entered if entered else None, Unit.RATE)
    lines = [f"<b>{escape(row['stage'])}</b>: {look.say_exactly(row['reached'], Unit.COUNT)}", f"{share} of {first}"]
    if pd.notna(row["denominator"]):
        lines.append(f"from the stage above: {look.say_exactly(row['value'], Unit.RATE)} ({_of(row, look)})")
    return "<br>".join(lines)


def _alt(rows: pd.DataFrame, look: Look) -> str:
    pairs = []
    for _, row in rows.iterrows():
        rate = f" ({look.say(row['value'], Unit.RATE)} of the stage above)" if pd.notna(row["value"]) else ""
        pairs.append((str(row["stage"]), f"{look.say_exactly(row['reached'], Unit.COUNT)}{rate}"))
    return f"Funnel: {listed(pairs, most=8)}."


# --- small multiples ------------------------------------------------------------------------------


@once
def by_source(
    stages: pd.DataFrame, *, look: Look, by: str = "source", most: int = MOST_SOURCES, height: int = 520
) -> Drawn:
    """A small funnel per source, all on one scale: the share of its own first stage.

    stages: one row per value of `by` and stage, in order. stage: str · reached: int. The `most` - 1 with
    the largest first stage are drawn, the others summed into the last one. A click tells [name, stage].
    """
    if stages.empty or not stages["reached"].max():
        return blank(EMPTY, look=look, height=height)
    table = _table(stages, by=by, most=most)
    columns = min(4, len(table))
    lines = -(-len(table) // columns)
    made = make_subplots(rows=lines, cols=columns, shared_yaxes=True, shared_xaxes=True, horizontal_spacing=0.03,
                         vertical_spacing=0.14 if lines > 1 else 0)  # fmt: skip
    made.update_layout(template=look.template, height=height, showlegend=False, margin={"t": 34})
    for i, (name, reached) in enumerate(table.iterrows()):
        _add_small(made, str(name), reached, look, row=i // columns + 1, column=i % columns + 1)
    made.update_xaxes(range=[0, 1.8], showticklabels=False, showgrid=False)
    made.update_yaxes(**_stage_axis([label(s) for s in table.columns], look, size=SMALL))
    last = table.columns[-1]
    pairs = [(str(name), f"{row[last]:,.0f} of {row.iloc[0]:,.0f}") for name, row in table.iterrows()]
    return finished(made, f"Small funnels by {by}; reached {last}: {listed(pairs)}.")


def _table(stages: pd.DataFrame, *, by: str, most: int) -> pd.DataFrame:
    """One row per source to draw, a column per stage: how many reached it."""
    order = list(dict.fromkeys(stages["stage"]))
    wide = stages.pivot_table(index=by, columns="stage", values="reached", aggfunc="sum", fill_value=0)[order]
    ranked = wide.loc[wide[order[0]].sort_values(ascending=False, kind="stable").index]
    if len(ranked) <= most:
        return ranked
    rest = ranked.iloc[most - 1 :]
    return pd.concat([ranked.iloc[: most - 1], rest.sum().to_frame(f"others, {len(rest)} {by}s").T])


def _add_small(made: go.Figure, name: str, reached: pd.Series, look: Look, *, row: int, column: int) -> None:
    entered = reached.iloc[0]
    shares = reached / entered if entered else reached * float("nan")
    paint = look.paint(name)
    made.add_bar(
        orientation="h",
        x=shares.fillna(0),
        y=list(range(len(reached))),
        width=0.66,
        marker={"color": paint.colour, "pattern": patterns([paint], look, size=6)},
        text=[_small_text(i, n, s, look) for i, (n, s) in enumerate(zip(reached, shares, strict=True))],
        textposition="outside",
        textfont={"size": SMALL},
        cliponaxis=False,
        constraintext="none",
        customdata=[[name, stage] for stage in reached.index],
        hovertext=[
            f"<b>{escape(name)}</b><br>{escape(stage)}: {n:,.0f} of {entered:,.0f}<br>{look.say_exactly(s, Unit.RATE)}"
            for stage, n, s in zip(reached.index, reached, shares, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        row=row,
        col=column,
    )
    made.add_annotation(
        x=0, y=1, xref="x domain", yref="y domain", xanchor="left", yanchor="bottom", showarrow=False,
        text=f"<b>{label(name)}</b>", row=row, col=column,
    )  # fmt: skip


def _small_text(place: int, count: float, share: float, look: Look) -> str:
    said = look.say(count, Unit.COUNT)
    return f"<b>{look.say(share, Unit.RATE)}</b> {muted(said, look)}" if place else f"<b>{said}</b>"
