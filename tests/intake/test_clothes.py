"""A law: the same leads give the same funnel in any vendor's shape, delimiter, encoding, dating and row order."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.intake.settle import settled_days
from smarketing.intake.together import together
from smarketing.periods import to_number
from smarketing.stages import LADDER, Stage
from tests.intake.corpus import entered
from tests.intake.world import OPTIONS, checked

LEAD, MQL, SAL, SQL, OPPORTUNITY, CUSTOMER = LADDER
WORDS = {LEAD: "Lead", MQL: "Marketing Qualified Lead", SQL: "Sales Qualified Lead", OPPORTUNITY: "Opportunity",
         CUSTOMER: "Customer"}  # fmt: skip
INTERNAL = {s: w.lower().replace(" ", "") for s, w in WORDS.items()}


def hubspot(header, **constant):
    return {"id": "Record ID", "source": "Original Traffic Source", "constant": {"Lifecycle Stage": "", **constant},
            **{s: header(s) for s in WORDS}}  # fmt: skip


SHAPES = {
    "home-made": {"id": "id", "source": "source", **{s: f"{s.value} date" for s in LADDER}},
    "home-made, in German": {"id": "ID", "source": "Quelle", LEAD: "Lead Datum", MQL: "MQL-Datum", SQL: "Datum SQL"},
    "HubSpot": hubspot(lambda s: entered(WORDS[s])),
    "HubSpot, curly quotes": hubspot(lambda s: entered(WORDS[s], "“”")),
    "HubSpot before 2025": hubspot(lambda s: f"Became a{'n' * (s is OPPORTUNITY)} {WORDS[s]} Date"),
    "HubSpot's API": {"id": "vid", "source": "hs_analytics_source", "constant": {"lifecyclestage": ""},
                      **{s: f"hs_lifecyclestage_{INTERNAL[s]}_date" for s in WORDS}},
    "HubSpot in a warehouse": {
        "id": "property_hs_object_id", "source": "property_hs_analytics_source",
        "constant": {"property_lifecyclestage": "lead"},
        **{s: f"property_hs_v2_date_entered_{INTERNAL[s]}" for s in WORDS}},
    "HubSpot in French": {
        "id": "ID du dossier", "source": "Source d'origine", "constant": {"Phase du cycle de vie": ""},
        LEAD: "Date de création", MQL: "Date de conversion en Marketing Qualified Lead",
        CUSTOMER: "Date de conversion en Client"},
    "Salesforce": {"id": "Lead ID", "source": "Lead Source", LEAD: "Created Date", OPPORTUNITY: "Converted Date",
                   "constant": {"Lead Status": "Open", "Converted": "0"}},
    "Salesforce by Data Loader": {"id": "Id", "source": "LeadSource", LEAD: "CreatedDate", OPPORTUNITY: "ConvertedDate",
                                  "constant": {"Status": "Open", "IsConverted": "false"}},
    "Zoho": {"id": "Record Id", "source": "Lead Source", LEAD: "Created Time", SQL: "Converted Date Time",
             "constant": {"Lead Owner": "Bo", "Lead Status": "Open"}},
}  # fmt: skip
"""For each shape the header of the id, the source and each stage that it can date; `constant`: columns all alike."""

FORMATS = {
    "ISO": ("%Y-%m-%d", None),
    "day and hour": ("%Y-%m-%d 10:30", None),
    "ISO with a zone": ("%Y-%m-%dT10:30:00Z", None),
    "day first": ("%d/%m/%Y", True),
    "dots, two digits": ("%d.%m.%y", True),
    "month first": ("%m/%d/%Y, 10:22 AM", False),
    "a month's name": ("%d-%b-%Y", None),
    "compact": ("%Y%m%d", None),
}
NUMBERS = {
    "Excel's day number": lambda day: (day - date(1899, 12, 30)).days,
    "milliseconds": lambda day: to_number(day) * 86_400_000,
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")

DAYS = st.dates(date(2019, 1, 1), date(2026, 10, 1))
LEADS = st.lists(
    st.fixed_dictionaries({"source": st.sampled_from(["Web", "Café", "Größe, klein", "a;b", ""])},
                          optional=dict.fromkeys(LADDER, DAYS)),
    min_size=1, max_size=8,
)  # fmt: skip


@st.composite
def clothes(draw):
    """A shape, a way to write dates and its order of day and month, a delimiter and an encoding."""
    form = draw(st.sampled_from([*FORMATS, *NUMBERS]))
    pattern, day_first = FORMATS.get(form, ("", None))
    write = (lambda day: str(NUMBERS[form](day))) if form in NUMBERS else (lambda day: day.strftime(pattern))
    shape = draw(st.sampled_from(sorted(SHAPES)))
    return SHAPES[shape], write, day_first, draw(st.sampled_from(",;\t|")), draw(st.sampled_from(ENCODINGS))


def written(leads, shape, write, delimiter, encoding):
    """The leads as a file of this shape; each has its place in the list as its id."""
    stages = [s for s in LADDER if s in shape]
    constant = shape.get("constant", {})
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([shape["id"], shape["source"], *(shape[s] for s in stages), *constant])
    for key, lead in leads:
        days = [write(lead[s]) if s in lead else "" for s in stages]
        writer.writerow([f"L{key}", lead["source"], *days, *constant.values()])
    return out.getvalue().encode(encoding)


def funnel(content, day_first):
    """{stage: leads that reached it} by the import, for stages that any lead has a date of; and {source: leads}."""
    rows = together([checked(content, options=replace(OPTIONS, day_first=day_first))]).rows["leads"]
    raw = rows[[s.raw for s in LADDER]].to_numpy(float, na_value=np.nan)
    known = ~np.isnan(raw).all(axis=0)
    reached = (~np.isnan(settled_days(raw))).sum(axis=0)
    return {s: int(n) for s, n, k in zip(LADDER, reached, known, strict=True) if k}, dict(
        rows["source"].astype("str").value_counts()
    )


def counted(leads, stages):
    """The same by hand: a stage is reached by whoever has a date of it or of a later one."""
    known = [s for s in stages if any(s in lead for lead in leads)]
    return {s: sum(any(later in lead for later in (s, *s.later) if later in stages) for lead in leads) for s in known}


@settings(max_examples=150)
@given(LEADS, clothes(), st.randoms())
def test_the_same_leads_give_the_same_funnel_in_any_clothes(leads, worn, random):
    shape, write, day_first, delimiter, encoding = worn
    numbered = list(enumerate(leads))
    random.shuffle(numbered)
    reached, sources = funnel(written(numbered, shape, write, delimiter, encoding), day_first)
    assert reached == counted(leads, [s for s in LADDER if s in shape])
    assert sources == {
        name or "(none)": sum(lead["source"] == name for lead in leads) for name in {x["source"] for x in leads}
    }


DEALS = {
    "home-made": ("deal name", "opened", "won date", "amount", {}),
    "HubSpot": ("Deal Name", "Create Date", "Close Date", "Amount", {"Deal Stage": ("Closed Won", "Contract Sent")}),
    "Salesforce": ("Opportunity Name", "Created Date", "Close Date", "Amount", {"Stage": ("Closed Won", "Open")}),
    "Pipedrive": ("Deal - Title", "Deal - Deal created", "Deal - Won time", "Deal - Value",
                  {"Deal - Status": ("Won", "Open")}),
    "Pipedrive in German": ("Deal - Titel", "Deal - Deal erstellt", "Deal - Datum des gewonnenen Deals", "Deal - Wert",
                            {"Deal - Status": ("Gewonnen", "Offen")}),
}  # fmt: skip
"""For each shape the headers of name, opening, winning and amount, and what stands beside a deal that is won, open."""


@settings(max_examples=80)
@given(
    st.lists(st.tuples(DAYS, st.none() | st.integers(0, 400), st.integers(1, 99_999)), min_size=1, max_size=8),
    st.sampled_from(sorted(DEALS)), st.sampled_from(",;\t|"), st.sampled_from(["{:,.2f}", "${:,.2f}", "{:.2f} EUR"]),
    st.randoms(),
)  # fmt: skip
def test_the_same_deals_give_the_same_funnel_and_money_in_any_clothes(deals, shape, delimiter, money, random):
    name, opened, won, amount, beside = DEALS[shape]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([name, opened, won, amount, *beside])
    numbered = list(enumerate(deals))
    random.shuffle(numbered)
    for key, (day, after, cents) in numbered:
        ended = "" if after is None else (day + timedelta(days=after)).isoformat()
        state = [words[after is None] for words in beside.values()]
        writer.writerow([f"Deal {key}", day.isoformat(), ended, money.format(cents / 100), *state])
    told = together([checked(out.getvalue().encode())], for_a_look=True)
    assert told.rows["leads"]["opportunity_raw"].notna().sum() == len(deals)
    of_won = told.rows["deals"].loc[told.rows["deals"]["won_raw"].notna(), "amount_cents"]
    assert (len(of_won), of_won.sum()) == (
        sum(after is not None for _, after, _ in deals),
        sum(cents for _, after, cents in deals if after is not None),
    )


@pytest.mark.parametrize("stage", LADDER)
def test_every_stage_is_dated_by_some_shape(stage: Stage):
    assert any(stage in shape for shape in SHAPES.values())


def test_the_law_writes_what_it_means():
    day = date(2026, 1, 25)
    assert {name: datetime.strptime(day.strftime(p), p).date() for name, (p, _) in FORMATS.items()} == dict.fromkeys(  # noqa: DTZ007
        FORMATS, day
    )
