"""The page Leads says what a past day can't tell."""

from __future__ import annotations

from smarketing.sample import prepare
from tests.ui.test_bridge import opened, said

WITHOUT_REOPENED = "A lead that was lost by this day and has got another deal since is not among them."


def test_lost_leads_of_a_past_day_lack_those_that_got_another_deal_since_and_the_page_says_so(folder):
    prepare(folder)
    then, now = (opened("data/leads.py", show="Lost", **link) for link in ({"as_of": "2026-08-31"}, {}))
    assert WITHOUT_REOPENED in said(then.caption)
    assert WITHOUT_REOPENED not in said(now.caption)
    assert WITHOUT_REOPENED not in said(opened("data/leads.py", show="MQLs", as_of="2026-08-31").caption)
