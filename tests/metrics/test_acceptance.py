"""The hand-off, by hand."""

import pandas as pd
import pytest

from smarketing.metrics.acceptance import (
    acceptance_rate,
    accepted,
    by_reason,
    overdue_rate,
    pending,
    rejected,
    with_decisions,
)
from smarketing.metrics.registry import evaluate
from smarketing.metrics.volume import mqls

COHORTS = pd.DataFrame(
    [  # day, source, mqls, sals, rejected · of those past their deadline: accepted, rejected, pending
        (100, "Webinar", 5, 3, 1, 3, 1, 1),
        (107, "Webinar", 4, 1, 1, 1, 1, 2),
        (108, "Webinar", 3, 3, 0, 0, 0, 0),  # not due yet
        (100, "Email", 2, 0, 2, 0, 2, 0),
        (109, "Referral", 2, 0, 0, 0, 0, 0),  # not due yet
    ],
    columns=["day", "source", "mqls", "sals", "rejected", "accepted_due", "rejected_due", "pending_due"],
)
DECIDED = with_decisions(COHORTS)


def values(metrics, frame=DECIDED, by=()):
    rows = evaluate(metrics, frame, by=by)
    return rows.set_index(by[0] if by else "metric")["value"]


def test_accepted_rejected_and_pending_add_up_to_mqls():
    numbers = values([mqls, accepted, rejected, pending])
    assert numbers.to_dict() == {"mqls": 16, "accepted": 7, "rejected": 4, "pending": 5}


def test_acceptance_counts_only_mqls_past_their_deadline():
    # Webinar: (3 + 1) accepted of (3+1) + (1+1) decided, the three quick ones of day 108 are not due
    assert values(acceptance_rate, by=["source"])["Webinar"] == pytest.approx(4 / 6)


def test_acceptance_is_missing_when_no_mql_is_past_its_deadline():
    assert pd.isna(values(acceptance_rate, by=["source"])["Referral"])


def test_acceptance_of_all_is_no_average_of_the_sources():
    # (4 + 0) of (6 + 2); the average of 4/6 and 0/2 would be 1/3
    assert values(acceptance_rate)["acceptance_rate"] == 4 / 8


def test_overdue_are_the_ones_that_nobody_answered_in_time():
    # due: 5 + 4 + 2 = 11, of them pending 1 + 2
    assert values(overdue_rate)["overdue_rate"] == pytest.approx(3 / 11)


def test_what_was_not_answered_in_time_counts_as_accepted_only_where_that_was_agreed():
    decided = with_decisions(COHORTS, accepted_by_default=True)
    # 7 accepted + 3 overdue of 16; of the 11 due, 4 + 3 accepted and 4 rejected, nothing is overdue
    assert values([accepted, pending, rejected], decided).to_dict() == {"accepted": 10, "pending": 2, "rejected": 4}
    assert values(acceptance_rate, decided)["acceptance_rate"] == pytest.approx(7 / 11)
    assert values(overdue_rate, decided)["overdue_rate"] == 0


def test_reasons_share_out_the_rejections():
    told = pd.DataFrame(
        {"source": ["Email", "Email", "Webinar"], "reason": ["No budget", "Student", "Student"], "rejected": [1, 1, 2]}
    )
    assert by_reason(told).set_index("reason")["value"].to_dict() == {"No budget": 1 / 4, "Student": 3 / 4}
    within = by_reason(told, within=["source"])
    assert within.groupby("source")["value"].sum().tolist() == [1, 1]
