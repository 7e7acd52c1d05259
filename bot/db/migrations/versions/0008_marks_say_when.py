"""a mark at the gate says when it was made.

Revision 0008, after 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("visit") as visit:
        visit.add_column(sa.Column("marked_at", types.UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("visit") as visit:
        visit.drop_column("marked_at")
