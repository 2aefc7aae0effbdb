"""Hundredths in several currencies → amounts in the workspace's own.

Currencies are never added silently: a row without a rate adds nothing to the amounts, and is told
apart, a row a currency. An empty currency is the workspace's. Nothing is rounded here, so that parts
add up to their total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

_CENTS, _SQUARES = "_cents", "_squares"


@dataclass(frozen=True)
class Money:
    """A frame with its amounts in one currency, and what could not be converted.

    frame: the rows that went in, without `currency`; each `<x>_cents` is now `<x>_amount`: float, in the
    workspace's currency, and each `<x>_squares` in its square; 0 where there is no rate. A deals frame also has
    won_told: int, the won deals that have an amount in it, which an average is made of; its opened_told are those
    alike.
    apart: one row per currency without a rate: currency: str · `<x>_amount`: float, in that currency.
    """

    frame: pd.DataFrame
    apart: pd.DataFrame


def in_currency(frame: pd.DataFrame, currency: str, *, rates: Mapping[str, float]) -> Money:
    """Convert a frame of `queries` that has `currency` and `<x>_cents` columns, and `<x>_squares`, of cents, if any.

    currency: the workspace's. rates: one unit of another currency in it, `{"USD": 0.92}`.
    """
    known = {**rates, currency: 1.0, "": 1.0}
    rate = frame["currency"].map(known).astype(float)
    cents, squares = ([c for c in frame.columns if c.endswith(end)] for end in (_CENTS, _SQUARES))
    amounts = {_named(c): frame[c] * rate.fillna(0.0) / 100 for c in cents}
    amounts |= {c: frame[c] * (rate.fillna(0.0) / 100) ** 2 for c in squares}
    told = {}
    if "won" in frame:
        told["won_told"] = (frame["won"] - frame["unpriced"]).where(rate.notna(), 0)
        told["opened_told"] = frame["opened_told"].where(rate.notna(), 0)
    strange = frame[rate.isna()]
    apart = strange.groupby("currency")[cents].sum() / 100
    return Money(
        frame.drop(columns=[*cents, "currency"]).assign(**amounts, **told),
        apart.rename(columns=_named).reset_index(),
    )


def without_rate(currencies: Iterable[str]) -> str:
    """`amounts in CHF, USD have no rate and are not in the money`; nothing where there are none."""
    told = ", ".join(currencies)
    return f"amounts in {told} have no rate and are not in the money" if told else ""


def _named(column: str) -> str:
    return column.removesuffix(_CENTS) + "_amount"
