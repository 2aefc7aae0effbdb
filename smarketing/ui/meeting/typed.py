"""A text field that saves while one types, and never over another's words.

Streamlit's own fields send when they are left; in a meeting nobody leaves a note. So this is a small component: it
sends after a pause of half a second, and keeps in the browser's storage what the server has not confirmed.

    base, text ──▶ still `base` in the store?  yes: saved · it says `text` already: fine · else: both texts are shown

What is compared is the field's own text, so that two who write in two fields of one row do not meet. A text that this
browser has sent since `base`, and never heard of because the connection was lost, is as good as `base`. The store's
version still guards the write itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st

from smarketing.errors import SmarketingError, StaleEdit
from smarketing.ui import data

_STATIC = Path(__file__).parents[1] / "static"
_COMPONENT = st.components.v2.component(
    "typed",
    html="<label></label>\n<textarea spellcheck='true'></textarea>\n<output></output>",
    css=(_STATIC / "typed/typed.css").read_text("utf-8"),
    js=(_STATIC / "typed/typed.js").read_text("utf-8"),
)
_UNSAVED = st.components.v2.component(
    "unsaved",
    html="<aside hidden><p>You typed this in this browser, and it was not saved before the meeting was closed. Copy "
    "what is still of use.</p></aside>",
    css=(_STATIC / "unsaved/unsaved.css").read_text("utf-8"),
    js=(_STATIC / "unsaved/unsaved.js").read_text("utf-8"),
)

Read = Callable[[], str | None]
"""What the store says now; None where the row is gone."""

Save = Callable[[str], None]
"""Write a text over what `Read` said. Raises StaleEdit where that is no longer so."""

_TRIES = 4


@dataclass
class _Field:
    """What a session knows of a field. mine, theirs: the two texts of a conflict. adopt: counts up to replace."""

    status: str = ""
    kind: str = "saved"
    mine: str | None = None
    theirs: str | None = None
    adopt: int = 0


def field(key: str, label: str, text: str, *, read: Read, save: Save, rows: int = 1, placeholder: str = "") -> None:
    """Draw the field. text: what the store says, as this run knows it.

    key: unique, and the same for the same field in every session, since unsaved words are kept under it.
    """
    known = _known(key)
    told = {
        "label": label, "text": text, "rows": rows, "placeholder": placeholder, "status": known.status,
        "kind": known.kind, "kept": _kept(key), "adopt": known.adopt,
    }  # fmt: skip
    _COMPONENT(key=f"typed-{key}", data=told, on_typed_change=lambda: _typed(key, read, save))
    if known.theirs is not None:
        _both(key, known, read, save)


def entry(key: str, label: str, *, enter: Save, placeholder: str = "") -> None:
    """A line that makes something new with Enter, and is empty then. enter: called with what was typed."""
    known = _known(key)
    told = {
        "label": label, "text": "", "rows": 1, "placeholder": placeholder, "status": known.status, "kind": known.kind,
        "kept": _kept(key), "adopt": known.adopt, "entry": True,
    }  # fmt: skip
    _COMPONENT(key=f"typed-{key}", data=told, on_entered_change=lambda: _entered(key, enter))


def unsaved(labels: Mapping[str, str]) -> None:
    """What this browser still holds of fields and entries that can't be saved any more. labels: by their key."""
    _UNSAVED(key="unsaved", data={"fields": [{"kept": _kept(key), "label": label} for key, label in labels.items()]})


def _kept(key: str) -> str:
    return f"smarketing:{key}:{data.is_sample()}"


def _entered(key: str, enter: Save) -> None:
    known, sent = _known(key), st.session_state[f"typed-{key}"].get("entered")
    if not sent:
        return
    try:
        enter(str(sent["text"]))
    except SmarketingError as error:
        known.status, known.kind = f"Not saved: {error.happened} Your words are kept in this browser.", "away"
        return
    known.status, known.kind, known.adopt = "", "saved", known.adopt + 1


def _known(key: str) -> _Field:
    return st.session_state.setdefault(f"field-{key}", _Field())


def _typed(key: str, read: Read, save: Save) -> None:
    """The browser has sent something."""
    sent = st.session_state[f"typed-{key}"].get("typed")
    if sent:
        own = {str(text) for text in (sent["base"], *sent["unheard"])}
        _try(_known(key), str(sent["text"]), own, read, save)


def _try(known: _Field, text: str, own: Set[str], read: Read, save: Save) -> None:
    """own: what the store may say without anybody else having written there."""
    try:
        for _ in range(_TRIES):  # another field of the row may be saved in between
            there = read()
            if there is None:
                known.status, known.kind = "This was removed by somebody; your words are kept here", "away"
                return
            if there != text and there not in own:
                known.mine, known.theirs = text, there
                known.status, known.kind = "Two texts: choose below", "away"
                return
            try:
                if there != text:
                    save(text)
                break
            except StaleEdit:
                continue
        else:
            known.status, known.kind = "Not saved yet", "waits"
            return
    except SmarketingError as error:
        known.status, known.kind = f"Not saved: {error.happened} Your words are kept in this browser.", "away"
        return
    known.mine = known.theirs = None
    now = datetime.fromtimestamp(time.time(), ZoneInfo(data.workspace().time_zone))
    known.status, known.kind = f"Saved {now:%H:%M:%S}", "saved"


def _both(key: str, known: _Field, read: Read, save: Save) -> None:
    """Both texts, and the ways on."""
    with st.container(border=True, key=f"both-{key}"):
        st.markdown(":material/merge_type: **Somebody else changed this meanwhile.** Theirs:")
        st.text(known.theirs or "(empty)")
        st.markdown("Yours:")
        st.text(known.mine or "(empty)")
        with st.container(horizontal=True):
            mine, theirs = known.mine or "", known.theirs or ""
            for name, text in (("Keep mine", mine), ("Take theirs", theirs), ("Keep both", f"{theirs}\n{mine}")):
                st.button(name, key=f"{name}-{key}", on_click=_choose, args=(known, text, theirs, read, save))


def _choose(known: _Field, text: str, theirs: str, read: Read, save: Save) -> None:
    _try(known, text, {theirs}, read, save)
    if known.theirs is None:
        known.adopt += 1
