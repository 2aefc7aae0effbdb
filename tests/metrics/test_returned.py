"""What sales gave back, by hand."""

import pandas as pd
import pytest

from smarketing.metrics.registry import evaluate
from smarketing.metrics.returned import (
    by_attempts,
    by_reason,
    ends_by_tried,
    given_up_early_rate,
    recycled_accepted_rate,
    recycled_leads,
    returned_worth,
    unable_rate,
    unable_said,
    with_tried,
    with_unable,
    with_value,
    won_back_rate,
    won_back_revenue,
)

UNABLE = "Unable to reach"
RETURNED = pd.DataFrame(
    [
        ("Webinar", "Not a fit", 2, 4),
        ("Webinar", UNABLE, 1, 3),  # given up after one
        ("Webinar", UNABLE, 5, 2),
        ("Social", UNABLE, -1, 1),  # attempts not in the data
        ("Social", "No budget", 3, 10),
        ("Fair", "No budget", 3, 1),
    ],
    columns=["source", "reason", "attempts", "n"],
)
VALUES = pd.DataFrame({"source": ["Webinar", "Social"], "value": [100.0, 20.0]})
FLAGGED = with_unable(RETURNED, reason=UNABLE, attempts=5)


def test_reasons_are_told_with_what_they_cost_the_dearest_first():
    rows = by_reason(RETURNED, VALUES, by=["source"])
    # Webinar: 3 + 2 unable and 4 not a fit, €100 each; Social: 10 and 1, €20 each; a lead from the Fair has no value
    assert rows.drop(columns="without_value").values.tolist()[:4] == [
        ["Webinar", UNABLE, 5, 500.0],
        ["Webinar", "Not a fit", 4, 400.0],
        ["Social", "No budget", 10, 200.0],
        ["Social", UNABLE, 1, 20.0],
    ]
    fair = rows.iloc[4]
    assert pd.isna(fair["worth"])
    assert fair["without_value"] == 1


def test_a_reason_of_several_sources_adds_up_what_is_known():
    # No budget: 10 × €20, and one from the Fair whose value nobody knows
    row = by_reason(RETURNED, VALUES).set_index("reason").loc["No budget"]
    assert row[["n", "worth", "without_value"]].tolist() == [11, 200, 1]
    assert evaluate(returned_worth, by_reason(RETURNED, VALUES))["value"].item() == 1_120


def test_a_value_of_source_and_segment_is_found_by_both():
    rows = pd.DataFrame({"source": ["A", "A", "B"], "segment": ["x", "y", "x"], "n": 1})
    values = pd.DataFrame({"source": ["A", "A"], "segment": ["y", "x"], "value": [2.0, 1.0]})
    assert with_value(rows, values)["value"].tolist()[:2] == [1, 2]
    assert with_value(rows, values)["value"].isna().tolist() == [False, False, True]


def test_unable_to_reach_is_a_share_of_the_returned():
    # 3 + 2 + 1 of 21
    assert evaluate(unable_rate, FLAGGED)["value"].item() == pytest.approx(6 / 21)


def test_given_up_too_early_counts_only_those_whose_attempts_are_known():
    # 3 of (3 + 2); the one of Social is not known
    assert evaluate(given_up_early_rate, FLAGGED)["value"].item() == pytest.approx(3 / 5)
    by_source = evaluate(given_up_early_rate, FLAGGED, by=["source"]).set_index("source")["value"]
    assert pd.isna(by_source["Social"])


def test_the_sentence_names_what_the_agreement_allows():
    said = unable_said(FLAGGED, reason=UNABLE, attempts=5, most=0.2).text.replace("\u202f", " ")
    assert said == (
        "“Unable to reach” is the reason of 29 % of 21 returned MQLs, the agreement allows 20 %; "
        "3 of 5 had fewer than 5 attempts"
    )


def test_a_share_within_the_agreement_is_told_only_where_leads_were_given_up_early():
    said = unable_said(FLAGGED, reason=UNABLE, attempts=5, most=0.5).text.replace("\u202f", " ")
    assert "within the 50 % agreed; 3 of 5" in said
    assert unable_said(with_unable(RETURNED, reason=UNABLE, attempts=1), reason=UNABLE, attempts=1, most=0.5) is None


def test_of_nine_returned_leads_nothing_is_said():
    few = with_unable(RETURNED[RETURNED["source"] == "Webinar"], reason=UNABLE, attempts=5)
    assert few["returned"].sum() == 9
    assert unable_said(few, reason=UNABLE, attempts=5, most=0.1) is None


def test_attempts_are_held_against_what_was_promised():
    counts = pd.DataFrame({"attempts": [0, 1, 1, 3, 7, -1], "n": [2, 1, 2, 1, 4, 5]})
    rows = by_attempts(counts, promised=3)
    assert rows["label"].tolist() == ["0", "1", "2", "3 or more", "not known"]
    # of ten known: 2, 3, 0, and 1 + 4
    assert rows["n"].tolist() == [2, 3, 0, 5, 5]
    assert rows["share"].tolist()[:4] == pytest.approx([0.2, 0.3, 0, 0.5])
    assert pd.isna(rows["share"].iloc[4])


def test_attempts_by_rep_have_every_class_and_their_own_total():
    counts = pd.DataFrame({"owner": ["Ann", "Ben", "Cem"], "attempts": [1, 2, -1], "n": [3, 4, 2]})
    rows = by_attempts(counts, promised=2, by=["owner"])
    assert len(rows) == 3 * 4
    assert rows.groupby("owner")["share"].sum(min_count=1).round(9).fillna(-1).to_dict() == {
        "Ann": 1,
        "Ben": 1,
        "Cem": -1,
    }


RECYCLED = pd.DataFrame(
    {"source": ["A", "B"], "back": [8, 2], "accepted": [4, 0], "customers": [2, 0], "won_amount": [900.0, 0]}
)


def test_recycled_leads_are_told_with_what_became_of_them():
    rows = evaluate([recycled_leads, recycled_accepted_rate, won_back_rate, won_back_revenue], RECYCLED)
    assert rows["value"].tolist() == pytest.approx([10, 4 / 10, 2 / 10, 900])


def test_revenue_that_nobody_told_is_missing():
    untold = RECYCLED.assign(won_amount=0.0)
    rows = evaluate(won_back_revenue, untold, by=["source"]).set_index("source")["value"]
    assert pd.isna(rows["A"])  # two customers, no amount
    assert rows["B"] == 0


# --- tried ------------------------------------------------------------------------------------

MADE = pd.DataFrame(
    [
        (1, "accepted", "(none)", 7),
        (4, "rejected", "Not a fit", 6),
        (4, "rejected", UNABLE, 5),  # one attempt short
        (5, "rejected", UNABLE, 4),
        (6, "pending", "(none)", 3),
        (-1, "rejected", UNABLE, 2),  # nobody can tell whether it was early
    ],
    columns=["attempts", "answer", "reason", "n"],
)


def test_leads_are_tried_fewer_times_than_promised_as_many_or_more():
    told = ends_by_tried(with_tried(MADE, promised=5, reason=UNABLE)).set_index("tried")
    # columns: accepted, rejected with a reason that needs none, given up early, given up, pending
    assert told.to_numpy().tolist() == [[7, 6, 5, 0, 0], [0, 0, 0, 4, 0], [0, 0, 0, 0, 3], [0, 0, 0, 2, 0]]
    assert list(told.index) == ["fewer than promised", "as many as promised", "more than promised", "not known"]


def test_where_all_attempts_are_known_there_is_no_row_for_the_others():
    told = ends_by_tried(with_tried(MADE[:2], promised=5, reason=UNABLE))
    assert told["tried"].tolist() == ["fewer than promised", "as many as promised", "more than promised"]
