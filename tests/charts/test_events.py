"""What happened on a day is a line with a word on every chart over calendar time, and in its words."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from smarketing.charts import against_target, burn_up, made_of, over_time, young_cohorts
from smarketing.charts.theme import Event, look
from smarketing.metrics.registry import evaluate
from smarketing.periods import Grain
from tests.charts.pictures import MQLS, RATE, by_month, cohorts, every, november

TIMED = (
    "over_time", "over_time, one line", "made_of", "made_of, shares", "young_cohorts", "did_it_come_true", "months",
    "burn_up",
)  # fmt: skip
WORD = "Agreement v2"


def seen(*days):
    return replace(look("light"), events=tuple(Event(day, WORD) for day in days))


def lines(drawn):
    return [s for s in drawn.figure.layout.shapes if s.type == "line" and s.yref == "paper" and s.y1 == 1]


def words(drawn):
    return [a.text for a in drawn.figure.layout.annotations]


def months(one):
    rows = pd.DataFrame({"bucket": pd.date_range("2026-06-01", periods=6, freq="MS"), "actual": 8.0, "target": 9.0})
    return against_target.months(rows, MQLS, look=one)


def trend(one):
    return over_time.draw(evaluate(MQLS, by_month("a"), by=["bucket"]), MQLS, look=one, grain=Grain.MONTH)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("names", ["a", "abc"])
def test_every_chart_over_calendar_time_has_the_line_the_word_and_the_sentence_and_no_other_chart_has(names, mode):
    drawn = every(list(names), look(mode))
    marked = {name for name, one in drawn.items() if one.events}
    assert marked == set(TIMED)
    for name in TIMED:
        assert names[0] in words(drawn[name]), name
        assert drawn[name].alt.endswith(f"A line marks 10 Nov 2026: {names[0]}."), name
        assert len(lines(drawn[name])) == 1, name


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2026, 7, 1), 0.5),  # between the columns of June and July
        (date(2026, 7, 17), 0.5 + 16 / 31),
        (date(2026, 6, 1), -0.5),
        (date(2026, 11, 30), 4.5 + 29 / 30),
    ],
)
def test_a_day_among_columns_lies_where_it_begins(day, place):
    (line,) = lines(months(seen(day)))
    assert (line.x0, line.x1) == (pytest.approx(place), pytest.approx(place))


def test_a_day_in_a_month_without_a_column_lies_between_the_columns_beside_it():
    rows = pd.DataFrame({"bucket": pd.to_datetime(["2026-06-01", "2026-08-01"]), "actual": 8.0, "target": 9.0})
    (line,) = lines(against_target.months(rows, MQLS, look=seen(date(2026, 7, 28))))
    assert line.x0 == pytest.approx(0.5)


def test_on_an_axis_of_dates_a_first_of_july_lies_between_the_points_of_june_and_july():
    (line,) = lines(trend(seen(date(2026, 7, 1))))
    assert pd.Timestamp("2026-06-15") <= pd.Timestamp(line.x0) <= pd.Timestamp("2026-06-17")


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 11, 30)])
def test_a_day_at_an_end_of_the_axis_stays_on_it(day):
    drawn = trend(seen(day))
    (line,) = lines(drawn)
    low, high = map(pd.Timestamp, drawn.figure.layout.xaxis.range)
    assert low <= pd.Timestamp(line.x0) <= high


def test_a_day_of_a_burn_up_begins_at_midnight_before_its_point():
    drawn = burn_up.draw(november(until=30), MQLS, look=seen(date(2026, 11, 10)))
    (line,) = lines(drawn)
    assert pd.Timestamp(line.x0) == pd.Timestamp("2026-11-09 12:00")


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 12, 1)])
def test_what_happened_before_or_after_the_days_that_are_shown_is_not_marked(day):
    one = seen(day)
    parts = evaluate(MQLS, by_month("ab"), by=["bucket", "source"])
    for drawn in (
        months(one),
        trend(one),
        made_of.draw(parts, MQLS, look=one, grain=Grain.MONTH),
        young_cohorts.draw(cohorts(), RATE, look=one, grain=Grain.MONTH),
        burn_up.draw(november(until=30), MQLS, look=one),
    ):
        assert not drawn.events
        assert not lines(drawn)
        assert WORD not in drawn.alt


def test_a_quarter_is_cut_where_the_version_begins():
    rows = pd.DataFrame({"bucket": pd.to_datetime(["2026-04-01", "2026-07-01"]), "actual": 8.0, "target": 9.0})
    drawn = against_target.months(rows, MQLS, look=seen(date(2026, 8, 16)), grain=Grain.QUARTER)
    assert lines(drawn)[0].x0 == pytest.approx(0.5 + 46 / 92)


def test_words_make_room_above_what_is_drawn_and_two_stand_under_each_other():
    plain, marked = months(look("light")), months(seen(date(2026, 7, 1), date(2026, 8, 1)))
    assert marked.figure.layout.yaxis.range[1] > plain.figure.layout.yaxis.range[1]
    assert {a.yshift for a in marked.figure.layout.annotations if a.text == WORD} == {0, -20}


def test_a_share_is_never_told_beyond_100_percent():
    parts = evaluate(MQLS, by_month("ab"), by=["bucket", "source"])
    drawn = made_of.draw(parts, MQLS, look=seen(date(2026, 7, 1)), grain=Grain.MONTH, as_share=True)
    assert max(drawn.figure.layout.yaxis.tickvals) == 1


def test_a_word_is_text():
    drawn = trend(replace(seen(), events=(Event(date(2026, 8, 10), "new <promise>"),)))
    assert "new &lt;promise&gt;" in words(drawn)
