"""The scene of sales' promise of the sample company, against plain pandas over its files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smarketing import link
from smarketing.metrics.promises import Promise
from smarketing.metrics.registry import Unit
from smarketing.metrics.show import show
from smarketing.scenes import scene
from tests.two_roads.test_sales_part import AS_OF, DECIDE, TOUCH, UNTIL, VIEW, mqls, skipped, state_of, store

__all__ = ["mqls", "store"]

STATES = ["met", "late", "breached", "pending", "unjudged"]


@pytest.fixture(scope="module")
def shown(store):
    """Since July, when the promise was 8 hours to the touch and 16 to the answer."""
    return scene(store, "sales_promise", link.query(VIEW), at=UNTIL, as_of=AS_OF)


@pytest.fixture(scope="module")
def states(mqls):
    """The state of each promise of each MQL, by the files."""
    touch = state_of(mqls["first_touch"], mqls["start"], TOUCH)
    answer = state_of(mqls["answered"], mqls["start"], DECIDE)
    return pd.DataFrame(
        {Promise.TOUCH: np.where(mqls["assigned"].isna(), "unjudged", touch), Promise.DECIDE: answer}, index=mqls.index
    )


def counted(text: str) -> int:
    return int(text.replace(",", ""))


def test_the_states_on_the_scene_are_those_of_the_files(shown, mqls, states):
    rows = {label: dict(zip(STATES, map(counted, told), strict=True)) | {"mqls": counted(all_of_them)}
            for label, *told, all_of_them in shown.grid.rows}  # fmt: skip
    passed = len(skipped())  # no MQL by the file, sales took them all the same: answered, and no touch was promised
    for promise, more in ((Promise.TOUCH, "unjudged"), (Promise.DECIDE, "met")):
        by_file = states[promise].value_counts().reindex(STATES, fill_value=0).to_dict()
        by_file[more] += passed
        assert rows[promise.label] == by_file | {"mqls": len(mqls) + passed}


def test_the_figures_are_what_was_kept_of_what_was_due(shown, states):
    for figure, promise, more in zip(shown.figures, Promise, (0, len(skipped())), strict=True):
        met = (states[promise] == "met").sum() + more
        due = states[promise].isin(STATES[:3]).sum() + more
        assert figure.of == f"{met:,} of {due:,}"
        assert figure.value == show(met / due, Unit.RATE)


def test_each_teams_bar_is_its_share_of_touches_in_time(shown, mqls, states):
    due = states[states[Promise.TOUCH].isin(STATES[:3])]
    by_file = (due[Promise.TOUCH] == "met").groupby(mqls["team"].fillna("(none)")).mean()
    picture = shown.picture
    told = dict(zip(picture.categories, picture.series[0].values, strict=True))
    assert told == pytest.approx(by_file.to_dict(), abs=1e-5)
    assert list(told.values()) == sorted(told.values(), reverse=True)
