"""Is it the leads or the follow-up: small companies in which it can be told by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from smarketing.metrics.diagnosis import MEANINGS, RATES, Diagnosis, diagnose, together, worst
from smarketing.metrics.intervals import newcombe, z_for

COLUMNS = ("accepted_due", "rejected_due"), ("touch_met", "touch_late", "touch_breached")


def frames(by="source", **groups):
    """name=(accepted, answered, touched in time, due)."""
    cohorts = [(name, a, n - a) for name, (a, n, _, _) in groups.items()]
    follow_up = [(name, k, due - k, 0) for name, (_, _, k, due) in groups.items()]
    named = zip((cohorts, follow_up), COLUMNS, strict=True)
    return [pd.DataFrame(rows, columns=[by, *counts]).astype(dict.fromkeys(counts, int)) for rows, counts in named]


def told(by="source", **groups):
    return diagnose(*frames(by, **groups), by=by).set_index(by)["diagnosis"].to_dict()


def said(by="source", **groups):
    found = worst(diagnose(*frames(by, **groups), by=by), by=by)
    return found.text.replace("\u202f", " ") if found else None


USUAL = (600, 1000, 900, 1000)


@pytest.mark.parametrize(
    ("group", "diagnosis"),
    [
        ((20, 100, 90, 100), Diagnosis.QUALITY),
        ((60, 100, 50, 100), Diagnosis.FOLLOW_UP),
        ((20, 100, 50, 100), Diagnosis.BOTH),
        ((60, 100, 90, 100), Diagnosis.FINE),
        ((99, 100, 99, 100), Diagnosis.FINE),  # clearly better is no problem
        ((1, 10, 9, 10), Diagnosis.QUALITY),
        ((0, 9, 9, 10), Diagnosis.TOO_FEW),  # 9 answered
        ((0, 10, 0, 9), Diagnosis.TOO_FEW),  # 9 touches due
        ((0, 100, 0, 0), Diagnosis.TOO_FEW),  # answered, but never promised a touch
    ],
)
def test_two_rates_make_one_word(group, diagnosis):
    assert told(A=group, B=USUAL, C=USUAL)["A"] == diagnosis


def test_the_others_need_ten_as_well():
    assert set(told(A=(20, 100, 90, 100), B=(9, 9, 9, 9)).values()) == {Diagnosis.TOO_FEW}
    assert told(A=(20, 100, 90, 100), B=(10, 10, 9, 10))["A"] == Diagnosis.QUALITY
    assert set(told(A=(20, 100, 90, 100)).values()) == {Diagnosis.TOO_FEW}


def test_each_group_is_held_against_all_others_together():
    rows = diagnose(*frames(A=(20, 100, 90, 100), B=(50, 100, 80, 100), C=(30, 50, 40, 40)), by="source")
    row = rows.set_index("source").loc["A"]
    # B and C: 50 + 30 of 100 + 50 accepted, 80 + 40 of 100 + 40 in time; all: 100 of 250 and 210 of 240
    assert row["acceptance_others"] == pytest.approx(80 / 150)
    assert row["compliance_others"] == pytest.approx(120 / 140)
    assert together(rows) == {"acceptance": pytest.approx(0.4), "compliance": pytest.approx(0.875)}
    # (80 ÷ 150 − 20 ÷ 100) × 100: a third of its leads more would have been accepted
    assert row["short"] == pytest.approx(100 / 3)


def test_the_more_groups_are_compared_the_more_it_takes():
    # 49 of 100 against 540 of 900: clear as one comparison, not as one of ten
    alone, among_ten = (newcombe(49, 100, 540, 900, z=z)[1] for z in (z_for(1), z_for(10)))
    assert alone < 0 < among_ten
    few = dict.fromkeys("BCDEFGHIJ", (60, 100, 90, 100))
    assert told(A=(49, 100, 90, 100), **few)["A"] == Diagnosis.FINE


def test_groups_too_small_to_be_told_do_not_count_as_compared():
    # 46 of 100 against 600 of 1,000 is clear among two and not among eleven, of two rates each
    among_two, among_eleven = (newcombe(46, 100, 600, 1000, z=z_for(2 * n))[1] for n in (2, 11))
    assert among_two < 0 < among_eleven
    empty = {f"x{i}": (0, 0, 0, 0) for i in range(9)}
    assert told(A=(46, 100, 90, 100), B=USUAL, **empty)["A"] == Diagnosis.QUALITY


def test_where_nothing_differs_few_tables_hold_a_false_alarm():
    random, leads, tables = np.random.default_rng(11), 200, 300
    alarms = 0
    for _ in range(tables):
        drawn = zip(random.binomial(leads, 0.5, 14), random.binomial(leads, 0.97, 14), strict=True)
        words = told(**{f"S{n}": (int(a), leads, int(t), leads) for n, (a, t) in enumerate(drawn)})
        alarms += set(words.values()) != {Diagnosis.FINE}
    assert 0 < alarms < 0.065 * tables


def test_one_cause_is_told_with_both_rates():
    assert said(A=(20, 100, 90, 100), B=USUAL) == (
        "A is a source problem: accepted 20 % against 60 % elsewhere, while follow-up is not clearly behind "
        "(90 % against 90 % in time)"
    )
    assert said("team", A=(60, 100, 50, 100), B=USUAL) == (
        "A has a follow-up problem: touched in time 50 % against 90 % elsewhere, while acceptance is not clearly "
        "behind (60 % against 60 %)"
    )
    assert said("owner", A=(20, 100, 90, 100), B=USUAL).startswith("A has an acceptance problem: accepted 20 %")
    assert said("segment", A=(20, 100, 90, 100), B=USUAL).startswith("A is a segment problem")


def test_where_both_are_low_the_source_is_not_blamed():
    assert said(A=(20, 100, 50, 100), B=USUAL) == (
        "A is behind in both, accepted 20 % against 60 % and touched in time 50 % against 90 %: as long as that is "
        "so, the source can't be blamed"
    )
    assert said("owner", A=(20, 100, 50, 100), B=USUAL).endswith("one may be the other's cause")


def test_leads_without_a_name_are_told_as_such():
    assert said(**{"(none)": (20, 100, 90, 100), "B": USUAL}).startswith("MQLs without a source are a source problem")
    assert said("owner", **{"(none)": (60, 100, 50, 100), "B": USUAL}).startswith("MQLs without an owner have a follow")


def test_what_costs_most_leads_comes_first_and_all_are_told():
    groups = {"Small": (2, 20, 18, 20), "Large": (200, 500, 450, 500), "B": USUAL, "C": USUAL}
    rows = diagnose(*frames(**groups), by="source")
    assert list(rows["source"])[:2] == ["Large", "Small"]
    found = worst(rows, by="source")
    assert found.about == ("Large", "Small")
    assert said(B=USUAL, C=USUAL) is None


def test_a_group_that_one_frame_does_not_know_has_no_rate_there():
    cohorts, follow_up = frames(A=(20, 100, 90, 100), B=USUAL)
    rows = diagnose(cohorts, follow_up[follow_up["source"] != "A"], by="source").set_index("source")
    assert rows.loc["A", "due"] == 0
    assert rows.loc["A", ["compliance", "compliance_low", "compliance_high"]].isna().all()
    assert rows.loc["A", "diagnosis"] == Diagnosis.TOO_FEW


def test_nothing_at_all_is_an_empty_table():
    rows = diagnose(*frames(), by="source")
    assert rows.empty
    assert worst(rows, by="source") is None


def test_every_word_of_a_source_is_in_the_glossary():
    words = {d.word("source") for d in Diagnosis} - {Diagnosis.TOO_FEW}
    assert {w.lower() for w in MEANINGS} == words


COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
GROUP = COUNTS.map(lambda c: (min(c[:2]), max(c[:2]), min(c[2:]), max(c[2:])))


@given(groups=st.dictionaries(st.sampled_from("ABCDEFGH"), GROUP, min_size=1), order=st.randoms())
def test_the_order_of_groups_and_of_days_changes_nothing(groups, order):
    cohorts, follow_up = frames(**groups)
    shuffled = [f.sample(frac=1, random_state=order.randrange(2**32)) for f in (cohorts, follow_up)]
    assert_frame_equal(diagnose(*shuffled, by="source"), diagnose(cohorts, follow_up, by="source"))


@given(groups=st.dictionaries(st.sampled_from("ABCDEFGH"), GROUP, min_size=1))
def test_sums_stay_and_only_what_is_clearly_behind_has_a_problem(groups):
    rows = diagnose(*frames(**groups), by="source")
    assert len(rows) == len(groups)
    assert rows["answered"].sum() == sum(n for _, n, _, _ in groups.values())
    assert rows["due"].sum() == sum(n for *_, n in groups.values())
    problem = rows["diagnosis"].isin([Diagnosis.QUALITY, Diagnosis.FOLLOW_UP, Diagnosis.BOTH])
    assert (problem == (rows["short"] > 0)).all()
    behind = pd.concat([rows[rate] < rows[f"{rate}_others"] for rate in RATES], axis=1).any(axis=1)
    assert behind[problem].all()
