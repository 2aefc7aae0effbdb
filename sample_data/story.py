"""What is true of the sample company, as data: its sources, people, rates, and the dates on which things happened.

Everything that the README calls a planted truth is a constant here. Rates are shares of the stage above;
a share of MQLs is what the source would deliver with the first definition of an MQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ZONE = "Europe/Berlin"
COUNTRY = "DE"
OPENS, CLOSES = 9, 17
CURRENCY = "EUR"

LOOSENED_ON = date(2026, 3, 1)
"""From this day more leads of some sources are called MQLs; `Source.qualified_loosely` says of which."""

MIX_MOVES_FROM, MIX_MOVED_BY = date(2026, 4, 20), date(2026, 5, 4)
"""The webinar host leaves and the referral programmes pause; the budget goes to bought contacts."""


@dataclass(frozen=True)
class Source:
    """Where leads come from, and what becomes of them."""

    name: str
    kind: str
    share: float
    """Of all MQLs, before the mix moves."""
    share_after: float
    """Of all MQLs, after the mix has moved."""
    qualified: float
    accepted: float
    met: float
    """SAL → SQL"""
    opened: float
    """SQL → Opportunity"""
    won: float
    at_once: float
    """The share of its MQLs that qualify within the hour."""
    campaigns: tuple[str, ...]
    qualified_loosely: float | None = None
    cost_per_lead: float = 0.0


# fmt: off
SOURCES: tuple[Source, ...] = (
    Source("Organic Search", "marketing", .160, .170, .40, .66, .56, .60, .28, .40,
           ("Product pages", "Vibration guide", "Energy audit guide", "Comparison pages")),
    Source("Paid Search", "marketing", .125, .140, .42, .58, .52, .58, .25, .55,
           ("Brand", "Condition monitoring", "Leak detection", "Competitor names"), cost_per_lead=88),
    Source("Paid Social", "marketing", .085, .120, .28, .46, .42, .50, .20, .45,
           ("Maintenance managers", "Plant tour video", "Lookalikes"), qualified_loosely=.43, cost_per_lead=46),
    Source("LinkedIn Ads", "marketing", .085, .100, .34, .60, .52, .58, .26, .45,
           ("Plant directors", "Energy managers", "Retargeting"), cost_per_lead=124),
    Source("Webinars", "marketing", .165, .042, .50, .76, .62, .66, .32, .50,
           ("Condition monitoring 101", "Retrofit in a day", "Energy audits", "Customer stories"), cost_per_lead=58),
    Source("Trade Shows", "marketing", .070, .065, .45, .68, .56, .60, .28, .30,
           ("Spring fair", "Autumn fair", "Regional days"), cost_per_lead=210),
    Source("Content Syndication", "marketing", .060, .230, .70, .23, .38, .46, .20, .95,
           ("Trade press package", "White paper network", "Engineering portal"), cost_per_lead=39),
    Source("Partner Referrals", "other", .075, .016, .65, .82, .68, .72, .38, .60,
           ("Integrators", "Machine builders")),
    Source("Customer Referrals", "other", .052, .010, .70, .86, .70, .75, .42, .65,
           ("Reference programme", "User group")),
    Source("Email Nurture", "marketing", .065, .065, .30, .64, .55, .60, .27, .20,
           ("Monthly letter", "Product tips", "Win-back series"), qualified_loosely=.48),
    Source("Direct", "marketing", .055, .042, .38, .62, .54, .60, .27, .60,
           ("Website", "Telephone")),
    Source("Outbound", "sales", .030, .030, .50, .50, .46, .55, .26, 1.0,
           ("Named accounts", "New plants")),
)
# fmt: on

OUTBOUND = next(i for i, s in enumerate(SOURCES) if s.name == "Outbound")
"""Sales finds these itself: no MQL date, no hand-over, no rejection."""

LOOSE_ACCEPTANCE = 0.12
"""A lead that only the loose definition calls an MQL is accepted this many times as often as a real one."""

DAYS_TO_NEXT = (4.5, 4.0, 17.5)
"""Median working days from SAL to SQL, to opportunity, to customer, for a usual buyer who goes that far."""

LATE_PENALTY = 0.6
"""An accepted lead touched later than two business days becomes an SQL this many times as often."""


@dataclass(frozen=True)
class Segment:
    """A size of customer: how often, how much it pays, how long it takes (1 = usual)."""

    name: str
    share: float
    amount_eur: float
    pace: float


SEGMENTS = (
    Segment("Enterprise", 0.17, 44_000, 1.3),
    Segment("Mid-Market", 0.43, 25_000, 1.0),
    Segment("Small Business", 0.40, 12_000, 0.8),
)


@dataclass(frozen=True)
class Region:
    """A part of Europe, its share of leads, and the team that looks after it."""

    name: str
    share: float
    team: str


REGIONS = (
    Region("DACH", 0.47, "Team South"),
    Region("UK & Ireland", 0.20, "Team North"),
    Region("Nordics", 0.18, "Team North"),
    Region("Benelux", 0.15, "Team North"),
)


@dataclass(frozen=True)
class Rep:
    """Who works the leads; `hours` is the median to the first touch, in business hours after assignment."""

    name: str
    team: str
    hours: float
    forgets: float = 0.015
    """The share of assigned leads never touched."""


REPS = (
    Rep("Annika Vollmer", "Team South", 2.1),
    Rep("Bastian Kröger", "Team South", 2.6),
    Rep("Carla Hufnagel", "Team South", 1.9),
    Rep("David Szepansky", "Team South", 2.4),
    Rep("Elif Brandner", "Team South", 2.2),
    Rep("Florian Achleitner", "Team South", 3.2, 0.06),
    Rep("Greta Lindwurm", "Team South", 2.3),
    Rep("Hanne Osterby", "Team North", 1.8),
    Rep("Ivo Claessens", "Team North", 2.2),
    Rep("Jonas Halvorsund", "Team North", 2.7, 0.03),
    Rep("Kirsty Maclennock", "Team North", 1.7),
    Rep("Liam Ashgrove", "Team North", 2.4),
    Rep("Maren Dijkhof", "Team North", 2.0),
    Rep("Niall Brannock", "Team North", 2.5),
)

LATE_TEAM = "Team South"
FRIDAY = 4
FRIDAY_HOURS = 15.0
"""Median business hours to the first touch where the late team is assigned a lead on a Friday."""
FRIDAY_FORGETS = 0.05

REJECTED_REASONS = (
    "Not a fit",
    "No budget",
    "Wrong contact",
    "Duplicate",
    "Student or competitor",
    "Unable to reach",
)
UNABLE_TO_REACH = REJECTED_REASONS.index("Unable to reach")
REJECTED_SHARES = (0.33, 0.16, 0.14, 0.06, 0.10, 0.21)
REJECTED_SHARES_OF_UNFIT = (0.68, 0.06, 0.10, 0.03, 0.06, 0.07)
"""Of bought contacts, and of leads that only the loose definition calls MQLs."""
UNFIT_SOURCE = "Content Syndication"

LOST_REASONS = ("No need", "Went silent", "Price", "Chose a competitor", "No decision", "Timing")
LOST_BEFORE_A_DEAL = (0.40, 0.32, 0.03, 0.03, 0.07, 0.15)
LOST_DEAL = (0.06, 0.14, 0.26, 0.24, 0.18, 0.12)

ATTEMPTS = {  # shares of leads by their number of attempts, from 1
    "met": (0.40, 0.27, 0.16, 0.09, 0.05, 0.03),
    "not met": (0.16, 0.20, 0.22, 0.18, 0.14, 0.10),
    "rejected": (0.62, 0.28, 0.10),
    "unable to reach": (0.05, 0.14, 0.20, 0.21, 0.22, 0.18),
}

MONTH = (0.98, 1.00, 1.08, 1.00, 0.98, 1.01, 0.91, 0.84, 1.10, 1.14, 1.10, 0.82)
"""The season, January first."""
WEEKDAY = (1.05, 1.15, 1.15, 1.10, 0.95, 0.30, 0.30)
WORKDAY = (1.0, 1.1, 1.1, 1.0, 0.8, 0.0, 0.0)
GROWTH_FROM, GROWTH_BY_YEAR = 0.80, 0.22

HOURS = (1, 1, 1, 1, 1, 2, 4, 9, 16, 21, 22, 19, 14, 17, 20, 19, 16, 12, 9, 8, 8, 7, 4, 2)
"""How arrivals spread over the hours of a day, from midnight."""

FAIRS = (
    (date(2025, 2, 11), 3),
    (date(2025, 4, 1), 4),
    (date(2025, 6, 3), 3),
    (date(2025, 9, 16), 4),
    (date(2025, 11, 11), 4),
    (date(2026, 2, 10), 3),
    (date(2026, 4, 14), 4),
    (date(2026, 6, 2), 3),
    (date(2026, 7, 7), 3),
    (date(2026, 9, 15), 4),
    (date(2026, 11, 10), 4),
)

ASSETS = {
    "Organic Search": ("Vibration guide", "Energy audit guide", "Price page"),
    "Paid Search": ("Demo page", "Price page", "ROI calculator"),
    "Paid Social": ("Plant tour video", "Checklist: ten signs of wear"),
    "LinkedIn Ads": ("Case study: bottling line", "ROI calculator", "White paper: predictive upkeep"),
    "Webinars": ("Webinar: condition monitoring 101", "Webinar: retrofit in a day", "Webinar: energy audits"),
    "Trade Shows": ("Stand talk", "Stand demo"),
    "Content Syndication": ("White paper: predictive upkeep", "White paper: sensor standards"),
    "Partner Referrals": ("Integrator introduction",),
    "Customer Referrals": ("Reference call",),
    "Email Nurture": ("Monthly letter", "Case study: bottling line", "Checklist: ten signs of wear"),
    "Direct": ("Demo page", "Price page"),
    "Outbound": ("Introduction mail",),
}
LATER_TOUCHES = {"Email Nurture": 0.34, "Direct": 0.22, "Organic Search": 0.18, "Webinars": 0.14, "LinkedIn Ads": 0.12}
