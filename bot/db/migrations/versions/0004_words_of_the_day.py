"""leaders say on the day of the visit that they are on their way, late, or how many.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("visit") as visit:
        visit.add_column(sa.Column("said", sa.String(length=32), nullable=True))
        visit.add_column(sa.Column("said_at", types.UtcDateTime(), nullable=True))
        visit.add_column(sa.Column("coming", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("visit") as visit:
        visit.drop_column("coming")
        visit.drop_column("said_at")
        visit.drop_column("said")
