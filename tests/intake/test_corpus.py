"""Every file of the corpus gives the receipt and the funnel that were worked out by hand, or is refused by its code."""

import shutil

import pytest
from sqlalchemy import func, select

from smarketing.errors import RefusedFile
from smarketing.intake.load import load
from smarketing.stages import LADDER
from smarketing.store import schema
from smarketing.store.engine import open_store, reading
from smarketing.store.queries import known_stages
from tests.intake.corpus import ENTRIES, REFUSED, Entry
from tests.intake.world import AT, checked


@pytest.fixture
def look(tmp_path, migrated_sqlite):
    """An empty store of one's own, that is thrown away."""
    file = tmp_path / "look.db"
    shutil.copy(migrated_sqlite, file)
    engine = open_store(f"sqlite:///{file}", upgrade=True)
    yield engine
    engine.dispose()


def funnel(engine):
    """{stage: leads that reached it}, of the stages that are known."""
    columns = [func.count(schema.lead.c[s.day]) for s in LADDER]
    with reading(engine) as connection:
        counts = connection.execute(select(*columns).where(schema.lead.c.current == 1)).one()
    known = known_stages(engine)
    return {s: n for s, n in zip(LADDER, counts, strict=True) if s in known}


def total(engine, column, *conditions):
    query = select(func.sum(column)).where(column.table.c.current == 1, *conditions)
    with reading(engine) as connection:
        return connection.execute(query).scalar()


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_a_file_of_the_corpus_gives_its_receipt_and_its_funnel(entry: Entry, look):
    outcome = load(look, [checked(entry.content, name="file.csv")], actor="test", at=AT, for_a_look=True)
    receipt = outcome.files[0].receipt
    assert (receipt.vendor, receipt.kind) == (entry.vendor, entry.kind)
    assert dict(receipt.mapping) == entry.mapping
    assert receipt.unused == entry.unused
    assert (receipt.encoding, receipt.delimiter, receipt.header_line) == (
        entry.encoding, entry.delimiter, entry.header_line,
    )  # fmt: skip
    assert (receipt.rows_read, receipt.rows_used, dict(receipt.rows_dropped)) == (entry.read, entry.used, entry.dropped)
    assert dict(receipt.mended) == entry.mended
    assert {h: (d.format, d.day_first) for h, d in receipt.dates.items()} == entry.dates
    assert (receipt.is_snapshot, outcome.is_snapshot) == (entry.snapshot, entry.snapshot)
    assert funnel(look) == entry.reached
    if entry.amount is not None:
        assert total(look, schema.spend.c.amount_cents) == entry.amount
    if entry.won is not None:
        assert total(look, schema.deal.c.amount_cents, schema.deal.c.won_day.is_not(None)) == entry.won


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_is_refused_by_its_code_and_says_what_to_do(content, code):
    with pytest.raises(RefusedFile) as refusal:
        checked(content, name="file.csv")
    told = refusal.value.as_json()["refused"]
    assert told["code"] == code
    assert told["seems_to_be"] in refusal.value.happened
    assert told["what_to_do"] == refusal.value.what_to_do != ""


def test_the_corpus_is_large_enough():
    assert len(ENTRIES) + len(REFUSED) >= 60
