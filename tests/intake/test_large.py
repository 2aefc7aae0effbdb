"""A file of a gigabyte: reliability, row 6."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.readout import make
from smarketing.store.engine import open_store
from smarketing.store.facts import batches

ROOT = Path(__file__).parents[2]
ROWS = 3_500_000


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_gigabyte_is_imported_whole(tmp_path):
    """How fast and in how much memory is printed, and stands in tests/RELIABILITY.md; neither is what it should be."""
    file, folder = tmp_path / "leads.csv", tmp_path / "data"
    make(file, ROWS)
    began, peak = time.monotonic(), 0
    environment = os.environ | {"SMARKETING_DATA_FOLDER": str(folder)}
    command = [sys.executable, "-m", "smarketing", "import", str(file)]
    with psutil.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, process.memory_info().rss)
            time.sleep(0.2)
    took = time.monotonic() - began
    assert process.returncode == 0
    store = open_store(f"sqlite:///{folder / 'workspace.db'}")
    (batch,) = batches(store)
    store.dispose()
    assert (batch.rows_read, batch.rows_used) == (ROWS, ROWS)
    print(f"{took:.0f} s, {ROWS / took:,.0f} rows a second, peak {peak / 2**30:.1f} GB")
