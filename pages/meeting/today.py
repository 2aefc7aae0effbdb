"""The one screen: the headline numbers, how far leads get, and what is not final yet."""

import streamlit as st

from smarketing.charts import how_far
from smarketing.filters import Clock
from smarketing.groups import Group
from smarketing.metrics import volume
from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.conversion import CONVERSION, SO_FAR, funnel
from smarketing.metrics.grain import within
from smarketing.metrics.revenue import pipeline_created, revenue
from smarketing.stages import Stage
from smarketing.ui import cards, data, frames, not_final, pace, view
from smarketing.ui.headline import headline
from smarketing.ui.panel import Panel, panel

filters = view.current()
leads, deals = frames.mqls(filters), frames.deals(filters).frame
to_customer = CONVERSION[Stage.MQL, Stage.CUSTOMER]

shown = cards.numbers([volume.mqls, acceptance_rate, to_customer], leads, filters)
shown += cards.numbers([pipeline_created, revenue], deals, filters)
headline(cards.sentence(shown, filters, otherwise="Sales and marketing, at a glance"))
cards.row(shown, filters)

stages = funnel(within(leads, filters.period), stages=data.known_stages(), skipped=data.skipped(filters))
main, aside = st.columns([3, 2])
with main:
    said = Panel(
        key="funnel", title="How far the MQLs of the period have come",
        shows="Leads that reached each stage, and their share of the stage above",
        table=stages, metrics=[volume.mqls, *(SO_FAR[pair] for pair in zip(Stage, list(Stage)[1:], strict=False))],
        leads=Group.MQLS, clock=Clock.COHORT,
    )  # fmt: skip
    panel(said, how_far.draw(stages, look=view.current_look(), height=360), filters=filters)
with aside:
    not_final.panel(leads, deals, filters)
    pace.panel(leads, deals, filters)
