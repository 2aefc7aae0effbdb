"""A data folder of the test's own, for pages that run without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from smarketing.settings import settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nothing in it, and nothing remembered of the test before: the app's caches live as long as the process."""
    monkeypatch.setenv("SMARKETING_DATA_FOLDER", str(tmp_path))
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    settings.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()
