"""How sales keeps its promise: who, when, how soon, how often, and what came back."""

from __future__ import annotations

import streamlit as st

from smarketing.agreement import starts
from smarketing.metrics.grain import within
from smarketing.metrics.promises import COMPLIANCE, Promise, never_touched_rate
from smarketing.periods import Grain
from smarketing.ui import cards, data, view
from smarketing.ui.headline import headline, top
from smarketing.ui.promises import missing
from smarketing.ui.promises.follow_up import back, choice, often, soon, when, who


def show() -> None:
    """The sentence and the headline numbers, then a section a question."""
    _top()
    chosen = choice.switches()
    who.show(chosen)
    when.show(chosen)
    st.markdown("### How soon, how often")
    left, right = st.columns(2)
    with left:
        soon.show(chosen)
    with right:
        often.show()
    back.show()


def _top() -> None:
    """Headline numbers of what the data tells; where it tells nothing of either promise, that."""
    follow_up = choice.current().follow_up()
    here = within(follow_up, view.current().period)
    told = [promise for promise in Promise if not missing.of(promise, here)]
    if not told:
        headline("What sales made of its promise can't be told for these leads yet")
        return
    metrics = [COMPLIANCE[promise] for promise in told]
    metrics += [never_touched_rate] if Promise.TOUCH in told else []
    notes = {COMPLIANCE[promise].key: _within(promise) for promise in told}
    top(cards.numbers(metrics, follow_up, notes=notes), otherwise="How sales keeps its promise", of=len(told))


def _within(promise: Promise) -> str:
    """`within 24 h, 16 h from 1 Jul 2026`: what was promised in the days on screen, the compared ones too."""
    filters = view.current()
    days = [filters.span.first, *(d for d in starts(data.agreements()) if filters.span.first < d <= filters.seen.last)]
    said: list[tuple[float, str]] = []
    for day in days:
        hours = getattr(data.terms(day), f"{promise.value}_hours")
        if not said or said[-1][0] != hours:
            said.append((hours, f"{hours:g} h from {Grain.DAY.label(day)}" if said else f"within {hours:g} h"))
    return ", ".join(text for _, text in said)
