"""What is proposed, from frames that can be counted by hand and from the sample company."""

import pandas as pd
import pytest

from smarketing.agreement import Goal, Terms
from smarketing.metrics import recommend
from smarketing.metrics.lead_value import LeadValues, lead_values
from smarketing.metrics.recommend import ACHIEVED, HOURS, Proposal
from tests.metrics import company


def cells(*rows):
    """(source, leads, conversion, amount) of one segment."""
    told = pd.DataFrame(rows, columns=["source", "leads", "conversion", "amount"]).assign(segment="All")
    return LeadValues(told.assign(value=told["conversion"] * told["amount"], deals=7), 0.02, 500.0, 90, "source")


def waits(*rows):
    return pd.DataFrame(rows, columns=["minutes", "touched", "n"])


# --- volume -----------------------------------------------------------------------------------


def test_mqls_are_revenue_over_deal_over_conversion():
    # 10,000 ÷ 500 = 20 customers; ÷ 2 % = 1,000 MQLs
    plan = recommend.volume(cells(("Web", 400, 0.02, 500.0)), revenue=10_000).iloc[0]
    assert plan[["customers", "mqls", "mqls_up", "value"]].tolist() == [20, 1000, 1000, 10]


def test_each_source_keeps_its_share_of_mqls_and_the_parts_bring_the_revenue():
    # a lead of A is worth 10 (2 % × 500), of B 40 (4 % × 1,000); three of A to one of B: 17.5 each
    plan = recommend.volume(cells(("A", 300, 0.02, 500.0), ("B", 100, 0.04, 1000.0)), revenue=7_000).set_index("source")
    assert plan["mqls"].to_dict() == pytest.approx({"A": 300, "B": 100})  # 7,000 ÷ 17.5 = 400
    assert plan["revenue"].to_dict() == pytest.approx({"A": 3000, "B": 4000})
    assert plan.index[0] == "B"  # most valuable first


def test_the_mix_of_the_recent_months_goes_before_that_of_the_past():
    mix = pd.DataFrame({"source": ["A", "New"], "segment": "All", "mqls": [10, 10]})
    plan = recommend.volume(cells(("A", 300, 0.02, 500.0), ("B", 100, 0.04, 1000.0)), revenue=100, mix=mix)
    # B brings none any more; New is worth the company's 2 % × 500
    assert plan["source"].tolist() == ["A", "New"]
    assert plan["mqls"].tolist() == pytest.approx([5, 5])


def test_a_goal_tells_both_the_unrounded_and_the_rounded_number():
    plan = recommend.volume(cells(("Web", 400, 0.03, 700.0)), revenue=10_000)
    told = recommend.goals(plan)
    # 10,000 ÷ 700 = 14.29 customers; ÷ 3 % = 476.2 MQLs
    assert told.because.startswith("€10K ÷ €700 an average deal")
    assert "14.3 customers (15)" in told.because
    assert "476.2 MQLs (477)" in told.because
    first, web = told.value
    assert (first.name, first.mqls, first.value) == ("All sources", 477, 10_000)
    assert (web.sources, web.mqls) == (("Web",), 477)
    assert told.of == 400


def test_agreed_goals_keep_their_names_and_what_they_speak_of():
    kinds = cells(("A", 300, 0.02, 500.0), ("B", 100, 0.04, 1000.0))
    kinds.cells["segment"] = ["Small", "Large"]
    plan = recommend.volume(kinds, revenue=7_000, by=("source", "segment"))
    agreed = [Goal("Both", ("A", "B"), mqls=1), Goal("Large ones", segments=("Large",), mqls=1, value=1.0)]
    both, large = recommend.goals(plan, like=agreed).value
    assert (both.name, both.mqls, both.value) == ("Both", 400, 7000)
    assert (large.segments, large.mqls, large.value) == (("Large",), 100, 4000)


def test_without_a_value_no_goal_is_proposed():
    plan = recommend.volume(cells(("Web", 400, 0.0, 700.0)), revenue=10_000)
    assert plan.empty
    assert recommend.goals(plan).value is None


def test_the_horizon_is_the_window_in_which_nine_in_ten_customers_came():
    lives = pd.DataFrame({"age": [10, 80, 100, 400], "converted": [1, 1, 1, 0], "n": [8, 2, 1, 500]})
    # of 11 customers the tenth came after 80 days
    told = recommend.horizon(lives)
    assert (told.value, told.of) == (90, 11)


# --- hours ------------------------------------------------------------------------------------


def test_touch_is_what_four_of_five_leads_get_rounded_up():
    # 80 of 100 within three hours: 4 h is the next round figure
    told = recommend.touch(waits((60, 1, 50), (180, 1, 30), (600, 1, 20)))
    assert (told.value, told.of) == (4, 100)
    assert "within 3 h, half of them within 1 h" in told.because


def test_leads_that_nobody_touched_count_as_waiting():
    # without the 50 untouched, all would be within the hour
    told = recommend.touch(waits((60, 1, 50), (9000, 0, 50)))
    assert told.value is None
    assert "Only 50\u202f% of 100 MQLs were ever touched" in told.because


def test_conversion_by_response_time_is_told_with_its_warning():
    rows = pd.DataFrame({"minutes": [30, 30, 1000, 1000], "converted": [1, 0, 1, 0], "n": [120, 80, 60, 140]})
    told = recommend.touch(waits((30, 1, 200), (1000, 1, 40)), rows)
    # 120 of 200 against 60 of 200
    assert "60\u202f% of 200 became SQLs, of those touched later 30\u202f% of 200: clearly higher" in told.because
    assert "does not prove" in told.caution


def test_too_few_late_leads_say_nothing_of_speed():
    rows = pd.DataFrame({"minutes": [30, 1000], "converted": [1, 1], "n": [120, 9]})
    assert "too few to say" in recommend.faster(rows, 1, "became SQLs")


def test_a_clear_difference_by_response_time_is_a_title_and_an_unclear_one_is_none():
    rows = pd.DataFrame({"minutes": [30, 30, 1000, 1000], "converted": [1, 0, 1, 0], "n": [120, 80, 60, 140]})
    told = recommend.sooner(rows, 8, "became SQLs")
    assert told.text == "MQLs touched within 8 h became SQLs more often than later ones (60\u202f% vs 30\u202f%)"
    turned = rows.assign(converted=1 - rows["converted"])
    assert (
        "became SQLs less often than later ones (40\u202f% vs 70\u202f%)"
        in recommend.sooner(turned, 8, "became SQLs").text
    )
    assert recommend.sooner(rows.assign(n=[60, 40, 59, 41]), 8, "became SQLs") is None


def test_buckets_hold_their_upper_end_and_add_up():
    rows = pd.DataFrame({"minutes": [0, 60, 61, 240, 480, 481, 960, 961], "converted": [1, 0] * 4, "n": 1})
    told = recommend.buckets(rows, hours_a_day=8).set_index("bucket")
    assert told["denominator"].to_dict() == {
        "up to 1 h": 2,
        "1–4 h": 2,
        "4–8 h": 1,
        "8–16 h": 2,
        "over 16 h": 1,
    }
    assert told["numerator"].sum() == 4
    assert told.loc["up to 1 h", ["value", "low", "high"]].tolist() == pytest.approx([0.5, 0.0945, 0.9055], abs=1e-4)


def test_an_empty_bucket_has_no_rate():
    told = recommend.buckets(pd.DataFrame({"minutes": [5], "converted": [1], "n": [1]}), hours_a_day=8)
    assert told["value"].isna().tolist() == [False, True, True, True, True]


# --- attempts ---------------------------------------------------------------------------------


def test_attempts_end_with_the_last_that_pays():
    # 100 an accepted lead: attempts bring 30, 20, 5; one costs 8
    counts = pd.DataFrame({"attempt": [1, 2, 3], "got": [1000, 600, 400], "accepted": [300, 120, 20]})
    told = recommend.attempts(counts, value=100, cost=8)
    assert (told.value, told.of, told.caution) == (2, 1000, "")
    assert "20\u202f% were accepted after it: it brings €20.00 and costs €8.00. Attempt 3 would bring €5.00" in (
        told.because
    )


def test_without_a_cost_it_is_said():
    counts = pd.DataFrame({"attempt": [1, 2], "got": [100, 60], "accepted": [30, 1]})
    assert "No cost of an attempt" in recommend.attempts(counts, value=100, cost=0).caution


def test_the_days_are_those_in_which_four_of_five_leads_got_that_attempt():
    spans = pd.DataFrame({"days": [30, 3, 9], "n": [2, 6, 2]})
    assert recommend.attempt_days(spans, attempts=5).value == 9  # 8 of 10


def test_capacity_is_a_busy_month_of_a_rep():
    made = pd.DataFrame(
        {"owner": list("ab") * 6, "bucket": pd.date_range("2026-05-01", periods=6, freq="MS").repeat(2)}
    ).assign(attempts=[100, 200] * 5 + [100, 0])
    reps, a_rep = recommend.capacity(made)
    # 11 months with attempts: six of 100, five of 200; in the last month only one rep made any
    assert (reps.value, a_rep.value, a_rep.of) == (1, 200, 11)
    assert "the average 145" in a_rep.because  # 1,600 ÷ 11


def test_the_unable_share_leaves_out_those_given_up_too_early():
    returned = pd.DataFrame({"returned": [100], "unable": [40], "unable_early": [30]})
    # (40 − 30) ÷ (100 − 30) = 14.3 %: 15 %
    told = recommend.max_unable_share(returned, unable="Gone quiet")
    assert told.value == 0.15
    assert "40 said “Gone quiet”" in told.because


def test_reasons_are_those_in_use():
    returned = pd.DataFrame({"reason": ["Not a fit", "No budget", "", "typo"], "n": [700, 290, 50, 1]})
    told = recommend.reasons(returned)
    assert told.value == ("Not a fit", "No budget", "Unable to reach")
    assert told.caution == "50 of 1,041 have none."


# --- all of them ------------------------------------------------------------------------------

FEW = waits((60, 1, 9))
NONE = {
    "horizon": recommend.horizon(pd.DataFrame({"age": [5, 9], "converted": [1, 0], "n": [9, 999]})),
    "touch": recommend.touch(FEW),
    "decide": recommend.decide(FEW),
    "attempts": recommend.attempts(pd.DataFrame({"attempt": [1], "got": [9], "accepted": [9]}), value=9, cost=1),
    "attempt_days": recommend.attempt_days(pd.DataFrame({"attempt": [5], "days": [3], "n": [9]}), attempts=5),
    "capacity": recommend.capacity(pd.DataFrame({"owner": ["a"], "bucket": ["2026-01"], "attempts": [5]}))[0],
    "unable": recommend.max_unable_share(pd.DataFrame({"returned": [9], "unable": [9], "unable_early": [0]})),
    "reasons": recommend.reasons(pd.DataFrame({"reason": ["x"], "n": [9]})),
}


@pytest.mark.parametrize("proposal", NONE.values(), ids=NONE)
def test_below_ten_nothing_is_proposed(proposal):
    assert proposal.value is None
    assert proposal.because.startswith("Too few to say")


@pytest.fixture(scope="module")
def sample() -> list[Proposal]:
    """The proposals that the sample company's files make."""
    from smarketing.metrics.hazard import by_attempt

    values = lead_values(company.lives(), company.won_amounts(), horizon=90, currency="EUR")
    recent = company.mqls_by_segment()
    recent = recent[recent["day"] > company.AS_OF - 182]
    leads = company.leads()
    handed = leads.dropna(subset=["mql_day", "assigned"])
    answer = handed["sal"].notna().map({True: "accepted", False: "rejected"})
    tried = handed.assign(answer=answer, attempts=handed["attempts"].fillna(-1).astype(int))
    counts = by_attempt(tried.groupby(["attempts", "answer"], as_index=False).size().rename(columns={"size": "n"}))
    accepted = values.by()["value"].item() / (answer == "accepted").mean()
    return [
        recommend.goals(recommend.volume(values, revenue=800_000, mix=recent)),
        recommend.horizon(company.lives()),
        recommend.attempts(counts, value=accepted, cost=15),
    ]


def test_the_sample_company_gets_a_proposal_for_each_figure_that_terms_take(sample):
    assert all(p.value is not None for p in sample)
    assert all(p.of > 400 for p in sample)
    Terms(**{p.term: p.value for p in sample})


def test_round_figures_rise_and_what_is_achieved_is_a_share():
    assert list(HOURS) == sorted(HOURS)
    assert 0.5 < ACHIEVED < 1
