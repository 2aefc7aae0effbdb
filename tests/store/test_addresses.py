"""E-mail addresses as numbers: the same by import and by the migration of a store from before there were any."""

from __future__ import annotations

import pandas as pd
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from smarketing.intake.load import load_files
from smarketing.intake.rows import addresses
from smarketing.store.engine import _alembic, reading
from smarketing.store.schema import lead, metadata
from tests.store.company import opened


def test_an_address_has_one_number_however_it_is_written_and_none_has_none():
    told = addresses(pd.Series(["ada@firm.example", "Ada@FIRM.example", "ÖZ@x.example", "öz@x.example", "", None]))
    assert told[0] == told[1] != told[2] == told[3]
    assert told.isna().tolist() == [False] * 4 + [True] * 2
    assert told.min() >= 0  # in 64 bits with a sign


def test_a_store_from_before_has_the_numbers_that_an_import_gives(store, store_url, tmp_path):
    emails = ["Ada@firm.example", "", "ÖZ@x.example", "ada@firm.example"]
    leads = pd.DataFrame({"key": ["L1", "L2", "L3", "L4"], "mql": "2026-01-07", "email": emails})
    leads.to_csv(tmp_path / "leads.csv", index=False)
    load_files(store, [tmp_path / "leads.csv"], actor="test", at=1_800_000_000)
    given = numbers(store)
    assert given["L1"] == given["L4"]
    assert [key for key, number in given.items() if number is None] == ["L2"]
    config = _alembic()
    with store.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
    with opened(store_url, upgrade=True) as upgraded:
        assert numbers(upgraded) == given
        with reading(upgraded) as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def numbers(store):
    """{key of a lead: the number of its address}."""
    with reading(store) as connection:
        return dict(connection.execute(select(lead.c.key, lead.c.address)).all())
