"""a site may write a line beside the reason of its no.

Revision 0026, after 0025.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("line", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("visit") as visit:
        visit.drop_column("line")
