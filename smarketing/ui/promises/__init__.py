"""The page Promises: one part at a time, chosen by a switch that is in the address.

Marketing   MQLs and their value against the ideal line (`marketing`)
Sales       first touch, attempts and answers, by whom and when (`sales`)
Board       who owes a lead an answer now (`board`)
Agreement   the document: read, change, sign, print (`document`)
Proposals   what history would propose for each figure (`proposals`)
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from smarketing.ui.promises import document

PARTS: dict[str, Callable[[], None]] = {"Agreement": document.show}


def show() -> None:
    """The part that was chosen."""
    names = list(PARTS)
    chosen = st.segmented_control("Part", names, default=names[0], key="part", bind="query-params", required=True,
                                  label_visibility="collapsed")  # fmt: skip
    PARTS.get(chosen or names[0], PARTS[names[0]])()
