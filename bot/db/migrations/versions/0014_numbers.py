"""numbers of a party change after it has its place; the host is asked for larger changes.

Revision 0014, after 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ("agreed_seats", "wanted_children", "wanted_adults")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("booking", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("booking") as booking:
        for name in reversed(COLUMNS):
            booking.drop_column(name)
