"""Which column says what: vendors' shapes, exact names, likeness, and the values' veto."""

import pytest

from smarketing.errors import RefusedFile
from smarketing.intake.fields import KINDS, Type, squeeze
from smarketing.intake.mapping import changed, propose
from smarketing.intake.read import read
from smarketing.intake.vendors import SHAPES, Shape
from tests.intake.world import table


def mapped(*rows, **options):
    return propose(read("file.csv", table(*rows)), **options)


HUBSPOT_OLD = {
    "Contact ID": "51", "First Name": "Ann", "Last Name": "Lee", "Email": "ann@example.com", "Contact owner": "Bo",
    "Lifecycle Stage": "customer", "Create Date": "2026-01-02 10:11", "Original Source": "ORGANIC_SEARCH",
    "Became a Marketing Qualified Lead Date": "2026-01-05 09:00",
    "Became a Sales Qualified Lead Date": "2026-01-07 09:00",
    "Became an Opportunity Date": "2026-01-09 09:00", "Became a Customer Date": "2026-02-09 09:00",
    "Number of times contacted": "4",
}  # fmt: skip

HUBSPOT_NEW = {
    "Record ID": "51", "First Name": "Ann", "Email": "ann@example.com", "Lifecycle Stage": "Lead",
    "Original Traffic Source": "Paid Search", "Create Date": "2026-01-02 10:11",
    'Date entered "Lead (Lifecycle Stage Pipeline)"': "2026-01-02 10:11",
    "Date entered “Marketing Qualified Lead (Lifecycle Stage Pipeline)”": "2026-01-05 09:00",
    "Date entered 'Sales Qualified Lead (Lifecycle Stage Pipeline)'": "",
    'Date entered "Opportunity (Lifecycle Stage Pipeline)"': "",
    'Date entered "Customer (Lifecycle Stage Pipeline)"': "",
    'Date exited "Lead (Lifecycle Stage Pipeline)"': "2026-01-05 09:00",
}  # fmt: skip

FILES = {
    "HubSpot contacts, as they were": (HUBSPOT_OLD, "HubSpot", "leads", {
        "key": "Contact ID", "source": "Original Source", "mql": "Became a Marketing Qualified Lead Date",
        "opportunity": "Became an Opportunity Date", "times_contacted": "Number of times contacted",
    }),
    "HubSpot contacts, as they are": (HUBSPOT_NEW, "HubSpot", "leads", {
        "key": "Record ID", "source": "Original Traffic Source",
        "lead": 'Date entered "Lead (Lifecycle Stage Pipeline)"',
        "mql": "Date entered “Marketing Qualified Lead (Lifecycle Stage Pipeline)”",
        "customer": 'Date entered "Customer (Lifecycle Stage Pipeline)"',
    }),
    "HubSpot in a warehouse": (
        {"property_hs_object_id": "51", "property_lifecyclestage": "lead", "property_hs_analytics_source": "OFFLINE",
         "property_hs_v2_date_entered_marketingqualifiedlead": "1767609000000", "property_createdate": ""},
        "HubSpot", "leads",
        {"key": "property_hs_object_id", "mql": "property_hs_v2_date_entered_marketingqualifiedlead"},
    ),
    "HubSpot deals": (
        {"Record ID": "9", "Deal Name": "Big", "Deal Stage": "Closed Won", "Pipeline": "Sales", "Amount": "117.0",
         "Close Date": "2026-02-09 09:00", "Create Date": "2026-01-09 09:00", "Deal owner": "Bo",
         "Is Closed Won": "Yes", "Closed Lost Reason": "", "Associated Contact IDs": "51;52"},
        "HubSpot", "deals",
        {"key": "Record ID", "lead_keys": "Associated Contact IDs", "closed": "Close Date", "opened": "Create Date",
         "is_won": "Is Closed Won", "lost_reason": "Closed Lost Reason", "stage": "Deal Stage"},
    ),
    "Salesforce leads": (
        {"Lead ID": "00Q1", "Company / Account": "Acme", "Lead Source": "Web", "Lead Status": "Closed - Converted",
         "Lead Owner": "Bo", "Created Date": "1/2/2026", "Converted": "1", "Converted Date": "1/25/2026"},
        "Salesforce", "leads",
        {"key": "Lead ID", "label": "Company / Account", "lead": "Created Date", "opportunity": "Converted Date"},
    ),
    "Salesforce by Data Loader": (
        {"Id": "00Q1", "FirstName": "Ann", "LastName": "Lee", "LeadSource": "Web", "Status": "Open", "OwnerId": "005",
         "IsConverted": "true", "ConvertedDate": "2026-01-25", "ConvertedOpportunityId": "0061",
         "CreatedDate": "2026-01-02T10:11:12.000Z"},
        "Salesforce", "leads",
        {"key": "Id", "first_name": "FirstName", "opportunity": "ConvertedDate", "deal_keys": "ConvertedOpportunityId"},
    ),
    "Salesforce opportunities": (
        {"Opportunity Owner": "Bo", "Account Name": "Acme", "Opportunity Name": "Big", "Stage": "Closed Won",
         "Amount": "$1,234", "Probability (%)": "100", "Close Date": "2/9/2026", "Created Date": "1/9/2026"},
        "Salesforce", "deals",
        {"name": "Opportunity Name", "stage": "Stage", "closed": "Close Date", "opened": "Created Date"},
    ),
    "Pipedrive deals": (
        {"Deal - ID": "7", "Deal - Title*": "Big", "Deal - Value": "1200", "Deal - Currency of Value": "EUR",
         "Deal - Status": "Won", "Deal - Deal created": "2026-01-09 10:00:00", "Deal - Won time": "2026-02-09 10:00:00",
         "Deal - Lost time": "", "Deal - Contact person": "Ann", "Person - Email (Work)": "ann@example.com"},
        "Pipedrive", "deals",
        {"key": "Deal - ID", "amount": "Deal - Value", "won": "Deal - Won time", "lead_email": "Person - Email (Work)"},
    ),
    "Zoho leads": (
        {"Record Id": "zcrm_1", "Lead Owner.id": "zcrm_5", "Lead Owner": "Bo", "Company": "Acme", "Lead Source": "Web",
         "Lead Status": "Contacted", "Created Time": "2026-01-02 10:11:12", "Converted Date Time": ""},
        "Zoho", "leads", {"key": "Record Id", "owner": "Lead Owner", "lead": "Created Time"},
    ),
    "a list made at home": (
        {"Name": "Ann", "Source": "Web", "MQL Date": "05.01.2026", "SQL": "", "Won date": "", "Deal value (EUR)": "5"},
        "", "leads",
        {"label": "Name", "source": "Source", "mql": "MQL Date", "sql": "SQL", "customer": "Won date",
         "amount": "Deal value (EUR)"},
    ),
    "spend by day": (
        {"Date": "2026-01-05", "Campaign name": "Brand", "Amount spent (USD)": "12.50"},
        "", "spend", {"day": "Date", "campaign": "Campaign name", "amount": "Amount spent (USD)"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "vendor", "kind", "fields"), FILES.values(), ids=FILES)
def test_the_export_is_recognised(row, vendor, kind, fields):
    found = mapped(row)
    assert (found.vendor, found.kind) == (vendor, kind)
    assert {name: found.fields.get(name) for name in fields} == fields


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_our_own_field_names_says_all_of_them(kind):
    dated = {"MOMENT": "2026-01-05", "MONEY": "5", "COUNT": "3", "FLAG": "yes", "STATE": "lead"}
    row = {f.name: dated.get(f.type.name, "x") for f in KINDS[kind].fields}
    found = mapped(row)
    assert found.kind == kind
    states = {f.name for f in KINDS["leads"].of(Type.FLAG, Type.STATE)} if kind == "leads" else set()
    assert dict(found.fields) == {name: name for name in row if name not in states}  # its dates tell more


def test_a_column_called_date_that_is_full_of_names_is_no_date():
    found = mapped({"id": "1", "Date": "Ann", "mql date": "2026-01-05"})
    assert "Date" in found.unused


def test_a_misspelt_header_is_guessed_and_said_to_be_a_guess():
    found = mapped({"id": "1", "soruce": "Web", "mql date": "2026-01-05"}, {"id": "2"})
    assert found.fields.get("source") is None
    found = mapped({"id": "1", "lead sources": "Web", "mql date": "2026-01-05"})
    assert (found.fields["source"], found.guessed) == ("lead sources", ("source",))


def test_a_likeness_whose_values_do_not_fit_is_no_guess():
    found = mapped({"id": "1", "created dates": "soon", "mql date": "2026-01-05"})
    assert "created dates" in found.unused


def test_a_persons_word_comes_first():
    found = mapped(
        {"id": "1", "Stufe 2": "2026-01-05", "Quelle": "Web"}, changes={"mql": "Stufe 2", "source": "Quelle"}
    )
    assert (found.kind, found.fields["mql"], found.fields["source"]) == ("leads", "Stufe 2", "Quelle")


def test_a_mapping_can_be_changed_and_a_header_that_is_not_there_is_refused():
    sheet = read("file.csv", table({"id": "1", "mql date": "2026-01-05", "x": "Web"}))
    new = changed(propose(sheet), sheet, {"source": "x", "key": ""})
    assert dict(new.fields) == {"mql": "mql date", "source": "x"}
    assert new.unused == ("id",)
    with pytest.raises(RefusedFile, match="nowhere"):
        changed(new, sheet, {"source": "nowhere"})


REFUSED = {
    "vehicles": ({"plate": "B-XY 1", "colour": "red", "doors": "4"}, "vehicles"),
    "invoices": ({"invoice no": "1", "date": "2026-01-05", "amount": "5"}, "invoices"),
    "people without any date": ({"Record ID": "1", "Email": "a@example.com", "Phone": "1"}, "no_dates"),
}


@pytest.mark.parametrize(("row", "code"), REFUSED.values(), ids=REFUSED)
def test_a_table_of_something_else_is_refused(row, code):
    with pytest.raises(RefusedFile) as refused:
        mapped(row)
    assert refused.value.code == code


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.vendor} {shape.kind}")
def test_every_shape_maps_fields_that_its_kind_has(shape: Shape):
    assert [name for name in (*shape.fields, *shape.ignore, *shape.values) if name not in KINDS[shape.kind]] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_header_means_two_fields_of_one_kind_by_its_first_name(kind):
    names = [squeeze(f.name) for f in kind.fields]
    assert len(names) == len(set(names))
