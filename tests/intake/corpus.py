"""Small files in the shapes of real exports, written out here, each with the receipt and the funnel it must give.

An `Entry` holds the bytes and what is expected, worked out by hand. Cells are parted by `|` in this module, so
that a row is a line; `text` writes them with any delimiter, quoting and line end.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from smarketing.stages import LADDER, Stage

LEAD, MQL, SAL, SQL, OPPORTUNITY, CUSTOMER = LADDER
ISO, DAY_FIRST, MONTH_FIRST, EPOCH = "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "seconds since 1970"


@dataclass(frozen=True)
class Entry:
    """A file and its expected receipt. mapping: {field: header}. dates: {header: (format, day first)}.

    reached: {stage: leads}, of the stages that the file knows. snapshot: it has no dates of its stages.
    """

    content: bytes
    kind: str
    read: int
    used: int
    mapping: Mapping[str, str]
    dates: Mapping[str, tuple[str, bool | None]] = field(default_factory=dict)
    reached: Mapping[Stage, int] = field(default_factory=dict)
    vendor: str = ""
    unused: tuple[str, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    mended: Mapping[str, int] = field(default_factory=dict)
    encoding: str = "utf-8"
    delimiter: str = ","
    header_line: int = 1
    snapshot: bool = False
    amount: int | None = None
    won: int | None = None


def text(*rows: str, delimiter: str = ",", quoted: bool = False, end: str = "\n") -> str:
    """Rows of cells parted by `|` as a CSV text."""
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(r.split("|") for r in rows)
    return out.getvalue()


def hubspot(*rows: str) -> bytes:
    """As HubSpot writes: every field in quotes, empty ones too."""
    return text(*rows, quoted=True).encode()


# --- one list in many clothes ---------------------------------------------------------------------

HEADERS = "id|source|mql date|sql date|won date"
LEADS = (
    ("1", "Web", "2026-01-05", "2026-01-12", "2026-02-20"),
    ("2", "Café", "2026-01-06", "2026-01-14", ""),
    ("3", "Fair", "2026-01-27", "", ""),
    ("4", "Fair", "2026-01-20", "2026-02-02", "2026-03-15"),
    ("5", "Größe", "2026-01-25", "", ""),
    ("6", "Web", "2026-02-13", "2026-02-25", ""),
)
"""Six MQLs, four SQLs, two customers; every column of dates holds a day after the twelfth."""

MAPPING = {"key": "id", "source": "source", "mql": "mql date", "sql": "sql date", "customer": "won date"}
FUNNEL = {MQL: 6, SQL: 4, CUSTOMER: 2}


def plain(write=lambda iso: iso) -> tuple[str, ...]:
    """The header and the rows of the list, its dates written another way."""
    return (HEADERS, *("|".join([*cells[:2], *(write(d) if d else "" for d in cells[2:])]) for cells in LEADS))


def same(content: bytes | str, *, told: str = ISO, day_first: bool | None = None, **other) -> Entry:
    """The list in other clothes: everything is as usual but `other`."""
    dates = dict.fromkeys(("mql date", "sql date", "won date"), (told, day_first))
    usual = {"kind": "leads", "read": 6, "used": 6, "mapping": MAPPING, "dates": dates, "reached": FUNNEL}
    return Entry(content if isinstance(content, bytes) else content.encode(), **usual | other)


def dated(form: str):
    """Dates as `strftime` writes them."""
    return lambda iso: datetime.fromisoformat(iso).strftime(form)


def _serial(iso: str) -> str:
    return str((datetime.fromisoformat(iso) - datetime(1899, 12, 30)).days)  # noqa: DTZ001


def _epoch(iso: str, scale: int = 1) -> str:
    return str(int((datetime.fromisoformat(iso) - datetime(1970, 1, 1)) / timedelta(seconds=1)) * scale)  # noqa: DTZ001


def _workbook(suffix: str) -> bytes:
    """The list as a workbook with a cover sheet and a title row."""
    frame = pd.DataFrame([r.split("|") for r in plain()[1:]], columns=HEADERS.split("|"))
    days = frame.columns[2:]
    frame[days] = frame[days].apply(lambda c: pd.to_datetime(c, errors="coerce"))
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="xlsxwriter") as book:
        pd.DataFrame({"About": ["leads of the quarter"]}).to_excel(book, sheet_name="Cover", index=False)
        frame.to_excel(book, sheet_name="Leads", index=False, startrow=1)
    return out.getvalue()


def _opendocument() -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row.split("|")
        )
        + "</table:table-row>"
        for row in plain()
    )
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = f'<table:table table:name="Leads">{rows}</table:table>'
    return zipped(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        **{
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"<office:document-content{names}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        },
    )


def zipped(**files: str | bytes) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in files.items():
            archive.writestr(name, inside)
    return out.getvalue()


_TEXT = text(*plain())
_HEAD, *_ROWS = plain()

CLOTHES: dict[str, Entry] = {
    # encodings
    "utf-8": same(_TEXT),
    "utf-8 with a mark": same(_TEXT.encode("utf-8-sig")),
    "utf-16 little end first": same(b"\xff\xfe" + _TEXT.encode("utf-16-le"), encoding="utf-16"),
    "utf-16 big end first": same(b"\xfe\xff" + _TEXT.encode("utf-16-be"), encoding="utf-16"),
    "utf-16 without a mark": same(_TEXT.encode("utf-16-le"), encoding="utf-16"),
    "Windows-1252": same(_TEXT.encode("cp1252"), encoding="cp1252"),
    "ISO-8859-1 with a control sign": same(
        _TEXT.replace("Fair", "Fa\x81ir").encode("iso-8859-1"), encoding="iso-8859-1"
    ),
    # delimiters and line ends
    "semicolons": same(text(*plain(), delimiter=";"), delimiter=";"),
    "tabs": same(text(*plain(), delimiter="\t"), delimiter="\t"),
    "bars": same("\n".join(plain()), delimiter="|"),
    "everything quoted, Windows' line ends": same(text(*plain(), quoted=True, end="\r\n")),
    "old Mac's line ends": same(text(*plain(), end="\r")),
    # what stands around the list
    "a title, a range and a blank line above": same(
        "Leads of the quarter\nJanuary 1, 2026 - March 31, 2026\n\n" + _TEXT, header_line=4
    ),
    "a line that says the delimiter": same("sep=;\n" + text(*plain(), delimiter=";"), delimiter=";", header_line=2),
    "blank lines between": same(text(_HEAD, *_ROWS[:3], "||||", *_ROWS[3:], "||||"), read=8, dropped={"blank_row": 2}),
    "totals among the rows": same(
        text(_HEAD, *_ROWS[:3], "Subtotal||||", *_ROWS[3:], "Total (6 records)||||"), read=8, dropped={"total_row": 2}
    ),
    "a German total": same(text(_HEAD, *_ROWS, "Summe|6|||", "Gesamt: Liste|6|||"), read=8, dropped={"total_row": 2}),
    "remarks under the list": same(
        _TEXT + '\n"Exported by Ann"\n"Confidential Information - Do Not Distribute"\n',
        read=9, dropped={"footer_row": 2, "blank_row": 1},
    ),
    "a row too long and one too short": same(_TEXT.replace("6,Web", "7\n8,Web,2026-01-01,,,,x,y\n6,Web"), read=8, dropped={"odd_row": 2}),
    # headers
    "a nameless last column": same(
        text(_HEAD + "|", *(r + "|" for r in _ROWS)), unused=("column 6",)
    ),
    "a header twice": same(
        text(_HEAD + "|source", *(r + "|other" for r in _ROWS)), unused=("source (2)",)
    ),
    "a header with a line end in it": same(_TEXT.replace("mql date", '"mql\ndate"', 1), header_line=1),
    "underscores and capitals": same(
        _TEXT.replace("mql date", "MQL_DATE").replace("sql date", "SqlDate"),
        mapping=MAPPING | {"mql": "MQL_DATE", "sql": "SqlDate"},
        dates=dict.fromkeys(("MQL_DATE", "SqlDate", "won date"), (ISO, None)),
    ),
    # cells
    "a line end in a cell": same(
        _TEXT.replace("Café", '"Ca\nfé"'),
    ),
    "nothing in many ways": same(
        text(_HEAD, "1|Web|2026-01-05|2026-01-12|2026-02-20", "2|—|2026-01-06|2026-01-14|--", "3|N/A|2026-01-27|-|null",
             "4|(No value)|2026-01-20|2026-02-02|2026-03-15", "5|Select|2026-01-25|NULL|n/a",
             "6|-None-|2026-02-13|2026-02-25| "),
    ),
    "the same row twice": same(text(_HEAD, *_ROWS, _ROWS[0], _ROWS[4]), read=8, dropped={"duplicate": 2}),
    "an id twice, the fuller row counts": same(
        text(_HEAD, *_ROWS, "4|Fair|2026-01-20||"), read=7, dropped={"older_version": 1}
    ),
    "a row without an id": same(text(_HEAD, *_ROWS, "|Web|2026-01-05||"), read=7, dropped={"no_key": 1}),
    "impossible and unreadable dates": same(
        text(_HEAD, *_ROWS, "7|Web|1066-10-14||", "8|Web|2026-02-30||", "9|Web|2026-01-30|soon|"),
        read=9, used=9, reached={MQL: 7, SQL: 4, CUSTOMER: 2}, mended={"impossible_date": 1, "unreadable_date": 2},
    ),
    "a date in the future is kept": same(
        text(_HEAD, *_ROWS, "7|Web|2027-01-05||"),
        read=7, used=7, reached={MQL: 7, SQL: 4, CUSTOMER: 2}, mended={"future_date": 1},
    ),
    # dates
    "day and hour": same(text(*plain(dated("%Y-%m-%d 10:30")))),
    "ISO with a zone": same(text(*plain(dated("%Y-%m-%dT10:30:00.000Z")))),
    "compact days": same(text(*plain(dated("%Y%m%d"))), told="yyyymmdd"),
    "day first, slashes": same(text(*plain(dated("%d/%m/%Y"))), told=DAY_FIRST, day_first=True),
    "day first, dots, two digits": same(text(*plain(dated("%d.%m.%y"))), told=DAY_FIRST, day_first=True),
    "day first, dashes, two digits": same(text(*plain(dated("%d-%m-%y"))), told=DAY_FIRST, day_first=True),
    "month first": same(text(*plain(dated("%m/%d/%Y"))), told=MONTH_FIRST, day_first=False),
    "month first, AM and PM": same(text(*plain(dated("%m/%d/%Y, 10:22 AM"))), told=MONTH_FIRST, day_first=False),
    "a month's name": same(text(*plain(dated("%d-%b-%Y"))), told="dd-Mmm-yyyy"),
    "a month's name first": same(text(*plain(dated("%B %d, %Y"))), told="Mmm dd, yyyy"),
    "Excel's day numbers": same(text(*plain(_serial)), told="Excel's day number"),
    "seconds since 1970": same(text(*plain(_epoch)), told=EPOCH),
    "milliseconds since 1970": same(text(*plain(lambda d: _epoch(d, 1000))), told=EPOCH),
    # files in files
    "an Excel workbook": same(_workbook("xlsx"), encoding="", delimiter="", header_line=2),
    "an OpenDocument workbook": same(_opendocument(), encoding="", delimiter=""),
    "gzip": same(gzip.compress(_TEXT.encode(), mtime=0)),
    "a zip of one file": same(zipped(**{"leads.csv": _TEXT})),
}  # fmt: skip


# --- vendors' leads -------------------------------------------------------------------------------


def entered(stage: str, quotes: str = '""') -> str:
    """HubSpot's header of 2025."""
    return f"Date entered {quotes[0]}{stage} (Lifecycle Stage Pipeline){quotes[1]}"


_L, _M, _S, _O, _C = "Lead", "Marketing Qualified Lead", "Sales Qualified Lead", "Opportunity", "Customer"


def _new_hubspot(quotes: str) -> Entry:
    header = [entered(s, quotes) for s in (_L, _M, _S, _O, _C)]
    return Entry(
        hubspot(
            "|".join(["Record ID", "First Name", "Last Name", "Email", "Lifecycle Stage", "Contact owner",
                      "Original Traffic Source", *header, f"Date exited {quotes[0]}Lead{quotes[1]}"]),
            "11|Ann|Lee|ann@example.com|Customer|Bo|Organic Search|2026-01-02 10:11|2026-01-05 09:00|2026-01-08 09:00"
            "|2026-01-12 15:00|2026-02-09 09:00|2026-01-05 09:00",
            "12|Ben|Ray|ben@example.com|Opportunity|Bo|Paid Search|2026-01-03 10:11|2026-01-06 09:00||2026-01-13 09:00||",
            "13|Cid|Fox|cid@example.com|Sales Qualified Lead|Cy|Referrals|2026-01-04 10:11|2026-01-07 09:00"
            "|2026-01-09 09:00|||",
            "14|Dee|Poe|dee@example.com|Marketing Qualified Lead|Cy|Paid Search|2026-01-05 10:11|2026-01-08 09:00||||",
            "15|Eve|Orr|eve@example.com|Lead||Direct Traffic|2026-01-06 10:11|||||",
        ),
        "leads", 5, 5,
        {"key": "Record ID", "first_name": "First Name", "last_name": "Last Name", "email": "Email",
         "owner": "Contact owner", "source": "Original Traffic Source",
         **dict(zip(("lead", "mql", "sql", "opportunity", "customer"), header, strict=True))},
        dict.fromkeys(header, (ISO, None)),
        {LEAD: 5, MQL: 4, SQL: 3, OPPORTUNITY: 2, CUSTOMER: 1},  # 12 skipped SQL on its way to the opportunity
        vendor="HubSpot", unused=("Lifecycle Stage", f"Date exited {quotes[0]}Lead{quotes[1]}"),
    )  # fmt: skip


VENDORS: dict[str, Entry] = {
    "HubSpot contacts, straight quotes": _new_hubspot('""'),
    "HubSpot contacts, single quotes": _new_hubspot("''"),
    "HubSpot contacts, curly quotes": _new_hubspot("“”"),
    "HubSpot contacts before 2021": Entry(
        hubspot(
            "Contact ID|Email|Lifecycle Stage|Create Date|Original Source|Became a Lead Date"
            "|Became a Marketing Qualified Lead Date|Became an Opportunity Date|Became a Customer Date",
            "51|a@example.com|customer|2026-01-02 10:11|ORGANIC_SEARCH|2026-01-02 10:11|2026-01-05 09:00|2026-01-09 09:00"
            "|2026-02-09 09:00",
            "52|b@example.com|customer|2026-01-03 10:11|PAID_SEARCH|2026-01-03 10:11|||2026-02-10 09:00",
            "53|c@example.com|opportunity|2026-01-04 10:11|OFFLINE|2026-01-04 10:11|2026-01-06 09:00|2026-01-10 09:00|",
            "54|d@example.com|lead|2026-01-05 10:11|SOCIAL_MEDIA|2026-01-05 10:11|||",
            "55|e@example.com|subscriber|2026-01-06 10:11|(No value)||||",
        ),
        "leads", 5, 5,
        {"key": "Contact ID", "email": "Email", "source": "Original Source", "lead": "Became a Lead Date",
         "mql": "Became a Marketing Qualified Lead Date", "opportunity": "Became an Opportunity Date",
         "customer": "Became a Customer Date"},
        dict.fromkeys(("Became a Lead Date", "Became a Marketing Qualified Lead Date", "Became an Opportunity Date", "Became a Customer Date"), (ISO, None)),
        {LEAD: 4, MQL: 3, OPPORTUNITY: 3, CUSTOMER: 2},  # a subscriber is no lead; 52 skipped two stages
        vendor="HubSpot", unused=("Lifecycle Stage", "Create Date"),
    ),
    "HubSpot's API, milliseconds": Entry(
        text("vid|lifecyclestage|hs_analytics_source|createdate|hs_lifecyclestage_marketingqualifiedlead_date"
             "|hs_lifecyclestage_customer_date",
             "1|customer|ORGANIC_SEARCH|1767348600000|1767609000000|1770633000000",
             "2|marketingqualifiedlead|PAID_SOCIAL|1767435000000|1767695400000|",
             "3|lead|EMAIL_MARKETING|1767521400000||",
             "4|lead|OFFLINE|1767607800000||",
             "5|customer|AI_REFERRALS|1767694200000||1770719400000").encode(),
        "leads", 5, 5,
        {"key": "vid", "source": "hs_analytics_source", "lead": "createdate",
         "mql": "hs_lifecyclestage_marketingqualifiedlead_date", "customer": "hs_lifecyclestage_customer_date"},
        dict.fromkeys(("createdate", "hs_lifecyclestage_marketingqualifiedlead_date", "hs_lifecyclestage_customer_date"), (EPOCH, None)),
        {LEAD: 5, MQL: 3, CUSTOMER: 2}, vendor="HubSpot", unused=("lifecyclestage",),
    ),
    "HubSpot's API, ISO": Entry(
        text("hs_object_id|email|lifecyclestage|createdate|hs_v2_date_entered_salesqualifiedlead|lastmodifieddate",
             "1|a@example.com|salesqualifiedlead|2026-01-02T10:11:12.345Z|2026-01-05T09:00:00Z|2026-02-01T09:00:00Z",
             "2|b@example.com|salesqualifiedlead|2026-01-03T10:11:12.345Z|2026-01-06T09:00:00Z|2026-02-01T09:00:00Z",
             "3|c@example.com|lead|2026-01-04T10:11:12.345Z||2026-02-01T09:00:00Z",
             "3|c@example.com|lead|2026-01-04T10:11:12.345Z|2026-02-03T09:00:00Z|2026-02-03T09:00:00Z",
             "5|e@example.com|lead|2026-01-06T10:11:12.345Z||2026-02-01T09:00:00Z").encode(),
        "leads", 5, 4,
        {"key": "hs_object_id", "email": "email", "lead": "createdate", "sql": "hs_v2_date_entered_salesqualifiedlead",
         "updated": "lastmodifieddate"},
        dict.fromkeys(("createdate", "hs_v2_date_entered_salesqualifiedlead", "lastmodifieddate"), (ISO, None)),
        {LEAD: 4, SQL: 3}, vendor="HubSpot", unused=("lifecyclestage",), dropped={"older_version": 1},
    ),
    "HubSpot in a warehouse": Entry(
        text("property_hs_object_id|property_lifecyclestage|property_hs_analytics_source|property_createdate"
             "|property_hs_v2_date_entered_marketingqualifiedlead|_fivetran_synced",
             "1|marketingqualifiedlead|OFFLINE|2026-01-02 10:11:12 UTC|2026-01-05 09:00:00 UTC|x",
             "2|marketingqualifiedlead|OFFLINE|2026-01-03 10:11:12 UTC|2026-01-06 09:00:00 UTC|x",
             "3|lead|REFERRALS|2026-01-04 10:11:12 UTC||x",
             "4|lead|REFERRALS|2026-01-05 10:11:12 UTC||x",
             "5|lead|REFERRALS|2026-01-06 10:11:12 UTC||x").encode(),
        "leads", 5, 5,
        {"key": "property_hs_object_id", "source": "property_hs_analytics_source", "lead": "property_createdate",
         "mql": "property_hs_v2_date_entered_marketingqualifiedlead"},
        dict.fromkeys(("property_createdate", "property_hs_v2_date_entered_marketingqualifiedlead"), (ISO, None)),
        {LEAD: 5, MQL: 2}, vendor="HubSpot", unused=("property_lifecyclestage", "_fivetran_synced"),
    ),
    "Salesforce leads": Entry(
        text('First Name|Last Name|Company / Account|Lead Source|Lead Status|Lead Owner|Lead ID|Create Date|Converted'
             "|Converted Date",
             "Ann|Lee|Acme|Web|Closed - Converted|Bo|00Q1|1/2/2026|1|1/25/2026",
             "Ben|Ray|Blix|Web|Working - Contacted|Bo|00Q2|1/13/2026|0|",
             "Cid|Fox|Corp|Partner|Open - Not Contacted|Cy|00Q3|1/14/2026|0|",
             "Dee|Poe|Dorn|Partner|Closed - Not Converted|Cy|00Q4|1/15/2026|0|",
             "Eve|Orr|Ebel|Web|Closed - Converted|Cy|00Q5|1/16/2026|1|2/3/2026").encode("cp1252")
        + b'\n\n"Grand Totals (5 records)"\n"Confidential Information - Do Not Distribute"\n'
        b'"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n',
        "leads", 10, 5,
        {"key": "Lead ID", "first_name": "First Name", "last_name": "Last Name", "label": "Company / Account",
         "source": "Lead Source", "owner": "Lead Owner", "lead": "Create Date", "opportunity": "Converted Date"},
        {"Create Date": (MONTH_FIRST, False), "Converted Date": (MONTH_FIRST, False)},
        {LEAD: 5, OPPORTUNITY: 2}, vendor="Salesforce", unused=("Lead Status", "Converted"),
        dropped={"blank_row": 2, "total_row": 1, "footer_row": 2},
    ),
    "Salesforce leads by Data Loader": Entry(
        hubspot("Id|FirstName|LastName|LeadSource|Status|OwnerId|IsConverted|ConvertedDate|ConvertedOpportunityId"
                "|CreatedDate",
                "00Q1|Ann|Lee|Web|Closed - Converted|005A|true|2026-01-25|0061|2026-01-02T10:11:12.000Z",
                "00Q2|Ben|Ray|Web|Open - Not Contacted|005A|false|||2026-01-03T10:11:12.000Z",
                "00Q3|Cid|Fox|Fair|Open - Not Contacted|005B|false|||2026-01-04T10:11:12.000Z",
                "00Q4|Dee|Poe|Fair|Closed - Converted|005B|true|2026-01-27|0062|2026-01-05T10:11:12.000Z",
                "00Q5|Eve|Orr|Fair|Working - Contacted|005B|false|||2026-01-06T10:11:12.000Z"),
        "leads", 5, 5,
        {"key": "Id", "first_name": "FirstName", "last_name": "LastName", "source": "LeadSource",
         "opportunity": "ConvertedDate", "deal_keys": "ConvertedOpportunityId", "lead": "CreatedDate"},
        {"ConvertedDate": (ISO, None), "CreatedDate": (ISO, None)},
        {LEAD: 5, OPPORTUNITY: 2}, vendor="Salesforce", unused=("Status", "OwnerId", "IsConverted"),
    ),
    "Pipedrive leads": Entry(
        text("Lead - ID|Lead - Title|Lead - Labels|Lead - Owner|Lead - Source channel|Lead - Lead created",
             "a1|Acme lead|Hot|Bo|Web form|2026-01-02 10:11:12", "a2|Blix lead|Warm|Bo|Chatbot|2026-01-03 10:11:12",
             "a3|Corp lead|Cold|Cy|Chatbot|2026-01-04 10:11:12", "a4|Dorn lead||Cy|Web form|2026-01-05 10:11:12",
             "a5|Ebel lead|Hot|Cy||2026-01-06 10:11:12").encode(),
        "leads", 5, 5,
        {"key": "Lead - ID", "label": "Lead - Title", "owner": "Lead - Owner", "source": "Lead - Source channel",
         "lead": "Lead - Lead created"},
        {"Lead - Lead created": (ISO, None)}, {LEAD: 5}, vendor="Pipedrive", unused=("Lead - Labels",),
    ),
    "Zoho leads": Entry(
        text("Record Id|Lead Owner.id|Lead Owner|Is Converted|Company|First Name|Last Name|Email|Lead Source|Lead Status"
             "|Created Time|Modified Time|Converted Date Time|Reason for Conversion Failure",
             "zcrm_1|zcrm_9|Bo|true|Acme|Ann|Lee|a@example.com|Web|Contacted|2026-01-02 10:11:12|2026-02-02 10:11:12"
             "|2026-01-20 09:00:00|",
             "zcrm_2|zcrm_9|Bo|false|Blix|Ben|Ray|b@example.com|Web|Lost Lead|2026-01-03 10:11:12|2026-02-02 10:11:12||",
             "zcrm_3|zcrm_8|Cy|false|Corp|Cid|Fox|c@example.com|-None-|Contacted|2026-01-04 10:11:12"
             "|2026-02-02 10:11:12||No budget",
             "zcrm_4|zcrm_8|Cy|false|Dorn|Dee|Poe|d@example.com|Ads|-None-|2026-01-05 10:11:12|2026-02-02 10:11:12||",
             "zcrm_5|zcrm_8|Cy|true|Ebel|Eve|Orr|e@example.com|Ads|Contacted|2026-01-06 10:11:12|2026-02-02 10:11:12"
             "|2026-01-30 09:00:00|").encode(),
        "leads", 5, 5,
        {"key": "Record Id", "owner": "Lead Owner", "label": "Company", "first_name": "First Name",
         "last_name": "Last Name", "email": "Email", "source": "Lead Source", "lead": "Created Time",
         "updated": "Modified Time", "sql": "Converted Date Time", "rejected_reason": "Reason for Conversion Failure"},
        dict.fromkeys(("Created Time", "Modified Time", "Converted Date Time"), (ISO, None)),
        {LEAD: 5, SQL: 2}, vendor="Zoho", unused=("Lead Owner.id", "Is Converted", "Lead Status"),
    ),
    "Marketo people": Entry(
        text("Id|First Name|Last Name|Email Address|Company Name|Lead Source|Lead Status|Lead Score|Created At|Updated At"
             "|Acquisition Program",
             "1|Ann|Lee|a@example.com|Acme|Web|Open|40|2026-01-02 10:11:12|2026-02-01 10:11:12|WBN-01",
             "2|Ben|Ray|b@example.com|Blix|Web|Open|20|2026-01-03 10:11:12|2026-02-01 10:11:12|WBN-01",
             "3|Cid|Fox|c@example.com|Corp|Fair|MQL|90|2026-01-04 10:11:12|2026-02-01 10:11:12|FAIR",
             "4|Dee|Poe|d@example.com|Dorn|Fair|SQL|95|2026-01-05 10:11:12|2026-02-01 10:11:12|FAIR",
             "5|Eve|Orr|e@example.com|Ebel|Fair|Disqualified|5|2026-01-06 10:11:12|2026-02-01 10:11:12|FAIR").encode(),
        "leads", 5, 5,
        {"key": "Id", "first_name": "First Name", "last_name": "Last Name", "email": "Email Address",
         "label": "Company Name", "source": "Lead Source", "lead_status": "Lead Status", "lead": "Created At",
         "updated": "Updated At", "campaign": "Acquisition Program"},
        {"Created At": (ISO, None), "Updated At": (ISO, None)},
        {LEAD: 5, MQL: 2, SQL: 1}, vendor="Marketo", unused=("Lead Score",), snapshot=True,
    ),
}  # fmt: skip


def _localised(header: str, became: tuple[str, str], stage: str, *, delimiter: str = ",") -> Entry:
    """HubSpot contacts in another language; `header`: id, mail, owner, lifecycle stage, source, created."""
    names = header.split("|")
    content = text(
        f"{header}|{became[0]}|{became[1]}",
        f"1|a@example.com|Bo|{stage}|Web|2026-01-02 10:11|2026-01-05 09:00|2026-02-09 09:00",
        f"2|b@example.com|Bo|{stage}|Web|2026-01-03 10:11||2026-02-10 09:00",
        "3|c@example.com|Cy|Lead|Fair|2026-01-04 10:11|2026-01-06 09:00|",
        "4|d@example.com|Cy|Lead|Fair|2026-01-05 10:11||",
        "5|e@example.com||Lead||2026-01-06 10:11||",
        quoted=True, delimiter=delimiter,
    )  # fmt: skip
    mapping = dict(zip(("key", "email", "owner", "source", "lead"), (*names[:3], *names[4:]), strict=True))
    return Entry(
        content.encode(), "leads", 5, 5, mapping | {"mql": became[0], "customer": became[1]},
        dict.fromkeys((names[5], *became), (ISO, None)), {LEAD: 5, MQL: 3, CUSTOMER: 2},
        vendor="HubSpot", unused=(names[3],), delimiter=delimiter,
    )  # fmt: skip


def _localised_deals(
    header: str, won: str, lost: str, *, delimiter: str = ";", money: tuple[str, str] = ("1.200,50", "800,00")
) -> Entry:
    """Pipedrive deals in another language; `header`: id, title, value, currency, owner, stage, status, created, won,
    lost, reason, person, mail.
    """
    names = header.split("|")
    content = text(
        header,
        f"1|Acme|{money[0]}|EUR|Bo|A|{won}|09.01.2026 10:00|20.02.2026 10:00|||Ann|a@example.com",
        f"2|Blix|{money[1]}|EUR|Bo|B|{won}|10.01.2026 10:00|21.02.2026 10:00|||Ben|b@example.com",
        f"3|Corp|{money[0]}|EUR|Cy|A|{lost}|11.01.2026 10:00||22.02.2026 10:00|X|Cid|c@example.com",
        "4|Dorn|0|EUR|Cy|A||23.01.2026 10:00||||Dee|d@example.com",
        "5|Ebel|0|EUR|Cy|A||24.01.2026 10:00||||Eve|e@example.com",
        delimiter=delimiter,
    )  # fmt: skip
    fields = ("key", "name", "amount", "currency", "owner", "stage", "status", "opened", "won", "lost", "lost_reason",
              "lead_keys", "lead_email")  # fmt: skip
    return Entry(
        content.encode(), "deals", 5, 5, dict(zip(fields, names, strict=True)),
        {names[i]: (DAY_FIRST, True) for i in (7, 8, 9)}, {OPPORTUNITY: 5, CUSTOMER: 2},
        vendor="Pipedrive", delimiter=delimiter, won=200050,
    )  # fmt: skip


LANGUAGES: dict[str, Entry] = {
    "HubSpot in German": _localised(
        "Datensatz-ID|E-Mail|Zuständiger Mitarbeiter|Lifecycle-Phase|Ursprüngliche Traffic-Quelle|Erstelldatum",
        ("Datum der Konversion zum Marketing Qualified Lead", "Datum der Konversion zum Kunde"), "Kunde",
    ),
    "HubSpot in French": _localised(
        "ID du dossier|Adresse e-mail|Propriétaire du contact|Phase du cycle de vie|Source d'origine|Date de création",
        ("Date de conversion en Marketing Qualified Lead", "Date de conversion en Client"), "Client",
    ),
    "HubSpot in Spanish": _localised(
        "ID de registro|Correo|Propietario del contacto|Etapa del ciclo de vida|Fuente de tráfico original"
        "|Fecha de creación",
        ("Fecha en que se convirtió en Lead calificado para marketing", "Fecha en que se convirtió en Cliente"),
        "Cliente", delimiter=";",
    ),
    "HubSpot in Portuguese": _localised(
        "ID do registro|E-mail|Proprietário do contato|Fase do ciclo de vida|Fonte original|Data de criação",
        ("Data em que se tornou Marketing Qualified Lead", "Data em que se tornou Cliente"), "Cliente",
    ),
    "Pipedrive in German": _localised_deals(
        "Deal - ID|Deal - Titel|Deal - Wert|Deal - Währung von Wert|Deal - Besitzer|Deal - Phase|Deal - Status"
        "|Deal - Deal erstellt|Deal - Datum des gewonnenen Deals|Deal - Datum des verlorenen Deals"
        "|Deal - Verlustgrund|Deal - Kontaktperson|Person - E-Mail-Adresse (Arbeit)", "Gewonnen", "Verloren",
    ),
    "Pipedrive in French": _localised_deals(
        "Affaire - ID|Affaire - Titre|Affaire - Valeur|Affaire - Devise de la valeur|Affaire - Propriétaire"
        "|Affaire - Étape|Affaire - Statut|Affaire - Affaire créée|Affaire - Date de gain|Affaire - Date de perte"
        "|Affaire - Raison de la perte|Affaire - Personne à contacter|Personne - E-mail - Travail",
        "Gagnée", "Perdue", money=("1 200,50", "800,00"),
    ),
    "Pipedrive in Spanish": _localised_deals(
        "Trato - ID|Trato - Título|Trato - Valor|Trato - Moneda de Valor|Trato - Propietario|Trato - Etapa"
        "|Trato - Estado|Trato - Trato creado|Trato - Ganado el|Trato - Perdido el|Trato - Motivo de pérdida"
        "|Trato - Persona de contacto|Persona - Correo electrónico - Trabajo", "Ganado", "Perdido",
    ),
    "Pipedrive in Portuguese": _localised_deals(
        "Negócio - ID|Negócio - Título|Negócio - Valor|Negócio - Moeda de Valor|Negócio - Proprietário|Negócio - Etapa"
        "|Negócio - Status|Negócio - Negócio criado em|Negócio - Ganho em|Negócio - Data de perda"
        "|Negócio - Motivo da perda|Negócio - Pessoa de contato|Pessoa - E-mail - Trabalho", "Ganho", "Perdido",
    ),
}  # fmt: skip


# --- deals, calls and spend -----------------------------------------------------------------------

OTHERS: dict[str, Entry] = {
    "HubSpot deals of two pipelines": Entry(
        hubspot("Record ID|Deal Name|Pipeline|Deal Stage|Amount|Close Date|Create Date|Deal owner|Is Closed Won"
                "|Is Deal Closed?|Closed Lost Reason|Associated Contact IDs",
                "9|Acme|Sales|Closed Won|117.0|2026-02-09 09:00|2026-01-09 09:00|Bo|Yes|Yes||51;52",
                "10|Blix|Sales|Closed Lost|50.5|2026-02-10 09:00|2026-01-10 09:00|Bo|No|Yes|Price|53",
                "11|Corp|Sales|Contract Sent|80.0|2026-12-30 09:00|2026-01-11 09:00|Cy|No|No||54",
                "12|Acme|Renewals|Closed Won|200.0|2026-02-12 09:00|2026-01-12 09:00|Cy|Yes|Yes||51",
                "13|Ebel|Sales|Appointment Scheduled||2026-12-30 09:00|2026-01-13 09:00||No|No||"),
        "deals", 5, 5,
        {"key": "Record ID", "name": "Deal Name", "pipeline": "Pipeline", "stage": "Deal Stage", "amount": "Amount",
         "closed": "Close Date", "opened": "Create Date", "owner": "Deal owner", "is_won": "Is Closed Won",
         "is_closed": "Is Deal Closed?", "lost_reason": "Closed Lost Reason", "lead_keys": "Associated Contact IDs"},
        {"Close Date": (ISO, None), "Create Date": (ISO, None)}, {OPPORTUNITY: 5, CUSTOMER: 2},
        vendor="HubSpot", mended={"future_date": 2}, won=31700,
    ),
    "HubSpot deals of the API": Entry(
        text("hs_object_id|dealname|dealstage|amount|closedate|createdate|hs_is_closed_won|hs_is_closed",
             "1|A|closedwon|100|2026-02-01T10:00:00Z|2026-01-01T10:00:00Z|true|true",
             "2|B|closedlost|100|2026-02-02T10:00:00Z|2026-01-02T10:00:00Z|false|true",
             "3|C|contractsent|100||2026-01-03T10:00:00Z|false|false",
             "4|D|31415926|100|2026-02-04T10:00:00Z|2026-01-04T10:00:00Z|true|true",
             "5|E|contractsent|100||2026-01-05T10:00:00Z|false|false").encode(),
        "deals", 5, 5,
        {"key": "hs_object_id", "name": "dealname", "stage": "dealstage", "amount": "amount", "closed": "closedate",
         "opened": "createdate", "is_won": "hs_is_closed_won", "is_closed": "hs_is_closed"},
        {"closedate": (ISO, None), "createdate": (ISO, None)}, {OPPORTUNITY: 5, CUSTOMER: 2},
        vendor="HubSpot", won=20000,
    ),
    "HubSpot calls": Entry(
        hubspot("Record ID|Activity date|Call outcome|Call duration|Activity assigned to|Associated Contact",
                "1|2026-01-05 10:00|Connected|61000|Bo|Ann Lee", "2|2026-01-05 11:00|No answer|0|Bo|Ben Ray",
                "3|2026-01-06 10:00|Left voicemail|9000|Cy|Cid Fox", "4|2026-01-06 11:00|Busy|0|Cy|",
                "5|2026-01-07 10:00|Wrong number|2000|Cy|Dee Poe"),
        "activities", 5, 4,
        {"lead_key": "Associated Contact", "at": "Activity date", "outcome": "Call outcome", "owner": "Activity assigned to"},
        {"Activity date": (ISO, None)}, vendor="HubSpot", unused=("Record ID", "Call duration"), dropped={"no_key": 1},
    ),
    "Salesforce opportunities": Entry(
        text("Opportunity Owner|Account Name|Opportunity Name|Stage|Fiscal Period|Amount|Probability (%)|Age|Close Date"
             "|Created Date|Lead Source|Type",
             "Bo|Acme|Acme big|Closed Won|Q1-2026|$1,234,567.00|100|31|2/9/2026|1/9/2026|Web|New",
             "Bo|Blix|Blix one|Closed Lost|Q1-2026|$5,000.00|0|30|2/15/2026|1/10/2026|Web|New",
             "Cy|Corp|Corp one|Negotiation|Q4-2026|$7,500.00|60|12|12/31/2026|1/11/2026|Fair|New",
             "Cy|Dorn|Dorn one|Closed Won|Q1-2026|$3,000.00|100|22|2/18/2026|1/12/2026|Fair|Upgrade",
             "Cy|Ebel|Ebel one|Prospecting|Q4-2026||10|10|12/31/2026|1/13/2026||New", quoted=True).encode()
        + b'"Grand Totals (5 records)"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n',
        "deals", 7, 5,
        {"name": "Opportunity Name", "owner": "Opportunity Owner", "stage": "Stage", "amount": "Amount",
         "closed": "Close Date", "opened": "Created Date", "source": "Lead Source", "pipeline": "Type"},
        {"Close Date": (MONTH_FIRST, False), "Created Date": (MONTH_FIRST, False)}, {OPPORTUNITY: 5, CUSTOMER: 2},
        vendor="Salesforce", unused=("Account Name", "Fiscal Period", "Probability (%)", "Age"),
        dropped={"total_row": 1, "footer_row": 1}, mended={"future_date": 2}, won=123756700,
    ),
    "Salesforce opportunity history": Entry(
        text("Opportunity Name|From Stage|To Stage|Amount|Close Date|Created Date|Last Modified",
             "Acme big|Negotiation|Closed Won|$900|2/9/2026|1/9/2026|2/9/2026, 3:04 PM",
             "Acme big|Negotiation|Negotiation|$900|2/28/2026|1/9/2026|2/1/2026, 3:04 PM",
             "Acme big|Prospecting|Negotiation|$500|2/28/2026|1/9/2026|1/20/2026, 10:22 AM",
             "Blix one|Prospecting|Closed Lost|$300|2/15/2026|1/10/2026|2/15/2026, 9:00 AM",
             "Blix one||Prospecting|$300|2/28/2026|1/10/2026|1/10/2026, 9:00 AM",
             "Corp one||Prospecting|$100|3/31/2026|1/13/2026|1/13/2026, 9:00 AM", quoted=True).encode(),
        "deals", 6, 3,
        {"key": "Opportunity Name", "name": "Opportunity Name", "stage": "To Stage", "amount": "Amount", "closed": "Close Date",
         "opened": "Created Date", "updated": "Last Modified"},
        dict.fromkeys(("Close Date", "Created Date", "Last Modified"), (MONTH_FIRST, False)),
        {OPPORTUNITY: 3, CUSTOMER: 1}, vendor="Salesforce", unused=("From Stage",), dropped={"older_version": 3},
        won=90000,
    ),
    "Salesforce opportunities by Data Loader": Entry(
        text("Id|AccountId|Name|StageName|Amount|CloseDate|LeadSource|IsClosed|IsWon|CreatedDate|SystemModstamp",
             "0061|001A|A|Closed Won|100.5|2026-02-01|Web|true|true|2026-01-01T10:00:00.000Z|2026-02-01T10:00:00.000Z",
             "0062|001B|B|Closed Lost|50|2026-02-02|Web|true|false|2026-01-02T10:00:00.000Z|2026-02-02T10:00:00.000Z",
             "0063|001C|C|Prospecting|70|2026-12-31|Web|false|false|2026-01-03T10:00:00.000Z|2026-01-03T10:00:00.000Z",
             "0064|001D|D|Prospecting|70|2026-12-31|Ads|false|false|2026-01-04T10:00:00.000Z|2026-01-04T10:00:00.000Z",
             "0065|001E|E|Prospecting|70|2026-12-31|Ads|false|false|2026-01-05T10:00:00.000Z|2026-01-05T10:00:00.000Z",
             ).encode(),
        "deals", 5, 5,
        {"key": "Id", "name": "Name", "stage": "StageName", "amount": "Amount", "closed": "CloseDate",
         "source": "LeadSource", "is_closed": "IsClosed", "is_won": "IsWon", "opened": "CreatedDate",
         "updated": "SystemModstamp"},
        dict.fromkeys(("CloseDate", "CreatedDate", "SystemModstamp"), (ISO, None)), {OPPORTUNITY: 5, CUSTOMER: 1},
        vendor="Salesforce", unused=("AccountId",), mended={"future_date": 3}, won=10050,
    ),
    "Pipedrive deals": Entry(
        text("Deal - ID|Deal - Title*|Deal - Value|Deal - Currency of Value|Deal - Pipeline|Deal - Stage|Deal - Status"
             "|Deal - Deal created|Deal - Expected close date|Deal - Won time|Deal - Lost time|Deal - Lost reason"
             "|Deal - Source channel|Person - Email (Work)",
             "7|Acme|1200|EUR|Sales|Offer|Won|2026-01-09 10:00:00|2026-02-28|2026-02-09 10:00:00|||Web|a@example.com",
             "8|Blix|800|USD|Sales|Offer|Won|2026-01-10 10:00:00||2026-02-10 10:00:00|||Web|b@example.com",
             "9|Corp|300|EUR|Sales|Contact|Lost|2026-01-11 10:00:00|||2026-02-11 10:00:00|Price|Ads|c@example.com",
             "10|Dorn|500|EUR|Renewals|Contact|Open|2026-01-12 10:00:00|2026-12-31||||Ads|",
             "11|Ebel|0|EUR|Sales|Contact|Open|2026-01-13 10:00:00||||||e@example.com").encode(),
        "deals", 5, 5,
        {"key": "Deal - ID", "name": "Deal - Title*", "amount": "Deal - Value", "currency": "Deal - Currency of Value",
         "pipeline": "Deal - Pipeline", "stage": "Deal - Stage", "status": "Deal - Status",
         "opened": "Deal - Deal created", "won": "Deal - Won time", "lost": "Deal - Lost time",
         "lost_reason": "Deal - Lost reason", "source": "Deal - Source channel", "lead_email": "Person - Email (Work)"},
        dict.fromkeys(("Deal - Deal created", "Deal - Won time", "Deal - Lost time"), (ISO, None)),
        {OPPORTUNITY: 5, CUSTOMER: 2}, vendor="Pipedrive", unused=("Deal - Expected close date",), won=200000,
    ),
    "Google Ads by day": Entry(
        ('Campaign report\n"September 1, 2026 - September 30, 2026"\n'
         + text("Day|Campaign|Currency code|Cost|Impr.|Clicks|Search top IS",
                "2026-09-01|Brand|EUR|1,234.56|10,000|120|88.20%", "2026-09-01|Generic|EUR| --|0|0|< 10%",
                "2026-09-02|Brand|EUR|10.00|90|2|88.20%", "2026-09-02|Generic|EUR|20.44|80|3|--",
                "Total: Campaigns|--|EUR|1,265.00|10,170|125|--", "Total: Account|--|EUR|1,265.00|10,170|125|--",
                )).encode(),
        "spend", 6, 3,
        {"day": "Day", "campaign": "Campaign", "currency": "Currency code", "amount": "Cost"}, {"Day": (ISO, None)},
        vendor="Google Ads", unused=("Impr.", "Clicks", "Search top IS"), header_line=3,
        dropped={"total_row": 2, "no_amount": 1}, mended={"unreadable_date": 2}, amount=126500,
    ),
    "Google Ads in German, for Excel": Entry(
        b"\xff\xfe" + ("Kampagnenbericht\n1. September 2026 - 30. September 2026\n"
         + text("Tag|Kampagne|Währungscode|Kosten|Impr.|Klicks",
                "2026-09-01|Marke|EUR|1.234,56|10.000|120", "2026-09-01|Allgemein|EUR|5,00|10|1",
                "2026-09-02|Marke|EUR|10,44|90|2", "2026-09-02|Allgemein|EUR|0,00|80|3",
                "Gesamt: Konto|--|EUR|1.250,00|10.180|126", delimiter="\t")).encode("utf-16-le"),
        "spend", 5, 4,
        {"day": "Tag", "campaign": "Kampagne", "currency": "Währungscode", "amount": "Kosten"}, {"Tag": (ISO, None)},
        vendor="Google Ads", unused=("Impr.", "Klicks"), header_line=3, encoding="utf-16", delimiter="\t",
        dropped={"total_row": 1}, mended={"unreadable_date": 1}, amount=125000,
    ),
    "LinkedIn": Entry(
        b"\xff\xfe" + ("Campaign Performance Report (in UTC)\nReport Start: September 1, 2026, 12:00 AM\n"
         "Report End: September 30, 2026, 11:59 PM\n\n"
         + text("Start Date (in UTC)|Account Name|Currency|Campaign Group Name|Campaign Name|Total Spent|Impressions|Leads",
                "9/1/2026|Acme|USD|Q3|Ebook|10.50|100|1", "9/2/2026|Acme|USD|Q3|Ebook|11.50|100|0",
                "9/13/2026|Acme|USD|Q3|Demo|20.00|100|2", "9/14/2026|Acme|USD|Q3|Demo|-|0|0",
                "Total||||||300|3", delimiter="\t")).encode("utf-16-le"),
        "spend", 5, 3,
        {"day": "Start Date (in UTC)", "currency": "Currency", "campaign": "Campaign Name", "amount": "Total Spent"},
        {"Start Date (in UTC)": (MONTH_FIRST, False)}, vendor="LinkedIn",
        unused=("Account Name", "Campaign Group Name", "Impressions", "Leads"),
        header_line=5, encoding="utf-16", delimiter="\t", dropped={"total_row": 1, "no_amount": 1},
        mended={"unreadable_date": 1}, amount=4200,
    ),
    "Meta by day": Entry(
        text("Reporting starts|Reporting ends|Campaign name|Ad set name|Day|Amount spent (USD)|Impressions|Ad set ID",
             "2026-09-01|2026-09-30||||60.00|600|", "2026-09-01|2026-09-30|Ebook|DE|2026-09-01|10.00|100|1.20253E+17",
             "2026-09-01|2026-09-30|Ebook|DE|2026-09-02|20.00|200|1.20253E+17",
             "2026-09-01|2026-09-30|Demo|US|2026-09-01|30.00|300|1.20253E+17",
             "2026-09-01|2026-09-30|Demo|US|2026-09-02|0|0|1.20253E+17").encode("utf-8-sig"),
        "spend", 5, 4, {"day": "Day", "campaign": "Campaign name", "amount": "Amount spent (USD)"},
        {"Day": (ISO, None)}, vendor="Meta",
        unused=("Reporting starts", "Reporting ends", "Ad set name", "Impressions", "Ad set ID"),
        dropped={"total_row": 1}, amount=6000,
    ),
    "Meta for a range": Entry(
        text("Reporting starts|Reporting ends|Campaign name|Amount spent (USD)|Results",
             "2026-09-01|2026-09-03||100.00|9", "2026-09-01|2026-09-03|Ebook|10.00|1",
             "2026-09-01|2026-09-03|Demo|40.00|3", "2026-09-01|2026-09-03|Brand|50.00|5",
             "2026-09-01|2026-09-03|Paused|0|0").encode("utf-8-sig"),
        "spend", 5, 4,
        {"day": "Reporting starts", "last_day": "Reporting ends", "campaign": "Campaign name",
         "amount": "Amount spent (USD)"},
        {"Reporting starts": (ISO, None), "Reporting ends": (ISO, None)}, vendor="Meta", unused=("Results",),
        dropped={"total_row": 1}, amount=10000,
    ),
    "GA4's spend": Entry(
        ("# ----------------------------------------\n# Advertising\n# Account: Acme\n# Property: acme.example\n"
         "# Start date: 20260901\n# End date: 20260930\n\n"
         + text("Date|Session source / medium|Session campaign|Sessions|Ads cost",
                "|||400|60.00", "20260901|google / cpc|Brand|100|10.00", "20260902|google / cpc|Brand|100|20.00",
                "20260901|google / cpc|Generic|100|30.00", "20260902|google / cpc|Generic|100|0")).encode(),
        "spend", 5, 4,
        {"day": "Date", "source": "Session source / medium", "campaign": "Session campaign", "amount": "Ads cost"},
        {"Date": ("yyyymmdd", None)}, vendor="GA4", unused=("Sessions",), header_line=8, dropped={"total_row": 1},
        amount=6000,
    ),
    "deals alone, by hand": Entry(
        text("Deal name|Owner|Opened|Won date|Lost date|Amount", "A|Bo|2026-01-01|2026-02-01||45k",
             "B|Bo|2026-01-02||2026-02-02|1.2M", "C|Cy|2026-01-03|||$1,000", "D|Cy|2026-01-04|2026-02-04||(1,234)",
             "E|Cy|2026-01-05|2026-02-05||€ 500").encode(),
        "deals", 5, 5,
        {"name": "Deal name", "owner": "Owner", "opened": "Opened", "won": "Won date", "lost": "Lost date",
         "amount": "Amount"},
        dict.fromkeys(("Opened", "Won date", "Lost date"), (ISO, None)), {OPPORTUNITY: 5, CUSTOMER: 3},
        won=4500000 - 123400 + 50000,
    ),
    "deals in stages of a team's own": Entry(
        text("Deal|Phase|Wert|Erstellt am|Abschlussdatum", "A|Erstgespräch|100|13.01.2026|13.03.2026",
             "B|Vertrag raus|100|14.01.2026|14.03.2026", "C|Vertrag unterschrieben|100|15.01.2026|15.03.2026",
             "D|Closed Won - Annual|100|16.01.2026|16.03.2026", "E|Verloren|100|17.01.2026|17.03.2026").encode(),
        "deals", 5, 5,
        {"stage": "Phase", "amount": "Wert", "opened": "Erstellt am", "closed": "Abschlussdatum"},
        dict.fromkeys(("Erstellt am", "Abschlussdatum"), (DAY_FIRST, True)), {OPPORTUNITY: 5, CUSTOMER: 2},
        unused=("Deal",), won=20000,
    ),
    "closed deals alone": Entry(
        text("Deal|Status|Closed date|Value", "A|won|2026-02-01|100", "B|lost|2026-02-02|100", "C|won|2026-02-03|100",
             "D|lost|2026-02-04|100", "E|lost|2026-02-05|100").encode(),
        "deals", 5, 5, {"status": "Status", "closed": "Closed date", "amount": "Value"},
        {"Closed date": (ISO, None)}, {OPPORTUNITY: 5, CUSTOMER: 2}, unused=("Deal",), won=20000,
    ),
}  # fmt: skip


# --- lists made at home ---------------------------------------------------------------------------

HOME: dict[str, Entry] = {
    "in German, with decimal commas": Entry(
        text("Name;Quelle;MQL Datum;SQL;Gewonnen;Wert".replace(";", "|"),
             "Ann Lee|Messe|05.01.2026|12.01.2026|20.02.2026|12,50 €", "Ben Ray|Web|06.01.2026|14.01.2026||",
             "Cid Fox|Web|27.01.2026|||", "Dee Poe|Messe|20.01.2026|02.02.2026|15.03.2026|1.000,25 €",
             "Eve Orr|Web|25.01.2026|||", delimiter=";").encode("cp1252"),
        "leads", 5, 5,
        {"label": "Name", "source": "Quelle", "mql": "MQL Datum", "sql": "SQL", "customer": "Gewonnen",
         "amount": "Wert"},
        dict.fromkeys(("MQL Datum", "SQL", "Gewonnen"), (DAY_FIRST, True)), {MQL: 5, SQL: 3, CUSTOMER: 2},
        encoding="cp1252", delimiter=";", won=101275,
    ),
    "in Spanish, with a first name that sounds like a count": Entry(
        text("Nombre de pila|Correo|Fuente|Fecha de creación|SQL", "Ana|a@example.com|Web|05/01/2026|12/01/2026",
             "Bea|b@example.com|Web|16/01/2026|24/01/2026", "Cira|c@example.com|Feria|17/01/2026|",
             "Dora|d@example.com|Feria|18/01/2026|", "Elsa|e@example.com|Feria|19/01/2026|").encode(),
        "leads", 5, 5,
        {"first_name": "Nombre de pila", "email": "Correo", "source": "Fuente", "lead": "Fecha de creación",
         "sql": "SQL"},
        {"Fecha de creación": (DAY_FIRST, True), "SQL": (DAY_FIRST, True)}, {LEAD: 5, SQL: 2},
    ),
    "only a source and a flag": Entry(
        text("Lead Source|Converted", "Web|1", "Web|0", "Fair|0", "Fair|1", "Ads|0", "Ads|0").encode(),
        "leads", 6, 6, {"source": "Lead Source", "is_won": "Converted"}, {}, {LEAD: 6, CUSTOMER: 2}, snapshot=True,
    ),
    "a flag in words": Entry(
        text("Prospect|Channel|Won?|Owner", "Ann|Web|Yes|Bo", "Ben|Web|No|Bo", "Cid|Fair|Yes|Cy", "Dee|Fair|no|Cy",
             "Eve|Ads||Cy").encode(),
        "leads", 5, 5, {"source": "Channel", "is_won": "Won?", "owner": "Owner"}, {}, {LEAD: 5, CUSTOMER: 2},
        unused=("Prospect",), snapshot=True,
    ),
    "a lifecycle stage alone": Entry(
        text("Email|Lifecycle Stage", "a@example.com|Customer", "b@example.com|Opportunity",
             "c@example.com|Sales Qualified Lead", "d@example.com|Marketing Qualified Lead", "e@example.com|Lead",
             "f@example.com|Subscriber", "g@example.com|Evangelist").encode(),
        "leads", 7, 7, {"email": "Email", "lifecycle": "Lifecycle Stage"}, {},
        {LEAD: 6, MQL: 5, SQL: 4, OPPORTUNITY: 3, CUSTOMER: 2}, vendor="HubSpot", snapshot=True,
    ),
    "a lead status alone": Entry(
        text("Email|Lead Status|Source", "a@example.com|Working - Contacted|Web", "b@example.com|Closed - Converted|Web",
             "c@example.com|Open - Not Contacted|Ads", "d@example.com|Closed - Not Converted|Ads",
             "e@example.com|Closed - Converted|Ads").encode(),
        "leads", 5, 5, {"email": "Email", "lead_status": "Lead Status", "source": "Source"}, {},
        {LEAD: 5, OPPORTUNITY: 2}, snapshot=True,
    ),
    "a status in a team's own words": Entry(
        text("Email|Lead Status|Source", "a@example.com|Demo done|Web", "b@example.com|Ghosted|Web",
             "c@example.com|MQL - new|Ads", "d@example.com|Rejected by sales|Ads", "e@example.com|Demo done|Ads").encode(),
        "leads", 5, 5, {"email": "Email", "lead_status": "Lead Status", "source": "Source"}, {}, {LEAD: 5, MQL: 1},
        snapshot=True,
    ),
    "a day of creation and a status that says nothing": Entry(
        text("Email|Lead Status|Source|Created", "a@example.com|Hot|Web|2026-01-13", "b@example.com|Warm|Web|2026-01-14",
             "c@example.com|Hot|Ads|2026-01-15").encode(),
        "leads", 3, 3, {"email": "Email", "lead_status": "Lead Status", "source": "Source", "lead": "Created"},
        {"Created": (ISO, None)}, {LEAD: 3},
    ),
    "a column called Stage that speaks of leads": Entry(
        text("Name|Email|Stage|Created", "Ann|a@example.com|Lead|2026-01-13", "Ben|b@example.com|MQL|2026-01-14",
             "Cid|c@example.com|Customer|2026-01-15", "Dee|d@example.com|Subscriber|2026-01-16").encode(),
        "leads", 4, 4, {"label": "Name", "email": "Email", "lifecycle": "Stage", "lead": "Created"},
        {"Created": (ISO, None)}, {LEAD: 3, MQL: 2, CUSTOMER: 1}, snapshot=True,
    ),
    "a day of creation and a lifecycle stage": Entry(
        hubspot("Record ID|Email|Create Date|Lifecycle Stage|Original Source",
                "1|a@example.com|2026-01-02 10:11|Customer|Web", "2|b@example.com|2026-01-03 10:11|Lead|Web",
                "3|c@example.com|2026-01-04 10:11|Marketing Qualified Lead|Ads",
                "4|d@example.com|2026-01-05 10:11|Lead|Ads", "5|e@example.com|2026-01-06 10:11|Customer|Ads"),
        "leads", 5, 5,
        {"key": "Record ID", "email": "Email", "lead": "Create Date", "lifecycle": "Lifecycle Stage",
         "source": "Original Source"},
        {"Create Date": (ISO, None)}, {LEAD: 5, MQL: 3, CUSTOMER: 2}, vendor="HubSpot", snapshot=True,
    ),
    "amounts in every clothing": Entry(
        text("id|mql date|won date|deal value (EUR)|owner", "1|2026-01-01|2026-02-01|$1,234|Bo",
             "2|2026-01-02|2026-02-02|45k|Bo", "3|2026-01-03|2026-02-03|1.2M|Bo", "4|2026-01-04|2026-02-04|1,234.50|Bo",
             "5|2026-01-05|2026-02-05|(1,234)|Bo").encode(),
        "leads", 5, 5,
        {"key": "id", "mql": "mql date", "customer": "won date", "amount": "deal value (EUR)", "owner": "owner"},
        {"mql date": (ISO, None), "won date": (ISO, None)}, {MQL: 5, CUSTOMER: 5},
        won=123400 + 4500000 + 120000000 + 123450 - 123400,
    ),
    "a column called Date full of names": Entry(
        text("Lead ID|Date|SQL Date|Source", "1|Ann|2026-01-05|Web", "2|Ben|2026-01-06|Web", "3|Cid|2026-01-07|Ads",
             "4|Dee||Ads", "5|Eve||Ads").encode(),
        "leads", 5, 5, {"key": "Lead ID", "sql": "SQL Date", "source": "Source"}, {"SQL Date": (ISO, None)}, {SQL: 3},
        unused=("Date",),
    ),
    "days that leave the order open": Entry(
        text("id|mql date|source", "1|03/04/2026|Web", "2|05/04/2026|Web", "3|06/04/2026|Ads", "4|07/04/2026|Ads",
             "5|08/04/2026|Ads").encode(),
        "leads", 5, 5, {"key": "id", "mql": "mql date", "source": "source"}, {"mql date": (MONTH_FIRST, False)}, {MQL: 5},
    ),
    "signups with a plan and a trial": Entry(
        text("Email|Signup date|Plan|MRR|Trial end|Source", "a@example.com|2026-01-13|pro|20|2026-01-27|Web",
             "b@example.com|2026-01-14|free|0||Ads").encode(),
        "leads", 2, 2, {"email": "Email", "lead": "Signup date", "source": "Source"}, {"Signup date": (ISO, None)},
        {LEAD: 2}, unused=("Plan", "MRR", "Trial end"),
    ),
    "deals with a product and its price": Entry(
        text("Deal name|Product name|Price|Department|Account manager|Stage|Created|Amount",
             "A|Big|10|IT|Bo|Won|2026-01-13|100", "B|Small|5|IT|Bo|Lost|2026-01-14|50").encode(),
        "deals", 2, 2, {"name": "Deal name", "stage": "Stage", "opened": "Created", "amount": "Amount"},
        {"Created": (ISO, None)}, {OPPORTUNITY: 2}, unused=("Product name", "Price", "Department", "Account manager"),
    ),
    "leads with a priority and a person": Entry(
        text("Name|Source|Priority|Assignee|Created", "Ann|Web|High|Bo|2026-01-13", "Ben|Ads|Low|Bo|2026-01-14").encode(),
        "leads", 2, 2, {"label": "Name", "source": "Source", "lead": "Created"}, {"Created": (ISO, None)}, {LEAD: 2},
        unused=("Priority", "Assignee"),
    ),
    "a misspelt header": Entry(
        text("id|mql dates|lead sources", "1|2026-01-05|Web", "2|2026-01-06|Web", "3|2026-01-07|Ads", "4|2026-01-08|Ads",
             "5|2026-01-09|Ads").encode(),
        "leads", 5, 5, {"key": "id", "mql": "mql dates", "source": "lead sources"}, {"mql dates": (ISO, None)}, {MQL: 5},
    ),
}  # fmt: skip

ENTRIES: dict[str, Entry] = CLOTHES | VENDORS | LANGUAGES | OTHERS | HOME


# --- what is refused ------------------------------------------------------------------------------

REFUSED: dict[str, tuple[bytes, str]] = {
    "a pivot by month": (
        text("Source|Jan|Feb|Mar|Grand Total", "Web|12|14|9|35", "Fair|3|2|1|6", "Ads|5|5|5|15").encode(), "pivot",
    ),
    "Excel's pivot": (
        text("Row Labels|Count of Email|Sum of Amount", "Web|12|1400", "Fair|3|200", "Grand Total|15|1600").encode(),
        "pivot",
    ),
    "a pivot of sums": (
        text("Source|Sum of Amount|Count of Leads", "Web|1400|12", "Fair|200|3").encode(), "pivot",
    ),
    "a summary by month": (
        text("Month|Leads|MQLs|SQLs|Customers", "2026-01|120|40|20|5", "2026-02|130|44|21|4", "2026-03|90|30|12|3").encode(),
        "summary",
    ),
    "a summary by source": (
        text("Source|Leads|Customers|Conversion rate", "Web|120|5|4.2%", "Fair|30|3|10%", "Ads|90|2|2.2%").encode(),
        "summary",
    ),
    "a funnel by stage": (
        text("Stage|Count", "Lead|120", "MQL|40", "SQL|20", "Opportunity|11", "Customer|5").encode(), "summary",
    ),
    "vehicles": (
        text("Plate|Colour|Mileage|First registered", "B-XY 1|red|12000|2019-01-05", "B-XY 2|blue|9000|2020-01-05",
             "B-XY 3|red|500|2025-01-05").encode(), "vehicles",
    ),
    "vehicles with an id and a date": (
        text("ID|Created|VIN|Mileage", "1|2019-01-05|WVW1|12000", "2|2020-01-05|WVW2|9000").encode(), "vehicles",
    ),
    "invoices": (
        text("Invoice No|Date|Due date|Company|Net amount|VAT", "1|2026-01-05|2026-02-05|Acme|100|19",
             "2|2026-01-06|2026-02-06|Blix|200|38").encode(), "invoices",
    ),
    "German invoices": (
        text("Rechnungsnummer;Datum;Firma;Betrag".replace(";", "|"), "1|05.01.2026|Acme|100,00", delimiter=";").encode(),
        "invoices",
    ),
    "orders": (
        text("Order ID|Created|SKU|Quantity|Amount", "1|2026-01-05|X1|2|20.00", "2|2026-01-06|X2|1|10.00").encode(),
        "orders",
    ),
    "tickets": (
        text("Ticket ID|Created|Closed date|Status|Priority", "1|2026-01-05|2026-01-06|closed|high",
             "2|2026-01-06||open|low").encode(), "tickets",
    ),
    "payments of Stripe": (
        text("id|Description|Created date (UTC)|Amount|Amount Refunded|Currency|Converted Amount|Fee|Status|Customer ID"
             "|Customer Email|Captured",
             "ch_1|Plan|2026-01-13 10:00|10.00|0|eur|10.00|0.3|Paid|cus_1|a@example.com|true",
             "ch_2|Plan|2026-01-14 10:00|10.00|0|eur|10.00|0.3|Paid|cus_2|b@example.com|true").encode(), "payments",
    ),
    "payments of PayPal": (
        text("Date|Time|Name|Type|Status|Currency|Gross|Fee|Net|From Email Address|Transaction ID",
             "13/01/2026|10:00|Ann|Payment|Completed|EUR|10|1|9|a@example.com|T1").encode(), "payments",
    ),
    "invoices of Stripe": (
        text("id|Customer|Currency|Amount Due|Amount Paid|Number|Date (UTC)|Due Date (UTC)|Status|Subscription",
             "in_1|cus_1|eur|10|10|A-1|2026-01-13|2026-01-20|paid|sub_1").encode(), "invoices",
    ),
    "subscriptions of Stripe": (
        text("id|Customer ID|Customer Email|Plan|Quantity|Currency|Interval|Amount|Status|Created (UTC)"
             "|Current Period Start (UTC)|Current Period End (UTC)|Trial End (UTC)|Canceled At (UTC)",
             "sub_1|cus_1|a@example.com|pro|1|eur|month|10|active|2026-01-13 10:00|2026-01-13|2026-02-13||").encode(),
        "subscriptions",
    ),
    "orders of Shopify": (
        text("Name|Email|Financial Status|Paid at|Fulfillment Status|Currency|Subtotal|Total|Created at"
             "|Lineitem quantity|Source", "#1|a@example.com|paid|2026-01-13|fulfilled|EUR|10|12|2026-01-13|1|web",
             ).encode(), "orders",
    ),
    "products": (
        text("Product ID|Product name|Category|Price|Created date", "1|A|c|10|2026-01-13").encode(), "products",
    ),
    "products in stock": (
        text("id|name|price|stock|created at", "1|A|10|4|2026-01-13", "2|B|10|4|2026-01-14").encode(), "products",
    ),
    "tickets of Freshdesk, with addresses": (
        text("Ticket ID|Subject|Status|Priority|Source|Agent|Created time|Due by Time|Resolved time|Email",
             "1|Help|Open|Low|Email|Bo|2026-01-13 10:00|||a@example.com").encode(), "tickets",
    ),
    "tickets of Jira": (
        text("Issue key|Summary|Status|Created|Resolved|Assignee", "A-1|x|Done|2026-01-13|2026-01-14|Bo").encode(),
        "tickets",
    ),
    "employees": (
        text("Personalnummer|Vorname|Nachname|Abteilung|Eintrittsdatum|Gehalt", "1|Ann|Lee|IT|13.01.2026|5000").encode(),
        "employees",
    ),
    "a bank statement": (
        text("Date|Description|Amount|Balance", "2026-01-13|x|10|100", "2026-01-14|y|-5|95").encode(), "bank_statement",
    ),
    "a German bank statement": (
        text("Buchungstag|Valutadatum|Verwendungszweck|Betrag|Währung|Saldo", "13.01.2026|13.01.2026|x|10,00|EUR|100,00",
             delimiter=";").encode("cp1252"), "bank_statement",
    ),
    "subscribers of Mailchimp": (
        text("Email Address|First Name|Last Name|MEMBER_RATING|OPTIN_TIME|OPTIN_IP|CONFIRM_TIME|LAST_CHANGED|LEID|TAGS",
             "a@example.com|Ann|Lee|2|2026-01-13 10:00:00|1.1.1.1|2026-01-13 10:00:00|2026-01-14 10:00:00|1|").encode(),
        "subscribers",
    ),
    "subscribers with a source and a date": (
        text("Subscriber|Email|Source|Open rate|Click rate|Date added", "Ann|a@example.com|Form|10%|2%|2026-01-13").encode(),
        "subscribers",
    ),
    "answers to a survey": (
        text("Response ID|Date submitted|NPS score|Email|Source|Created", "1|2026-01-13|9|a@example.com|Web|2026-01-13").encode(),
        "survey",
    ),
    "search queries": (text("Date|Clicks|Impressions|CTR|Position", "2026-01-13|1|2|3%|4").encode(), "web_traffic"),
    "web pages": (
        text("Page path|Views|Active users|Average engagement time per session", "/|100|80|12.5", "/a|50|40|9").encode(),
        "web_traffic",
    ),
    "GA4 without lists": (
        ("# ------\n# Traffic acquisition\n# Start date: 20260901\n\n"
         + text("Date|Session source / medium|Sessions|Engaged sessions", "20260901|google / cpc|100|50",
                "20260902|google / organic|70|30")).encode(), "web_traffic",
    ),
    "Google Ads without days": (
        ('Campaign report\n"All time"\n' + text("Campaign|Currency code|Cost|Impr.|Clicks", "Brand|EUR|10.00|90|2",
                                               "Generic|EUR|20.00|80|3", "Total: Account|EUR|30.00|170|5")).encode(),
        "no_days",
    ),
    "people without a stage": (
        text("Record ID|First Name|Email|Phone", "1|Ann|a@example.com|1", "2|Ben|b@example.com|2").encode(), "no_dates",
    ),
    "measurements": (text("id|date|temperature", "1|2026-01-05|3.5", "2|2026-01-06|4.5").encode(), "other_table"),
    "nothing": (b"", "empty"),
    "spaces": (b"\xef\xbb\xbf \r\n\r\n ", "empty"),
    "a header alone": (b"id,mql date,source\n", "header_only"),
    "a PDF renamed": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "pdf"),
    "a picture renamed": (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "a program": (bytes(range(256)) * 40, "binary"),
    "a sign-in page": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web_page"),
    "JSON": (b'[{"id": 1, "email": "a@example.com"}]', "json"),
    "a letter": (b"Dear all\nhere is the list you asked for\nBest\n", "no_table"),
    "a zip of two files": (zipped(**{"a.csv": _TEXT, "b.csv": _TEXT}), "many_in_one"),
    "a cut workbook": (_workbook("xlsx")[:900], "damaged"),
    "a cut gzip": (gzip.compress(_TEXT.encode(), mtime=0)[:-9], "damaged"),
}  # fmt: skip
