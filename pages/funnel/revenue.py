"""Revenue and pipeline by source, against target and against spend, and marketing's share."""

import streamlit as st

from smarketing.charts import against_target, how_many
from smarketing.filters import Clock
from smarketing.groups import Group
from smarketing.metrics import costs, findings, revenue
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.registry import evaluate
from smarketing.metrics.targets import pipeline_against_target, revenue_against_target
from smarketing.ui import cards, frames, revenue_tables, view
from smarketing.ui.headline import headline
from smarketing.ui.panel import Panel, panel, table_panel

filters, look = view.current(), view.current_look()
money = frames.deals(filters)
won, opened = frames.aim(filters, "won_amount"), frames.aim(filters, "pipeline_created")

notes = cards.against(won.total, revenue.revenue) | cards.against(opened.total, revenue.pipeline_created)
numbers = [
    revenue.revenue,
    revenue.pipeline_created,
    revenue.won_deals,
    revenue.win_rate,
    revenue.marketing_sourced_share,
]
shown = cards.numbers(numbers, money.frame, filters, notes=notes)
headline(cards.sentence(shown[:2], filters, otherwise="Revenue and pipeline by source"))
cards.row(shown, filters)
revenue_tables.left_out(money, filters)

here = within(money.frame, filters.period)
left, right = st.columns([3, 2])
with left:
    months = revenue_tables.against(
        evaluate(revenue.revenue, over_time(money.frame, filters.period, grain=filters.grain), by=["bucket"]), won
    )
    said = Panel(key="won", title=revenue_tables.title(months, filters), shows=f"Revenue won by {filters.grain}; the tick is the target",
                 table=months, metrics=[revenue.revenue, revenue_against_target], leads=Group.CUSTOMERS, clock=Clock.EVENT)  # fmt: skip
    panel(
        said,
        against_target.months(months, revenue.revenue, look=look, grain=filters.grain, unfinished=filters.unfinished),
        filters=filters,
    )
with right:
    by_source = evaluate(revenue.revenue, here, by=["source"])
    said = Panel(key="by-source", title=cards.title(findings.largest(by_source, by="source"), otherwise="Revenue by source"), shows="Revenue won, by the source of the lead that came first",
                 table=by_source, metrics=[revenue.revenue], leads=Group.CUSTOMERS, clock=Clock.EVENT)  # fmt: skip
    panel(said, how_many.draw(by_source, revenue.revenue, look=look, targets=won.by_source), filters=filters)

left, right = st.columns(2)
with left:
    review = revenue_tables.review(filters)
    said = Panel(key="review", title="The SLA review's four numbers", shows="The first two follow the MQLs of each period, the other two what was closed in it",
                 table=review, metrics=[revenue.mql_customers, revenue.mql_revenue, revenue.mql_revenue_closed, revenue.revenue, revenue.marketing_share], clock=Clock.EVENT)  # fmt: skip
    table_panel(said, revenue_tables.readable_review(review, filters), filters=filters)
with right:
    deals = revenue_tables.deal_numbers(money, filters)
    said = Panel(key="deals", title="Deals: how many are won, how large, how fast", table=deals, clock=Clock.EVENT,
                 metrics=[revenue.won_deals, revenue.lost_deals, revenue.win_rate, revenue.win_rate_by_value, revenue.average_deal, revenue.cycle_days, pipeline_against_target])  # fmt: skip
    table_panel(said, revenue_tables.readable_deals(deals), filters=filters)

table = revenue_tables.costs_by_source(filters, here)
said = Panel(key="costs", title="What an MQL, an SQL and a customer cost, and what came back", shows=revenue_tables.about_costs(filters), table=table,
             metrics=[costs.spend, costs.cost_per_mql, costs.cost_per_sql, costs.cost_per_customer, costs.roi], clock=Clock.EVENT)  # fmt: skip
table_panel(said, revenue_tables.readable_costs(table), filters=filters)
