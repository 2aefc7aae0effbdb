"""Vendors' exports with every column that they usually have: which ones are read, and what their words mean."""

import pytest

from smarketing.intake.vendors import HUBSPOT_SOURCES
from tests.intake.world import checked, table

MOMENT = "2026-01-13 10:00"


def export(headers, *rows):
    """A file with all of these headers; each row fills some."""
    return table(*(dict.fromkeys(headers.split("|"), "") | row for row in rows))


CONTACTS = (
    "Record ID|First Name|Last Name|Email|Phone Number|Job Title|Company Name|Contact owner|Owner assigned date"
    "|Lifecycle Stage|Lead Status|Create Date|Close Date|Days To Close|Last Activity Date|Last Contacted"
    "|Number of times contacted|Number of Sales Activities|First Conversion|First Conversion Date|Recent Conversion"
    "|Recent Conversion Date|Original Traffic Source|Original Traffic Source Drill-Down 1"
    "|Original Traffic Source Drill-Down 2|Latest Traffic Source|Lead response time|Persona|Country/Region"
    "|Recent Deal Amount|Total Revenue|Number of Associated Deals|First Deal Created Date|Associated Deal"
)
CONTACT = {
    "Record ID": "1", "Email": "a@example.com", "Create Date": MOMENT, "Lifecycle Stage": "Customer",
    "Lead Status": "OPEN_DEAL", "Owner assigned date": MOMENT, "Last Contacted": MOMENT, "Close Date": MOMENT,
    "Last Activity Date": MOMENT, "First Conversion Date": MOMENT, "First Deal Created Date": MOMENT,
}  # fmt: skip


def test_hubspots_contacts_with_all_their_columns():
    found = checked(export(CONTACTS, CONTACT))
    assert {
        "key": "Record ID", "lead": "Create Date", "opportunity": "First Deal Created Date", "customer": "Close Date",
        "owner": "Contact owner", "assigned": "Owner assigned date", "last_contacted": "Last Contacted",
        "times_contacted": "Number of times contacted", "source": "Original Traffic Source", "region": "Country/Region",
        "campaign": "First Conversion", "segment": "Persona", "amount": "Recent Deal Amount",
        "deal_keys": "Associated Deal",
    }.items() <= found.mapping.fields.items()  # fmt: skip
    assert found.frame["customer_raw"].notna().tolist() == [True]


def test_a_contacts_own_day_as_a_customer_comes_before_its_close_date():
    days = ["Became a Subscriber Date", "Became a Lead Date", "Became a Customer Date"]
    times = [f'{what} time in "Lead (Lifecycle Stage Pipeline)"' for what in ("Latest", "Cumulative")]
    row = CONTACT | dict.fromkeys(days, MOMENT) | dict.fromkeys(times, "123456")
    found = checked(export("|".join([CONTACTS, *days, *times]), row)).mapping
    assert (found.fields["lead"], found.fields["customer"]) == tuple(days[1:])
    assert {days[0], *times, "Close Date"} <= set(found.unused)


@pytest.mark.parametrize(("internal", "label"), HUBSPOT_SOURCES.items())
def test_hubspots_internal_words_for_sources_are_the_labels(internal, label):
    rows = [CONTACT | {"Original Traffic Source": word, "Record ID": word} for word in (internal, label)]
    assert checked(export(CONTACTS, *rows)).frame["source"].astype("str").unique().tolist() == [label]


OPEN = (0, "")
STATUSES = {"NEW": OPEN, "OPEN": OPEN, "IN_PROGRESS": OPEN, "ATTEMPTED_TO_CONTACT": OPEN, "CONNECTED": OPEN,
            "BAD_TIMING": OPEN, "OPEN_DEAL": (4, ""), "UNQUALIFIED": (0, "rejected")}  # fmt: skip


@pytest.mark.parametrize(("status", "meant"), STATUSES.items())
def test_hubspots_statuses_are_known(status, meant):
    rows = [
        {"email": f"{n}@example.com", "hs_lead_status": s, "source": "x"} for n, s in enumerate([status, "OPEN_DEAL"])
    ]
    found = checked(table(*rows))
    assert found.stages == {}
    assert (found.frame["state"][0], found.frame["left"].fillna("")[0]) == meant


DEALS = (
    "Deal ID|Deal Name|Pipeline|Deal Stage|Amount|Currency|Amount in company currency|Close Date|Create Date|Deal owner"
    "|Deal Type|Closed Lost Reason|Deal probability|Is Deal Closed?|Is Closed Won|Days to close"
    "|Number of times contacted|Original Traffic Source|Weighted amount|Date entered current stage"
    "|Associated Contact IDs|Associated Company"
)
STAGES = ("Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled", "Decision Maker Bought-In",
          "Contract Sent", "Closed Won", "Closed Lost")  # fmt: skip


def test_hubspots_deals_with_all_their_columns_and_stages_leave_nothing_to_ask():
    rows = [
        {"Deal ID": str(n), "Deal Name": f"d{n}", "Deal Stage": stage, "Amount": "10.0", "Currency": "USD",
         "Amount in company currency": "9.0", "Create Date": MOMENT, "Close Date": MOMENT, "Deal probability": "0.5",
         "Weighted amount": "5.0", "Days to close": "3"}
        for n, stage in enumerate(STAGES)
    ]  # fmt: skip
    found = checked(export(DEALS, *rows))
    assert {"key": "Deal ID", "amount": "Amount", "currency": "Currency", "stage": "Deal Stage", "pipeline": "Pipeline",
            "lead_keys": "Associated Contact IDs"}.items() <= found.mapping.fields.items()  # fmt: skip
    assert found.stages == {}
    assert found.frame["won_raw"].notna().tolist() == [s == "Closed Won" for s in STAGES]
    assert found.frame["lost_raw"].notna().tolist() == [s == "Closed Lost" for s in STAGES]
    assert found.frame["currency"].unique().tolist() == ["USD"]


@pytest.mark.parametrize("amount", ["Amount", "Amount (converted)"])
def test_salesforce_puts_the_currency_in_a_column_before_the_amount(amount):
    headers = f"Opportunity Name|Stage|{amount} Currency|{amount}|Expected Revenue Currency|Expected Revenue|Close Date"
    rows = [{"Opportunity Name": code, f"{amount} Currency": code, amount: "1,234.00", "Stage": "Closed Won",
             "Expected Revenue Currency": "JPY", "Expected Revenue": "5", "Close Date": "1/13/2026"}
            for code in ("USD", "GBP")]  # fmt: skip
    found = checked(export(headers, *rows)).frame
    assert found["currency"].tolist() == ["USD", "GBP"]
    assert found["amount_cents"].tolist() == [123400, 123400]


def test_zohos_leads_with_all_their_columns():
    headers = (
        "Record Id|Lead Owner.id|Lead Owner|Is Converted|Company|First Name|Last Name|Email|Lead Source|Lead Status"
        "|Created Time|Modified Time|Last Activity Time|Tag|Converted Date Time|Lead Conversion Time|Converted Deal"
        "|First Visit|Visitor Score|Reason for Conversion Failure"
    )
    row = {"Record Id": "zcrm_1", "Created Time": MOMENT, "Modified Time": MOMENT, "Converted Date Time": MOMENT,
           "Lead Conversion Time": "2", "First Visit": MOMENT, "Visitor Score": "3"}  # fmt: skip
    found = checked(export(headers, row)).mapping
    assert {"key": "Record Id", "owner": "Lead Owner", "lead": "Created Time", "sql": "Converted Date Time",
            "updated": "Modified Time"}.items() <= found.fields.items()  # fmt: skip
    assert {"Lead Owner.id", "Lead Conversion Time", "First Visit"} <= set(found.unused)


def test_of_several_sections_in_a_report_of_ga4_the_one_with_spend_is_read_and_the_rest_is_counted():
    section = "Date,Session source / medium,Session campaign,Sessions,Ads cost\n20260901,google / cpc,Brand,100,10.00\n"
    found = checked(f"# Advertising\n\n{section}\n# Second section\n\nDate,Sessions\n20260901,100\n".encode()).receipt
    assert (found.vendor, found.rows_used) == ("GA4", 1)
    assert found.rows_used + sum(found.rows_dropped.values()) == found.rows_read
