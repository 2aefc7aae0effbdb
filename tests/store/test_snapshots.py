"""A moment that is kept, and what has become of its leads: by SELECTs, and lead by lead in plain Python."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, func, select

from smarketing.errors import SettingError, StoreError
from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.groups import Choice, Group
from smarketing.intake.load import load_files, undo
from smarketing.periods import Period, to_date
from smarketing.snapshot import Change
from smarketing.stages import LADDER
from smarketing.store import queries, rows, snapshots
from smarketing.store.audit import events
from smarketing.store.backup import backup, restore
from smarketing.store.engine import reading
from smarketing.store.records import data_version
from smarketing.store.schema import snapshot, snapshot_deal, snapshot_lead
from tests.store.company import content
from tests.two_roads.world import (
    DAYS,
    FIRST,
    NAMES,
    STAGES,
    TEAMS,
    Deal,
    Lead,
    World,
    _is_kept,
    made_up,
    named,
    write,
)

AT = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
KEPT = FIRST + timedelta(days=110)
LATER = FIRST + timedelta(days=160)
EVER = Period(FIRST - timedelta(days=90), FIRST + timedelta(days=2 * DAYS))
VIEW = Filters(EVER, LATER, compare=Compare.NOTHING)
FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])


# --- a company that changes ---------------------------------------------------------------------


def other_keys(world: World, prefix: str) -> World:
    """The same company with other people."""
    leads = [Lead(prefix + x.key, x.names, x.told, x.reason) for x in world.leads]
    deals = [
        Deal(prefix + d.key, [prefix + key for key in d.lead_keys], d.opened, d.won, d.lost, d.amount, d.currency)
        for d in world.deals
    ]
    return World(leads, deals, [])


def corrected(world: World, dice: random.Random) -> World:
    """The same company as a later export tells it: dates moved and taken back, other amounts, sources and owners."""
    leads = []
    for lead in world.leads:
        told, names = dict(lead.told), dict(lead.names)
        for what, day in told.items():
            if day and dice.random() < 0.08:
                told[what] = dice.choice((None, day - timedelta(days=35), day + timedelta(days=20)))
        if dice.random() < 0.1:
            names |= {"source": dice.choice(NAMES["source"]), "owner": dice.choice(NAMES["owner"])}
            names["team"] = TEAMS[names["owner"]]
        leads.append(Lead(lead.key, names, told if any(told[s] for s in STAGES) else lead.told, lead.reason))
    deals = []
    for d in world.deals:
        amount = dice.choice((d.amount, d.amount, d.amount, None, 77_700))
        won = d.won and d.won + timedelta(days=dice.choice((0, 0, 0, 31)))
        deals.append(Deal(d.key, list(d.lead_keys), d.opened, won, d.lost, amount, d.currency))
    return World(leads, deals, [])


@dataclass(repr=False)
class Changing:
    """A store with a snapshot and what came after it, the snapshot, the company then and now, and its numbers then."""

    store: Engine
    kept: snapshots.Snapshot
    then: World
    now: World
    stood: Counter


@pytest.fixture(params=[1, 2])
def company(request, store, tmp_path):
    """Imports, a snapshot, an undone import and a later export with corrections."""
    dice = random.Random(request.param)
    stays, goes = made_up(request.param, leads=100), other_keys(made_up(9, leads=40), "X")
    then = World([Lead(x.key, x.names, x.told, x.reason) for x in (*stays.leads, *goes.leads)],
                 [_again(d) for d in (*stays.deals, *goes.deals)], [])  # fmt: skip
    fresh = other_keys(made_up(5, leads=20), "Y")
    better = corrected(stays, dice)
    now = World([Lead(x.key, x.names, x.told, x.reason) for x in (*better.leads, *fresh.leads)],
                [_again(d) for d in (*better.deals, *fresh.deals)], [])  # fmt: skip
    _load(store, World(stays.leads, [_again(d) for d in stays.deals], []), tmp_path / "a", AT)
    gone = _load(store, goes, tmp_path / "b", AT)
    kept = snapshots.take(store, as_of=KEPT, at=AT + 1, actor="Ann", label=" Weekly ")
    numbers = totals(store)
    undo(store, gone, at=AT + 2)
    _load(store, now, tmp_path / "c", AT + 86_400)
    return Changing(store, kept, then, now, numbers)


def _again(d: Deal) -> Deal:
    return Deal(d.key, list(d.lead_keys), d.opened, d.won, d.lost, d.amount, d.currency)


def _load(store, world, folder, at):
    """Import the company's files, each row last changed on the day of the import."""
    folder.mkdir()
    files = write(world, folder)
    for file in files:
        rows = pd.read_csv(file, dtype=str, keep_default_na=False)
        rows.assign(updated=to_date(at // 86_400)).to_csv(file, index=False)
    return load_files(store, files, actor="test", at=at).import_id


def totals(store):
    """{(event, day, currency, what): number} of the whole company, as known at the end of the day that is kept."""
    view, found = VIEW.within(as_of=KEPT, clock=Clock.EVENT), Counter()
    for row in queries.entries(store, view).to_dict("records"):
        found.update({(e, row["day"], "", "n"): row[e] for e in (*(s.plural for s in LADDER), "rejected", "lost")})
    for row in queries.deals(store, view).to_dict("records"):
        for e in ("opened", "won", "lost"):
            here = (f"deals_{e}", row["day"], row["currency"])
            found.update({(*here, "n"): row[e], (*here, "cents"): row[f"{e}_cents"]})
    return +found


# --- the other road -----------------------------------------------------------------------------


def stands(lead: Lead | None, as_of: date) -> str:
    """Where it stands at the end of the day; empty: it is not known."""
    reached = [s for s in STAGES if lead and lead.had(s, as_of)]
    if not reached:
        return ""
    for way in ("lost", "rejected"):
        if lead.had(way, as_of):
            return way.capitalize()
    return dict(zip(STAGES, LADDER, strict=True))[reached[-1]].value


def amount(lead: Lead | None, as_of: date) -> tuple[int | None, str]:
    """What its deals that are known by then are worth, and in which currency."""
    mine = [d for d in (lead.deals if lead else []) if d.credited is lead
            and any((d.on(e) or date.max) <= as_of for e in ("opened", "won", "lost"))]  # fmt: skip
    if len({d.currency for d in mine}) != 1:
        return None, ""
    told = [d.amount for d in mine if d.amount is not None]
    return sum(told) if told else None, mine[0].currency


def change(was: str, is_now: str) -> str:
    order = ["", *(s.value for s in LADDER)]
    if was == is_now:
        return "Still there"
    for name, here in (("New", not was), ("Disappeared", not is_now), ("Rejected", is_now == "Rejected"),
                       ("Lost", is_now == "Lost"), ("Won", is_now == "Customer"),
                       ("Recycled", was in ("Rejected", "Lost"))):  # fmt: skip
        if here:
            return name
    return "Advanced" if order.index(is_now) > order.index(was) else "Moved back"


def changed(then: World, now: World, filters: Filters, by: str) -> dict[tuple, Counter]:
    """{(change, was, stands, name, currency): {column: number}}."""
    before, after = ({lead.key: lead for lead in world.leads} for world in (then, now))
    found: dict[tuple, Counter] = {}
    for key in before.keys() | after.keys():
        was, is_now = stands(before.get(key), KEPT), stands(after.get(key), filters.as_of)
        lead = after[key] if is_now else before.get(key)
        if not (was or is_now) or not _is_kept(lead, filters):
            continue
        had, has = amount(before.get(key), KEPT) if was else (None, ""), amount(after.get(key), filters.as_of)
        told = has if is_now else had
        revalued = was and is_now and None not in (had[0], has[0]) and had[0] != has[0] and had[1] == has[1]
        moved = was and is_now and any(named(before[key], d) != named(after[key], d) for d in ("source", "owner"))
        here = found.setdefault((change(was, is_now), was, is_now, named(lead, by), told[1]), Counter())
        here.update({"n": 1, "deal_cents": told[0] or 0, "revalued": bool(revalued), "renamed": bool(moved),
                     "revalued_cents": has[0] - had[0] if revalued else 0})  # fmt: skip
    return {here: Counter({c: n for c, n in numbers.items() if n}) for here, numbers in found.items()}


dimensions = st.sampled_from(Dimension)


@st.composite
def views(draw):
    narrowed = draw(st.lists(dimensions, max_size=2, unique=True))
    names = {**NAMES, "team": ["North", "South", ""]}
    chosen = {d.value: tuple(draw(st.sampled_from([n or "(none)" for n in names[d.value]])) for _ in "12")
              for d in narrowed}  # fmt: skip
    return VIEW.within(as_of=KEPT + timedelta(days=draw(st.integers(0, 90))), **chosen)


@FEW
@given(views(), dimensions)
def test_what_happened_to_each_lead_since(company, filters, by):
    frame = snapshots.changed(company.store, filters, since=company.kept, by=[by])
    columns = ["n", "deal_cents", "revalued", "revalued_cents", "renamed"]
    keys = ["change", "was", "stands", by.value, "currency"]
    found = {tuple(r[k] for k in keys): Counter({c: r[c] for c in columns if r[c]}) for r in frame.to_dict("records")}
    assert found == changed(company.then, company.now, filters, by.value)


@FEW
@given(views(), st.sampled_from([c for c in Change if c is not Change.NONE]))
def test_each_change_opens_its_leads(company, filters, kind):
    choice = Choice(group=Group.since(kind), since=company.kept)
    found = rows.leads(company.store, filters.within(period=Period(FIRST, FIRST)), choice)
    before, after = ({x.key: x for x in w.leads} for w in (company.then, company.now))
    told = set()
    for key in before.keys() | after.keys():
        was, is_now = stands(before.get(key), KEPT), stands(after.get(key), filters.as_of)
        if change(was, is_now) == kind and _is_kept(after[key] if is_now else before[key], filters):
            told.add((key, was if kind is Change.GONE else is_now))
    assert set(zip(found.rows["key"], found.rows["stands"], strict=True)) == told
    assert found.total == len(told)


def test_a_restated_lead_is_one_whose_past_reads_differently(company):
    choice = Choice(group=Group.SINCE_RESTATED, since=company.kept, limit=1000)
    found = rows.leads(company.store, VIEW, choice)
    before, after = ({x.key: x for x in w.leads} for w in (company.then, company.now))
    told = {key for key, lead in after.items() if past(before.get(key)) != past(lead)}
    assert set(found.rows["key"]) == told
    assert 10 < len(told) < len(after)


def past(lead: Lead | None) -> dict | None:
    """The days up to the one that is kept."""
    days = {**lead.day, "rejected": lead.rejected, "lost": lead.lost(KEPT)} if lead and lead.had("lead", KEPT) else {}
    return {what: day for what, day in days.items() if day and day <= KEPT}


def test_a_disappeared_lead_is_found_by_its_key_and_says_where_it_stood(company):
    choice = Choice(group=Group.SINCE_GONE, since=company.kept)
    everything = rows.leads(company.store, VIEW, choice)
    key = everything.rows["key"].iloc[3]
    found = rows.leads(company.store, VIEW, replace(choice, search=f" {key.lower()} "))
    assert (found.total, list(found.rows["key"])) == (1, [key])
    page = rows.leads(company.store, VIEW, replace(choice, offset=2, limit=3))
    assert (list(page.rows["key"]), page.total) == (list(everything.rows["key"][2:5]), everything.total)


@pytest.mark.parametrize("group", [g for g in Group if g.is_since])
def test_without_a_snapshot_no_lead_has_changed(filled, group):
    assert rows.leads(filled, VIEW, Choice(group=group)).total == 0


def test_the_numbers_of_the_past_as_they_stood_are_todays_less_what_was_restated(company):
    frame = snapshots.restated(company.store, VIEW, since=company.kept)
    more = Counter()
    for r in frame.to_dict("records"):
        more[r["event"], r["day"], r["currency"], "n"] += r["n"]
        more[r["event"], r["day"], r["currency"], "cents"] += r["deal_cents"]
    today = totals(company.store)
    assert {k: today[k] - more[k] for k in {*today, *more} if today[k] != more[k]} == company.stood
    assert today != company.stood
    assert set(frame["cause"]) == {"entered late", "re-dated", "amount changed", "date taken back", "deleted or merged"}


@pytest.mark.parametrize("chosen", [{}, {"source": ("Webinar", "Referral"), "team": ("North",)}])
def test_each_cause_is_what_happened_to_the_lead(company, chosen):
    frame = snapshots.restated(company.store, VIEW.within(**chosen), since=company.kept)
    mqls = frame[frame["event"] == "mqls"].groupby(["cause", "day"])["n"].sum()
    found = {(cause, to_date(day)): n for (cause, day), n in mqls.items() if n}
    assert found == {k: n for k, n in _causes(company.then, company.now, VIEW.within(**chosen)).items() if n}


def _causes(then: World, now: World, filters: Filters) -> Counter:
    before, after = ({x.key: x for x in w.leads if x.had("lead", KEPT)} for w in (then, now))
    there, found = {x.key for x in now.leads}, Counter()
    for key in before.keys() | after.keys():
        if not _is_kept(after.get(key) or before[key], filters):
            continue
        was, is_now = (x.day["mql"] if x and x.had("mql", KEPT) else None for x in (before.get(key), after.get(key)))
        cause = "re-dated" if was and is_now else "entered late" if is_now else "date taken back"
        cause = cause if key in there else "deleted or merged"
        if was != is_now:
            found.update({(cause, was): -1} if was else {})
            found[cause, is_now] += 1 if is_now else 0
    return found


# --- keeping it ---------------------------------------------------------------------------------


@pytest.fixture
def filled(store, tmp_path):
    """A store with a company."""
    _load(store, made_up(1, leads=60), tmp_path / "a", AT)
    return store


def kept_rows(store):
    with reading(store) as connection:
        return [connection.execute(select(func.count()).select_from(t)).scalar_one()
                for t in (snapshot, snapshot_lead, snapshot_deal)]  # fmt: skip


def test_a_second_snapshot_of_the_same_writes_no_fingerprint(filled):
    first = snapshots.take(filled, as_of=KEPT, at=AT, actor="Ann", label="one")
    before = kept_rows(filled)
    second = snapshots.take(filled, as_of=KEPT, at=AT, actor="Ben")
    assert kept_rows(filled) == [before[0] + 1, *before[1:]]
    assert (first.leads, first.deals) == (second.leads, second.deals) == tuple(before[1:])
    assert snapshots.taken(filled) == [second, first]


def test_a_snapshot_writes_what_reads_differently_and_the_one_before_stays_as_it_was(filled):
    first = snapshots.take(filled, as_of=KEPT, at=AT, actor="Ann")
    view = VIEW.within(as_of=KEPT)
    stood = snapshots.changed(filled, view, since=first)
    leads = kept_rows(filled)[1]
    snapshots.take(filled, as_of=LATER, at=AT, actor="Ann")
    pd.testing.assert_frame_equal(snapshots.changed(filled, view, since=first), stood)
    assert set(stood["change"]) == {"Still there"}
    written = kept_rows(filled)[1] - leads
    moved = snapshots.changed(filled, VIEW, since=first)
    assert 0 < moved.loc[moved["change"] != "Still there", "n"].sum() <= written < first.leads


def test_since_the_next_snapshot_nothing_has_changed_and_the_one_before_tells_the_same(company):
    first = snapshots.restated(company.store, VIEW, since=company.kept)
    second = snapshots.take(company.store, as_of=LATER, at=AT + 90_000, actor="Ben")
    frame = snapshots.changed(company.store, VIEW, since=second)
    assert set(frame["change"]) == {"Still there"}
    assert frame["n"].sum() == second.leads
    assert frame[["revalued", "renamed"]].sum().sum() == 0
    assert snapshots.restated(company.store, VIEW, since=second).empty
    pd.testing.assert_frame_equal(snapshots.restated(company.store, VIEW, since=company.kept), first)


def test_nothing_after_the_as_of_day_is_kept(filled):
    snapshots.take(filled, as_of=KEPT, at=AT, actor="Ann")
    last = (KEPT - date(1970, 1, 1)).days
    rows = [row for table in ("snapshot_lead", "snapshot_deal") for row in _days(filled, table)]
    known = [day for row in rows for day in row if day is not None]
    assert known
    assert max(known) <= last


def _days(store, name):
    table = {"snapshot_lead": snapshot_lead, "snapshot_deal": snapshot_deal}[name]
    with reading(store) as connection:
        return connection.execute(select(*(c for c in table.c if c.name.endswith("_day")))).all()


def test_a_snapshot_of_a_past_day_says_what_one_of_that_day_would_have_said(filled, tmp_path):
    kept = snapshots.take(filled, as_of=KEPT, at=AT, actor="Ann")
    assert snapshots.restated(filled, VIEW, since=kept).empty


def test_snapshots_are_taken_in_the_order_of_their_days(filled):
    snapshots.take(filled, as_of=LATER, at=AT, actor="Ann")
    before = content(filled)
    with pytest.raises(SettingError, match="is after 2026-04-21"):
        snapshots.take(filled, as_of=KEPT, at=AT, actor="Ann")
    assert content(filled) == before


def test_who_took_it_is_in_the_audit_trail_and_everybody_sees_it_at_once(filled):
    version = data_version(filled)
    kept = snapshots.take(filled, as_of=KEPT, at=AT, actor="Ann", label="Weekly")
    (told,) = events(filled, snapshot, kept.id)
    assert (told.actor, told.action, told.after["leads"], told.after["label"]) == (
        "Ann",
        "written",
        kept.leads,
        "Weekly",
    )
    assert data_version(filled) != version


def test_a_fault_in_the_middle_leaves_what_was(filled):
    snapshots.take(filled, as_of=KEPT, at=AT, actor="Ann")
    before = content(filled)

    def fail(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO snapshot_deal"):
            raise StoreError("The disk is full.")

    event.listen(filled, "before_cursor_execute", fail)
    with pytest.raises(StoreError, match="disk is full"):
        snapshots.take(filled, as_of=LATER, at=AT, actor="Ann")
    event.remove(filled, "before_cursor_execute", fail)
    assert content(filled) == before
    assert snapshots.take(filled, as_of=LATER, at=AT, actor="Ann").leads


def test_a_backup_holds_the_snapshots(filled, store_url, tmp_path):
    snapshots.take(filled, as_of=KEPT, at=AT, actor="Ann")
    before = content(filled)
    backup(store_url, tmp_path / "w.backup")
    snapshots.take(filled, as_of=LATER, at=AT, actor="Ann")
    filled.dispose()
    restore(tmp_path / "w.backup", store_url, force=True)
    assert content(filled) == before
    assert snapshots.take(filled, as_of=LATER, at=AT, actor="Ann").id == 2


def test_an_empty_workspace_can_be_kept(store):
    kept = snapshots.take(store, as_of=KEPT, at=AT, actor="Ann")
    assert (kept.leads, kept.deals) == (0, 0)
    assert snapshots.changed(store, VIEW, since=kept).empty
    assert snapshots.restated(store, VIEW, since=kept).empty


def test_a_lead_that_comes_again_in_a_new_spell_is_recycled(store, tmp_path):
    first = World([Lead("L1", made_up(1, leads=1).leads[0].names, dict.fromkeys((*STAGES, "rejected", "lost"))
                        | {"mql": FIRST, "rejected": FIRST + timedelta(days=3)}, "")], [], [])  # fmt: skip
    _load(store, first, tmp_path / "a", AT)
    kept = snapshots.take(store, as_of=KEPT, at=AT, actor="Ann")
    again = [*first.leads, Lead("L1", first.leads[0].names, first.leads[0].told | {"mql": LATER, "rejected": None}, "")]
    folder = tmp_path / "b"
    folder.mkdir()
    files = write(World(again, [], []), folder)
    text = files[0].read_text().splitlines()
    files[0].write_text("\n".join([text[0] + ",spell", text[1] + ",1", text[2] + ",2"]))
    load_files(store, files, actor="test", at=AT + 86_400)
    frame = snapshots.changed(store, VIEW, since=kept)
    assert frame.groupby("change")["n"].sum().to_dict() == {Change.RECYCLED: 1, Change.NONE: 1}
