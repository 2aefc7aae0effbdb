"""The tables of the revenue page: targets, the SLA review, deals, costs."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from smarketing.filters import Clock, Filters
from smarketing.metrics import costs, revenue, volume
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.money import Money
from smarketing.metrics.registry import REGISTRY, Metric, Unit, evaluate
from smarketing.metrics.show import show
from smarketing.periods import Grain
from smarketing.ui import data, frames
from smarketing.ui.frames import Aim
from smarketing.ui.panel import plain


def against(won: pd.DataFrame, aim: Aim) -> pd.DataFrame:
    """One row per bucket: bucket · actual: float · target: float, missing where nothing was aimed at."""
    return won[["bucket", "value"]].rename(columns={"value": "actual"}).merge(
        aim.over_time.rename(columns={"value": "target"}), on="bucket", how="left"
    )  # fmt: skip


def title(months: pd.DataFrame, filters: Filters) -> str:
    """`4 of 5 whole months reached their revenue target`, or what is shown."""
    whole = months[months["target"].notna()]
    if filters.unfinished is not None:
        whole = whole[whole["bucket"] < pd.Timestamp(filters.unfinished)]
    if whole.empty:
        return f"Revenue by {filters.grain}"
    reached = int((whole["actual"] >= whole["target"]).sum())
    return f"{reached} of {len(whole)} whole {filters.grain}s reached their revenue target"


def left_out(money: Money, filters: Filters) -> None:
    """Say what no sum on this page holds: other currencies without a rate, deals without an amount."""
    for row in money.apart.itertuples():
        said = show(row.won_amount, Unit.MONEY, currency=str(row.currency))
        st.warning(plain(f"{said} was won in {row.currency}, which has no rate here; it is in no sum on this page."),
                   icon=":material/currency_exchange:")  # fmt: skip
    unpriced = int(evaluate(revenue.unpriced_deals, within(money.frame, filters.period))["value"].iloc[0])
    won = int(evaluate(revenue.won_deals, within(money.frame, filters.period))["value"].iloc[0])
    if unpriced:
        st.info(f"{unpriced:,} of {won:,} won deals have no amount. Export the amount column with the deals to see their revenue.",
                icon=":material/money_off:")  # fmt: skip


def review(filters: Filters) -> pd.DataFrame:
    """One row per month, or quarter at that grain: bucket · the SLA review's four numbers · share: float."""
    grain = Grain.QUARTER if filters.grain is Grain.QUARTER else Grain.MONTH
    cohort = over_time(frames.deals(filters, clock=Clock.COHORT).frame, filters.period, grain=grain)
    closed = over_time(frames.deals(filters).frame, filters.period, grain=grain)
    wide = [_wide([revenue.mql_customers, revenue.mql_revenue], cohort),
            _wide([revenue.mql_revenue_closed, revenue.revenue, revenue.marketing_share], closed)]  # fmt: skip
    return wide[0].join(wide[1], how="outer").reset_index()


def _wide(metrics: list[Metric], frame: pd.DataFrame) -> pd.DataFrame:
    rows = evaluate(metrics, frame, by=["bucket"])
    return rows.pivot(index="bucket", columns="metric", values="value")[[m.key for m in metrics]]


_REVIEW = {
    revenue.mql_customers.key: "Customers", revenue.mql_revenue.key: "Their revenue",
    revenue.mql_revenue_closed.key: "Closed from MQLs", revenue.revenue.key: "Closed in all",
    revenue.marketing_share.key: "Share",
}  # fmt: skip


def readable_review(review: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The same in words, the latest on top."""
    grain = Grain.QUARTER if filters.grain is Grain.QUARTER else Grain.MONTH
    latest = review.iloc[::-1]
    shown = {short: [_say(v, REGISTRY[c].unit) for v in latest[c]] for c, short in _REVIEW.items()}
    return pd.DataFrame({grain.capitalize(): [grain.label(_day(b)) for b in latest["bucket"]], **shown})


def _day(bucket: pd.Timestamp) -> date:
    return bucket.date()


def _say(value: float | None, unit: Unit) -> str:
    return show(value, unit, currency=data.workspace().currency)


_DEALS = (revenue.won_deals, revenue.lost_deals, revenue.win_rate, revenue.win_rate_by_value, revenue.average_deal,
          revenue.cycle_days, revenue.velocity, revenue.marketing_sourced_revenue)  # fmt: skip


def deal_numbers(money: Money, filters: Filters) -> pd.DataFrame:
    """One row per number: metric: str · now, before: float, of the period and of the compared one."""
    now = evaluate(_DEALS, within(money.frame, filters.period))
    then = evaluate(_DEALS, within(money.frame, filters.comparison))
    return pd.DataFrame({"metric": now["metric"], "now": now["value"], "low": now["low"], "high": now["high"],
                         "before": then["value"] if filters.comparison else None})  # fmt: skip


def readable_deals(deals: pd.DataFrame) -> pd.DataFrame:
    """The same in words."""
    units = [REGISTRY[m].unit for m in deals["metric"]]
    return pd.DataFrame({
        "Number": [REGISTRY[m].name for m in deals["metric"]],
        "Now": [_say(v, u) for v, u in zip(deals["now"], units, strict=True)],
        "95 %": [_between(low, high) for low, high in zip(deals["low"], deals["high"], strict=True)],
        "Before": [_say(v, u) for v, u in zip(deals["before"], units, strict=True)],
    })  # fmt: skip


def _between(low: float, high: float) -> str:
    return "" if pd.isna(low) else f"{show(low, Unit.RATE)} – {show(high, Unit.RATE)}"


_COSTS = (costs.spend, volume.mqls, costs.cost_per_mql, volume.sqls, costs.cost_per_sql, volume.customers,
          costs.cost_per_customer, revenue.revenue, costs.roi)  # fmt: skip


def about_costs(filters: Filters) -> str:
    """What the costs are of, or why there are none."""
    if not costs.knows_costs(filters):
        return "Spend is known by source and campaign only; clear the other filters to see costs"
    return "Spend, leads and revenue of the same period; deals close weeks after the money is spent"


def costs_by_source(filters: Filters, deals: pd.DataFrame) -> pd.DataFrame:
    """One row per source and one for all: source: str · spend, counts, costs and return: float."""
    if not costs.knows_costs(filters):
        return pd.DataFrame(columns=["source", *(m.key for m in _COSTS)])
    spent, leads = within(frames.spend(filters).frame, filters.period), within(data.entries(filters), filters.period)
    beside = pd.concat([spent, leads, deals[["source", "won_amount"]]], ignore_index=True).fillna(
        {"spend_amount": 0.0, "won_amount": 0.0, "mqls": 0, "sqls": 0, "customers": 0}
    )
    rows = evaluate(_COSTS, beside, by=["source"]).pivot(index="source", columns="metric", values="value")
    total = (
        evaluate(_COSTS, beside).assign(source="All sources").pivot(index="source", columns="metric", values="value")
    )
    ordered = pd.concat([rows.sort_values("spend", ascending=False), total])
    return ordered[[m.key for m in _COSTS]].reset_index()


def readable_costs(table: pd.DataFrame) -> pd.DataFrame:
    """The same in words."""
    shown = {REGISTRY[c].name: [_say(v, REGISTRY[c].unit) for v in table[c]] for c in table.columns if c != "source"}
    return pd.DataFrame({"Source": table["source"], **shown})
