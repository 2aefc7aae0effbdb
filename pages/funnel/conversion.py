"""How far leads get, how fast, and how sure that is."""

import streamlit as st

from smarketing.charts import how_far, how_long, how_sure, young_cohorts
from smarketing.groups import Group
from smarketing.metrics import findings, survival
from smarketing.metrics.conversion import CONVERSION, SO_FAR, funnel, too_young
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.registry import evaluate
from smarketing.ui import cards, conversion_tables, data, frames, group_changes, needs, stage_choice, view
from smarketing.ui.cohorts import section
from smarketing.ui.headline import top
from smarketing.ui.panel import panel

filters, look, known = view.current(), view.current_look(), data.known_stages()
needs.two_stages()
head = st.container()
start, end = stage_choice.pair()
rate, so_far = CONVERSION[start, end], SO_FAR[start, end]
cohorts = frames.of_age(data.cohorts(filters, start=start), filters, start=start)
here = within(cohorts, filters.period)

with head:
    shown = cards.numbers([rate, so_far, too_young], cohorts)
    top(shown, otherwise=f"How far the {start.label} of the period have come", start=start)

left, right = st.columns(2)
with left:
    stages = funnel(here, stages=known, skipped=data.skipped(filters, start=start))
    panel(
        "funnel",
        how_far.draw(stages, look=look),
        title=f"How far the {start.label} of the period have come",
        shows=frames.so_far(here),
        table=stages,
        metrics=[so_far],
        leads=Group.of(end),
        start=start,
    )
    timed = over_time(cohorts, filters.seen, grain=filters.grain)
    judged = conversion_tables.by_cohort(timed, filters, start=start, end=end)
    young = findings.not_final(timed, start=start, window=filters.window, grain=filters.grain)
    panel(
        "cohorts",
        needs.history(
            young_cohorts.draw(judged, rate, look=look, grain=filters.grain), timed, start.plural, grain=filters.grain
        ),
        title=findings.said(young, otherwise=f"{rate.name} by {filters.grain}"),
        shows="Struck through: so far, no conversion yet. The dot is what all leads of the period together let expect",
        table=judged,
        metrics=[rate, so_far, survival.expected_conversion],
        leads=Group.TOO_YOUNG,
        start=start,
    )
with right:
    rates = evaluate(rate, here, by=["source"])
    found = findings.best_and_worst(rates, by="source", done=f"{conversion_tables.DONE[end]} in time", what=start.label)
    panel(
        "by-source",
        how_sure.draw(rates, rate, look=look, overall=evaluate(rate, here)),
        title=findings.said(found, otherwise=f"{rate.name} by source"),
        table=rates,
        leads=Group.of(end),
        start=start,
    )
    curve, times = conversion_tables.curve(filters, start=start, end=end)
    panel(
        "how-long",
        how_long.draw(curve, look=look, marks=times, reaching=end.value),
        title=f"From {start} to {end}: the share there by each day, those who still wait counted",
        table=curve,
        metrics=[survival.expected_conversion, survival.median_days, survival.median_days_of_finished],
        leads=Group.of(end),
        start=start,
    )

group_changes.panel(rate, cohorts, start=start)
section(judged, filters, look, start=start, end=end)

left, right = st.columns(2)
with left:
    conversion_tables.stays(filters, known)
with right:
    conversion_tables.flows(filters, known)

sources = conversion_tables.funnels(here, known)
title = f"The same funnel, source by source; each one's {start.label} are 100 %"
panel("funnels", how_far.by_source(sources, look=look), title=title, table=sources, metrics=[so_far], start=start)
