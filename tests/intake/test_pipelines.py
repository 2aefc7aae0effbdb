"""Several pipelines in one list of deals: told apart, and left out where a person says so."""

from dataclasses import replace

import pytest

from smarketing.intake.pipelines import Pipeline
from tests.intake.world import OPTIONS, checked, table


def deals(*pipelines, left_out=(), **columns):
    rows = [{"deal name": f"d{n}", "pipeline": p, "opened": "2026-01-05", "won": "2026-02-05", "amount": "10"} | columns
            for n, p in enumerate(pipelines)]  # fmt: skip
    return checked(table(*rows), options=replace(OPTIONS, left_out=left_out))


def test_each_pipeline_has_its_deals_and_what_it_won():
    receipt = deals("Sales", "Sales", "Renewals").receipt
    assert receipt.pipelines == (
        Pipeline("Sales", 2, 2, {"EUR": 20.0}, is_existing=False),
        Pipeline("Renewals", 1, 1, {"EUR": 10.0}, is_existing=True),
    )
    assert (
        "“pipeline”: “Sales” 2 deals (2 won, 20.00 EUR); “Renewals” 1 deal (1 won, 10.00 EUR)." in receipt.sentences()
    )
    assert "Business with existing customers by its name, and in the numbers: “Renewals”." in receipt.sentences()


def test_one_pipeline_of_new_business_is_not_worth_a_word():
    assert deals("Sales", "Sales").receipt.pipelines == ()
    assert [p.name for p in deals("Renewals").receipt.pipelines] == ["Renewals"]


EXISTING = ("Renewals", "Upsell EMEA", "Cross-Sell", "Expansion", "Bestandskunden", "Renouvellement", "Renovación",
            "Renovação", "Existing Business", "existingbusiness", "Vertragsverlängerung")  # fmt: skip


@pytest.mark.parametrize("name", EXISTING)
def test_a_name_may_say_that_the_customers_are_there_already(name):
    assert deals(name, "Sales").receipt.pipelines[0].is_existing


@pytest.mark.parametrize("name", ["Sales", "Renewable energy", "New business", "Neukunden", "Partner"])
def test_another_name_does_not(name):
    assert not deals(name, "x").receipt.pipelines[0].is_existing


def test_what_is_left_out_is_dropped_by_rule_and_the_receipt_still_tells_it():
    found = deals("Sales", "Sales", "Renewals", "Renewals", "Renewals", left_out=["renewals"])
    receipt = found.receipt
    assert (receipt.rows_read, receipt.rows_used, dict(receipt.rows_dropped)) == (5, 2, {"left_out_pipeline": 3})
    assert found.problems["line"].tolist() == [4, 5, 6]
    assert [(p.name, p.deals, p.is_left_out) for p in receipt.pipelines] == [("Sales", 2, False), ("Renewals", 3, True)]
    assert not any("in the numbers" in line for line in receipt.sentences())
