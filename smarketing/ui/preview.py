"""What dropped files say, kept by nobody: a sheet is read once a session, a readout made once for each mapping
and answer, and all of it is forgotten with the session.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from smarketing.handout.readout import Readout
from smarketing.intake.check import Checked, Options, check
from smarketing.intake.mapping import Mapping, propose
from smarketing.intake.read import Sheet, read
from smarketing.readout import read_out
from smarketing.workspace import Workspace


@st.cache_resource(scope="session", max_entries=30, show_spinner="Reading the file …")
def sheet(name: str, content: bytes) -> Sheet:
    """The file as a table. Raises RefusedFile."""
    return read(name, content)


@st.cache_resource(scope="session", max_entries=60, show_spinner=False, hash_funcs={Sheet: lambda s: s.sha256})
def proposed(of: Sheet, kind: str | None) -> Mapping:
    """The likeliest mapping of its columns. Raises RefusedFile."""
    return propose(of, kind=kind)


def checked(sheets: Sequence[Sheet], mappings: Sequence[Mapping], options: Options) -> list[Checked]:
    """The sheets, typed."""
    return [check(one, mapping, options) for one, mapping in zip(sheets, mappings, strict=True)]


def look(
    sheets: Sequence[Sheet],
    mappings: Sequence[Mapping],
    options: Options,
    *,
    workspace: Workspace,
    at: int,
) -> Readout:
    """What these files say. Raises RefusedFile, StoreError."""
    said = tuple((s.sha256, m.kind, tuple(sorted(m.fields.items()))) for s, m in zip(sheets, mappings, strict=True))
    return _look(said, options, workspace, tuple(sheets), tuple(mappings), at)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _look(
    said: tuple, options: Options, _workspace: Workspace, _sheets: tuple[Sheet, ...], _mappings: tuple[Mapping, ...],
    _at: int,
) -> Readout:  # fmt: skip
    with st.status("Reading the funnel …") as status:

        def tell(what: str, share: float) -> None:
            status.update(label=f"{what} … {share:.0%}" if share else f"{what} …")

        sheets = checked(_sheets, _mappings, options)
        made = read_out(sheets, workspace=_workspace, at=_at, as_of=options.today, progress=tell)
        status.update(label="Read. Nothing is stored yet.", state="complete")
    return made
