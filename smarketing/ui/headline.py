"""The top of a page: the sentence that sums it up, what is on screen, the headline numbers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from smarketing.stages import Stage
from smarketing.ui import cards, view
from smarketing.ui.cards import Card
from smarketing.ui.text import plain


def headline(sentence: str, *, start: Stage = Stage.MQL) -> None:
    """The page's sentence, and under it what is on screen."""
    st.markdown(f"## {plain(sentence)}")
    st.caption(plain(view.current().sentence(start=start)))


def top(shown: Sequence[Card], *, otherwise: str, of: int = 1, start: Stage = Stage.MQL) -> None:
    """The headline numbers under the sentence that tells what moved most among the first `of` of them.

    otherwise: the sentence where nothing is compared or nothing moved.
    """
    headline(cards.sentence(shown[:of], otherwise=otherwise), start=start)
    cards.row(shown)
