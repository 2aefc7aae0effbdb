"""Why no first touch was promised, counted by hand on every kind of store."""

from __future__ import annotations

from datetime import date

import pandas as pd

from smarketing.business_time import last_second
from smarketing.filters import Compare, Filters
from smarketing.intake.load import load_files
from smarketing.periods import Period, to_number
from smarketing.store.follow_up import knows_touches, unjudged

AS_OF = date(2026, 6, 20)
UNTIL = last_second(AS_OF, "UTC")
VIEW = Filters(period=Period(date(2026, 6, 1), AS_OF), as_of=AS_OF, compare=Compare.NOTHING)

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
