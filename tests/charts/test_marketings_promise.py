"""What the pictures of marketing's promise tell, on frames small enough to count by hand."""

import pandas as pd
import pytest

from smarketing.charts import against_target, burn_up, how_near, what_a_lead_is_worth
from smarketing.charts.theme import contrast, look
from tests.charts.pictures import MQLS, november, valued

LOOK = look("light", slots={"a": 1, "b": 2, "c": 3})
MANY = [f"source {i:02}" for i in range(40)]


def labels(drawn):
    return [a.text for a in drawn.figure.layout.annotations]


# --- burn-up --------------------------------------------------------------------------------------


def lines(drawn):
    """The lines of a burn-up by their dash; the edges of the fan have no width."""
    return {t.line.dash or "solid": t for t in drawn.figure.data if t.mode == "lines" and t.line.width}


def test_what_came_is_solid_the_ideal_dashed_and_the_projection_dotted_from_today_on():
    drawn = burn_up.draw(november(), MQLS, look=LOOK)
    told = lines(drawn)
    assert list(told) == ["dot", "dash", "solid"]
    # 1–18 November has 13 business days, 10 came on each; 21 business days share the goal of 210
    assert (len(told["solid"].x), told["solid"].y[-1]) == (18, 130)
    assert (len(told["dash"].x), told["dash"].y[17]) == (30, pytest.approx(130))
    assert told["dot"].x[0] == told["solid"].x[-1]
    assert told["solid"].line.color == LOOK.marketing
    assert told["solid"].customdata[-1][0] == "2026-11-18"


def test_the_ideal_line_is_flat_on_the_shaded_days_off():
    drawn = burn_up.draw(november(), MQLS, look=LOOK)
    flat = pd.Series(lines(drawn)["dash"].y).diff().fillna(0) == 0
    shaded = [s for s in drawn.figure.layout.shapes if s.type == "rect"]
    assert flat.sum() == 9  # five Sundays and four Saturdays; the 1st is a Sunday
    assert len(shaded) == 5


def test_the_ends_tell_goal_landing_and_range_and_today_tells_the_gap():
    drawn = burn_up.draw(november(goal=252), MQLS, look=LOOK)
    told = labels(drawn)
    # 252 ÷ 21 = 12 a day; after 13 days 156 are asked for and 130 are there
    assert "goal 252" in told
    assert any("130</b> so far<br>26 behind" in text for text in told)
    assert any(text.startswith("<b>lands near 21") for text in told)
    assert "of 252 promised, 26 behind; lands near 21" in drawn.alt


def test_a_month_that_is_over_has_no_today_and_is_red_only_where_the_promise_was_broken():
    kept, missed = (burn_up.draw(november(goal=g, until=30), MQLS, look=LOOK) for g in (200, 220))
    assert not any("so far" in text for text in labels(kept) + labels(missed))
    assert "<b>landed at 210</b>" in labels(missed)
    assert LOOK.broken not in kept.figure.to_json()
    assert LOOK.broken in missed.figure.to_json()


def test_a_month_of_which_nothing_is_known_yet_is_still_drawn():
    drawn = burn_up.draw(november(until=0), MQLS, look=LOOK)
    assert drawn.alt.startswith("MQLs from 1 Nov 2026 to 30 Nov 2026: 0 of 210 promised")
    assert not any("so far" in text for text in labels(drawn))


def test_where_it_should_be_by_now_is_a_notch_through_the_bar():
    drawn = how_near.draw(130, 210, MQLS, look=LOOK, colour=LOOK.marketing, ideal=140)
    assert {s.x0 for s in drawn.figure.layout.shapes} == {210, 140}
    assert drawn.alt == "MQLs: 130, target 210, 140 by now."


# --- what a lead is worth -------------------------------------------------------------------------


def test_each_cell_tells_its_value_and_the_heads_its_parts():
    drawn = what_a_lead_is_worth.draw(valued("abc"), look=LOOK)
    # 10 % of 1,000, 2,000 and 4,000; the dearest segment comes first
    assert [t for t in labels(drawn) if t.startswith("€")] == ["€400"] * 3 + ["€200"] * 3 + ["€100"] * 3
    assert [head.split("<")[0] for head in drawn.figure.layout.xaxis.ticktext] == ["c", "b", "a"]
    assert sum("× 10.0\u202f%" in t for t in labels(drawn)) == 3


def test_a_cell_of_few_leads_is_written_quietly():
    values = valued("ab")
    many = values.cells.assign(leads=[50, 5, 5, 5])
    drawn = what_a_lead_is_worth.draw(type(values)(many, 0.1, 1000.0, 90, "source"), look=LOOK)
    assert sum(t.startswith("<b>€") for t in labels(drawn)) == 1


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_numbers_can_be_read_on_every_depth_of_colour(mode):
    one = look(mode)
    drawn = what_a_lead_is_worth.draw(valued([str(i) for i in range(12)]), look=one)
    cells = {(int(a.x), a.y): a.font.color for a in drawn.figure.layout.annotations if a.text.startswith("€")}
    assert len(cells) == 36
    for (x, y), ink in cells.items():
        assert contrast(ink, drawn.figure.data[x].marker.color[y]) >= 4.5


def test_sources_beyond_the_most_are_left_to_the_table():
    drawn = what_a_lead_is_worth.draw(valued(MANY), look=LOOK)
    assert len(drawn.figure.layout.yaxis.ticktext) == 12
    assert any("28 more sources in the table" in text for text in labels(drawn))


def test_a_click_hands_back_source_and_segment():
    drawn = what_a_lead_is_worth.draw(valued("ab"), look=LOOK)
    assert {tuple(c) for trace in drawn.figure.data for c in trace.customdata} == {(s, g) for s in "ab" for g in "ab"}


# --- is it usually kept? --------------------------------------------------------------------------


def test_a_month_whose_promise_was_broken_is_red_and_says_so_in_words():
    rows = pd.DataFrame({"bucket": pd.date_range("2026-06-01", periods=2, freq="MS"), "actual": [8.0, 9.0]})
    rows = rows.assign(target=9.0, is_missed=[True, False])
    drawn = against_target.months(rows, MQLS, look=LOOK, colour=LOOK.marketing)
    columns = drawn.figure.data[0]
    assert list(columns.marker.color) == [LOOK.broken, LOOK.marketing]
    assert columns.hovertext[0].startswith("<b>Jun 2026 (missed)</b>")
    assert "Jun 2026 (missed) 8 of 9" in drawn.alt
    assert "Jul 2026 9 of 9" in drawn.alt


def test_a_target_that_is_no_promise_is_never_red():
    rows = pd.DataFrame({"bucket": pd.date_range("2026-06-01", periods=2, freq="MS"), "actual": 8.0, "target": 9.0})
    assert LOOK.broken not in against_target.months(rows, MQLS, look=LOOK).figure.to_json()
