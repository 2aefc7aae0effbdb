"""Sum first, divide last; a metric is its definition."""

import pandas as pd
import pytest

from smarketing.metrics import all_metrics
from smarketing.metrics.acceptance import acceptance_rate, accepted
from smarketing.metrics.registry import Better, Metric, Unit, add, beside, evaluate
from smarketing.metrics.survival import expected_conversion
from smarketing.metrics.volume import mqls

METRICS = all_metrics()

FRAME = pd.DataFrame(
    {
        "source": ["Webinar", "Webinar", "Email"],
        "mqls": [10, 30, 5],
        "accepted": [1, 27, 0],
        "accepted_due": [1, 27, 0],
        "rejected_due": [9, 3, 0],
    }
)


def test_a_rate_is_computed_from_sums_and_not_an_average_of_rates():
    # by day 1/10 and 27/30, on average 50 %; by sums 28/40 = 70 %
    rates = evaluate(acceptance_rate, FRAME, by=["source"]).set_index("source")
    assert rates.loc["Webinar", "value"] == pytest.approx(0.70)
    assert tuple(rates.loc["Webinar", ["numerator", "denominator"]]) == (28, 40)


def test_an_empty_denominator_is_missing_and_not_zero():
    rates = evaluate(acceptance_rate, FRAME, by=["source"]).set_index("source")
    assert rates.loc["Email", ["value", "low", "high"]].isna().all()
    assert rates.loc["Email", "denominator"] == 0


def test_without_by_there_is_one_row_for_everything():
    rows = evaluate([mqls, accepted], FRAME)
    assert dict(zip(rows["metric"], rows["value"], strict=True)) == {"mqls": 45, "accepted": 28}


def test_of_an_empty_frame_counts_are_zero_and_rates_missing():
    rows = evaluate([mqls, acceptance_rate], FRAME.iloc[:0]).set_index("metric")
    assert rows.loc["mqls", "value"] == 0
    assert pd.isna(rows.loc["acceptance_rate", "value"])
    assert evaluate(mqls, FRAME.iloc[:0], by=["source"]).empty


def test_the_frame_is_left_as_it_was():
    before = FRAME.copy()
    evaluate(acceptance_rate, FRAME, by=["source"])
    pd.testing.assert_frame_equal(FRAME, before)


def test_a_frame_without_the_column_that_a_metric_sums_is_an_error():
    with pytest.raises(KeyError, match="accepted"):
        evaluate(accepted, FRAME.drop(columns="accepted"))


def test_a_number_from_a_curve_is_not_made_of_sums():
    with pytest.raises(ValueError, match="curve"):
        evaluate(expected_conversion, FRAME)


def test_two_metrics_of_one_key_are_refused():
    with pytest.raises(ValueError, match="two metrics called mqls"):
        add(mqls)


def test_a_metric_without_a_definition_is_refused():
    with pytest.raises(ValueError, match="no definition"):
        add(Metric("nameless", "Nameless", Unit.COUNT, Better.UP, definition="", compute=None))


def test_frames_beside_each_other_add_up_as_one():
    spend = pd.DataFrame({"source": ["Email"], "spend_amount": [12.5]})
    both = beside(FRAME, spend)
    assert both["spend_amount"].sum() == 12.5
    assert both["mqls"].sum() == 45
    assert not both[["mqls", "spend_amount"]].isna().any(axis=None)


def test_an_empty_frame_beside_another_leaves_its_columns():
    spend = pd.DataFrame({"source": pd.Series(dtype="str"), "spend_amount": pd.Series(dtype=float)})
    assert beside(FRAME, spend)["spend_amount"].sum() == 0
    assert beside(spend, spend)["spend_amount"].sum() == 0


@pytest.mark.parametrize("metric", METRICS, ids=[m.key for m in METRICS])
def test_every_metric_is_defined_in_a_sentence_for_people(metric):
    assert metric.summary.endswith(".")
    assert metric.summary[0].isupper()
    assert len(metric.summary) <= 125
    assert not any(sign in metric.definition for sign in ("_", "`", "sums[", "frame"))
    assert metric.name.strip()


@pytest.mark.parametrize("metric", [m for m in METRICS if m.unit is Unit.RATE], ids=lambda m: m.key)
def test_every_rate_says_of_what(metric):
    assert metric.of


def test_names_are_told_apart():
    names = [m.name for m in METRICS]
    assert len(names) == len(set(names))
