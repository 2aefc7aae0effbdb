"""Which version counts, on which days, and whose deal it is. Days are small numbers, so that they can be counted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.intake.settle import is_newest, settle, settled_days
from smarketing.stages import LADDER, Exit, Stage
from smarketing.store.schema import DIMENSIONS, bit

NONE = float("nan")


def leads(*rows):
    usual = {"id": 1, "import_id": 1, "key": "a", "spell": 1, "version": 1, "digest": 0, **dict.fromkeys(DIMENSIONS, 0)}
    usual |= {f"{s.key}_raw": None for s in (*LADDER, *Exit)}
    return _frame(usual, rows)


def deals(*rows):
    usual = {"id": 1, "import_id": 1, "key": "d", "version": 1, "digest": 0, "opened_raw": None, "won_raw": None,
             "lost_raw": None, "amount_cents": None, **{f"own_{d}": 0 for d in DIMENSIONS}}  # fmt: skip
    return _frame(usual, rows)


def links(*pairs, import_id=1):
    return _frame({"id": 1, "import_id": import_id}, [{"deal_key": d, "lead_key": k} for d, k in pairs])


def _frame(usual, rows):
    rows = [{**usual, "id": place, **row} for place, row in enumerate(rows, start=1)]
    frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else [*usual, "deal_key", "lead_key"])
    return frame.astype({c: "str" if c.endswith("key") else "Int64" for c in frame.columns})


def days(frame, row=0):
    return [None if pd.isna(frame[s.day][row]) else int(frame[s.day][row]) for s in LADDER]


@pytest.mark.parametrize(
    ("raw", "settled"),
    [
        ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]),
        ([1, 2, NONE, NONE, NONE, 9], [1, 2, 9, 9, 9, 9]),  # what was skipped takes the earliest later day
        ([NONE, 5, NONE, NONE, NONE, 3], [3, 5, 5, 5, 5, 5]),  # won before the first contact: raised to it
        ([4, NONE, NONE, 2, NONE, NONE], [4, 4, 4, 4, NONE, NONE]),
        ([NONE] * 6, [NONE] * 6),
    ],
)
def test_days_are_settled_as_the_metrics_say(raw, settled):
    assert settled_days(np.array([raw], dtype=float))[0].tolist() == pytest.approx(settled, nan_ok=True)


RAW = st.lists(st.lists(st.one_of(st.just(NONE), st.integers(0, 9).map(float)), min_size=6, max_size=6), min_size=1)


@given(RAW)
def test_settled_days_never_go_back_and_no_stage_is_reached_without_those_above(raw):
    day = settled_days(np.array(raw))
    reached = ~np.isnan(day)
    assert (reached[:, :-1] | ~reached[:, 1:]).all()
    both = reached[:, 1:]
    assert (day[:, 1:][both] >= day[:, :-1][both]).all()
    assert (reached[:, -1] == ~np.isnan(np.array(raw)[:, -1])).all()


def test_stages_that_were_skipped_and_raised_leave_their_bits():
    found = settle(leads({"lead_raw": 4, "mql_raw": 2, "customer_raw": 9}), deals(), links()).leads
    assert found["skipped"][0] == bit(Stage.SAL) | bit(Stage.SQL) | bit(Stage.OPPORTUNITY)
    assert found["raised"][0] == bit(Stage.MQL)


def test_only_the_newest_version_has_days():
    told_twice = leads({"mql_raw": 1, "version": 1}, {"mql_raw": 2, "version": 2, "import_id": 2})
    found = settle(told_twice, deals(), links()).leads
    assert found["current"].tolist() == [0, 1]
    assert [days(found, row)[1] for row in (0, 1)] == [None, 2]


def test_a_lead_takes_its_opportunity_and_sale_from_its_deals_where_it_has_none_of_its_own():
    found = settle(
        leads({"key": "a", "mql_raw": 1}, {"key": "b", "mql_raw": 1, "opportunity_raw": 4, "customer_raw": 5}),
        deals({"key": "d", "opened_raw": 7, "won_raw": 9}, {"key": "e", "opened_raw": 6}),
        links(("d", "a"), ("e", "a"), ("d", "b")),
    ).leads
    assert days(found, 0) == [1, 1, 6, 6, 6, 9]  # SAL and SQL were skipped
    assert days(found, 1) == [1, 1, 4, 4, 4, 5]


def test_a_lead_is_lost_when_all_of_its_deals_are():
    both = leads({"key": "a", "mql_raw": 1}, {"key": "b", "mql_raw": 1})
    found = settle(both, deals({"key": "d", "lost_raw": 5}, {"key": "e", "lost_raw": 7}, {"key": "f", "opened_raw": 3}),
                   links(("d", "a"), ("e", "a"), ("d", "b"), ("f", "b"))).leads  # fmt: skip
    assert found["lost_day"].tolist() == [7, pd.NA]


def test_a_rejection_before_the_mql_day_is_raised_to_it():
    found = settle(leads({"mql_raw": 5, "rejected_raw": 3, "lost_raw": 4}), deals(), links()).leads
    assert (found["rejected_day"][0], found["lost_day"][0]) == (5, 5)


def test_a_deal_counts_once_for_the_lead_that_was_created_first():
    found = settle(
        leads({"key": "b", "lead_raw": 2, "mql_raw": 4, "source_id": 7}, {"key": "a", "lead_raw": 3, "source_id": 8}),
        deals({"won_raw": 9, "own_source_id": 5}, {"key": "e", "own_source_id": 6}),
        links(("d", "a"), ("d", "b")),
    ).deals
    assert found["lead_id"].tolist() == [1, pd.NA]
    assert found["source_id"].tolist() == [7, 6]  # the other deal has no lead: its own source
    assert (found["mql_day"][0], found["mql_raw"][0]) == (4, 4)


def test_the_mql_day_of_a_deal_is_not_its_own_where_mql_was_skipped():
    found = settle(leads({"lead_raw": 2, "customer_raw": 9}), deals({"won_raw": 9}), links(("d", "a"))).deals
    assert (found["mql_day"][0], found["mql_raw"].isna()[0]) == (9, True)


def test_a_deal_belongs_to_the_spell_that_had_begun_when_it_was_opened():
    both = leads({"lead_raw": 1, "mql_raw": 2}, {"spell": 2, "lead_raw": 1, "mql_raw": 50})
    for opened, lead_id in ((49, 1), (50, 2), (0, 1)):
        found = settle(both, deals({"opened_raw": opened}), links(("d", "a")))
        assert found.deals["lead_id"][0] == lead_id
        assert found.leads["opportunity_day"].notna().tolist() == [lead_id == 1, lead_id == 2]


def test_a_deal_opened_after_it_was_closed_is_opened_on_that_day():
    found = settle(leads(), deals({"opened_raw": 9, "won_raw": 5}), links()).deals
    assert (found["opened_day"][0], found["won_day"][0]) == (5, 5)


@pytest.mark.parametrize(
    ("opened", "lost", "won", "stays"), [(1, 4, 5, True), (None, 4, 5, True), (1, 5, 5, False), (1, 6, 5, False),
                                         (4, 3, 5, False)],
)  # fmt: skip
def test_a_deal_that_was_won_stays_lost_only_on_the_days_from_its_loss_to_its_winning(opened, lost, won, stays):
    found = settle(leads(), deals({"opened_raw": opened, "won_raw": won, "lost_raw": lost}), links()).deals
    assert (found["won_day"][0], found["lost_day"].tolist()) == (won, [lost if stays else pd.NA])
    assert found["opened_day"].tolist() == [pd.NA if opened is None else opened]


@pytest.mark.parametrize(
    ("told", "lost"),
    [
        ([{"opened_raw": 1, "lost_raw": 4, "won_raw": 9}], 4),
        ([{"opened_raw": 1, "lost_raw": 4}, {"opened_raw": 9, "won_raw": 9}], 4),
        ([{"opened_raw": 1, "lost_raw": 4}, {"opened_raw": 7, "won_raw": 9}], pd.NA),  # open from 7 on
        ([{"opened_raw": 1, "lost_raw": 9, "won_raw": 9}], pd.NA),
        ([{"opened_raw": 1, "won_raw": 3}, {"opened_raw": 4, "lost_raw": 5}], pd.NA),  # a customer already
    ],
)
def test_a_lead_stays_lost_on_the_days_before_a_deal_of_it_is_won(told, lost):
    named = [{"key": f"d{n}"} | one for n, one in enumerate(told)]
    on = links(*((one["key"], "a") for one in named))
    found = settle(leads({"key": "a", "mql_raw": 1}), deals(*named), on).leads
    assert found["lost_day"].tolist() == [lost]
    assert found["customer_day"].tolist() == [min(one["won_raw"] for one in told if "won_raw" in one)]


DAY = st.one_of(st.none(), st.integers(0, 8))
DEAL = st.fixed_dictionaries({"opened_raw": DAY, "won_raw": DAY, "lost_raw": DAY}).filter(lambda d: any(
    day is not None for day in d.values()))  # fmt: skip


def is_lost(told, own, mql, day):
    """By plain words: the lead says so, or all of its deals that have begun are lost, and none was won before."""
    if own is not None and max(own, mql) <= day:
        return True
    wins = [one["won_raw"] for one in told if one["won_raw"] is not None]
    last = min([day, *(won - 1 for won in wins)])  # what comes after the first sale adds nothing
    begun = [one for one in told if min(d for d in one.values() if d is not None) <= last]
    lost = [one["lost_raw"] for one in begun]
    return bool(begun) and all(d is not None and d <= last for d in lost) and max(*lost, mql) <= day


@given(st.lists(DEAL, min_size=1, max_size=4), DAY, st.integers(0, 3))
def test_on_each_day_a_lead_is_lost_as_its_deals_had_come_by_then(told, own, mql):
    named = [{"key": f"d{n}"} | one for n, one in enumerate(told)]
    on = links(*((one["key"], "a") for one in named))
    found = settle(leads({"id": 7, "key": "a", "mql_raw": mql, "lost_raw": own}), deals(*named), on)
    assert set(found.past_losses["lead_id"]) <= {7}
    spans = list(found.past_losses[["lost_day", "until_day"]].itertuples(index=False))
    spans += [(day, 99) for day in found.leads["lost_day"].dropna()]
    floor = int(found.leads["mql_day"][0])
    for day in range(12):
        assert sum(begins <= day < ends for begins, ends in spans) == is_lost(told, own, floor, day), day


MADE = {"key": "lead:a:1", "won_raw": 5, "opened_raw": 4}
WON = {"customer_raw": 5, "opportunity_raw": 4}


@pytest.mark.parametrize(
    ("made", "listed", "counts"),
    [
        ({}, False, True),  # nothing lists deals: the lead's own word is all there is
        ({}, True, False),  # the sale is on the list, only the link is missing
        ({"amount_cents": 100}, True, True),  # but its money may be nowhere else
    ],
)
def test_a_lead_that_tells_a_sale_makes_a_deal_unless_it_is_on_the_list(made, listed, counts):
    found = settle(leads(WON), deals({**MADE, **made}), links(("lead:a:1", "a")), deals_are_listed=listed).deals
    assert found["current"].tolist() == [int(counts)]
    assert found["won_day"].notna().tolist() == [counts]


def test_the_deal_that_a_lead_made_steps_back_behind_a_listed_one():
    found = settle(
        leads(WON), deals({**MADE, "amount_cents": 100}, {"key": "d", "won_raw": 6}), links(("d", "a"))
    ).deals
    assert found["current"].tolist() == [0, 1]


def test_the_deal_of_an_older_version_of_a_lead_does_not_count():
    versions = leads({**WON, "import_id": 1, "version": 1}, {"import_id": 2, "version": 2})
    found = settle(versions, deals({**MADE, "import_id": 1}), links(), deals_are_listed=False).deals
    assert found["current"].tolist() == [0]


def test_a_deal_hangs_on_the_leads_that_its_newest_version_names():
    both = leads({"key": "a"}, {"key": "b"})
    versions = deals({"import_id": 1, "version": 1}, {"import_id": 2, "version": 2})
    told = pd.concat([links(("d", "a")), links(("d", "b"), import_id=2)], ignore_index=True)
    found = settle(both, versions, told)
    assert found.links["current"].tolist() == [0, 1]
    assert found.deals["lead_id"].tolist() == [pd.NA, 2]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=12), st.randoms()
)
def test_the_order_of_rows_changes_nothing(told, random):
    rows = [{"key": "abcd"[k], "version": v, "digest": g * 10 + k, "import_id": n, "mql_raw": v + g}
            for n, (k, v, g) in enumerate(told)]  # fmt: skip
    shuffled = random.sample(rows, len(rows))

    assert _current(rows) == _current(shuffled)


def _current(rows):
    frame = leads(*rows)
    here = is_newest(frame, ["key", "spell"])
    return sorted(zip(frame["key"][here], frame["mql_raw"][here], strict=True))
