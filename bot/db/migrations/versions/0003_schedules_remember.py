"""schedules remember how far they were rolled.

Revision 0003, after 0002.

A night asked for all starts of the 120 days of every schedule, to add one day. What is not remembered is looked
at as a whole, as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("schedule") as schedule:
        schedule.add_column(sa.Column("rolled_until", sa.Date(), nullable=True))
        schedule.add_column(sa.Column("rolled_with", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("schedule") as schedule:
        schedule.drop_column("rolled_with")
        schedule.drop_column("rolled_until")
