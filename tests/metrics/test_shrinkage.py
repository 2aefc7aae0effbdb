"""Shrinkage by hand and by other roads: direct maximisation with SciPy, variance components with statsmodels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import betabinom
from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec

from smarketing.metrics.shrinkage import credibility, prior_size, rate_weight

SOME = settings(max_examples=30)
groups = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 200)), min_size=2, max_size=12)


# --- rates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_the_prior_size_is_the_one_that_scipy_finds_most_likely(seed):
    random = np.random.default_rng(seed)
    n = random.integers(5, 300, 40)
    k = random.binomial(n, random.beta(0.1 * 30, 0.9 * 30, 40))

    def unlikely(log_size):
        size = np.exp(log_size)
        return -betabinom.logpmf(k, n, 0.1 * size, 0.9 * size).sum()

    other = minimize_scalar(unlikely, bounds=(np.log(0.5), np.log(1e6)), method="bounded").x
    assert np.log(prior_size(k, n, np.full(40, 0.1))) == pytest.approx(other, abs=0.01)


def test_over_many_groups_the_true_prior_size_is_found():
    random = np.random.default_rng(7)
    n = random.integers(50, 500, 3000)
    k = random.binomial(n, random.beta(0.2 * 80, 0.8 * 80, 3000))
    assert prior_size(k, n, np.full(3000, 0.2)) == pytest.approx(80, rel=0.1)


def test_groups_that_are_all_alike_are_left_to_their_parent():
    size = prior_size([10, 20, 30], [100, 200, 300], [0.1] * 3)
    assert np.isinf(size)
    assert rate_weight([100, 200, 300], size).tolist() == [0, 0, 0]


def test_groups_that_clearly_differ_keep_most_of_their_own():
    # 10 % and 50 % of a thousand each can't be chance
    size = prior_size([100, 500], [1000, 1000], [0.3, 0.3])
    assert size < 30
    assert rate_weight([1000], size)[0] > 0.97


def test_one_group_alone_is_its_parent():
    assert np.isinf(prior_size([5], [10], [0.1]))


def test_the_weight_is_leads_over_leads_and_prior():
    assert rate_weight([0, 50, 150], 50.0).tolist() == [0, 0.5, 0.75]


@SOME
@given(groups, st.floats(0.02, 0.9))
def test_weights_of_rates_lie_in_0_to_1_and_rise_with_the_leads(rows, mean):
    n = np.array([max(row) for row in rows], float)
    k = np.array([min(row) for row in rows], float)
    weight = rate_weight(n, prior_size(k, n, np.full(len(n), mean)))
    assert ((weight >= 0) & (weight <= 1)).all()
    assert (np.diff(weight[np.argsort(n)]) >= 0).all()


# --- amounts ----------------------------------------------------------------------------------


def summed(values, cell, cells):
    """deals, sums, squares of each cell."""
    return np.bincount(cell, minlength=cells), np.bincount(cell, values, cells), np.bincount(cell, values**2, cells)


def test_one_level_of_credibility_by_hand():
    # one parent, cells {1, 3} and {7, 9}: means 2 and 8, s² = (2 + 2) ÷ 2 = 2
    # a = (2·3² + 2·3² − 1·2) ÷ (4 − 8/4) = 34 ÷ 2 = 17; weight 2·17 ÷ (2·17 + 2) = 17/18
    told = credibility([2, 2], [4, 16], [10, 130], [0, 0])
    assert (told.within, told.between_cells) == (pytest.approx(2), pytest.approx(17))
    assert told.cell_weight.tolist() == pytest.approx([17 / 18] * 2)
    assert told.cells.tolist() == pytest.approx([5 - 3 * 17 / 18, 5 + 3 * 17 / 18])


def test_in_a_balanced_table_the_variances_and_the_cells_are_those_of_statsmodels():
    random = np.random.default_rng(3)
    parents, cells, deals = 8, 6, 5
    of = np.repeat(np.arange(parents), cells)
    true = 100 + random.normal(0, 20, parents)[of] + random.normal(0, 10, parents * cells)
    cell = np.repeat(np.arange(parents * cells), deals)
    values = true[cell] + random.normal(0, 15, len(cell))
    told = credibility(*summed(values, cell, parents * cells), of)
    one = np.ones((len(values), 1))
    inside = np.eye(cells)[np.repeat(np.arange(cells), deals)]
    spec = VCSpec(["cell"], [[[str(i) for i in range(cells)]] * parents], [[inside] * parents])
    other = MixedLM(values, one, groups=of[cell], exog_re=one, exog_vc=spec).fit(reml=True)
    assert told.within == pytest.approx(other.scale, rel=1e-3)
    assert told.between_cells == pytest.approx(other.vcomp[0], rel=1e-2)
    assert told.between_parents == pytest.approx(float(other.cov_re[0, 0]), rel=1e-2)
    theirs = other.fe_params[0] + np.array([float(other.random_effects[p].iloc[0]) for p in range(parents)])
    assert told.parents == pytest.approx(theirs, rel=1e-4)


def test_over_many_tables_the_variances_come_out_right_on_average():
    random = np.random.default_rng(5)
    found = []
    of = np.repeat(np.arange(10), 3)
    for _ in range(300):
        n = random.integers(1, 15, 30)
        cell = np.repeat(np.arange(30), n)
        true = 50 + random.normal(0, 6, 10)[of] + random.normal(0, 4, 30)
        told = credibility(*summed(true[cell] + random.normal(0, 9, len(cell)), cell, 30), of)
        found.append((told.within, told.between_cells, told.between_parents))
    # s² = 81, a = 16, b = 36
    assert np.mean(found, axis=0) == pytest.approx([81, 16, 36], rel=0.08)


def test_shrunk_averages_are_nearer_to_the_truth_than_raw_ones():
    random = np.random.default_rng(11)
    raw, shrunk = [], []
    of = np.repeat(np.arange(8), 3)
    for _ in range(200):
        n = random.integers(1, 6, 24)
        cell = np.repeat(np.arange(24), n)
        true = 50 + random.normal(0, 5, 8)[of] + random.normal(0, 3, 24)
        deals, sums, squares = summed(true[cell] + random.normal(0, 12, len(cell)), cell, 24)
        raw.append(np.mean((sums / deals - true) ** 2))
        shrunk.append(np.mean((credibility(deals, sums, squares, of).cells - true) ** 2))
    assert np.mean(shrunk) < 0.5 * np.mean(raw)


def test_a_cell_without_deals_has_its_parents_amount_and_a_parent_without_any_the_companys():
    told = credibility([3, 0, 0], [30, 0, 0], [302, 0, 0], [0, 0, 1])
    assert told.cell_weight[1:].tolist() == [0, 0]
    assert told.cells[1] == told.parents[0]
    assert told.cells[2] == told.parents[1] == told.company == pytest.approx(10)


def test_equal_cells_are_all_at_the_parent():
    told = credibility([2, 4], [20, 40], [202, 404], [0, 0])  # 9 and 11, twice the same in the second
    assert told.cell_weight.tolist() == [0, 0]
    assert told.cells.tolist() == pytest.approx([10, 10])


def test_fixed_prices_need_no_shrinking():
    # each cell's deals cost the same, 10 or 30: nothing is left to chance
    told = credibility([5, 5], [50, 150], [500, 4500], [0, 0])
    assert told.cells.tolist() == pytest.approx([10, 30])
    assert credibility([5, 5], [50, 50], [500, 500], [0, 1]).cells.tolist() == pytest.approx([10, 10])


def test_single_deals_everywhere_can_not_tell_cells_apart():
    told = credibility([1, 1, 1], [10, 20, 60], [100, 400, 3600], [0, 0, 1])
    assert told.cells.tolist() == pytest.approx([30] * 3)


def test_where_nothing_was_won_all_amounts_are_missing():
    told = credibility([0, 0], [0, 0], [0, 0], [0, 1])
    assert np.isnan(told.cells).all()
    assert told.cell_weight.tolist() == [0, 0]


amounts = st.lists(st.tuples(st.integers(0, 3), st.lists(st.floats(1, 1e5), max_size=6)), min_size=1, max_size=9)


@SOME
@given(amounts)
def test_weights_of_amounts_lie_in_0_to_1_and_rise_with_the_deals(rows):
    parent = np.unique([p for p, _ in rows], return_inverse=True)[1]
    deals = np.array([len(v) for _, v in rows])
    told = credibility(deals, [sum(v) for _, v in rows], [sum(x * x for x in v) for _, v in rows], parent)
    assert ((told.cell_weight >= 0) & (told.cell_weight <= 1)).all()
    assert ((told.parent_weight >= 0) & (told.parent_weight <= 1)).all()
    assert (np.diff(told.cell_weight[np.argsort(deals)]) >= -1e-12).all()
    everything = [x for _, v in rows for x in v]
    if everything:
        assert (told.cells >= min(everything) - 1e-6).all()
        assert (told.cells <= max(everything) + 1e-6).all()
