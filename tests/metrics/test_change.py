"""Why a total moved: by hand, by every order of the factors, by law, and on the sample company's quarters."""

from itertools import permutations, product
from math import prod

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.metrics.change import EARLIER, FLOW, MIX, SIZE, VOLUME, decompose, shapley, to_the_cent
from tests.sample_data.conftest import LEAD_MOMENTS, read
from tests.sample_data.test_story import by_source_of_quarter
from tests.sample_data.yardsticks import why_it_moved

STEPS = ["mqls", "sqls", "won"]
COLUMNS = [*STEPS, "amount"]


def side(**sources):
    """Per source MQLs, SQLs, won deals and their amount."""
    return pd.DataFrame([[name, *numbers] for name, numbers in sources.items()], columns=["source", *COLUMNS])


def effects(then, now, *, steps=STEPS, amount="amount", by=("factor",)):
    parts = decompose(then, now, by="source", steps=steps, amount=amount).parts
    return parts.groupby(list(by))["effect"].sum().to_dict()


def assert_alike(one, other):
    """The same effects; what is in one only is nought."""
    keys = one.keys() | other.keys()
    assert {k: one.get(k, 0.0) for k in keys} == pytest.approx({k: other.get(k, 0.0) for k in keys}, abs=1e-6)


# --- by hand --------------------------------------------------------------------------------------


def test_twice_the_leads_are_all_volume():
    # 10 × 1/2 × 2/5 × 100 = 200; with 20 leads 400
    assert effects(side(a=(10, 5, 2, 200)), side(a=(20, 10, 4, 400))) == {VOLUME: 200}


def test_two_factors_share_what_they_did_together():
    # 10 × 10 % = 1 deal, 20 × 20 % = 4. Volume: 10 more × (10 % + 20 %) ÷ 2; the flow: 10 points × (10 + 20) ÷ 2
    then, now = side(a=(10, 10, 1, 0)), side(a=(20, 20, 4, 0))
    assert effects(then, now, amount="") == pytest.approx({VOLUME: 1.5, "won": 1.5})


def test_as_many_leads_from_a_worse_source_are_all_mix():
    # a wins 20 % and has half of 100 leads, then a quarter; b wins nothing
    then, now = side(a=(50, 50, 10, 100), b=(50, 50, 0, 0)), side(a=(25, 25, 5, 50), b=(75, 75, 0, 0))
    assert effects(then, now) == {MIX: -50}


def test_steps_that_undo_each_other_leave_the_rest_to_volume():
    # 10 → 10 → 5 and 20 → 10 → 10: half is won both times. Steps: ∓1/2 × (1/2 + 1)/2 × 15 leads on average
    told = effects(side(a=(10, 10, 5, 0)), side(a=(20, 10, 10, 0)), amount="")
    assert told == pytest.approx({VOLUME: 5, "sqls": -5.625, "won": 5.625})


def test_dearer_deals_are_deal_size():
    assert effects(side(a=(10, 5, 2, 200)), side(a=(10, 5, 2, 500))) == {SIZE: 300}


def test_the_flow_of_a_source_that_was_not_there_is_held_so_its_share_tells_all():
    # 10 leads each time. a: 100 → 0 with its 5 leads, b: 0 → 100 with its 5; nothing else changed
    then, now = side(a=(5, 2, 1, 100), c=(5, 0, 0, 0)), side(b=(5, 2, 1, 100), c=(5, 0, 0, 0))
    assert effects(then, now, by=("source", "factor")) == {("a", MIX): -100, ("b", MIX): 100}


def test_from_nothing_all_is_volume():
    assert effects(side(), side(a=(10, 5, 2, 200), b=(10, 5, 1, 50))) == {VOLUME: 250}


def test_a_stage_that_was_skipped_is_left_out_and_told_by_the_next_step():
    # now nobody became SQL and two were won all the same: 2 of 10 after 1 of 10
    assert effects(side(a=(10, 5, 1, 0)), side(a=(10, 0, 2, 0)), amount="") == {"won": 1}


def test_deals_of_a_source_without_leads_of_the_period_are_told_apart():
    # then 300 came from earlier leads; now 200 from its own, which are 10 of 20 leads; b only lost share
    then, now = side(a=(0, 0, 3, 300), b=(10, 5, 0, 0)), side(a=(10, 5, 2, 200), b=(10, 5, 0, 0))
    told = effects(then, now)
    assert told[EARLIER] == -300
    assert sum(told.values()) == pytest.approx(-100)


def test_without_any_lead_the_deals_are_the_volume():
    # 2 × €50 from a; 1 × €50 from a and 3 × €10 from b
    then, now = side(a=(0, 0, 2, 100)), side(a=(0, 0, 1, 50), b=(0, 0, 3, 30))
    assert set(effects(then, now, steps=["won"])) == {VOLUME, MIX}
    assert sum(effects(then, now, steps=["won"]).values()) == pytest.approx(-20)


def test_how_many_stand_behind_the_total_is_told():
    told = decompose(side(a=(10, 5, 2, 200)), side(a=(9, 9, 4, 0), b=(1, 1, 1, 0)), by="source", steps=STEPS)
    assert (told.counted, told.then, told.now) == ((2, 5), 2, 5)
    assert told.by_kind().index.isin([FLOW, MIX, VOLUME]).all()


# --- by every order -------------------------------------------------------------------------------

count, money = st.integers(0, 12), st.integers(0, 500)
rows = st.tuples(count, count, count, money).map(lambda row: row if row[2] else (*row[:3], 0))
sides = st.dictionaries(st.sampled_from("abcd"), rows, max_size=4).map(lambda sources: side(**sources))


def by_every_order(then, now):
    """{(source, factor): effect}: each factor's own change in each order of the factors, in which steps stay together.

    Written as the words say it: a skipped stage is dropped, an undefined flow is the other side's.
    """
    told = {}
    known = [{r[0]: list(map(float, r[1:])) for r in f.itertuples(index=False)} for f in (then, now)]
    names = sorted(known[0].keys() | known[1].keys())
    rows = [[k.get(n, [0.0] * 4) for n in names] for k in known]
    for row, name in enumerate(names):
        two = [rows[i][row] for i in (0, 1)]
        told[name, EARLIER] = sum((-1, 1)[i] * two[i][-1] for i in (0, 1) if not two[i][0])
        two = [t if t[0] else [0.0] * 4 for t in two]
        kept = [j for j in (1, 2) if all(t[j] or not t[-1] for t in two)]
        steps = tuple(COLUMNS[j] for j in kept)
        factors = []
        for i in (0, 1):
            whole = sum(r[0] for r in rows[i])
            chain = [two[i][j] for j in (0, *kept, 3)]
            names_of = [*steps, SIZE]
            flows = {f: to / of if of else None for f, of, to in zip(names_of, chain, chain[1:], strict=False)}
            factors.append({VOLUME: whole, MIX: two[i][0] / whole if whole else None} | flows)
        values = [
            {f: next((v for v in (factors[i][f], factors[1 - i][f]) if v is not None), 0.0) for f in factors[0]}
            for i in (0, 1)
        ]
        blocks = [b for b in ((VOLUME,), (MIX,), steps, (SIZE,)) if b]
        orders = [
            [f for block in order for f in block]
            for places in permutations(blocks)
            for order in product(*(permutations(block) for block in places))
        ]
        for order in orders:
            for at, factor in enumerate(order):
                before, after = (
                    prod(values[f in changed][f] for f in order) for changed in (order[:at], order[: at + 1])
                )
                told[name, factor] = told.get((name, factor), 0.0) + (after - before) / len(orders)
    return told


@given(sides, sides)
def test_it_is_the_mean_over_every_order_of_the_factors(then, now):
    told = effects(then, now, by=("source", "factor"))
    assert_alike(told, by_every_order(then, now))


@given(st.lists(st.tuples(*[st.floats(0, 9)] * 2), min_size=1, max_size=5))
def test_shapley_is_the_mean_over_every_order(pairs):
    then, now = zip(*pairs, strict=True)
    n, expected = len(pairs), [0.0] * len(pairs)
    orders = list(permutations(range(n)))
    for order in orders:
        for at, factor in enumerate(order):
            before, after = (
                prod(now[i] if i in changed else then[i] for i in range(n)) for changed in (order[:at], order[: at + 1])
            )
            expected[factor] += (after - before) / len(orders)
    assert shapley(then, now) == pytest.approx(expected, abs=1e-6)


# --- laws -----------------------------------------------------------------------------------------


@given(sides, sides)
def test_the_parts_sum_to_the_change_of_the_total_and_of_each_source(then, now):
    change = decompose(then, now, by="source", steps=STEPS, amount="amount")
    assert (change.then, change.now) == (then["amount"].sum(), now["amount"].sum())
    assert change.parts["effect"].sum() == pytest.approx(change.difference, abs=1e-6)
    own = now.set_index("source")["amount"].sub(then.set_index("source")["amount"], fill_value=0)
    summed = change.parts.groupby("source")["effect"].sum().reindex(own.index, fill_value=0)
    assert summed.to_dict() == pytest.approx(own.to_dict(), abs=1e-6)


@given(sides, sides)
def test_exchanging_the_periods_flips_every_sign(then, now):
    there, back = (effects(*pair, by=("source", "factor")) for pair in ((then, now), (now, then)))
    assert_alike(there, {key: -effect for key, effect in back.items()})


@given(sides, sides)
def test_a_source_that_did_nothing_contributes_nothing_and_moves_no_other(then, now):
    idle = side(idle=(0, 0, 0, 0))
    with_idle = effects(*(pd.concat([f, idle]) for f in (then, now)), by=("source", "factor"))
    assert_alike(with_idle, effects(then, now, by=("source", "factor")))


@given(sides, sides, rows)
def test_a_source_that_stands_as_it_stood_sums_to_nothing(then, now, row):
    same = side(same=row)
    told = effects(*(pd.concat([f, same]) for f in (then, now)), by=("source",))
    assert told.get("same", 0.0) == pytest.approx(0, abs=1e-6)


@given(sides, sides, st.randoms(use_true_random=False))
def test_the_order_of_the_sources_does_not_matter(then, now, random):
    def shuffled(frame):
        return frame.sample(frac=1, random_state=random.randrange(99))

    told = effects(shuffled(then), shuffled(now), by=("source", "factor"))
    assert_alike(told, effects(then, now, by=("source", "factor")))


@given(sides, sides)
def test_what_volume_mix_and_deal_size_did_does_not_depend_on_the_stages_known(then, now):
    many, few = (
        decompose(then, now, by="source", steps=steps, amount="amount").by_kind() for steps in (STEPS, ["mqls", "won"])
    )
    assert_alike(many.to_dict(), few.to_dict())


@given(sides, sides)
def test_rounded_it_still_sums_to_the_cent_over_factors_and_sources(then, now):
    then, now = (f.assign(amount=f["amount"] / 7) for f in (then, now))  # thirds of a cent, as of another currency
    change = decompose(then, now, by="source", steps=STEPS, amount="amount").rounded()
    cents = round(100 * change.now) - round(100 * change.then)
    for by in ("source", "factor"):
        assert sum(round(100 * effect) for effect in change.summed(by)) == cents
    raw = decompose(then, now, by="source", steps=STEPS, amount="amount")
    assert change.parts["effect"].sub(raw.parts["effect"]).abs().max() < 0.03 or raw.parts.empty


def test_the_largest_remainders_are_rounded_up():
    assert to_the_cent(pd.Series([0.335, 0.333, 0.332]), 1.0).tolist() == [0.34, 0.33, 0.33]
    assert to_the_cent(pd.Series([-0.5, 1.25]), 0.8, decimals=1).tolist() == [-0.5, 1.3]


# --- the sample company ---------------------------------------------------------------------------

QUARTERS = ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3"]


@pytest.fixture(scope="module")
def quarters():
    leads, deals = read("leads", *LEAD_MOMENTS), read("deals", "opened", "won", "lost")
    mqls = leads[leads["mql"].notna()]
    return {name: by_source_of_quarter(mqls, deals, name).fillna(0) for name in QUARTERS}


@pytest.mark.parametrize(("before", "after"), list(permutations(QUARTERS[-4:], 2)))
def test_between_any_two_quarters_it_says_what_the_plain_road_says(quarters, before, after):
    then, now = quarters[before], quarters[after]
    told = decompose(
        then.reset_index(), now.reset_index(), by="source", steps=["mqls", "customers"], amount="amount"
    ).summed("factor")
    expected = why_it_moved(then.replace(0, float("nan")), now.replace(0, float("nan")))
    names = {"volume": VOLUME, "mix": MIX, "rate": "customers", "deal": SIZE}
    assert told.to_dict() == pytest.approx({names[part]: effect for part, effect in expected.items()})


def test_the_third_quarter_missed_because_of_the_mix(quarters):
    told = decompose(
        *(quarters[q].reset_index() for q in ("2026Q2", "2026Q3")),
        by="source", steps=["mqls", "customers"], amount="amount",
    ).by_kind()  # fmt: skip
    thousands = {kind: round(effect / 1000) for kind, effect in told.items()}
    assert thousands == {MIX: -512, SIZE: -115, VOLUME: 32, FLOW: 16}  # as sample_data/README.md has it
