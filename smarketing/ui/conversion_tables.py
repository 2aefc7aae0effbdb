"""The tables of the conversion page, and what its charts are made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from smarketing.filters import Filters
from smarketing.metrics import conversion, survival
from smarketing.metrics.conversion import FLOW, funnel
from smarketing.metrics.grain import within
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.show import show
from smarketing.stages import LADDER, Stage
from smarketing.ui import data
from smarketing.ui.panel import panel

Pair = tuple[Stage, Stage]


DONE = {
    Stage.MQL: "qualified by marketing",
    Stage.SAL: "accepted",
    Stage.SQL: "qualified by sales",
    Stage.OPPORTUNITY: "made opportunities",
    Stage.CUSTOMER: "won",
}
"""What is said of leads that reached a stage: they are …"""


def steps(known: Sequence[Stage]) -> list[Pair]:
    """Each stage with the next one that the data knows."""
    ladder = [s for s in LADDER if s in known]
    return list(pairwise(ladder))


def by_cohort(timed: pd.DataFrame, filters: Filters, *, start: Stage, end: Stage) -> pd.DataFrame:
    """`conversion.by_cohort`, with the expected conversion of all leads of the period beside each young cohort.

    timed: `with_maturity` by bucket. Adds expected, expected_low, expected_high: float, missing for the mature.
    """
    cohorts = conversion.by_cohort(timed, start=start, end=end)
    expected = survival.expected(data.life_table(filters, pairs=[(start, end)]), horizon=filters.window)
    one, young = expected.iloc[0], ~cohorts["is_mature"]
    named = {"expected": one["value"], "expected_low": one["low"], "expected_high": one["high"]}
    return cohorts.assign(**{name: pd.Series(value, index=cohorts.index).where(young) for name, value in named.items()})


def curve(filters: Filters, *, start: Stage, end: Stage) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`survival.curve` and `survival.times` of all leads of the period."""
    lives = data.life_table(filters, pairs=[(start, end)])
    return survival.curve(lives), survival.times(lives)


def stays(filters: Filters, known: Sequence[Stage]) -> None:
    """The panel that tells how long each step takes."""
    times = survival.times(data.life_table(filters, pairs=steps(known)), by=["start", "end"])
    order = {str(start): i for i, start in enumerate(LADDER)}
    times = times.sort_values("start", key=lambda c: c.map(order), ignore_index=True)
    panel(
        "stays",
        _written_stays(times),
        title="Time from stage to stage, in days",
        table=times,
        metrics=[survival.median_days, survival.median_days_of_finished, survival.p90_days_of_finished],
    )


_DAYS = {"median": "Median", "median_of_finished": "Median if there", "p90_of_finished": "90 % if there"}


def _written_stays(times: pd.DataFrame) -> pd.DataFrame:
    days = {label: [show(value, Unit.DAYS) for value in times[c]] for c, label in _DAYS.items()}
    counts = {"Entered": times["n"].map("{:,}".format), "Got there": times["finished"].map("{:,}".format)}
    return pd.DataFrame({"Step": times["start"] + " → " + times["end"], **counts, **days})


def flows(filters: Filters, known: Sequence[Stage]) -> None:
    """The panel that holds arrivals against entries, by the day of each event."""
    events, metrics = data.entries(filters), [FLOW[pair] for pair in steps(known)]
    now = evaluate(metrics, within(events, filters.period))
    then = evaluate(metrics, within(events, filters.comparison))
    table = now[["metric", "numerator", "denominator", "value"]].assign(before=then["value"])
    panel("flow", _written_flows(table, known), title="Flow: arrivals against entries, whoever they are", table=table)


def _written_flows(table: pd.DataFrame, known: Sequence[Stage]) -> pd.DataFrame:
    shares = {
        label: [show(v, Unit.PERCENT) for v in table[c]] for c, label in (("value", "Flow"), ("before", "Before"))
    }
    counts = {
        label: table[c].map("{:,.0f}".format) for c, label in (("numerator", "Arrivals"), ("denominator", "Entries"))
    }
    return pd.DataFrame({"Step": [f"{start} → {end}" for start, end in steps(known)], **counts, **shares})


def funnels(cohorts: pd.DataFrame, known: Sequence[Stage]) -> pd.DataFrame:
    """`conversion.funnel` of each source, with source: str."""
    parts = [funnel(part, stages=known).assign(source=name) for name, part in cohorts.groupby("source")]
    return pd.concat(parts, ignore_index=True) if parts else funnel(cohorts, stages=known).assign(source="").iloc[:0]
