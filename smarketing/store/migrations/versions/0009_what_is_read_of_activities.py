"""All that is read of sales' attempts is in two indexes of activities, and a lead's key in that of its follow-up."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FOLLOW_UP = (
    "mql_day", "source_id", "touch_due_at", "touched_at", "touch_by_proxy", "touch_minutes",
    "decide_due_at", "decided_at", "decide_minutes", "arrived_at",
    "segment_id", "region_id", "owner_id", "campaign_id",
    "mql_raw", "mql_at", "assigned_at", "sal_day", "rejected_day", "rejected_reason_id",
)  # fmt: skip


def upgrade() -> None:
    op.drop_index("ix_activity_lead_key", "activity")
    op.create_index("ix_activity_by_lead", "activity", ["lead_key", "day", "kind", "at", "current"])
    op.create_index("ix_activity_by_day", "activity", ["day", "owner_id", "kind", "current"])
    _cover([*_FOLLOW_UP, "key"])


def _cover(columns: Sequence[str]) -> None:
    present = sa.text("mql_day IS NOT NULL")
    op.drop_index("ix_lead_by_follow_up", "lead")
    op.create_index("ix_lead_by_follow_up", "lead", columns, sqlite_where=present, postgresql_where=present)


def downgrade() -> None:
    _cover(_FOLLOW_UP)
    op.drop_index("ix_activity_by_day", "activity")
    op.drop_index("ix_activity_by_lead", "activity")
    op.create_index("ix_activity_lead_key", "activity", ["lead_key"])
