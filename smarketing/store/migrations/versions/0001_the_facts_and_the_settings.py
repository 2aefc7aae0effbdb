"""The facts and the settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
        sa.UniqueConstraint("name", name=op.f("uq_reason_name")),
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("name", name=op.f("uq_region_name")),
    )
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_segment_name")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), server_default="marketing", nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "deal_lead",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deal_key", sa.Text(), nullable=False),
        sa.Column("lead_key", sa.Text(), nullable=False),
        sa.Column("current", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_deal_lead_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_lead")),
        sa.UniqueConstraint("deal_key", "lead_key", "import_id", name=op.f("uq_deal_lead_deal_key_lead_key_import_id")),
    )
    with op.batch_alter_table("deal_lead", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_lead_deal_key"), ["deal_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_lead_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_lead_lead_key"), ["lead_key"], unique=False)

    op.create_table(
        "import_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("live_sha256", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_import_file_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("live_sha256", name=op.f("uq_import_file_live_sha256")),
    )
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_file_import_id"), ["import_id"], unique=False)

    op.create_table(
        "owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_owner_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner")),
        sa.UniqueConstraint("name", name=op.f("uq_owner_name")),
    )
    op.create_table(
        "spend",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("campaign_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="", nullable=False),
        sa.Column("current", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_spend_campaign_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_spend_import_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_spend_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend")),
    )
    with op.batch_alter_table("spend", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spend_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_spend_import_id"), ["import_id"], unique=False)

    op.create_table(
        "target",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("current", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_target_import_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_target_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_import_id"), ["import_id"], unique=False)

    op.create_table(
        "touch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_key", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("source_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("campaign_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asset", sa.Text(), nullable=True),
        sa.Column("current", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_touch_campaign_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_touch_import_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_touch_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touch")),
    )
    with op.batch_alter_table("touch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_touch_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_lead_key"), ["lead_key"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("current", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_activity_import_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_activity_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_lead_key"), ["lead_key"], unique=False)

    op.create_table(
        "lead",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("spell", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("current", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("campaign_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("segment_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("region_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("owner_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rejected_reason_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lost_reason_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lead_raw", sa.Integer(), nullable=True),
        sa.Column("mql_raw", sa.Integer(), nullable=True),
        sa.Column("sal_raw", sa.Integer(), nullable=True),
        sa.Column("sql_raw", sa.Integer(), nullable=True),
        sa.Column("opportunity_raw", sa.Integer(), nullable=True),
        sa.Column("customer_raw", sa.Integer(), nullable=True),
        sa.Column("rejected_raw", sa.Integer(), nullable=True),
        sa.Column("lost_raw", sa.Integer(), nullable=True),
        sa.Column("lead_at", sa.BigInteger(), nullable=True),
        sa.Column("mql_at", sa.BigInteger(), nullable=True),
        sa.Column("sal_at", sa.BigInteger(), nullable=True),
        sa.Column("sql_at", sa.BigInteger(), nullable=True),
        sa.Column("opportunity_at", sa.BigInteger(), nullable=True),
        sa.Column("customer_at", sa.BigInteger(), nullable=True),
        sa.Column("rejected_at", sa.BigInteger(), nullable=True),
        sa.Column("lost_at", sa.BigInteger(), nullable=True),
        sa.Column("lead_day", sa.Integer(), nullable=True),
        sa.Column("mql_day", sa.Integer(), nullable=True),
        sa.Column("sal_day", sa.Integer(), nullable=True),
        sa.Column("sql_day", sa.Integer(), nullable=True),
        sa.Column("opportunity_day", sa.Integer(), nullable=True),
        sa.Column("customer_day", sa.Integer(), nullable=True),
        sa.Column("rejected_day", sa.Integer(), nullable=True),
        sa.Column("lost_day", sa.Integer(), nullable=True),
        sa.Column("skipped", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("raised", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("assigned_at", sa.BigInteger(), nullable=True),
        sa.Column("first_touch_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("last_contacted_at", sa.BigInteger(), nullable=True),
        sa.Column("times_contacted", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_lead_campaign_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_lead_import_id")),
        sa.ForeignKeyConstraint(["lost_reason_id"], ["reason.id"], name=op.f("fk_lead_lost_reason_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_lead_owner_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_lead_region_id")),
        sa.ForeignKeyConstraint(["rejected_reason_id"], ["reason.id"], name=op.f("fk_lead_rejected_reason_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_lead_segment_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_lead_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        sa.UniqueConstraint("key", "spell", "import_id", name=op.f("uq_lead_key_spell_import_id")),
    )
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lead_by_customer",
            [
                "customer_day",
                "source_id",
                "rejected_day",
                "lost_day",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
                "skipped",
            ],
            unique=False,
            sqlite_where=sa.text("customer_day IS NOT NULL"),
            postgresql_where=sa.text("customer_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lead_by_lead",
            [
                "lead_day",
                "source_id",
                "mql_day",
                "sal_day",
                "sql_day",
                "opportunity_day",
                "customer_day",
                "rejected_day",
                "lost_day",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
                "skipped",
            ],
            unique=False,
            sqlite_where=sa.text("lead_day IS NOT NULL"),
            postgresql_where=sa.text("lead_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lead_by_lost",
            ["lost_day", "source_id", "segment_id", "region_id", "owner_id", "campaign_id", "skipped"],
            unique=False,
            sqlite_where=sa.text("lost_day IS NOT NULL"),
            postgresql_where=sa.text("lost_day IS NOT NULL"),
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
            "ix_lead_by_opportunity",
            [
                "opportunity_day",
                "source_id",
                "customer_day",
                "rejected_day",
                "lost_day",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
                "skipped",
            ],
            unique=False,
            sqlite_where=sa.text("opportunity_day IS NOT NULL"),
            postgresql_where=sa.text("opportunity_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lead_by_rejected",
            [
                "rejected_day",
                "source_id",
                "rejected_reason_id",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
                "skipped",
            ],
            unique=False,
            sqlite_where=sa.text("rejected_day IS NOT NULL"),
            postgresql_where=sa.text("rejected_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lead_by_sal",
            [
                "sal_day",
                "source_id",
                "sql_day",
                "opportunity_day",
                "customer_day",
                "rejected_day",
                "lost_day",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
                "skipped",
            ],
            unique=False,
            sqlite_where=sa.text("sal_day IS NOT NULL"),
            postgresql_where=sa.text("sal_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lead_by_sql",
            [
                "sql_day",
                "source_id",
                "opportunity_day",
                "customer_day",
                "rejected_day",
                "lost_day",
                "segment_id",
                "region_id",
                "owner_id",
                "campaign_id",
                "skipped",
            ],
            unique=False,
            sqlite_where=sa.text("sql_day IS NOT NULL"),
            postgresql_where=sa.text("sql_day IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_lead_import_id"), ["import_id"], unique=False)

    op.create_table(
        "deal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("current", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("campaign_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("segment_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("region_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("owner_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("own_source_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("own_campaign_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("own_segment_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("own_region_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("own_owner_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("mql_day", sa.Integer(), nullable=True),
        sa.Column("mql_raw", sa.Integer(), nullable=True),
        sa.Column("opened_raw", sa.Integer(), nullable=True),
        sa.Column("won_raw", sa.Integer(), nullable=True),
        sa.Column("lost_raw", sa.Integer(), nullable=True),
        sa.Column("opened_day", sa.Integer(), nullable=True),
        sa.Column("won_day", sa.Integer(), nullable=True),
        sa.Column("lost_day", sa.Integer(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="", nullable=False),
        sa.Column("pipeline", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("lost_reason_id", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_deal_campaign_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_deal_import_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_deal_lead_id")),
        sa.ForeignKeyConstraint(["lost_reason_id"], ["reason.id"], name=op.f("fk_deal_lost_reason_id")),
        sa.ForeignKeyConstraint(["own_campaign_id"], ["campaign.id"], name=op.f("fk_deal_own_campaign_id")),
        sa.ForeignKeyConstraint(["own_owner_id"], ["owner.id"], name=op.f("fk_deal_own_owner_id")),
        sa.ForeignKeyConstraint(["own_region_id"], ["region.id"], name=op.f("fk_deal_own_region_id")),
        sa.ForeignKeyConstraint(["own_segment_id"], ["segment.id"], name=op.f("fk_deal_own_segment_id")),
        sa.ForeignKeyConstraint(["own_source_id"], ["source.id"], name=op.f("fk_deal_own_source_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name=op.f("fk_deal_owner_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_deal_region_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_deal_segment_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_deal_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sa.UniqueConstraint("key", "import_id", name=op.f("uq_deal_key_import_id")),
    )
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index("ix_deal_by_lost", ["lost_day"], unique=False)
        batch_op.create_index("ix_deal_by_mql", ["mql_day"], unique=False)
        batch_op.create_index("ix_deal_by_opened", ["opened_day"], unique=False)
        batch_op.create_index("ix_deal_by_won", ["won_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_lead_id"), ["lead_id"], unique=False)

    # the row that stands for "the data leaves it empty", so that no key is ever empty
    op.execute("INSERT INTO team (id, name) VALUES (0, '(none)')")
    op.execute("INSERT INTO source (id, name, kind, slot) VALUES (0, '(none)', 'other', 0)")
    op.execute("INSERT INTO owner (id, name, team_id) VALUES (0, '(none)', 0)")
    op.execute("INSERT INTO campaign (id, name) VALUES (0, '(none)')")
    op.execute("INSERT INTO segment (id, name) VALUES (0, '(none)')")
    op.execute("INSERT INTO region (id, name) VALUES (0, '(none)')")
    op.execute("INSERT INTO reason (id, name) VALUES (0, '(none)')")


def downgrade() -> None:
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_lead_id"))
        batch_op.drop_index(batch_op.f("ix_deal_import_id"))
        batch_op.drop_index("ix_deal_by_won")
        batch_op.drop_index("ix_deal_by_opened")
        batch_op.drop_index("ix_deal_by_mql")
        batch_op.drop_index("ix_deal_by_lost")

    op.drop_table("deal")
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_import_id"))
        batch_op.drop_index(
            "ix_lead_by_sql",
            sqlite_where=sa.text("sql_day IS NOT NULL"),
            postgresql_where=sa.text("sql_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lead_by_sal",
            sqlite_where=sa.text("sal_day IS NOT NULL"),
            postgresql_where=sa.text("sal_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lead_by_rejected",
            sqlite_where=sa.text("rejected_day IS NOT NULL"),
            postgresql_where=sa.text("rejected_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lead_by_opportunity",
            sqlite_where=sa.text("opportunity_day IS NOT NULL"),
            postgresql_where=sa.text("opportunity_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lead_by_mql",
            sqlite_where=sa.text("mql_day IS NOT NULL"),
            postgresql_where=sa.text("mql_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lead_by_lost",
            sqlite_where=sa.text("lost_day IS NOT NULL"),
            postgresql_where=sa.text("lost_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lead_by_lead",
            sqlite_where=sa.text("lead_day IS NOT NULL"),
            postgresql_where=sa.text("lead_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lead_by_customer",
            sqlite_where=sa.text("customer_day IS NOT NULL"),
            postgresql_where=sa.text("customer_day IS NOT NULL"),
        )

    op.drop_table("lead")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_lead_key"))
        batch_op.drop_index(batch_op.f("ix_activity_import_id"))

    op.drop_table("activity")
    with op.batch_alter_table("touch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_touch_lead_key"))
        batch_op.drop_index(batch_op.f("ix_touch_import_id"))

    op.drop_table("touch")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_import_id"))

    op.drop_table("target")
    with op.batch_alter_table("spend", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spend_import_id"))
        batch_op.drop_index(batch_op.f("ix_spend_day"))

    op.drop_table("spend")
    op.drop_table("owner")
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_file_import_id"))

    op.drop_table("import_file")
    with op.batch_alter_table("deal_lead", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_lead_lead_key"))
        batch_op.drop_index(batch_op.f("ix_deal_lead_import_id"))
        batch_op.drop_index(batch_op.f("ix_deal_lead_deal_key"))

    op.drop_table("deal_lead")
    op.drop_table("team")
    op.drop_table("source")
    op.drop_table("setting")
    op.drop_table("segment")
    op.drop_table("region")
    op.drop_table("reason")
    op.drop_table("import_batch")
    op.drop_table("campaign")
