"""Each migration can be taken back and made again, on either database, and no lead is lost."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from smarketing.store.engine import _alembic, head, reading
from smarketing.store.schema import metadata
from tests.store.company import content, fill, opened

REVISIONS = [script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()]
"""The newest first."""


def move(store, step, revision):
    config = _alembic()
    with store.begin() as connection:
        config.attributes["connection"] = connection
        step(config, revision)


def differences(store):
    """Between the tables that are there and those that the program knows."""
    with reading(store) as connection:
        assert MigrationContext.configure(connection).get_current_revision() == head()
        return compare_metadata(MigrationContext.configure(connection), metadata)


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_store_that_is_taken_back_to_a_revision_is_upgraded_again_with_all_its_leads(store, store_url, revision):
    fill(store, leads=20)
    with opened(store_url, upgrade=True) as judged:
        before = content(judged)
    move(store, command.downgrade, revision)
    with opened(store_url, upgrade=True) as upgraded:
        assert differences(upgraded) == []
        after = content(upgraded)
    told = [c.name for c in metadata.tables["lead"].columns]
    first, judged_from = told.index("id"), told.index("arrived_at")
    assert [row[first:judged_from] for row in after["lead"]] == [row[first:judged_from] for row in before["lead"]]
    assert after["deal"] == before["deal"]


def test_all_of_them_leave_nothing_behind_and_can_be_made_again(store, store_url):
    move(store, command.downgrade, "base")
    assert inspect(store).get_table_names() == ["alembic_version"]
    with opened(store_url, upgrade=True) as again:
        assert differences(again) == []
