"""A star of small integers: facts with dimension keys and day numbers, small tables of names around.

Days are numbers since 1970-01-01 in the workspace's time zone (`*_day`, `*_raw`), moments are seconds
since 1970 UTC (`*_at`, empty where the data gave a bare date), money is in hundredths (`*_cents`).
So every question is `CASE`, `SUM`, `COUNT`, `GROUP BY` over integers, the same on every database.

A fact row belongs to the import that brought it. When a newer version of the same lead or deal
arrives, the older row stays (an undone import gives it back) but is no longer `current` and has no
settled days, so that no count sees it. Activities, touches, spend and targets that two imports tell
alike have one `current` row too; there a SELECT must ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from smarketing.stages import LADDER, Exit, Stage

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Identity = BigInteger().with_variant(Integer, "sqlite")

NONE_ID = 0
"""The row "(none)" of every table of names, so that no key is ever empty."""


def bit(stage: Stage) -> int:
    """The bit that stands for a stage in `lead.skipped` and `lead.raised`: 1, 2, 4, … down the ladder."""
    return 1 << LADDER.index(stage)


def _names(table: str, *more: Column) -> Table:
    return Table(
        table, metadata, Column("id", Integer, primary_key=True), Column("name", Text, nullable=False), *more,
        UniqueConstraint("name"),
    )  # fmt: skip


source = _names(
    "source",
    Column("kind", String(16), nullable=False, server_default="marketing"),  # marketing | sales | other
    Column("slot", Integer, nullable=False),  # its colour, for ever
)
campaign = _names("campaign")
segment = _names("segment")
region = _names("region")
team = _names("team")
owner = _names("owner", Column("team_id", ForeignKey("team.id"), nullable=False, server_default="0"))
reason = _names("reason")

NAMES: dict[str, Table] = {t.name: t for t in (source, campaign, segment, region, team, owner, reason)}


def _key(table: str) -> Column:
    return Column(f"{table}_id", ForeignKey(f"{table}.id"), nullable=False, server_default="0")


DIMENSIONS: tuple[str, ...] = ("source_id", "campaign_id", "segment_id", "region_id", "owner_id")
"""The keys that a lead and a deal can be filtered by; a team is a set of owners."""

import_batch = Table(
    "import_batch", metadata,
    Column("id", Identity, primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("rows_read", Integer, nullable=False, server_default="0"),
    Column("rows_used", Integer, nullable=False, server_default="0"),
    Column("undone_at", BigInteger),
)  # fmt: skip
"""Each record is one import command or one click on "store"; it is undone as a whole."""

import_file = Table(
    "import_file", metadata,
    Column("id", Identity, primary_key=True),
    Column("import_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("live_sha256", String(64), unique=True),  # empty once undone, so that the file can come again
    Column("kind", String(16), nullable=False),
    Column("receipt", JSON, nullable=False),
)  # fmt: skip
"""Each record is one file of an import, with the receipt of what was done to it."""

lead = Table(
    "lead", metadata,
    Column("id", Identity, primary_key=True),
    Column("import_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("spell", SmallInteger, nullable=False, server_default="1"),
    Column("version", BigInteger, nullable=False),  # when the row was last changed at its origin, or exported
    Column("digest", BigInteger, nullable=False, server_default="0"),  # orders rows of one version by their content
    Column("current", SmallInteger, nullable=False, server_default="1"),
    Column("label", Text),
    Column("email", Text),
    Column("address", BigInteger),  # a number for the e-mail address (`intake.rows.addresses`), quicker to compare
    *(_key(name) for name in ("source", "campaign", "segment", "region", "owner")),
    Column("rejected_reason_id", ForeignKey("reason.id"), nullable=False, server_default="0"),
    Column("lost_reason_id", ForeignKey("reason.id"), nullable=False, server_default="0"),
    *(Column(s.raw, Integer) for s in (*LADDER, *Exit)),
    *(Column(s.at, BigInteger) for s in (*LADDER, *Exit)),
    *(Column(s.day, Integer) for s in (*LADDER, *Exit)),
    Column("skipped", SmallInteger, nullable=False, server_default="0"),  # a bit a stage passed without a date
    Column("raised", SmallInteger, nullable=False, server_default="0"),  # a bit a stage dated before the one above
    Column("assigned_at", BigInteger),
    Column("first_touch_at", BigInteger),
    Column("attempts", Integer),
    Column("last_contacted_at", BigInteger),  # a proxy for the first touch
    Column("times_contacted", Integer),  # a proxy for attempts
    Column("arrived_at", BigInteger),  # from when sales' hours count
    Column("touch_due_at", BigInteger),  # until when the first touch was promised, if it was
    Column("touched_at", BigInteger),  # the first touch, else its proxy
    Column("touch_by_proxy", SmallInteger),
    Column("touch_minutes", Integer),  # business minutes from arrival to the touch
    Column("decide_due_at", BigInteger),  # until when sales has to accept or reject
    Column("decided_at", BigInteger),  # when it first did; of a bare date its first second
    Column("decide_minutes", Integer),
    UniqueConstraint("key", "spell", "import_id"),
)  # fmt: skip
"""Each record is one spell of one lead, as one import told it.

The columns from `arrived_at` on are judged by the agreement in force on the MQL day (`store.judging`).
"""

past_loss = Table(
    "past_loss", metadata,
    Column("lead_id", ForeignKey("lead.id"), primary_key=True),
    Column("lost_day", Integer, primary_key=True),
    Column("until_day", Integer, nullable=False),  # the first day on which it held no more
)  # fmt: skip
"""Each record is a loss of a lead that was taken back: another deal was opened, or a later loss told by the lead."""

MADE = "lead:"
"""How the key of a deal begins that no file lists: a lead that tells a sale made it (`lead:<key>:<spell>`)."""

deal = Table(
    "deal", metadata,
    Column("id", Identity, primary_key=True),
    Column("import_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("digest", BigInteger, nullable=False, server_default="0"),
    Column("current", SmallInteger, nullable=False, server_default="1"),
    Column("name", Text),
    *(_key(name) for name in ("source", "campaign", "segment", "region", "owner")),  # the credited lead's
    *(Column(f"own_{name}_id", ForeignKey(f"{name}.id"), nullable=False, server_default="0")
      for name in ("source", "campaign", "segment", "region", "owner")),  # as the deal's file said
    Column("lead_id", ForeignKey("lead.id"), index=True),  # the credited lead: the one created first
    Column("mql_day", Integer),  # the credited lead's settled MQL day
    Column("mql_raw", Integer),  # the day it was qualified by its own date; empty where MQL was skipped
    Column("opened_raw", Integer),
    Column("won_raw", Integer),
    Column("lost_raw", Integer),
    Column("opened_day", Integer),
    Column("won_day", Integer),
    Column("lost_day", Integer),
    Column("amount_cents", BigInteger),
    Column("currency", String(3), nullable=False, server_default=""),
    Column("pipeline", Text),
    Column("stage", Text),
    Column("lost_reason_id", ForeignKey("reason.id"), nullable=False, server_default="0"),
    UniqueConstraint("key", "import_id"),
)  # fmt: skip
"""Each record is one deal as one import told it; its days are its own, its dimensions the credited lead's."""

deal_lead = Table(
    "deal_lead", metadata,
    Column("id", Identity, primary_key=True),
    Column("import_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("deal_key", Text, nullable=False, index=True),
    Column("lead_key", Text, nullable=False, index=True),
    Column("current", SmallInteger, nullable=False, server_default="1"),
    UniqueConstraint("deal_key", "lead_key", "import_id"),
)  # fmt: skip
"""Each record says that a lead hangs on a deal."""

activity = Table(
    "activity", metadata,
    Column("id", Identity, primary_key=True),
    Column("import_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("lead_key", Text, nullable=False),
    Column("kind", String(16), nullable=False),  # call | email | meeting | other
    Column("day", Integer, nullable=False),
    Column("at", BigInteger),
    Column("outcome", Text),
    _key("owner"),
    Column("current", SmallInteger, nullable=False, server_default="1"),
    Index("ix_activity_by_lead", "lead_key", "day", "kind", "at", "current"),  # all that is read of a lead's attempts
    Index("ix_activity_by_day", "day", "owner_id", "kind", "current"),  # and of what a rep made by day
)  # fmt: skip
"""Each record is one call, mail or meeting of sales with a lead."""

touch = Table(
    "touch", metadata,
    Column("id", Identity, primary_key=True),
    Column("import_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("lead_key", Text, nullable=False, index=True),
    Column("day", Integer, nullable=False),
    Column("at", BigInteger),
    _key("source"),
    _key("campaign"),
    Column("asset", Text),
    Column("current", SmallInteger, nullable=False, server_default="1"),
)  # fmt: skip
"""Each record is one contact of a lead with marketing."""

spend = Table(
    "spend", metadata,
    Column("id", Identity, primary_key=True),
    Column("import_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("day", Integer, nullable=False, index=True),
    _key("source"),
    _key("campaign"),
    Column("amount_cents", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False, server_default=""),
    Column("current", SmallInteger, nullable=False, server_default="1"),
)  # fmt: skip
"""Each record is the money spent on one campaign on one day."""

target = Table(
    "target", metadata,
    Column("id", Identity, primary_key=True),
    Column("import_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("measure", String(32), nullable=False),  # mqls | pipeline_created | won_amount
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    _key("source"),  # "(none)": the whole company
    Column("amount", BigInteger, nullable=False),  # a count, or hundredths of the workspace's currency
    Column("current", SmallInteger, nullable=False, server_default="1"),
)  # fmt: skip
"""Each record is what was aimed at for one measure over some days."""

FACTS: dict[str, Table] = {t.name: t for t in (lead, deal, deal_lead, activity, touch, spend, target)}

setting = Table(
    "setting", metadata,
    Column("key", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)  # fmt: skip
"""Each record is one setting of the workspace."""


promise = Table(
    "promise", metadata,
    Column("id", Identity, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("effective_day", Integer, nullable=False),
    Column("terms", JSON, nullable=False),  # `agreement.Terms`
    Column("written_by", Text, nullable=False),
    Column("written_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)  # fmt: skip
"""Each record is one version of the agreement; it judges once both sides have signed."""

promise_signature = Table(
    "promise_signature", metadata,
    Column("id", Identity, primary_key=True),
    Column("promise_id", ForeignKey("promise.id"), nullable=False),
    Column("side", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("signed_at", BigInteger, nullable=False),
    UniqueConstraint("promise_id", "side"),
)  # fmt: skip
"""Each record says who signed a version for a side."""

audit_event = Table(
    "audit_event", metadata,
    Column("id", Identity, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("subject", String(32), nullable=False),  # the table that was written
    Column("subject_id", BigInteger, nullable=False),
    Column("action", String(16), nullable=False),  # written | changed | signed | discarded | sent | …
    Column("before", JSON),
    Column("after", JSON),
    Column("digest", String(64), nullable=False),  # of the change before it and of all that stands above
    Index("ix_audit_event_subject", "subject", "subject_id"),
)  # fmt: skip
"""Each record is one change of the record: who, when, what, and how it read before and after."""

audit_head = Table(
    "audit_head", metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),  # 1
    Column("digest", String(64), nullable=False),
)  # fmt: skip
"""The one record holds the digest of the last change; there is none before the first."""

alert = Table(
    "alert", metadata,
    Column("id", Identity, primary_key=True),
    Column("key", String(64), nullable=False),  # `alert.Alert.key`
    Column("address", String(64), nullable=False),  # `post.Address.key`: never the address itself
    Column("rule", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("claimed_at", BigInteger, nullable=False),  # when somebody began to send it
    Column("sent_at", BigInteger),
    UniqueConstraint("key", "address"),
)  # fmt: skip
"""Each record is one alert that an address was told, or is being told at this moment."""


snapshot = Table(
    "snapshot", metadata,
    Column("id", Identity, primary_key=True),
    Column("taken_at", BigInteger, nullable=False),
    Column("as_of_day", Integer, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("leads", Integer, nullable=False),
    Column("deals", Integer, nullable=False),
    Column("last_import_id", Identity),  # what the data had seen then; empty: nobody wrote it down
    Column("undone_imports", Integer),
)  # fmt: skip
"""Each record is one moment whose leads and deals were kept as they were known at the end of a day."""


def _fingerprints(table: str, *columns: Column) -> Table:
    return Table(
        table, metadata, Column("key", Text, primary_key=True), *columns,
        Column("since_id", ForeignKey("snapshot.id"), primary_key=True),
        Column("until_id", ForeignKey("snapshot.id")),  # the first snapshot for which it holds no more
        *(_key(name) for name in ("source", "campaign", "segment", "region", "owner")),
        Column("cents", BigInteger),
        Column("currency", String(3), nullable=False, server_default=""),
    )  # fmt: skip


snapshot_lead = _fingerprints(
    "snapshot_lead",
    Column("spell", SmallInteger, primary_key=True),
    *(Column(s.day, Integer) for s in (*LADDER, *Exit)),
)
"""Each record is how one spell of one lead read, from one snapshot on until it read differently."""

snapshot_deal = _fingerprints(
    "snapshot_deal", *(Column(f"{event}_day", Integer) for event in ("opened", "won", "lost"))
)
"""Each record is how one deal read, from one snapshot on until it read differently."""


def _written() -> tuple[Column, ...]:
    """Who wrote a row last and when, and the version by which a stale save is told."""
    return (
        Column("written_by", Text, nullable=False),
        Column("written_at", BigInteger, nullable=False),
        Column("version", Integer, nullable=False, server_default="1"),
    )


meeting = Table(
    "meeting", metadata,
    Column("id", Identity, primary_key=True),
    Column("series", String(16), nullable=False),  # weekly | monthly | quarterly
    Column("title", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("snapshot_id", ForeignKey("snapshot.id")),
    Column("minutes", JSON),  # `meeting.Minutes`, once it is closed
    *_written(),
)  # fmt: skip
"""Each record is one meeting."""

agenda_item = Table(
    "agenda_item", metadata,
    Column("id", Identity, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("scene", String(32), nullable=False),
    Column("query", Text, nullable=False),
    Column("spent", Integer, nullable=False, server_default="0"),  # seconds
    *_written(),
)  # fmt: skip
"""Each record is one point of an agenda."""

note = Table(
    "note", metadata,
    Column("id", Identity, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("item_id", ForeignKey("agenda_item.id"), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    *_written(),
)  # fmt: skip
"""Each record is what is written down at one point of an agenda."""

decision = Table(
    "decision", metadata,
    Column("id", Identity, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("item_id", ForeignKey("agenda_item.id")),
    *(Column(name, Text, nullable=False) for name in ("issue", "decision", "owner", "success")),
    *_written(),
)  # fmt: skip
"""Each record is one decision."""

action_item = Table(
    "action_item", metadata,
    Column("id", Identity, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("item_id", ForeignKey("agenda_item.id")),
    Column("task", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("side", String(16), nullable=False),
    Column("due_day", Integer, nullable=False),
    Column("metric", String(64), nullable=False),
    Column("query", Text, nullable=False),
    Column("target", Float),
    Column("then", Float),
    Column("then_day", Integer),
    Column("outcome", String(16), nullable=False, server_default="open"),
    Column("settled_day", Integer),
    Column("result", Text, nullable=False, server_default=""),
    *_written(),
)  # fmt: skip
"""Each record is one action: who does what until when."""

room = Table(
    "room", metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("presenter", String(64), nullable=False),
    Column("presenter_name", Text, nullable=False),
    Column("item_id", ForeignKey("agenda_item.id")),
    Column("page", String(64), nullable=False, server_default=""),
    Column("query", Text, nullable=False, server_default=""),
    Column("item_since", BigInteger, nullable=False),
    Column("moved", Integer, nullable=False, server_default="1"),
    Column("seen_at", BigInteger, nullable=False),
    Column("is_open", SmallInteger, nullable=False, server_default="1"),
)  # fmt: skip
"""Each record is where the room of a running meeting is."""

seat = Table(
    "seat", metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("browser", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)  # fmt: skip
"""Each record is a browser session that is, or was, in a room."""


def _cover(stage: Stage | Exit) -> Index:
    """All that the grouped SELECTs over leads read, led by the day that they range over.

    `EXPLAIN QUERY PLAN` says COVERING INDEX for each of them; at 10⁶ leads that is 4 to 7 times
    faster than by the rows (`benchmarks/README.md`).
    """
    later = stage.later if isinstance(stage, Stage) else ()
    exits = tuple(Exit) if isinstance(stage, Stage) else ()
    reasons = ("rejected_reason_id",) if stage in (Stage.MQL, Exit.REJECTED) else ()
    due = ("decide_due_at",) if stage is Stage.MQL else ()
    columns = [
        stage.day, "source_id", *(s.day for s in (*later, *exits)), *reasons, *due,
        "segment_id", "region_id", "owner_id", "campaign_id",
        "skipped",
    ]  # fmt: skip
    present = lead.c[stage.day].is_not(None)
    return Index(
        f"ix_lead_by_{stage.key}", *(lead.c[c] for c in columns), sqlite_where=present, postgresql_where=present
    )


def _cover_mqls(what: str, *columns: str) -> Index:
    """All that one kind of SELECT over MQLs reads."""
    present = lead.c.mql_day.is_not(None)
    return Index(
        f"ix_lead_by_{what}", lead.c.mql_day, *(lead.c[c] for c in columns),
        sqlite_where=present, postgresql_where=present,
    )  # fmt: skip


LEAD_INDEXES: tuple[Index, ...] = (
    *(_cover(stage) for stage in (*LADDER, *Exit)),
    _cover_mqls(
        "follow_up", "source_id", "touch_due_at", "touched_at", "touch_by_proxy", "touch_minutes",
        "decide_due_at", "decided_at", "decide_minutes", "arrived_at",
        "segment_id", "region_id", "owner_id", "campaign_id",
        "mql_raw", "mql_at", "assigned_at", "sal_day", "rejected_day", "rejected_reason_id", "key",
    ),
    _cover_mqls("repeat", "mql_raw", "address", "key", "spell"),
)  # fmt: skip
DEAL_INDEXES: tuple[Index, ...] = tuple(
    Index(f"ix_deal_by_{c}", deal.c[f"{c}_day"]) for c in ("opened", "won", "lost", "mql")
)


def bulk_indexes() -> Iterator[Index]:
    """The indexes that a large import drops and builds anew, because that is faster."""
    yield from LEAD_INDEXES
