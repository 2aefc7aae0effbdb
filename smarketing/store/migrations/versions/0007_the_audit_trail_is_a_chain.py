"""Each change carries a digest of the change before it and of itself; those that are there are chained too."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BEGINNING = "0" * 64
_TOLD = ("at", "actor", "subject", "subject_id", "action", "before", "after")
_JSON = ("before", "after")
_EVENT = sa.table(
    "audit_event",
    *(sa.column(name, sa.JSON() if name in _JSON else None) for name in ("id", *_TOLD, "digest")),
)
_HEAD = sa.table("audit_head", sa.column("id"), sa.column("digest"))
_AT_ONCE = 5_000


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.add_column("audit_event", sa.Column("digest", sa.String(length=64), nullable=True))
    _chain(op.get_bind())
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.alter_column("digest", existing_type=sa.String(length=64), nullable=False)


def _chain(connection: sa.Connection) -> None:
    e, last, head = _EVENT.c, 0, _BEGINNING
    some = sa.select(e.id, *(e[name] for name in _TOLD)).order_by(e.id).limit(_AT_ONCE)
    chained = sa.update(_EVENT).where(e.id == sa.bindparam("number")).values(digest=sa.bindparam("told"))
    while rows := connection.execute(some.where(e.id > last)).all():
        made = []
        for last, *told in rows:
            head = _digest(head, told)
            made.append({"number": last, "told": head})
        connection.execute(chained, made)
    if last:
        connection.execute(sa.insert(_HEAD).values(id=1, digest=head))


def _digest(head: str, told: list[object]) -> str:
    text = json.dumps([head, *told], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def downgrade() -> None:
    op.drop_column("audit_event", "digest")
    op.drop_table("audit_head")
