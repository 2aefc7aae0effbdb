"""The one screen: what we owe each other, what moved, what is not final yet, and who is on the board."""

from itertools import pairwise

import streamlit as st

from smarketing.charts import how_far
from smarketing.groups import Group
from smarketing.metrics.acceptance import acceptance_rate
from smarketing.metrics.conversion import CONVERSION, SO_FAR, funnel
from smarketing.metrics.grain import within
from smarketing.metrics.revenue import pipeline_created, revenue
from smarketing.metrics.volume import COUNTS
from smarketing.stages import Stage
from smarketing.ui import both_promises, cards, data, frames, needs, not_final, pace, quality, since, stage_choice, view
from smarketing.ui import what_moved as moved
from smarketing.ui.headline import top
from smarketing.ui.panel import panel
from smarketing.ui.promises import board

filters, look = view.current(), view.current_look()
needs.leads()
leads, deals, known = frames.begun(filters), frames.deals(filters).frame, data.known_stages()
start, end = stage_choice.first(), known[-1]

decided = [acceptance_rate] if needs.tells_acceptance() else []
converted = [CONVERSION[start, end]] if end in start.later else []
of_leads = cards.numbers([COUNTS[start], *decided, *converted], leads)
opened = [pipeline_created] if Stage.OPPORTUNITY in known else []
of_deals = cards.numbers([*opened, revenue], deals)
top(of_leads + of_deals, of=5, otherwise="Sales and marketing, at a glance", start=start)

owed, why, open_ends = st.columns(3)
with owed:
    both_promises.panel()
with why:
    moved.panel()
    board.brief()
with open_ends:
    not_final.panel(leads, deals)
    quality.panel()

more = st.expander("Since the last meeting, the funnel, the targets", on_change="rerun", key="more")
if more.open:
    with more:
        since.panel()
        stages = funnel(within(leads, filters.period), stages=known, skipped=data.skipped(filters, start=start))
        panel(
            "funnel",
            how_far.draw(stages, look=look, height=372),
            title=f"How far the {start.label} of the period have come",
            shows=frames.so_far(within(leads, filters.period)),
            table=stages,
            metrics=[COUNTS[start], *(SO_FAR[step] for step in pairwise(s for s in Stage if s in known))],
            leads=Group.of(start),
        )
        pace.panel(leads, deals)
