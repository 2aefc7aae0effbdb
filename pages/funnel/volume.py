"""How many, from which sources, against the target; and how the mix moves."""

import streamlit as st

from smarketing.charts import how_many, made_of, over_time
from smarketing.groups import Group
from smarketing.metrics import findings, grain
from smarketing.metrics.registry import evaluate
from smarketing.metrics.volume import COUNTS, passed_over
from smarketing.stages import Stage
from smarketing.ui import cards, data, frames, monthly, needs, stage_choice, view
from smarketing.ui.headline import top
from smarketing.ui.panel import panel

filters, look = view.current(), view.current_look()
needs.leads()
head = st.container()
stage = stage_choice.pick()
count, counted = COUNTS[stage], frames.counted(filters)
aim = frames.aim(filters, "mqls") if stage is Stage.MQL else frames.NO_AIM

with head:
    others = [COUNTS[s] for s in stage.later if s in data.known_stages()][:3]
    shown = cards.numbers([count, *others], counted, notes=cards.against_target(aim.total, count))
    top(shown + monthly.velocity(), otherwise=f"{count.name} by source")

left, right = st.columns(2)
with left:
    now = evaluate(count, grain.within(counted, filters.period), by=["source"])
    then = evaluate(count, grain.within(counted, filters.comparison), by=["source"])
    before = then if filters.comparison else None
    panel(
        "by-source",
        how_many.draw(now, count, look=look, targets=aim.by_source, before=before, before_name=filters.against),
        title=findings.said(findings.largest(now, by="source"), otherwise=f"{count.name} by source"),
        shows=passed_over(data.skipped(filters)) if stage is Stage.MQL else "",
        table=now,
        leads=Group.of(stage),
    )
with right:
    timed = grain.over_time(counted, filters.seen, grain=filters.grain)
    trend = evaluate(count, timed, by=["bucket"])
    line = over_time.draw(trend, count, look=look, grain=filters.grain, unfinished=filters.unfinished, target=aim.timed)
    panel(
        "over-time",
        needs.history(line, timed, count.key, grain=filters.grain),
        title=f"{count.name} by {filters.grain}",
        table=trend,
        leads=Group.of(stage),
    )

sourced = grain.over_time(counted, filters.seen, grain=filters.grain, by=["source"])
parts = evaluate(count, sourced, by=["bucket", "source"])
left, right = st.columns(2)
with left:
    lines = over_time.draw(parts, count, look=look, grain=filters.grain, by="source", unfinished=filters.unfinished)
    panel(
        "sources-over-time",
        needs.history(lines, sourced, count.key, grain=filters.grain),
        title=f"{count.name} by source and {filters.grain}",
        table=parts,
        leads=Group.of(stage),
    )
with right:
    panel(
        "mix",
        made_of.draw(parts, count, look=look, grain=filters.grain, as_share=True, unfinished=filters.unfinished),
        title=f"What each {filters.grain}'s {count.name} are made of",
        table=parts,
        leads=Group.of(stage),
    )
