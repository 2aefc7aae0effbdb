"""Why a first touch is not judged, counted by hand on every kind of store."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from smarketing import link
from smarketing.agreement import Calendar, Side
from smarketing.business_time import last_second
from smarketing.filters import Compare, Filters
from smarketing.intake.load import load_files
from smarketing.periods import Period, to_number
from smarketing.scenes.measure import measure
from smarketing.store import promises
from smarketing.store.follow_up import attempts, follow_up, knows_touches, overdue, unjudged, waits

AS_OF = date(2026, 6, 20)
UNTIL = last_second(AS_OF, "UTC")
VIEW = Filters(period=Period(date(2026, 6, 1), AS_OF), as_of=AS_OF, compare=Compare.NOTHING)
CONTACTED_SINCE, UNTOLD = "contacted again since", "no touch told"

LEADS = [  # mql, sal
    ("2026-06-02T09:00:00Z", ""),
    ("2026-06-12T09:00:00Z", ""),
    ("2026-06-12T10:00:00Z", ""),
    ("2026-06-13", ""),  # a bare date
    ("", "2026-06-14T09:00:00Z"),  # never an MQL by a date of its own
    ("2026-06-21T09:00:00Z", ""),  # after as-of
    ("2026-05-31T09:00:00Z", ""),  # before the period
]


def test_each_lead_has_one_reason_and_the_first_agreement_parts_those_with_an_hour(store, tmp_path):
    leads = pd.DataFrame(LEADS, columns=["mql", "sal"]).assign(key=[f"K{n}" for n in range(len(LEADS))], source="Fairs")
    leads.to_csv(tmp_path / "leads.csv", index=False)
    load_files(store, [tmp_path / "leads.csv"], actor="test", at=1_782_500_000)
    told = unjudged(store, VIEW, since=to_number(date(2026, 6, 10)), until=UNTIL).set_index("why")["n"].to_dict()
    assert told == {"never handed over": 1, "without an hour": 1, "before the agreement": 1, "nobody assigned": 2}
    assert not unjudged(store, VIEW.within(source=("Webinars",)), since=0, until=UNTIL)["n"].sum()
    assert not knows_touches(store)


# --- what the data tells of today alone -----------------------------------------------------------


def sign(store):
    draft = promises.write_draft(store, promises.terms_of({}), date(2026, 6, 1), actor="test", at=0)
    for side in Side:
        draft = promises.sign(store, draft, side, "Ada", at=0)


@pytest.fixture
def contacted(store, tmp_path):
    """Leads that were handed over on the 12th, and when they were last contacted, how often, and changed."""
    sign(store)
    told = [("2026-06-12T10:00:00Z", 1), ("2026-06-19T10:00:00Z", 4), ("", 0)]
    pd.DataFrame(told, columns=["last_contacted", "times_contacted"]).assign(
        key=["early", "again", "never"], source="Fairs", mql="2026-06-12T09:00:00Z", assigned="2026-06-12T09:00:00Z",
        updated=["2026-06-12T10:00:00Z", "2026-06-19T10:00:00Z", "2026-06-12T09:00:00Z"],
    ).to_csv(tmp_path / "leads.csv", index=False)  # fmt: skip
    load_files(store, [tmp_path / "leads.csv"], actor="test", at=1_782_500_000)
    return store


@pytest.mark.parametrize(
    ("as_of", "states", "why", "tried"),
    [
        # whether it had been contacted by the 17th too, nobody wrote down: it is not called untouched
        (date(2026, 6, 17), {"met": 1, "breached": 1, "unjudged": 1}, {CONTACTED_SINCE: 1}, {1: 1, 0: 1, -1: 1}),
        (date(2026, 6, 19), {"met": 1, "late": 1, "breached": 1}, {}, {1: 1, 4: 1, 0: 1}),
    ],
)
def test_a_last_contact_and_a_number_of_contacts_tell_nothing_of_a_day_before_them(
    contacted, as_of, states, why, tried
):
    view, until = VIEW.within(as_of=as_of), last_second(as_of, "UTC")
    told = follow_up(contacted, view, until=until).filter(like="touch_").drop(columns="touch_proxy").sum()
    assert {name.removeprefix("touch_"): n for name, n in told.items() if n} == states
    assert unjudged(contacted, view, since=0, until=until).set_index("why")["n"].to_dict() == why
    assert attempts(contacted, view, until=until).groupby("attempts")["n"].sum().to_dict() == tried
    waited = waits(contacted, view, until=until, calendar=Calendar()).groupby("touched")["n"].sum().to_dict()
    assert waited == {1: 3 - len(why) - 1, 0: 1}
    board = overdue(contacted, view, until=until, calendar=Calendar()).groupby("promise")["leads"].sum()
    assert board.to_dict() == {"touch": 1, "decide": 2}


def test_where_no_touch_is_told_at_all_no_lead_is_called_untouched(store, tmp_path):
    """Handed over under a signed agreement, long past both deadlines, answered or not: only the answer is judged."""
    sign(store)
    hour = "2026-06-12T09:00:00Z"
    pd.DataFrame({"key": ["open", "taken", "nobodys"], "mql": hour, "assigned": [hour, hour, ""],
                  "sal": ["", "2026-06-12T10:00:00Z", ""]}).to_csv(tmp_path / "leads.csv", index=False)  # fmt: skip
    load_files(store, [tmp_path / "leads.csv"], actor="test", at=1_782_500_000)
    told = follow_up(store, VIEW, until=UNTIL).filter(regex="touch_|decide_").sum()
    assert {name: n for name, n in told.items() if n} == {
        "touch_unjudged": 3, "decide_met": 1, "decide_breached": 2,
    }  # fmt: skip
    why = unjudged(store, VIEW, since=0, until=UNTIL).set_index("why")["n"].to_dict()
    assert why == {UNTOLD: 2, "nobody assigned": 1}
    assert not waits(store, VIEW, until=UNTIL, calendar=Calendar())["n"].sum()
    board = overdue(store, VIEW, until=UNTIL, calendar=Calendar()).groupby("promise")["leads"].sum()
    assert board.to_dict() == {"decide": 2}
    assert measure(store, "touch_compliance", link.query(VIEW), at=UNTIL) is None
