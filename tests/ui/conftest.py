"""A data folder of the test's own, for pages that run without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from smarketing.sample import prepare
from smarketing.settings import settings
from smarketing.store.engine import Engine, open_store


@pytest.fixture
def folder(prepared_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The sample company in it, which the app would make otherwise, and nothing else.

    Nothing is remembered of the test before either: the app's caches live as long as the process.
    """
    shutil.copytree(prepared_sample, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("SMARKETING_DATA_FOLDER", str(tmp_path))
    _forget()
    yield tmp_path
    _forget()


@pytest.fixture
def store(folder: Path) -> Iterator[Engine]:
    """The sample company on screen, opened."""
    engine = open_store(prepare(folder))
    yield engine
    engine.dispose()


def _forget() -> None:
    settings.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()
