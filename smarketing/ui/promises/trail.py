"""Who wrote, changed, signed and discarded the agreement, the newest first, with what each changed in words."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from smarketing.agreement import differences, when
from smarketing.periods import Grain, to_date
from smarketing.store import promises
from smarketing.store.audit import Event
from smarketing.ui import data
from smarketing.ui.text import bullets, plain

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
    before, after = event.before, event.after
    rows = _days(before, after) + differences(promises.terms_of(before["terms"]), promises.terms_of(after["terms"]))
    return [f"{label}: {before} → {after}" for label, before, after in rows]


def _days(before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, str, str]]:
    first, then = (Grain.DAY.label(to_date(int(str(v["effective_day"])))) for v in (before, after))
    return [("In force from", first, then)] if first != then else []
