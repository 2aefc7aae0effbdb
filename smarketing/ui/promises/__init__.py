"""The page Promises: one part at a time, chosen by a switch that is in the address.

Marketing   MQLs and their value against the month's goals (`marketing`)
Sales       first touch and answers, by whom (`sales`)
Board       who owes a lead an answer now (`board`)
Value       what a lead is worth, with its parts (`value`)
Proposals   what the past would write into the agreement (`proposals`)
Agreement   the document: read, change, sign (`document`); the only one that needs no leads
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from smarketing.ui import company, needs, view
from smarketing.ui.promises import board, document, marketing, proposals, sales, value

PARTS: dict[str, Callable[[], None]] = {
    "Marketing": marketing.show,
    "Sales": sales.show,
    "Board": board.show,
    "Value": value.show,
    "Proposals": proposals.show,
    "Agreement": document.show,
}


def show() -> None:
    """The part that was chosen."""
    names = list(PARTS)
    chosen = st.segmented_control("Part", names, default=names[0], key="part", bind="query-params", required=True,
                                  label_visibility="collapsed")  # fmt: skip
    part = PARTS.get(chosen or names[0], PARTS[names[0]])
    if part is not document.show:
        if company.nothing_to_see(view.current()):
            return
        needs.leads()
    part()
