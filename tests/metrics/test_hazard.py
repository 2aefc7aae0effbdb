"""How much one more attempt brings, counted by hand."""

import pandas as pd
import pytest

from smarketing.metrics.hazard import by_attempt, last_worth_making, worth_making

MADE = pd.DataFrame(
    [
        (1, "accepted", 30), (1, "rejected", 20), (2, "accepted", 20), (2, "pending", 10), (3, "accepted", 2),
        (3, "rejected", 18), (0, "pending", 99), (-1, "accepted", 7),
    ],
    columns=["attempts", "answer", "n"],
)  # fmt: skip


def test_each_attempt_is_held_against_those_that_got_it():
    # 100 got one attempt; 50 of them two (20 + 10 + 20), 20 of them three
    rows = by_attempt(MADE).set_index("attempt")
    assert rows["got"].tolist() == [100, 50, 20]
    assert rows["accepted"].tolist() == [30, 20, 2]


def test_leads_without_an_attempt_or_with_an_unknown_number_are_in_none():
    assert by_attempt(MADE[MADE["attempts"] <= 0]).empty


def test_a_step_without_a_lead_of_its_own_is_there():
    rows = by_attempt(pd.DataFrame({"attempts": [1, 3], "answer": "accepted", "n": [10, 5]}))
    assert rows.to_numpy().tolist() == [[1, 15, 10], [2, 5, 0], [3, 5, 5]]


def test_attempts_pay_as_long_as_they_bring_more_than_they_cost():
    # 100 an accepted lead: 30 %, 40 %, 10 % of 100 bring 30, 40, 10; an attempt costs 12
    worth = worth_making(by_attempt(MADE), value=100, cost=12)
    assert worth["brings"].tolist() == pytest.approx([30, 40, 10])
    assert worth["pays"].tolist() == [True, True, False]
    assert last_worth_making(worth) == 2


def test_attempts_that_few_leads_got_are_not_counted_on():
    few = pd.DataFrame({"attempt": [1, 2], "got": [100, 9], "accepted": [50, 9]})
    assert last_worth_making(worth_making(few, value=100, cost=1)) == 1


def test_whether_it_pays_is_clear_only_where_the_whole_interval_says_so():
    # 2 of 20: 2.8 % to 30 %; of 100 that is 2.8 to 30
    worth = worth_making(by_attempt(MADE), value=100, cost=12)
    assert worth["is_clear"].tolist() == [True, True, False]


def test_final_numbers_of_attempts_would_have_told_a_lie():
    # every attempt reaches 30 % of those still open, whatever its number; by final number, "one" looks best by far
    got, rows = 1000.0, []
    for k in range(1, 5):
        rows.append((k, "accepted", round(got * 0.3)))
        got *= 0.7
    rows.append((4, "rejected", round(got)))
    told = by_attempt(pd.DataFrame(rows, columns=["attempts", "answer", "n"]))
    assert (told["accepted"] / told["got"]).tolist() == pytest.approx([0.3] * 4, abs=0.01)
