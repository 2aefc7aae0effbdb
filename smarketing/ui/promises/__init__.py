"""The page Promises: one part at a time, chosen by a switch that is in the address.

Sales       first touch and answers, by whom (`sales`)
Board       who owes a lead an answer now (`board`)
Agreement   the document: read, change, sign (`document`)
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from smarketing.ui.promises import board, document, sales

PARTS: dict[str, Callable[[], None]] = {"Sales": sales.show, "Board": board.show, "Agreement": document.show}


def show() -> None:
    """The part that was chosen."""
    names = list(PARTS)
    chosen = st.segmented_control("Part", names, default=names[0], key="part", bind="query-params", required=True,
                                  label_visibility="collapsed")  # fmt: skip
    PARTS.get(chosen or names[0], PARTS[names[0]])()
