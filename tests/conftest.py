"""The stores that tests run on: SQLite in a file of the test's own, and a real PostgreSQL.

A test that asks for `store` runs twice. Both begin as copies of one migrated, empty workspace,
so that no test pays for the migrations.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from smarketing.sample import prepare
from smarketing.store.engine import open_store
from tests import postgres

settings.register_profile("smarketing", deadline=None)  # a busy machine is no failure
settings.load_profile("smarketing")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A process that fails is told with what it said: its error alone says the number only."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, subprocess.CalledProcessError) and error.stderr:
        said = error.stderr if isinstance(error.stderr, str) else error.stderr.decode(errors="replace")
        report.sections.append(("stderr of the process that failed", said))
    return report


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """One PostgreSQL for this test process."""
    if not postgres.installed_in():
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    with postgres.cluster() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster) -> Iterator[str]:
    """An empty database without any table."""
    database = postgres_cluster.new_database()
    yield postgres_cluster.url(database)
    postgres_cluster.drop(database)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_cluster: postgres.Cluster) -> str:
    """The name of a migrated, empty database to copy."""
    database = postgres_cluster.new_database()
    open_store(postgres_cluster.url(database), upgrade=True).dispose()
    return database


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file to copy."""
    file = tmp_path_factory.mktemp("migrated") / "workspace.db"
    open_store(f"sqlite:///{file}", upgrade=True).dispose()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty workspace on each kind of database in turn."""
    with empty_workspace(request.param, request, tmp_path) as url:
        yield url


@contextmanager
def empty_workspace(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty workspace on SQLite or PostgreSQL."""
    if kind == "sqlite":
        file = tmp_path / "workspace.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    cluster = request.getfixturevalue("postgres_cluster")
    database = cluster.new_database(template=request.getfixturevalue("migrated_postgres"))
    yield cluster.url(database)
    cluster.drop(database)


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    """An open, empty workspace on each kind of database in turn."""
    engine = open_store(store_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real data and the golden numbers, beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared, with the real data, is not beside this repository")
    return SHARED


@pytest.fixture(scope="session")
def prepared_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample company in it, made once for all test processes; to be copied."""
    folder = tmp_path_factory.getbasetemp().parent / "prepared-sample"
    prepare(folder)
    return folder
