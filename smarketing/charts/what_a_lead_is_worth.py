"""What is a lead worth? A table of sources and segments, the deeper the colour the dearer the lead.

It reads like a multiplication table: over a column what a customer of that segment brings, beside a row the share of
that source's MQLs that become customers.
"""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import finished
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, write
from smarketing.charts.labels import listed, muted, say_left_out, width
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, TEXT, Look, contrast, escape, label, mix
from smarketing.metrics.intervals import ENOUGH
from smarketing.metrics.lead_value import LeadValues
from smarketing.metrics.registry import Unit

MOST_SOURCES, MOST_SEGMENTS = 12, 5
_LEAST_ROWS = 8
_DEEPEST = 0.55
_LINE = 20
_LONGEST_HEAD = 10


@once
def draw(values: LeadValues, *, look: Look, height: int = HEIGHT) -> Drawn:
    """A row a source, the dearest on top, a column a segment, in each cell the value of a lead.

    A cell with fewer than ten leads of its own is written in grey: its value comes from its parents. Beyond the
    sources and segments with the most leads, the rest is in the table. A click tells [source, segment] in `customdata`.
    """
    cells = values.cells
    if cells.empty or cells["value"].isna().all():
        return blank("Nothing to tell of the value of a lead yet: no deal has been won", look=look, height=height)
    rows, columns = _dearest(values, "source", MOST_SOURCES), _dearest(values, "segment", MOST_SEGMENTS)
    columns = columns.sort_values("amount", ascending=False, kind="stable")
    names, segments = list(rows["source"]), list(columns["segment"])
    grid = cells.set_index(["source", "segment"])
    made = figure(look=look, height=height, barmode="stack", barcornerradius=0)
    _add_cells(made, grid, names, segments, look)
    _name_columns(made, columns, look)
    left_out = int(values.by("source")["value"].notna().sum()) - len(names)
    _name_rows(made, rows, look, room=int(left_out > 0))
    say_left_out(made, left_out, "source", look)
    drawn = finished(made, _alt(rows, look))
    lines = max(head.count("<br>") + 1 for head in made.layout.xaxis.ticktext)
    drawn.figure.update_layout(margin={"t": lines * _LINE + 10, "b": 8})
    return drawn


def _dearest(values: LeadValues, by: str, most: int) -> pd.DataFrame:
    """`LeadValues.by` of those with the most leads, the dearest first; one without leads has nothing to tell."""
    told = values.by(by).dropna(subset=["value"])
    if told.empty:
        told = values.by(by)
    kept = told.sort_values("leads", ascending=False, kind="stable").head(most)
    return kept.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)


def _add_cells(made: go.Figure, grid: pd.DataFrame, names: list[str], segments: list[str], look: Look) -> None:
    shown = grid.loc[[(n, s) for n in names for s in segments]]
    highest = float(shown["value"].max()) or 1.0
    depth = (shown["value"] / highest) ** 0.5 * _DEEPEST  # by the root: a few dear cells would leave the rest white
    for place, segment in enumerate(segments):
        painted = [mix(look.background, look.marketing, float(depth[(n, segment)])) for n in names]
        made.add_bar(
            orientation="h", x=[1] * len(names), y=list(range(len(names))), width=1,
            marker={"color": painted, "line": {"width": 4, "color": look.background}},
            customdata=[[n, segment] for n in names],
            hovertext=[_hover(n, segment, grid.loc[(n, segment)], look) for n in names],
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
        write(made, *(
            _number(grid.loc[(n, segment)], x=place + 0.5, y=y, painted=painted[y], look=look)
            for y, n in enumerate(names)
        ))  # fmt: skip


def _number(row: pd.Series, *, x: float, y: int, painted: str, look: Look) -> dict[str, object]:
    said = look.say(row["value"], Unit.MONEY)
    few = row["leads"] < ENOUGH
    ink = max((look.ink, look.background), key=lambda c: contrast(c, painted))
    soft = next(c for c in (look.muted, ink) if contrast(c, painted) >= 4.5 or c == ink)
    return {
        "x": x, "y": y, "text": said if few else f"<b>{said}</b>",
        "font": {"size": SMALL if few else TEXT, "color": soft if few else ink},
    }  # fmt: skip


def _name_columns(made: go.Figure, columns: pd.DataFrame, look: Look) -> None:
    heads = [
        f"{_wrapped(row['segment'])}<br>{muted(look.say(row['amount'], Unit.MONEY), look)}"
        for _, row in columns.iterrows()
    ]
    made.update_xaxes(
        side="top", tickmode="array", tickvals=[i + 0.5 for i in range(len(heads))], ticktext=heads, showgrid=False,
        tickangle=0, range=[0, len(heads)], tickfont={"size": SMALL, "color": look.ink},
    )  # fmt: skip


def _wrapped(name: str) -> str:
    """A name of two words in two lines, so that narrow columns keep apart."""
    first, _, rest = label(name).partition(" ")
    return f"{first}<br>{rest}" if rest and len(first) + len(rest) > _LONGEST_HEAD else label(name)


def _name_rows(made: go.Figure, rows: pd.DataFrame, look: Look, *, room: int) -> None:
    """room: rows to leave free at the foot."""
    made.update_yaxes(
        tickmode="array", tickvals=list(rows.index), ticktext=[label(n) for n in rows["source"]], showgrid=False,
        range=[max(len(rows) + room, _LEAST_ROWS) - 0.5, -0.5], tickfont={"size": TEXT, "color": look.ink},
        ticklabelstandoff=10,
    )  # fmt: skip
    beside: dict[str, object] = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8}
    texts = [f"× {look.say(v, Unit.RATE)}" for v in rows["conversion"]]
    write(
        made,
        *(beside | {"y": place, "text": muted(text, look)} for place, text in enumerate(texts)),
        beside | {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 5, "text": muted("convert", look)},
    )
    made.update_layout(margin={"r": int(max(width(text, size=SMALL) for text in texts)) + 14})


def _hover(source: str, segment: str, row: pd.Series, look: Look) -> str:
    def weight(part: str) -> str:
        share = row[f"{part}_weight"]
        return "" if math.isnan(share) else f", {look.say(share, Unit.PERCENT)} of it from its own"

    return "<br>".join(
        [
            f"<b>{escape(source)}, {escape(segment)}</b>",
            f"value of a lead: {look.say_exactly(row['value'], Unit.MONEY)}",
            f"conversion: {look.say(row['conversion'], Unit.RATE)} (own {look.say(row['conversion_raw'], Unit.RATE)}, "
            f"{int(row['customers']):,} of {int(row['leads']):,} MQLs so far{weight('conversion')})",
            f"amount: {look.say(row['amount'], Unit.MONEY)} (own {look.say(row['amount_raw'], Unit.MONEY)}, "
            f"{int(row['deals']):,} deals{weight('amount')})",
        ]
    )


def _alt(rows: pd.DataFrame, look: Look) -> str:
    pairs = [(str(r["source"]), look.say(r["value"], Unit.MONEY)) for _, r in rows.iterrows()]
    return f"Value of a lead by source and segment, dearest first: {listed(pairs)}."
