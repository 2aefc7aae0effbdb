"""What a table is that is no list of ours: a pivot, a summary, a traffic report, invoices, vehicles.

Such a table often has an id, a date and an amount, so that a funnel could be made of it; none is. Headers are
squeezed, as in `fields.py`. To know one more kind of stranger, name the words that its headers hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smarketing.intake import amounts
from smarketing.intake.cells import Cells
from smarketing.intake.fields import STATES, squeeze
from smarketing.intake.languages import meaning
from smarketing.intake.read import Sheet
from smarketing.stages import LADDER

TOPICS: dict[str, tuple[str, ...]] = {
    "payments": ("amountrefunded", "fee", "captured", "convertedamount", "transactionid", "paymentid", "chargeid",
                 "cardbrand", "cardid", "paymentmethod", "statementdescriptor", "payoutid", "balancetransaction",
                 "fromemailaddress", "disputedamount"),
    "invoices": ("invoice", "rechnung", "facture", "factura", "fatura", "vat", "duedate", "netamount", "billto",
                 "paidon", "taxamount", "amountdue", "amountpaid"),
    "subscriptions": ("currentperiodstart", "currentperiodend", "currenttermstart", "currenttermend", "interval",
                      "billingcycle", "nextbilling", "subscriptionid", "subscriptionstatus", "canceledat"),
    "orders": ("orderid", "orderno", "ordernumber", "orderdate", "sku", "quantity", "unitprice", "shippedat", "shipto",
               "lineitem", "financialstatus", "fulfillmentstatus", "subtotal"),
    "products": ("productid", "sku", "variantsku", "variantprice", "unitcost", "stock", "inventory", "barcode", "ean",
                 "gtin", "handle", "bestand", "artikelnummer"),
    "vehicles": ("vehicle", "licenseplate", "licenceplate", "plate", "vin", "mileage", "odometer", "enginetype"),
    "tickets": ("ticketid", "tickettype", "ticketname", "ticketstatus", "ticketowner", "requester", "issuetype",
                "issuekey", "severity", "sprint", "priority", "resolvedtime", "duebytime"),
    "employees": ("employee", "salary", "hiredate", "payroll", "department", "dateofbirth", "birthdate",
                  "personalnummer", "gehalt", "abteilung", "eintrittsdatum", "employmenttype", "joiningdate"),
    "bank_statement": ("balance", "saldo", "debit", "credit", "verwendungszweck", "buchungstag", "valutadatum", "iban",
                       "bic", "payee", "beneficiary", "begünstigter", "auftraggeber", "transactiondate", "posteddate",
                       "reference", "accountnumber", "kontonummer", "solde", "libellé"),
    "subscribers": ("memberrating", "optintime", "optinip", "confirmtime", "confirmip", "leid", "euid", "lastchanged",
                    "openrate", "clickrate", "subscribedat", "unsubscribedat", "optindate", "subscriber"),
    "survey": ("respondentid", "responseid", "collectorid", "npsscore", "nps", "datesubmitted", "howlikely",
               "howsatisfied"),
    "web_traffic": ("sessions", "pageviews", "views", "activeusers", "totalusers", "newusers", "bouncerate",
                    "engagementrate", "pagepath", "landingpage", "eventcount", "engagedsessions", "url", "pagetitle",
                    "statuscode", "averageengagementtimepersession", "ctr", "topqueries", "toppages", "impressions",
                    "entrances", "exitrate"),
}  # fmt: skip
"""Words of headers; two different ones in a table tell what it is."""

_OF_PEOPLE_TOO = frozenset(("payments", "subscriptions", "orders", "tickets", "subscribers", "survey"))
"""Such tables name people with their addresses, so that an address proves nothing against them."""

_WHOLE = 6
"""A word of up to so many letters is the whole header (`vin`, not `having`)."""

_PERIOD = re.compile(
    r"^(?:(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*\.?(?:[ -]?\d{2,4})?"
    r"|q[1-4](?:[ -]?\d{2,4})?|\d{4}(?:-\d{2})?|(?:kw|week|w)[ -]?\d{1,2})$",
    re.IGNORECASE,
)
_LABELS = frozenset(
    squeeze(label)
    for label in ("row labels", "column labels", "zeilenbeschriftungen", "étiquettes de lignes", "etiquetas de fila",
                  "rótulos de linha")
)  # fmt: skip
_SUMMED = re.compile(
    r"^(?:sum|count|average|summe|anzahl|somme|nombre|suma|cuenta|soma|contagem)(?: of| von| de) .+$", re.I
)
"""`Sum of Amount`; and `Nombre de pila`, which is a first name, so that the column must hold numbers."""
_COUNTED: frozenset[str] = frozenset(
    {squeeze(name) for s in LADDER for name in (s.label, f"number of {s.label}", f"{s.label} count", f"# {s.label}")}
    | {"deals", "leadcount", "winrate", "conversionrate", "conversion", "closerate", "costperlead", "cpl",
       "costpermql", "newleads", "numberofleads", "wondeals", "closedwondeals"}
)  # fmt: skip
_OWN = frozenset(
    {
        "leadid",
        "contactid",
        "mqlid",
        "leadname",
        "contactname",
        "leadowner",
        "leadkey",
        "contactkey",
        "personid",
        "leaddate",
        "leadcreated",
        "lead",
    }
)
"""Headers that say by themselves that the rows are leads."""


def pivot_or_summary(sheet: Sheet) -> str:
    """The code of the refusal for a table of counts; "" where it is none."""
    periods = sum(bool(_PERIOD.match(h)) for h in sheet.headers)
    if periods >= 3 or any(squeeze(h) in _LABELS for h in sheet.headers):
        return "pivot"
    if any(_SUMMED.match(h) and _is_counts(sheet, h) for h in sheet.headers):
        return "pivot"
    counted = [h for h in sheet.headers if meaning(h) in _COUNTED and _is_counts(sheet, h)]
    if "email" in map(meaning, sheet.headers):
        return ""
    if len(counted) >= 2 or (sheet.rows_read <= 20 and _tells_stages(sheet)):
        return "summary"
    return ""


def topic(headers: Sequence[str], *, enough: int) -> str:
    """What a table with these headers is about, where so many words of one topic are told; else "".

    Beside an email address two words are needed, of a topic whose tables have one.
    """
    squeezed = [squeeze(h) for h in headers]
    told = {
        name: sum(any(word == h or (len(word) > _WHOLE and word in h) for h in squeezed) for word in words)
        for name, words in TOPICS.items()
    }
    if "email" in map(meaning, headers):
        enough, told = max(enough, 2), {name: n for name, n in told.items() if name in _OF_PEOPLE_TOO}
    most = max(told, key=lambda name: told[name])
    return most if told[most] >= enough else ""


def says_leads(headers: Sequence[str]) -> bool:
    """Does a header say by itself that the rows are leads?"""
    return any(meaning(h) in _OWN for h in headers)


def _is_counts(sheet: Sheet, header: str) -> bool:
    return amounts.share_readable(Cells.of(sheet.table.column(header)).values) >= 0.5


def _tells_stages(sheet: Sheet) -> bool:
    """Is a row a stage, with counts beside it: no stage comes twice, and all other columns are numbers."""
    first, *others = sheet.headers
    words = [squeeze(v).removesuffix("s") for v in Cells.of(sheet.table.column(first)).values.to_pylist()]
    staged = sum(w in STATES for w in words)
    mostly = staged >= 2 and staged * 2 > len(words) >= sheet.rows_read - 1
    return bool(others) and mostly and all(_is_counts(sheet, h) for h in others)
