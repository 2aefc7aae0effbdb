from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.charts.axes import round_ticks, value_ticks
from smarketing.charts.labels import listed, spread, width
from smarketing.charts.theme import look
from smarketing.metrics.registry import Unit

PLACES = st.lists(st.floats(0, 100), min_size=1, max_size=12)


@given(PLACES, st.floats(0.1, 5))
def test_labels_keep_their_distance_and_their_order(places, gap):
    moved = spread(places, gap=gap)
    order = sorted(range(len(places)), key=lambda i: places[i])
    steps = [moved[b] - moved[a] for a, b in pairwise(order)]
    assert all(step >= gap - 1e-6 for step in steps)


@given(PLACES, st.floats(0.1, 5))
def test_no_label_falls_below_the_axis(places, gap):
    assert min(spread(places, gap=gap, low=0.0)) >= 0


def test_labels_with_room_stay_where_they_are():
    assert spread([1.0, 5.0, 9.0], gap=2.0) == [1.0, 5.0, 9.0]


@given(st.floats(1e-6, 1e12))
def test_ticks_are_few_round_and_inside(top):
    ticks = round_ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] <= top * 1.0000001
    assert 3 <= len(ticks) <= 7


@pytest.mark.parametrize(
    ("top", "unit", "texts"),
    [
        (0.3, Unit.RATE, ["0\u202f%", "5\u202f%", "10\u202f%", "15\u202f%", "20\u202f%", "25\u202f%", "30\u202f%"]),
        (0.026, Unit.RATE, ["0\u202f%", "0.5\u202f%", "1\u202f%", "1.5\u202f%", "2\u202f%", "2.5\u202f%"]),
        (520_000, Unit.MONEY, ["€0", "€100K", "€200K", "€300K", "€400K", "€500K"]),
        (47, Unit.COUNT, ["0", "10", "20", "30", "40"]),
    ],
)
def test_ticks_are_written_as_short_as_they_can_be(top, unit, texts):
    assert value_ticks(top, unit, look("light"))["ticktext"] == texts


def test_tags_and_entities_take_no_room():
    assert width('<i>12</i> <span style="x">of 20</span> &lt;a') == width("12 of 20 <a".replace("<", "‹"))


def test_a_long_list_says_how_many_more():
    assert listed([("a", "1"), ("b", "2"), ("c", "3")], most=2) == "a 1, b 2 and 1 more"
