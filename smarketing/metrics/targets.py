"""What was aimed at, and how near it is: share of the target reached, pipeline coverage.

A target covers some days; a period that holds only a part of them is held against as large a part of
the target as it has of the target's business days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from smarketing.filters import NONE, Clock
from smarketing.metrics.deadlines import business_days
from smarketing.metrics.registry import Quotient, Sums, Unit, metric
from smarketing.periods import Grain, Period, to_number

WHOLE = NONE
"""The `source` of a target for the whole company."""

_SAME = 1e-9
"""A quotient of floats that is a bit above a whole number is that number."""


def aimed(targets: pd.DataFrame, *, measure: str, period: Period, country: str = "") -> pd.DataFrame:
    """One row per source that has a target, "(none)" for the whole company, for the days of the period.

    targets: `queries.targets`. measure: mqls, pipeline_created or won_amount.
    source: str · <measure>_target: float, a count or an amount.
    """
    wanted = targets[targets["measure"] == measure]
    first, last = wanted["first_day"], wanted["last_day"]
    begins, ends = first.clip(lower=to_number(period.first)), last.clip(upper=to_number(period.last))
    inside = business_days(begins, ends, country=country)
    in_all = business_days(first, last, country=country)
    calendar = (ends - begins + 1).clip(lower=0) / (last - first + 1)
    part = calendar.where(in_all == 0, inside / in_all.clip(min=1))
    amount = wanted["amount"] * part / (1 if measure == "mqls" else 100)
    told = pd.DataFrame({"source": wanted["source"], f"{measure}_target": amount})
    return told[ends >= begins].groupby("source", as_index=False).sum()


def aimed_over_time(
    targets: pd.DataFrame, *, measure: str, period: Period, grain: Grain, country: str = ""
) -> pd.DataFrame:
    """`aimed` for each bucket of the period, with `bucket: datetime64`, the first day of the bucket."""
    parts = [
        aimed(targets, measure=measure, period=cut, country=country).assign(bucket=pd.Timestamp(grain.start(cut.first)))
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


@metric(unit=Unit.RATIO, name="Pipeline coverage", of="revenue still to win")
def coverage(sums: Sums) -> Quotient:
    """How many times the open pipeline covers what is still to be won for the target.

    Open pipeline on the as-of day ÷ (target − won so far); missing once the target is reached. Held
    against the coverage that the win rate asks for.
    """
    still = sums["won_amount_target"] - sums["won_amount"]
    return Quotient(sums["open_amount"], still.where(still > 0))


@dataclass(frozen=True)
class Needed:
    """The pipeline that a quota asks for, counted deal by deal, each rounded up."""

    deals: int
    opportunities: int
    pipeline: float
    coverage: float


def required_coverage(win_rate: float) -> float:
    """1 ÷ win rate, unrounded: with 22 % won, 4.545 times the quota has to be open."""
    return 1 / win_rate


def needed(quota: float, *, average_deal: float, win_rate: float) -> Needed:
    """The same, deal by deal: a $2M quota at $60,000 a deal and 22 % won → 34 deals, 155 opportunities, 4.65×."""
    deals = _up(quota / average_deal)
    opportunities = _up(deals / win_rate)
    pipeline = opportunities * average_deal
    return Needed(deals, opportunities, pipeline, pipeline / quota)


def _up(number: float) -> int:
    return math.ceil(number - _SAME)
