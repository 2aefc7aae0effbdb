"""What the quadrant tells: places, whiskers, who is named, and that names keep apart."""

import itertools

import pandas as pd
import pytest

from smarketing.charts import who_has_the_problem
from smarketing.charts.beside import Box, Named, sides
from smarketing.charts.theme import look
from smarketing.metrics.diagnosis import diagnose
from tests.charts.pictures import diagnosed

LOOK = look("light", slots={"a": 1, "b": 2, "c": 3})
PLOT = Box(0, 0, 560, 300)


def labels(drawn):
    return [a.text for a in drawn.figure.layout.annotations]


def points(drawn):
    """{name: (across, up, size, fill, right end of the whisker)}."""
    return {
        datum[0]: (x, y, size, fill, x + reach)
        for t in drawn.figure.data
        for datum, x, y, size, fill, reach in zip(
            t.customdata, t.x, t.y, t.marker.size, t.marker.color, t.error_x.array, strict=True
        )
    }


def test_a_point_stands_where_its_rates_are_and_its_whiskers_reach_to_its_intervals():
    rows = diagnosed("abc")
    drawn = who_has_the_problem.draw(rows, look=LOOK)
    across, up, size, fill, reach = points(drawn)["a"]
    assert (across, up) == (0.8, 0.2)
    assert fill == LOOK.paint("a").colour
    assert reach == pytest.approx(rows.set_index("source").loc["a", "compliance_high"])
    assert size > points(drawn)["b"][2]
    assert points(drawn)["b"][3] == LOOK.quiet


def test_a_problem_is_bold_and_the_corners_say_what_they_mean():
    drawn = who_has_the_problem.draw(diagnosed("abc"), look=LOOK)
    assert "<b>a</b>" in labels(drawn)
    assert "<b>b</b>" not in labels(drawn)
    corners = {(a.x, a.y): a.text for a in drawn.figure.layout.annotations if a.bgcolor == LOOK.surface}
    said = {(0, 1): "follow-up problem", (1, 1): "fine", (0, 0): "both", (1, 0): "source problem"}
    assert all(word in corners[place] for place, word in said.items())
    assert drawn.alt.startswith(
        "Acceptance over first touches in time by source; all together 46.7\u202f% accepted and 80.0\u202f% touched in "
        "time. a: 20.0\u202f% accepted and 80.0\u202f% touched in time (source problem)"
    )


def test_the_lines_are_those_of_all_together():
    drawn = who_has_the_problem.draw(diagnosed("abc"), look=LOOK)
    # 20 + 60 + 60 of 300 accepted
    upright, level = drawn.figure.layout.shapes
    assert (upright.x0, level.y0) == (0.8, pytest.approx(140 / 300))


def test_too_few_is_hollow_and_without_whiskers():
    cohorts = pd.DataFrame({"source": ["a", "b"], "accepted_due": [3, 60], "rejected_due": [2, 40]})
    touched = pd.DataFrame({"source": ["a", "b"], "touch_met": [4, 80], "touch_late": 1, "touch_breached": 0})
    drawn = who_has_the_problem.draw(diagnose(cohorts, touched, by="source"), look=LOOK)
    assert points(drawn)["a"][3] == LOOK.background
    assert pd.isna(points(drawn)["a"][4])
    assert any("too few to say" in text for t in drawn.figure.data for text in t.hovertext)


def test_a_group_without_a_rate_is_counted_and_not_drawn():
    cohorts = pd.DataFrame({"source": ["a", "b"], "accepted_due": [30, 60], "rejected_due": [20, 40]})
    touched = pd.DataFrame({"source": ["a", "b"], "touch_met": [0, 80], "touch_late": [0, 1], "touch_breached": 0})
    drawn = who_has_the_problem.draw(diagnose(cohorts, touched, by="source"), look=LOOK)
    assert list(points(drawn)) == ["b"]
    assert any("1 not drawn" in text for text in labels(drawn))


def boxes(named):
    return [p.name(right=s[0], above=s[1]) for p, s in zip(named, sides(named, plot=PLOT), strict=True) if s]


def test_no_name_touches_another_or_any_point_or_leaves_the_plot():
    named = [Named(37 * i % 560, 91 * i % 300, f"A name of length {i}") for i in range(40)]
    placed = boxes(named)
    assert 5 < len(placed) < 40
    assert not any(one.touches(other) for one, other in itertools.combinations(placed, 2))
    assert not any(name.touches(p.point) for name in placed for p in named)
    assert all(name.lies_in(PLOT) for name in placed)


def test_the_first_one_chooses_first_and_the_edge_turns_a_name_to_the_other_side():
    first, second = Named(100, 100, "first"), Named(100, 100, "second")
    assert sides([first], plot=PLOT) == [(True, True)]
    assert sides([Named(555, 295, "edge")], plot=PLOT) == [(False, False)]
    assert sides([first, second], plot=PLOT)[0] == (True, True)
    assert sides([first], plot=PLOT, words=[PLOT]) == [None]
