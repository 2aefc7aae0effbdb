"""Only what can read differently than in a snapshot is compared, and that says the same as to compare everything."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from functools import partial

import pandas as pd
import pytest
from hypothesis import given
from sqlalchemy import update

from smarketing.filters import Dimension
from smarketing.groups import Choice, Group
from smarketing.intake.load import load_files, undo
from smarketing.periods import to_number
from smarketing.store import rows, snapshots
from smarketing.store.engine import reading
from smarketing.store.schema import snapshot
from smarketing.store.stirred import stirred
from tests.store.test_snapshots import (
    AT,
    FEW,
    KEPT,
    LATER,
    VIEW,
    World,
    _again,
    _load,
    corrected,
    dimensions,
    other_keys,
    views,
)
from tests.two_roads.world import made_up, write


@pytest.fixture
def sqlite(store):
    if store.dialect.name == "postgresql":
        pytest.skip("there everything is compared")
    return store


@pytest.fixture(params=[3, 4])
def partly(request, sqlite, tmp_path):
    """A store with a snapshot, and a later import that tells of a few leads and deals again, and of a few new ones."""
    store, then = sqlite, made_up(request.param, leads=300)
    _load(store, then, tmp_path / "a", AT)
    kept = snapshots.take(store, as_of=KEPT, at=AT + 1, actor="Ann")
    better = corrected(then, random.Random(request.param))
    told = better.deals[::18]
    few = {lead.key for lead in better.leads[:16]} | {key for d in told for key in d.lead_keys}
    fresh = other_keys(made_up(7, leads=6), "Y")
    leads = [lead for lead in better.leads if lead.key in few]
    deals = [_again(d) for d in (*told, *fresh.deals)]
    _load(store, World([*leads, *fresh.leads], deals, []), tmp_path / "b", AT + 86_400)
    return store, kept


def among(store, kept, as_of=LATER):
    with reading(store) as connection:
        found = stirred(connection, kept.id, days=(to_number(kept.as_of), to_number(as_of)))
        return found and set(connection.execute(found.leads).scalars())


def compared_with_all(store, kept, ask):
    """What is told quickly, and by a snapshot that does not say what it had seen."""
    assert among(store, kept) is not None
    quick = ask()
    with store.begin() as connection:
        was = connection.execute(snapshot.select().where(snapshot.c.id == kept.id)).mappings().one()
        connection.execute(update(snapshot).values(last_import_id=None, undone_imports=None))
    assert among(store, kept) is None
    whole = ask()
    with store.begin() as connection:
        back = {c: was[c] for c in ("last_import_id", "undone_imports")}
        connection.execute(update(snapshot).values(**back))
    return quick, whole


def told(frame):
    numbers = ["n", "deal_cents", "revalued", "revalued_cents", "renamed"]
    sums = [c for c in frame.columns if c in numbers]
    keys = [c for c in frame.columns if c not in sums]
    return Counter({tuple(r[k] for k in keys): tuple(r[c] for c in sums) for r in frame.to_dict("records")})


@FEW
@given(views(), dimensions)
def test_what_changed_is_told_alike(partly, filters, by):
    store, kept = partly
    quick, whole = compared_with_all(store, kept, lambda: snapshots.changed(store, filters, since=kept, by=[by]))
    assert told(quick) == told(whole)


@FEW
@given(views(), dimensions)
def test_what_was_restated_is_told_alike(partly, filters, by):
    store, kept = partly
    quick, whole = compared_with_all(store, kept, lambda: snapshots.restated(store, filters, since=kept, by=by))
    assert told(quick) == told(whole)


def test_by_nothing_and_by_two_dimensions_it_is_told_alike(partly):
    store, kept = partly
    for by in ([], [Dimension.SOURCE, Dimension.TEAM]):
        quick, whole = compared_with_all(store, kept, partial(snapshots.changed, store, VIEW, since=kept, by=by))
        assert told(quick) == told(whole)
        assert quick["n"].sum() > 100


def test_the_leads_behind_are_the_same(partly):
    store, kept = partly
    found = {}
    for group in (g for g in Group if g.is_since):
        choice = Choice(group=group, since=kept, limit=500)
        quick, whole = compared_with_all(store, kept, partial(rows.leads, store, VIEW, choice))
        pd.testing.assert_frame_equal(quick.rows, whole.rows)
        found[group] = len(quick.rows)
    assert sum(n > 0 for n in found.values()) >= 5


def test_few_of_many_leads_are_looked_at(partly):
    store, kept = partly
    same_day = among(store, kept, KEPT)
    assert 16 + 6 <= len(same_day) <= 60  # the leads that came again, the new ones, and those on their deals
    assert same_day < among(store, kept, KEPT + timedelta(days=7))


def test_after_an_undone_import_everything_is_compared(sqlite, tmp_path):
    store = sqlite
    _load(store, made_up(3, leads=60), tmp_path / "a", AT)
    more = _load(store, other_keys(made_up(4, leads=10), "X"), tmp_path / "b", AT)
    kept = snapshots.take(store, as_of=KEPT, at=AT, actor="Ann")
    assert among(store, kept) is not None
    undo(store, more, at=AT)
    assert among(store, kept) is None


def test_where_deals_are_listed_for_the_first_time_everything_is_compared(sqlite, tmp_path):
    store, company = sqlite, made_up(3, leads=60)
    _load(store, World(company.leads, [], []), tmp_path / "a", AT)
    kept = snapshots.take(store, as_of=KEPT, at=AT, actor="Ann")
    assert among(store, kept, KEPT + timedelta(days=1)) is not None
    (tmp_path / "b").mkdir()
    files = write(World(company.leads, [_again(d) for d in company.deals], []), tmp_path / "b")
    load_files(store, [file for file in files if file.name == "deals.csv"], actor="test", at=AT)
    assert among(store, kept) is None
