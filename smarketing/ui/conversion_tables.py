"""The tables of the conversion page, and what its charts are made of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smarketing.filters import Filters
from smarketing.metrics import survival
from smarketing.metrics.conversion import FLOW, funnel
from smarketing.metrics.grain import within
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.show import show
from smarketing.stages import LADDER, Stage
from smarketing.ui import data

Pair = tuple[Stage, Stage]


def steps(known: Sequence[Stage]) -> list[Pair]:
    """Each stage with the next one that the data knows."""
    ladder = [s for s in LADDER if s in known]
    return list(zip(ladder, ladder[1:], strict=False))


def with_expected(cohorts: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """The cohorts with the expected conversion of all leads of the period beside each young one."""
    if expected.empty:
        return cohorts.assign(expected=None, expected_low=None, expected_high=None)
    one, young = expected.iloc[0], ~cohorts["is_mature"]
    named = {"expected": one["value"], "expected_low": one["low"], "expected_high": one["high"]}
    return cohorts.assign(**{name: pd.Series(value, index=cohorts.index).where(young) for name, value in named.items()})


def stays(filters: Filters, known: Sequence[Stage]) -> pd.DataFrame:
    """One row per step, with `survival.times`: step: str, and its columns."""
    lives = data.life_table(filters, pairs=steps(known))
    times = survival.times(lives, by=["start", "end"])
    order = {str(start): i for i, start in enumerate(LADDER)}
    times = times.sort_values("start", key=lambda c: c.map(order), ignore_index=True)
    return times.assign(step=times["start"] + " → " + times["end"]).drop(columns=["start", "end"])


def readable_stays(stays: pd.DataFrame) -> pd.DataFrame:
    """The same in words."""
    days = {
        "median": "Median, all",
        "p90": "90 %, all",
        "median_of_finished": "Median, those there",
        "p90_of_finished": "90 %, those there",
    }
    shown = {label: [show(value, Unit.DAYS) for value in stays[c]] for c, label in days.items()}
    counts = {"Entered": stays["n"].map("{:,}".format), "Got there": stays["finished"].map("{:,}".format)}
    return pd.DataFrame({"Step": stays["step"], **counts, **shown})


def flows(filters: Filters, known: Sequence[Stage]) -> pd.DataFrame:
    """One row per step: step: str · arrivals, entries: float · value: float, their quotient · before: the compared period's."""
    events = data.entries(filters)
    metrics = [FLOW[pair] for pair in steps(known)]
    now = evaluate(metrics, within(events, filters.period))
    then = evaluate(metrics, within(events, filters.comparison))
    names = [f"{start} → {end}" for start, end in steps(known)]
    return pd.DataFrame({"step": names, "arrivals": now["numerator"], "entries": now["denominator"],
                         "value": now["value"], "before": then["value"]})  # fmt: skip


def readable_flows(flows: pd.DataFrame) -> pd.DataFrame:
    """The same in words."""
    return pd.DataFrame({
        "Step": flows["step"], "Arrivals": flows["arrivals"].map("{:,.0f}".format),
        "Entries": flows["entries"].map("{:,.0f}".format),
        "Flow": [show(v, Unit.PERCENT) for v in flows["value"]], "Before": [show(v, Unit.PERCENT) for v in flows["before"]],
    })  # fmt: skip


def funnels(cohorts: pd.DataFrame, known: Sequence[Stage]) -> pd.DataFrame:
    """`conversion.funnel` of each source, with source: str."""
    parts = [funnel(part, stages=known).assign(source=name) for name, part in cohorts.groupby("source")]
    return pd.concat(parts, ignore_index=True) if parts else funnel(cohorts, stages=known).assign(source="").iloc[:0]
