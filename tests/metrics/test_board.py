"""The board by hand: who owes leads something, worth what, and the empty one."""

import pandas as pd
import pytest

from smarketing.metrics.board import EMPTY, board, sentence

OWED = pd.DataFrame(
    [
        ("Ann", "North", "Fairs", "Large", "touch", 2, 5.0),
        ("Ann", "North", "Web", "Large", "decide", 3, 40.0),
        ("Ben", "South", "Fairs", "Small", "touch", 1, 90.0),
        ("(none)", "(none)", "Web", "Large", "decide", 4, 8.0),
    ],
    columns=["owner", "team", "source", "segment", "promise", "leads", "hours_over"],
)
LONGEST = pd.DataFrame(
    [("Ben", "Kim"), ("Ann", "Ola"), ("Ann", "Per"), ("Ann", "Una"), ("(none)", "")], columns=["owner", "label"]
)
VALUES = pd.DataFrame(
    [("Fairs", "Large", 1000.0), ("Web", "Large", 100.0)], columns=["source", "segment", "value"]
)  # fmt: skip
NOTHING = OWED.head(0)


def row(owner, values=VALUES):
    return board(OWED, LONGEST, values).set_index("owner").loc[owner]


def test_a_rep_is_on_it_with_all_leads_by_what_they_wait_for():
    ann = row("Ann")
    assert (ann["leads"], ann["touch"], ann["decide"], ann["longest_over"]) == (5, 2, 3, 40.0)


def test_money_at_risk_is_leads_times_their_own_value():
    assert row("Ann")["at_risk"] == 2 * 1000 + 3 * 100


def test_leads_without_a_value_are_counted_apart_and_not_worth_nothing():
    ben = row("Ben")
    assert pd.isna(ben["at_risk"])
    assert ben["without_value"] == 1


def test_the_first_are_named_and_the_rest_are_counted():
    assert row("Ann")["names"] == "Ola; Per; Una and 2 more"
    assert row("Ben")["names"] == "Kim"
    assert row("(none)")["names"] == "4 without a name"


def test_the_dearest_stands_on_top_and_those_without_a_value_below():
    assert list(board(OWED, LONGEST, VALUES)["owner"]) == ["Ann", "(none)", "Ben"]


def test_the_sentence_tells_reps_leads_money_and_the_longest():
    # 2 + 3 + 1 + 4 leads, 2,300 + 4 × 100; Ben's one has no value; Ben is 90 h over
    told = sentence(board(OWED, LONGEST, VALUES))
    assert told == (
        "2 reps are on the board with 10 leads, 4 of them nobody’s, together worth €2,700 (1 of them without a value); "
        "the longest is 90 h over (Ben)"
    )


def test_without_any_value_no_money_is_told():
    assert "worth" not in sentence(board(OWED, LONGEST, VALUES.head(0)))


def test_an_empty_board_is_the_goal_and_says_so():
    empty = board(NOTHING, LONGEST.head(0), VALUES)
    assert empty.empty
    assert sentence(empty) == EMPTY


@pytest.mark.parametrize("order", [[3, 1, 0, 2], [2, 3, 1, 0]])
def test_the_order_of_the_groups_changes_nothing(order):
    pd.testing.assert_frame_equal(board(OWED.iloc[order], LONGEST, VALUES), board(OWED, LONGEST, VALUES))
