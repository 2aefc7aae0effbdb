"""`python -m smarketing snapshot` and `snapshots`, as a person and a program meet them; a store from before them."""

from __future__ import annotations

import json
import shutil

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from smarketing.store import snapshots
from smarketing.store.engine import _alembic, is_pending, reading
from smarketing.store.schema import metadata
from tests.store.company import content, fill, opened


def test_a_snapshot_is_taken_and_listed(smarketing, store_url):
    with opened(store_url) as store:
        fill(store, leads=20)
    code, out, err = smarketing("snapshot", "--label", "Weekly\x1b[2J", "--as-of", "2025-01-10")
    assert (code, err) == (0, "")
    assert "as of 2025-01-10" in out
    assert "\x1b" not in out
    assert smarketing("snapshots")[1] == out
    told = json.loads(smarketing("snapshots", "--json")[1])["snapshots"]
    with opened(store_url) as store:
        (kept,) = snapshots.taken(store)
    assert [(t["id"], t["as_of"], t["label"], t["leads"]) for t in told] == [
        (kept.id, "2025-01-10", "Weekly\x1b[2J", kept.leads)
    ]


def test_without_any_the_list_says_how_to_take_one(smarketing):
    assert "smarketing snapshot" in smarketing("snapshots")[1]
    assert json.loads(smarketing("snapshots", "--json")[1]) == {"snapshots": []}


def test_a_day_to_come_or_out_of_order_is_refused_and_nothing_is_kept(smarketing, store_url):
    code, _, err = smarketing("snapshot", "--as-of", "2999-01-01")
    assert code == 2
    assert "still to come" in err
    smarketing("snapshot", "--as-of", "2025-02-01")
    with opened(store_url) as store:
        before = content(store)
    code, out, err = smarketing("snapshot", "--as-of", "2025-01-01", "--json")
    assert code == 3
    assert "order of their days" in json.loads(out)["refused"]["what_to_do"]
    with opened(store_url) as store:
        assert content(store) == before


def test_a_store_from_before_keeps_its_rows_and_can_be_kept(migrated_sqlite, tmp_path):
    file = shutil.copy(migrated_sqlite, tmp_path / "workspace.db")
    with opened(f"sqlite:///{file}") as store:
        fill(store, leads=20)
        _step(store, command.downgrade, "0003")
        assert is_pending(store)
    with opened(f"sqlite:///{file}", upgrade=True) as store:
        assert not is_pending(store)
        assert len(content(store)["lead"]) == 20
        assert snapshots.taken(store) == []


def _step(store, move, revision):
    config = _alembic()
    with store.begin() as connection:
        config.attributes["connection"] = connection
        move(config, revision)


def test_the_migrations_make_the_tables_that_the_program_knows(store):
    with reading(store) as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [change for change in found if "snapshot" in str(change)] == []
