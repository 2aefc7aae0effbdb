"""What it cost: money spent per MQL, SQL and customer, return on it, cost of a new customer.

Over a spend frame and a cohort or deals frame `beside` each other. Spend is known by source and
campaign only, so a view narrowed to a segment, region, owner or team has no costs (`knows_costs`).
Where nothing was spent the cost is missing, not 0: an organic source is not free, it is not measured.
"""

from __future__ import annotations

import pandas as pd

from smarketing.filters import Filters
from smarketing.metrics.registry import Better, Quotient, Sums, Unit, metric


def knows_costs(filters: Filters) -> bool:
    """Can spend be narrowed as this view is?"""
    return not (filters.segment or filters.region or filters.owner or filters.team)


@metric(unit=Unit.MONEY, better=Better.NEITHER)
def spend(sums: Sums) -> pd.Series:
    """What marketing spent in the period, by the day it was spent."""
    return sums["spend_amount"]


@metric(unit=Unit.MONEY, better=Better.DOWN, name="Cost per MQL", of="MQLs")
def cost_per_mql(sums: Sums) -> Quotient:
    """Spend of the period ÷ its MQLs; for all sources together, MQLs that cost nothing are counted too."""
    return _per(sums, "mqls")


@metric(unit=Unit.MONEY, better=Better.DOWN, name="Cost per SQL", of="SQLs")
def cost_per_sql(sums: Sums) -> Quotient:
    """Spend of the period ÷ its SQLs; for all sources together, SQLs that cost nothing are counted too."""
    return _per(sums, "sqls")


@metric(unit=Unit.MONEY, better=Better.DOWN, name="Cost per customer", of="customers")
def cost_per_customer(sums: Sums) -> Quotient:
    """Spend of the period ÷ its customers: marketing's money only; with sales' cost in it, see CAC."""
    return _per(sums, "customers")


@metric(unit=Unit.PERCENT, name="Return on spend (ROI)", of="spend")
def roi(sums: Sums) -> Quotient:
    """What the spend brought back beyond itself: (revenue − spend) ÷ spend, both of the period.

    0 % means that revenue just covered the spend. Deals close weeks after the money is spent, so a
    short period compares this month's spend with last quarter's work.
    """
    spent = _spent(sums)
    earned = sums["won_amount"].where((sums["won_told"] > 0) | (sums["won"] == 0))
    return Quotient(earned - spent, spent)


def _per(sums: Sums, counted: str) -> Quotient:
    return Quotient(_spent(sums), sums[counted])


def _spent(sums: Sums) -> pd.Series:
    return sums["spend_amount"].where(sums["spend_amount"] > 0)
