"""The app as people start it, `streamlit run app.py`, on a store of a benchmark."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.company import ROOT, Company
from tests.postgres import free_port


@contextmanager
def serving(made: Company) -> Iterator[tuple[str, psutil.Process]]:
    """A server that is ready, with nothing in its caches but what it warms up itself: its address, and its process."""
    with (Path(made.folder) / "server.log").open("wb") as log:
        environment = os.environ | made.environment
        with running("app.py", ready="readyz", cwd=ROOT, env=environment, stdout=log, stderr=log) as found:
            yield found


@contextmanager
def running(script: str, *, ready: str, **options: Any) -> Iterator[tuple[str, psutil.Process]]:
    """`streamlit run script`, from when its route `ready` answers: its address, and its process. options: Popen's."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    try:
        address = f"http://127.0.0.1:{port}"
        _await_ready(f"{address}/{ready}", process)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await_ready(route: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(route, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("The app did not start; its log is server.log in the benchmark's folder.")
