"""The hand-off: what sales made of the MQLs it was given, by source, by person, and how fast."""

import streamlit as st

from smarketing.charts import hand_off, how_long, how_sure
from smarketing.filters import Clock, Dimension
from smarketing.groups import Group
from smarketing.metrics import acceptance, findings, survival
from smarketing.metrics.grain import within
from smarketing.metrics.registry import evaluate
from smarketing.metrics.volume import mqls
from smarketing.stages import Stage
from smarketing.ui import cards, data, frames, needs, view
from smarketing.ui.headline import headline
from smarketing.ui.panel import Panel, panel

FIRST_DAYS = 21

filters, look = view.current(), view.current_look()
needs.stages(Stage.MQL, any_of=(Stage.SAL, Stage.SQL), told_by="the day on which sales accepted or rejected a lead")
leads = frames.mqls(filters)
decisions = [acceptance.accepted, acceptance.rejected, acceptance.pending]

shown = cards.numbers([acceptance.acceptance_rate, *decisions, acceptance.overdue_rate], leads, filters)
headline(cards.sentence(shown[:1], filters, otherwise="What sales made of the MQLs it was given"))
cards.row(shown, filters)

here = within(leads, filters.period)
rates = evaluate(acceptance.acceptance_rate, here, by=["source"])
found = findings.best_and_worst(frames.handed_over(rates), by="source", done="accepted")
left, right = st.columns(2)
with left:
    said = Panel(key="by-source", title=cards.title(found, otherwise="Acceptance by source"), shows="Share accepted of the MQLs decided, with its 95 % interval",
                 table=rates, metrics=[acceptance.acceptance_rate], leads=Group.ACCEPTED, clock=Clock.COHORT)  # fmt: skip
    overall = evaluate(acceptance.acceptance_rate, here)
    panel(
        said,
        how_sure.draw(
            rates, acceptance.acceptance_rate, look=look, overall=overall, highlight=found.about if found else ()
        ),
        filters=filters,
    )
with right:
    table = here.groupby("source", as_index=False)[["mqls", "accepted", "rejected", "pending"]].sum()
    said = Panel(key="hand-off", title="Accepted, rejected and pending add up to the MQLs", table=table, metrics=[mqls, *decisions],
                 leads=Group.PENDING, clock=Clock.COHORT)  # fmt: skip
    panel(said, hand_off.draw(table, look=look), filters=filters)

people = evaluate(
    acceptance.acceptance_rate, within(frames.mqls(filters, by=Dimension.OWNER), filters.period), by=["owner"]
)
left, right = st.columns(2)
with left:
    reasons = within(data.rejections(filters), filters.period)
    said = Panel(key="reasons", title="Why MQLs came back", shows="Rejected MQLs of the period, by the reason that sales gave",
                 table=acceptance.by_reason(reasons), metrics=[acceptance.rejected, acceptance.share_of_rejections],
                 leads=Group.REJECTED, clock=Clock.COHORT)  # fmt: skip
    panel(
        said,
        hand_off.reasons(evaluate(acceptance.rejected, reasons, by=["reason"]), acceptance.rejected, look=look),
        filters=filters,
    )
with right:
    found = findings.best_and_worst(people, by="owner", done="accepted", what="MQLs")
    said = Panel(key="by-owner", title=cards.title(found, otherwise="Acceptance by person"), shows="Share accepted of the MQLs decided, by owner",
                 table=people, metrics=[acceptance.acceptance_rate], leads=Group.ACCEPTED, clock=Clock.COHORT)  # fmt: skip
    panel(said, how_sure.draw(people, acceptance.acceptance_rate, look=view.plain_look(), by="owner"), filters=filters)

lives = data.life_table(filters, pairs=[(Stage.MQL, Stage.SAL)], by=Dimension.TEAM)
curves, times = survival.curve(lives, by=["team"]), survival.times(lives, by=["team"])
said = Panel(key="response", title="How long until sales accepts", shows="Share of MQLs accepted by each day after they became MQL, by team",
             table=times, metrics=[survival.expected_conversion, survival.median_days_of_finished], leads=Group.ACCEPTED, clock=Clock.COHORT)  # fmt: skip
panel(said, how_long.draw(curves[curves["day"] <= FIRST_DAYS], look=view.numbered_look(curves["team"]), by="team", reaching="SAL", marks=times),
      filters=filters)  # fmt: skip
