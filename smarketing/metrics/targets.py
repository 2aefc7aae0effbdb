"""What was aimed at, and how near it is: share of the target reached.

A target covers some days; a period that holds only a part of them is held against as large a part of
the target as it has of the target's business days.
"""

from __future__ import annotations

import pandas as pd

from smarketing.agreement import Calendar
from smarketing.business_time import BusinessTime
from smarketing.filters import NONE, Clock
from smarketing.metrics.registry import Quotient, Sums, Unit, metric
from smarketing.periods import Grain, Period, to_number

WHOLE = NONE
"""The `source` of a target for the whole company."""

MONDAY_TO_FRIDAY = Calendar()
"""Business days where nobody said which."""


def aimed(
    targets: pd.DataFrame, *, measure: str, period: Period, calendar: Calendar = MONDAY_TO_FRIDAY
) -> pd.DataFrame:
    """One row per source that has a target, "(none)" for the whole company, for the days of the period.

    targets: `queries.targets`. measure: mqls, pipeline_created or won_amount.
    source: str · <measure>_target: float, a count or an amount.
    """
    wanted = targets[targets["measure"] == measure]
    first, last = wanted["first_day"], wanted["last_day"]
    opens, closes = to_number(period.first), to_number(period.last)
    begins, ends = first.clip(lower=opens), last.clip(upper=closes)
    clock = BusinessTime(calendar, min([opens, *first]), max([closes, *last]))
    inside, in_all = clock.business_days(begins, ends), clock.business_days(first, last)
    by_calendar = (ends - begins + 1).clip(lower=0) / (last - first + 1)
    part = by_calendar.where(in_all == 0, inside / in_all.clip(min=1))
    amount = wanted["amount"] * part / (1 if measure == "mqls" else 100)
    told = pd.DataFrame({"source": wanted["source"], f"{measure}_target": amount})
    return told[ends >= begins].groupby("source", as_index=False).sum()


def aimed_over_time(
    targets: pd.DataFrame, *, measure: str, period: Period, grain: Grain, calendar: Calendar = MONDAY_TO_FRIDAY
) -> pd.DataFrame:
    """`aimed` for each bucket of the period, with `bucket: datetime64`, the first day of the bucket."""
    parts = [
        aimed(targets, measure=measure, period=cut, calendar=calendar).assign(
            bucket=pd.Timestamp(grain.start(cut.first))
        )
        for cut in period.buckets(grain)
    ]
    return pd.concat(parts, ignore_index=True)


def whole(aim: pd.DataFrame) -> pd.DataFrame:
    """The company's rows of `aimed`: its own target, or where it has none, its sources' targets."""
    own = aim["source"] == WHOLE
    return aim[own] if own.any() else aim


@metric(unit=Unit.PERCENT, name="MQLs against target", of="MQLs aimed at")
def mqls_against_target(sums: Sums) -> Quotient:
    """MQLs of the period ÷ the MQLs that were aimed at for its days."""
    return Quotient(sums["mqls"], sums["mqls_target"])


@metric(unit=Unit.PERCENT, clock=Clock.EVENT, of="pipeline aimed at")
def pipeline_against_target(sums: Sums) -> Quotient:
    """Pipeline created in the period ÷ the pipeline that was aimed at for its days."""
    return Quotient(sums["opened_amount"], sums["pipeline_created_target"])


@metric(unit=Unit.PERCENT, clock=Clock.EVENT, of="revenue aimed at")
def revenue_against_target(sums: Sums) -> Quotient:
    """Revenue won in the period ÷ the revenue that was aimed at for its days."""
    return Quotient(sums["won_amount"], sums["won_amount_target"])
