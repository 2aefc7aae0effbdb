"""The tables of the revenue page: targets, the SLA review, deals, costs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from smarketing.filters import Clock, Filters
from smarketing.metrics import costs as cost
from smarketing.metrics import revenue
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.money import Money, in_currency, without_rate
from smarketing.metrics.registry import REGISTRY, Metric, Unit, beside, evaluate
from smarketing.metrics.show import show
from smarketing.metrics.volume import customers, mqls, sqls
from smarketing.periods import Grain
from smarketing.stages import Stage
from smarketing.ui import data, frames, view
from smarketing.ui.frames import Aim
from smarketing.ui.panel import panel
from smarketing.ui.text import plain


def against(won: pd.DataFrame, aim: Aim) -> pd.DataFrame:
    """One row per bucket: bucket · actual: float · target: float, missing where nothing was aimed at."""
    actual = won[["bucket", "value"]].rename(columns={"value": "actual"})
    if aim.timed is None:
        return actual.assign(target=float("nan"))
    return actual.merge(aim.timed.rename(columns={"value": "target"}), on="bucket", how="left")


def title(months: pd.DataFrame) -> str:
    """`1 of 5 whole months reached the revenue target`, or what is shown."""
    filters, aimed = view.current(), months[months["target"].notna()]
    if filters.unfinished is not None:
        aimed = aimed[aimed["bucket"] < pd.Timestamp(filters.unfinished)]
    if aimed.empty:
        return f"Revenue by {filters.grain}"
    reached = int((aimed["actual"] >= aimed["target"]).sum())
    return f"{reached} of {len(aimed)} whole {filters.grain}s reached the revenue target"


def left_out(filters: Filters) -> None:
    """Say what no sum on this page holds: other currencies without a rate, deals without an amount."""
    here, deals = data.workspace(), within(data.deals(filters, clock=Clock.EVENT), filters.period)
    apart = in_currency(deals, here.currency, rates=here.rates).apart
    for row in apart.itertuples():
        won, opened = (plain(show(v, Unit.MONEY, currency=row.currency)) for v in (row.won_amount, row.opened_amount))
        st.warning(
            f"{won} won and {opened} opened have no exchange rate here; they are in no sum on this page.",
            icon=":material/currency_exchange:",
        )
    unpriced, won = int(deals["unpriced"].sum()), int(deals["won"].sum())
    if unpriced:
        st.info(
            f"{unpriced:,} of {won:,} won deals have no amount. Export it with the deals to see their revenue.",
            icon=":material/money_off:",
        )


# --- the SLA review ---------------------------------------------------------------------------

_REVIEW = {
    revenue.mql_customers: "Customers",
    revenue.mql_revenue: "Their revenue",
    revenue.mql_revenue_closed: "Closed from MQLs",
    revenue.revenue: "Closed in all",
    revenue.marketing_share: "Share",
}


def review(filters: Filters) -> None:
    """The panel with the SLA review's four numbers of a view by month, or by quarter at that grain."""
    grain = Grain.QUARTER if filters.grain is Grain.QUARTER else Grain.MONTH
    money = {clock: frames.deals(filters, clock=clock) for clock in Clock}
    table = pd.concat(
        evaluate(
            [m for m in _REVIEW if m.clock is clock], over_time(told.frame, filters.seen, grain=grain), by=["bucket"]
        )
        for clock, told in money.items()
    )
    apart = pd.concat(told.apart for told in money.values())
    strange = without_rate(sorted(set(apart.loc[apart["won_amount"] != 0, "currency"])))
    what = "Customers and their revenue follow the MQLs of each period; the others what was closed in it"
    wide = table.pivot(index="bucket", columns="metric", values="value").iloc[::-1]
    open_since = filters.within(grain=grain).unfinished
    names = [f"{grain.label(b.date())}{' so far' if open_since == b.date() else ''}" for b in wide.index]
    written = {short: [_say(v, m.unit) for v in wide[m.key]] for m, short in _REVIEW.items()}
    panel(
        "review",
        pd.DataFrame({grain.capitalize(): names, **written}),
        title="The SLA review's four numbers",
        shows=f"{what}; {strange}" if strange else what,
        table=table,
        filters=filters,
    )


def _say(value: float | None, unit: Unit) -> str:
    return show(value, unit, currency=data.workspace().currency)


# --- deals and costs --------------------------------------------------------------------------

_DEALS = (
    revenue.won_deals,
    revenue.lost_deals,
    revenue.win_rate,
    revenue.win_rate_by_value,
    revenue.average_deal,
    revenue.cycle_days,
    revenue.velocity,
    revenue.marketing_sourced_revenue,
)


def deals(money: Money, filters: Filters) -> None:
    """The panel that tells how many deals are won, how large and how fast."""
    now = evaluate(_DEALS, within(money.frame, filters.period))
    then = evaluate(_DEALS, within(money.frame, filters.comparison))
    units = [m.unit for m in _DEALS]
    written = pd.DataFrame(
        {
            "Number": [m.name for m in _DEALS],
            "Now": map(_say, now["value"], units),
            "95 %": map(_between, now["low"], now["high"]),
            "Before": map(_say, then["value"], units),
        }
    )
    panel("deals", written, title="Deals: how many are won, how large, how fast", table=now)


def _between(low: float, high: float) -> str:
    return "" if pd.isna(low) else f"{show(low, Unit.RATE)} – {show(high, Unit.RATE)}"


_COSTS: tuple[Metric, ...] = (
    cost.spend,
    mqls,
    cost.cost_per_mql,
    sqls,
    cost.cost_per_sql,
    customers,
    cost.cost_per_customer,
    revenue.revenue,
    cost.roi,
)


def _known_costs() -> list[Metric]:
    """The numbers whose stage the data knows."""
    of = {sqls: Stage.SQL, cost.cost_per_sql: Stage.SQL, mqls: Stage.MQL, cost.cost_per_mql: Stage.MQL}
    return [m for m in _COSTS if m not in of or of[m] in data.known_stages()]


def costs(money: Money, filters: Filters) -> None:
    """The panel with spend, costs and return by source; a word where spend can't be narrowed as the view is."""
    if not cost.knows_costs(filters):
        st.info(
            "Spend is known by source and campaign only. Clear the other filters to see costs.", icon=":material/info:"
        )
        return
    spend = frames.spend(filters)
    if len(spend.apart):
        named = plain(", ".join(spend.apart["currency"]))
        st.warning(
            f"Spend in {named} has no exchange rate here; it is in no cost.", icon=":material/currency_exchange:"
        )
    spent, entered = within(spend.frame, filters.period), within(data.entries(filters), filters.period)
    earned = within(money.frame, filters.period)[["source", "won", "won_told", "won_amount", "won_squares"]]
    both, shown = beside(spent, entered, earned), _known_costs()
    table = pd.concat([evaluate(shown, both, by=["source"]), evaluate(shown, both).assign(source="All sources")])
    panel(
        "costs",
        _written_costs(table, shown),
        title="What an MQL, an SQL and a customer cost, and what came back",
        shows="Spend, leads and revenue of the same days; deals close weeks after the money is spent",
        table=table,
    )


def _written_costs(table: pd.DataFrame, shown: Sequence[Metric]) -> pd.DataFrame:
    wide = table.pivot(index="source", columns="metric", values="value")
    ordered = wide.drop(index="All sources").sort_values(cost.spend.key, ascending=False)
    rows = pd.concat([ordered, wide.loc[["All sources"]]])
    numbers = {REGISTRY[m.key].name: [_say(v, m.unit) for v in rows[m.key]] for m in shown}
    return pd.DataFrame({"Source": rows.index, **numbers})
