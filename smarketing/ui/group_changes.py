"""How each source moved against the compared period, in words that allow for how many are looked at together."""

from __future__ import annotations

import pandas as pd

from smarketing.filters import Filters
from smarketing.metrics.compare import compare
from smarketing.metrics.conversion import ageing
from smarketing.metrics.grain import within
from smarketing.metrics.intervals import Verdict
from smarketing.metrics.registry import Metric, evaluate
from smarketing.metrics.show import MISSING, is_missing, out_of, show
from smarketing.stages import Stage
from smarketing.ui import view
from smarketing.ui.panel import boxed, written

_CLEAR = (Verdict.HIGHER, Verdict.LOWER)
_MOST_NAMED = 3
_SHOWN = (
    "Words allow for the number of sources (Benjamini–Hochberg): of the differences called clear, one in twenty may be "
    "chance"
)


def panel(metric: Metric, frame: pd.DataFrame, *, start: Stage | None = None) -> None:
    """A row per source: now, before, and whether the difference is more than chance; nothing where nothing is compared.

    frame: additive rows of both periods with the column `source`.
    """
    filters = view.current()
    if filters.comparison is None:
        return
    now, then = (evaluate(metric, within(frame, p), by=["source"]) for p in (filters.period, filters.comparison))
    moved = compare(now, then, by=["source"], ageing=ageing(within(frame, filters.period)))
    moved = moved.assign(is_clear=moved["verdict"].isin(_CLEAR), size=moved["difference"].abs())
    moved = moved.sort_values(["is_clear", "size"], ascending=False, na_position="last", kind="stable")
    told = moved.drop(columns=["is_clear", "size"])
    title = _title(told, metric, filters)
    with boxed("changes", title=title, shows=_SHOWN, table=told, metrics=[metric], start=start):
        written("changes", _in_words(told, metric, now, then), title, words=2)


def _title(told: pd.DataFrame, metric: Metric, filters: Filters) -> str:
    clear = told[told["verdict"].isin(_CLEAR)]
    if clear.empty:
        return f"{metric.name}: no source is clearly different from {filters.against}"
    named = [f"{row.source} is {row.verdict}" for row in clear.head(_MOST_NAMED).itertuples()]
    more = f", {len(clear) - _MOST_NAMED} more" if len(clear) > _MOST_NAMED else ""
    return f"{metric.name}: {', '.join(named)}{more} than in {filters.against}"


def _in_words(told: pd.DataFrame, metric: Metric, now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    sides = {"Now": now.set_index("source"), "Before": then.set_index("source")}
    return pd.DataFrame(
        {"Source": told["source"], "In words": told["verdict"]}
        | {side: [_of(rates, source, metric) for source in told["source"]] for side, rates in sides.items()}
        | {"Change": [MISSING if is_missing(v) else d for v, d in zip(told["difference"], told["delta"], strict=True)]}
    )


def _of(rates: pd.DataFrame, source: str, metric: Metric) -> str:
    """`41.2 % (47 of 114)`."""
    if source not in rates.index or not rates.loc[source, "denominator"]:
        return MISSING
    row = rates.loc[source]
    return f"{show(row['value'], metric.unit)} ({out_of(row['numerator'], row['denominator'])})"
