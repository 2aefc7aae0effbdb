"""The shapes of vendors' exports. One entry recognises one export, and holds only what is peculiar to it:
most of its headers are aliases in `fields.py` already.

To add a vendor: name the headers that only its export has (`signs`; `a|b` for either), say which kind
of list it is, and map the headers whose meaning the aliases would miss. Add a file of that shape to the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smarketing.intake.fields import squeeze


@dataclass(frozen=True)
class Shape:
    """One export of one vendor.

    signs: headers that are all there. fields: {field: header}, before the aliases.
    ignore: fields that this export's headers only seem to fill. values: {field: {what stands there: what it means}}.
    says: {field: name} that the whole export stands for. lacking: why it is refused where it lacks what its kind needs.
    """

    vendor: str
    kind: str
    signs: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    lacking: str = "no_dates"

    def is_of(self, headers: frozenset[str]) -> bool:
        """Are all signs among these squeezed headers?"""
        return all(any(squeeze(either) in headers for either in sign.split("|")) for sign in self.signs)


HUBSPOT_SOURCES = {
    "ORGANIC_SEARCH": "Organic Search", "PAID_SEARCH": "Paid Search", "EMAIL_MARKETING": "Email Marketing",
    "SOCIAL_MEDIA": "Organic Social", "REFERRALS": "Referrals", "OTHER_CAMPAIGNS": "Other Campaigns",
    "DIRECT_TRAFFIC": "Direct Traffic", "OFFLINE": "Offline Sources", "PAID_SOCIAL": "Paid Social",
    "AI_REFERRALS": "AI Referrals",
}  # fmt: skip

SHAPES: tuple[Shape, ...] = (
    Shape(
        "Olist", "leads", ("mql_id", "first_contact_date"),
        fields={"key": "mql_id", "mql": "first_contact_date", "source": "origin"},
    ),
    Shape(
        "Olist", "deals", ("mql_id", "won_date", "seller_id"),
        fields={"key": "mql_id", "lead_keys": "mql_id", "owner": "sr_id", "segment": "business_segment"},
    ),
    Shape(
        "HubSpot", "deals", ("Deal Name|dealname", "Deal Stage|dealstage"),
        values={"source": HUBSPOT_SOURCES},
    ),
    Shape(
        "HubSpot", "activities", ("Call outcome", "Activity date"),
        fields={
            "outcome": "Call outcome", "at": "Activity date",
            "lead_key": "Associated Contact IDs|Associated Contact ID|Associated Contact",
        },
    ),
    Shape(
        "HubSpot", "leads", ("Lifecycle Stage|lifecyclestage", "Record ID|Contact ID|hs_object_id|vid|Email"),
        fields={  # a contact's close date is the day it became a customer
            "customer": "Date entered Customer (Lifecycle Stage Pipeline)|Became a Customer Date"
            "|hs_v2_date_entered_customer|hs_lifecyclestage_customer_date|Close Date|closedate",
        },
        values={"source": HUBSPOT_SOURCES},
    ),
    Shape(  # a row a change, the newest first: the newest row of an opportunity is what counts
        "Salesforce", "deals", ("Opportunity Name|Opportunity ID", "From Stage", "To Stage|Stage"),
        fields={
            "key": "Opportunity ID|Opportunity Name", "name": "Opportunity Name", "stage": "To Stage|Stage",
            "updated": "Last Modified|Last Modified Date|Edit Date|Changed Date",
        },
    ),
    Shape(
        "Salesforce", "deals", ("Opportunity Name", "Stage", "Close Date|Amount"),
        fields={"pipeline": "Record Type|Opportunity Record Type|Type"},
    ),
    Shape(
        "Salesforce", "deals", ("StageName", "CloseDate", "IsWon|IsClosed|OwnerId"),
        fields={"key": "Id", "name": "Name", "source": "LeadSource", "pipeline": "Type"},
    ),
    Shape(
        "Zoho", "leads", ("Lead Owner", "Lead Status", "Created Time"),
        fields={
            "key": "Record Id", "sql": "Converted Date Time", "owner": "Lead Owner", "is_converted": "Is Converted",
        },
    ),
    Shape(
        "Salesforce", "leads", ("Lead Source|LeadSource", "Lead Status|Status", "Converted|IsConverted|Lead ID"),
        fields={
            "opportunity": "Converted Date", "owner": "Lead Owner", "lead_status": "Lead Status|Status",
            "is_converted": "Converted|IsConverted",
        },
    ),
    Shape(
        "Pipedrive", "deals", ("Deal - Status", "Deal - Title|Deal - Title*|Deal - ID"),
        fields={
            "key": "Deal - ID", "name": "Deal - Title", "amount": "Deal - Value",
            "currency": "Deal - Currency of Value", "owner": "Deal - Owner", "pipeline": "Deal - Pipeline",
            "stage": "Deal - Stage", "status": "Deal - Status", "opened": "Deal - Deal created",
            "updated": "Deal - Update time", "won": "Deal - Won time", "lost": "Deal - Lost time",
            "lost_reason": "Deal - Lost reason", "source": "Deal - Source channel",
            "lead_keys": "Deal - Contact person", "lead_email": "Person - Email (Work)",
        },
    ),
    Shape(
        "Pipedrive", "leads", ("Lead - Title", "Lead - Labels|Lead - Owner|Lead - Source channel"),
        fields={
            "key": "Lead - ID", "label": "Lead - Title", "owner": "Lead - Owner", "source": "Lead - Source channel",
            "lead": "Lead - Lead created|Lead - Creation time|Lead - Lead created on", "amount": "Lead - Value",
            "currency": "Lead - Currency of Value", "email": "Person - Email (Work)",
            "updated": "Lead - Update time|Lead - Last update time",
        },
    ),
    Shape(
        "Marketo", "leads", ("Email Address", "Lead Score|Person Score|Acquisition Program|Acquisition Date",
                             "Created At|Created"),
        fields={
            "source": "Lead Source|Person Source|Original Source Type", "campaign": "Acquisition Program",
            "lead": "Created At|Created", "lead_status": "Lead Status|Person Status",
        },
    ),
    Shape(
        "Google Ads", "spend", ("Campaign", "Cost", "Clicks|Impr.", "Impr.|Currency code"),
        fields={"day": "Day", "currency": "Currency code"}, says={"source": "Google Ads"}, lacking="no_days",
    ),
    Shape(
        "LinkedIn", "spend", ("Start Date (in UTC)", "Total Spent", "Campaign Name|Campaign Group Name"),
        fields={"campaign": "Campaign Name", "last_day": "End Date (in UTC)"}, says={"source": "LinkedIn"},
    ),
    Shape(
        "Meta", "spend", ("Reporting starts", "Reporting ends", "Campaign name", "Day"),
        fields={"day": "Day"}, ignore=("last_day",), says={"source": "Meta"},
    ),
    Shape(  # one row for the whole range
        "Meta", "spend", ("Reporting starts", "Reporting ends", "Campaign name"),
        fields={"day": "Reporting starts", "last_day": "Reporting ends"}, says={"source": "Meta"},
    ),
    Shape(
        "GA4", "spend", ("Date", "Ads cost|Google Ads cost|Advertiser ad cost", "Sessions|Clicks|Ads clicks"),
        fields={"source": "Session source / medium|Session source|First user source",
                "campaign": "Session campaign|Campaign|First user campaign"},
    ),
)  # fmt: skip


def header_in(told: Mapping[str, str], wanted: str) -> str | None:
    """The first of these headers (`a|b`) that is told; `told`: {squeezed: header}."""
    return next((told[squeeze(h)] for h in wanted.split("|") if squeeze(h) in told), None)


def shape_of(headers: frozenset[str]) -> Shape | None:
    """The first shape whose signs are all there."""
    return next((shape for shape in SHAPES if shape.is_of(headers)), None)
