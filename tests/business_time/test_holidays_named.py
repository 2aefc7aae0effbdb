"""Countries and their parts are chosen by name, and each choice is one that the clock can count by."""

import pytest

from smarketing.agreement import Calendar
from smarketing.business_time import BusinessTime, countries, subdivisions


def test_countries_and_their_parts_have_plain_names():
    assert countries()["DE"] == "Germany"
    assert list(countries().values()) == sorted(countries().values())
    assert subdivisions("DE")["BY"] == "Bayern"
    assert subdivisions("FR")["971"] == "Guadeloupe"  # its short name is one too
    assert subdivisions("") == {}
    assert subdivisions("ZZ") == {}


@pytest.mark.parametrize("country", ["DE", "FR", "GB", "US", "IN"])
def test_the_clock_counts_by_every_choice(country):
    for part in ("", *subdivisions(country)):
        BusinessTime(Calendar(country=country, subdivision=part), 20_000, 20_001)
