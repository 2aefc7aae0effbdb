"""A throw-away PostgreSQL on the loopback address, started by the tests themselves.

One cluster a test process, one database a test: `CREATE DATABASE … TEMPLATE` costs some ten
milliseconds, a cluster about two seconds. Durability is switched off, because nothing here
survives the run; what is tested is our client, not the server's disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
}


def installed_in() -> Path | None:
    """The folder of PostgreSQL's server programs: on the PATH, or where Debian puts them."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    return debian[-1] if debian else None


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Cluster:
    """A running server; `process` is its postmaster, whose children serve the connections."""

    bin: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    made: int = 0

    def url(self, database: str) -> str:
        """What SQLAlchemy connects to."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the test's own, past our code."""
        return psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname=database, autocommit=True)

    def new_database(self, *, template: str = "template0") -> str:
        """The name of a fresh database, a copy of `template`."""
        self.made += 1
        name = f"test_{self.made}"
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return name

    def drop(self, database: str) -> None:
        """Take a database away, whoever is still connected to it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [f"--{name}={setting}" for name, setting in SETTINGS.items()]
        command = [self.bin / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", self.folder, *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **_as_owner())
        self._await_answer()

    def stop(self) -> None:
        """Stop it at once, cutting its connections."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)
            self.process = None

    @contextmanager
    def hung(self) -> Iterator[None]:
        """The server and all its children stand still, as on a dead disk; connections stay open."""
        assert self.process
        postmaster = psutil.Process(self.process.pid)
        processes = [postmaster, *postmaster.children(recursive=True)]
        try:
            _signal(processes, psutil.Process.suspend)
            yield
        finally:
            _signal(processes, psutil.Process.resume)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                assert self.process
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-2000:]}")


def _signal(processes: list[psutil.Process], do: Callable[[psutil.Process], None]) -> None:
    """To each of them; a worker of the server's that has ended meanwhile must not keep the others from it."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            do(process)


def _as_owner() -> dict[str, str | list[str]]:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A fresh cluster in a folder of its own; both are gone afterwards."""
    programs = installed_in()
    assert programs, "ask installed_in() first"
    folder = Path(tempfile.mkdtemp(prefix="smarketing-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    made = Cluster(programs, folder, free_port())
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **_as_owner(),
        )  # fmt: skip
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
