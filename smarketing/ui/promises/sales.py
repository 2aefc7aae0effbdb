"""How sales keeps its promise: who, when, how soon, how often, and what came back."""

from __future__ import annotations

import streamlit as st

from smarketing.metrics.grain import within
from smarketing.metrics.promises import COMPLIANCE, Promise, never_touched_rate, stand_in
from smarketing.ui import cards, diagnosis, view
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
    diagnosis.show()
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
    by_proxy = {COMPLIANCE[Promise.TOUCH].key: "a proxy", never_touched_rate.key: "a proxy"}
    notes = by_proxy if stand_in(here) else {}
    top(cards.numbers(metrics, follow_up, notes=notes), otherwise="How sales keeps its promise", of=len(told))
