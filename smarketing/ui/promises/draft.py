"""The next version as it is written: change it, save it, discard it, sign it for a side.

Each browser keeps the draft as it read it and what was typed since, so that a save that is refused, or a look at
another part, loses nothing; whoever saved first is shown beside it.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta

import pandas as pd
import streamlit as st

from smarketing.agreement import Agreement, Side, when
from smarketing.errors import SettingError, SmarketingError, StaleEdit
from smarketing.periods import Grain
from smarketing.store import promises
from smarketing.ui import data
from smarketing.ui.promises import form, reading
from smarketing.ui.promises.trail import Words, changed
from smarketing.ui.text import plain

_READ = "draft"
"""The draft as this browser read it: what a save replaces."""

_TYPED = "draft-typed"
"""Terms and first day that are typed and not saved."""

_REFUSED = "draft-refused"
"""The save that was refused last, until one is taken."""

_WHO = "draft-who"


def begin_button(label: str, *, is_first: bool = False) -> None:
    """Begin a draft: with the words that were typed when somebody discarded the last one, else with those in force."""
    st.button(
        label, icon=":material/edit_document:", key="new-version", on_click=_begin,
        type="primary" if is_first else "secondary",
    )  # fmt: skip


@st.fragment
def edit(draft: Agreement) -> None:
    """The draft's form, the sentences as they will stand on paper, and what can be done with it."""
    draft = next((a for a in data.agreements() if a.id == draft.id), draft)
    if draft.is_signed:  # by somebody else, since the page was drawn
        st.rerun()
    read = _taken_up(draft)
    st.markdown(f"### Version {draft.number}, a draft")
    at = when(draft.written_at, data.workspace().time_zone)
    st.caption(plain(f"Written by {draft.written_by}, {at}. It judges nothing until both sides have signed."))
    if draft.version > read.version and _words(draft) != _words(read):
        _tell_of(draft)
    first, second = st.columns(2)
    day = first.date_input("In force from", format="YYYY-MM-DD", required=True, key=form.key(draft, "day"),
                           help="The first day whose MQLs are judged by this version.")  # fmt: skip
    second.text_input("Who writes", key=_WHO, help="Your name, for the history below.")
    if day and day < data.today():
        told = f"{Grain.DAY.label(day)} is past: once both have signed, MQLs from that day on are judged anew."
        st.caption(f":material/history: {told}")
    form.box(draft, "Marketing promises")
    left, right = st.columns(2)
    with left:
        form.box(draft, "Sales promises")
    with right:
        form.box(draft, "Working hours of sales")
        form.box(draft, "In words")
    words = _typed(draft, read)
    if words:
        st.markdown("#### As it will stand on paper")
        reading.sides(words[0], key="preview")
    _actions(draft, read, words)
    if words == _words(read):
        _sign(draft, read)
    else:
        st.caption("What was changed has to be saved before it can be signed.")


def _typed(draft: Agreement, read: Agreement) -> Words | None:
    """What stands in the form, kept until it is saved; None, and told, where it makes no sense."""
    try:
        words = form.typed(draft)
    except SettingError as error:
        _tell(error)
        return None
    if words == _words(read):
        st.session_state.pop(_TYPED, None)
    else:
        st.session_state[_TYPED] = words
    return words


def _actions(draft: Agreement, read: Agreement, words: Words | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="draft-actions"):
        saved = st.button("Save the draft", icon=":material/save:", type="primary", key="save-draft",
                          disabled=words is None)  # fmt: skip
        if st.button("Discard the draft", icon=":material/delete:", key="discard-draft"):
            _discard(read)
    if saved and words:
        _save(read, words)
    refused = st.session_state.get(_REFUSED)
    if refused is not None and words:
        _tell_both(refused, words)


# --- taking up ----------------------------------------------------------------------------------


def _begin() -> None:
    day = max([data.today(), *(a.effective_from + timedelta(days=1) for a in data.agreements() if a.is_signed)])
    terms, day = st.session_state.pop(_TYPED, None) or (data.terms(day), day)
    _let_go()
    with suppress(SettingError):  # somebody else has just begun: the page shows theirs
        promises.write_draft(data.own_store(), terms, day, actor=_who(), at=int(time.time()))
    data.refresh()


def _taken_up(draft: Agreement) -> Agreement:
    """The draft as this browser read it; the form is filled where it was not on screen."""
    read, typed = st.session_state.get(_READ), st.session_state.get(_TYPED)
    if form.is_open(draft) and read is not None:
        return read
    if typed is None or read is None or read.id != draft.id:
        _take_up(draft)
    else:
        form.fill(read, *typed)
    return st.session_state[_READ]


def _take_up(draft: Agreement) -> None:
    """Show a draft as it stands, whatever was typed."""
    _let_go()
    st.session_state[_READ] = draft
    form.fill(draft, *_words(draft))


def _let_go() -> None:
    for kept in (_READ, _TYPED, _REFUSED):
        st.session_state.pop(kept, None)


# --- saving -------------------------------------------------------------------------------------


def _save(read: Agreement, words: Words) -> None:
    if words == _words(read):
        st.toast("Nothing was changed.", icon=":material/info:")
        return
    try:
        saved = promises.change_draft(data.own_store(), read, *words, actor=_who(), at=int(time.time()))
    except StaleEdit as stale:
        _refuse(stale)
        return
    except SmarketingError as error:
        _tell(error)
        return
    _let_go()
    st.session_state[_READ] = saved
    st.toast("The draft is saved.", icon=":material/check:")
    data.refresh()
    st.rerun()


def _refuse(stale: StaleEdit) -> None:
    """Keep what is typed; the next save is one over what stands now."""
    st.session_state[_REFUSED] = stale
    if isinstance(stale.theirs, Agreement):
        st.session_state[_READ] = stale.theirs


def _tell_of(theirs: Agreement) -> None:
    """Somebody saved meanwhile: whose words they are, and the way to see them."""
    at = when(theirs.written_at, data.workspace().time_zone)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="news"):
        st.markdown(plain(f"{theirs.written_by} changed this draft, {at}. Below is what you had."), width="stretch")
        st.button("Show theirs", key="show-theirs", icon=":material/sync:", on_click=_take_up, args=(theirs,))


def _tell_both(stale: StaleEdit, words: Words) -> None:
    """Both texts, and the ways on: save over theirs on purpose, take theirs, or begin anew with ours."""
    st.error(f"**{plain(stale.happened)}** {plain(stale.advice)}", icon=":material/merge_type:")
    if not isinstance(stale.theirs, Agreement):
        begin_button("Begin a new version with these words")
        return
    rows = changed(_words(stale.theirs), words)
    st.dataframe(pd.DataFrame(rows, columns=["term", "as it stands now", "as you wrote it"]), hide_index=True,
                 key="stale", alt="What differs")  # fmt: skip
    st.button("Take what stands now", key="take-theirs", icon=":material/sync:", on_click=_take_up,
              args=(stale.theirs,))  # fmt: skip


def _words(agreement: Agreement) -> Words:
    return agreement.terms, agreement.effective_from


def _who() -> str:
    return st.session_state.get(_WHO, "").strip() or "the page"


def _tell(error: SmarketingError) -> None:
    st.error(f"**{plain(error.happened)}** {plain(error.advice)}")


# --- discarding ---------------------------------------------------------------------------------


@st.dialog("Discard this draft?", icon=":material/delete:")
def _discard(read: Agreement) -> None:
    st.markdown(
        f"Version {read.number} is thrown away, with its signatures and with what was typed and not saved. Its saved "
        "words stay in the history at the end of the page; nothing that is signed by both sides changes."
    )
    with st.container(horizontal=True):
        is_gone = st.button("Discard it", type="primary", icon=":material/delete:", key="discard-for-good",
                            on_click=_discarded, args=(read,))  # fmt: skip
        if is_gone and _REFUSED not in st.session_state:
            st.toast("The draft is discarded; its words stay in the history.", icon=":material/delete:")
        if st.button("Keep it", key="keep-draft") or is_gone:
            st.rerun()


def _discarded(read: Agreement) -> None:
    try:
        promises.discard_draft(data.own_store(), read, actor=_who(), at=int(time.time()))
    except StaleEdit as stale:
        _refuse(stale)
    except SettingError:  # signed meanwhile: the page shows it in force
        pass
    else:
        _let_go()
    data.refresh()


# --- signing ------------------------------------------------------------------------------------


def _sign(draft: Agreement, read: Agreement) -> None:
    """A signature is for the words on screen: where they are no longer those of the store, it is refused."""
    st.markdown("#### Sign it")
    st.caption("By name here; the page on paper is for the ink, and counts once both names stand here.")
    reading.papers(read, key="draft")
    zone = data.workspace().time_zone
    for side, column in zip(Side, st.columns(2), strict=True):
        signed = draft.signature(side)
        with column, st.container(border=True, height="stretch", key=f"sign-{side.value}"):
            if signed:
                st.markdown(plain(f"Signed for {side} by {signed.name}, {when(signed.at, zone)}"))
                continue
            name = st.text_input(f"Name, for {side}", key=f"sign-name-{side.value}")
            if st.button(f"Sign for {side}", key=f"sign-{side.value}-button", icon=":material/signature:"):
                _signed(read, side, name)


def _signed(read: Agreement, side: Side, name: str) -> None:
    try:
        signed = promises.sign(data.own_store(), read, side, name, at=int(time.time()))
    except SmarketingError as error:
        _tell(error)
        return
    _let_go()
    st.session_state[_READ] = signed
    data.refresh()
    st.rerun()
