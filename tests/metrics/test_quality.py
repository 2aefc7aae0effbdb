"""Shares of leads with a fault, by hand."""

import pandas as pd
import pytest

from smarketing.groups import FAULTY, Group
from smarketing.metrics.quality import FAULTS, worst
from smarketing.metrics.registry import evaluate

NONE = {group.key: 0 for group in FAULTY}
FRAME = pd.DataFrame(
    [
        {"day": 1, "checked": 60, "touch_timed": 20, "created": 50} | NONE | {"without_owner": 6, "touched_early": 4},
        {"day": 2, "checked": 40, "touch_timed": 20, "created": 0} | NONE | {"without_owner": 2, "without_source": 1},
    ]
)


def test_each_share_is_of_those_that_could_have_the_fault():
    told = evaluate(list(FAULTS.values()), FRAME).set_index("metric")
    assert told.loc["without_owner_rate", "value"] == pytest.approx(0.08)  # 8 of 100
    assert told.loc["touched_early_rate", "value"] == pytest.approx(0.10)  # 4 of 40
    assert told.loc["entered_late_rate", "denominator"] == 50


def test_the_worst_are_the_largest_shares_and_small_ones_are_none():
    assert list(worst(FRAME, FAULTY)["group"]) == ["touched_early", "without_owner", "without_source"]
    assert list(worst(FRAME, [Group.WITHOUT_OWNER, Group.SKIPPED])["group"]) == ["without_owner"]
    assert worst(FRAME, FAULTY, least=0.2).empty


def test_of_no_lead_nothing_is_wrong():
    assert worst(FRAME[:0], FAULTY).empty
