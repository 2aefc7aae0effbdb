"""What a file can say: six kinds of list, the fields of each, and the headers that name them.

Headers are compared squeezed: letters and digits only, lower case, so that `First Name`, `first_name`
and `FirstName` are one. The aliases of a field stand in the order of preference; the first one that
a file has is taken. Vendors' peculiarities are in `vendors.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from smarketing.stages import LADDER, Exit, Stage


class Type(StrEnum):
    """What the cells of a column hold; the value is what people read."""

    KEY = "an id"
    KEYS = "ids joined by ;"
    TEXT = "text"
    NAME = "a name"
    MOMENT = "a date"
    MONEY = "an amount"
    COUNT = "a whole number"
    CURRENCY = "a currency"
    FLAG = "yes or no"
    STATE = "a stage's name"


@dataclass(frozen=True)
class Field:
    """One thing that a file can say. `names` is the table of names that a NAME's cells go into."""

    name: str
    type: Type
    aliases: tuple[str, ...] = ()
    names: str = ""

    @property
    def label(self) -> str:
        """What people call it: `MQL`, `first touch`."""
        stages = {s.key: s.value for s in LADDER}
        return stages.get(self.name, self.name.replace("_", " "))

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The squeezed headers that mean this field, its own name first."""
        return tuple(dict.fromkeys(squeeze(h) for h in (self.name, *self.aliases)))


@dataclass(frozen=True)
class Kind:
    """A kind of list: each row of it is `row`; it makes sense when one set of `needs` is there."""

    name: str
    row: str
    fields: tuple[Field, ...]
    needs: tuple[frozenset[str], ...]

    def __getitem__(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    def __contains__(self, name: str) -> bool:
        return any(f.name == name for f in self.fields)

    def of(self, *types: Type) -> tuple[Field, ...]:
        """Its fields of these types."""
        return tuple(f for f in self.fields if f.type in types)

    def is_told_by(self, names: frozenset[str]) -> bool:
        """Do these fields make a list of this kind?"""
        return any(need <= names for need in self.needs)


def squeeze(header: str) -> str:
    """`Date entered "MQL"` → `dateenteredmql`; a warehouse's `property_` prefix is left out."""
    bare = header.strip().removeprefix("property_").removeprefix("properties_")
    return "".join(c for c in bare.casefold() if c.isalnum())


def _hubspot(label: str, internal: str) -> tuple[str, ...]:
    """A lifecycle stage's date in HubSpot: 2025's generation, the one before, and both in the API."""
    return (
        f"Date entered {label} (Lifecycle Stage Pipeline)",
        f"Became a {label} Date",
        f"Became an {label} Date",
        f"hs_v2_date_entered_{internal}",
        f"hs_lifecyclestage_{internal}_date",
    )


def _dated(word: str) -> tuple[str, ...]:
    return (f"{word} date", f"{word} at", f"{word} on", f"date {word}", f"{word} time", f"{word} day")


_CREATED = ("created", *_dated("created"), "create date", "creation date", "created date time", "create time")
_UPDATED = (*_dated("updated"), "modified", "modified time", "modified date", "last modified", "last modified date",
            "update time", "lastmodifieddate", "hs_lastmodifieddate", "systemmodstamp")  # fmt: skip

_SOURCE = Field("source", Type.NAME, (
    "original traffic source", "original source", "hs_analytics_source", "lead source", "leadsource", "source channel",
    "channel", "utm source", "origin", "traffic source", "marketing source", "original source type",
), "source")  # fmt: skip
_CAMPAIGN = Field("campaign", Type.NAME, (
    "campaign name", "utm campaign", "primary campaign source", "first conversion",
    "original traffic source drill-down 1", "original source drill-down 1",
), "campaign")  # fmt: skip
_SEGMENT = Field(
    "segment", Type.NAME, ("market segment", "industry", "persona", "company size", "business segment"), "segment"
)
_REGION = Field(
    "region", Type.NAME, ("country/region", "country", "territory", "market", "geo", "state/province"), "region"
)
_TEAM = Field("team", Type.NAME, ("owner team", "sales team", "hubspot team", "sub team"), "team")
_CURRENCY = Field("currency", Type.CURRENCY, (
    "currency code", "currency iso code", "currencyisocode", "lead currency", "opportunity currency",
    "deal currency code", "amount currency",
))  # fmt: skip
_OWNER = ("owner name", "assigned to", "sales rep", "rep", "account executive", "salesperson")
_AT = ("date", "day", "activity date", "timestamp", "time", "when", "occurred at", "activity time", *_CREATED)
_LEAD_KEY = ("lead id", "contact id", "record id", "associated contact ids", "associated contact id", "who id",
             "person id", "email", "associated contact", "contact")  # fmt: skip

LEADS = Kind(
    "leads", "one lead (or one spell of it)",
    (
        Field("key", Type.KEY, ("record id", "contact id", "lead id", "lead key", "id", "mql id", "person id", "vid",
                                "hs_object_id", "contact key")),
        Field("spell", Type.COUNT, ("spell number",)),
        Field("label", Type.TEXT, ("name", "full name", "person", "lead name", "contact name", "company / account",
                                   "company name", "company", "account name", "organization", "organisation")),
        Field("first_name", Type.TEXT, ("firstname", "given name")),
        Field("last_name", Type.TEXT, ("lastname", "surname", "family name")),
        Field("email", Type.TEXT, ("email address", "e-mail", "work email", "e-mail address", "mail")),
        _SOURCE,
        Field("source_kind", Type.TEXT, ("source type",)),
        _CAMPAIGN, _SEGMENT, _REGION,
        Field("owner", Type.NAME, ("contact owner", "lead owner", *_OWNER, "hubspot_owner_id"), "owner"),
        _TEAM,
        Field("lead", Type.MOMENT, (*_hubspot("Lead", "lead"), *_dated("lead"), "lead created", *_CREATED,
                                    "signup date", "date added", "first seen", "date")),
        Field("mql", Type.MOMENT, (*_hubspot("Marketing Qualified Lead", "marketingqualifiedlead"), *_dated("mql"),
                                   "marketing qualified lead", "marketing qualified date",
                                   "marketing qualified lead date", "qualified by marketing")),
        Field("sal", Type.MOMENT, (*_dated("sal"), "sales accepted lead", "sales accepted date",
                                   "sales accepted lead date", "accepted", *_dated("accepted"))),
        Field("sql", Type.MOMENT, (*_hubspot("Sales Qualified Lead", "salesqualifiedlead"), *_dated("sql"),
                                   "sales qualified lead", "sales qualified date", "sales qualified lead date",
                                   "qualified by sales")),
        Field("opportunity", Type.MOMENT, (*_hubspot("Opportunity", "opportunity"), *_dated("opportunity"),
                                           *_dated("opp"), "opportunity created date", "first deal created date")),
        Field("customer", Type.MOMENT, (*_hubspot("Customer", "customer"), *_dated("customer"), "won", *_dated("won"),
                                        "closed won date", "became customer")),
        Field("rejected", Type.MOMENT, (*_dated("rejected"), "disqualified", *_dated("disqualified"),
                                        "unqualified date", "returned to marketing")),
        Field("lost", Type.MOMENT, (*_dated("lost"), "closed lost date")),
        Field("rejected_reason", Type.NAME, ("rejection reason", "reject reason", "disqualification reason",
                                             "unqualified reason", "reason for conversion failure", "return reason"),
              "reason"),
        Field("lost_reason", Type.NAME, ("closed lost reason", "loss reason", "reason lost"), "reason"),
        Field("assigned", Type.MOMENT, (*_dated("assigned"), "owner assigned date", "hubspot_owner_assigneddate",
                                        "assignment date")),
        Field("first_touch", Type.MOMENT, ("first touch at", "first touch date", "first contacted",
                                           "first outreach date", "hs_sa_first_engagement_date", "first sales activity",
                                           "first response date", "date of first engagement", "first call date")),
        Field("attempts", Type.COUNT, ("call attempts", "number of attempts", "contact attempts", "attempt count")),
        Field("last_contacted", Type.MOMENT, ("last contacted date", "notes_last_contacted", "last activity date",
                                              "last activity", "last activity time")),
        Field("times_contacted", Type.COUNT, ("number of times contacted", "num_contacted_notes",
                                              "number of sales activities")),
        Field("amount", Type.MONEY, ("deal amount", "won amount", "deal value", "value", "revenue",
                                     "recent deal amount", "total revenue")),
        _CURRENCY,
        Field("updated", Type.MOMENT, _UPDATED),
        Field("deal_keys", Type.KEYS, ("converted opportunity id", "associated deal ids", "associated deal id",
                                       "opportunity id", "deal id")),
        Field("lifecycle", Type.STATE, ("lifecycle stage", "lifecyclestage", "lifecycle status", "funnel stage",
                                        "lead stage", "current stage", "stage")),
        Field("lead_status", Type.STATE, ("hs_lead_status", "person status")),
        Field("is_converted", Type.FLAG),
        Field("is_won", Type.FLAG, ("won", "won?", "converted", "converted?", "is customer", "customer", "customer?",
                                    "became customer", "closed won")),
    ),
    (
        *(frozenset({s.key}) for s in (*LADDER[1:], *Exit)),
        *(frozenset({"lead", who}) for who in ("key", "email", "label", "source", "owner")),  # any table has a date
        *(frozenset({state, who}) for state in ("lifecycle", "lead_status", "is_won")
          for who in ("email", "source", "owner")),
        frozenset({"lifecycle", "key"}), frozenset({"lifecycle", "label"}), frozenset({"lifecycle", "first_name"}),
    ),
)  # fmt: skip

DEALS = Kind(
    "deals", "one deal",
    (
        Field("key", Type.KEY, ("record id", "deal id", "opportunity id", "deal key", "id", "hs_object_id")),
        Field("name", Type.TEXT, ("deal name", "opportunity name", "dealname", "title", "deal title",
                                  "potential name")),
        Field("lead_keys", Type.KEYS, ("associated contact ids", "associated contact id", "lead key", "lead id",
                                       "lead ids", "contact id", "contact ids", "mql id", "associated contact",
                                       "contact person")),
        Field("lead_email", Type.TEXT, ("person email work", "contact email", "email", "associated contact email")),
        Field("owner", Type.NAME, ("deal owner", "opportunity owner", *_OWNER, "hubspot_owner_id"), "owner"),
        _TEAM, _SOURCE, _CAMPAIGN, _SEGMENT, _REGION,
        Field("opened", Type.MOMENT, (*_dated("opened"), *_CREATED, "deal created", "open date")),
        Field("won", Type.MOMENT, (*_dated("won"), "closed won date")),
        Field("lost", Type.MOMENT, (*_dated("lost"), "closed lost date")),
        Field("closed", Type.MOMENT, (*_dated("closed"), "close date", "closedate", "closing date")),
        Field("status", Type.TEXT, ("deal status", "outcome", "result")),
        Field("is_closed", Type.FLAG, ("is deal closed?", "hs_is_closed", "closed?")),
        Field("is_won", Type.FLAG, ("is closed won", "hs_is_closed_won", "won?")),
        Field("amount", Type.MONEY, ("deal amount", "deal value", "value", "opportunity amount", "won amount",
                                     "amount in company currency", "hs_closed_amount")),
        _CURRENCY,
        Field("pipeline", Type.TEXT, ("deal pipeline", "record type", "opportunity record type", "deal type",
                                       "dealtype", "opportunity type")),
        Field("stage", Type.TEXT, ("deal stage", "dealstage", "stage name", "opportunity stage")),
        Field("lost_reason", Type.NAME, ("closed lost reason", "closed_lost_reason", "loss reason", "reason lost"),
              "reason"),
        Field("updated", Type.MOMENT, _UPDATED),
    ),
    (frozenset({"won"}), frozenset({"closed"}), frozenset({"opened", "amount"}), frozenset({"opened", "stage"})),
)  # fmt: skip

ACTIVITIES = Kind(
    "activities", "one call, mail or meeting of sales",
    (
        Field("lead_key", Type.KEY, _LEAD_KEY),
        Field("kind", Type.TEXT, ("activity type", "type", "activity", "engagement type", "channel")),
        Field("at", Type.MOMENT, _AT),
        Field("outcome", Type.TEXT, ("call outcome", "meeting outcome", "result", "disposition", "call disposition")),
        Field("owner", Type.NAME, ("activity assigned to", *_OWNER), "owner"),
        _TEAM,
    ),
    (frozenset({"lead_key", "at", "kind"}), frozenset({"lead_key", "at", "outcome"})),
)  # fmt: skip

TOUCHES = Kind(
    "touches", "one contact of a lead with marketing",
    (
        Field("lead_key", Type.KEY, _LEAD_KEY),
        Field("at", Type.MOMENT, ("touch date", "touched at", "member first associated date", *_AT)),
        _SOURCE, _CAMPAIGN,
        Field("asset", Type.TEXT, ("content", "asset name", "page", "landing page", "form", "form name", "conversion")),
    ),
    tuple(frozenset({"lead_key", "at", what}) for what in ("source", "campaign", "asset")),
)  # fmt: skip

SPEND = Kind(
    "spend", "the money spent on one campaign on one day",
    (
        Field("day", Type.MOMENT, ("date", "spend date", "start date", "start date in utc", "reporting starts")),
        Field("last_day", Type.MOMENT, ("end date", "end date in utc", "reporting ends")),
        _SOURCE, _CAMPAIGN,
        Field("amount", Type.MONEY, ("spend", "cost", "amount spent", "total spent", "ad spend", "spent",
                                     "ads cost", "google ads cost", "advertiser ad cost")),
        _CURRENCY,
    ),
    (frozenset({"day", "amount", "source"}), frozenset({"day", "amount", "campaign"})),
)  # fmt: skip

TARGETS = Kind(
    "targets", "what was aimed at for one measure over some days",
    (
        Field("measure", Type.TEXT, ("metric", "kpi")),
        Field("first_day", Type.MOMENT, ("from", "start", "start date", "first day")),
        Field("last_day", Type.MOMENT, ("to", "end", "end date", "last day")),
        _SOURCE,
        Field("amount", Type.MONEY, ("target", "value", "goal")),
    ),
    (frozenset({"measure", "first_day", "last_day", "amount"}),),
)  # fmt: skip

KINDS: dict[str, Kind] = {k.name: k for k in (LEADS, DEALS, ACTIVITIES, TOUCHES, SPEND, TARGETS)}

KNOWN: frozenset[str] = frozenset(h for k in KINDS.values() for f in k.fields for h in f.headers)
"""Every squeezed header that means something somewhere; what tells a header line from a title."""

MEASURES: tuple[str, ...] = ("mqls", "pipeline_created", "won_amount")
ACTIVITY_KINDS: dict[str, tuple[str, ...]] = {
    "call": ("call", "phone", "dial"),
    "email": ("email", "e-mail", "mail"),
    "meeting": ("meeting", "demo", "event", "appointment"),
}
SOURCE_KINDS: tuple[str, ...] = ("marketing", "sales", "other")
SALES_WORDS: tuple[str, ...] = ("outbound", "cold call", "prospecting", "sdr", "bdr", "sales")
"""A source whose name holds one of these is sales' own, until the file or the settings say otherwise."""
NOBODYS: frozenset[str] = frozenset({"other", "others", "unknown", "not available"})
"""And one that is called so is neither marketing's nor sales'."""

NOTHINGS: frozenset[str] = frozenset(
    {"", "—", "–", "-", "--", "n/a", "#n/a", "(no value)", "null", "(null)", "none", "-none-", "nan", "nat", "select",
     "- select -", "(none)", "(not set)", "(blank)", "undefined"}
)  # fmt: skip
"""What people and programs write where there is nothing. Not `NA`: that is North America too."""

STAGE_DATES: tuple[str, ...] = tuple(s.key for s in (*LADDER[1:], *Exit))
"""The fields that date a stage below the first: where a list has none of them, its states may stand in."""

YES: frozenset[str] = frozenset({"yes", "true", "1", "1.0", "y", "converted", "won", "ja", "oui", "sí", "si", "sim"})
NO: frozenset[str] = frozenset({"no", "false", "0", "0.0", "n", "not converted", "lost", "nein", "non", "não", "nao"})
_OUTCOMES: dict[str, tuple[str, ...]] = {
    "won": ("won", "closed won", "closed - converted", "gewonnen", "gagné", "gagnée", "ganado", "ganho"),
    "lost": (
        "lost",
        "closed lost",
        "closed lost to competition",
        "verloren",
        "perdu",
        "perdue",
        "perdido",
        "abandoned",
    ),
    "open": ("open", "offen", "ouvert", "ouverte", "en cours", "abierto", "aberto"),
}
OUTCOMES: dict[str, str] = {squeeze(word): end for end, words in _OUTCOMES.items() for word in words}
"""What a deal's status or stage says of its end, squeezed."""
USUAL_STAGES: frozenset[str] = frozenset(
    squeeze(name)
    for name in (
        "appointment scheduled", "qualified to buy", "presentation scheduled", "decision maker bought-in",
        "contract sent", "prospecting", "qualification", "needs analysis", "value proposition", "id. decision makers",
        "identify decision makers", "perception analysis", "proposal/price quote", "negotiation/review", "negotiation",
        "proposal", "qualified", "contact made", "demo scheduled", "proposal made", "negotiations started", "lead in",
    )
)  # fmt: skip
"""The stages that HubSpot, Salesforce, Pipedrive and Zoho begin with, squeezed: open opportunities, and no question."""

_STATES: dict[Stage | Exit | None, tuple[str, ...]] = {
    None: ("subscriber", "other", "abonnent", "abonné", "suscriptor", "assinante", "sonstige", "autre", "otro", "outro",
           "cold", "known", "anonymous", "prospect"),
    Stage.LEAD: (
        "lead", "new", "open", "in progress", "attempted to contact", "connected", "bad timing", "contacted",
        "contact in future", "attempted", "engaged", "open - not contacted", "working - contacted", "working",
        "not contacted", "nurturing", "pre-qualified", "neu", "offen", "nouveau", "nuevo", "novo", "raw lead",
        "inquiry",
    ),
    Stage.MQL: ("mql", "marketing qualified lead", "marketing qualified", "lead qualifié marketing",
                "lead calificado para marketing", "lead qualificado pelo marketing"),
    Stage.SAL: ("sal", "sales accepted lead", "sales accepted", "accepted"),
    Stage.SQL: ("sql", "sales qualified lead", "sales qualified", "qualified", "lead qualifié commercial",
                "lead calificado para ventas", "lead qualificado para vendas"),
    Stage.OPPORTUNITY: ("opportunity", "open deal", "closed - converted", "converted", "opportunité", "oportunidad",
                        "oportunidade"),
    Stage.CUSTOMER: ("customer", "evangelist", "won", "closed won", "client", "kunde", "cliente"),
    Exit.REJECTED: ("unqualified", "disqualified", "rejected", "not qualified", "junk lead", "junk", "recycled",
                    "closed - not converted"),
    Exit.LOST: ("lost", "lost lead", "closed lost", "verloren", "perdu", "perdido"),
}  # fmt: skip
STATES: dict[str, Stage | Exit | None] = {squeeze(word): state for state, words in _STATES.items() for word in words}
"""How far a lead is by its lifecycle stage or status, squeezed; None: known, and not even a lead yet."""
