"""Who wrote, changed, signed and discarded the agreement, the newest first, with what each changed in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from smarketing.agreement import Terms, differences, when
from smarketing.periods import Grain, to_date
from smarketing.store import promises
from smarketing.store.audit import Event
from smarketing.ui import data
from smarketing.ui.text import bullets, plain

Words = tuple[Terms, date]
"""What a version says: its terms, and the day they begin."""

MOST = 100
"""So many changes are shown."""


def show() -> None:
    """The changes, read when they are asked for."""
    opened = st.expander("Who wrote, changed and signed what", icon=":material/history:", on_change="rerun",
                         key="trail")  # fmt: skip
    if not opened.open:
        return
    with opened:
        found, zone = promises.history(data.store()), data.workspace().time_zone
        for event in found[:MOST]:
            st.markdown(f"**{plain(_headline(event))}**  \n{plain(when(event.at, zone))}\n\n{bullets(changes(event))}")
        if not found:
            st.caption("Nothing has been written yet.")
        if len(found) > MOST:
            st.caption(f"And {len(found) - MOST:,} earlier ones.")


def _headline(event: Event) -> str:
    told = event.after or event.before or {}
    version = f"version {told['number']}" if "number" in told else "a version"
    for_side = f" for {told['side']}" if event.action == "signed" else ""
    return f"{event.actor} {event.action.replace('written', 'wrote')} {version}{for_side}"


def changes(event: Event) -> list[str]:
    """What a change changed, a line a term: before → after. Only a changed draft has such lines."""
    if event.action != "changed" or event.before is None or event.after is None:
        return []
    return [f"{term}: {before} → {after}" for term, before, after in changed(_words(event.before), _words(event.after))]


def changed(before: Words, after: Words) -> list[tuple[str, str, str]]:
    """What is different in terms and first day: (term, before, after), written out."""
    first, then = (Grain.DAY.label(day) for _, day in (before, after))
    days = [("In force from", first, then)] if first != then else []
    return days + differences(before[0], after[0])


def _words(values: Mapping[str, Any]) -> Words:
    return promises.terms_of(values["terms"]), to_date(values["effective_day"])
