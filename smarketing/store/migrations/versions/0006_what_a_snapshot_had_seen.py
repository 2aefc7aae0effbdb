"""How far the data had come when a snapshot was taken; empty of those that were taken before this."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("snapshot", sa.Column("last_import_id", _NUMBER, nullable=True))
    op.add_column("snapshot", sa.Column("undone_imports", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("snapshot", "undone_imports")
    op.drop_column("snapshot", "last_import_id")
