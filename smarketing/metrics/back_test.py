"""Did the ranges hold? Every past as-of day again: what was expected then, from what was known then, and what happened.

    for each as-of day ▸ each cohort young that day ▸ expected, with its interval  against  what it came to by day H

The interval is that of `projection`, a prediction interval. Where it holds less often than it says, a source's
behaviour may have changed: its conversion in time before some cohort is held against that from it on.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import xlogy

from smarketing.metrics.intervals import ENOUGH, newcombe, z_for
from smarketing.metrics.projection import History, outlook
from smarketing.metrics.shrinkage import Floats, Ints

STEP = 7
"""Days between as-of days."""

PROMISED = 0.9
"""What share of the intervals must hold; they say 95 %."""

_NEAR = 1e-9
"""Shares of the same leads nearer than this are the same."""

COLUMNS = ("at", "source", "cohort", "leads", "so_far", "waiting", "value", "low", "high", "truth", "holds", "is_over")

CHANGE = ["source", "cohort", "before", "after", "low", "high"]


def back_test(past: History, cohort: npt.ArrayLike, *, step: int = STEP) -> pd.DataFrame:
    """One row per as-of day, source and cohort that was young that day, has ten leads and is known in full today.

    cohort: of each day of the history, the number of its cohort, which rises with the days.
    at: int, the as-of day number · source: str, `ALL` too · cohort: int · leads, so_far, waiting: int, as known then ·
    value, low, high: float, the conversion by the horizon that was expected then, and its 95 % prediction interval ·
    truth: float, what these leads came to by the horizon · holds: bool, whether low ≤ truth ≤ high · is_over: bool,
    whether the cohort's last day had passed. As-of days too early to say anything are left out.
    """
    kind = np.asarray(cohort, np.int64)
    days = np.arange(past.entered.shape[1] - 1 - past.horizon, -1, -step)[::-1]
    rows = outlook(past, (past.first + days).tolist(), kind)
    rows = rows[(rows["waiting"] > 0) & (rows["leads"] >= ENOUGH) & rows["value"].notna()].reset_index(drop=True)
    truth = _became(past, rows, kind) / rows["leads"]
    holds = (truth >= rows["low"] - _NEAR) & (truth <= rows["high"] + _NEAR)
    last = pd.Series(np.arange(len(kind))).groupby(kind).max()
    is_over = rows["at"] - past.first >= rows["cohort"].map(last)
    return rows.assign(truth=truth, holds=holds, is_over=is_over)[list(COLUMNS)]


def _became(past: History, rows: pd.DataFrame, kind: Ints) -> Ints:
    """How many of the leads of each row, those entered by its as-of day, got there by the horizon."""
    by_then = np.pad(np.cumsum(past.there[:, :, -1], axis=1), ((0, 0), (1, 0)))
    group = rows["source"].map({name: i for i, name in enumerate(past.sources)}).to_numpy(int)
    begin = rows["cohort"].map(pd.Series(np.arange(len(kind))).groupby(kind).min()).to_numpy(int)
    last = rows["cohort"].map(pd.Series(np.arange(len(kind))).groupby(kind).max()).to_numpy(int)
    end = np.minimum(last, rows["at"].to_numpy(int) - past.first) + 1
    return by_then[group, end] - by_then[group, begin]


def held(tested: pd.DataFrame) -> pd.DataFrame:
    """How often the intervals held: source: str · held, tested: int · value: float, the share."""
    told = tested.groupby("source", sort=False)["holds"].agg(held="sum", tested="size").reset_index()
    return told.assign(held=told["held"].astype(int), value=told["held"] / told["tested"])


def changes(past: History, cohort: npt.ArrayLike) -> pd.DataFrame:
    """Sources whose conversion in time clearly changed: one row each, at the cohort where that most likely was.

    Each cohort's first day parts the leads that are old enough into those before and those from then on; the likeliest
    parting is told where Newcombe's interval leaves out 0, at a confidence that allows for all that were tried.
    source: str · cohort: int, the first after it · before, after: float · low, high: float, of after − before.
    """
    kind = np.asarray(cohort, np.int64)
    old = past.entered.shape[1] - past.horizon
    if old <= 0:
        return pd.DataFrame(columns=CHANGE)
    shape = len(past.sources), int(kind[:old].max()) + 1
    leads, there = np.zeros(shape), np.zeros(shape)
    np.add.at(leads, (slice(None), kind[:old]), past.entered[:, :old])
    np.add.at(there, (slice(None), kind[:old]), past.there[:, :old, -1])
    n1, k1 = np.cumsum(leads, axis=1)[:, :-1], np.cumsum(there, axis=1)[:, :-1]
    n2, k2 = leads.sum(axis=1, keepdims=True) - n1, there.sum(axis=1, keepdims=True) - k1
    low, high = newcombe(k2, n2, k1, n1, z=z_for(max(n1.size, 1)))
    likely = np.where((n1 >= ENOUGH) & (n2 >= ENOUGH), _log_likelihood(k1, n1) + _log_likelihood(k2, n2), -np.inf)
    if not likely.shape[1]:
        return pd.DataFrame(columns=CHANGE)
    best = likely.argmax(axis=1)
    each = np.arange(len(best))
    is_clear = np.isfinite(likely[each, best]) & ((low > 0) | (high < 0))[each, best]
    told = pd.DataFrame({
        "source": past.sources, "cohort": best + 1, "before": (k1 / np.maximum(n1, 1))[each, best],
        "after": (k2 / np.maximum(n2, 1))[each, best], "low": low[each, best], "high": high[each, best],
    })  # fmt: skip
    return told[is_clear].reset_index(drop=True)


def _log_likelihood(successes: Floats, trials: Floats) -> Floats:
    """Of one rate for all trials, at its best."""
    missed = trials - successes
    told = np.maximum(trials, 1)
    return xlogy(successes, successes / told) + xlogy(missed, missed / told)
