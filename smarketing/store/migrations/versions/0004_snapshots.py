"""The leads and deals as they were known at a moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAMES = ("source", "campaign", "segment", "region", "owner")
_LEAD_DAYS = ("lead", "mql", "sal", "sql", "opportunity", "customer", "rejected", "lost")
_DEAL_DAYS = ("opened", "won", "lost")


def upgrade() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("as_of_day", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("deals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    _fingerprints("snapshot_lead", _LEAD_DAYS, sa.Column("spell", sa.SmallInteger(), nullable=False))
    _fingerprints("snapshot_deal", _DEAL_DAYS)


def _fingerprints(table: str, days: tuple[str, ...], *more: sa.Column) -> None:
    names = [f"{name}_id" for name in _NAMES]
    op.create_table(
        table,
        sa.Column("key", sa.Text(), nullable=False),
        *more,
        *(sa.Column(f"{day}_day", sa.Integer(), nullable=True) for day in days),
        sa.Column("since_id", _NUMBER, nullable=False),
        sa.Column("until_id", _NUMBER, nullable=True),
        *(sa.Column(name, sa.Integer(), server_default="0", nullable=False) for name in names),
        sa.Column("cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="", nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], ["snapshot.id"], name=op.f(f"fk_{table}_{name}_id"))
            for name in ("since", "until")
        ),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_{table}_{name}_id"))
            for name in _NAMES
        ),
        sa.PrimaryKeyConstraint("key", *(column.name for column in more), "since_id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for table in ("snapshot_deal", "snapshot_lead", "snapshot"):
        op.drop_table(table)
