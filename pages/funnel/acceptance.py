"""The hand-off: what sales made of the MQLs it was given, by source, by person, and how fast."""

import streamlit as st

from smarketing.charts import hand_off, how_long, how_sure
from smarketing.filters import Dimension
from smarketing.groups import Group
from smarketing.metrics import acceptance, findings, survival
from smarketing.metrics.acceptance import acceptance_rate, accepted, overdue_rate, pending, rejected
from smarketing.metrics.grain import within
from smarketing.metrics.registry import evaluate
from smarketing.stages import Stage
from smarketing.ui import bridge, cards, data, diagnosis, frames, group_changes, needs, view
from smarketing.ui.headline import top
from smarketing.ui.panel import panel

filters, look = view.current(), view.current_look()
needs.acceptance()
leads = frames.mqls(filters)
here = within(leads, filters.period)

shown = cards.numbers([acceptance_rate, accepted, rejected, pending, overdue_rate], leads)
top(shown, otherwise="What sales made of the MQLs it was given")

left, right = st.columns(2)
with left:
    rates = evaluate(acceptance_rate, here, by=["source"])
    found = findings.best_and_worst(frames.handed_over(rates), by="source", done="accepted")
    overall, about = evaluate(acceptance_rate, here), found.about if found else ()
    panel(
        "by-source",
        how_sure.draw(rates, acceptance_rate, look=look, overall=overall, highlight=about),
        title=findings.said(found, otherwise="Acceptance by source"),
        table=rates,
        leads=Group.ACCEPTED,
    )
    reasons = within(data.rejections(filters), filters.period)
    panel(
        "reasons",
        hand_off.reasons(evaluate(rejected, reasons, by=["reason"]), rejected, look=look),
        title="Why MQLs came back",
        table=acceptance.by_reason(reasons),
        leads=Group.REJECTED,
    )
with right:
    decisions = evaluate([accepted, rejected, pending], here, by=["source"])
    panel(
        "hand-off",
        hand_off.draw(here, look=look),
        title="Accepted, rejected and pending add up to the MQLs",
        table=decisions,
        leads=Group.PENDING,
    )
    owned = within(frames.mqls(filters, by=Dimension.OWNER), filters.period)
    people = evaluate(acceptance_rate, owned, by=["owner"])
    panel(
        "by-owner",
        how_sure.draw(people, acceptance_rate, look=view.plain_look(), by="owner"),
        title=findings.said(findings.best_and_worst(people, by="owner", done="accepted"), otherwise="By person"),
        table=people,
        leads=Group.ACCEPTED,
    )

bridge.show()
diagnosis.show()

group_changes.panel(acceptance_rate, leads)

lives = data.life_table(filters, pairs=[(Stage.MQL, Stage.SAL)], by=[Dimension.TEAM])
curves, times = survival.curve(lives, by=["team"]), survival.times(lives, by=["team"])
first_weeks = curves[curves["day"] <= 21]
panel(
    "response",
    how_long.draw(first_weeks, look=view.numbered_look(curves["team"]), by="team", reaching="SAL", marks=times),
    title="How long until sales accepts: share accepted by each day, by team",
    table=times,
    metrics=[survival.expected_conversion, survival.median_days_of_finished],
    leads=Group.ACCEPTED,
)
