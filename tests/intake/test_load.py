"""Files → the store and back, on both databases."""

import random
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from smarketing.agreement import Side
from smarketing.errors import SmarketingError, StoreUnreachable
from smarketing.filters import Clock, Compare, Filters
from smarketing.groups import Choice, Group
from smarketing.intake.load import load_files, undo
from smarketing.periods import Period, to_date, to_number
from smarketing.stages import Stage
from smarketing.store import promises, schema, snapshots
from smarketing.store.engine import open_store, reading
from smarketing.store.facts import batches
from smarketing.store.promises import judge_again
from smarketing.store.queries import cohorts, entries, known_stages, sources
from smarketing.store.rows import leads as leads_of
from tests.intake.world import AT, bring, settled, table

LEAD = schema.lead.c


def lead(key="a", **cells):
    return {"key": key, "mql": "2026-01-05", **cells}


def deal(key="d", **cells):
    return {"key": key, "lead_keys": "a", "opened": "2026-01-20", "amount": "100", **cells}


def rows(store, *columns, **conditions):
    """Rows of the table of these columns, those that count."""
    of = columns[0].table
    query = select(*columns).where(of.c.current == 1, *(of.c[c] == v for c, v in conditions.items()))
    with reading(store) as connection:
        return sorted(tuple(row) for row in connection.execute(query))


def count(store, facts):
    with reading(store) as connection:
        return connection.execute(select(func.count()).select_from(facts)).scalar_one()


def test_olist_comes_in_as_it_is(store, shared):
    outcome = load_files(store, sorted((shared / "data" / "olist").glob("*.csv")), actor="test", at=AT)
    assert [(f.receipt.kind, f.receipt.rows_used) for f in outcome.files] == [("deals", 842), ("leads", 8000)]
    assert [(j.found, j.rows) for j in outcome.joined] == [(842, 842)]
    assert len(rows(store, LEAD.key, source_id=0)) == 60
    assert known_stages(store) == (Stage.MQL, Stage.CUSTOMER)
    with reading(store) as connection:
        early = select(func.count()).where(schema.deal.c.won_raw < schema.deal.c.mql_raw, schema.deal.c.current == 1)
        assert connection.execute(early).scalar_one() == 1
        assert connection.execute(select(func.count(LEAD.customer_day))).scalar_one() == 842


def test_the_same_file_twice_changes_nothing_and_says_who_brought_it_when(store):
    bring(store, table(lead()))
    before = settled(store)
    again = bring(store, table(lead()), at=AT + 60)
    assert again.import_id is None
    assert [f.earlier for f in again.files] == [(1, AT, "test")]
    assert settled(store) == before
    assert len(batches(store)) == 1


def test_one_file_given_twice_in_one_go_is_stored_once(store):
    outcome = bring(store, table(lead()), table(lead()))
    assert [f.is_new for f in outcome.files] == [True, False]
    assert count(store, schema.lead) == 1


def test_only_the_new_one_of_two_files_is_stored(store):
    bring(store, table(lead()))
    outcome = bring(store, table(lead()), table(lead("b")))
    assert [f.is_new for f in outcome.files] == [False, True]
    assert rows(store, LEAD.key) == [("a",), ("b",)]


def test_a_newer_export_takes_the_place_of_an_older_one(store):
    bring(store, table(lead(source="Web", updated="2026-01-06")))
    bring(store, table(lead(source="Fair", sql="2026-02-01", updated="2026-02-02")))
    assert [to_date(day).isoformat() for (day,) in rows(store, LEAD.sql_day)] == ["2026-02-01"]
    assert count(store, schema.lead) == 2


def test_a_clock_that_was_put_back_between_imports_changes_no_order(store):
    bring(store, table(lead(mql="2026-01-05", updated="2026-02-01")), at=AT)
    bring(store, table(lead(mql="2026-01-06", updated="2026-02-02")), at=AT - 3600)
    undo(store, bring(store, table(lead("b")), at=AT - 3600).import_id, at=AT - 7200)
    assert [batch.id for batch in batches(store)] == [3, 2, 1]
    assert rows(store, LEAD.key, LEAD.mql_day) == [("a", to_number(date(2026, 1, 6)))]


def test_an_older_export_after_a_newer_one_changes_nothing_that_counts(store):
    bring(store, table(lead(source="Fair", updated="2026-02-02")))
    before = settled(store)
    bring(store, table(lead(source="Web", updated="2026-01-06")))
    assert settled(store)["lead"] == before["lead"]


FILES = [
    table(lead("a", source="Web", updated="2026-01-06"), lead("b", source="Web", updated="2026-01-06")),
    table(lead("a", source="Fair", sql="2026-01-15", updated="2026-02-02")),
    table(lead("b", source="Fair"), lead("c", won="2026-02-20", amount="50")),
    table(deal("d", lead_keys="a;b", updated="2026-01-21"), deal("e", lead_keys="c")),
    table(deal("d", lead_keys="b", won="2026-02-10", amount="120", updated="2026-02-10")),
    table({"lead_key": "a", "kind": "call", "at": "2026-01-06T10:00:00Z"}),
    table(*[{"lead_key": k, "kind": "call", "at": "2026-01-06T10:00:00Z"} for k in "aab"]),
    table(
        lead("f", mql="2026-01-05T09:00:00Z", assigned="2026-01-05T10:00:00Z", last_contacted="2026-01-09T10:00:00Z"),
        lead("g", mql="2026-01-05T09:00:00Z", last_contacted="2026-01-09T10:00:00Z"),
    ),
    table(
        {"lead_key": "f", "kind": "call", "at": "2026-01-05T08:30:00Z"},
        {"lead_key": "f", "kind": "email", "at": "2026-01-07T10:00:00Z"},
        {"lead_key": "f", "kind": "other", "at": "2026-01-05T11:00:00Z"},
    ),
    table(
        {"lead_key": "f", "kind": "meeting", "at": "2026-01-06T10:00:00Z"},
        {"lead_key": "f", "kind": "email", "at": "2026-01-07T10:00:00Z"},
    ),
    table(*[{"day": d, "source": "Web", "campaign": "x", "amount": "5"} for d in ("2026-01-05", "2026-01-06")]),
    table(*[{"day": d, "source": "Web", "campaign": "x", "amount": "7"} for d in ("2026-01-06", "2026-01-07")]),
    table(deal("g", lead_keys="b", opened="2026-01-10", lost="2026-01-12")),
]
"""Versions of three leads and three deals, one of them lost before another was opened, calls told twice, leads with
hours and calls since, spend that overlaps."""


def bring_in_order(store, order, *, together=1):
    """The first `together` files as one batch, the others one by one."""
    bring(store, *(FILES[place] for place in order[:together]))
    for place in order[together:]:
        bring(store, FILES[place])


def undo_all(store):
    for batch in batches(store):
        if not batch.undone_at:
            undo(store, batch.id, at=AT)


def test_any_order_of_files_gives_the_same_tables(store):
    bring_in_order(store, range(len(FILES)), together=len(FILES))
    expected = settled(store)
    undo_all(store)
    assert not any(settled(store).values())
    for seed in range(3):
        bring_in_order(store, random.Random(seed).sample(range(len(FILES)), len(FILES)), together=1 + 2 * seed)
        assert settled(store) == expected, seed
        undo_all(store)


@pytest.mark.slow
def test_three_hundred_orders_of_files_give_the_same_tables(store):
    bring(store, *FILES)
    expected = settled(store)
    for seed in range(300):
        undo_all(store)
        order = random.Random(seed).sample(range(len(FILES)), len(FILES))
        bring_in_order(store, order, together=1 + seed % len(FILES))
        assert settled(store) == expected, order


@pytest.mark.parametrize("place", range(len(FILES)))
def test_an_undone_import_leaves_the_store_as_if_it_had_never_been(store, place):
    others = [content for n, content in enumerate(FILES) if n != place]
    bring(store, *others[:4])
    bring(store, *others[4:])
    without = settled(store)
    undo(store, 2, at=AT)  # and comes again after the file in question
    number = bring(store, FILES[place]).import_id
    bring(store, *others[4:])
    undo(store, number, at=AT)
    assert settled(store) == without


def test_a_loss_stands_until_another_deal_is_opened_and_for_good_when_that_is_undone(store):
    bring(store, table(lead(source="Web")), table(deal("g", opened="2026-01-10", lost="2026-01-12")))
    before = settled(store)
    number = bring(store, table(deal("h", opened="2026-01-20"))).import_id
    period = Period(date(2026, 1, 1), date(2026, 1, 31))

    def lost(day):
        view = Filters(period, date(2026, 1, day), Compare.NOTHING)
        shown = leads_of(store, view, Choice(Group.LOST)).rows
        event = leads_of(store, view.within(clock=Clock.EVENT), Choice(Group.LOST)).total
        told = (cohorts(store, view)["lost"].sum(), entries(store, view)["lost"].sum(), len(shown), event)
        assert len(set(told)) == 1, told
        assert [d.day for d in shown["lost"]] == [12] * len(shown)
        return told[0]

    assert [lost(day) for day in (11, 12, 19, 20, 31)] == [0, 1, 1, 0, 0]
    undo(store, number, at=AT)
    assert settled(store) == before
    assert [lost(day) for day in (11, 12, 19, 20, 31)] == [0, 1, 1, 1, 1]


def test_a_snapshot_of_a_day_between_two_deals_reads_the_same_after_the_second(store):
    bring(store, table(lead(source="Web")), table(deal("g", opened="2026-01-10", lost="2026-01-12")))
    since = snapshots.take(store, as_of=date(2026, 1, 15), at=AT, actor="test")
    bring(store, table(deal("h", opened="2026-01-20")), at=AT + 60)
    view = Filters(Period(date(2026, 1, 1), date(2026, 1, 31)), date(2026, 1, 31), Compare.NOTHING)
    found = snapshots.restated(store, view, since=since)
    assert found[found["n"] != 0].empty


def test_the_file_of_an_undone_import_can_come_again(store):
    bring(store, table(lead()))
    undo(store, 1, at=AT + 5)
    assert count(store, schema.lead) == 0
    assert bring(store, table(lead())).import_id == 2
    assert [(b.id, b.undone_at) for b in batches(store)] == [(2, None), (1, AT + 5)]


def test_an_import_is_undone_only_once_and_only_if_there_was_one(store):
    bring(store, table(lead()))
    undo(store, 1, at=AT)
    for number in (1, 7):
        with pytest.raises(SmarketingError, match=str(number)):
            undo(store, number, at=AT)


def test_leads_and_deals_are_joined_by_the_column_that_joins_them(store):
    leads = table(lead("a", email="ann@example.com"), lead("b", email="bo@example.com"))
    deals = [{"Deal - ID": "7", "Deal - Title": "x", "Deal - Status": "Won", "Deal - Won time": "2026-02-01 10:00:00",
              "Deal - Contact person": "Ann", "Person - Email (Work)": "Ann@example.com"}]  # fmt: skip
    outcome = bring(store, leads, table(*deals))
    assert [(j.leads_column, j.column, j.found) for j in outcome.joined] == [("email", "Person - Email (Work)", 1)]
    assert len(rows(store, schema.deal.c.lead_id)) == 1
    assert [to_date(d).isoformat() for (d,) in rows(store, LEAD.customer_day, key="a")] == ["2026-02-01"]


def test_deals_join_leads_that_came_the_day_before(store):
    bring(store, table(lead("a", source="Web")))
    bring(store, table(deal(won="2026-02-10")))
    assert [to_date(d).isoformat() for (d,) in rows(store, LEAD.customer_day)] == ["2026-02-10"]
    (source,) = rows(store, schema.deal.c.source_id)
    assert source != (0,)


def test_leads_join_deals_that_came_the_day_before(store):
    bring(store, table(deal(won="2026-02-10")))
    bring(store, table(lead("a", source="Web")))
    (credited,) = rows(store, schema.deal.c.lead_id)
    assert credited != (None,)


def test_a_list_of_leads_alone_tells_its_sales_as_deals(store):
    bring(store, table(lead("a", won="2026-02-10", amount="99,50 €"), lead("b", won="2026-02-11"), lead("c")))
    assert rows(store, schema.deal.c.amount_cents, schema.deal.c.currency, key="lead:a:1") == [(9950, "EUR")]
    assert rows(store, schema.deal.c.amount_cents, key="lead:b:1") == [(None,)]
    assert len(rows(store, schema.deal.c.key)) == 2


def test_a_list_of_deals_takes_the_place_of_the_sales_that_leads_tell_and_gives_it_back(store):
    bring(store, table(lead("a", won="2026-02-10"), lead("b", won="2026-02-11")))
    before = settled(store)
    number = bring(store, table(deal("d", lead_keys="a", won="2026-02-10"), deal("e", lead_keys=""))).import_id
    assert rows(store, schema.deal.c.key) == [("d",), ("e",)]
    undo(store, number, at=AT)
    assert settled(store) == before


def test_sources_get_colours_by_how_often_they_are_seen_and_keep_them_for_ever(store):
    bring(store, table(lead("a", source="Web"), lead("b", source="Fair"), lead("c", source="Fair")))
    bring(store, table(*(lead(f"x{n}", source="Cold calls") for n in range(9))))
    found = sources(store)
    assert dict(zip(found["source"], found["slot"], strict=True)) == {"(none)": 0, "Fair": 1, "Web": 2, "Cold calls": 3}
    assert dict(zip(found["source"], found["kind"], strict=True))["Cold calls"] == "sales"


def test_a_source_belongs_to_whom_the_file_says(store):
    bring(store, table(lead("a", source="Partners", source_kind="other")))
    assert dict(sources(store)[["source", "kind"]].itertuples(index=False))["Partners"] == "other"


def test_owners_are_in_the_team_that_most_rows_say(store):
    told = [("North", 2), ("South", 1)]
    bring(store, table(*(lead(f"{team}{n}", owner="Bo", team=team) for team, times in told for n in range(times)),
                       lead("z", team="West")))  # fmt: skip
    with reading(store) as connection:
        teams = select(schema.owner.c.name, schema.team.c.name).join(
            schema.team, schema.team.c.id == schema.owner.c.team_id
        )
        assert sorted(map(tuple, connection.execute(teams))) == [
            ("(West)", "West"),
            ("(none)", "(none)"),
            ("Bo", "North"),
        ]


def test_calls_that_two_exports_tell_count_once(store):
    def call(n):
        return {"lead_key": "a", "kind": "call", "at": f"2026-01-0{n}T10:00:00Z"}

    bring(store, table(call(5), call(6)))
    bring(store, table(call(6), call(7)))
    assert count(store, schema.activity) == 4
    assert len(rows(store, schema.activity.c.day)) == 3


def test_spend_that_two_exports_tell_is_the_later_ones(store):
    def day(n, amount):
        return {"day": f"2026-01-0{n}", "source": "Web", "campaign": "x", "amount": amount}

    later, earlier = table(day(6, "7"), day(7, "7")), table(day(5, "5"), day(6, "5"))
    bring(store, later)
    bring(store, earlier)
    assert rows(store, schema.spend.c.amount_cents) == [(500,), (700,), (700,)]


def test_ids_stay_unique_when_somebody_else_adds_a_row(store):
    bring(store, table(lead()))
    with store.begin() as connection:
        connection.execute(schema.lead.insert().values(import_id=1, key="by hand", version=0))
    bring(store, table(lead("b")))
    with reading(store) as connection:
        ids = list(connection.execute(select(LEAD.id)).scalars())
    assert len(set(ids)) == 3


def test_every_receipt_adds_up_and_the_batch_is_their_sum(store):
    outcome = bring(store, table(lead("a"), lead("a"), lead("")), table(lead("a"), lead("b")))
    (batch,) = batches(store)
    receipts = [f.receipt for f in outcome.files]
    assert (batch.rows_read, batch.rows_used) == (
        sum(r.rows_read for r in receipts),
        sum(r.rows_used for r in receipts),
    )
    assert batch.rows_used == count(store, schema.lead) == 2


def test_large_and_small_imports_go_the_same_way(store, monkeypatch):
    monkeypatch.setattr("smarketing.store.facts.BULK_ROWS", 2)  # so that indexes are dropped and built anew
    monkeypatch.setattr("smarketing.store.bulk.CHUNK", 3)
    contents = [lead(f"{n}", source=f"s{n % 3}", won="2026-02-10" if n % 2 else "") for n in range(10)]
    bring(store, table(*contents))
    large = settled(store)
    undo(store, 1, at=AT)
    monkeypatch.undo()
    for part in (contents[:4], contents[4:]):
        bring(store, table(*part))
    assert settled(store)["lead"] == large["lead"]


def test_whose_a_source_is_stays_as_it_was_said_when_a_later_file_does_not_say(store):
    bring(store, table(lead("a", source="Sales events", source_kind="marketing")))
    bring(store, table(lead("b", source="Sales events")))
    assert dict(sources(store)[["source", "kind"]].itertuples(index=False))["Sales events"] == "marketing"


def test_a_server_that_goes_away_while_rows_are_written_is_told_in_words(postgres_url):
    engine = open_store(postgres_url, upgrade=True)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
        )
        connection.exec_driver_sql("CREATE TRIGGER away BEFORE INSERT ON lead FOR EACH ROW EXECUTE FUNCTION away()")
    with pytest.raises(StoreUnreachable, match="does not answer"):
        bring(engine, table(lead()))
    assert batches(engine) == []
    engine.dispose()


def touched(store, key):
    return rows(store, LEAD.touched_at, LEAD.touch_by_proxy, key=key)


def test_a_call_before_a_rep_is_assigned_is_the_first_touch_and_counts_from_the_mql(store):
    draft = promises.write_draft(store, promises.terms_of({}), date(2026, 1, 1), actor="test", at=0)
    for side in Side:
        draft = promises.sign(store, draft, side, "Ada", at=0)
    bring(store, table(lead("h", mql="2026-01-05T10:00:00Z", assigned="2026-01-07T10:00:00Z")))
    bring(store, table({"lead_key": "h", "kind": "call", "at": "2026-01-05T10:30:00Z"}))
    told = rows(store, LEAD.touched_at, LEAD.touch_minutes, LEAD.touch_by_proxy, key="h")
    assert told == [(seconds("2026-01-05T10:30"), 30, 0)]


def test_the_first_activity_since_a_lead_was_an_mql_is_its_first_touch_and_goes_with_its_import(store):
    told, calls, earlier = FILES[7:10]
    bring(store, told)
    by_proxy = [(seconds("2026-01-09T10:00"), 1)]
    assert touched(store, "f") == touched(store, "g") == by_proxy
    number = bring(store, calls).import_id
    assert touched(store, "f") == [(seconds("2026-01-07T10:00"), 0)]
    undo(store, number, at=AT)
    assert touched(store, "f") == by_proxy
    bring(store, earlier)
    bring(store, calls)
    assert touched(store, "f") == [(seconds("2026-01-06T10:00"), 0)]
    assert touched(store, "g") == by_proxy


def test_a_first_touch_of_its_own_comes_before_any_activity(store):
    bring(store, FILES[8])
    own = {"assigned": "2026-01-05T10:00:00Z", "first_touch": "2026-01-08T10:00:00Z"}
    bring(store, table(lead("f", mql="2026-01-05T09:00:00Z", **own)))
    assert touched(store, "f") == [(seconds("2026-01-08T10:00"), 0)]


def test_a_changed_calendar_judges_the_stored_leads_by_their_activities_too(store):
    bring(store, *FILES[7:10])
    before = settled(store)["lead"]
    with store.begin() as connection:
        connection.execute(schema.lead.update().values(touched_at=None, touch_by_proxy=None))
        judge_again(connection)
    assert settled(store)["lead"] == before


def seconds(moment):
    return int(datetime.fromisoformat(f"{moment}+00:00").timestamp())


def test_a_call_after_a_lead_became_an_mql_again_is_the_next_spells(store, monkeypatch):
    spells = (lead("f", spell="1", mql="2026-01-05T09:00:00Z"), lead("f", spell="2", mql="2026-02-05T09:00:00Z"))
    bring(store, table(*spells))
    bring(store, table({"lead_key": "f", "kind": "call", "at": "2026-02-06T10:00:00Z"}))
    found = rows(store, LEAD.spell, LEAD.touched_at)
    assert found == [(1, None), (2, seconds("2026-02-06T10:00"))]
    monkeypatch.setattr("smarketing.store.judging.LEADS_AT_ONCE", 1)
    with store.begin() as connection:
        judge_again(connection)
    assert rows(store, LEAD.spell, LEAD.touched_at) == found
