"""Why did they come back, and what were they worth? A table of sources and reasons, the deeper the dearer.

Leads that were given up after fewer attempts than promised are a broken promise: their number stands in red.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from smarketing.charts.axes import finished
from smarketing.charts.drawing import HEIGHT, Drawn, blank, figure, write
from smarketing.charts.labels import listed, muted, say_left_out, width
from smarketing.charts.once import once
from smarketing.charts.theme import SMALL, TEXT, Look, contrast, escape, label, mix
from smarketing.metrics.registry import Unit

MOST_SOURCES, MOST_REASONS = 12, 6
_DEEPEST = 0.3
_LEAST_ROWS = 6
_LINE = 20


@once
def draw(frame: pd.DataFrame, *, look: Look, unable: str, height: int = HEIGHT) -> Drawn:
    """A row a source, a column a reason, the dearest first; in each cell the worth of the leads, and how many.

    frame: one row per source and reason: n: int, leads · worth: float, money, missing where no value is known · early:
    int, given up too early. unable: the reason that is flagged. Beyond the dearest, the rest is in the table. A click
    tells [source, reason] in `customdata`.
    """
    if frame.empty or not frame["n"].sum():
        return blank("No MQLs were returned in this period", look=look, height=height)
    priced = frame["worth"].notna().any()
    weighed = frame.assign(weight=frame["worth"].fillna(0) if priced else frame["n"])
    sources, reasons = _heaviest(weighed, "source"), _heaviest(weighed, "reason")
    names, columns = list(sources["source"][:MOST_SOURCES]), list(reasons["reason"][:MOST_REASONS])
    grid = weighed.set_index(["source", "reason"])
    made = figure(look=look, height=height, barmode="stack", barcornerradius=0)
    deepest = float(weighed["weight"].max()) or 1.0
    for x, reason in enumerate(columns):
        rows = grid.reindex([(name, reason) for name in names]).fillna({"n": 0, "weight": 0, "early": 0})
        _add_column(made, rows, look, x=x, deepest=deepest)
    _name_columns(made, reasons[: len(columns)], look, unable=unable)
    _name_rows(made, sources[: len(names)], look, room=len(sources) > len(names))
    say_left_out(made, len(sources) - len(names), "source", look)
    pairs = [(str(row["reason"]), _worth(row, look)) for _, row in reasons.iterrows()]
    drawn = finished(made, f"Returned MQLs by reason and source, dearest first: {listed(pairs)}.")
    lines = max(head.count("<br>") + 1 for head in made.layout.xaxis.ticktext)
    drawn.figure.update_layout(margin={"t": lines * _LINE + 10, "b": 8})
    return drawn


def _heaviest(weighed: pd.DataFrame, by: str) -> pd.DataFrame:
    sums = weighed.groupby(by)[["weight", "n", "worth", "early"]].sum(min_count=1).reset_index()
    return sums.sort_values(["weight", "n", by], ascending=[False, False, True], kind="stable").reset_index(drop=True)


def _worth(row: pd.Series, look: Look) -> str:
    """`€12.3K`, or the number of leads where no value is known."""
    return look.say(row["worth"], Unit.MONEY) if pd.notna(row["worth"]) else look.say(row["n"], Unit.COUNT)


def _add_column(made: go.Figure, rows: pd.DataFrame, look: Look, *, x: int, deepest: float) -> None:
    depth = (rows["weight"] / deepest) ** 0.5 * _DEEPEST  # by the root: a few dear cells would leave the rest white
    painted = [mix(look.background, look.neutral, d) for d in depth]
    made.add_bar(
        orientation="h", x=[1] * len(rows), y=list(range(len(rows))), width=1,
        marker={"color": painted, "line": {"width": 3, "color": look.background}},
        customdata=[list(pair) for pair in rows.index],
        hovertext=[_hover(*pair, row, look) for pair, row in rows.iterrows()],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    told = [(place, row) for place, (_, row) in enumerate(rows.iterrows()) if row["n"]]
    write(made, *(
        {"x": x + 0.5, "y": place, "text": _told(row, look, painted[place]), "font": {"size": SMALL,
         "color": _ink(painted[place], look)}}
        for place, row in told
    ))  # fmt: skip


def _ink(painted: str, look: Look) -> str:
    return max((look.ink, look.background), key=lambda colour: contrast(colour, painted))


def _readable(colour: str, painted: str, look: Look) -> str:
    """`colour`, mixed with ink as far as it can be read on what is painted (4.5:1)."""
    ink = _ink(painted, look)
    return next((c for c in (mix(colour, ink, part / 10) for part in range(11)) if contrast(c, painted) >= 4.5), ink)


def _told(row: pd.Series, look: Look, painted: str) -> str:
    soft, red = (_readable(colour, painted, look) for colour in (look.muted, look.broken))
    n = look.say(row["n"], Unit.COUNT)
    early = f'<span style="color:{red}">, {look.say(row["early"], Unit.COUNT)} early</span>' if row["early"] else ""
    if pd.isna(row["worth"]):
        return f"<b>{n}</b>{early}"
    return f'<b>{_worth(row, look)}</b><br><span style="color:{soft};font-size:{SMALL}px">{n}{early}</span>'


def _name_columns(made: go.Figure, reasons: pd.DataFrame, look: Look, *, unable: str) -> None:
    heads = [
        f"{_wrapped(row['reason'])}{' ⚑' if row['reason'] == unable else ''}<br>{muted(_worth(row, look), look)}"
        for _, row in reasons.iterrows()
    ]
    made.update_xaxes(
        side="top", tickmode="array", tickvals=[i + 0.5 for i in range(len(heads))], ticktext=heads, showgrid=False,
        tickangle=0, range=[0, len(heads)], tickfont={"size": SMALL, "color": look.ink},
    )  # fmt: skip


def _wrapped(name: str) -> str:
    """A name of several words in two lines, so that narrow columns keep apart."""
    words = label(name).rsplit(" ", 1)
    return "<br>".join(words) if len(label(name)) > 8 else label(name)


def _name_rows(made: go.Figure, sources: pd.DataFrame, look: Look, *, room: bool) -> None:
    """room: is a row to be left free at the foot?"""
    made.update_yaxes(
        tickmode="array", tickvals=list(range(len(sources))), ticktext=[label(n) for n in sources["source"]],
        showgrid=False, range=[max(len(sources) + room, _LEAST_ROWS) - 0.5, -0.5],
        tickfont={"size": TEXT, "color": look.ink}, ticklabelstandoff=10,
    )  # fmt: skip
    beside = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8}
    texts = [_worth(row, look) for _, row in sources.iterrows()]
    write(made, *(beside | {"y": place, "text": f"<b>{text}</b>"} for place, text in enumerate(texts)))
    made.update_layout(margin={"r": int(max(width(f"<b>{text}</b>") for text in texts)) + 14})


def _hover(source: str, reason: str, row: pd.Series, look: Look) -> str:
    lines = [f"<b>{escape(source)}</b>: {escape(reason)}", f"{look.say_exactly(row['n'], Unit.COUNT)} MQLs returned"]
    if pd.notna(row["worth"]):
        lines.append(f"worth {look.say_exactly(row['worth'], Unit.MONEY)} (number × value of a lead of that source)")
    if row["early"]:
        lines.append(f"{look.say_exactly(row['early'], Unit.COUNT)} of them after fewer attempts than promised")
    return "<br>".join(lines)
