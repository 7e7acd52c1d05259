"""groups that need a minimum.

Revision 0017, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bot.db.engine import types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

GATHERING = sa.text("group_state = 'gathering'")
COLUMNS = ("minimum", "decides_at", "if_short", "group_state", "asked_at")


def upgrade() -> None:
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column("programme", sa.Column("minimum", json, nullable=True))
    with op.batch_alter_table("session") as table:
        table.add_column(sa.Column("minimum", sa.Integer(), nullable=True))
        table.add_column(sa.Column("decides_at", types.UtcDateTime(), nullable=True))
        table.add_column(sa.Column("if_short", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("group_state", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("asked_at", types.UtcDateTime(), nullable=True))
        table.create_check_constraint(
            op.f("ck_session_minimum"),
            "(minimum IS NULL) = (group_state IS NULL) AND (minimum IS NULL) = (decides_at IS NULL)"
            " AND (minimum IS NULL) = (if_short IS NULL) AND (minimum IS NULL OR sharing = 'shared')",
        )
        table.create_index(
            "ix_session_group", ["decides_at"], sqlite_where=GATHERING, postgresql_where=GATHERING
        )


def downgrade() -> None:
    with op.batch_alter_table("session") as table:
        table.drop_index("ix_session_group", sqlite_where=GATHERING, postgresql_where=GATHERING)
        table.drop_constraint(op.f("ck_session_minimum"), type_="check")
        for name in reversed(COLUMNS):
            table.drop_column(name)
    with op.batch_alter_table("programme") as table:
        table.drop_column("minimum")
