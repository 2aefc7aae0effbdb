"""Servers to ask: the real app, and the same server around a small page that can fail on demand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.server.running import ROOT, running

APP = """
import streamlit as st
from smarketing.ui import server
app = st.App(
    {script!r}, lifespan=server.lifespan, routes=server.routes(), middleware=server.middleware(),
    on_script_error=server.on_script_error,
)
"""

SCRIPT = """
import time
from contextlib import contextmanager
from pathlib import Path
import streamlit as st
from smarketing.errors import StoreUnreachable
from smarketing.intake.load import load_files
from smarketing.settings import settings
from smarketing.store.engine import open_store

@contextmanager
def closing_store():
    store = open_store(settings().workspace_url, upgrade=True)
    yield store
    store.dispose()

asked = st.query_params
st.title("A small page")
st.download_button("File", asked.get("content", "a,b"), file_name="file.csv", key="file")
st.markdown(asked.get("text", "nothing"))
if "fail" in asked:
    int(asked["fail"])
if "away" in asked:
    raise StoreUnreachable("The *database* does not answer.", advice="Try <again>.")
if "import" in asked:
    with closing_store() as store:
        load_files(store, [Path(asked["import"])], actor="a page", at=0)
    st.write("imported")
if "sleep" in asked:
    time.sleep(float(asked["sleep"]))
"""


@pytest.fixture
def folder(prepared_sample, tmp_path):
    """A data folder of the test's own: the sample company, and no workspace."""
    return shutil.copytree(prepared_sample, tmp_path / "data")


@pytest.fixture(scope="session")
def real_app(prepared_sample, tmp_path_factory):
    """`streamlit run app.py` on the sample company."""
    place = tmp_path_factory.mktemp("real")
    data = shutil.copytree(prepared_sample, place / "data")
    with running(ROOT / "app.py", data, log=place / "log") as server:
        yield server


@pytest.fixture(scope="session")
def small_app(prepared_sample, tmp_path_factory):
    """The same server around the small page."""
    place = tmp_path_factory.mktemp("small")
    data = shutil.copytree(prepared_sample, place / "data")
    with running(write_small_app(place), data, log=place / "log") as server:
        yield server


def write_small_app(place: Path) -> Path:
    """The small page and its server as files in `place`."""
    script = place / "script.py"
    script.write_text(SCRIPT)
    app = place / "app.py"
    app.write_text(APP.format(script=str(script)))
    return app
