"""Meetings: agendas, what is written down, and where the room is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _record(
        "meeting",
        sa.Column("series", sa.String(length=16), nullable=False),
        _text("title"),
        _at("starts_at"),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("snapshot_id", _NUMBER, nullable=True),
        sa.Column("minutes", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_meeting_snapshot_id")),
    )
    _record(
        "agenda_item",
        *_of_meeting("agenda_item"),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("title"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("scene", sa.String(length=32), nullable=False),
        _text("query"),
        sa.Column("spent", sa.Integer(), server_default="0", nullable=False),
    )
    _record(
        "note",
        *_of_meeting("note"),
        *_of_item("note", nullable=False),
        _text("text"),
        sa.UniqueConstraint("item_id", name=op.f("uq_note_item_id")),
    )
    _record(
        "decision",
        *_of_meeting("decision"),
        *_of_item("decision"),
        *(_text(name) for name in ("issue", "decision", "owner", "success")),
    )
    _record(
        "action_item",
        *_of_meeting("action_item"),
        *_of_item("action_item"),
        *(_text(name) for name in ("task", "owner")),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=64), nullable=False),
        _text("query"),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("then", sa.Float(), nullable=True),
        sa.Column("then_day", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("settled_day", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
    )
    op.create_table(
        "room",
        sa.Column("meeting_id", _NUMBER, nullable=False),
        sa.Column("presenter", sa.String(length=64), nullable=False),
        _text("presenter_name"),
        *_of_item("room"),
        sa.Column("page", sa.String(length=64), server_default="", nullable=False),
        sa.Column("query", sa.Text(), server_default="", nullable=False),
        _at("item_since"),
        sa.Column("moved", sa.Integer(), server_default="1", nullable=False),
        _at("seen_at"),
        sa.Column("is_open", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_room_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_room")),
    )
    op.create_table(
        "seat",
        sa.Column("meeting_id", _NUMBER, nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        _text("name"),
        _at("seen_at"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_seat_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "browser", name=op.f("pk_seat")),
    )
    for table in ("agenda_item", "note", "decision", "action_item"):
        op.create_index(op.f(f"ix_{table}_meeting_id"), table, ["meeting_id"])


def _record(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", _NUMBER, nullable=False),
        *columns,
        _text("written_by"),
        _at("written_at"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def _at(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _of_meeting(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("meeting_id", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f(f"fk_{table}_meeting_id")),
    )


def _of_item(table: str, *, nullable: bool = True) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("item_id", _NUMBER, nullable=nullable),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f(f"fk_{table}_item_id")),
    )


def downgrade() -> None:
    for table in ("seat", "room", "action_item", "decision", "note", "agenda_item", "meeting"):
        op.drop_table(table)
