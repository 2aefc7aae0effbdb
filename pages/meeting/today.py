"""The one screen: the headline numbers, how far leads get, what is not final yet, and the targets."""

import streamlit as st

from smarketing.charts import how_far
from smarketing.groups import Group
from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.conversion import CONVERSION, SO_FAR, funnel
from smarketing.metrics.grain import within
from smarketing.metrics.revenue import pipeline_created, revenue
from smarketing.metrics.volume import mqls
from smarketing.stages import Stage
from smarketing.ui import cards, data, frames, not_final, pace, view
from smarketing.ui.headline import top
from smarketing.ui.panel import panel

filters, look = view.current(), view.current_look()
leads, deals = frames.mqls(filters), frames.deals(filters).frame

of_leads = cards.numbers([mqls, acceptance_rate, CONVERSION[Stage.MQL, Stage.CUSTOMER]], leads)
of_deals = cards.numbers([pipeline_created, revenue], deals)
top(of_leads + of_deals, of=5, otherwise="Sales and marketing, at a glance")

main, aside = st.columns([3, 2])
with main:
    stages = funnel(within(leads, filters.period), stages=data.known_stages(), skipped=data.skipped(filters))
    panel(
        "funnel",
        how_far.draw(stages, look=look, height=400),
        title="How far the MQLs of the period have come",
        shows="Leads that reached each stage, and their share of the stage above",
        table=stages,
        metrics=[mqls, *(SO_FAR[stage, below] for stage in Stage for below in stage.later[:1])],
        leads=Group.MQLS,
    )
with aside:
    not_final.panel(leads, deals)
    pace.panel(leads, deals)
