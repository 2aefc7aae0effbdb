"""The headline numbers: value, of how many, how it moved, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from smarketing.filters import Filters
from smarketing.metrics import findings
from smarketing.metrics.compare import compare
from smarketing.metrics.findings import Finding
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.intervals import Verdict
from smarketing.metrics.registry import Better, Metric, Unit, evaluate
from smarketing.metrics.show import is_missing, show
from smarketing.ui import data
from smarketing.ui.panel import plain

UNSURE = (Verdict.UNCLEAR, Verdict.TOO_FEW)


@dataclass(frozen=True)
class Card:
    """One headline number: `row` is a row of `compare`, missing `then` where nothing is compared."""

    metric: Metric
    row: pd.Series
    numerator: float
    denominator: float
    trend: tuple[float, ...]
    note: str = ""


def numbers(
    metrics: Sequence[Metric], frame: pd.DataFrame, filters: Filters, *, notes: dict[str, str] | None = None
) -> list[Card]:
    """A card a metric, from a frame over both periods. notes: by a metric's key, a few words to stand below it."""
    now = evaluate(metrics, within(frame, filters.period)).set_index("metric", drop=False)
    then = evaluate(metrics, within(frame, filters.comparison))
    if filters.comparison is None:
        then = then.assign(value=float("nan"))
    moved = compare(now.reset_index(drop=True), then, currency=data.workspace().currency).set_index(
        "metric", drop=False
    )
    trend = evaluate(metrics, over_time(frame, filters.period, grain=filters.grain), by=["bucket"])
    return [
        Card(
            m, moved.loc[m.key], float(now.loc[m.key, "numerator"]), float(now.loc[m.key, "denominator"]),
            tuple(trend.loc[trend["metric"] == m.key, "value"].dropna()), (notes or {}).get(m.key, ""),
        )
        for m in metrics
    ]  # fmt: skip


def row(cards: Sequence[Card], filters: Filters) -> None:
    """Draw the cards side by side."""
    with st.grid(len(cards), min_column_width=220, gap="small", key="cards"):
        for card in cards:
            _draw(card, filters)


def _draw(card: Card, filters: Filters) -> None:
    value = show(card.row["now"], card.metric.unit, currency=data.workspace().currency)
    compared = filters.comparison is not None and not is_missing(card.row["then"]) and not is_missing(card.row["now"])
    st.metric(
        plain(card.metric.name), value, card.row["delta"] if compared else None,
        delta_color=_colour(card), delta_arrow=_arrow(card), delta_description=_beside(card, filters, compared=compared),
        help=plain(card.metric.definition), border=True, height="stretch",
        chart_data=list(card.trend) if len(card.trend) > 1 else None, chart_type="line",
    )  # fmt: skip


def _beside(card: Card, filters: Filters, *, compared: bool) -> str:
    of = ""
    if not is_missing(card.denominator) and card.metric.unit in (Unit.RATE, Unit.PERCENT):
        money = card.metric.key.endswith(("_by_value", "_share", "_target")) and card.denominator > 10_000
        unit = Unit.MONEY if money else Unit.COUNT
        of = f"{_short(card.numerator, unit)} of {_short(card.denominator, unit)}"
    against = f"on {filters.against}" if compared else ""
    unsure = card.row["verdict"] if compared and card.row["verdict"] in UNSURE else ""
    return plain(" · ".join(part for part in (of, card.note, unsure or ("" if of or card.note else against)) if part))


def _short(number: float, unit: Unit) -> str:
    return show(number, unit, currency=data.workspace().currency)


def _arrow(card: Card) -> str:
    moved = card.row["difference"]
    if is_missing(moved) or moved == 0 or card.row["verdict"] in UNSURE:
        return "off"
    return "up" if moved > 0 else "down"


def _colour(card: Card) -> str:
    if _arrow(card) == "off" or card.metric.better is Better.NEITHER:
        return "gray"
    good = (card.row["difference"] > 0) == (card.metric.better is Better.UP)
    return "green" if good else "orange"


def sentence(cards: Sequence[Card], filters: Filters, *, otherwise: str) -> str:
    """What moved most, in words; else what is shown."""
    if filters.comparison is None:
        return otherwise
    currency = data.workspace().currency
    told = [findings.change(c.row, against=filters.against, currency=currency) for c in cards]
    best = findings.rank([f for f in told if f and f.weight > 0], most=1)
    return best[0].text if best else otherwise


def against(total: float | None, metric: Metric) -> dict[str, str]:
    """The note of a card that has a target; nothing where there is none."""
    if total is None:
        return {}
    return {metric.key: f"target {show(total, metric.unit, currency=data.workspace().currency)}"}


def title(finding: Finding | None, *, otherwise: str) -> str:
    """A panel's title: the finding that the interval allows, or else what is shown."""
    return findings.said(finding, otherwise=otherwise)


def single(metric: Metric, rates: pd.DataFrame, *, note: str) -> Card:
    """A card of the last of some evaluated rows, with the rows before it as its trend; nothing is compared."""
    last = rates.iloc[-1]
    row = pd.Series(
        {"metric": metric.key, "now": last["value"], "then": None, "difference": None, "verdict": "", "delta": ""}
    )
    return Card(metric, row, float(last["numerator"]), float(last["denominator"]), tuple(rates["value"].dropna()), note)
