"""Each e-mail address has a number, and all that the bridge reads of an MQL is in an index."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import sqlalchemy as sa
from alembic import op
from pandas.util import hash_pandas_object

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LEAD = sa.table("lead", sa.column("id"), sa.column("email"), sa.column("address", sa.BigInteger()))
_AT_ONCE = 50_000
_FOLLOW_UP = (
    "mql_day", "source_id", "touch_due_at", "touched_at", "touch_by_proxy", "touch_minutes",
    "decide_due_at", "decided_at", "decide_minutes", "arrived_at",
    "segment_id", "region_id", "owner_id", "campaign_id",
)  # fmt: skip
_BARS = ("mql_raw", "mql_at", "assigned_at", "sal_day", "rejected_day", "rejected_reason_id")


def upgrade() -> None:
    op.add_column("lead", sa.Column("address", sa.BigInteger(), nullable=True))
    _number(op.get_bind())
    op.drop_index("ix_lead_by_follow_up", "lead")
    _cover("ix_lead_by_follow_up", [*_FOLLOW_UP, *_BARS])
    _cover("ix_lead_by_repeat", ["mql_day", "mql_raw", "address", "key", "spell"])
    op.create_table(
        "past_loss",
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lost_day", sa.Integer(), nullable=False),
        sa.Column("until_day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_past_loss_lead_id")),
        sa.PrimaryKeyConstraint("lead_id", "lost_day", name=op.f("pk_past_loss")),
    )


def _number(connection: sa.Connection) -> None:
    c, last = _LEAD.c, 0
    some = sa.select(c.id, c.email).where(c.email != "").order_by(c.id).limit(_AT_ONCE)
    numbered = sa.update(_LEAD).where(c.id == sa.bindparam("lead")).values(address=sa.bindparam("number"))
    while rows := connection.execute(some.where(c.id > last)).all():
        ids, emails = zip(*rows, strict=True)
        last = ids[-1]
        told = pd.Series(emails, dtype="str").str.lower()
        numbers = hash_pandas_object(told, index=False, categorize=False) // 2  # ty: ignore[not-callable]
        connection.execute(numbered, [{"lead": i, "number": n} for i, n in zip(ids, numbers.tolist(), strict=True)])


def _cover(name: str, columns: Sequence[str]) -> None:
    present = sa.text("mql_day IS NOT NULL")
    op.create_index(name, "lead", columns, sqlite_where=present, postgresql_where=present)


def downgrade() -> None:
    op.drop_table("past_loss")
    op.drop_index("ix_lead_by_repeat", "lead")
    op.drop_index("ix_lead_by_follow_up", "lead")
    _cover("ix_lead_by_follow_up", _FOLLOW_UP)
    op.drop_column("lead", "address")
