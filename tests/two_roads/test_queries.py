"""Every frame by two roads: SQL over the imported files, and plain Python over single leads; for many views."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smarketing.agreement import Calendar
from smarketing.business_time import last_second
from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.groups import Choice, Group
from smarketing.intake.load import load_files
from smarketing.periods import Period, to_date
from smarketing.stages import LADDER, Stage
from smarketing.store import queries, rows
from smarketing.store.follow_up import overdue, won_back
from tests.two_roads import world as other
from tests.two_roads.world import DAYS, FIRST, NAMES, made_up, write

AT = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])

names = {
    Dimension(d): st.lists(st.sampled_from([n or "(none)" for n in some]), min_size=1, unique=True).map(tuple)
    for d, some in {**NAMES, "team": ["North", "South", ""]}.items()
}
dimensions = st.sampled_from(Dimension)
stages = st.sampled_from(LADDER)


cohort_clock = st.just(Clock.COHORT)


@st.composite
def views(draw, *, clocks=cohort_clock):
    """Any period, as-of day, window, comparison, and at most two narrowed dimensions; most of them hold leads."""
    first = FIRST + timedelta(days=draw(st.integers(0, DAYS - 40)))
    last = first + timedelta(days=draw(st.integers(0, DAYS)))
    as_of = last + timedelta(days=draw(st.integers(-60, 90)))
    narrowed = draw(st.one_of(st.just([]), st.lists(dimensions, max_size=2, unique=True)))
    chosen = {d.value: draw(names[d]) for d in narrowed}
    compare, window = draw(st.sampled_from(Compare)), draw(st.integers(1, 90))
    return Filters(Period(first, last), as_of, compare, window=window, clock=draw(clocks), **chosen)


@pytest.fixture
def company(store, tmp_path):
    """A made-up company, and a store that its files were imported into."""
    world = made_up(1, leads=200)
    load_files(store, write(world, tmp_path), actor="test", at=AT)
    return store, world


def counted(frame, keys, columns):
    """{(keys…, column): number} of a frame, without the zeros."""
    found = {}
    for row in frame.to_dict("records"):
        here = tuple(to_date(row[k]) if k == "day" else row[k] for k in keys)
        for column, name in columns.items():
            if row[column]:
                assert (*here, name) not in found, "a group has one row"
                found[(*here, name)] = row[column]
    return found


@MANY
@given(views(), dimensions, stages)
def test_cohorts(company, filters, by, start):
    store, world = company
    frame = queries.cohorts(store, filters, start=start, by=by)
    columns = {s.plural: s.key for s in (start, *start.later)} | {"rejected": "rejected", "lost": "lost"}
    columns |= {f"{s.plural}_within": f"{s.key} within" for s in start.later}
    assert counted(frame, ["day", by.value], columns) == other.cohorts(world, filters, start=start.key, by=by)


@MANY
@given(views(), dimensions)
def test_entries(company, filters, by):
    store, world = company
    frame = queries.entries(store, filters, by=by)
    columns = {s.plural: s.key for s in LADDER} | {"rejected": "rejected", "lost": "lost"}
    assert counted(frame, ["day", by.value], columns) == other.entries(world, filters, by=by)


@MANY
@given(views(), dimensions, st.sampled_from([(a, b) for a in LADDER for b in a.later]))
def test_life_tables(company, filters, by, pair):
    store, world = company
    frame = queries.life_table(store, filters, pairs=[pair], by=[by])
    found = {(r[by.value], r["age"], r["converted"]): r["n"] for r in frame.to_dict("records")}
    assert found == other.lives(world, filters, start=pair[0].key, end=pair[1].key, by=by)


@MANY
@given(views(), st.sampled_from([(a, b) for a in LADDER for b in a.later]))
def test_lags(company, filters, pair):
    store, world = company
    frame = queries.lags(store, filters, start=pair[0], end=pair[1])
    found = {(to_date(r["day"]), r["source"], r["lag"]): r["n"] for r in frame.to_dict("records")}
    assert found == other.lags(world, filters, start=pair[0].key, end=pair[1].key)


@MANY
@given(views(), dimensions)
def test_rejections(company, filters, by):
    store, world = company
    frame = queries.rejections(store, filters, by=by)
    found = {(to_date(r["day"]), r[by.value], r["reason"]): r["rejected"] for r in frame.to_dict("records")}
    assert found == other.rejections(world, filters, by=by)


@MANY
@given(views(), stages)
def test_skipped_stages(company, filters, start):
    store, world = company
    frame = queries.skipped(store, filters, start=start)
    found = {Stage(r["stage"]).key: r["skipped"] for r in frame.to_dict("records") if r["skipped"]}
    assert found == other.skipped(world, filters, start=start.key)


@MANY
@given(views(clocks=st.sampled_from(Clock)), dimensions)
def test_deals_by_either_clock(company, filters, by):
    store, world = company
    frame = queries.deals(store, filters, by=by)
    keys = ["day", by.value, "currency"]
    numbers = {c: c for c in frame.columns if c not in keys}
    told = {(*k, c): n for k, row in other.deals(world, filters, by=by).items() for c, n in row.items()}
    assert counted(frame, keys, numbers) == told


def test_squares_of_amounts_pass_64_bits(store, tmp_path):
    amounts = ["9000000000.01", "12345678.90", ""]
    lines = [f"d{n},2026-03-0{n + 1},2026-03-09,{a},EUR" for n, a in enumerate(amounts)]
    file = tmp_path / "deals.csv"
    file.write_text("\n".join(["key,opened,won,amount,currency", *lines]))
    load_files(store, [file], actor="test", at=AT)
    march = Filters(Period(date(2026, 3, 1), date(2026, 3, 31)), date(2026, 3, 31), clock=Clock.EVENT)
    sums = queries.deals(store, march)[["opened_told", "opened_squares", "won_squares"]].sum()
    exact = 900_000_000_001**2 + 1_234_567_890**2  # cents squared, 8.1 × 10²³; 64 bits end at 9.2 × 10¹⁸
    assert sums.tolist() == [2, pytest.approx(exact), pytest.approx(exact)]


def test_a_lead_won_back_in_two_currencies_is_one_lead(store, tmp_path):
    leads, deals = tmp_path / "leads.csv", tmp_path / "deals.csv"
    leads.write_text("key,spell,source,mql,sal\na,1,Web,2026-01-02,\na,2,Web,2026-03-02,2026-03-03\n")
    deals.write_text(
        "key,lead_keys,opened,won,amount,currency\nd,a,2026-03-04,2026-03-09,100,EUR\ne,a,2026-03-05,2026-03-09,70,USD\n"
    )
    load_files(store, [leads, deals], actor="test", at=AT)
    march = Filters(Period(date(2026, 3, 1), date(2026, 3, 31)), date(2026, 3, 31))
    cohort = queries.deals(store, march)
    assert cohort[["won", "mql_customers"]].sum().tolist() == [2, 1]
    told = won_back(store, march)
    assert told[["back", "accepted", "customers"]].sum().tolist() == [1, 1, 1]
    assert told[told["won_cents"] > 0].set_index("currency")["won_cents"].to_dict() == {"EUR": 10_000, "USD": 7_000}


@MANY
@given(views())
def test_spend(company, filters):
    store, world = company
    frame = queries.spend(store, filters)
    keys = ["source", "campaign", "currency"]
    found = {(to_date(r["day"]), *(r[k] for k in keys)): r["spend_cents"] for r in frame.to_dict("records")}
    assert found == other.spend(world, filters)


@FEW
@given(views())
def test_each_number_of_the_cohort_opens_as_many_leads(company, filters):
    store, _ = company
    alone = filters.within(compare=Compare.NOTHING)
    sums = queries.cohorts(store, alone).sum(numeric_only=True)
    opened = {
        g: rows.leads(store, alone, Choice(group=g)).total
        for g in (Group.MQLS, Group.ACCEPTED, Group.SQLS, Group.OPPORTUNITIES, Group.CUSTOMERS, Group.REJECTED,
                  Group.PENDING, Group.LOST, Group.TOO_YOUNG)
    }  # fmt: skip
    young = queries.cohorts(store, alone.within(period=alone.period)).query("day > @last", local_dict={
        "last": (alone.as_of - date(1970, 1, 1)).days - alone.window})["mqls"].sum()  # fmt: skip
    assert opened == {
        Group.MQLS: sums["mqls"], Group.ACCEPTED: sums["sals"], Group.SQLS: sums["sqls"],
        Group.OPPORTUNITIES: sums["opportunities"], Group.CUSTOMERS: sums["customers"],
        Group.REJECTED: sums["rejected"], Group.PENDING: sums["mqls"] - sums["sals"] - sums["rejected"],
        Group.LOST: sums["lost"], Group.TOO_YOUNG: young,
    }  # fmt: skip


@FEW
@given(views(clocks=st.just(Clock.EVENT)))
def test_each_number_of_the_events_opens_as_many_leads(company, filters):
    store, _ = company
    alone = filters.within(compare=Compare.NOTHING)
    sums = queries.entries(store, alone).sum(numeric_only=True)
    for stage in LADDER:
        assert rows.leads(store, alone, Choice(group=Group.of(stage))).total == sums[stage.plural]


@MANY
@given(views())
def test_the_board_opens_exactly_the_leads_that_are_on_it(company, filters):
    store, world = company
    until = last_second(filters.as_of, "UTC")
    owed = overdue(store, filters, until=until, calendar=Calendar())
    choice = Choice(group=Group.OVERDUE, until=until, limit=1000)
    assert set(rows.leads(store, filters, choice).rows["key"]) == {lead.key for lead in other.overdue(world, filters)}
    on_board = owed.groupby("owner")["leads"].sum()
    opened = {o: rows.leads(store, filters.within(owner=(o,)), choice).total for o in on_board.index}
    assert opened == on_board.to_dict()
    assert sum(opened.values()) == rows.leads(store, filters, choice).total
