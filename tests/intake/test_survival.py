"""An import that is killed, and imports at the same time: reliability, rows 1 and 2."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from smarketing.store import schema
from smarketing.store.engine import reading
from smarketing.store.facts import batches
from tests.intake.world import table

ROOT = Path(__file__).parents[2]
LEADS = 5_000


@pytest.fixture
def file(tmp_path):
    """A list of leads, half of them sold, that takes a while to write."""
    leads = tmp_path / "leads.csv"
    leads.write_bytes(table(*map(lead, range(LEADS))))
    return leads


def lead(n):
    sold = "2026-03-01" if n % 2 else ""
    day = f"2026-01-{n % 28 + 1:02d}"
    return {
        "id": str(n),
        "email": f"{n}@example.com",
        "source": f"s{n % 9}",
        "mql date": day,
        "won": sold,
        "amount": "9",
    }


def start(url, file):
    command = [sys.executable, "-m", "smarketing", "import", str(file)]
    environment = os.environ | {"SMARKETING_DATABASE_URL": url}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def rows(store):
    tables = (schema.lead, schema.deal, schema.deal_lead, schema.import_file, schema.import_batch)
    with reading(store) as connection:
        return [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables]


def kill_at_random(store, url, file, *, times):
    """How many kills landed; after each, the import is there as a whole or not at all."""
    begun = time.monotonic()
    assert "Stored as import 1" in start(url, file).communicate()[0]
    takes = time.monotonic() - begun
    whole, landed = rows(store), 0
    chance = random.Random(times)
    for n in range(times):
        more = file.with_name(f"{n}.csv")
        more.write_bytes(file.read_bytes().replace(b"@example.com", b"@%d.example.com" % n))
        before = rows(store)
        process = start(url, more)
        time.sleep(takes * chance.uniform(0.4, 1.0))
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        landed += process.returncode == -signal.SIGKILL
        takes *= 0.7 if process.returncode == 0 else 1  # the machine is quicker than when it was timed
        after = rows(store)
        assert after in (before, [b + w for b, w in zip(before, whole, strict=True)])
        if process.returncode == 0 or "Stored as import" in said:
            assert after != before, "an import that was acknowledged is lost"
    return landed


def test_a_killed_import_leaves_all_or_nothing(store, store_url, file):
    assert kill_at_random(store, store_url, file, times=5) > 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_an_import_killed_a_hundred_times_leaves_all_or_nothing(store, store_url, file):
    assert kill_at_random(store, store_url, file, times=100) > 50


def test_of_four_imports_of_one_file_at_once_exactly_one_stores_it(store, store_url, file):
    processes = [start(store_url, file) for _ in range(4)]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert sum("Stored as import 1;" in s for s in said) == 1
    assert sum("it was imported already (import 1," in s for s in said) == 3
    assert len(batches(store)) == 1
    assert rows(store)[0] == LEADS
