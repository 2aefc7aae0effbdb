"""A workspace's settings and the errors that people read."""

from datetime import date

import pytest

from smarketing.errors import RefusedFile, SettingError, SmarketingError
from smarketing.workspace import Workspace


def test_a_fresh_workspace_asks_nothing():
    assert Workspace().response_days == 2


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd"])
def test_an_unknown_time_zone_is_told_in_words(zone):
    with pytest.raises(SettingError, match="There is no time zone called"):
        Workspace(time_zone=zone)


@pytest.mark.parametrize("days", [-1, 61])
def test_a_deadline_of_no_sense_is_told_in_words(days):
    with pytest.raises(SettingError, match="0 to 60 business days"):
        Workspace(response_days=days)


def test_an_error_says_what_happened_and_what_to_do():
    error = SmarketingError("The disk is full.", advice="Free some space.")
    assert str(error) == "The disk is full. Free some space."
    assert str(SmarketingError("The disk is full.")) == "The disk is full."


def test_an_error_has_a_code_that_does_not_change_with_its_words():
    refused = RefusedFile("a.pdf is no list.", seems_to_be="a PDF", advice="Export a CSV.", code="binary")
    assert (refused.code, SettingError("No.").code) == ("binary", "SettingError")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("response_days", "3", 3),
        ("currency", "usd", "USD"),
        ("rates", "USD:0.92,GBP:1.17", {"USD": 0.92, "GBP": 1.17}),
        ("as_of", "2026-10-31", date(2026, 10, 31)),
        ("as_of", "", None),
        ("sql_means", "opportunity", "opportunity"),
    ],
)
def test_a_setting_is_read_as_a_person_types_it(name, text, value):
    assert getattr(Workspace().changed(name, text), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("response_days", "soon"), ("rates", "USD=1"), ("as_of", "31.10."), ("sql_means", "sales"), ("is_sample", "yes")],
)
def test_a_setting_that_makes_no_sense_is_refused_in_words(name, text):
    with pytest.raises(SettingError, match=name):
        Workspace().changed(name, text)
