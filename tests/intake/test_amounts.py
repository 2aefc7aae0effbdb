"""Money: every way to write it."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.intake.amounts import currency_of, read_amounts

COLUMNS = [
    (["$1,234", "45k", "1.2M", "(1,234)", "-5", "1,234-"], [1234, 45_000, 1_200_000, -1234, -5, -1234]),
    (["€ 12,50", "12,50 €", "1.234,56 €", "3"], [12.5, 12.5, 1234.56, 3]),
    (["117.0", "5", "1,234,567.89"], [117, 5, 1_234_567.89]),
    (["1'234.50 CHF", "CHF 20"], [1234.5, 20]),
    (["1.234.567", "2.000.000"], [1_234_567, 2_000_000]),
    (["1 234,5", "12 000,25"], [1234.5, 12_000.25]),
    (["88.20%"], [88.2]),
    (["12.500", "3.000", "900"], [12_500, 3_000, 900]),
    (["12.500", "0.125"], [12.5, 0.125]),
    (["12.500", "45000"], [12.5, 45_000]),
    (["12.500", "7.5"], [12.5, 7.5]),
    (["1234.500", "12.250"], [1234.5, 12.25]),
]


@pytest.mark.parametrize(("texts", "numbers"), COLUMNS)
def test_a_column_of_amounts_is_read_as_it_is_meant(texts, numbers):
    assert read_amounts(pa.array(texts)).amount.tolist() == pytest.approx(numbers)


@pytest.mark.parametrize("text", ["many", "1.2.3,4,5", "12 apples", "--", "1e5", "€"])
def test_what_is_no_amount_is_missing(text):
    assert read_amounts(pa.array([text])).amount.tolist() == pytest.approx([float("nan")], nan_ok=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [("Amount (USD)", "USD"), ("€ 5", "EUR"), ("R$ 5", "BRL"), ("$5", "USD"), ("Total Spent", ""), ("GBP 4", "GBP")],
)
def test_the_currency_is_known_by_its_sign_or_its_code(text, code):
    assert currency_of(text) == code


def test_each_cell_may_name_its_own_currency():
    assert read_amounts(pa.array(["$5", "€5", "5", "PLN 5"])).currency.tolist() == ["USD", "EUR", "", "PLN"]


@given(st.lists(st.integers(0, 10**11), min_size=1), st.booleans())
def test_any_cents_come_back_whichever_comma_is_used(cents, decimal_comma):
    texts = [f"{c / 100:,.2f}" for c in cents]
    if decimal_comma:
        texts = [t.replace(",", " ").replace(".", ",").replace(" ", ".") for t in texts]
    assert [round(a * 100) for a in read_amounts(pa.array(texts)).amount] == cents
