"""What moved a total, in words: the sentence, the names of its factors, the stages that the data knows."""

from itertools import pairwise

import pandas as pd
import pytest

from smarketing.metrics.change import EARLIER, MIX, SIZE, VOLUME
from smarketing.metrics.why import MEASURES, because, names
from smarketing.stages import Stage

REVENUE, DEALS, PIPELINE, SQLS = MEASURES.values()
KNOWN = (Stage.LEAD, Stage.MQL, Stage.SQL, Stage.CUSTOMER)


def rows(**sources):
    """Per source MQLs, SQLs, won deals and their amount, as the frames under each other have them."""
    told = [[name, *numbers] for name, numbers in sources.items()]
    frame = pd.DataFrame(told, columns=["source", "mqls", "sqls", "won_told", "won_amount"])
    return frame.assign(leads=0, sals=0, opportunities=0, won=frame["won_told"], opened=0, opened_amount=0.0)


def said(then, now, *, measure=REVENUE, known=KNOWN):
    change = measure.change(then, now, by="source", known=known)
    found = because(change, measure, steps=measure.steps(known), against="Q2 2026", currency="EUR")
    return found and found.text.replace("\u202f", " ")


def test_one_factor_that_did_it_alone_is_said_so():
    then, now = rows(a=(100, 50, 20, 20_000.0)), rows(a=(100, 50, 20, 12_000.0))
    assert said(then, now) == "Revenue fell by €8,000 against Q2 2026: deal size alone took €8,000"


def test_the_largest_come_first_and_what_worked_against_them_brought():
    # a wins 20 % at €1,000; from all of 100 MQLs to a quarter of 200; b wins nothing
    then, now = rows(a=(100, 50, 20, 20_000.0)), rows(a=(50, 25, 10, 10_000.0), b=(150, 75, 0, 0.0))
    # volume: 100 more × (100 % + 25 %) ÷ 2 × €200; the mix: −75 points × (100 + 200) ÷ 2 × €200
    assert said(then, now) == (
        "Revenue fell by €10K against Q2 2026: the mix of sources alone took €22.5K, the number of MQLs brought €12.5K"
    )


def test_small_factors_are_left_to_the_chart():
    then, now = rows(a=(100, 50, 20, 20_000.0)), rows(a=(101, 50, 20, 12_000.0))
    assert said(then, now).endswith(": deal size alone took €8,000")


def test_flows_are_told_together_and_not_called_a_conversion():
    then, now = rows(a=(100, 50, 40, 40_000.0)), rows(a=(100, 80, 60, 60_000.0))
    told = said(then, now)
    assert told == "Revenue rose by €20K against Q2 2026: the flow from stage to stage alone brought €20K"
    assert "conversion" not in told


def test_fewer_than_ten_on_either_side_are_too_few_to_say_why():
    then, now = rows(a=(100, 50, 9, 9_000.0)), rows(a=(200, 90, 30, 30_000.0))
    told = "Revenue rose by €21K against Q2 2026; too few to say why, 30 won deals after 9"
    assert said(then, now) == told
    assert said(now, then) == told.replace("rose", "fell").replace("30 won deals after 9", "9 won deals after 30")
    few = REVENUE.change(then, now, by="source", known=KNOWN)
    assert because(few, REVENUE, steps=REVENUE.steps(KNOWN), against="", currency="EUR").weight == 0


def test_a_total_that_stood_is_level_and_what_moved_under_it_is_told():
    then, now = rows(a=(100, 50, 20, 20_000.0)), rows(a=(200, 100, 40, 20_000.0))
    told = said(then, now)
    assert told.startswith("Revenue is level with Q2 2026, €20K after €20K: ")
    assert "the number of MQLs brought €15K" in told
    assert "deal size took €15K" in told  # 100 more × (200 + 100) ÷ 2, of 20 % won; and the other way round
    assert "alone" not in told


def test_counts_are_spoken_of_in_whole_leads():
    then, now = rows(a=(100, 50, 0, 0.0)), rows(a=(91, 31, 0, 0.0))
    # 91 × 31/91 = 31; volume: −9 × (50 % + 34.07 %) ÷ 2 = −3.8; the flow −15.2
    told = said(then, now, measure=SQLS)
    assert told == (
        "SQLs fell by 19 against Q2 2026: the flow from stage to stage alone took 15, the number of MQLs took 4"
    )


def test_where_nothing_was_won_nothing_is_said():
    assert said(rows(), rows()) is None
    assert said(rows(a=(10, 5, 0, 0.0)), rows(a=(10, 5, 0, 0.0))) is None


@pytest.mark.parametrize(
    ("known", "steps"),
    [
        (tuple(Stage), ["mqls", "sals", "sqls", "opportunities", "won_told"]),
        (KNOWN, ["mqls", "sqls", "won_told"]),
        ((Stage.LEAD, Stage.CUSTOMER), ["leads", "won_told"]),
        ((Stage.SQL, Stage.CUSTOMER), ["sqls", "won_told"]),
        ((), ["won_told"]),
    ],
)
def test_the_steps_are_the_stages_that_the_data_knows(known, steps):
    assert REVENUE.steps(known) == steps


def test_each_factor_has_a_name():
    steps = REVENUE.steps(tuple(Stage))
    called = names(steps, by="segment")
    assert list(called) == [VOLUME, MIX, *steps[1:], SIZE, EARLIER]
    assert (called[VOLUME], called[MIX], called[EARLIER]) == (
        "Number of MQLs", "Mix of segments", "Segments without MQLs",
    )  # fmt: skip
    assert [called[to] for _, to in pairwise(steps)] == [
        "MQL → SAL", "SAL → SQL", "SQL → Opportunity", "Opportunity → Won",
    ]  # fmt: skip
    assert names(PIPELINE.steps(()), by="source")[VOLUME] == "Number of deals"
    assert names(DEALS.steps(()), by="source")[EARLIER] == "Sources without won deals"
