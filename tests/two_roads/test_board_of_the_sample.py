"""The board of the sample company, with its money, against plain pandas over its files, and as a scene of a meeting.

What a lead of a kind is worth is asked of the product; which leads are owed what, and what they are worth together, is
counted from the files.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from smarketing import link, owed
from smarketing.agreement import terms_on
from smarketing.business_time import last_second
from smarketing.filters import NONE, Compare, Filters
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.periods import Period
from smarketing.scenes import scene
from smarketing.store.promises import agreements
from smarketing.store.records import read_workspace
from tests.sample_data.conftest import LEAD_MOMENTS, ZONE, read
from tests.sample_data.yardsticks import business_hours
from tests.two_roads.test_sales_part import LATER, store

__all__ = ["store"]

FIRST = {date(2026, 11, 18): "2025-11-01", date(2026, 8, 31): "2025-08-01", date(2026, 7, 1): "2025-07-01"}
"""Each as-of day with the first day of the twelve months before its own; July is when 16 hours took 24's place."""

TOUCH, DECIDE_BEFORE, DECIDE, CHANGED = 8, 24, 16, "2026-07-01"


@pytest.fixture(params=FIRST, ids=str, scope="module")
def as_of(request):
    return request.param


@pytest.fixture(scope="module")
def worth(store, as_of):
    return owed.values(store, as_of, workspace=read_workspace(store), horizon=90)


@pytest.fixture(scope="module")
def board(store, as_of, worth):
    """As the page has it, whatever period is on screen."""
    here = read_workspace(store)
    today = Filters(period=Period(as_of, as_of), as_of=as_of, compare=Compare.NOTHING)
    terms = terms_on(agreements(store), as_of, usual=here.calendar)
    return owed.board_of(store, today, at=last_second(as_of, ZONE), workspace=here, terms=terms, worth=worth)


@pytest.fixture(scope="module")
def by_file(as_of, worth):
    """One row per lead on the board: promise, hours over, what it is worth."""
    end = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    leads = read("leads", *LEAD_MOMENTS).fillna(dict.fromkeys(["owner", "team", "source", "segment"], NONE))
    leads = leads.assign(**{moment: leads[moment].where(leads[moment] < end) for moment in LEAD_MOMENTS})
    answered = leads[["sal", *LATER, "rejected"]].notna().any(axis=1)
    waiting = leads[(leads["mql"] >= FIRST[as_of]) & ~answered]
    start = waiting[["mql", "assigned"]].max(axis=1)
    waited = business_hours(start, pd.Series(end, waiting.index))
    untouched = waiting["assigned"].notna() & waiting["first_touch"].isna() & (waited >= TOUCH)
    hours = np.where(untouched, TOUCH, np.where(waiting["mql"] < CHANGED, DECIDE_BEFORE, DECIDE))
    told = waiting.assign(promise=np.where(untouched, "touch", "decide"), over=waited - hours)
    value = worth.cells.set_index(["source", "segment"])["value"]
    told["worth"] = pd.MultiIndex.from_frame(told[["source", "segment"]]).map(value)
    return told[told["over"] >= 0]


def test_each_rep_owes_the_leads_of_the_file_and_their_money(board, by_file):
    theirs = by_file.groupby("owner").agg(
        team=("team", "first"), leads=("key", "size"), touch=("promise", lambda p: (p == "touch").sum()),
        decide=("promise", lambda p: (p == "decide").sum()), longest_over=("over", "max"), at_risk=("worth", "sum"),
    )  # fmt: skip
    ours = board.reps.set_index("owner").loc[theirs.index]
    assert len(board.reps) == len(theirs) > 5
    exact = ["team", "leads", "touch", "decide"]
    assert ours[exact].to_dict() == theirs[exact].to_dict()
    for column in ("longest_over", "at_risk"):
        assert ours[column].to_dict() == pytest.approx(theirs[column].to_dict()), column
    assert board.reps["at_risk"].is_monotonic_decreasing


def test_the_sentence_has_the_files_sums(board, by_file):
    money = show(by_file["worth"].sum(), Unit.MONEY, currency="EUR")
    assert f" with {len(by_file)} leads, " in board.sentence
    assert f"together worth {money};" in board.sentence


def test_the_named_are_the_longest_of_each_rep(board, by_file):
    longest = by_file.groupby("owner")["over"].nlargest(3).groupby("owner").min()
    for owner, labels in board.named.groupby("owner")["label"]:
        over = by_file[(by_file["owner"] == owner) & by_file["label"].isin(labels)]["over"]
        assert len(labels) == min(3, (by_file["owner"] == owner).sum())
        assert over.max() == by_file.loc[by_file["owner"] == owner, "over"].max()
        assert over.min() >= longest[owner] - 1e-9


def test_a_scene_of_a_meeting_has_the_same_board(store, as_of, board):
    month = Filters(period=Period(as_of.replace(day=1), as_of), as_of=as_of)
    shown = scene(store, "board", link.query(month), at=last_second(as_of, ZONE), as_of=as_of)
    assert shown.title == board.sentence
    assert [(rep, int(leads)) for rep, _, leads, *_ in shown.grid.rows] == list(
        board.reps[["owner", "leads"]].itertuples(index=False, name=None)
    )
