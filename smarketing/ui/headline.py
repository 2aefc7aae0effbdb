"""The top of a page: the sentence that sums it up, what is on screen, the headline numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from smarketing.filters import Clock
from smarketing.stages import Stage
from smarketing.ui import cards, view
from smarketing.ui.cards import Card
from smarketing.ui.text import plain


def headline(sentence: str, *, start: Stage = Stage.MQL, clocks: Iterable[Clock] = ()) -> None:
    """The page's sentence, and under it what is on screen. clocks: those of its numbers, else the chosen one."""
    st.markdown(f"## {plain(sentence)}")
    st.caption(plain(view.current().sentence(start=start, clocks=clocks)))


def top(shown: Sequence[Card], *, otherwise: str, of: int = 1, start: Stage = Stage.MQL) -> None:
    """The headline numbers under the sentence that tells what moved most among the first `of` of them.

    otherwise: the sentence where nothing is compared or nothing moved.
    """
    clocks = {card.metric.clock or view.current().clock for card in shown[:of]}
    headline(cards.sentence(shown[:of], otherwise=otherwise), start=start, clocks=clocks)
    cards.row(shown)
