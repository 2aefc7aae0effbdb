"""Why a file is refused, what it seems to be, and how to get the right one. Nothing of a refused file is stored."""

from __future__ import annotations

from smarketing.errors import RefusedFile

_EXPORT = (
    "Export the list itself from your CRM (one row a lead or deal, with its dates) as CSV or .xlsx: "
    "in HubSpot CRM › Contacts › Export, in Salesforce a report of type “Leads” with “Details only”."
)

REFUSALS: dict[str, tuple[str, str]] = {
    "missing": ("no file at all", "Check the path; nothing of that name is there."),
    "unreadable": ("a file that may not be read", "Give this user the right to read it."),
    "empty": ("an empty file", "Export it again; the export may have been cut off. " + _EXPORT),
    "header_only": ("a list without rows", "Widen the view or the filter in the CRM, then export again."),
    "binary": ("a program's own file, no text", _EXPORT),
    "pdf": ("a PDF document", _EXPORT),
    "picture": ("a picture", _EXPORT),
    "document": ("a text document or presentation", _EXPORT),
    "web_page": ("a web page", "The link may have led to a sign-in page. Download the export in the browser first."),
    "json": ("JSON", "Save it as CSV: one row a lead, one column a field."),
    "many_in_one": ("an archive of several files", "Unpack it and give the files one by one; they are joined here."),
    "too_large": ("larger than the limit, or made to be",
                  "Split the export by year, or import it by the command line."),
    "damaged": ("a damaged file", "Export or download it again."),
    "no_table": ("text without columns", _EXPORT),
    "other_table": ("a table of something else", _EXPORT),
    "no_dates": ("a list that tells no date of a stage",
                 "Add the date columns of the stages to the export (MQL, accepted, SQL, won; in HubSpot “Date entered "
                 "…” or “Became a … Date”, in Salesforce “Created Date” and “Converted Date”), "
                 "or say which column is which with --map FIELD=HEADER."),
    "pivot": ("a pivot table: counts by period or group, not the leads themselves",
              "Export the rows that the pivot was made of: in Excel double-click its grand total. " + _EXPORT),
    "summary": ("a summary: counts and rates, not the leads themselves",
                "A funnel is counted from the list itself. " + _EXPORT),
    "payments": ("a list of payments", "Who paid is not how a lead came about. " + _EXPORT),
    "invoices": ("a list of invoices", _EXPORT),
    "subscriptions": ("a list of subscriptions", "Who subscribes is not how a lead came about. " + _EXPORT),
    "orders": ("a list of orders", _EXPORT),
    "products": ("a list of products", _EXPORT),
    "vehicles": ("a list of vehicles", _EXPORT),
    "tickets": ("a list of tickets or tasks", _EXPORT),
    "employees": ("a list of employees", _EXPORT),
    "bank_statement": ("a bank statement", _EXPORT),
    "subscribers": ("a list of a newsletter's subscribers",
                    "A subscriber is no lead yet. If they count as leads here, say which day made them one with "
                    "--map lead=HEADER, or choose “leads” on the page. " + _EXPORT),
    "survey": ("the answers to a survey", _EXPORT),
    "web_traffic": ("a report of web pages or visits, which names no leads",
                    "Traffic has no funnel of leads. From GA4 only spend by day can be read (Date, source, campaign, "
                    "Ads cost). " + _EXPORT),
    "no_days": ("a report of ad spend without days",
                "Export it by day: in Google Ads Segment › Time › Day, in Meta Breakdown › By time › Day, "
                "in LinkedIn a daily time range."),
    "no_rows_left": ("a list none of whose rows can be used", "See the receipt for why each row was dropped."),
    "no_stage": ("a list without that name of a stage, or one where it can't mean that",
                 "Write the name as it stands in the file's column of stages. A deal's may mean open, SQL, won or "
                 "lost; a lead's counts where no dates tell the stages."),
    "no_pipeline": ("a list without that pipeline", "Write the name as it stands in the file's column of pipelines."),
    "no_field": ("a list without that column",
                 "Use --map FIELD=HEADER with a header of the file; the command lists them."),
}  # fmt: skip


def refused(name: str, code: str, detail: str = "") -> RefusedFile:
    """The error to raise: `leads.pdf seems to be a PDF document.` and what to do."""
    seems_to_be, advice = REFUSALS[code]
    happened = f"“{name}” is refused: it seems to be {seems_to_be}{f' ({detail})' if detail else ''}."
    return RefusedFile(happened, seems_to_be=seems_to_be, advice=advice, code=code)
