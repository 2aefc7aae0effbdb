"""The agreement as a document: read it, change it as a draft, sign it for a side; what was agreed stays as it was."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import streamlit as st

from smarketing.agreement import LABELS, Agreement, Goal, Side, Terms, differences, sentences, when
from smarketing.errors import SettingError, SmarketingError, StaleEdit
from smarketing.periods import Grain
from smarketing.store import promises
from smarketing.ui import data, view
from smarketing.ui.text import bullets, plain

_HOURS = {"touch_hours": 0.5, "decide_hours": 0.5}
_COUNTS = ("attempts", "attempt_days", "reps", "attempts_a_rep", "horizon")
_KEY = "draft"


def show() -> None:
    """The version in force, the draft that is being written, and every change."""
    there = data.agreements()
    here = data.agreement(view.current().as_of)
    st.markdown(f"## {plain(_headline(here))}")
    if here is not None:
        _read(here)
    draft = next((a for a in reversed(there) if not a.is_signed), None)
    if data.is_sample():
        st.caption("The sample company's agreement can be read; yours is written in your own workspace.")
    elif draft is None:
        st.button("Write a new version", icon=":material/edit_document:", key="new-version", on_click=_begin)
    else:
        _edit(draft)
    _versions(there)


def _headline(here: Agreement | None) -> str:
    if here is None:
        return "Nothing is agreed yet"
    return f"Version {here.number} of the agreement is in force since {Grain.DAY.label(here.effective_from)}"


def _read(agreement: Agreement) -> None:
    zone = data.workspace().time_zone
    for side, column in zip(Side, st.columns(2), strict=True):
        with column, st.container(border=True, height="stretch", key=f"agreed-{side.value}"):
            st.markdown(f"#### {side.capitalize()} promises")
            st.markdown(bullets(sentences(agreement.terms, side, currency=data.workspace().currency)))
            signed = agreement.signature(side)
            st.caption(plain(f"Signed by {signed.name}, {when(signed.at, zone)}" if signed else "Not signed yet"))
    if agreement.terms.text:
        st.markdown(plain(agreement.terms.text))


# --- the draft ----------------------------------------------------------------------------------


def _begin() -> None:
    day = max([data.today(), *(a.effective_from + timedelta(days=1) for a in data.agreements() if a.is_signed)])
    with suppress(SettingError):  # somebody else has just begun: the page shows theirs
        promises.write_draft(data.own_store(), data.terms(day), day, actor="the page", at=int(time.time()))
    data.refresh()


def _edit(draft: Agreement) -> None:
    """The draft's form. What is typed is kept in the session, so that a refused save loses nothing."""
    base = st.session_state.setdefault(_KEY, draft)
    if base.id != draft.id:
        base = st.session_state[_KEY] = draft
    st.markdown(f"### Version {draft.number}, a draft")
    with st.form("agreement-form"):
        who = st.text_input("Who writes", key="draft-who")
        day = st.date_input(
            "In force from", value=base.effective_from, format="YYYY-MM-DD", required=True, key=f"draft-day-{draft.id}"
        )
        columns = st.columns(3)
        typed: dict[str, object] = {}
        for place, name in enumerate((*_HOURS, *_COUNTS)):
            value = getattr(base.terms, name)
            typed[name] = columns[place % 3].number_input(
                LABELS[name], value=value, step=_HOURS.get(name, 1), min_value=type(value)(0),
                key=f"draft-{name}-{draft.id}",
            )  # fmt: skip
        typed["accepted_by_default"] = st.checkbox(
            LABELS["accepted_by_default"], value=base.terms.accepted_by_default, key=f"draft-default-{draft.id}"
        )
        goals = _goals(base.terms, draft)
        typed["text"] = st.text_area(LABELS["text"], value=base.terms.text, key=f"draft-text-{draft.id}")
        saved = st.form_submit_button("Save the draft", icon=":material/save:")
    if saved:
        _save(base, typed, goals, day, who)
    _sign(draft)


def _goals(terms: Terms, draft: Agreement) -> pd.DataFrame:
    rows = pd.DataFrame(
        [(g.name, ", ".join(g.sources), ", ".join(g.segments), g.mqls, g.value) for g in terms.goals],
        columns=["name", "sources", "segments", "mqls", "value"],
    ).astype({"name": "str", "sources": "str", "segments": "str", "mqls": "float64", "value": "float64"})
    st.caption("What marketing promises a month; sources and segments with commas between them, empty: all")
    labels = {
        "name": "Goal", "sources": "Sources", "segments": "Segments", "mqls": "MQLs a month",
        "value": f"Worth together ({data.workspace().currency})",
    }  # fmt: skip
    return st.data_editor(
        rows, num_rows="dynamic", hide_index=True, column_config=labels, key=f"draft-goals-{draft.id}",
        alt="Goals a month",
    )  # fmt: skip


def _of_rows(rows: pd.DataFrame) -> tuple[Goal, ...]:
    def listed(text: object) -> tuple[str, ...]:
        return tuple(part.strip() for part in str(text if pd.notna(text) else "").split(",") if part.strip())

    told = rows[rows["name"].fillna("").str.strip() != ""].to_dict("records")
    return tuple(
        Goal(str(r["name"]).strip(), listed(r["sources"]), listed(r["segments"]),
             int(r["mqls"]) if pd.notna(r["mqls"]) else 0, float(r["value"]) if pd.notna(r["value"]) else None)
        for r in told
    )  # fmt: skip


def _save(base: Agreement, typed: dict[str, object], goals: pd.DataFrame, day: date, who: str) -> None:
    try:
        terms = base.terms.changed(**typed, goals=_of_rows(goals))
        st.session_state[_KEY] = promises.change_draft(
            data.own_store(), base, terms, day, actor=who.strip() or "the page", at=int(time.time())
        )
    except StaleEdit as stale:
        _tell_both(stale, terms)
        return
    except SmarketingError as error:
        st.error(f"**{plain(error.happened)}** {plain(error.advice)}")
        return
    data.refresh()
    st.rerun()


def _tell_both(stale: StaleEdit, ours: Terms) -> None:
    """Both texts, and the way to save over theirs on purpose."""
    st.error(f"**{plain(stale.happened)}** {plain(stale.advice)}", icon=":material/merge_type:")
    if isinstance(stale.theirs, Agreement):
        rows = differences(stale.theirs.terms, ours)
        st.dataframe(pd.DataFrame(rows, columns=["term", "as it stands now", "as you wrote it"]), hide_index=True,
                     key="stale", alt="What differs")  # fmt: skip
        st.session_state[_KEY] = stale.theirs


def _sign(draft: Agreement) -> None:
    zone = data.workspace().time_zone
    for side, column in zip(Side, st.columns(2), strict=True):
        signed = draft.signature(side)
        with column, st.container(border=True, key=f"sign-{side.value}"):
            if signed:
                st.markdown(plain(f"Signed for {side} by {signed.name}, {when(signed.at, zone)}"))
                continue
            name = st.text_input(f"Name, for {side}", key=f"sign-name-{side.value}")
            if st.button(f"Sign for {side}", key=f"sign-{side.value}-button", icon=":material/signature:"):
                _signed(draft, side, name)


def _signed(draft: Agreement, side: Side, name: str) -> None:
    try:
        st.session_state[_KEY] = promises.sign(data.own_store(), draft, side, name, at=int(time.time()))
    except SmarketingError as error:
        st.error(f"**{plain(error.happened)}** {plain(error.advice)}")
        return
    data.refresh()
    st.rerun()


# --- what was agreed ----------------------------------------------------------------------------


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
