"""The headline numbers: value, of how many, how it moved, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from smarketing.charts.once import once
from smarketing.filters import Filters
from smarketing.metrics import findings
from smarketing.metrics.compare import UNSURE, compare_periods, has_moved
from smarketing.metrics.grain import over_time
from smarketing.metrics.registry import Better, Metric, Unit, evaluate
from smarketing.metrics.show import is_missing, out_of, show
from smarketing.ui import data, view
from smarketing.ui.text import plain

_BY_CHANCE = {
    Unit.COUNT: "\n\nA difference is clear where leads that come one by one, at one steady rate, would differ so much "
    "in fewer than one of twenty periods (Poisson).",
    Unit.MONEY: "\n\nA difference is clear where deals that come one by one, at one steady rate and with amounts as "
    "unequal as these, would differ so much in about one of twenty periods or fewer (compound Poisson).",
}


@dataclass(frozen=True)
class Card:
    """One headline number.

    row: a row of `compare_periods`, whose `then` is missing where nothing is compared. of: "154 of 1,141", of a rate.
    trend: the values of the buckets that have one. note: a few words to stand below it.
    """

    metric: Metric
    row: pd.Series
    of: str
    trend: tuple[float, ...]
    note: str = ""

    @property
    def moved(self) -> bool:
        """Did it move, as far as can be said?"""
        return has_moved(self.row)


def numbers(metrics: Sequence[Metric], frame: pd.DataFrame, *, notes: dict[str, str] | None = None) -> list[Card]:
    """A card a metric, from a frame over both periods on screen. notes: by a metric's key."""
    made = _made(tuple(metrics), frame, view.current(), currency=data.workspace().currency)
    return [replace(card, note=(notes or {}).get(card.metric.key, "")) for card in made]


@once
def _made(metrics: tuple[Metric, ...], frame: pd.DataFrame, filters: Filters, *, currency: str) -> tuple[Card, ...]:
    moved = compare_periods(metrics, frame, filters, currency=currency)
    trend = evaluate(metrics, over_time(frame, filters.seen, grain=filters.grain), by=["bucket"])
    if filters.unfinished is not None:  # half a month would look like a collapse
        trend = trend[trend["bucket"] < pd.Timestamp(filters.unfinished)]
    rows = zip(metrics, moved.iterrows(), strict=True)
    return tuple(Card(m, row, _of(row, m), _values(trend, m)) for m, (_, row) in rows)


def latest(metric: Metric, rates: pd.DataFrame, *, note: str) -> Card:
    """A card of the last of some evaluated rows, with the rows before it as its trend; nothing is compared."""
    row = pd.Series({"now": rates["value"].iloc[-1], "then": None, "difference": None, "verdict": "", "delta": ""})
    return Card(metric, row, "", _values(rates, metric), note)


def _values(rows: pd.DataFrame, metric: Metric) -> tuple[float, ...]:
    return tuple(rows.loc[rows["metric"] == metric.key, "value"].dropna())


def _of(row: pd.Series, metric: Metric) -> str:
    return out_of(row["numerator"], row["denominator"]) if metric.unit is Unit.RATE else ""


def row(cards: Sequence[Card]) -> None:
    """Draw the cards side by side."""
    with st.grid(len(cards), min_column_width=170, gap="small", key="cards"):
        for card in cards:
            draw(card)


def draw(card: Card, *, border: bool = True) -> None:
    """One headline number."""
    compared, judged = not is_missing(card.row["then"]) and not is_missing(card.row["now"]), bool(card.row["verdict"])
    st.metric(
        plain(card.metric.name),
        show(card.row["now"], card.metric.unit, currency=data.workspace().currency),
        card.row["delta"] if compared else None,
        delta_color=_colour(card),
        delta_arrow="off" if not card.moved else "up" if card.row["difference"] > 0 else "down",
        delta_description=_beside(card, compared=compared),
        help=plain(card.metric.definition + (_BY_CHANCE.get(card.metric.unit, "") if compared and judged else "")),
        border=border,
        height="stretch" if border else "content",
        chart_data=list(card.trend) if len(card.trend) > 1 else None,
    )


def _beside(card: Card, *, compared: bool) -> str:
    unsure = card.row["verdict"] if compared and card.row["verdict"] in UNSURE else ""
    words = [part for part in (card.of, card.note, unsure) if part]
    against = [f"on {view.current().against}"] if compared and not words else []
    return plain(" · ".join(words + against))


def _colour(card: Card) -> str:
    if not card.moved or card.metric.better is Better.NEITHER:
        return "gray"
    good = (card.row["difference"] > 0) == (card.metric.better is Better.UP)
    return "green" if good else "orange"


def sentence(cards: Sequence[Card], *, otherwise: str) -> str:
    """What moved most, in words; else what is shown."""
    against, currency = view.current().against, data.workspace().currency
    if not against:
        return otherwise
    told = [findings.change(c.row, against=against, currency=currency) for c in cards]
    best = findings.rank([f for f in told if f and f.weight > 0], most=1)
    return best[0].text if best else otherwise


def against_target(total: float | None, metric: Metric) -> dict[str, str]:
    """The note of a card that has a target; nothing where there is none."""
    if total is None:
        return {}
    return {metric.key: f"target {show(total, metric.unit, currency=data.workspace().currency)}"}
