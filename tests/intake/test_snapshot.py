"""Lists without dates: looked at they give a funnel, stored they never are."""

from datetime import date

import pytest
from sqlalchemy import select

from smarketing.errors import RefusedFile
from smarketing.intake.load import load
from smarketing.intake.scratch import scratch
from smarketing.periods import to_date
from smarketing.store import schema
from smarketing.store.engine import reading
from smarketing.store.facts import batches
from smarketing.workspace import Workspace
from tests.intake.world import AT, OPTIONS, bring, checked, table

FLAGS = table({"source": "Web", "converted": "1"}, {"source": "Fair", "converted": "0"})
CREATED = table(
    {"Record ID": "1", "Email": "a@example.com", "Create Date": "2026-01-05", "Lifecycle Stage": "customer"},
    {"Record ID": "2", "Email": "b@example.com", "Create Date": "2026-01-06", "Lifecycle Stage": "lead"},
)
DEALS = table(
    {"key": "d", "lead_keys": "1", "opened": "2026-02-01", "won": "2026-03-01", "amount": "9", "source": "Web"},
    {"key": "e", "lead_keys": "7", "opened": "2026-02-02", "won": "", "amount": "5", "source": "Fair"},
)


def look(*contents):
    return scratch([checked(c, name=f"{n}.csv") for n, c in enumerate(contents)], workspace=Workspace(), at=AT)


def days(engine, *columns):
    query = select(*columns).where(columns[0].table.c.current == 1).order_by(columns[0].table.c.key)
    with reading(engine) as connection:
        return [tuple(d if d is None else to_date(d) for d in row) for row in connection.execute(query)]


def test_a_list_without_dates_is_not_stored_and_told_how_to_export_them(store):
    with pytest.raises(RefusedFile) as refusal:
        bring(store, FLAGS)
    assert refusal.value.code == "no_dates"
    assert "date columns" in refusal.value.what_to_do
    assert batches(store) == []


def test_a_list_without_dates_stands_where_it_is_on_the_day_of_reading():
    with look(FLAGS) as (engine, outcome):
        assert outcome.is_snapshot
        assert [file.is_snapshot for file in outcome.files] == [True]
        assert "not since when" in outcome.files[0].receipt.sentences()[-1]
        found = days(engine, schema.lead.c.lead_day, schema.lead.c.customer_day)
    assert sorted(found, key=str) == [(OPTIONS.today, None), (OPTIONS.today, OPTIONS.today)]


def test_a_day_of_creation_stays_and_only_it_is_stored(store):
    columns = (schema.lead.c.lead_day, schema.lead.c.customer_day)
    with look(CREATED) as (engine, _):
        assert days(engine, *columns) == [(date(2026, 1, 5), OPTIONS.today), (date(2026, 1, 6), None)]
    outcome = bring(store, CREATED)
    assert not outcome.is_snapshot
    assert days(store, *columns) == [(date(2026, 1, 5), None), (date(2026, 1, 6), None)]


def test_deals_that_come_along_tell_the_days_that_a_lifecycle_stage_does_not():
    with look(CREATED, DEALS) as (engine, outcome):
        assert not outcome.is_snapshot
        found = days(engine, schema.lead.c.opportunity_day, schema.lead.c.customer_day)
    assert found == [(date(2026, 2, 1), date(2026, 3, 1)), (None, None)]
    assert [(j.found, j.orphans) for j in outcome.joined] == [(1, 1)]


def test_a_list_with_dates_is_no_snapshot_whatever_else_it_says():
    found = checked(table({"id": "1", "mql": "2026-01-05", "lifecycle stage": "customer"}))
    assert (found.is_snapshot, found.mapping.unused) == (False, ("lifecycle stage",))
    assert found.frame["customer_raw"].isna().all()


def test_deals_alone_stand_for_their_leads_when_looked_at_and_only_then(store):
    with look(DEALS) as (engine, outcome):
        assert not outcome.is_snapshot
        found = days(engine, schema.lead.c.opportunity_day, schema.lead.c.customer_day)
        with reading(engine) as connection:
            credited = connection.execute(select(schema.deal.c.key).where(schema.deal.c.lead_id.is_not(None))).all()
    assert found == [(date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 2, 2), None)]
    assert credited == [("d",), ("e",)]
    bring(store, DEALS)
    assert days(store, schema.lead.c.opportunity_day) == []


PLACES = {"customer": 5, "evangelist": 5, "salesqualifiedlead": 3, "lead": 0, "subscriber": -1, "our own word": -1}


@pytest.mark.parametrize(("word", "place"), PLACES.items())
def test_a_lifecycle_stage_says_how_far_a_lead_is(word, place):
    rows = [{"email": f"{n}@example.com", "lifecyclestage": w} for n, w in enumerate([word, "opportunity", "customer"])]
    assert checked(table(*rows)).frame["state"].tolist() == [place, 4, 5]


def test_a_status_may_say_that_a_lead_was_rejected():
    rows = [{"email": f"{n}@example.com", "lead status": s} for n, s in enumerate(["Unqualified", "New", ""])]
    found = checked(table(*rows)).frame
    assert found["state"].tolist() == [0, 0, 0]
    assert found["left"].fillna("").tolist() == ["rejected", "", ""]


def test_looking_does_not_change_what_a_store_takes(store):
    sheet = checked(FLAGS)
    load(store, [sheet], actor="test", at=AT, for_a_look=True)
    with pytest.raises(RefusedFile):
        load(store, [checked(table({"source": "Web", "converted": "yes"}))], actor="test", at=AT)
