"""How far leads get, how fast, and how sure that is."""

import streamlit as st

from smarketing.charts import how_far, how_long, how_sure, young_cohorts
from smarketing.filters import Clock
from smarketing.groups import Group
from smarketing.metrics import findings, survival
from smarketing.metrics.conversion import CONVERSION, FLOW, SO_FAR, by_cohort, funnel, too_young
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.registry import evaluate
from smarketing.ui import cards, conversion_tables, data, frames, stage_choice, view
from smarketing.ui.headline import headline
from smarketing.ui.panel import Panel, panel, table_panel

filters, look = view.current(), view.current_look()
head = st.container()
start, end = stage_choice.pair()
pair, rate = (start, end), CONVERSION[start, end]
cohorts = frames.of_age(data.cohorts(filters, start=start), filters, start=start)
here = within(cohorts, filters.period)

shown = cards.numbers([rate, SO_FAR[pair], too_young], cohorts, filters)
with head:
    headline(
        cards.sentence(shown[:1], filters, otherwise=f"How far the {start.label} of the period have come"), start=start
    )
    cards.row(shown, filters)

known = data.known_stages()
stages = funnel(here, stages=known, skipped=data.skipped(filters, start=start))
rates = evaluate(rate, here, by=["source"])
found = findings.best_and_worst(rates, by="source", done=f"{end.label} in time", verb="become", what=start.label)
left, right = st.columns(2)
with left:
    said = Panel(key="funnel", title=f"How far the {start.label} of the period have come", shows="Leads that reached each stage by now, and their share of the stage above",
                 table=stages, metrics=[SO_FAR[pair]], leads=Group.of(end), clock=Clock.COHORT)  # fmt: skip
    panel(said, how_far.draw(stages, look=look), filters=filters)
with right:
    said = Panel(key="by-source", title=cards.title(found, otherwise=f"{rate.name} by source"), shows=f"Within {filters.window} days, of leads old enough to judge, with the 95 % interval",
                 table=rates, metrics=[rate], leads=Group.of(end), clock=Clock.COHORT)  # fmt: skip
    panel(said, how_sure.draw(rates, rate, look=look, overall=evaluate(rate, here)), filters=filters)

lives = data.life_table(filters, pairs=[pair])
expected = survival.expected(lives, horizon=filters.window)
judged = conversion_tables.with_expected(
    by_cohort(over_time(cohorts, filters.period, grain=filters.grain), start=start, end=end), expected
)
left, right = st.columns(2)
with left:
    young = findings.not_final(
        over_time(cohorts, filters.period, grain=filters.grain), start=start, window=filters.window, grain=filters.grain
    )
    said = Panel(key="cohorts", title=cards.title(young, otherwise=f"{rate.name} by {filters.grain}"), shows="Solid: judged. Hatched: too young, so far. Dot: expected, with its 95 % band",
                 table=judged, metrics=[rate, SO_FAR[pair], survival.expected_conversion], leads=Group.TOO_YOUNG, clock=Clock.COHORT)  # fmt: skip
    panel(said, young_cohorts.draw(judged, rate, look=look, grain=filters.grain), filters=filters)
with right:
    marks = survival.times(lives)
    said = Panel(key="how-long", title=f"From {start} to {end}: share there by each day", shows="Kaplan–Meier: leads that still wait are counted for the days they have had",
                 table=survival.curve(lives), metrics=[survival.expected_conversion, survival.median_days, survival.median_days_of_finished], leads=Group.of(end), clock=Clock.COHORT)  # fmt: skip
    panel(said, how_long.draw(survival.curve(lives), look=look, marks=marks, reaching=end.value), filters=filters)

left, right = st.columns(2)
with left:
    stays = conversion_tables.stays(filters, known)
    said = Panel(key="stays", title="Time from stage to stage", shows="Days, counting those who still wait; and of those who got there",
                 table=stays, metrics=[survival.median_days, survival.p90_days, survival.median_days_of_finished, survival.p90_days_of_finished], clock=Clock.COHORT)  # fmt: skip
    table_panel(said, conversion_tables.readable_stays(stays), filters=filters)
with right:
    flows = conversion_tables.flows(filters, known)
    said = Panel(key="flow", title="Flow: arrivals against entries, whoever they are", shows="By the day of each event; it may pass 100 %, so it is no conversion",
                 table=flows, metrics=[FLOW[p] for p in conversion_tables.steps(known)], clock=Clock.EVENT)  # fmt: skip
    table_panel(said, conversion_tables.readable_flows(flows), filters=filters)

sources = conversion_tables.funnels(here, known)
said = Panel(key="funnels", title="The same funnel, source by source", shows=f"Each source's {start.label} are 100 %", table=sources, metrics=[SO_FAR[pair]], leads=Group.of(end), clock=Clock.COHORT)  # fmt: skip
panel(said, how_far.by_source(sources, look=look), filters=filters)
