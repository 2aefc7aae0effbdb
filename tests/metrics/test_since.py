"""What changed since a snapshot, by hand, and the law of the stock for whatever happened."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.metrics.money import Money, in_currency
from smarketing.metrics.since import LEFT, changes, restated, stock
from smarketing.periods import to_number
from smarketing.snapshot import ABSENT, STANDS, Change

COLUMNS = ["change", "was", "stands", "source", "currency", "n", "deal_cents"]
MOVES = pd.DataFrame(
    [
        ("New", ABSENT, "MQL", "Web", "", 5, 0),
        ("New", ABSENT, "Opportunity", "Web", "EUR", 1, 10_000),
        ("Advanced", "MQL", "SAL", "Web", "", 3, 0),
        ("Won", "SAL", "Customer", "Web", "EUR", 2, 50_000),
        ("Won", "SAL", "Customer", "Fairs", "USD", 1, 20_000),
        ("Rejected", "MQL", "Rejected", "Fairs", "", 4, 0),
        ("Recycled", "Rejected", "MQL", "Web", "", 1, 0),
        ("Recycled", ABSENT, "MQL", "Web", "", 1, 0),
        ("Disappeared", "SAL", ABSENT, "Web", "", 1, 0),
        ("Still there", "MQL", "MQL", "Web", "", 40, 0),
    ],
    columns=COLUMNS,
)


def told(moves=MOVES):
    return changes(in_currency(moves, "EUR", rates={"USD": 0.5}).frame).set_index("change")


def test_each_change_has_its_leads_and_their_money_in_the_workspaces_currency():
    assert told().loc["Won"].to_dict() == {"leads": 3, "amount": 600.0}
    assert told()["leads"].to_dict() == {
        "New": 6, "Advanced": 3, "Won": 3, "Rejected": 4, "Recycled": 2, "Lost": 0, "Moved back": 0, "Disappeared": 1,
    }  # fmt: skip


def test_where_nothing_happened_each_change_is_none():
    assert told(MOVES[MOVES["change"] == "Still there"])["leads"].sum() == 0


def test_the_stock_tells_where_leads_came_from_and_how_they_left():
    rows = stock(MOVES).set_index("stands")
    assert {c: n for c, n in rows.loc["MQL"].items() if n} == {
        "opening": 47, "new": 6, "moved_in": 1, "advanced": 3, "rejected": 4, "closing": 47,
    }  # fmt: skip
    assert {c: n for c, n in rows.loc["Rejected"].items() if n} == {
        "opening": 1, "moved_in": 4, "recycled": 1, "closing": 4,
    }  # fmt: skip
    assert list(rows.index) == ["MQL", "SAL", "Opportunity", "Customer", "Rejected"]


places = st.sampled_from((ABSENT, *STANDS))


@st.composite
def moves(draw):
    """Any leads that went anywhere, under any name but that of staying where they were."""
    found = draw(st.lists(st.tuples(places, places, st.integers(1, 10**6)), max_size=30))
    kinds = [c for c in Change if c not in (Change.NEW, Change.NONE)]
    return pd.DataFrame(
        [(_named(was, stands, draw(st.sampled_from(kinds))), was, stands, "Web", "", n, 0) for was, stands, n in found],
        columns=COLUMNS,
    )


def _named(was, stands, otherwise):
    if was == stands:
        return Change.NONE.value
    return Change.NEW.value if was == ABSENT else otherwise.value


@given(moves())
def test_opening_and_in_less_out_is_closing_exactly(frame):
    rows = stock(frame)
    assert (rows["opening"] + rows["new"] + rows["moved_in"] - rows[list(LEFT)].sum(axis=1)).equals(
        rows["closing"].rename(None)
    )
    there = frame[frame["was"] != ABSENT]["n"].sum()
    assert rows["opening"].sum() == there
    assert rows["closing"].sum() == frame[frame["stands"] != ABSENT]["n"].sum()


def day(*ymd):
    return to_number(date(*ymd))


DIFFERENCES = pd.DataFrame(
    [
        ("mqls", day(2026, 3, 4), "re-dated", "Web", "", -2, 0),
        ("mqls", day(2026, 4, 4), "re-dated", "Web", "", 2, 0),
        ("mqls", day(2026, 4, 9), "entered late", "Fairs", "", 3, 0),
        ("sals", day(2026, 4, 2), "re-dated", "Web", "", -1, 0),
        ("sals", day(2026, 4, 6), "re-dated", "Web", "", 1, 0),
        ("deals_won", day(2026, 4, 7), "amount changed", "Web", "EUR", 0, 12_345),
        ("deals_won", day(2026, 4, 7), "deleted or merged", "Web", "EUR", -1, -100_000),
    ],
    columns=["event", "day", "cause", "source", "currency", "n", "deal_cents"],
)
ENTRIES = pd.DataFrame({"day": [day(2026, 3, 1), day(2026, 4, 1)], "source": "Web", "mqls": [10, 30], "sals": [5, 9]})
DEALS = Money(
    pd.DataFrame({"day": [day(2026, 4, 7)], "source": "Web", "opened": 0, "won": 4, "lost": 0, "opened_amount": 0.0,
                  "won_amount": 5000.0, "lost_amount": 0.0}), pd.DataFrame()
)  # fmt: skip


def test_a_number_of_a_month_that_reads_differently_is_told_with_its_causes():
    rows = restated(in_currency(DIFFERENCES, "EUR", rates={}), ENTRIES, DEALS)
    assert rows.values.tolist() == [
        [date(2026, 4, 1), "mqls", 25.0, 30.0, "entered late +3, re-dated +2"],
        [date(2026, 4, 1), "won", 5.0, 4.0, "deleted or merged −1"],
        [
            date(2026, 4, 1),
            "won_amount",
            pytest.approx(5876.55),
            5000.0,
            "amount changed +123, deleted or merged −1,000",
        ],
        [date(2026, 3, 1), "mqls", 12.0, 10.0, "re-dated −2"],
    ]


def test_what_moved_within_a_month_restates_none():
    within = DIFFERENCES[DIFFERENCES["event"] == "sals"]
    assert restated(in_currency(within, "EUR", rates={}), ENTRIES, DEALS).empty


def test_nothing_restated_is_an_empty_table():
    nothing = restated(in_currency(DIFFERENCES.head(0), "EUR", rates={}), ENTRIES.head(0), DEALS)
    assert list(nothing.columns) == ["month", "number", "was", "now", "causes"]
    assert nothing.empty
