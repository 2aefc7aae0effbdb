"""Sheet + mapping → rows, and an account of every row that is not used."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.intake.rows import COLUMNS
from smarketing.periods import to_date
from tests.intake.world import OPTIONS, checked, table


def lead(key="1", **cells):
    return {"id": key, "mql date": "2026-01-05", **cells}


def rules(found):
    return [tuple(row) for row in found.problems.itertuples(index=False)]


def test_every_row_that_is_dropped_has_a_rule_and_a_line():
    two = [lead("2", **{"mql date": day}) for day in ("2026-01-06", "2026-01-07")]
    found = checked(table(lead("1"), lead("1"), {}, *two, lead("")) + b"too,many,cells,here\n")
    dropped = {(rule, line) for line, _, _, rule in rules(found)}
    assert dropped == {
        ("duplicate", 2), ("blank_row", 4), ("older_version", 5), ("no_key", 7), ("odd_row", 8),
    }  # fmt: skip
    assert dict(found.receipt.rows_dropped) == {
        "odd_row": 1, "blank_row": 1, "no_key": 1, "duplicate": 1, "older_version": 1,
    }  # fmt: skip
    assert (found.receipt.rows_read, found.receipt.rows_used) == (7, 2)


def test_every_cell_that_is_mended_is_told_with_its_line_and_value():
    found = checked(table(lead("1", amount="lots", attempts="-3"), lead("2", lead="1066-10-14"), lead("3", sql="soon"),
                          lead("4", won="2027-05-01"), *(lead(str(n), amount="5") for n in range(5, 9))))  # fmt: skip
    assert set(rules(found)) == {
        (2, "amount", "lots", "unreadable_amount"), (2, "attempts", "-3", "unreadable_number"),
        (3, "lead", "1066-10-14", "impossible_date"), (5, "won", "2027-05-01", "future_date"),
    }  # fmt: skip
    assert found.receipt.rows_used == 8


def test_an_impossible_date_is_emptied_and_a_future_one_kept():
    found = checked(table(lead("1", lead="1066-10-14"), lead("2", lead="2026-01-01", won="2027-05-01"))).frame
    assert found["lead_raw"].isna().tolist() == [True, False]
    assert to_date(found["customer_raw"][1]).isoformat() == "2027-05-01"


def test_a_target_may_lie_ahead():
    aim = {"measure": "mqls", "first_day": "2027-01-01", "last_day": "2027-01-31", "source": "", "amount": "100"}
    assert checked(table(aim)).problems.empty


@pytest.mark.parametrize("nothing", ["", "  ", "—", "--", "-", "N/A", "(No value)", "null", "Select", "-None-"])
def test_every_way_to_write_nothing_is_nothing(nothing):
    found = checked(
        table(lead("1", source=nothing, amount=nothing, sql=nothing), lead("2", source="Web", sql="2026-01-09"))
    )
    assert found.frame["source"].astype("str").tolist() == ["(none)", "Web"]
    assert found.frame[["amount_cents", "sql_raw"]].isna().iloc[0].all()
    assert found.problems.empty


def test_the_newest_of_two_versions_is_the_one_changed_last_whatever_its_place():
    rows = [lead(source="new", updated="2026-02-02"), lead(source="old", updated="2026-02-01")]
    for order in (rows, rows[::-1]):
        assert checked(table(*order)).frame["source"].astype("str").tolist() == ["new"]


def test_of_two_versions_of_one_day_the_fuller_one_counts():
    rows = [lead(won="2026-03-01"), lead()]
    for order in (rows, rows[::-1]):
        assert checked(table(*order)).frame["customer_raw"].notna().tolist() == [True]


def test_sql_may_mean_the_opportunity():
    content = table(lead("1", sql="2026-01-09"), lead("2", sql="2026-01-09", opportunity="2026-01-12"))
    found = checked(content, options=replace(OPTIONS, sql_means="opportunity")).frame
    assert found["sql_raw"].isna().all()
    assert [to_date(d).day for d in found["opportunity_raw"]] == [9, 12]


def test_a_lead_is_known_by_its_mail_address_where_it_has_no_id():
    found = checked(table({"Email": "Ann@Example.com", "mql date": "2026-01-05"})).frame
    assert found["key"].tolist() == ["ann@example.com"]


def test_a_list_without_ids_knows_its_rows_by_the_file_and_the_line():
    found = checked(table({"source": "a", "mql date": "2026-01-05"}, {"source": "a", "mql date": "2026-01-05"}))
    assert found.frame["key"].nunique() == 2


def test_hubspots_own_words_for_sources_become_the_labels():
    rows = table({"Record ID": "1", "Lifecycle Stage": "lead", "Original Traffic Source": "ORGANIC_SEARCH",
                  "Create Date": "2026-01-05 10:00"})  # fmt: skip
    assert checked(rows).frame["source"].astype("str").tolist() == ["Organic Search"]


DEALS = [
    ({"Stage": "Closed Won"}, True, False),
    ({"Stage": "Closed Lost"}, False, True),
    ({"Stage": "Negotiation"}, False, False),
    ({"Stage": "Won by Bo", "Is Closed Won": "Yes"}, True, False),
    ({"Stage": "Over", "Is Deal Closed?": "Yes", "Is Closed Won": "No"}, False, True),
]


@pytest.mark.parametrize(("cells", "won", "lost"), DEALS)
def test_how_a_deal_ended_is_known_by_its_stage_or_its_flags(cells, won, lost):
    row = {"Opportunity Name": "A", "Amount": "5", "Close Date": "2026-02-01", "Created Date": "2026-01-05", **cells}
    found = checked(table(row)).frame
    assert (found["won_raw"].notna()[0], found["lost_raw"].notna()[0]) == (won, lost)


def test_dates_of_one_column_prove_the_order_for_the_others():
    found = checked(
        table(lead("1", **{"mql date": "3/4/2026", "sql": "25/4/2026"}), lead("2", **{"mql date": "4/4/2026"}))
    )
    assert [to_date(d).month for d in found.frame["mql_raw"]] == [4, 4]
    assert not found.receipt.dates["mql date"].is_open


def test_an_order_that_no_column_proves_is_told_to_be_open():
    assert checked(table(lead("1", **{"mql date": "3/4/2026"}))).receipt.dates["mql date"].is_open


def test_a_currency_is_the_cells_own_then_the_columns_then_the_workspaces():
    rows = [lead("1", amount="$5"), lead("2", amount="5"), lead("3", amount="5", currency="gbp")]
    assert checked(table(*rows)).frame["currency"].tolist() == ["USD", "EUR", "GBP"]
    assert checked(table(lead("1", **{"amount (CHF)": "5"}))).frame["currency"].tolist() == ["CHF"]


CELLS = st.sampled_from(
    ["", "1", "2", "3", "x", "2026-01-05", "5/6/2026", "n/a", "12,50 €", "€", "ünï", "a;b", "1066-01-01"]
)
HEADERS = st.permutations(["id", "mql date", "won date", "amount", "source", "email", "updated", "attempts"])


@settings(max_examples=40, deadline=None)
@given(HEADERS, st.lists(st.lists(CELLS, min_size=1, max_size=10), min_size=1, max_size=12))
def test_rows_used_and_rows_dropped_are_the_rows_read_whatever_they_hold(headers, rows):
    content = "\n".join([",".join(["mql", *headers[:5]]), *(",".join(["2026-01-05", *row]) for row in rows)])
    found = checked(content.encode())
    receipt = found.receipt
    assert receipt.rows_used + sum(receipt.rows_dropped.values()) == receipt.rows_read == len(rows)
    assert list(found.frame.columns) == ["line", "version", *COLUMNS["leads"]]
    assert not found.frame.duplicated(["key", "spell"]).any()
    assert pd.Series(found.problems["line"]).between(2, len(rows) + 1).all()
