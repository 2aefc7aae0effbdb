"""What a meeting must not take for final: the young, the pending, the unfinished, the unpriced."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from smarketing.filters import Clock, Filters
from smarketing.groups import Group
from smarketing.metrics import findings
from smarketing.metrics.acceptance import overdue_rate, pending
from smarketing.metrics.conversion import too_young
from smarketing.metrics.grain import over_time, within
from smarketing.metrics.registry import evaluate
from smarketing.ui import data, needs, stage_choice, view
from smarketing.ui.drill import leads_button
from smarketing.ui.panel import boxed
from smarketing.ui.text import plain


def panel(leads: pd.DataFrame, deals: pd.DataFrame) -> None:
    """Each open end with its count and the way to its leads. leads: `frames.mqls`; deals: `frames.deals`."""
    filters = view.current()
    found = [*_young(leads, filters), *_waiting(leads, filters), *_unfinished(filters), *_unpriced(deals, filters)]
    table = pd.DataFrame({"not final": [text for _, text, _ in found]})
    with boxed("not-final", title="What is not final yet", table=table, metrics=[too_young, pending], height="content"):
        if not found:
            st.success("Everything on this page is final: every lead had its window.", icon=":material/verified:")
        for icon, text, group in found:
            with st.container(horizontal=True, vertical_alignment="center", wrap=False):
                st.markdown(f":material/{icon}: {plain(text)}", width="stretch")
                if group is not None:
                    first = stage_choice.first()
                    leads_button(group, key=f"open-{group.key}", clock=Clock.COHORT, start=first, short=True)


Line = tuple[str, str, Group | None]


def _young(leads: pd.DataFrame, filters: Filters) -> list[Line]:
    buckets = over_time(leads, filters.seen, grain=filters.grain)
    found = findings.not_final(buckets, start=stage_choice.first(), window=filters.window, grain=filters.grain)
    return [("hourglass_top", f"{found.text}.", Group.TOO_YOUNG)] if found else []


def _waiting(leads: pd.DataFrame, filters: Filters) -> list[Line]:
    if not needs.tells_acceptance():
        return []
    told = evaluate([pending, overdue_rate], within(leads, filters.period)).set_index("metric")
    waiting, late = int(told.loc[pending.key, "value"]), int(told.loc[overdue_rate.key, "numerator"])
    if not waiting:
        return []
    agreed, days = data.agreement(filters.as_of), data.workspace().response_days
    deadline = f"{agreed.terms.decide_hours:g} business hours" if agreed else f"{days} business days"
    overdue = f", {late:,} of them past their deadline ({deadline})" if late else ", none past its deadline"
    return [("pending_actions", f"{waiting:,} MQLs wait for sales to accept or reject them{overdue}.", Group.PENDING)]


def _unfinished(filters: Filters) -> list[Line]:
    if filters.unfinished is None:
        return []
    left = (filters.grain.next(filters.unfinished) - timedelta(days=1) - filters.as_of).days
    days = "1 day" if left == 1 else f"{left} days"
    return [
        ("event_upcoming", f"{filters.grain.label(filters.unfinished)} has {days} to go; its counts will grow.", None)
    ]


def _unpriced(deals: pd.DataFrame, filters: Filters) -> list[Line]:
    count = int(within(deals, filters.period)["unpriced"].sum())
    if not count:
        return []
    return [("money_off", f"{count:,} won deals have no amount, so revenue is higher than it looks.", Group.CUSTOMERS)]
