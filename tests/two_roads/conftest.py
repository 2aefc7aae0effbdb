"""The SELECTs run on every kind of store: those that stay, and the one that files are looked at in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from smarketing.store.engine import open_store
from smarketing.store.in_memory import in_memory
from tests.conftest import empty_workspace


@pytest.fixture(params=["sqlite", "postgresql", "duckdb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An open, empty store of each kind in turn."""
    if request.param == "duckdb":
        with in_memory() as engine:
            yield engine
        return
    with empty_workspace(request.param, request, tmp_path) as url:
        engine = open_store(url)
        yield engine
        engine.dispose()
