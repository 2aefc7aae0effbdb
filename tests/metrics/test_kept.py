"""Whether the promise was kept, month by month, on numbers small enough to count by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from smarketing.agreement import Goal
from smarketing.metrics.kept import month_by_month, months_kept
from smarketing.metrics.registry import evaluate
from smarketing.periods import Period, to_number

JUNE, JULY, AUGUST = (Period(date(2026, m, 1), date(2026, m, last)) for m, last in ((6, 30), (7, 31), (8, 31)))
PAID = Goal("Paid", sources=("Ads",), mqls=10, value=500.0)
CAME = pd.DataFrame(
    [
        (date(2026, 6, 30), "Ads", 10, 400.0),  # June: 10 of 10, €400 of €500
        (date(2026, 7, 1), "Ads", 9, 600.0),  # July: 9 of 10, €600 of €500
        (date(2026, 7, 31), "Email", 90, 900.0),  # not of this goal
        (date(2026, 8, 1), "Ads", 3, 100.0),
    ],
    columns=["day", "source", "mqls", "worth"],
).assign(day=lambda rows: rows["day"].map(to_number), segment="")


def told(measure):
    return month_by_month(CAME, {JUNE: PAID, JULY: PAID, AUGUST: PAID}, measure=measure)


def test_a_month_is_kept_where_as_much_came_as_was_promised():
    rows = told("mqls")
    assert rows["bucket"].dt.month.to_list() == [6, 7, 8]
    assert rows[["actual", "target"]].values.tolist() == [[10, 10], [9, 10], [3, 10]]
    assert rows["is_missed"].to_list() == [False, True, True]
    assert evaluate(months_kept, rows)[["numerator", "denominator"]].values.tolist() == [[1, 3]]


def test_worth_is_held_against_its_own_promise():
    rows = told("worth")
    assert rows[["actual", "target"]].values.tolist() == [[400, 500], [600, 500], [100, 500]]
    assert rows["is_missed"].to_list() == [True, False, True]


@pytest.mark.parametrize("measure", ["mqls", "worth"])
def test_a_month_without_a_promise_is_neither_kept_nor_missed_but_tells_what_came(measure):
    nothing = replace(PAID, mqls=0, value=None)
    rows = month_by_month(CAME, {JUNE: nothing, JULY: PAID}, measure=measure)
    assert pd.isna(rows["target"][0])
    assert rows["actual"][0] > 0
    assert rows[["promised", "kept", "is_missed"]].values.tolist()[0] == [0, 0, False]
    assert evaluate(months_kept, rows)["denominator"].item() == 1


def test_where_no_month_has_a_promise_there_is_no_share():
    rows = month_by_month(CAME, {JUNE: replace(PAID, mqls=0)}, measure="mqls")
    assert pd.isna(evaluate(months_kept, rows)["value"].item())


def test_each_month_goes_by_its_own_sources():
    rows = month_by_month(CAME, {JUNE: PAID, JULY: replace(PAID, sources=())}, measure="mqls")
    assert rows["actual"].to_list() == [10, 99]
