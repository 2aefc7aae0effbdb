"""A bar of the bridge and a fault of the data, clicked: the page Leads opens with exactly so many leads."""

from __future__ import annotations


def test_a_bar_opens_its_leads_and_a_reason_those_of_the_reason(sample, visit):
    for place, chosen in ((1, "Without an MQL date"), (4, "Returned untouched, because of “Unable to reach”")):
        screen = visit(sample, "/acceptance")
        button = screen.panel("bridge").locator(f".st-key-bridge-{place} button").first
        count = button.inner_text().split("\n")[-1]
        screen.doing(button.click)
        assert screen.headline.startswith(f"{count}: {chosen}")
    link = "/leads?show=Returned+untouched&because=Unable+to+reach"
    assert visit(sample, link).headline == screen.headline


def test_a_fault_opens_its_leads_out_of_the_part_data_quality(sample, visit):
    screen = visit(sample, "/leads?list=Data+quality")
    card = screen.main.locator(".st-key-fault-without_source")
    count = card.get_by_test_id("stMetricDeltaDescription").inner_text().split(" of ")[0]
    screen.doing(card.get_by_role("button", name="Leads").click)
    screen.main.locator("h2", has_text="Without a source").wait_for()
    assert screen.headline.startswith(f"{count} leads: Without a source")
    assert "list" not in screen.query
