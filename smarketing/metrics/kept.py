"""Is marketing's promise usually kept? Month by month: what was promised, what came, kept or missed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from smarketing.agreement import Goal
from smarketing.filters import Clock
from smarketing.metrics.goals import rows_of
from smarketing.metrics.grain import within
from smarketing.metrics.registry import Quotient, Sums, Unit, metric
from smarketing.periods import Period


@metric(unit=Unit.RATE, clock=Clock.COHORT, of="months with a promise")
def months_kept(sums: Sums) -> Quotient:
    """Of the months for which marketing promised a figure, the share in which at least as much came.

    Only months that are over count, each against the agreement that was in force on its last day.
    """
    return Quotient(sums["kept"], sums["promised"])


def month_by_month(came: pd.DataFrame, goals: Mapping[Period, Goal], *, measure: str) -> pd.DataFrame:
    """One row per month that is over, in the order of `goals`.

    came: one row per day, source and segment with a column `measure`: mqls, or worth. goals: what was promised for
    each month; a goal of 0, or without a value, is no promise.
    bucket: datetime64, the month's first day · actual: float · target: float, missing where nothing was promised ·
    promised, kept: int, 1 or 0 · is_missed: bool.
    """
    aims = [goal.mqls if measure == "mqls" else goal.value for goal in goals.values()]
    told = pd.DataFrame(
        {
            "bucket": pd.to_datetime([month.first for month in goals]),
            "actual": [float(within(rows_of(came, goal), month)[measure].sum()) for month, goal in goals.items()],
            "target": [float(aim) if aim else float("nan") for aim in aims],
        }
    )
    promised, kept = told["target"].notna(), told["actual"] >= told["target"]
    return told.assign(promised=promised.astype(int), kept=kept.astype(int), is_missed=promised & ~kept)
