"""What each picture must tell, on frames small enough to count by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from smarketing.charts import (
    against_target,
    at_the_same_age,
    did_it_come_true,
    does_it_fade,
    hand_off,
    how_far,
    how_long,
    how_many,
    how_sure,
    made_of,
    over_time,
    what_became_of,
    when_do_they_wait,
    why_did_it_move,
    why_they_came_back,
    young_cohorts,
)
from smarketing.charts.theme import look
from smarketing.filters import NONE
from smarketing.metrics.change import decompose
from smarketing.metrics.intervals import wilson
from smarketing.metrics.registry import evaluate
from smarketing.periods import Grain
from tests.charts.pictures import (
    DAYS,
    MQLS,
    RATE,
    WON,
    aged,
    by_month,
    by_weekday,
    cohorts,
    curve,
    funnel,
    handed,
    moved,
    returned,
    stages,
    sums,
    texts,
    tried,
)

LOOK = look("light", slots={"a": 1, "b": 2, "c": 3})
MANY = [f"source {i:02}" for i in range(40)]


def bars(drawn, place=0):
    return [trace for trace in drawn.figure.data if trace.type == "bar"][place]


def labels(drawn):
    return [a.text for a in drawn.figure.layout.annotations]


# --- how many -------------------------------------------------------------------------------------


def test_bars_are_sorted_and_labelled():
    drawn = how_many.draw(evaluate(MQLS, sums("abc"), by=["source"]), MQLS, look=LOOK)
    assert list(drawn.figure.layout.yaxis.ticktext) == ["c", "b", "a"]
    assert list(bars(drawn).x) == [30, 20, 10]
    assert labels(drawn) == ["<b>30</b>", "<b>20</b>", "<b>10</b>"]
    assert drawn.alt == "Bars of MQLs by source, largest first: c 30, b 20, a 10."


def test_the_others_are_summed_and_have_no_bar_that_dwarfs_the_rest():
    drawn = how_many.draw(evaluate(MQLS, sums(MANY), by=["source"]), MQLS, look=LOOK)
    # 12 are named; the other 28 have 10 + 20 + … + 280 = 4,060
    assert drawn.figure.layout.yaxis.ticktext[-1] == "others, 28 sources"
    assert labels(drawn)[-1] == "<b>4,060</b>"
    assert pd.isna(bars(drawn).x[-1])
    assert bars(drawn).customdata[-1][0] is None


def test_the_rate_of_the_others_comes_from_their_sums():
    frame = pd.DataFrame({"source": MANY, "mqls": [100] * 38 + [900, 10], "customers": [10] * 38 + [900, 0]})
    drawn = how_many.draw(evaluate(RATE, frame, by=["source"]), RATE, look=LOOK, most=2)
    # named: the two with the most MQLs; the rest has (37 × 10 + 0) ÷ (37 × 100 + 10), no average of 38 rates
    assert drawn.figure.layout.yaxis.ticktext[-1] == "others, 38 sources"
    assert bars(drawn).x[-1] == pytest.approx(370 / 3710)
    assert "370 of 3,710" in labels(drawn)[-1]


def test_what_cannot_be_put_together_is_counted_and_left_to_the_table():
    drawn = how_many.draw(evaluate(DAYS, sums(MANY), by=["source"]), DAYS, look=LOOK)
    assert len(bars(drawn).x) == 12
    assert any("28 more sources in the table" in text for text in labels(drawn))


def test_a_target_is_a_tick_and_the_whole_companys_is_on_no_row():
    frame = evaluate(MQLS, sums(["a", NONE]), by=["source"])
    drawn = how_many.draw(frame, MQLS, look=LOOK, targets={"a": 12.0, NONE: 500.0})
    tick = next(t for t in drawn.figure.data if t.name == "target")
    assert {x for x in tick.x if x is not None and not pd.isna(x)} == {12.0}
    assert max(drawn.figure.layout.xaxis.range) == 20


def test_highlighting_leaves_the_rest_grey():
    frame = evaluate(MQLS, sums("abc"), by=["source"])
    drawn = how_many.draw(frame, MQLS, look=LOOK, highlight=["b"])
    assert list(bars(drawn).marker.color) == [LOOK.quiet, LOOK.slot(2).colour, LOOK.quiet]


def test_the_compared_period_is_a_thin_bar_and_an_absent_source_has_none():
    now, then = (evaluate(MQLS, sums(names), by=["source"]) for names in ("abc", "a"))
    drawn = how_many.draw(now, MQLS, look=LOOK, before=then, before_name="Oct <2026>")
    thin = bars(drawn, 1)
    assert thin.name == "Oct &lt;2026&gt;"
    assert thin.width < bars(drawn).width
    assert [x for x in thin.x if not pd.isna(x)] == [10]


def test_hover_tells_numerator_denominator_and_interval():
    drawn = how_many.draw(evaluate(RATE, sums("a"), by=["source"]), RATE, look=LOOK)
    # 1 of 10: 10 %
    assert bars(drawn).hovertext[0].startswith("<b>a</b><br>MQL → Customer: 10.0000\u202f%<br>1 of 10 MQLs<br>95 %")


# --- how sure -------------------------------------------------------------------------------------


def test_whiskers_are_the_wilson_interval_and_few_leads_are_hollow():
    frame = pd.DataFrame({"source": ["a", "b"], "mqls": [100, 5], "customers": [30, 1]})
    drawn = how_sure.draw(evaluate(RATE, frame, by=["source"]), RATE, look=LOOK, overall=evaluate(RATE, frame))
    many, few = drawn.figure.data
    low, high = wilson(30, 100)
    assert many.x[0] + many.error_x.array[0] == pytest.approx(float(high))
    assert many.x[0] - many.error_x.arrayminus[0] == pytest.approx(float(low))
    assert many.marker.color == (LOOK.slot(1).colour,)
    assert few.marker.color == (LOOK.background,)
    assert "too few to say" in few.hovertext[0]
    assert any("all 29.5" in text for text in labels(drawn))  # 31 of 105


def test_a_source_without_a_denominator_has_a_row_and_no_dot():
    frame = pd.DataFrame({"source": ["a", "b"], "mqls": [100, 0], "customers": [30, 0]})
    drawn = how_sure.draw(evaluate(RATE, frame, by=["source"]), RATE, look=LOOK)
    assert list(drawn.figure.layout.yaxis.ticktext) == ["a", "b"]
    assert len(drawn.figure.data) == 1
    assert any("–" in text for text in labels(drawn))


def test_an_estimate_of_many_sources_is_never_averaged_into_others():
    # an expected conversion has a denominator and no numerator: it can't be put together
    frame = evaluate(RATE, sums(MANY), by=["source"]).assign(numerator=float("nan"))
    drawn = how_sure.draw(frame, RATE, look=LOOK)
    assert len(drawn.figure.layout.yaxis.ticktext) == 12
    assert any("28 more sources in the table" in text for text in labels(drawn))


# --- over time ------------------------------------------------------------------------------------


def timed(metric, names="a", by=("bucket", "source")):
    return evaluate(metric, by_month(names), by=list(by))


def test_from_the_unfinished_month_on_the_line_is_dotted_and_hollow():
    frame = timed(MQLS, by=("bucket",))
    drawn = over_time.draw(frame, MQLS, look=LOOK, grain=Grain.MONTH, unfinished=date(2026, 11, 1))
    solid, dotted = drawn.figure.data
    assert (solid.line.dash, len(solid.x)) == ("solid", 5)
    assert (dotted.line.dash, len(dotted.x)) == ("dot", 2)
    assert list(dotted.marker.color) == [LOOK.neutral, LOOK.background]
    assert drawn.figure.layout.xaxis.ticktext[-1].endswith("so far")
    assert drawn.alt.endswith("in Nov 2026 (not final).")


def test_a_month_without_a_row_counts_nothing_but_has_no_rate():
    frame = by_month("ab")
    holey = frame[~((frame["source"] == "a") & (frame["bucket"] == "2026-08-01"))]
    counted, rated = (
        over_time.draw(evaluate(m, holey, by=["bucket", "source"]), m, look=LOOK, grain=Grain.MONTH, by="source")
        for m in (MQLS, RATE)
    )
    assert next(t for t in counted.figure.data if t.name == "a").y[2] == 0
    assert pd.isna(next(t for t in rated.figure.data if t.name == "a").y[2])


def test_a_single_rate_has_its_band_and_a_count_none():
    rate = over_time.draw(timed(RATE, by=("bucket",)), RATE, look=LOOK, grain=Grain.MONTH)
    count = over_time.draw(timed(MQLS, by=("bucket",)), MQLS, look=LOOK, grain=Grain.MONTH)
    assert [t.fill for t in rate.figure.data if t.fill] == ["tonexty"]
    assert not [t.fill for t in count.figure.data if t.fill]


def test_only_the_largest_lines_are_named_and_the_rest_step_back():
    drawn = over_time.draw(timed(MQLS, MANY[:10]), MQLS, look=LOOK, grain=Grain.MONTH, by="source", most=3)
    assert sorted(labels(drawn)) == [f"<b>{told}</b>" for told in ("source 07 80", "source 08 90", "source 09 100")]
    assert {t.line.width for t in drawn.figure.data} == {1.5, 3}


def test_target_and_comparison_are_lines_named_at_their_end():
    frame = timed(MQLS, by=("bucket",))
    before = frame.assign(bucket=frame["bucket"] - pd.DateOffset(years=1), value=7.0)
    drawn = over_time.draw(
        frame, MQLS, look=LOOK, grain=Grain.MONTH, target=frame.assign(value=12.4), before=before, before_name="2025"
    )
    assert {"target 12", "2025"} <= set(labels(drawn))
    overlaid = next(t for t in drawn.figure.data if t.line.color == LOOK.quiet)
    assert list(overlaid.x) == list(frame["bucket"])


@pytest.mark.parametrize(("grain", "name"), [(Grain.WEEK, "W27<br>2026"), (Grain.QUARTER, "Q3<br>2026")])
def test_buckets_are_named_by_their_grain(grain, name):
    frame = pd.DataFrame({"bucket": pd.to_datetime(["2026-06-29", "2026-07-06"]), "mqls": [1, 2]})
    if grain is Grain.QUARTER:
        frame = frame.assign(bucket=pd.to_datetime(["2026-07-01", "2026-10-01"]))
    drawn = over_time.draw(evaluate(MQLS, frame, by=["bucket"]), MQLS, look=LOOK, grain=grain)
    assert drawn.figure.layout.xaxis.ticktext[0] == name


# --- made of --------------------------------------------------------------------------------------


def test_layers_add_up_to_the_total_of_each_month():
    drawn = made_of.draw(timed(MQLS, MANY), MQLS, look=LOOK, grain=Grain.MONTH)
    heights = [sum(layer) for layer in zip(*(t.y for t in drawn.figure.data), strict=True)]
    assert heights == [sum(10 * i for i in range(1, 41))] * 6
    assert drawn.figure.data[-1].name == "others, 32 sources"


def test_shares_add_up_to_one():
    drawn = made_of.draw(timed(MQLS, MANY), MQLS, look=LOOK, grain=Grain.MONTH, as_share=True)
    assert [sum(s) for s in zip(*(t.y for t in drawn.figure.data), strict=True)] == pytest.approx([1] * 6)


# --- how far --------------------------------------------------------------------------------------


def test_between_two_stages_stand_rate_n_interval_and_the_too_young():
    drawn = how_far.draw(funnel(), look=LOOK)
    between = next(text for text in labels(drawn) if "40 of 100" in text)
    assert "<b>40.0\u202f%</b>" in between
    assert "31.0\u202f% – 50.0\u202f%" in between
    assert "12 too young" in between
    assert any("3 skipped it" in text for text in labels(drawn))
    assert len(set(drawn.figure.data[0].y)) == 3


def test_the_first_stage_has_no_rate():
    assert len(labels(how_far.draw(funnel(), look=LOOK))) == 3 + 2


def test_small_funnels_share_one_scale_and_sum_the_others():
    drawn = how_far.by_source(stages(MANY), look=LOOK, most=8)
    assert len(drawn.figure.data) == 8
    assert "<b>others, 33 sources</b>" in labels(drawn)
    assert list(drawn.figure.data[-1].x) == [1, 0.4, 0.1]
    assert "<b>3,300</b>" in drawn.figure.data[-1].text[0]
    assert {axis.range for axis in drawn.figure.select_xaxes()} == {(0, 1.8)}


# --- young cohorts --------------------------------------------------------------------------------


def test_the_mature_are_solid_the_young_hatched_and_the_expected_a_dot():
    drawn = young_cohorts.draw(cohorts(), RATE, look=LOOK, grain=Grain.MONTH)
    mature, young, expected = drawn.figure.data
    assert mature.marker.pattern.shape is None
    assert young.marker.pattern.shape == "/"
    assert (len(mature.x), len(young.x), len(expected.x)) == (5, 1, 1)
    assert expected.error_y.array[0] == pytest.approx(0.05)
    assert expected.error_y.arrayminus[0] == pytest.approx(0.04)
    assert "too young" in young.hovertext[0]
    assert "Nov 2026 (too young, so far) 10.0\u202f%, expected 12.0\u202f%" in drawn.alt
    assert {"<s>10.0\u202f%</s>", "<b>12.0\u202f%</b>"} <= set(labels(drawn))
    assert "10.0\u202f%" in labels(drawn)  # a mature one is not struck through


# --- at the same age ------------------------------------------------------------------------------


def test_ages_nobody_had_are_empty_and_those_that_some_had_hatched():
    drawn = at_the_same_age.draw(aged(), RATE, look=LOOK, grain=Grain.MONTH)
    assert list(drawn.figure.layout.yaxis.ticktext) == ["Jun 2026", "Jul 2026", "Aug 2026"]
    assert list(drawn.figure.layout.xaxis.ticktext) == ["day 30", "60", "90"]
    hatched = [list(column.marker.pattern.shape) for column in drawn.figure.data]
    assert hatched == [["", "", ""], ["", "", "/"], ["", "/", ""]]
    assert len(labels(drawn)) == 8
    assert sum("0 of 9" in text for text in labels(drawn)) == 2  # fewer than ten


def test_of_many_cohorts_the_last_ones_are_drawn():
    many = pd.concat([aged().assign(bucket=aged()["bucket"] + pd.DateOffset(months=3 * i)) for i in range(6)])
    drawn = at_the_same_age.draw(many, RATE, look=LOOK, grain=Grain.MONTH)
    assert len(drawn.figure.layout.yaxis.ticktext) == at_the_same_age.MOST_ROWS
    assert drawn.figure.layout.yaxis.ticktext[-1] == "Nov 2027"


# --- did it come true -----------------------------------------------------------------------------


def test_what_came_true_is_a_dot_and_what_did_not_a_cross():
    drawn = did_it_come_true.draw(tried(), look=LOOK, grain=Grain.MONTH)
    expected, held, missed = drawn.figure.data
    assert list(expected.error_y.array) == pytest.approx([0.05, 0.05])
    assert (list(held.x), list(held.y), held.marker.symbol) == ([0], [0.12], "circle")
    assert (list(missed.x), list(missed.y), missed.marker.symbol) == ([1], [0.04], "x")
    assert "Nov 2026 4.00\u202f%, expected 10.0\u202f% (6.00\u202f% – 15.0\u202f%)" in drawn.alt


# --- how long -------------------------------------------------------------------------------------


def test_median_and_p90_are_marked_on_the_curve():
    marks = pd.DataFrame({"median": [20.0], "p90": [50.0]})
    drawn = how_long.draw(curve("a"), look=LOOK, marks=marks, reaching="Customer")
    assert {"median <b>20 days</b>", "p90 <b>50 days</b>"} <= set(labels(drawn))
    assert drawn.alt == "Share that reached Customer by day: 30.0\u202f% by day 60, median 20 days, p90 50 days."


def test_where_so_many_never_get_there_the_marks_are_of_those_who_did_and_say_so():
    marks = pd.DataFrame({"median": [None], "p90": [None], "median_of_finished": [12.0], "p90_of_finished": [33.0]})
    drawn = how_long.draw(curve("a"), look=LOOK, marks=marks.astype(float))
    assert {"half of those there <b>12 days</b>", "9 in 10 of those there <b>33 days</b>"} <= set(labels(drawn))


def test_the_axis_ends_soon_after_nothing_more_happens():
    days = list(range(0, 400, 5))
    flat = pd.DataFrame({"day": days, "value": [min(d, 20) / 100 for d in days]})
    drawn = how_long.draw(flat.assign(low=float("nan"), high=float("nan")), look=LOOK)
    assert 20 < drawn.figure.layout.xaxis.range[1] < 40


def test_small_curves_have_their_bands_and_the_whole_companys_behind():
    leads = curve("abc").assign(at_risk=[n for n in (10, 30, 20) for _ in range(13)])
    drawn = how_long.small(leads, curve("x"), look=LOOK, within=60, most=2)
    assert [text.split("</b>")[0] for text in labels(drawn)] == ["<b>b", "<b>c"]
    assert len(drawn.figure.data) == 2 * 4
    assert drawn.figure.data[2].line.dash == "dot"
    assert "b 30.0\u202f%, c 30.0\u202f%" in drawn.alt


# --- the hand-off ---------------------------------------------------------------------------------


def test_accepted_rejected_and_pending_add_up():
    drawn = hand_off.draw(handed("ab"), look=LOOK)
    assert [sum(parts) for parts in zip(*(t.x for t in drawn.figure.data), strict=True)] == [10, 10]
    assert [t.marker.pattern.shape for t in drawn.figure.data] == [None, None, "/"]
    assert drawn.figure.data[0].marker.color == LOOK.sales
    assert drawn.alt.startswith("What sales made of 20 MQLs: 12 accepted, 6 rejected, 2 pending.")


def test_parts_that_come_in_an_order_keep_it_and_their_names_stand_over_the_bars():
    parts = [
        what_became_of.Part("accepted", LOOK.sales),
        what_became_of.Part("pending", LOOK.young, "open & new", True),
    ]
    frame = handed("ba").assign(accepted=[1, 6])
    drawn = what_became_of.draw(frame, parts, look=LOOK, by="source", title="What became of", ranked=False)
    assert list(drawn.figure.layout.yaxis.ticktext) == ["b", "a"]
    assert "accepted" in labels(drawn)[-1]
    assert "open &amp; new" in labels(drawn)[-1]
    assert drawn.alt.startswith("What became of 9 MQLs: 7 accepted, 2 open & new.")


# --- when they wait -------------------------------------------------------------------------------


def test_the_lower_the_rate_the_deeper_the_cell_and_few_are_hatched_without_a_rate():
    drawn = when_do_they_wait.draw(by_weekday(), RATE, look=LOOK)
    nine, ten, _, whole_day = drawn.figure.data
    assert len(set(nine.marker.color[:4])) == 1
    assert nine.marker.color[4] != nine.marker.color[0]  # 20 of 40 against 30 of 40
    assert list(ten.marker.pattern.shape) == ["", "", "", "", "/", "", ""]
    assert ten.marker.color[4] == LOOK.background
    assert "too few to say" in ten.hovertext[4]
    assert whole_day.hovertext[6] == "<b>Sunday</b>: none was due"
    # three columns of five days, each with its rate and its n
    assert sum("75\u202f%" in text and "40" in text for text in labels(drawn)) == 12
    assert "Friday 50\u202f% of 40" in drawn.alt


# --- why they came back ---------------------------------------------------------------------------


def test_the_dearest_reason_comes_first_and_what_was_given_up_early_stands_in_red():
    drawn = why_they_came_back.draw(returned("abc"), look=LOOK, unable="b")
    # a reason's leads are worth €100, €200 or €300 in each of three sources
    heads = [head.split("<br>")[0] for head in drawn.figure.layout.xaxis.ticktext]
    assert heads == ["c", "b ⚑", "a"]
    assert "€900" in drawn.figure.layout.xaxis.ticktext[0]
    assert sum("1 early" in text for text in labels(drawn)) == 9
    assert any(f'<span style="color:{LOOK.broken}">, 1 early' in text for text in labels(drawn))
    assert drawn.alt == "Returned MQLs by reason and source, dearest first: c €900, b €600, a €300."


def test_without_a_lead_value_the_number_of_leads_stands_in_the_cells():
    drawn = why_they_came_back.draw(returned("abc").assign(worth=float("nan"), early=0), look=LOOK, unable="b")
    assert [label for label in labels(drawn) if "€" in label] == []
    assert drawn.alt.endswith("c 9, b 6, a 3.")


def test_red_is_kept_for_a_broken_promise():
    drawn = [hand_off.draw(handed("ab"), look=LOOK), how_far.draw(funnel(), look=LOOK)]
    assert not any(LOOK.broken in text for one in drawn for text in texts(one))


# --- against a target -----------------------------------------------------------------------------


def test_months_have_their_target_and_the_unfinished_one_is_hatched():
    rows = pd.DataFrame(
        {"bucket": pd.date_range("2026-09-01", periods=3, freq="MS"), "actual": [8, 9, 3], "target": 10}
    )
    drawn = against_target.months(rows, WON, look=LOOK, unfinished=date(2026, 11, 1))
    assert list(bars(drawn).marker.pattern.shape) == ["", "", "/"]
    assert "newest first: Nov 2026 (so far) €3.00 of €10.00, Oct 2026 €9.00 of €10.00" in drawn.alt
    assert drawn.figure.layout.yaxis.ticktext[-1] == "€10"


def test_a_month_without_a_target_has_no_tick():
    rows = pd.DataFrame({"bucket": [pd.Timestamp("2026-09-01")], "actual": [8.0], "target": [float("nan")]})
    drawn = against_target.months(rows, WON, look=LOOK)
    assert [t.type for t in drawn.figure.data] == ["bar"]


# --- does it fade ---------------------------------------------------------------------------------


def steps(*rates):
    """(name, customers, MQLs) of one step each, in this order."""
    told = pd.DataFrame(rates, columns=["step", "customers", "mqls"])
    return evaluate(RATE, told.assign(place=range(len(told))), by=["place"]).assign(step=told["step"])


def test_steps_keep_their_order_and_tell_of_how_many():
    drawn = does_it_fade.draw(
        steps(("first", 40, 100), ("second", 45, 90), ("third", 3, 50)), RATE, look=LOOK, by="step"
    )
    assert [t.split("<")[0] for t in drawn.figure.layout.xaxis.ticktext] == ["first", "second", "third"]
    assert [">100<" in t for t in drawn.figure.layout.xaxis.ticktext] == [True, False, False]
    assert list(drawn.figure.data[0].y) == [0.4, 0.5, 0.06]
    assert labels(drawn) == ["<b>40.0\u202f%</b>", "<b>50.0\u202f%</b>", "<b>6.00\u202f%</b>"]


def test_a_step_of_few_leads_is_hollow_and_does_not_stretch_the_axis():
    drawn = does_it_fade.draw(steps(("many", 10, 1000), ("few", 0, 4)), RATE, look=LOOK, by="step")
    dots = drawn.figure.data[0]
    assert [c == LOOK.background for c in dots.marker.color] == [False, True]
    assert "too few to say" in dots.hovertext[1]
    _, high = wilson(10, 1000)
    assert drawn.figure.layout.yaxis.range[1] == pytest.approx(float(high) * 1.06)
    assert dots.error_y.array[0] == pytest.approx(float(high) - 0.01)


def test_the_line_is_drawn_and_said_and_is_never_above_the_picture():
    line = does_it_fade.Line(0.8, "pays above 80")
    drawn = does_it_fade.draw(steps(("first", 40, 100)), RATE, look=LOOK, by="step", line=line)
    (stroke,) = drawn.figure.layout.shapes
    assert stroke.y0 == stroke.y1 == 0.8 < drawn.figure.layout.yaxis.range[1]
    assert "pays above 80" in labels(drawn)
    assert drawn.alt.endswith("; pays above 80.")


def test_steps_beyond_the_most_and_without_a_rate_are_not_drawn():
    drawn = does_it_fade.draw(steps(*((str(i), 5, 50) for i in range(12)), ("empty", 0, 0)), RATE, look=LOOK, by="step")
    assert len(drawn.figure.data[0].y) == does_it_fade.MOST
    assert any("4 more in the table" in text for text in labels(drawn))


# --- why did it move ------------------------------------------------------------------------------


def waterfall(drawn):
    return next(trace for trace in drawn.figure.data if trace.type == "waterfall")


def test_the_steps_lead_from_then_to_now_the_largest_first():
    drawn = why_did_it_move.draw(moved("ab"), WON, look=LOOK, then="Oct 2026", now="Nov 2026", names={"mix": "Mix"})
    fall = waterfall(drawn)
    assert fall.base == 400
    assert fall.base + sum(fall.x) == pytest.approx(300)
    assert [abs(x) for x in fall.x] == sorted((abs(x) for x in fall.x), reverse=True)
    names = list(drawn.figure.layout.yaxis.ticktext)
    assert (names[0], names[-1], "Mix" in names) == ("Oct 2026", "Nov 2026", True)
    assert (labels(drawn)[0], labels(drawn)[-1]) == ("<b>€400</b>", "<b>€300</b>")
    assert {label[3] for label in labels(drawn)[1:-1]} == {"+", "−"}, "a label tells the way by its sign"


def test_each_step_stands_where_the_one_before_it_ended():
    drawn = why_did_it_move.draw(moved("abc"), WON, look=LOOK, then="x", now="y")
    lines = drawn.figure.data[0]
    levels = [x for x in lines.x if x is not None and not pd.isna(x)][::2]
    fall = waterfall(drawn)
    assert levels == pytest.approx([600, *(600 + sum(fall.x[: i + 1]) for i in range(len(fall.x)))])
    assert levels[-1] == pytest.approx(450)
    low, high = drawn.figure.layout.xaxis.range
    assert low < min(levels)
    assert high > max(levels)


def test_beyond_the_largest_the_rest_is_one_step_to_the_cent():
    change = moved(MANY)
    drawn = why_did_it_move.draw(change, WON, look=LOOK, then="x", now="y", of="source")
    fall = waterfall(drawn)
    assert len(fall.x) == 9
    assert drawn.figure.layout.yaxis.ticktext[-2] == "others, 32 sources"
    assert fall.customdata[-1][0] is None
    assert round(100 * sum(fall.x)) == round(100 * change.difference) == -50 * 40 * 100
    hover = fall.hovertext[-1]
    assert (hover.count("source "), "and 26 more in the table" in hover) == (6, True)


def test_behind_a_factor_stand_its_sources_and_behind_a_source_its_factors():
    by_factor = why_did_it_move.draw(moved("ab"), WON, look=LOOK, then="x", now="y")
    size = waterfall(by_factor).hovertext[[d[0] for d in waterfall(by_factor).customdata].index("deal size")]
    told = moved("ab").parts.set_index(["factor", "source"])["effect"]["deal size"]
    for name in "ab":
        assert f"{name}: −€{-told[name]:,.2f}" in size
    by_source = why_did_it_move.draw(moved("ab"), WON, look=LOOK, then="x", now="y", of="source")
    assert "deal size: −" in waterfall(by_source).hovertext[0]
    assert [d[0] for d in waterfall(by_source).customdata] == ["a", "b"]


def test_what_did_not_move_is_no_step():
    change = decompose(*[pd.DataFrame({"source": ["a"], "mqls": [10], "customers": [2]})] * 2, by="source",
                       steps=["mqls", "customers"])  # fmt: skip
    under_a_cent = pd.DataFrame({"source": ["a", "a"], "factor": ["volume", "mix"], "effect": [0.004, -0.004]})
    change = replace(change, parts=under_a_cent).rounded()
    assert len(change.parts) == 2
    drawn = why_did_it_move.draw(change, MQLS, look=LOOK, then="x", now="y")
    assert len(waterfall(drawn).x) == 0
    assert drawn.alt == "Waterfall of MQLs from 2 in x to 2 in y, nothing moved."
