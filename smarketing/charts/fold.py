"""Many sources on one chart: the largest by name, the rest as "others", summed honestly.

Counts and money are added; a quotient's numerators and denominators are added and divided anew; what
can't be put together (a median) is left out and counted, so that no average of rates is ever drawn.
"""

from __future__ import annotations

import pandas as pd

from smarketing.metrics.intervals import wilson
from smarketing.metrics.registry import Metric, Unit

MOST = 12
_ADDS_UP = (Unit.COUNT, Unit.MONEY)


def adds_up(frame: pd.DataFrame, metric: Metric) -> bool:
    """Are rows of this metric put together by adding their values?"""
    return metric.unit in _ADDS_UP and not is_quotient(frame)


def is_quotient(frame: pd.DataFrame) -> bool:
    """Are rows of this metric put together by adding numerators and denominators?"""
    return bool(frame["numerator"].notna().any())


def top(frame: pd.DataFrame, metric: Metric, *, by: str, most: int = MOST) -> tuple[pd.DataFrame, int]:
    """The rows to draw, largest value first, and how many could not be drawn.

    frame: tidy rows of one metric, one per value of `by`. Returns a frame with the same columns and
    is_others: bool, True on the last row where it stands for the rest; and the count of rows left out.
    The most are those with the largest value; of a rate, those with the largest denominator.
    """
    weight = frame["denominator"].where(frame["denominator"].notna(), frame["value"])
    ranked = frame.assign(is_others=False).loc[weight.sort_values(ascending=False, kind="stable").index]
    if len(ranked) <= most + 1:
        return _sorted(ranked), 0
    kept, rest = ranked.iloc[:most], ranked.iloc[most:]
    if not adds_up(frame, metric) and not is_quotient(frame):
        return _sorted(kept), len(rest)
    return pd.concat([_sorted(kept), _others(rest, metric, by=by)], ignore_index=True), 0


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("value", ascending=False, kind="stable", na_position="last").reset_index(drop=True)


def _others(rest: pd.DataFrame, metric: Metric, *, by: str) -> pd.DataFrame:
    row: dict[str, object] = {
        by: f"others, {len(rest)} {by}s",
        "metric": metric.key,
        "is_others": True,
        "low": None,
        "high": None,
    }
    if is_quotient(rest):
        numerator, denominator = rest["numerator"].sum(), rest["denominator"].sum()
        row |= {"numerator": numerator, "denominator": denominator}
        row["value"] = numerator / denominator if denominator else None
        if metric.unit is Unit.RATE:
            low, high = wilson(numerator, denominator)
            row |= {"low": float(low), "high": float(high)}
    else:
        row |= {"value": rest["value"].sum(), "numerator": None, "denominator": None}
    return pd.DataFrame([row]).astype(dict.fromkeys(("value", "numerator", "denominator", "low", "high"), float))
