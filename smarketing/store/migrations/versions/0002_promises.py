"""The agreement, the audit trail, and what each lead is judged by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "promise",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_day", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("number", name=op.f("uq_promise_number")),
    )
    op.create_table(
        "promise_signature",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("promise_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_promise_signature_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_signature")),
        sa.UniqueConstraint("promise_id", "side", name=op.f("uq_promise_signature_promise_id_side")),
    )
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arrived_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("touch_due_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("touched_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("touch_by_proxy", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("touch_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decide_due_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("decide_minutes", sa.Integer(), nullable=True))
        batch_op.drop_index(
            batch_op.f("ix_lead_by_mql"),
            sqlite_where=sa.text("mql_day IS NOT NULL"),
            postgresql_where=sa.text("mql_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lead_by_mql",
            [
                "mql_day",
                "source_id",
                "sal_day",
                "sql_day",
                "opportunity_day",
                "customer_day",
                "rejected_day",
                "lost_day",
                "rejected_reason_id",
                "decide_due_at",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
                "skipped",
            ],
            unique=False,
            sqlite_where=sa.text("mql_day IS NOT NULL"),
            postgresql_where=sa.text("mql_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lead_by_follow_up",
            [
                "mql_day",
                "source_id",
                "touch_due_at",
                "touched_at",
                "touch_by_proxy",
                "touch_minutes",
                "decide_due_at",
                "decided_at",
                "decide_minutes",
                "arrived_at",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
            ],
            unique=False,
            sqlite_where=sa.text("mql_day IS NOT NULL"),
            postgresql_where=sa.text("mql_day IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_lead_by_follow_up",
            sqlite_where=sa.text("mql_day IS NOT NULL"),
            postgresql_where=sa.text("mql_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lead_by_mql",
            sqlite_where=sa.text("mql_day IS NOT NULL"),
            postgresql_where=sa.text("mql_day IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_lead_by_mql"),
            [
                "mql_day",
                "source_id",
                "sal_day",
                "sql_day",
                "opportunity_day",
                "customer_day",
                "rejected_day",
                "lost_day",
                "rejected_reason_id",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
                "skipped",
            ],
            unique=False,
            sqlite_where=sa.text("mql_day IS NOT NULL"),
            postgresql_where=sa.text("mql_day IS NOT NULL"),
        )
        batch_op.drop_column("decide_minutes")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("decide_due_at")
        batch_op.drop_column("touch_minutes")
        batch_op.drop_column("touch_by_proxy")
        batch_op.drop_column("touched_at")
        batch_op.drop_column("touch_due_at")
        batch_op.drop_column("arrived_at")

    op.drop_table("promise_signature")
    op.drop_table("promise")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")

    op.drop_table("audit_event")
