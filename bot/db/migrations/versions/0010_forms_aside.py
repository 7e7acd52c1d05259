"""a form is put aside when something else is opened; an edited answer is taken while its question stands.

Revision 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft") as draft:
        draft.add_column(sa.Column("aside", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        draft.add_column(sa.Column("asked_after", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("draft") as draft:
        draft.drop_column("asked_after")
        draft.drop_column("aside")
