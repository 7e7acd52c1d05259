"""groups of tour operators have a title.

Revision 0018, after 0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("booking", sa.Column("group_title", sa.String(length=60), nullable=True))


def downgrade() -> None:
    # Whoever comes under an organisation that is no school has no place in the program before: its people are
    # guests like others.
    op.execute(
        """UPDATE booking SET organisation_id = NULL
        WHERE organisation_id IS NOT NULL AND audience NOT IN ('school', 'college')"""
    )
    with op.batch_alter_table("booking") as booking:
        booking.drop_column("group_title")
