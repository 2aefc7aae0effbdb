"""Two counts differ by chance: by scipy's own binomial test, and drawn many times where there is no difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from smarketing.metrics import findings
from smarketing.metrics.compare import compare
from smarketing.metrics.intervals import Verdict, poisson_p
from smarketing.metrics.registry import evaluate
from smarketing.metrics.volume import COUNTS
from smarketing.stages import Stage

MQLS = COUNTS[Stage.MQL]


def _two_sided(one, other, share):
    tails = [stats.binomtest(one, one + other, share, alternative=way).pvalue for way in ("less", "greater")]
    return min(1, 2 * min(tails))


@pytest.mark.parametrize("days", [(30, 30), (31, 28), (7, 90)])
def test_the_p_value_is_twice_the_smaller_tail_of_the_binomial(days):
    one, other = (side.ravel() for side in np.meshgrid([0, 1, 4, 12, 60, 412], [2, 3, 12, 55, 368]))
    share = days[0] / sum(days)
    two = [_two_sided(int(a), int(b), share) for a, b in zip(one, other, strict=True)]
    np.testing.assert_allclose(poisson_p(one, other, days=days), two, atol=1e-12)


@pytest.mark.parametrize("days", [(30, 30), (18, 31)])
@pytest.mark.parametrize("a_day", [0.5, 3.0, 40.0])
def test_where_nothing_differs_at_most_one_in_twenty_is_called_different(days, a_day):
    dice = np.random.default_rng(11)
    one, other = (dice.poisson(a_day * n, 20_000) for n in days)
    share = (poisson_p(one, other, days=days) < 0.05).mean()
    assert 0.01 < share <= 0.05


def compared(now, then, **options):
    sides = [evaluate(MQLS, pd.DataFrame({"mqls": [n]})) for n in (now, then)]
    return compare(*sides, **options).iloc[0]


def test_a_count_that_chance_explains_is_no_clear_difference():
    # 412 of 780 in half of the days: 1.58 standard deviations; 450 of 818: 2.87
    assert compared(412, 368, days=(30, 30))["verdict"] == Verdict.UNCLEAR
    assert compared(450, 368, days=(30, 30))["verdict"] == Verdict.HIGHER
    assert compared(300, 368, days=(30, 30))["verdict"] == Verdict.LOWER


def test_counts_are_held_against_each_other_by_their_days():
    assert compared(200, 300, days=(20, 30))["verdict"] == Verdict.UNCLEAR  # ten a day, both
    assert compared(200, 300, days=(10, 30))["verdict"] == Verdict.HIGHER  # twenty a day after ten


def test_of_fewer_than_ten_in_both_nothing_is_said():
    assert compared(8, 1, days=(30, 30))["verdict"] == Verdict.TOO_FEW


def test_without_days_nothing_is_said_of_a_count():
    assert compared(450, 368)["verdict"] == ""


def test_a_sentence_does_not_call_chance_a_move():
    found = findings.change(compared(412, 368, days=(30, 30)), against="Oct 2026")
    assert (found.text, found.weight) == ("MQLs: no clear difference from Oct 2026, 412 after 368", 0.0)
    few = findings.change(compared(8, 1, days=(30, 30)), against="Oct")
    assert few.text == "MQLs: too few to say against Oct, 8 after 1"
    clear = findings.change(compared(450, 368, days=(30, 30)), against="Oct")
    assert clear.text.startswith("MQLs are up 22")
    assert clear.weight > 0
