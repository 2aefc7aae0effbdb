"""How many, from which sources, against the target; and how the mix moves."""

import streamlit as st

from smarketing.charts import how_many, over_time
from smarketing.groups import Group
from smarketing.metrics import findings, grain, volume
from smarketing.metrics.registry import evaluate
from smarketing.metrics.targets import mqls_against_target
from smarketing.stages import Stage
from smarketing.ui import cards, frames, monthly, stage_choice, view
from smarketing.ui.headline import headline
from smarketing.ui.panel import Panel, panel

filters, look = view.current(), view.current_look()
head = st.container()
stage = stage_choice.pick(filters)
counted, count = frames.counted(filters), volume.COUNTS[stage]
aim = frames.aim(filters, "mqls") if stage is Stage.MQL else frames.NO_AIM

shown = cards.numbers([count], counted, filters, notes=cards.against(aim.total, count))
shown += cards.numbers(
    [c for s, c in volume.COUNTS.items() if s is not stage and s.plural in counted][:3], counted, filters
)
shown += monthly.velocity(filters)
with head:
    headline(cards.sentence(shown[:1], filters, otherwise=f"{count.name} by source"))
    cards.row(shown, filters)

now = evaluate(count, grain.within(counted, filters.period), by=["source"])
then = evaluate(count, grain.within(counted, filters.comparison), by=["source"]) if filters.comparison else None
timed = grain.over_time(counted, filters.period, grain=filters.grain)
metrics = [count, mqls_against_target] if aim.total else [count]
left, right = st.columns(2)
with left:
    said = Panel(key="by-source", title=cards.title(findings.largest(now, by="source"), otherwise=f"{count.name} by source"),
                 shows=f"{count.name} by source, the thin bar is {filters.comparison or 'not compared'}", table=now,
                 metrics=metrics, leads=Group.of(stage))  # fmt: skip
    drawn = how_many.draw(
        now, count, look=look, targets=aim.by_source, before=then, before_name=str(filters.comparison)
    )
    panel(said, drawn, filters=filters)
with right:
    trend = evaluate(count, timed, by=["bucket"])
    said = Panel(key="over-time", title=f"{count.name} by {filters.grain}", shows="All sources; the tick line is the target",
                 table=trend, metrics=metrics, leads=Group.of(stage))  # fmt: skip
    target = aim.over_time if len(aim.over_time) else None
    panel(
        said,
        over_time.draw(trend, count, look=look, grain=filters.grain, unfinished=filters.unfinished, target=target),
        filters=filters,
    )

sourced = grain.over_time(counted, filters.period, grain=filters.grain, by=["source"])
parts = evaluate(count, sourced, by=["bucket", "source"])
said = Panel(key="mix", title=f"{count.name} by source and {filters.grain}", shows="The largest sources, each in its colour",
             table=parts, metrics=metrics, leads=Group.of(stage))  # fmt: skip
panel(
    said,
    over_time.draw(parts, count, look=look, grain=filters.grain, by="source", unfinished=filters.unfinished),
    filters=filters,
)
