"""The agreement as a document: read it, write its next version, see what changed; what was agreed stays as it was."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import streamlit as st

from smarketing.agreement import Agreement, differences
from smarketing.periods import Grain
from smarketing.ui import data, view
from smarketing.ui.promises import draft, reading, trail
from smarketing.ui.text import plain


def show() -> None:
    """The version in force, those that are signed and to come, the draft that is being written, and every change."""
    there, here = data.agreements(), data.agreement(view.current().as_of)
    written = next((a for a in reversed(there) if not a.is_signed), None)
    st.markdown(f"## {plain(_headline(there, here))}")
    if here is not None:
        reading.sides(here.terms, key="agreed", agreement=here)
        reading.papers(here, key="agreed")
    _to_come([a for a in there if a.is_signed and a.effective_from > data.today()])
    if data.is_sample():
        st.caption("The sample company's agreement can be read; yours is written in your own workspace.")
    elif written is not None:
        draft.edit(written)
    elif there:
        draft.begin_button("Write a new version")
    else:
        _invite()
    _versions(there)
    trail.show()


def _headline(there: list[Agreement], here: Agreement | None) -> str:
    if here is not None:
        return f"Version {here.number} of the agreement is in force since {Grain.DAY.label(here.effective_from)}"
    to_come = min((a.effective_from for a in there if a.is_signed), default=None)
    return f"The agreement is in force from {Grain.DAY.label(to_come)}" if to_come else "Nothing is agreed yet"


def _invite() -> None:
    """Nobody has written anything: what an agreement is for, and how to begin one."""
    days = data.workspace().response_days
    with st.container(border=True, key="invite"):
        st.markdown("#### Write down what you owe each other")
        st.markdown(
            "1. **Begin a draft.** It opens with the usual terms and your workspace's time zone; change what is "
            "different with you.\n"
            "2. **Read it together.** The sentences under the form are the ones that stand on paper.\n"
            "3. **Sign it for both sides.** From its first day on, every MQL is judged by it: the parts Sales and "
            "Board show who keeps it."
        )
        draft.begin_button("Begin the first version", is_first=True)
        st.caption(f"Until then an MQL is due after {days} business days, and marketing is held to no figure.")


def _to_come(signed: list[Agreement]) -> None:
    """What is signed and does not judge yet can be read and printed as well."""
    for version in signed:
        day = Grain.DAY.label(version.effective_from)
        st.markdown(f"### Version {version.number} is signed, and in force from {day}")
        reading.sides(version.terms, key=f"to-come-{version.number}", agreement=version)
        reading.papers(version, key=f"to-come-{version.number}")


def _versions(there: list[Agreement]) -> None:
    signed = [a for a in there if a.is_signed]
    if len(signed) < 2:
        return
    st.markdown("#### What changed with each version")
    for before, after in reversed(list(pairwise(signed))):
        title = f"Version {after.number}, from {Grain.DAY.label(after.effective_from)}"
        with st.expander(plain(title), key=f"version-{after.number}"):
            rows = differences(before.terms, after.terms)
            st.dataframe(pd.DataFrame(rows, columns=["term", f"version {before.number}", f"version {after.number}"]),
                         hide_index=True, key=f"differences-{after.number}", alt=title)  # fmt: skip
