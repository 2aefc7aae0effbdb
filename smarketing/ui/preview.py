"""Dropped files: looked at, read out and stored in a process of their own, so that the server stays as small as it was.

What comes back is small: headers and a few values, the readout, the receipt. It is kept for the session.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from smarketing.handout.readout import Readout
from smarketing.intake.check import Options
from smarketing.intake.child import in_child
from smarketing.intake.load import Outcome, Progress, store_files
from smarketing.intake.mapping import Mapping
from smarketing.intake.seen import Seen, see
from smarketing.readout import read_out_files
from smarketing.workspace import Workspace


@contextmanager
def _on_disk(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The files by their own names, each in a folder of its own, for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="smarketing-drop-") as folder:
        paths = []
        for place, file in enumerate(files):
            paths.append(Path(folder) / str(place) / Path(file.name).name)
            paths[-1].parent.mkdir()
            paths[-1].write_bytes(file.getbuffer())
        yield paths


def forget(files: Sequence[UploadedFile]) -> None:
    """Let go of the files' bytes, which Streamlit would keep as long as the session."""
    context = get_script_run_ctx()
    for file in files if context else ():
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def seen(file: UploadedFile, kind: str | None) -> Seen:
    """The file's headers and likeliest mapping. Raises RefusedFile."""
    return _seen(file.file_id, kind, file)


@st.cache_resource(scope="session", max_entries=60, show_spinner="Reading the file …")
def _seen(file_id: str, kind: str | None, _file: UploadedFile) -> Seen:
    with _on_disk([_file]) as paths:
        return in_child(see, paths[0], kind, name=_file.name)


def look(
    files: Sequence[UploadedFile], mappings: Sequence[Mapping], options: Options, *, workspace: Workspace, at: int
) -> Readout:
    """What these files say. Raises RefusedFile, StoreError."""
    said = tuple((f.file_id, m.kind, tuple(sorted(m.fields.items()))) for f, m in zip(files, mappings, strict=True))
    return _look(said, options, workspace, tuple(files), tuple(mappings), at)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _look(
    said: tuple, options: Options, _workspace: Workspace, _files: tuple[UploadedFile, ...],
    _mappings: tuple[Mapping, ...], _at: int,
) -> Readout:  # fmt: skip
    with st.status("Reading the funnel …") as status, _on_disk(_files) as paths:

        def tell(what: str, share: float) -> None:
            status.update(label=f"{what} … {share:.0%}" if share else f"{what} …")

        named = ", ".join(file.name for file in _files)
        made = in_child(read_out_files, paths, _mappings, options, _workspace, _at, name=named, progress=tell)
        status.update(label="Read. Nothing is stored yet.", state="complete")
    return made


def store(
    url: str, files: Sequence[UploadedFile], mappings: Sequence[Mapping], options: Options, *,
    at: int, progress: Progress,
) -> Outcome:  # fmt: skip
    """Store the files as one batch. Raises RefusedFile, StoreError; then nothing is stored."""
    with _on_disk(files) as paths:
        named = ", ".join(file.name for file in files)
        return in_child(store_files, url, paths, tuple(mappings), options, "app", at, name=named, progress=progress)
