"""Money that was won: revenue, deals, win rates, how fast, and marketing's share of it.

Over the deals frame, its amounts converted by `money.in_currency`. Each deal counts once; its source
is that of the lead that was created first.
"""

from __future__ import annotations

import pandas as pd

from smarketing.filters import Clock
from smarketing.metrics.registry import Better, Quotient, Sums, Total, Unit, metric

MARKETING = "marketing"


def _told(sums: Sums, amount: str) -> pd.Series:
    """An amount of won deals; missing where deals were won and none of them tells one."""
    return sums[amount].where((sums["won_told"] > 0) | (sums["won"] == 0))


@metric(unit=Unit.MONEY, clock=Clock.EVENT)
def revenue(sums: Sums) -> Total:
    """The amounts of all deals won in the period, by the day they were won.

    Each deal counts once, however many leads hang on it. Deals without an amount, or in a currency
    without a rate, add nothing and are counted apart; where no won deal has one, revenue can't be told.
    """
    return Total(_told(sums, "won_amount"), sums["won_told"], sums["won_squares"])


@metric(unit=Unit.COUNT, clock=Clock.EVENT)
def won_deals(sums: Sums) -> pd.Series:
    """Deals won in the period, by the day they were won."""
    return sums["won"]


@metric(unit=Unit.COUNT, clock=Clock.EVENT, better=Better.DOWN)
def lost_deals(sums: Sums) -> pd.Series:
    """Deals closed without a sale in the period, by the day they were closed."""
    return sums["lost"]


@metric(unit=Unit.COUNT, clock=Clock.EVENT, better=Better.DOWN)
def unpriced_deals(sums: Sums) -> pd.Series:
    """Deals won in the period without an amount, or in a currency that has no rate here.

    They are won deals, but add nothing to revenue and are left out of the average deal.
    """
    return sums["won"] - sums["won_told"]


@metric(unit=Unit.MONEY, clock=Clock.EVENT, of="won deals with an amount")
def average_deal(sums: Sums) -> Quotient:
    """What a won deal brings on average: revenue ÷ won deals that have an amount."""
    return Quotient(sums["won_amount"], sums["won_told"])


@metric(unit=Unit.MONEY, clock=Clock.EVENT)
def pipeline_created(sums: Sums) -> Total:
    """The amounts of all deals opened in the period, by the day they were opened, whatever became of them."""
    amount = sums["opened_amount"].where((sums["opened_told"] > 0) | (sums["opened"] == 0))
    return Total(amount, sums["opened_told"], sums["opened_squares"])


@metric(unit=Unit.RATE, clock=Clock.EVENT, of="deals closed")
def win_rate(sums: Sums) -> Quotient:
    """Of the deals closed in the period, the share that was won, by number of deals.

    Won ÷ (won + lost). Open deals are in neither. Never to be mixed with the win rate by value.
    """
    return Quotient(sums["won"], sums["won"] + sums["lost"])


@metric(unit=Unit.PERCENT, clock=Clock.EVENT, of="amount of deals closed", name="Win rate by value")
def win_rate_by_value(sums: Sums) -> Quotient:
    """Of the money in deals closed in the period, the share that was won.

    Won amount ÷ (won + lost amount). One large deal can move it, so it has no interval. Never to be
    mixed with the win rate by number of deals.
    """
    return Quotient(sums["won_amount"], sums["won_amount"] + sums["lost_amount"])


@metric(unit=Unit.DAYS, clock=Clock.EVENT, better=Better.DOWN, of="won deals that tell both days")
def cycle_days(sums: Sums) -> Quotient:
    """Average days from opening to winning, of the deals won in the period; open deals are not in it."""
    return Quotient(sums["cycle_days"], sums["cycles"])


@metric(unit=Unit.MONEY_A_DAY, clock=Clock.EVENT)
def velocity(sums: Sums) -> pd.Series:
    """The money a day that the period's opportunities will bring at its deal size, win rate and speed.

    Opportunities opened × average deal × win rate by number ÷ cycle days.
    """
    average = Quotient(sums["won_amount"], sums["won_told"]).value
    won = Quotient(sums["won"], sums["won"] + sums["lost"]).value
    days = Quotient(sums["cycle_days"], sums["cycles"]).value
    return sums["opened"] * average * won / days.where(days > 0)


# --- marketing's part -------------------------------------------------------------------------


def with_marketing(deals: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The deals frame by source with marketing_amount: float, the won amount where the source is marketing's.

    sources: `queries.sources`.
    """
    ours = deals["source"].isin(sources.loc[sources["kind"] == MARKETING, "source"])
    return deals.assign(marketing_amount=deals["won_amount"].where(ours, 0.0))


@metric(unit=Unit.MONEY, clock=Clock.EVENT, name="Marketing-sourced revenue")
def marketing_sourced_revenue(sums: Sums) -> pd.Series:
    """Revenue of the deals whose lead came from a marketing source, by the day they were won.

    A deal with several leads goes by the one that was created first. Never to be added to
    marketing-influenced revenue, which counts many of the same deals.
    """
    return _told(sums, "marketing_amount")


@metric(unit=Unit.PERCENT, clock=Clock.EVENT, name="Marketing-sourced share", of="revenue")
def marketing_sourced_share(sums: Sums) -> Quotient:
    """Of all revenue won in the period, the share whose lead came from a marketing source."""
    return Quotient(sums["marketing_amount"], sums["won_amount"])


# --- the SLA review's four numbers ------------------------------------------------------------


@metric(unit=Unit.COUNT, clock=Clock.COHORT, name="MQLs that became customers")
def mql_customers(sums: Sums) -> pd.Series:
    """Of the MQLs of the period, how many are credited with a deal won by the as-of day: the SLA review's first number.

    A deal with several leads is credited to the one that was created first.
    """
    return sums["mql_customers"]


@metric(unit=Unit.MONEY, clock=Clock.COHORT, name="Revenue from the period's MQLs")
def mql_revenue(sums: Sums) -> pd.Series:
    """What the MQLs of the period have brought in won deals by the as-of day: the SLA review's second number."""
    return _told(sums, "won_mql_amount")


@metric(unit=Unit.MONEY, clock=Clock.EVENT, name="Revenue closed from MQLs")
def mql_revenue_closed(sums: Sums) -> pd.Series:
    """Revenue won in the period from deals whose lead had been an MQL, whenever: the SLA review's third number.

    The fourth, beside it, is all revenue won in the period.
    """
    return _told(sums, "won_mql_amount")


@metric(unit=Unit.PERCENT, clock=Clock.EVENT, name="Marketing's share", of="all revenue closed")
def marketing_share(sums: Sums) -> Quotient:
    """Of all revenue won in the period, the share from deals whose lead had been an MQL.

    The SLA review's third number ÷ its fourth.
    """
    return Quotient(sums["won_mql_amount"], sums["won_amount"])
