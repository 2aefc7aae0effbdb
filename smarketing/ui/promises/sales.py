"""How sales keeps its promise: who, when, how soon, how often, and what came back."""

from __future__ import annotations

import streamlit as st

from smarketing.metrics.grain import within
from smarketing.metrics.promises import Promise, decide_compliance, never_touched_rate, touch_compliance
from smarketing.ui import cards, view
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
    metrics = [] if missing.of(Promise.TOUCH, here) else [touch_compliance, never_touched_rate]
    metrics += [] if missing.of(Promise.DECIDE, here) else [decide_compliance]
    if metrics:
        top(cards.numbers(metrics, follow_up), otherwise="How sales keeps its promise", of=len(metrics))
    else:
        headline("What sales made of its promise can't be told for these leads yet")
