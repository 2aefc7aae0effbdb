"""What must hold whatever the data: parts add up, nothing passes 1, nothing after as-of leaks."""

import shutil
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.business_time import last_second
from smarketing.filters import Clock, Compare, Dimension, Filters
from smarketing.intake.load import load_files
from smarketing.metrics.acceptance import acceptance_rate, accepted, pending, rejected, with_decisions
from smarketing.metrics.conversion import CONVERSION, SO_FAR, funnel, with_maturity
from smarketing.metrics.registry import Unit, evaluate
from smarketing.metrics.survival import curve
from smarketing.metrics.volume import COUNTS
from smarketing.periods import Grain, Period
from smarketing.stages import LADDER, Stage
from smarketing.store import queries
from smarketing.store.engine import open_store
from tests.two_roads.test_queries import dimensions, stages, views
from tests.two_roads.world import DAYS, FIRST, as_known, in_order, made_up, write

AT = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
MANY = settings(max_examples=25)

COUNTED = [s.plural for s in LADDER]


def until(filters):
    """The last second of the as-of day; the companies here keep UTC."""
    return last_second(filters.as_of, "UTC")


@pytest.fixture(scope="module")
def stored(migrated_sqlite, tmp_path_factory):
    """A function that imports a company's files into a fresh store."""
    engines = []

    def store(world, *, shuffle=None):
        folder = tmp_path_factory.mktemp("law")
        shutil.copy(migrated_sqlite, folder / "workspace.db")
        engine = open_store(f"sqlite:///{folder / 'workspace.db'}")
        engines.append(engine)
        load_files(engine, write(world, folder, shuffle=shuffle), actor="test", at=AT)
        return engine

    yield store
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="module")
def store(stored):
    """A company with all that goes wrong in real data."""
    return stored(made_up(3, leads=200))


def all_frames(engine, filters):
    """Every frame of one view, in an order of its own."""
    pairs = [(a, b) for a in LADDER for b in a.later]
    frames = {
        "cohorts": queries.cohorts(engine, filters),
        "entries": queries.entries(engine, filters),
        "lives": queries.life_table(engine, filters, pairs=pairs, by=[Dimension.SOURCE]),
        "rejections": queries.rejections(engine, filters),
        "skipped": queries.skipped(engine, filters),
        "deals": queries.deals(engine, filters),
        "deals by cohort": queries.deals(engine, filters.within(clock=Clock.COHORT)),
        "spend": queries.spend(engine, filters),
    }
    return {name: _told(f).sort_values(list(f.columns), ignore_index=True) for name, f in frames.items()}


def _told(frame):
    """Without rows in which nothing has happened yet."""
    numbers = frame.select_dtypes("number").columns.difference(["day", "age"])
    return frame[frame[numbers].any(axis=1)]


# --- parts add up -----------------------------------------------------------------------------


@MANY
@given(views(), dimensions, dimensions)
def test_the_parts_of_every_cut_add_up_to_the_same_total(store, filters, one, other):
    for query in (queries.cohorts, queries.entries):
        cut, again = (query(store, filters, by=d).drop(columns=["day", d.value]).sum() for d in (one, other))
        pd.testing.assert_series_equal(cut, again)


@MANY
@given(views(), st.sampled_from(Grain))
def test_the_buckets_of_a_period_add_up_to_it(store, filters, grain):
    alone = filters.within(compare=Compare.NOTHING)
    whole = queries.entries(store, alone)[COUNTED].sum()
    parts = [queries.entries(store, alone.within(period=cut))[COUNTED].sum() for cut in _few(alone.period, grain)]
    pd.testing.assert_series_equal(sum(parts), whole, check_dtype=False)


def _few(period, grain):
    cuts = list(period.buckets(grain))
    step = max(1, len(cuts) // 6)
    return [Period(cuts[i].first, cuts[min(i + step, len(cuts)) - 1].last) for i in range(0, len(cuts), step)]


@MANY
@given(views(), st.booleans())
def test_accepted_rejected_and_pending_are_all_mqls(store, filters, by_default):
    cohorts = queries.cohorts(store, filters, until=until(filters))
    decided = with_decisions(cohorts, accepted_by_default=by_default)
    numbers = evaluate([COUNTS[Stage.MQL], accepted, rejected, pending], decided).set_index("metric")["value"]
    assert numbers["accepted"] + numbers["rejected"] + numbers["pending"] == numbers["mqls"]
    assert (numbers >= 0).all()
    assert (decided[["accepted", "rejected", "pending", "accepted_due", "rejected_due", "pending_due"]] >= 0).all(
        axis=None
    )


# --- nothing passes its bounds ----------------------------------------------------------------


@MANY
@given(views(), stages, dimensions)
def test_no_rate_passes_one_or_its_interval(store, filters, start, by):
    until_then = until(filters) if start is Stage.MQL else None
    cohorts = queries.cohorts(store, filters, start=start, by=by, until=until_then)
    judged = with_maturity(cohorts, start=start, as_of=filters.as_of, window=filters.window)
    rates = [family[start, end] for family in (CONVERSION, SO_FAR) for end in start.later]
    if start is Stage.MQL:
        judged = with_decisions(judged)
        rates.append(acceptance_rate)
    if not rates:
        return
    rows = evaluate(rates, judged, by=[by.value])
    assert all(m.unit is Unit.RATE for m in rates)
    told = rows[rows["denominator"] > 0]
    assert told["value"].between(0, 1).all()
    assert (told["low"] <= told["value"]).all()
    assert (told["value"] <= told["high"]).all()
    assert rows.loc[rows["denominator"] == 0, ["value", "low", "high"]].isna().all(axis=None)


@MANY
@given(views(), stages)
def test_the_funnel_never_widens_on_any_as_of_day(store, filters, start):
    rows = funnel(queries.cohorts(store, filters, start=start), stages=list(LADDER))
    assert rows["reached"].is_monotonic_decreasing
    assert rows["value"].dropna().between(0, 1).all()


@MANY
@given(views())
def test_expected_conversion_is_never_less_than_what_has_happened(store, filters):
    # leads too young to have converted only leave the risk set early
    pair = (Stage.MQL, Stage.CUSTOMER)
    alone = filters.within(compare=Compare.NOTHING)
    rows = curve(queries.life_table(store, alone, pairs=[pair]))
    so_far = evaluate(SO_FAR[pair], queries.cohorts(store, alone))["value"].item()
    if so_far == so_far:
        assert rows["value"].iloc[-1] >= so_far - 1e-9


# --- wider, later, in another order -----------------------------------------------------------


@MANY
@given(views(), dimensions)
def test_a_wider_view_never_lowers_a_count(store, filters, dimension):
    alone = filters.within(compare=Compare.NOTHING)
    wider = alone.within(**{dimension.value: ()})
    longer = alone.within(period=Period(alone.period.first - timedelta(days=9), alone.period.last + timedelta(days=9)))
    narrow = queries.cohorts(store, alone)[COUNTED[1:]].sum()
    for view in (wider, longer):
        assert (queries.cohorts(store, view)[COUNTED[1:]].sum() >= narrow).all()


@MANY
@given(views(), st.integers(0, 60))
def test_what_has_been_reached_stays_reached(store, filters, later):
    alone = filters.within(compare=Compare.NOTHING)
    after = alone.within(as_of=alone.as_of + timedelta(days=later))
    then, now = (queries.cohorts(store, view)[COUNTED[1:]].sum() for view in (alone, after))
    assert (now >= then).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_in_the_files_does_not_matter(store, stored, seed):
    filters = Filters(Period(FIRST, FIRST + timedelta(days=DAYS)), FIRST + timedelta(days=DAYS - 40), Compare.NOTHING)
    shuffled = all_frames(stored(made_up(3, leads=200), shuffle=seed), filters)
    for name, frame in all_frames(store, filters).items():
        pd.testing.assert_frame_equal(shuffled[name], frame)


@pytest.fixture(scope="module")
def orderly(stored):
    """A company whose leads go down the ladder in its order, and its store."""
    world = in_order(4)
    return world, stored(world)


@pytest.mark.parametrize("after", [15, 40, 75, 110, 160])
def test_as_of_a_day_in_the_past_is_what_the_files_told_then(orderly, stored, after):
    world, store = orderly
    as_of = FIRST + timedelta(days=after)
    filters = Filters(Period(FIRST, FIRST + timedelta(days=2 * DAYS)), as_of, Compare.NOTHING)
    then, now = all_frames(stored(as_known(world, as_of)), filters), all_frames(store, filters)
    for name in now:
        if name != "skipped":  # a stage told later is not skipped, but nobody knew
            pd.testing.assert_frame_equal(now[name], then[name])
