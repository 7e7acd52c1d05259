"""a mark at the gate says when it was made, and a visit which message holds the leader's words.

Revision 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = ("marked_at", "told_at")


def upgrade() -> None:
    with op.batch_alter_table("visit") as visit:
        for name in COLUMNS:
            visit.add_column(sa.Column(name, types.UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("visit") as visit:
        for name in COLUMNS:
            visit.drop_column(name)
