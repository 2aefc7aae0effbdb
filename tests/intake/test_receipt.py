"""The receipt: what was done to a file, in sentences that can be checked."""

from datetime import date

import pytest

from smarketing.intake.check import Options, check
from smarketing.intake.mapping import propose
from smarketing.intake.read import read

FILE = b"""Lead ID,Source,Created Date,MQL Date,Amount,Close Date
1,Web,03/04/2026,03/14/2026,$10,
2,N/A,03/05/2026,-,20 USD,
3,-,03/06/2026,03/15/2026,,
"""


def receipt(**options):
    sheet = read("leads.csv", FILE)
    return check(sheet, propose(sheet), Options(today=date(2026, 6, 1), **options)).receipt


def test_it_says_what_settled_the_order_of_day_and_month():
    dates = receipt().dates
    assert dates["MQL Date"].why == "its own dates"
    assert dates["Created Date"].why == "another column of the file"
    assert not dates["Created Date"].is_open


def test_it_counts_the_cells_that_say_there_is_nothing_and_names_currencies():
    told = receipt()
    assert told.nothings == {"Source": 2, "MQL Date": 1}
    assert told.currencies == {"Amount": ("USD",)}
    assert "“Source”: 2 cells say that there is nothing." in told.sentences()
    assert "“Amount” is in USD." in told.sentences()


@pytest.mark.parametrize("day_first", [True, False])
def test_an_answer_settles_the_order(day_first):
    assert receipt(day_first=day_first).dates["Created Date"].why == "your answer"
