"""The headline numbers of the page Revenue: no arrow for what chance explains, and words that tell how it is judged."""

from __future__ import annotations

import pytest
from streamlit.proto.Metric_pb2 import Metric

from smarketing.sample import prepare
from tests.ui.test_bridge import opened


@pytest.fixture
def shown(folder):
    """The metrics of the page by their labels: November to the 18th against as many days of October."""
    prepare(folder)
    page = opened("funnel/revenue.py", period="This month")
    return {m.label.replace("\\", ""): m.proto for m in page.metric}


def test_money_that_chance_explains_has_no_arrow(shown):
    # twice as much as before, and both months hang on a few large deals: see tests/scenes/test_sample.py
    card = shown["Revenue"]
    assert "106" in card.delta
    assert "no clear difference" in card.delta_description
    assert (card.direction, card.color) == (Metric.NONE, Metric.GRAY)


@pytest.mark.parametrize(
    ("label", "words"), [("Revenue", "(compound Poisson)"), ("Pipeline created", "(compound Poisson)"),
                         ("Won deals", "(Poisson)")],
)  # fmt: skip
def test_a_card_tells_how_it_is_judged(shown, label, words):
    assert words in shown[label].help.replace("\\", "")


def test_a_rate_tells_no_law_of_counts(shown):
    assert "Poisson" not in shown["Win rate"].help
