"""What a column of an exported table is called: people's words, with the unit.

A column that is a metric's key takes the metric's name and unit; one of the tidy shape has its word in
`WORDS`; any other keeps its name, with blanks for underscores. A tidy frame gets a `unit` column, since
its metrics need not share one.
"""

from __future__ import annotations

import pandas as pd

from smarketing.metrics.registry import REGISTRY, Metric, Unit

WORDS = {
    "bucket": "first day",
    "day": "day",
    "numerator": "numerator",
    "denominator": "denominator",
    "amounts": "amounts (count)",
    "squares": "amounts squared, summed",
    "low": "low (95 %)",
    "high": "high (95 %)",
    "expected_low": "expected, low (95 %)",
    "expected_high": "expected, high (95 %)",
    "median": "median (days)",
    "p90": "p90 (days)",
    "mean_of_finished": "mean of the finished (days)",
    "is_mature": "mature",
    "reached": "reached (leads)",
    "skipped": "skipped (leads)",
    "too_young": "too young (leads)",
}

_UNITS = {
    Unit.COUNT: "count",
    Unit.RATE: "share, 0 to 1",
    Unit.PERCENT: "quotient, 1 = 100 %",
    Unit.RATIO: "times",
    Unit.DAYS: "days",
    Unit.HOURS: "business hours",
}


def readable(frame: pd.DataFrame, *, currency: str = "") -> pd.DataFrame:
    """The frame with people's headings; in a tidy frame each metric by its name, its unit beside it.

    currency: what amounts are in, such as "EUR".
    """
    told = frame.copy()
    if "metric" in told:
        known = [REGISTRY.get(key) for key in told["metric"]]
        names = [m.name if m else key for m, key in zip(known, told["metric"], strict=True)]
        told = told.assign(metric=pd.Series(names, index=told.index, dtype="str"))
        units = [unit_word(m, currency=currency) if m else "" for m in known]
        told.insert(list(told.columns).index("metric") + 1, "unit", pd.Series(units, index=told.index, dtype="str"))
    return told.set_axis([heading(str(c), currency=currency) for c in told.columns], axis=1)


def heading(column: str, *, currency: str = "") -> str:
    """`mqls` → "MQLs (count)", `revenue` → "Revenue (EUR)"."""
    if column in REGISTRY:
        metric = REGISTRY[column]
        return f"{metric.name} ({unit_word(metric, currency=currency)})"
    return WORDS.get(column, column.replace("_", " "))


def unit_word(metric: Metric, *, currency: str = "") -> str:
    """What a metric's raw numbers are in."""
    money = currency or "amount"
    amounts = {Unit.MONEY: money, Unit.MONEY_A_DAY: f"{money} a day"}
    return amounts.get(metric.unit) or _UNITS[metric.unit]
