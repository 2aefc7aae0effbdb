"""Revenue and pipeline by source, against target and against spend, and marketing's share."""

import streamlit as st

from smarketing.charts import against_target, how_many
from smarketing.groups import Group
from smarketing.metrics import findings
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.registry import evaluate
from smarketing.metrics.revenue import marketing_sourced_share, pipeline_created, revenue, win_rate, won_deals
from smarketing.ui import cards, frames, revenue_tables, view, why
from smarketing.ui.headline import top
from smarketing.ui.panel import panel

filters, look = view.current(), view.current_look()
money = frames.deals(filters)
won, opened = frames.aim(filters, "won_amount"), frames.aim(filters, "pipeline_created")

notes = cards.against_target(won.total, revenue) | cards.against_target(opened.total, pipeline_created)
numbers = [revenue, pipeline_created, won_deals, win_rate, marketing_sourced_share]
top(cards.numbers(numbers, money.frame, notes=notes), of=2, otherwise="Revenue and pipeline by source")
revenue_tables.left_out(filters)

left, right = st.columns([3, 2])
with left:
    earned = evaluate(revenue, over_time(money.frame, filters.seen, grain=filters.grain), by=["bucket"])
    months = revenue_tables.against(earned, won)
    panel(
        "won",
        against_target.months(months, revenue, look=look, grain=filters.grain, unfinished=filters.unfinished),
        title=revenue_tables.title(months),
        shows=f"Revenue won by {filters.grain}; the tick is the target",
        table=months,
        metrics=[revenue],
        leads=Group.CUSTOMERS,
    )
with right:
    by_source = evaluate(revenue, within(money.frame, filters.period), by=["source"])
    largest = findings.largest(by_source, by="source", currency=look.currency)
    panel(
        "by-source",
        how_many.draw(by_source, revenue, look=look, targets=won.by_source),
        title=findings.said(largest, otherwise="Revenue by source"),
        shows="By the source of the lead that came first",
        table=by_source,
        leads=Group.CUSTOMERS,
    )

why.show_panel()

left, right = st.columns(2)
with left:
    revenue_tables.review(filters)
with right:
    revenue_tables.deals(money, filters)
revenue_tables.costs(money, filters)
